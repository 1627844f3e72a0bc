"""Flatten against the paper's loops, finite differences, and itself backwards."""

import pytest
from hypothesis import given
from nn_geometries import cases_of, flattenings, layer_case
from nn_helpers import bits, central_differences, dot, shape_of, size_of

from cnnviz.nn import Flatten, NetworkError, Shape, reference


@given(case=cases_of(flattenings))
def test_flatten_is_the_papers_and_moves_numbers_without_changing_them(case):
    y, input_gradient, gradients = case.run()
    assert y == reference.flatten_forward(case.x)
    assert input_gradient == reference.flatten_input_gradient(case.x, case.output_gradient)
    assert bits(y) == bits(case.x)
    assert bits(input_gradient) == bits(case.output_gradient)
    assert gradients == {}
    assert shape_of(input_gradient) == shape_of(case.x)


@given(case=cases_of(flattenings))
def test_flatten_backward_undoes_forward(case):
    y, memory = Flatten().forward(case.x, {})
    assert Flatten().backward(case.x, memory, {}, y)[0] == case.x


def test_flatten_gradient_is_finite_differences(agree):
    """Flatten is linear: a central difference is exact for any h; h = 1."""
    case = layer_case(Flatten(), (2, 3, 4))
    _, input_gradient, _ = case.run()
    agree(
        input_gradient,
        central_differences(lambda x: dot(case.output_gradient, Flatten().forward(x, {})[0]), case.x, 1.0),
    )


def test_flatten_reads_channel_by_channel():
    x = [[[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]], [[7.0, 8.0], [9.0, 10.0], [11.0, 12.0]]]
    assert Flatten().forward(x, {})[0] == [float(n) for n in range(1, 13)]


@pytest.mark.parametrize("shape", [(1, 1, 1), (1, 14, 14), (3, 1, 7)], ids=str)
def test_flatten_output_shape(shape):
    assert Flatten().output_shape(Shape(shape)) == (size_of(shape),)


@pytest.mark.parametrize("shape", [(784,), (28, 28), (1, 1, 28, 28)], ids=str)
def test_flatten_refuses_what_is_no_volume(shape):
    with pytest.raises(NetworkError) as refusal:
        Flatten().output_shape(Shape(shape))
    assert str(refusal.value).startswith(f"Flatten() does not fit an input of shape {Shape(shape)}: ")
    assert "volume" in str(refusal.value)
