"""Derivations of networks small enough to be worked out on paper."""

from math import isclose, log

import pytest

from cnnviz.explain import Cell, Operation, derive
from cnnviz.nn import Conv2D, Dense, Flatten, MaxPool2D, Network, ReLU, SoftmaxCrossEntropy


def trace_of(layers, image, parameters, label=0, learning_rate=0.5):
    network = Network(layers, (len(image), len(image[0]), len(image[0][0])))
    network.set_parameters(parameters)
    return network.trace(image, label, learning_rate)


@pytest.fixture
def convolution():
    """K = [[2, −1], [3, 1]] and b = 1/2 over [[1, 2], [0, 4]] with padding 1; the logits are [Y[0,1,1], 0]."""
    weight = [[1.0 if n == 4 else 0.0 for n in range(9)], [0.0] * 9]
    return trace_of(
        [Conv2D(1, 2, padding=1), Flatten(), Dense(2), SoftmaxCrossEntropy()],
        [[[1.0, 2.0], [0.0, 4.0]]],
        {"0.weight": [[[[2.0, -1.0], [3.0, 1.0]]]], "0.bias": [0.5], "2.weight": weight, "2.bias": [0.0, 0.0]},
        label=1,
    )


def test_a_convolution_is_its_four_products_and_its_bias(convolution):
    derivation = derive(convolution, layer=0, tensor="output", index=(0, 1, 1))
    assert derivation.value == 1 * 2 + 2 * -1 + 0 * 3 + 4 * 1 + 0.5 == 4.5
    assert derivation.operation is Operation.SUM
    assert [term.product for term in derivation.terms] == [0.5, 2.0, -2.0, 0.0, 4.0]
    assert derivation.totals == (0.5, 2.5, 0.5, 0.5, 4.5)
    assert derivation.terms[1].sources == ((0, "input", (0, 0, 0)), (0, "weight", (0, 0, 0, 0)))
    assert [factor.symbol for factor in derivation.terms[4].factors] == ["X[0,1,1]", "K[0,0,1,1]"]
    assert derivation.terms[0].sources == ((0, "bias", (0,)),)
    assert derivation.formula == "Y[f,r,c] = Σ_{d,i,j} X_{pad}[d,r·S+i,c·S+j] · K[f,d,i,j] + b[f]"
    assert derivation.filled == "Y[0,1,1] = Σ_{d,i,j} X_{pad}[d,1+i,1+j] · K[0,d,i,j] + b[0] = 4.5"
    assert derivation.terms[3].reason == "the pixel is 0"


def test_the_padding_is_named(convolution):
    derivation = derive(convolution, 0, "output", (0, 0, 0))
    assert derivation.value == 1 * 1 + 0.5
    padding = [term for term in derivation.terms if term.reason == "padding"]
    assert len(padding) == 3
    assert padding[0].factors[0].symbol == "X_{pad}[0,0,0]"
    assert padding[0].sources == ((0, "weight", (0, 0, 0, 0)),)


def test_the_gradients_of_a_convolution(convolution):
    p = derive(convolution, 3, "output", (0,)).value  # ∂L/∂Y[0,1,1]; every other ∂L/∂Y is 0
    weight = derive(convolution, 0, "weight_gradient", (0, 0, 0, 1))
    assert isclose(weight.value, 2 * p)
    assert [term.product != 0 for term in weight.terms] == [n == 4 for n in range(9)]
    assert weight.terms[4].sources == ((0, "input", (0, 0, 1)), (0, "output_gradient", (0, 1, 1)))
    assert weight.filled.startswith("∂L/∂K[0,0,0,1] = Σ_{r,c} X_{pad}[0,r,c+1] · ∂L/∂Y[0,r,c] = ")
    bias = derive(convolution, 0, "bias_gradient", (0,))
    assert isclose(bias.value, p)
    assert bias.zeros == 8
    pixel = derive(convolution, 0, "input_gradient", (0, 1, 0))
    assert isclose(pixel.value, 3 * p)
    assert pixel.filled.startswith("∂L/∂X[0,1,0] = Σ_{f,r,c} K[f,0,2−r,1−c] · ∂L/∂Y[f,r,c] = ")
    assert [term.factors[0].cell.index for term in pixel.terms] == [(0, 0, 1, 1), (0, 0, 1, 0), (0, 0, 0, 1), (0,) * 4]


