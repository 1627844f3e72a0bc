"""ReLU against the paper's loops and finite differences, its kink and its NaN."""

from math import inf, isnan, nan

import pytest
from hypothesis import given
from nn_geometries import cases_of, layer_case, rectifiers
from nn_helpers import bits, central_differences, dot, flat, nested, shape_of

from cnnviz.nn import ReLU, Shape, reference


@given(case=cases_of(rectifiers))
def test_relu_is_the_papers(case):
    y, input_gradient, gradients = case.run()
    assert y == reference.relu_forward(case.x)
    assert input_gradient == reference.relu_input_gradient(case.x, case.output_gradient)
    assert gradients == {}
    assert shape_of(y) == shape_of(input_gradient) == shape_of(case.x)


@pytest.mark.parametrize("shape", [(2, 3, 4), (1, 1, 1), (7,), (1,)], ids=str)
def test_relu_gradient_is_finite_differences(shape, agree):
    """Y is linear in X on either side of the kink at 0: with |X| ≥ 1/2 a step of h = 1/4 makes no error."""
    case = layer_case(ReLU(), shape, 5)
    x = nested([v + 0.5 if v >= 0 else v - 0.5 for v in flat(case.x)], shape)
    input_gradient, _ = ReLU().backward(x, None, {}, case.output_gradient)
    agree(input_gradient, central_differences(lambda x: dot(case.output_gradient, ReLU().forward(x, {})[0]), x, 0.25))


EVERY_SIDE = [-inf, -1.0, -5e-324, -0.0, 0.0, 5e-324, 1.0, inf]


@pytest.mark.parametrize("shape", [(8,), (2, 2, 2)], ids=str)
def test_relu_passes_nothing_at_zero_and_below(shape):
    x = nested(EVERY_SIDE, shape)
    y, _ = ReLU().forward(x, {})
    assert flat(y) == [0.0, 0.0, 0.0, 0.0, 0.0, 5e-324, 1.0, inf]
    assert ReLU().backward(x, None, {}, nested([2.0] * 8, shape)) == (nested([0.0] * 5 + [2.0] * 3, shape), {})


@pytest.mark.parametrize("shape", [(3,), (1, 1, 3), (3, 1, 1)], ids=str)
def test_relu_keeps_a_nan(shape):
    y, _ = ReLU().forward(nested([-1.0, nan, 1.0], shape), {})
    left, middle, right = flat(y)
    assert (left, right) == (0.0, 1.0)
    assert isnan(middle)


def test_relu_lets_a_nan_gradient_through():
    input_gradient, _ = ReLU().backward([1.0, -1.0], None, {}, [nan, nan])
    assert isnan(input_gradient[0])
    assert input_gradient[1] == 0.0


def test_relu_leaves_what_it_is_given_as_it_is():
    case = layer_case(ReLU(), (2, 3, 4))
    before = bits(case.x), bits(case.output_gradient)
    case.run()
    assert (bits(case.x), bits(case.output_gradient)) == before


@pytest.mark.parametrize("shape", [(3, 4, 5), (6,)], ids=str)
def test_relu_keeps_the_shape(shape):
    assert ReLU().output_shape(Shape(shape)) == shape
    assert ReLU().parameter_shapes(Shape(shape)) == {}
