"""The oracle itself: the loops against numbers written out by hand from the paper's formulas."""

from math import inf, log, nan

import pytest

from cnnviz.nn import Conv2D, Dense, Flatten, Layer, MaxPool2D, NetworkError, ReLU, SoftmaxCrossEntropy, reference
from cnnviz.nn.reference_network import reference_step

X = [[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0], [7.0, 8.0, 9.0]]]
KERNEL = [[[[1.0, 2.0], [3.0, 4.0]]]]


def test_conv2d_forward():
    """Y[0,0] = 1·1 + 2·2 + 4·3 + 5·4 + 10 = 47."""
    assert reference.conv2d_forward(X, KERNEL, [10.0], 1, 0) == [[[47.0, 57.0], [77.0, 87.0]]]


def test_conv2d_forward_with_stride_and_padding():
    """Windows at the corners of the padded 5×5: (0 0; 0 1), (0 0; 2 3), (0 4; 0 7), (5 6; 8 9)."""
    assert reference.conv2d_forward(X, KERNEL, [0.0], 2, 1) == [[[4.0, 18.0], [36.0, 77.0]]]


def test_conv2d_forward_leaves_out_what_no_window_covers():
    assert reference.conv2d_forward(X, KERNEL, [0.0], 2, 0) == [[[37.0]]]


def test_conv2d_forward_sums_over_channels_for_each_filter():
    x = [[[1.0, 2.0]], [[3.0, 4.0]]]
    kernels = [[[[1.0]], [[10.0]]], [[[2.0]], [[0.0]]]]
    assert reference.conv2d_forward(x, kernels, [0.5, -1.0], 1, 0) == [[[31.5, 42.5]], [[1.0, 3.0]]]


DY = [[[1.0, 2.0], [3.0, 4.0]]]


def test_conv2d_weight_gradient():
    """dK[0,0] = 1·1 + 2·2 + 4·3 + 5·4 = 37: what the tap met, times dY."""
    assert reference.conv2d_weight_gradient(X, DY, 2, 1, 0) == [[[[37.0, 47.0], [67.0, 77.0]]]]


def test_conv2d_weight_gradient_with_stride_and_padding():
    """Tap (1,1) met X[0,0], X[0,2], X[2,0], X[2,2] = 1, 3, 7, 9: 1·1 + 3·2 + 7·3 + 9·4 = 64."""
    assert reference.conv2d_weight_gradient(X, DY, 2, 2, 1) == [
        [[[5.0 * 4, 4.0 * 3 + 6.0 * 4], [2.0 * 2 + 8.0 * 4, 64.0]]]
    ]


def test_conv2d_bias_gradient():
    assert reference.conv2d_bias_gradient([*DY, [[-1.0, 0.5], [0.0, 0.0]]]) == [10.0, -0.5]


def test_conv2d_input_gradient():
    """dX[1,1] is under all four windows: K[1,1]·1 + K[1,0]·2 + K[0,1]·3 + K[0,0]·4 = 4 + 6 + 6 + 4 = 20."""
    expected = [[[1.0, 4.0, 4.0], [6.0, 20.0, 16.0], [9.0, 24.0, 16.0]]]
    assert reference.conv2d_input_gradient(X, KERNEL, DY, 1, 0) == expected


def test_conv2d_input_gradient_with_stride_and_padding():
    """Each entry is under one window: of window (0,0) only tap (1,1) lies inside, of (1,1) all four."""
    expected = [[[4.0, 6.0, 8.0], [6.0, 4.0, 8.0], [12.0, 12.0, 16.0]]]
    assert reference.conv2d_input_gradient(X, KERNEL, DY, 2, 1) == expected


def test_conv2d_input_gradient_sums_over_filters_for_each_channel():
    kernels = [[[[1.0]], [[10.0]]], [[[2.0]], [[0.5]]]]
    x = [[[0.0, 0.0]], [[0.0, 0.0]]]
    expected = [[[1.0 + 6.0, 2.0 + 8.0]], [[10.0 + 1.5, 20.0 + 2.0]]]
    assert reference.conv2d_input_gradient(x, kernels, [[[1.0, 2.0]], [[3.0, 4.0]]], 1, 0) == expected


def test_relu():
    assert reference.relu_forward([[[-1.0, 0.0, 2.0]]]) == [[[0.0, 0.0, 2.0]]]
    assert reference.relu_forward([-1.0, 3.0]) == [0.0, 3.0]
    assert reference.relu_input_gradient([[[-1.0, 0.0, 2.0]]], [[[5.0, 6.0, 7.0]]]) == [[[0.0, 0.0, 7.0]]]
    assert reference.relu_input_gradient([-1.0, 3.0], [5.0, 6.0]) == [0.0, 6.0]