def test_the_update(convolution):
    gradient = derive(convolution, 0, "weight_gradient", (0, 0, 0, 1)).value
    derivation = derive(convolution, 0, "new_weight", (0, 0, 0, 1))
    assert isclose(derivation.value, -1.0 - 0.5 * gradient)
    assert derivation.terms[0].sources == ((0, "weight", (0, 0, 0, 1)),)
    assert derivation.terms[1].sources == ((0, "weight_gradient", (0, 0, 0, 1)),)
    assert derivation.terms[1].factors[0].value == -0.5
    assert derivation.formula == "K_{new} = K_{old} − η · ∂L/∂K"
    assert derivation.filled.startswith("K_{new}[0,0,0,1] = K[0,0,0,1] − η · ∂L/∂K[0,0,0,1] = −1 − 0.5 · 1.9")


def test_channels_and_filters_have_subtotals():
    """1×1 kernels: Y[0] = 2·3 + 5·4 + 1, Y[1] = 2·7 + 5·0."""
    trace = trace_of(
        [Conv2D(2, 1), Flatten(), SoftmaxCrossEntropy()],
        [[[2.0]], [[5.0]]],
        {"0.weight": [[[[3.0]], [[4.0]]], [[[7.0]], [[0.0]]]], "0.bias": [1.0, 0.0]},
    )
    derivation = derive(trace, 0, "output", (0, 0, 0))
    assert [(group.label, group.subtotal) for group in derivation.groups] == [("channel 0", 6.0), ("channel 1", 20.0)]
    assert derivation.groups[1].terms == derivation.terms[2:]
    assert derivation.value == 27.0
    back = derive(trace, 0, "input_gradient", (0, 0, 0))
    p = derive(trace, 2, "output", (1,)).value  # ∂L/∂Y = [−p, p]
    assert [group.label for group in back.groups] == ["filter 0", "filter 1"]
    assert isclose(back.groups[0].subtotal, -3 * p)
    assert isclose(back.value, 4 * p)
    zero = derive(trace, 0, "output", (1, 0, 0))
    assert [term.reason for term in zero.terms] == ["b[1] is 0", "", "K[1,1,0,0] is 0"]


@pytest.fixture
def pooling():
    """MaxPool2D 2×2 with stride 1 over [[1, 5, 5], [2, 0, 4]]: the windows are [1 5 2 0] and [5 5 0 4]."""
    return trace_of(
        [MaxPool2D(2, stride=1), Flatten(), SoftmaxCrossEntropy()], [[[1.0, 5.0, 5.0], [2.0, 0.0, 4.0]]], {}
    )


def test_the_first_in_reading_order_wins_a_tie(pooling):
    derivation = derive(pooling, 0, "output", (0, 0, 1))
    assert derivation.operation is Operation.MAX
    assert derivation.value == 5.0
    assert [term.is_chosen for term in derivation.terms] == [True, False, False, False]
    assert derivation.terms[1].reason.endswith("as large, but not the first in reading order")
    assert derivation.terms[3].reason == "not the winner of its window"
    assert derivation.filled == "Y[0,0,1] = max_{i,j} X[0,i,1+j] = X[0,0,1] = 5"
    assert derive(pooling, 0, "output", (0, 0, 0)).totals == (1.0, 5.0, 5.0, 5.0)


