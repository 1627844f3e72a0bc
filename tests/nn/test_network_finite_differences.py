"""The gradients of whole networks against central differences of the paper's forward formulas, in fifty digits.

The formulas (reference.py) are evaluated in fifty-digit decimals with h = 1e-15 (see nn_decimals), where a central
difference is right to more digits than float64 has. Two things are left between it and the network's gradient: the
rounding of the network, and that P − T leaves out the eps of the loss, a relative eps / P[label] = 1e-12 / P[label]:
5e-11 at the P[label] ≥ 0.02 asked for here.

Numbers are normal, so no ReLU or MaxPool stands within 1e-15 of a kink. Entries that are equal because they are the
same function of the parameters (windows that see padding alone) move together.
"""

from random import Random

import pytest
from hypothesis import assume, given, settings
from nn_decimals import Fifty, decimal_math, fifty, loss_of
from nn_geometries import network_case, network_cases, stacks
from nn_helpers import central_differences, dot, flat, nested, shape_of

from cnnviz.nn import Conv2D, Dense, Flatten, MaxPool2D, ReLU, SoftmaxCrossEntropy

H = Fifty("1e-15")
LEAST_PROBABILITY = 0.02


@pytest.fixture(autouse=True)
def _decimals(monkeypatch):
    decimal_math(monkeypatch)


def gradients_of(case):
    """The network's gradients by name, the image's among them."""
    trace = case.network.trace(case.image, case.label)
    gradients = {
        f"{index}.{name}": gradient
        for index, layer in enumerate(trace.layers)
        for name, gradient in layer.parameter_gradients.items()
    }
    return {"image": trace.layers[0].input_gradient, **gradients}


def loss_as_function_of(case, name):
    """The loss as a function of one tensor, and that tensor; the others stay in floats, which are exact decimals."""
    tensors = {"image": case.image, **case.network.parameters()}

    def loss(tensor):
        changed = {**tensors, name: tensor}
        return loss_of(case.network.layers, changed, changed["image"], case.label)

    return loss, fifty(tensors[name])


END = [Flatten(), Dense(4), ReLU(), Dense(3), SoftmaxCrossEntropy()]
NETWORKS = {
    "dense": (END, (1, 2, 3)),
    "paper": ([Conv2D(1, 3, padding=1), ReLU(), Conv2D(1, 3, padding=1), ReLU(), MaxPool2D(2), *END], (1, 6, 6)),
    "strides": ([Conv2D(2, 3, stride=2, padding=2), ReLU(), MaxPool2D(2, stride=1), Conv2D(3, 2), *END], (2, 6, 5)),
    "deep": ([Conv2D(3, 2, stride=3, padding=1), ReLU(), Conv2D(2, 1, padding=1), ReLU(), *END], (3, 5, 4)),
    "row": ([Conv2D(2, 3, stride=2, padding=1), ReLU(), MaxPool2D(1, stride=2), *END], (2, 1, 9)),
}


@pytest.mark.parametrize("name", NETWORKS)
def test_every_gradient_of_a_network_is_a_finite_difference(name, agree):
    case = network_case(*NETWORKS[name], seed=11)
    assert min(case.network.predict(case.image)) > LEAST_PROBABILITY
    for tensor, gradient in gradients_of(case).items():
        agree(gradient, central_differences(*loss_as_function_of(case, tensor), H), tensor)


@settings(max_examples=20)
@given(case=network_cases(stacks(), ["gauss"]))
def test_gradients_of_drawn_networks_are_finite_differences_along_a_direction(case, agree):
    """One random direction a tensor: (L(x + h·u) − L(x − h·u)) / 2h = Σ dL/dx · u."""
    assume(case.network.predict(case.image)[case.label] > LEAST_PROBABILITY)
    random = Random(12)
    for name, gradient in gradients_of(case).items():
        loss, tensor = loss_as_function_of(case, name)
        direction = [random.choice([-1.0, 1.0]) * random.uniform(0.5, 1.0) for _ in flat(tensor)]

        def at(h, loss=loss, tensor=tensor, direction=direction):
            return loss(nested([x + h * u for x, u in zip(flat(tensor), direction, strict=True)], shape_of(tensor)))

        slope = (at(H) - at(-H)) / (2 * H)
        scale = sum(abs(g * u) for g, u in zip(flat(gradient), direction, strict=True))
        agree([dot(gradient, direction), scale], [slope, scale], name)
