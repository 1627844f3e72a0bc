"""The gradient against a measurement: right for a right gradient, at the h that serves, for every parameter."""

from dataclasses import replace
from math import isnan, log, nan

import pytest

from cnnviz.explain import ExplainError, gradient_check
from cnnviz.explain.gradient_check import HALF_DECADES, GradientChecker
from cnnviz.nn import Conv2D, Dense, Flatten, MaxPool2D, Network, ReLU, SoftmaxCrossEntropy

LAYERS = [Conv2D(2, 3, padding=1), ReLU(), MaxPool2D(2), Flatten(), Dense(3), SoftmaxCrossEntropy()]
SHAPE = (1, 6, 6)
IMAGE = [[[((5 * r + 3 * c) % 7) / 7 for c in range(6)] for r in range(6)]]


@pytest.fixture
def network():
    return Network(LAYERS, SHAPE, seed=3)


@pytest.fixture
def trace(network):
    return network.trace(IMAGE, 1, 0.1)


def test_every_parameter_of_a_small_network_agrees(trace):
    checked = 0
    for layer in (0, 4):
        for name, indices in (
            (
                "weight",
                [(f, 0, i, j) for f in range(2) for i in range(3) for j in range(3)] if layer == 0 else [(0, 1)],
            ),
            ("bias", [(0,), (1,)]),
        ):
            for index in indices:
                check = gradient_check(LAYERS, SHAPE, trace, layer, name, index, 1e-5)
                assert abs(check.numeric - check.analytic) < 1e-8
                checked += 1
    assert checked == 18 + 1 + 4


def test_the_losses_are_those_of_a_network_with_that_weight(network, trace):
    check = gradient_check(LAYERS, SHAPE, trace, 4, "weight", (1, 5), 0.01)
    for loss, change in ((check.loss_plus, 0.01), (check.loss_minus, -0.01)):
        parameters = network.parameters()
        parameters["4.weight"][1][5] += change
        other = Network(LAYERS, SHAPE)
        other.set_parameters(parameters)
        assert loss == -log(other.predict(IMAGE)[1] + 1e-12)
    assert check.numeric == (check.loss_plus - check.loss_minus) / (2 * 0.01)
    assert check.analytic == trace.layers[4].parameter_gradients["weight"][1][5]
    assert check.relative_error == abs(check.numeric - check.analytic) / max(abs(check.numeric), abs(check.analytic))


def test_the_trace_and_its_network_stay_as_they_are(network, trace):
    before, weight = network.parameters(), trace.layers[4].parameters["weight"][1][5]
    gradient_check(LAYERS, SHAPE, trace, 4, "weight", (1, 5), 0.5)
    assert network.parameters() == before
    assert trace.layers[4].parameters["weight"][1][5] == weight


@pytest.mark.parametrize("tensor", ["weight", "weight_gradient", "new_weight"])
def test_the_gradient_and_the_new_value_ask_for_the_same(trace, tensor):
    assert gradient_check(LAYERS, SHAPE, trace, 0, tensor, (1, 0, 2, 2), 1e-4) == gradient_check(
        LAYERS, SHAPE, trace, 0, "weight", (1, 0, 2, 2), 1e-4
    )


def test_a_wrong_gradient_is_found_out_at_every_h(trace):
    gradients = {**trace.layers[4].parameter_gradients, "bias": [g * 1.01 for g in trace.layers[4].output_gradient]}
    layers = [*trace.layers]
    layers[4] = replace(layers[4], parameter_gradients=gradients)
    checker = GradientChecker(LAYERS, SHAPE, replace(trace, layers=tuple(layers)), 4, "bias", (1,))
    assert min(check.relative_error for check in checker.check_all()) > 0.005


def test_too_small_an_h_is_worse_than_a_middling_one(trace):
    checks = {check.h: check for check in GradientChecker(LAYERS, SHAPE, trace, 4, "bias", (1,)).check_all()}
    assert list(checks) == list(HALF_DECADES)
    assert checks[HALF_DECADES[-1]].relative_error > 100 * min(check.relative_error for check in checks.values())


def test_a_parameter_without_a_say_agrees_exactly(trace):
    dark = Network(LAYERS, SHAPE, seed=3).trace([[[0.0] * 6 for _ in range(6)]], 1)
    check = gradient_check(LAYERS, SHAPE, dark, 0, "weight", (0, 0, 1, 1), 1e-3)
    assert (check.numeric, check.analytic, check.relative_error) == (0.0, 0.0, 0.0)


def test_a_gradient_that_is_no_number_has_no_error(trace):
    layers = [*trace.layers]
    layers[4] = replace(layers[4], parameter_gradients={**layers[4].parameter_gradients, "bias": [nan, 0.0, 0.0]})
    assert isnan(
        gradient_check(LAYERS, SHAPE, replace(trace, layers=tuple(layers)), 4, "bias", (0,), 1e-3).relative_error
    )


@pytest.mark.parametrize("h", [0.0, -1e-3, nan, float("inf")])
def test_an_h_that_is_no_step_is_refused(trace, h):
    with pytest.raises(ExplainError, match="h must be a positive number"):
        gradient_check(LAYERS, SHAPE, trace, 4, "bias", (0,), h)


@pytest.mark.parametrize("tensor", ["output", "input_gradient"])
def test_what_is_no_parameter_is_refused(trace, tensor):
    with pytest.raises(ExplainError, match="no parameter"):
        gradient_check(LAYERS, SHAPE, trace, 4, tensor, (0,), 1e-3)


def test_parameters_that_are_not_finite_are_refused(trace):
    layers = [*trace.layers]
    layers[4] = replace(layers[4], parameters={**layers[4].parameters, "bias": [nan, 0.0, 0.0]})
    with pytest.raises(ExplainError, match="cannot be computed"):
        gradient_check(LAYERS, SHAPE, replace(trace, layers=tuple(layers)), 4, "weight", (0, 0), 1e-3)