def test_what_wins_two_windows_gets_both_gradients(pooling):
    """Both probabilities are 1/2 and the first class is the true one: ∂L/∂Y = [−1/2, 1/2]."""
    winner = derive(pooling, 0, "input_gradient", (0, 0, 1))
    assert [term.product for term in winner.terms] == [-0.5, 0.5]
    assert (winner.value, winner.zeros) == (0.0, 0)
    assert [term.cells[-1] for term in winner.terms] == [(0, "input", (0, 0, 1))] * 2
    assert winner.filled == "∂L/∂X[0,0,1] = ∂L/∂Y[0,0,0] + ∂L/∂Y[0,0,1] = 0"
    loser = derive(pooling, 0, "input_gradient", (0, 1, 1))
    assert [term.reason for term in loser.terms] == ["not the winner of its window"] * 2
    assert loser.terms[0].sources == ((0, "output_gradient", (0, 0, 0)),)
    assert loser.terms[0].behind[0].symbol == "X[0,0,1]"
    assert loser.note == "This entry has won no window, so the loss does not depend on it."


def test_what_no_window_covers_has_no_terms():
    trace = trace_of([MaxPool2D(1, stride=2), Flatten(), SoftmaxCrossEntropy()], [[[1.0, 2.0, 3.0]]], {})
    derivation = derive(trace, 0, "input_gradient", (0, 0, 1))
    assert (derivation.value, derivation.terms, derivation.totals, derivation.agrees) == (0.0, (), (), True)
    assert derivation.note == "No window covers this entry, so the loss does not depend on it."
    assert derivation.filled == "∂L/∂X[0,0,1] = 0"


@pytest.fixture
def dense():
    """Dense W = [[1, −2], [3, 0]], B = [0, ln 3 − 2] on ReLU([1, −4]) = [1, 0]; so z = [1, 1 + ln 3]."""
    return trace_of(
        [ReLU(), Flatten(), Dense(2), SoftmaxCrossEntropy()],
        [[[1.0, -4.0]]],
        {"2.weight": [[1.0, -2.0], [3.0, 0.0]], "2.bias": [0.0, log(3) - 2]},
    )


def test_relu_lets_pass_or_closes(dense):
    passed, closed = (derive(dense, 0, "output", (0, 0, n)) for n in (0, 1))
    assert (passed.value, closed.value) == (1.0, 0.0)
    assert [term.is_chosen for term in passed.terms] == [False, True]
    assert [term.is_chosen for term in closed.terms] == [True, False]
    assert closed.terms[1].reason == "closed ReLU"
    assert closed.filled == "Y[0,0,1] = max(0, X[0,0,1]) = max(0, −4) = 0"
    back = derive(dense, 0, "input_gradient", (0, 0, 1))
    assert back.operation is Operation.PRODUCT
    assert back.terms[0].reason == "closed ReLU"
    assert back.terms[0].sources == ((0, "output_gradient", (0, 0, 1)),)
    assert back.terms[0].cells == ((0, "output_gradient", (0, 0, 1)), (0, "input", (0, 0, 1)))
    assert back.terms[0].factors[1][:2] == ("[X[0,0,1] > 0]", 0.0)


def test_dense_forward_and_backward(dense):
    """z = [1, 1 + ln 3], so P = [1/4, 3/4], and ∂L/∂z = [−3/4, 3/4] for the true class 0."""
    output = derive(dense, 2, "output", (0,))
    assert [term.product for term in output.terms] == [0.0, 1.0, -0.0]
    assert output.terms[2].reason == "closed ReLU"  # through Flatten
    weight = derive(dense, 2, "weight_gradient", (1, 0))
    assert weight.operation is Operation.PRODUCT
    assert isclose(weight.value, 0.75)
    assert weight.terms[0].sources == ((2, "output_gradient", (1,)), (2, "input", (0,)))
    assert weight.filled == "∂L/∂W[1,0] = ∂L/∂Y[1] · X[0] = 0.75 · 1 = 0.75"
    bias = derive(dense, 2, "bias_gradient", (0,))
    assert bias.operation is Operation.COPY
    assert isclose(bias.value, -0.75)
    back = derive(dense, 2, "input_gradient", (0,))
    assert isclose(back.value, -0.75 * 1 + 0.75 * 3)
    assert back.terms[1].sources == ((2, "output_gradient", (1,)), (2, "weight", (1, 0)))
    assert derive(dense, 2, "new_bias", (0,)).filled.startswith("B_{new}[0] = B[0] − η · ∂L/∂B[0] = 0 − 0.5 · (−0.75)")


