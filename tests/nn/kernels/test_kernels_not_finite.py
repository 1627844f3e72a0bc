"""A zero that is passed over must not hide a NaN or an infinity."""

from copy import deepcopy
from math import inf, isfinite, isnan, nan

import pytest
from kernel_cases import computed, looped
from nn_geometries import layer_case
from nn_helpers import flat, tensor_of

from cnnviz.nn import Conv2D, Dense, MaxPool2D, Network, ReLU

CONVOLUTION = Conv2D(2, 3, padding=1)


def not_finite(tensor):
    return [not isfinite(value) for value in flat(tensor)]


def shows_all(found, expected):
    return all(shown or not bad for shown, bad in zip(not_finite(found), not_finite(expected), strict=True))


@pytest.mark.parametrize("bad", [nan, inf, -inf])
@pytest.mark.parametrize("values", ["gauss", "sparse", "zeros"])
def test_a_tap_shows_wherever_it_meets_a_zero(values, bad):
    case = layer_case(CONVOLUTION, (2, 6, 6), 1, values)
    case.parameters["weight"][1][0][2][1] = bad
    found = computed(case, 0.1)
    output, input_gradient, gradients = looped(case)
    assert not_finite(found.output) == not_finite(output)
    assert shows_all(found.input_gradient, input_gradient)  # more at the border, where the taps meet zeros
    assert not_finite(found.gradients["weight"]) == not_finite(gradients["weight"])
    assert not isfinite(found.new_parameters["weight"][1][0][2][1])


@pytest.mark.parametrize("bad", [nan, inf])
def test_a_tap_that_meets_padding_alone_shows(bad):
    case = layer_case(CONVOLUTION, (2, 1, 1), 1)
    case.parameters["weight"][0][0][0][0] = bad
    assert isnan(computed(case).output[0][0][0])


@pytest.mark.parametrize("bad", [nan, inf])
@pytest.mark.parametrize("values", ["gauss", "sparse", "zeros"])
def test_a_gradient_that_is_not_finite_shows_wherever_it_meets_a_zero(values, bad):
    case = layer_case(CONVOLUTION, (2, 6, 6), 2, values)
    case.output_gradient[0][3][2] = bad
    found, (_, input_gradient, gradients) = computed(case), looped(case)
    assert not_finite(found.input_gradient) == not_finite(input_gradient)
    assert not_finite(found.gradients["weight"]) == not_finite(gradients["weight"])
    assert not_finite(found.gradients["bias"]) == not_finite(gradients["bias"])


@pytest.mark.parametrize("bad", [nan, inf])
def test_a_pixel_that_is_not_finite_shows_in_the_output(bad):
    case = layer_case(CONVOLUTION, (2, 6, 6), 3, "sparse")
    case.x[1][2][2] = bad
    assert not_finite(computed(case).output) == not_finite(looped(case)[0])


@pytest.mark.parametrize("bad", [nan, inf])
@pytest.mark.parametrize("values", ["gauss", "zeros"])
def test_a_weight_of_dense_shows_in_the_output(values, bad):
    case = layer_case(Dense(3), (7,), 4, values)
    case.parameters["weight"][1][5] = bad
    assert not_finite(computed(case).output) == not_finite(looped(case)[0])


def test_a_nan_wins_its_window_and_hears_back():
    case = layer_case(MaxPool2D(2), (2, 4, 4), 5)
    case.x[0][1][1] = case.x[1][2][3] = nan
    found = computed(case)
    assert [place for place, value in enumerate(flat(found.output)) if isnan(value)] == [0, 7]
    assert found.input_gradient[0][1][1] == case.output_gradient[0][0][0]
    assert found.input_gradient[1][2][3] == case.output_gradient[1][1][1]


def test_infinities_are_pooled_as_numbers():
    case = layer_case(MaxPool2D(2), (1, 4, 4), 6)
    case.x[0][0][1], case.x[0][2][2] = inf, -inf
    found, (output, input_gradient, _) = computed(case), looped(case)
    assert (found.output, found.input_gradient) == (output, input_gradient)


@pytest.mark.parametrize("shape", [(6,), (1, 2, 3)])
def test_relu_lets_a_nan_through_both_ways(shape):
    case = layer_case(ReLU(), shape, 7)
    inner = case.x if len(shape) == 1 else case.x[0][0]
    inner[1] = nan
    found = computed(case)
    assert isnan(flat(found.output)[1])
    assert flat(found.input_gradient)[1] == flat(case.output_gradient)[1]


@pytest.mark.parametrize("name", ["0.weight", "2.weight", "6.weight", "8.weight", "0.bias", "8.bias"])
def test_one_nan_in_a_network_makes_its_loss_nan_and_stays(name, paper_layers, random_numbers):
    network = Network(paper_layers, seed=1)
    state = network.parameters()
    part = state[name]
    while isinstance(part[-1], list):
        part = part[-1]
    part[-1] = nan
    network.set_state([number for value in state.values() for number in flat(value)])
    image = tensor_of(random_numbers, (1, 28, 28), "sparse")
    before = deepcopy(image)
    assert isnan(network.train_step(image, 2, 0.01))
    assert isnan(network.train_step(image, 2, 0.01))
    assert any(isnan(value) for value in flat(network.parameters()[name]))
    assert image == before
