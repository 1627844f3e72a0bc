"""Whole networks, and each geometry inside one, against the step made of the paper's loops."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nn_geometries import (
    CONV_CORNERS,
    PAPER,
    POOL_CORNERS,
    SMALL,
    SMALL_SHAPE,
    TEN_DIGITS,
    lone_layers,
    network_case,
    network_cases,
    stacks,
)

from cnnviz.nn import Conv2D, Dense, Flatten, MaxPool2D, ReLU, SoftmaxCrossEntropy
from cnnviz.nn.reference_network import reference_step


def check_against_the_loops(case, learning_rate, agree):
    """Every tensor of a trace: outputs, both gradients and the updated parameters."""
    network = case.network
    expected = reference_step(network.layers, network.parameters(), case.image, case.label, learning_rate)
    trace = network.trace(case.image, case.label, learning_rate)
    agree(trace.loss, expected.loss, "loss")
    agree(network.forward(case.image), trace.layers[-1].input, "logits")
    agree(network.predict(case.image), expected.outputs[-1], "probabilities")
    x, output_gradients = case.image, [*expected.input_gradients[1:], None]
    for index, layer in enumerate(trace.layers):
        agree(layer.input, x, f"{index}.input")
        agree(layer.output, expected.outputs[index], f"{index}.output")
        agree(layer.input_gradient, expected.input_gradients[index], f"{index}.input_gradient")
        if output_gradients[index] is None:
            assert layer.output_gradient is None
        else:
            agree(layer.output_gradient, output_gradients[index], f"{index}.output_gradient")
        assert layer.parameter_gradients.keys() == expected.parameter_gradients[index].keys()
        for name, gradient in expected.parameter_gradients[index].items():
            agree(layer.parameter_gradients[name], gradient, f"{index}.{name} gradient")
            agree(layer.new_parameters[name], expected.new_parameters[f"{index}.{name}"], f"{index}.{name} new")
        x = expected.outputs[index]


@given(case=network_cases(stacks()), learning_rate=st.floats(1e-4, 1.0))
def test_a_step_is_the_papers(case, learning_rate, agree):
    check_against_the_loops(case, learning_rate, agree)


@given(case=network_cases(lone_layers()))
def test_a_step_of_one_layer_is_the_papers(case, agree):
    check_against_the_loops(case, 0.1, agree)


@pytest.mark.parametrize("values", ["gauss", "sparse"])
@pytest.mark.parametrize(("layer", "shape"), CONV_CORNERS + POOL_CORNERS, ids=str)
def test_a_step_is_the_papers_in_the_corners(layer, shape, values, agree):
    """Behind the layer a pooling sends back a dL/dY that is mostly zeros, before it another layer wants its dL/dX."""
    layers = [Conv2D(shape[0], 1), layer, MaxPool2D(1), ReLU(), Flatten(), Dense(3), SoftmaxCrossEntropy()]
    check_against_the_loops(network_case(layers, shape, 1, values), 0.1, agree)


@pytest.mark.parametrize("values", ["gauss", "sparse", "zeros"])
@pytest.mark.parametrize(
    ("layers", "shape"),
    [(PAPER, (1, 28, 28)), (TEN_DIGITS, (1, 28, 28)), (SMALL, SMALL_SHAPE)],
    ids=["paper", "ten digits", "small"],
)
def test_a_step_of_the_known_networks_is_the_papers(layers, shape, values, agree):
    check_against_the_loops(network_case(layers, shape, 1, values), 0.01, agree)


def test_thirty_steps_on_changing_images_are_the_papers(agree):
    network = network_case(SMALL, SMALL_SHAPE, 2).network
    parameters = network.parameters()
    for step in range(30):
        image = network_case(SMALL, SMALL_SHAPE, step, "gauss" if step % 2 else "sparse").image
        expected = reference_step(network.layers, parameters, image, step % 3, 0.02)
        agree(network.train_step(image, step % 3, 0.02), expected.loss, f"loss of step {step}")
        parameters = expected.new_parameters
        for name, value in network.parameters().items():
            agree(value, parameters[name], f"{name} after step {step}")


def test_an_image_of_whole_numbers_gives_the_same_numbers():
    whole = [[[(r * c + d) % 3 for c in range(8)] for r in range(8)] for d in range(2)]
    floats = [[[float(v) for v in row] for row in channel] for channel in whole]
    one, other = (network_case(SMALL, SMALL_SHAPE, 3).network for _ in range(2))
    assert one.train_step(whole, 0, 0.1) == other.train_step(floats, 0, 0.1)
    assert one.parameters() == other.parameters()
