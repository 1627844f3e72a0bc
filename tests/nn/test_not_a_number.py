"""What is not finite shows in a step and never raises: a class can watch a network break."""

from math import inf, isfinite, isnan, log, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nn_geometries import SMALL, SMALL_SHAPE, network_case, network_cases, stacks
from nn_helpers import flat

from cnnviz.nn import Conv2D, Dense, Flatten, MaxPool2D, Network, ReLU, SoftmaxCrossEntropy

BAD = [nan, inf, -inf, 1e308, -1e308]


def break_and_step(case, place, bad):
    """One parameter broken, then three steps; the trace of the first."""
    network = case.network
    state = network.state()
    if state:
        state[place % len(state)] = bad
        network.set_state(state)
    first = network.trace(case.image, case.label, 0.1)
    for _ in range(3):
        network.train_step(case.image, case.label, 0.1)
    network.predict(case.image)
    return first


@pytest.mark.parametrize("bad", BAD)
def test_any_broken_parameter_lets_a_step_go_on(bad):
    for place in range(0, len(network_case(SMALL, SMALL_SHAPE, 51).network.state()), 7):
        break_and_step(network_case(SMALL, SMALL_SHAPE, 51), place, bad)


@given(case=network_cases(stacks()), place=st.integers(0, 10**6), bad=st.sampled_from(BAD))
def test_a_broken_parameter_of_any_network_lets_a_step_go_on(case, place, bad):
    break_and_step(case, place, bad)


@given(case=network_cases(stacks()), place=st.integers(0, 10**6), bad=st.sampled_from(BAD))
def test_a_broken_pixel_lets_a_step_go_on(case, place, bad):
    row = case.image[place % len(case.image)][place % len(case.image[0])]
    row[place % len(row)] = bad
    case.network.trace(case.image, case.label, 0.1)
    case.network.train_step(case.image, case.label, 0.1)
    case.network.train_step(case.image, case.label, 0.1)


@pytest.mark.parametrize(
    "name", ["0.weight", "0.bias", "3.weight", "3.bias", "6.weight", "6.bias", "8.weight", "8.bias"]
)
@pytest.mark.parametrize("values", ["gauss", "sparse", "zeros"])
def test_a_nan_weight_shows_in_loss_and_probabilities(name, values):
    """Even where it meets zeros: NaN · 0 is NaN."""
    network = Network(SMALL, SMALL_SHAPE)
    state, start = network.state(), 0
    for part, shape in network.parameter_shapes().items():
        if part == name:
            state[start] = nan
        start += shape.size
    network.set_state(state)
    image = network_case(SMALL, SMALL_SHAPE, 52, values).image
    trace = network.trace(image, 1, 0.1)
    assert isnan(trace.loss)
    assert all(map(isnan, trace.probabilities))
    assert isnan(network.train_step(image, 1, 0.1))


def test_a_nan_pixel_shows_in_every_layer():
    case = network_case(SMALL, SMALL_SHAPE, 53)
    case.image[1][3][3] = nan
    trace = case.network.trace(case.image, 0, 0.1)
    for layer in trace.layers:
        assert any(map(isnan, flat(layer.output))), layer.layer
    assert isnan(trace.loss)


def test_a_nan_pixel_passes_relu_and_maxpool():
    network = Network([ReLU(), MaxPool2D(2), Flatten(), SoftmaxCrossEntropy()], (1, 4, 4))
    image = [[[0.0] * 4 for _ in range(4)]]
    image[0][2][1] = nan
    trace = network.trace(image, 0)
    relu, pooled = trace.layers[0].output, trace.layers[1].output
    assert [isnan(v) for v in flat(relu)] == [place == 9 for place in range(16)]
    assert [isnan(v) for v in flat(pooled)] == [False, False, True, False]


@pytest.mark.parametrize("size", [1, 2, 3])
def test_a_nan_pixel_shows_in_the_windows_that_cover_it_and_in_no_other(size):
    network = Network([Conv2D(2, size), Flatten(), SoftmaxCrossEntropy()], (1, 5, 5))
    image = [[[1.0] * 5 for _ in range(5)]]
    image[0][2][3] = nan
    output = network.trace(image, 0).layers[0].output
    for channel in output:
        for r, row in enumerate(channel):
            for c, value in enumerate(row):
                assert isnan(value) == (r <= 2 < r + size and c <= 3 < c + size)


@pytest.mark.parametrize("label", [0, 1])
def test_huge_logits_do_not_overflow(label):
    network = Network([Flatten(), Dense(2), SoftmaxCrossEntropy()], (1, 1, 1))
    network.set_parameters({"1.weight": [[1e308], [-1e308]], "1.bias": [0.0, 0.0]})
    trace = network.trace([[[1.0]]], label, 0.1)
    assert trace.layers[-1].input == [1e308, -1e308]
    assert trace.probabilities == [1.0, 0.0]
    assert trace.loss == pytest.approx(0.0 if label == 0 else -log(1e-12), abs=2e-12)
    assert network.train_step([[[1.0]]], label, 0.1) == trace.loss
    assert all(map(isfinite, network.state()))


def test_logits_beyond_floats_are_seen_as_infinite():
    network = Network([Flatten(), Dense(2), SoftmaxCrossEntropy()], (1, 1, 1))
    network.set_parameters({"1.weight": [[1e308], [1.0]], "1.bias": [0.0, 0.0]})
    trace = network.trace([[[100.0]]], 1, 0.1)
    assert trace.layers[-1].input == [inf, 100.0]
    assert isnan(trace.probabilities[0])
    network.train_step([[[100.0]]], 1, 0.1)


@pytest.mark.parametrize("learning_rate", [1e308, inf, nan, -1e308])
def test_a_huge_learning_rate_breaks_the_network_but_raises_nothing(learning_rate):
    case = network_case(SMALL, SMALL_SHAPE, 54)
    for _ in range(4):
        case.network.train_step(case.image, case.label, learning_rate)
    assert not all(map(isfinite, case.network.state()))