POOLED = [[[1.0, 5.0, 2.0, 2.0], [3.0, 5.0, 2.0, 2.0], [0.0, -1.0, -3.0, -2.0], [-1.0, 0.0, -2.0, -4.0]]]


def test_maxpool2d():
    assert reference.maxpool2d_forward(POOLED, 2, 2) == [[[5.0, 2.0], [0.0, -2.0]]]
    assert reference.maxpool2d_forward(POOLED, 3, 1) == [[[5.0, 5.0], [5.0, 5.0]]]
    assert reference.maxpool2d_forward(POOLED, 3, 2) == [[[5.0]]]


def test_maxpool2d_input_gradient_goes_to_the_first_winner():
    expected = [[[0.0, 1.0, 2.0, 0.0], [0.0, 0.0, 0.0, 0.0], [3.0, 0.0, 0.0, 4.0], [0.0, 0.0, 0.0, 0.0]]]
    assert reference.maxpool2d_input_gradient(POOLED, DY, 2, 2) == expected


def test_maxpool2d_input_gradient_adds_up_where_windows_overlap():
    """Of the four windows of 3×3, the upper two are won at (0,1), the lower two at (1,1)."""
    expected = [[[0.0, 3.0, 0.0, 0.0], [0.0, 7.0, 0.0, 0.0], [0.0] * 4, [0.0] * 4]]
    assert reference.maxpool2d_input_gradient(POOLED, DY, 3, 1) == expected


def test_winner_is_the_first_in_reading_order():
    assert reference.winner(POOLED[0], 0, 0, 2) == (0, 1)
    assert reference.winner(POOLED[0], 0, 2, 2) == (0, 2)
    assert reference.winner(POOLED[0], 2, 2, 2) == (2, 3)


def test_flatten():
    x = [[[1.0, 2.0], [3.0, 4.0]], [[5.0, 6.0], [7.0, 8.0]]]
    numbers = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0]
    assert reference.flatten_forward(x) == numbers
    assert reference.flatten_input_gradient(x, numbers) == x


W = [[1.0, 2.0, 3.0], [-1.0, 0.0, 0.5]]


def test_dense():
    """Y[0] = 1·2 + 2·1 + 3·4 + 0.5; dX[0] = 10·1 + 4·(−1)."""
    assert reference.dense_forward([2.0, 1.0, 4.0], W, [0.5, -1.0]) == [16.5, -1.0]
    assert reference.dense_weight_gradient([2.0, 1.0, 4.0], [10.0, 4.0]) == [[20.0, 10.0, 40.0], [8.0, 4.0, 16.0]]
    assert reference.dense_bias_gradient([10.0, 4.0]) == [10.0, 4.0]
    assert reference.dense_input_gradient(W, [10.0, 4.0]) == [6.0, 20.0, 32.0]


def test_softmax_and_cross_entropy():
    """exp of 0, log 2 and log 5 are 1, 2 and 5."""
    probabilities = reference.softmax([0.0, log(2.0), log(5.0)])
    assert probabilities == pytest.approx([1 / 8, 2 / 8, 5 / 8], rel=1e-15)
    assert reference.cross_entropy([0.125, 0.25, 0.625], 1) == pytest.approx(log(4.0), rel=1e-11)
    assert reference.softmax_cross_entropy_gradient([0.125, 0.25, 0.625], 1) == [0.125, -0.75, 0.625]


def test_softmax_of_huge_logits_and_the_loss_of_a_probability_of_0():
    assert reference.softmax([1e308, -1e308]) == [1.0, 0.0]
    assert reference.cross_entropy([1.0, 0.0], 1) == pytest.approx(12 * log(10.0), rel=1e-15)


def test_update():
    assert reference.update([[1.0, 2.0], [3.0, 4.0]], [[10.0, 0.0], [-10.0, 4.0]], 0.5) == [[-4.0, 2.0], [8.0, 2.0]]
    assert reference.update([1.0], [1.0], 0.25) == [0.75]


def test_pad_and_unpad():
    padded = [[[0.0, 0.0, 0.0, 0.0], [0.0, 1.0, 2.0, 0.0], [0.0, 0.0, 0.0, 0.0]]]
    assert reference.pad([[[1.0, 2.0]]], 1) == padded
    assert reference.unpad(padded, 1) == [[[1.0, 2.0]]]
    assert reference.pad([[[1.0]]], 0) == [[[1.0]]]


