"""Every kernel against the paper's loops, over drawn geometries and in the corners."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kernel_cases import TOLERANCE, computed, looped
from nn_geometries import (
    CONV_CORNERS,
    POOL_CORNERS,
    cases_of,
    convolutions,
    denses,
    flattenings,
    layer_case,
    poolings,
    rectifiers,
)
from nn_helpers import KINDS, worst_error

from cnnviz.nn import Conv2D, Dense, MaxPool2D, ReLU, Shape
from cnnviz.nn.kernels import idiomatic_kernel_for, is_generated, kernel_for
from cnnviz.nn.kernels.kernel import descended

LARGE = [
    (Conv2D(6, 5), (1, 28, 28)),  # the first of the ten-class network
    (Conv2D(12, 3), (6, 12, 12)),
    (Conv2D(23, 3, padding=1), (2, 9, 9)),  # more filters than one function holds
    (Conv2D(2, 3), (19, 6, 9)),  # more channels than one function holds
    (Conv2D(2, 3, padding=1), (1, 3, 90)),  # nearly as wide as a function holds
    (Conv2D(1, 3, padding=1), (1, 100, 40)),  # more rows than are made in one breath
    (Conv2D(1, 2, stride=2), (1, 29, 31)),
    (Conv2D(1, 3, stride=3, padding=2), (1, 30, 16)),
    (MaxPool2D(2), (6, 24, 24)),
    (Dense(10), (300,)),  # a row in two parts
    (Dense(3), (200,)),
    (Dense(3), (201,)),
    (Dense(40), (2048,)),  # long enough to breathe within
    (ReLU(), (120,)),
]
TOO_LARGE = [
    (Conv2D(2, 3), (1, 4, 300)),
    (Conv2D(1, 9, padding=4), (1, 9, 200)),
    (MaxPool2D(2), (1, 4, 300)),
    (Dense(2), (2049,)),
    (ReLU(), (400,)),
]


def check(case):
    output, input_gradient, gradients = looped(case)
    found = computed(case, learning_rate=0.25)
    assert worst_error(found.output, output) <= TOLERANCE
    assert worst_error(found.input_gradient, input_gradient) <= TOLERANCE
    assert found.gradients.keys() == found.new_parameters.keys() == gradients.keys()
    for name, gradient in gradients.items():
        assert worst_error(found.gradients[name], gradient) <= TOLERANCE
        assert found.new_parameters[name] == descended(case.parameters[name], found.gradients[name], 0.25)


@given(case=cases_of(st.one_of(convolutions(), poolings(), denses, rectifiers, flattenings)))
def test_a_kernel_computes_what_the_loops_compute(case):
    check(case)


@pytest.mark.parametrize("values", KINDS)
@pytest.mark.parametrize(("layer", "shape"), CONV_CORNERS + POOL_CORNERS + LARGE, ids=str)
def test_a_kernel_computes_what_the_loops_compute_in_the_corners(layer, shape, values):
    assert is_generated(layer, Shape(shape))
    check(layer_case(layer, shape, 3, values))


@pytest.mark.parametrize(("layer", "shape"), TOO_LARGE, ids=str)
def test_what_is_too_large_to_write_out_is_left_to_the_layers_own_methods(layer, shape):
    assert not is_generated(layer, Shape(shape))
    check(layer_case(layer, shape, 4))


@pytest.mark.parametrize(
    ("x", "slopes"), [("gauss", "sparse"), ("sparse", "gauss"), ("zeros", "gauss"), ("gauss", "zeros")]
)
@pytest.mark.parametrize("layer", [Conv2D(3, 3, padding=1), Conv2D(2, 2, stride=2), MaxPool2D(2), ReLU()], ids=str)
def test_zeros_may_be_on_one_side_alone(layer, x, slopes):
    case = layer_case(layer, (2, 9, 8), 5, x)
    check(type(case)(case.layer, case.x, case.parameters, layer_case(layer, (2, 9, 8), 6, slopes).output_gradient))


@given(case=cases_of(st.one_of(convolutions(), denses)))
def test_the_idiomatic_kernels_answer_in_the_same_form(case):
    own, generated = (computed(case, 0.5, kernels=kernels) for kernels in (idiomatic_kernel_for, kernel_for))
    for found, expected in zip(generated[:2], own[:2], strict=True):
        assert worst_error(found, expected) <= TOLERANCE
    for found, expected in zip(generated[2:], own[2:], strict=True):
        assert found.keys() == expected.keys()
        assert all(worst_error(found[name], expected[name]) <= TOLERANCE for name in found)