def test_softmax_as_a_table(dense):
    derivation = derive(dense, 3, "output", (0,))
    table = derivation.softmax
    assert isclose(derivation.value, 0.25)
    assert [term.is_chosen for term in derivation.terms] == [True, False]
    assert derivation.terms[1].cells == ((3, "input", (1,)),)
    assert isclose(table.largest, 1 + log(3))
    assert isclose(table.total, 4 / 3)
    assert (table.label, table.epsilon) == (0, 1e-12)
    assert isclose(table.loss, log(4))
    first, second = table.rows
    assert (first.logit, first.target, second.target, second.shifted, second.exponential) == (1.0, 1.0, 0.0, 0.0, 1.0)
    assert isclose(first.shifted, -log(3))
    assert isclose(first.exponential, 1 / 3)
    assert isclose(second.probability, 0.75)
    assert isclose(first.gradient, -0.75)


def test_the_loss_and_its_gradient(dense):
    loss = derive(dense, layer=3, tensor="loss", index=())
    assert isclose(loss.value, log(4))
    assert loss.operation is Operation.NEGATIVE_LOG
    assert loss.terms[0].sources == ((3, "output", (0,)),)
    assert loss.terms[1].product == 1e-12
    assert loss.filled == "L = −log(P[0] + ε) = −log(0.25 + 1e−12) = 1.38629"
    true, other = (derive(dense, 3, "input_gradient", (n,)) for n in (0, 1))
    assert true.filled == "∂L/∂z[0] = P[0] − T[0] = 0.25 − 1 = −0.75"
    assert other.terms[1].reason == "not the true class"
    assert true.softmax == other.softmax == loss.softmax


def test_a_number_held_twice_is_followed_and_says_so(dense):
    gradient = derive(dense, 2, "output_gradient", (1,))
    assert gradient.cell == Cell(2, "output_gradient", (1,))
    assert gradient.same_as == Cell(3, "input_gradient", (1,))
    assert gradient.terms == derive(dense, 3, "input_gradient", (1,)).terms
    assert gradient.note == "∂L/∂Y[1] of layer 2 is the same number as ∂L/∂z[1] of layer 3."
    read = derive(dense, 1, "input", (0, 0, 1))
    assert read.same_as == (0, "output", (0, 0, 1))
    assert read.note.startswith("X[0,0,1] of layer 1 is the same number as Y[0,0,1] of layer 0.")
    assert read.terms == derive(dense, 0, "output", (0, 0, 1)).terms


def test_what_is_given_has_no_terms(dense):
    pixel, weight = derive(dense, 0, "input", (0, 0, 1)), derive(dense, 2, "weight", (0, 1))
    assert (pixel.operation, pixel.value, pixel.terms) == (Operation.GIVEN, -4.0, ())
    assert (weight.operation, weight.value, weight.terms) == (Operation.GIVEN, -2.0, ())
    assert pixel.same_as is None
    assert pixel.formula == "X[0,0,1] is a pixel of the image"
    assert weight.formula == "W[0,1] as it was before the update"


def test_flatten_only_moves():
    trace = trace_of([Flatten(), SoftmaxCrossEntropy()], [[[1.0, 2.0]], [[3.0, 4.0]]], {})
    output = derive(trace, 0, "output", (2,))
    assert (output.operation, output.value, output.terms[0].sources) == ("copy", 3.0, ((0, "input", (1, 0, 0)),))
    assert output.filled == "Y[2] = X[1,0,0] = 3"
    assert derive(trace, 0, "input_gradient", (1, 0, 1)).terms[0].sources == ((0, "output_gradient", (3,)),)