def test_zeros():
    zeros = reference.zeros(2, 2, 3)
    assert zeros == [[[0.0] * 3] * 2] * 2
    zeros[0][0][0] = 1.0
    assert zeros[0][1] == zeros[1][0] == [0.0, 0.0, 0.0]


def test_a_whole_step_by_hand():
    """One pixel of 3 becomes 2·3 + 1 = 7 in Conv2D, and Dense makes the logits 7a and −7a of it, with a = log(3)/14.

    So P = (3/4, 1/4), and for class 0 dz = (−1/4, 1/4); dL/d7 = −a/4 − a/4 = −a/2; dK = −3a/2, db = −a/2, dX = −a.
    """
    a = log(3.0) / 14
    layers = [Conv2D(1, 1), ReLU(), MaxPool2D(1), Flatten(), Dense(2), SoftmaxCrossEntropy()]
    parameters = {"0.weight": [[[[2.0]]]], "0.bias": [1.0], "4.weight": [[a], [-a]], "4.bias": [0.0, 0.0]}
    step = reference_step(layers, parameters, [[[3.0]]], 0, 0.5)
    assert step.outputs[:4] == [[[[7.0]]], [[[7.0]]], [[[7.0]]], [7.0]]
    assert step.outputs[4] == pytest.approx([7 * a, -7 * a], rel=1e-15)
    assert step.outputs[5] == pytest.approx([0.75, 0.25], rel=1e-15)
    assert step.loss == pytest.approx(log(4 / 3), rel=1e-11)
    assert step.input_gradients[5] == pytest.approx([-0.25, 0.25], rel=1e-15)
    assert step.input_gradients[4] == pytest.approx([-a / 2], rel=1e-14)
    assert [g[0][0][0] for g in step.input_gradients[:3]] == pytest.approx([-a, -a / 2, -a / 2], rel=1e-14)
    assert step.parameter_gradients[0]["weight"][0][0][0] == pytest.approx([-1.5 * a], rel=1e-14)
    assert step.parameter_gradients[0]["bias"] == pytest.approx([-a / 2], rel=1e-14)
    assert step.parameter_gradients[4]["weight"][0] == pytest.approx([-7 / 4], rel=1e-14)
    assert step.parameter_gradients[4]["weight"][1] == pytest.approx([7 / 4], rel=1e-14)
    assert step.parameter_gradients[1:4] == [{}, {}, {}]
    assert step.parameter_gradients[5] == {}
    assert step.new_parameters["0.weight"][0][0][0] == pytest.approx([2.0 + 0.75 * a], rel=1e-14)
    assert step.new_parameters["0.bias"] == pytest.approx([1.0 + a / 4], rel=1e-14)
    assert step.new_parameters["4.bias"] == pytest.approx([0.125, -0.125], rel=1e-14)
    assert step.new_parameters["4.weight"][0] == pytest.approx([a + 7 / 8], rel=1e-14)
    assert step.new_parameters.keys() == parameters.keys()


def test_a_step_leaves_the_parameters_as_they_are():
    parameters = {"1.weight": [[1.0], [2.0]], "1.bias": [0.0, 0.0]}
    reference_step([Flatten(), Dense(2), SoftmaxCrossEntropy()], parameters, [[[3.0]]], 0, 0.5)
    assert parameters == {"1.weight": [[1.0], [2.0]], "1.bias": [0.0, 0.0]}


class Doubling(Layer):
    """A layer that the paper has not."""

    def output_shape(self, input_shape):
        return input_shape

    def forward(self, x, parameters):
        return [2 * v for v in x], None

    def backward(self, x, memory, parameters, output_gradient):
        return [2 * v for v in output_gradient], {}

    def __str__(self):
        return "Doubling()"


def test_the_loops_refuse_a_layer_that_the_paper_has_not():
    with pytest.raises(NetworkError, match=r"^the paper has no layer like Doubling\(\)$"):
        reference_step([Doubling(), SoftmaxCrossEntropy()], {}, [1.0, 2.0], 0, 0.1)


@pytest.mark.parametrize("bad", [nan, inf, -inf])
def test_the_loops_do_not_raise_on_what_is_no_number(bad):
    layers = [Conv2D(1, 1), ReLU(), MaxPool2D(1), Flatten(), Dense(2), SoftmaxCrossEntropy()]
    parameters = {"0.weight": [[[[bad]]]], "0.bias": [1.0], "4.weight": [[1.0], [bad]], "4.bias": [0.0, 0.0]}
    step = reference_step(layers, parameters, [[[3.0]]], 0, 0.5)
    assert len(step.outputs) == 6
