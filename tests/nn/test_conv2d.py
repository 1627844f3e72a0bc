"""Conv2D against the paper's loops and against finite differences; PyTorch is in test_against_torch."""

import pytest
from hypothesis import given
from nn_geometries import CONV_CORNERS, cases_of, convolutions, layer_case
from nn_helpers import KINDS, bits, central_differences, dot

from cnnviz.nn import Conv2D, NetworkError, Shape, reference


def check_against_the_loops(case, agree):
    layer, weight, bias = case.layer, case.parameters["weight"], case.parameters["bias"]
    output_gradient, stride, padding = case.output_gradient, case.layer.stride, case.layer.padding
    y, input_gradient, gradients = case.run()
    agree(y, reference.conv2d_forward(case.x, weight, bias, stride, padding), "Y")
    agree(input_gradient, reference.conv2d_input_gradient(case.x, weight, output_gradient, stride, padding), "dL/dX")
    expected = reference.conv2d_weight_gradient(case.x, output_gradient, layer.kernel_size, stride, padding)
    agree(gradients["weight"], expected, "dL/dK")
    agree(gradients["bias"], reference.conv2d_bias_gradient(output_gradient), "dL/db")


@given(case=cases_of(convolutions()))
def test_conv2d_is_the_papers_convolution(case, agree):
    check_against_the_loops(case, agree)


@pytest.mark.parametrize("values", KINDS)
@pytest.mark.parametrize(("layer", "shape"), CONV_CORNERS, ids=str)
def test_conv2d_is_the_papers_convolution_in_the_corners(layer, shape, values, agree):
    check_against_the_loops(layer_case(layer, shape, 1, values), agree)


def check_against_finite_differences(case, agree):
    """L = Σ G·Y is linear in X, in K and in b each, so (L(x+h) − L(x−h)) / 2h is its slope for any h.

    There is no truncation error, and with h = 1 (the size of the numbers) hardly any cancellation: a sum of n
    products of numbers near 1 is rounded by some n·1e-16, here at most 1e-13.
    """
    layer, slopes = case.layer, case.output_gradient
    _, input_gradient, gradients = case.run()
    agree(
        input_gradient,
        central_differences(lambda x: dot(slopes, layer.forward(x, case.parameters)[0]), case.x, 1.0),
        "dL/dX",
    )
    for name, gradient in gradients.items():

        def loss(part, name=name):
            return dot(slopes, layer.forward(case.x, {**case.parameters, name: part})[0])

        agree(gradient, central_differences(loss, case.parameters[name], 1.0), f"dL/d{name}")


SMALL_CORNERS = [corner for corner in CONV_CORNERS if corner[1] not in [(8, 6, 6), (1, 28, 28)]]


@pytest.mark.parametrize("stride", [1, 2, 3])
@pytest.mark.parametrize("padding", [0, 1, 2])
def test_conv2d_gradients_are_finite_differences(stride, padding, agree):
    check_against_finite_differences(layer_case(Conv2D(2, 3, stride, padding), (2, 5, 6), 2), agree)


@pytest.mark.parametrize(("layer", "shape"), SMALL_CORNERS, ids=str)
def test_conv2d_gradients_are_finite_differences_in_the_corners(layer, shape, agree):
    check_against_finite_differences(layer_case(layer, shape, 3), agree)


@given(case=cases_of(convolutions()))
def test_conv2d_has_the_shapes_that_it_says(case):
    layer, shape = case.layer, Shape(len(case.x), len(case.x[0]), len(case.x[0][0]))
    filters, rows, columns = layer.output_shape(shape)
    y, input_gradient, gradients = case.run()
    assert [[len(row) for row in channel] for channel in y] == [[columns] * rows] * filters
    assert [[len(row) for row in channel] for channel in input_gradient] == [[shape[2]] * shape[1]] * shape[0]
    assert layer.parameter_shapes(shape) == {
        "weight": (layer.filters, shape[0], layer.kernel_size, layer.kernel_size),
        "bias": (layer.filters,),
    }
    assert set(gradients) == {"weight", "bias"}


@pytest.mark.parametrize(
    ("layer", "shape", "expected"),
    [
        (Conv2D(4, 3), (1, 28, 28), (4, 26, 26)),
        (Conv2D(4, 3, padding=1), (1, 28, 28), (4, 28, 28)),
        (Conv2D(4, 3, stride=2), (5, 28, 27), (4, 13, 13)),
        (Conv2D(4, 3, stride=2, padding=1), (5, 28, 27), (4, 14, 14)),
        (Conv2D(1, 5, stride=3, padding=2), (2, 1, 11), (1, 1, 4)),
    ],
)
def test_conv2d_output_shape(layer, shape, expected):
    assert layer.output_shape(Shape(shape)) == expected


def test_conv2d_leaves_what_it_is_given_as_it_is():
    case = layer_case(Conv2D(2, 3, stride=2, padding=1), (2, 5, 5))
    given_tensors = [case.x, *case.parameters.values(), case.output_gradient]
    before = [bits(tensor) for tensor in given_tensors]
    case.run()
    assert [bits(tensor) for tensor in given_tensors] == before


@pytest.mark.parametrize(
    ("layer", "shape", "values"),
    [
        (Conv2D(2, 3), (1, 2, 9), ["3", "2", "rows"]),
        (Conv2D(2, 3), (1, 9, 2), ["3", "2", "columns"]),
        (Conv2D(2, 7, padding=1), (1, 4, 4), ["7", "6", "rows"]),
        (Conv2D(2, 3), (9,), ["volume"]),
        (Conv2D(2, 3), (9, 9), ["volume"]),
        (Conv2D(2, 3), (1, 1, 9, 9), ["volume"]),
    ],
)
def test_conv2d_refuses_an_input_that_does_not_fit(layer, shape, values):
    with pytest.raises(NetworkError) as refusal:
        layer.output_shape(Shape(shape))
    message = str(refusal.value)
    assert str(layer) in message
    assert f"shape {Shape(shape)}:" in message
    reason = message.rpartition(": ")[2]
    assert all(value in reason for value in values), message
