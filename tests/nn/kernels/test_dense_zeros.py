"""A Dense layer most of whose inputs are 0: passed over, with the same answer."""

from math import inf, nan
from random import Random

import pytest
from kernel_cases import changed, computed, looped, nobody
from nn_geometries import layer_case
from nn_helpers import shape_of, worst_error

from cnnviz.nn import Dense, Shape
from cnnviz.nn.kernels import kernel_for
from cnnviz.nn.kernels.dense import SHARE_TO_PICK, SHARE_TO_TEST

INPUTS = 230  # a row in two parts


def with_zeros(others, units=6):
    """A case whose input has so many entries that are not 0."""
    case = layer_case(Dense(units), (INPUTS,), 11)
    kept = set(Random(others).sample(range(INPUTS), others))
    return changed(case, x=[value if place in kept else 0.0 for place, value in enumerate(case.x)])


def share(case):
    return kernel_for(case.layer, Shape(shape_of(case.x))).forward(case.x, case.parameters, nobody)[1]


@pytest.mark.parametrize(
    "others",
    [0, 1, 2, 3, 40]
    + [int(limit * INPUTS) + more for limit in (SHARE_TO_PICK, SHARE_TO_TEST) for more in (0, 1)]
    + [INPUTS],
)
def test_the_answer_is_the_loops_however_many_inputs_are_zero(others):
    case = with_zeros(others)
    assert share(case) == others / INPUTS
    output, input_gradient, gradients = looped(case)
    found = computed(case, 0.25)
    assert worst_error(found.output, output) <= 1e-12
    assert worst_error(found.input_gradient, input_gradient) <= 1e-12
    assert worst_error(found.gradients["weight"], gradients["weight"]) <= 1e-12
    for row, old, slopes in zip(
        found.new_parameters["weight"], case.parameters["weight"], found.gradients["weight"], strict=True
    ):
        assert row == [weight - 0.25 * slope for weight, slope in zip(old, slopes, strict=True)]


@pytest.mark.parametrize("bad", [nan, inf])
def test_a_weight_that_is_not_finite_shows_though_its_input_is_zero(bad):
    case = with_zeros(40)
    case.parameters["weight"][2][case.x.index(0.0)] = bad
    assert share(case) < SHARE_TO_PICK
    assert [value != value for value in computed(case).output] == [False, False, True, False, False, False]


@pytest.mark.parametrize("bad", [nan, inf])
def test_a_gradient_that_is_not_finite_shows_in_weights_whose_input_is_zero(bad):
    case = with_zeros(40)
    case.output_gradient[4] = bad
    new = computed(case, 0.1).new_parameters["weight"]
    place = case.x.index(0.0)
    assert [row[place] != row[place] for row in new] == [False, False, False, False, True, False]
