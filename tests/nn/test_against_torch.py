"""Every layer and whole networks against PyTorch in float64: its forward, and its gradients by autograd."""

import pytest
from hypothesis import given, settings
from nn_geometries import (
    CONV_CORNERS,
    PAPER,
    POOL_CORNERS,
    SMALL,
    SMALL_SHAPE,
    TEN_DIGITS,
    cases_of,
    convolutions,
    denses,
    flattenings,
    layer_case,
    network_case,
    network_cases,
    poolings,
    rectifiers,
    stacks,
)

from cnnviz.nn import Conv2D, Dense, Flatten, MaxPool2D, ReLU, SoftmaxCrossEntropy
from cnnviz.nn.softmax_cross_entropy import EPSILON

torch = pytest.importorskip("torch", reason="the torch extra is not installed")
torch.set_num_threads(1)  # the tensors are small, and a second thread only waits


def answer(layer, x, parameters):
    """Y as PyTorch computes it; x and parameters are its tensors."""
    functional = torch.nn.functional
    match layer:
        case Conv2D():
            weight, bias = parameters["weight"], parameters["bias"]
            return functional.conv2d(x[None], weight, bias, stride=layer.stride, padding=layer.padding)[0]
        case ReLU():
            return functional.relu(x)
        case MaxPool2D():
            return functional.max_pool2d(x[None], layer.pool_size, layer.step)[0]
        case Flatten():
            return x.flatten()
        case Dense():
            return functional.linear(x, parameters["weight"], parameters["bias"])
        case SoftmaxCrossEntropy():
            return functional.softmax(x, dim=0)


def tensor(nested_lists):
    return torch.tensor(nested_lists, dtype=torch.float64, requires_grad=True)


def gradient(of):
    return of.grad.tolist() if of.grad is not None else torch.zeros_like(of).tolist()


def loss_of(probabilities, label):
    return -torch.log(probabilities[label] + EPSILON).item()


def check_layer(case, agree):
    x = tensor(case.x)
    parameters = {name: tensor(value) for name, value in case.parameters.items()}
    expected = answer(case.layer, x, parameters)
    expected.backward(torch.tensor(case.output_gradient, dtype=torch.float64))
    y, input_gradient, gradients = case.run()
    agree(y, expected.tolist(), "Y")
    agree(input_gradient, gradient(x), "dL/dX")
    assert gradients.keys() == parameters.keys()
    for name, value in gradients.items():
        agree(value, gradient(parameters[name]), name)


@given(case=cases_of(convolutions()))
def test_conv2d_is_torchs(case, agree):
    check_layer(case, agree)


@pytest.mark.parametrize(("layer", "shape"), CONV_CORNERS + POOL_CORNERS, ids=str)
@pytest.mark.parametrize("values", ["gauss", "sparse"])
def test_layers_are_torchs_in_the_corners(layer, shape, values, agree):
    check_layer(layer_case(layer, shape, 21, values), agree)


@given(case=cases_of(poolings()))
def test_maxpool2d_is_torchs(case, agree):
    check_layer(case, agree)


@settings(max_examples=50)
@given(case=cases_of(rectifiers | flattenings | denses))
def test_the_other_layers_are_torchs(case, agree):
    check_layer(case, agree)


def check_network(case, agree, learning_rate=0.05):
    """P − T is the gradient of −log P, without the loss's eps (a relative 1e-12 / P): so autograd starts there."""
    network, x = case.network, tensor(case.image)
    values = {name: tensor(value) for name, value in network.parameters().items()}
    trace = network.trace(case.image, case.label, learning_rate)
    inputs, outputs = [], []
    for index, layer in enumerate(network.layers):
        inputs.append(x)
        x = answer(layer, x, {name: values.get(f"{index}.{name}") for name in ("weight", "bias")})
        x.retain_grad()
        outputs.append(x)
    logits = inputs[-1]
    torch.nn.functional.cross_entropy(logits[None], torch.tensor([case.label])).backward()
    agree(trace.loss, loss_of(outputs[-1], case.label), "loss")
    for index, layer in enumerate(trace.layers):
        agree(layer.output, outputs[index].tolist(), f"{index}.output")
        agree(layer.input_gradient, gradient(inputs[index]), f"{index}.input_gradient")
        if index < len(trace.layers) - 1:
            agree(layer.output_gradient, gradient(outputs[index]), f"{index}.output_gradient")
        for name, value in layer.parameter_gradients.items():
            expected = values[f"{index}.{name}"]
            agree(value, gradient(expected), f"{index}.{name}")
            updated = expected.detach() - learning_rate * torch.tensor(gradient(expected), dtype=torch.float64)
            agree(layer.new_parameters[name], updated.tolist(), f"new {index}.{name}")


@given(case=network_cases(stacks(), ["grid", "sparse"]))
def test_networks_are_torchs(case, agree):
    """In exact numbers: entries that are equal then are equal here and there, and MaxPool's winners the same."""
    check_network(case, agree)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(
    ("layers", "shape"),
    [(PAPER, (1, 28, 28)), (TEN_DIGITS, (1, 28, 28)), (SMALL, SMALL_SHAPE)],
    ids=["paper", "ten digits", "small"],
)
def test_the_known_networks_are_torchs(layers, shape, seed, agree):
    check_network(network_case(layers, shape, seed), agree)


def test_twenty_steps_are_torchs(agree):
    network = network_case(SMALL, SMALL_SHAPE, 22).network
    values = {name: tensor(value) for name, value in network.parameters().items()}
    for step in range(20):
        image, label = network_case(SMALL, SMALL_SHAPE, step).image, step % 3
        x = tensor(image)
        for index, layer in enumerate(network.layers[:-1]):
            x = answer(layer, x, {name: values.get(f"{index}.{name}") for name in ("weight", "bias")})
        torch.nn.functional.cross_entropy(x[None], torch.tensor([label])).backward()
        expected = loss_of(torch.softmax(x, dim=0), label)
        agree(network.train_step(image, label, 0.05), expected, f"loss of step {step}")
        with torch.no_grad():
            for value in values.values():
                value -= 0.05 * value.grad
                value.grad = None
    for name, value in network.parameters().items():
        agree(value, values[name].tolist(), name)
