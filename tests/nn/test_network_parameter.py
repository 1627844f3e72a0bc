"""One number of a network's parameters: read it, set it, and leave every trace as it was."""

from math import inf, nan

import pytest

from cnnviz.nn import Conv2D, Dense, Flatten, Network, NetworkError, SoftmaxCrossEntropy

LAYERS = [Conv2D(2, 2), Flatten(), Dense(3), SoftmaxCrossEntropy()]
IMAGE = [[[0.5, 0.0, 1.0], [0.25, 1.0, 0.0], [0.0, 0.75, 0.5]]]


def a_network():
    return Network(LAYERS, input_shape=(1, 3, 3), seed=3)


@pytest.mark.parametrize(
    ("name", "index"), [("0.weight", (1, 0, 1, 0)), ("0.bias", (1,)), ("2.weight", [2, 7]), ("2.bias", (0,))]
)
def test_one_number_is_set_and_no_other(name, index):
    network, plain = a_network(), a_network()
    network.set_parameter(name, index, 7)
    assert network.parameter(name, index) == 7.0
    changed = [a != b for a, b in zip(network.state(), plain.state(), strict=True)]
    assert sum(changed) == 1
    network.set_parameter(name, index, plain.parameter(name, index))
    assert network.state() == plain.state()


def test_a_set_number_is_what_set_parameters_would_have_set():
    one, other = a_network(), a_network()
    one.set_parameter("0.weight", (1, 0, 1, 0), -2.5)
    parameters = other.parameters()
    parameters["0.weight"][1][0][1][0] = -2.5
    other.set_parameters(parameters)
    assert one.trace(IMAGE, 1, 0.1) == other.trace(IMAGE, 1, 0.1)
    assert one.train_step(IMAGE, 1, 0.1) == other.train_step(IMAGE, 1, 0.1)
    assert one.state() == other.state()


def test_a_trace_keeps_what_it_saw():
    network = a_network()
    trace = network.trace(IMAGE, 1, 0.1)
    network.apply(trace)
    seen = repr(trace)
    for name, shape in network.parameter_shapes().items():
        network.set_parameter(name, [0] * len(shape), 9.0)
    assert repr(trace) == seen
    network.revert(trace)
    assert network.state() == a_network().state()


@pytest.mark.parametrize("name", ["1.weight", "0", "", "0.weight.0", "a.b", "3.bias"])
def test_an_unknown_name_is_refused(name):
    network = a_network()
    for refused in (lambda: network.parameter(name, (0,)), lambda: network.set_parameter(name, (0,), 1.0)):
        with pytest.raises(NetworkError, match="no parameters called"):
            refused()
    assert network.state() == a_network().state()


@pytest.mark.parametrize("index", [(), (0,), (2, 0, 0, 0), (0, 0, 0, -1), (0, 0, 0.0, 0), (0, 0, 0, True), (0,) * 5])
def test_a_place_outside_the_shape_is_refused(index):
    network = a_network()
    for refused in (lambda: network.parameter("0.weight", index), lambda: network.set_parameter("0.weight", index, 1)):
        with pytest.raises(NetworkError, match=r"0\.weight has the shape 2×1×2×2, so it holds no number at"):
            refused()
    assert network.state() == a_network().state()


@pytest.mark.parametrize("value", [nan, inf, -inf, 10**400, "1", None, True, [1.0]])
def test_what_is_no_finite_number_is_refused(value):
    network = a_network()
    with pytest.raises(NetworkError, match="finite numbers"):
        network.set_parameter("2.bias", (0,), value)
    assert network.state() == a_network().state()
