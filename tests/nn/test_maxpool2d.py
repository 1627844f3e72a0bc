"""MaxPool2D against the paper's loops and finite differences, its ties and its NaN."""

from math import inf, isnan, nan

import pytest
from hypothesis import given
from nn_geometries import POOL_CORNERS, cases_of, layer_case, poolings
from nn_helpers import KINDS, bits, central_differences, dot, flat

from cnnviz.nn import MaxPool2D, NetworkError, Shape, reference


def check_against_the_loops(case, agree):
    size, stride = case.layer.pool_size, case.layer.step
    y, input_gradient, gradients = case.run()
    assert y == reference.maxpool2d_forward(case.x, size, stride)
    agree(input_gradient, reference.maxpool2d_input_gradient(case.x, case.output_gradient, size, stride), "dL/dX")
    assert gradients == {}


@given(case=cases_of(poolings()))
def test_maxpool2d_is_the_papers_pooling(case, agree):
    check_against_the_loops(case, agree)


@pytest.mark.parametrize("values", KINDS)
@pytest.mark.parametrize(("layer", "shape"), POOL_CORNERS, ids=str)
def test_maxpool2d_is_the_papers_pooling_in_the_corners(layer, shape, values, agree):
    check_against_the_loops(layer_case(layer, shape, 1, values), agree)


@pytest.mark.parametrize(("layer", "shape"), POOL_CORNERS[:-1], ids=str)
def test_maxpool2d_gradient_is_finite_differences(layer, shape, agree):
    """Away from ties Y is linear in each X: while no winner changes, a central difference is exact for any h.

    The inputs are a shuffled 0, 1, 2, ..., so a step of h = 1/4 changes no winner.
    """
    case = layer_case(layer, shape, 4)
    ranks = sorted(range(len(flat(case.x))), key=flat(case.x).__getitem__)
    numbers = iter(ranks)
    x = [[[float(next(numbers)) for _ in row] for row in channel] for channel in case.x]
    _, memory = layer.forward(x, {})
    input_gradient, _ = layer.backward(x, memory, {}, case.output_gradient)
    agree(input_gradient, central_differences(lambda x: dot(case.output_gradient, layer.forward(x, {})[0]), x, 0.25))


def test_maxpool2d_gives_a_tie_to_the_first_in_reading_order():
    layer = MaxPool2D(2)
    x = [[[1.0, 3.0, 0.0, -0.0], [3.0, 3.0, 0.0, 0.0]]]
    y, memory = layer.forward(x, {})
    assert y == [[[3.0, 0.0]]]
    assert layer.backward(x, memory, {}, [[[5.0, 7.0]]]) == ([[[0.0, 5.0, 7.0, 0.0], [0.0, 0.0, 0.0, 0.0]]], {})


def test_maxpool2d_adds_the_gradients_of_overlapping_windows():
    layer = MaxPool2D(2, stride=1)
    x = [[[0.0, 0.0, 0.0], [0.0, 9.0, 0.0], [0.0, 0.0, 0.0]]]
    y, memory = layer.forward(x, {})
    assert y == [[[9.0, 9.0], [9.0, 9.0]]]
    input_gradient, _ = layer.backward(x, memory, {}, [[[1.0, 2.0], [3.0, 4.0]]])
    assert input_gradient == [[[0.0, 0.0, 0.0], [0.0, 10.0, 0.0], [0.0, 0.0, 0.0]]]


@pytest.mark.parametrize("place", range(4))
def test_maxpool2d_lets_a_nan_win_wherever_it_stands(place):
    window = [1.0, inf, -inf, 2.0]
    window[place] = nan
    x = [[[*window[:2], 5.0, 4.0], [*window[2:], 3.0, 2.0]]]
    layer = MaxPool2D(2)
    y, memory = layer.forward(x, {})
    assert isnan(y[0][0][0])
    assert y[0][0][1] == 5.0
    input_gradient, _ = layer.backward(x, memory, {}, [[[1.0, 1.0]]])
    expected = [0.0] * 4
    expected[place] = 1.0
    assert input_gradient == [[[*expected[:2], 1.0, 0.0], [*expected[2:], 0.0, 0.0]]]


def test_maxpool2d_pools_infinities():
    x = [[[-inf, -inf, inf, 1.0], [-inf, -inf, -inf, 2.0]]]
    assert MaxPool2D(2).forward(x, {})[0] == [[[-inf, inf]]]


@pytest.mark.parametrize(
    ("layer", "shape", "expected"),
    [
        (MaxPool2D(), (3, 28, 28), (3, 14, 14)),
        (MaxPool2D(2), (3, 5, 7), (3, 2, 3)),
        (MaxPool2D(3, stride=2), (1, 7, 8), (1, 3, 3)),
        (MaxPool2D(2, stride=1), (1, 2, 3), (1, 1, 2)),
    ],
)
def test_maxpool2d_output_shape(layer, shape, expected):
    assert layer.output_shape(Shape(shape)) == expected


def test_maxpool2d_strides_by_its_size_unless_told():
    assert (MaxPool2D(3).step, MaxPool2D(3, 3).step, MaxPool2D(3, stride=1).step) == (3, 3, 1)


def test_maxpool2d_leaves_what_it_is_given_as_it_is():
    case = layer_case(MaxPool2D(2, stride=1), (2, 5, 5))
    before = bits(case.x), bits(case.output_gradient)
    case.run()
    assert (bits(case.x), bits(case.output_gradient)) == before


@pytest.mark.parametrize(
    ("layer", "shape", "values"),
    [
        (MaxPool2D(3), (1, 2, 9), ["3", "2", "rows"]),
        (MaxPool2D(3, stride=1), (1, 9, 2), ["3", "2", "columns"]),
        (MaxPool2D(), (9,), ["volume"]),
        (MaxPool2D(), (9, 9), ["volume"]),
    ],
)
def test_maxpool2d_refuses_an_input_that_does_not_fit(layer, shape, values):
    with pytest.raises(NetworkError) as refusal:
        layer.output_shape(Shape(shape))
    message = str(refusal.value)
    assert str(layer) in message
    assert f"shape {Shape(shape)}:" in message
    assert all(value in message.rpartition(": ")[2] for value in values), message
