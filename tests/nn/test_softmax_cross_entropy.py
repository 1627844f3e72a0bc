"""SoftmaxCrossEntropy: the paper's formulas, finite differences in fifty digits, and numbers that overflow."""

from math import exp, inf, isfinite, isnan, log, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nn_decimals import Fifty, decimal_math, fifty
from nn_helpers import central_differences

from cnnviz.nn import NetworkError, Shape, SoftmaxCrossEntropy, reference

LAYER = SoftmaxCrossEntropy()
finite_logits = st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=10)


def probabilities_of(logits):
    return LAYER.forward(logits, {})[0]


@given(logits=st.lists(st.floats(-50, 50), min_size=1, max_size=10), data=st.data())
def test_softmax_cross_entropy_is_the_papers(logits, data, agree):
    label = data.draw(st.integers(0, len(logits) - 1))
    probabilities = probabilities_of(logits)
    agree(probabilities, reference.softmax(logits), "P")
    agree(LAYER.loss(probabilities, label), reference.cross_entropy(probabilities, label), "L")
    assert LAYER.input_gradient(probabilities, label) == reference.softmax_cross_entropy_gradient(probabilities, label)


@pytest.mark.parametrize("label", range(4))
def test_softmax_cross_entropy_gradient_is_finite_differences(label, monkeypatch, agree):
    """Of the reported loss, −log(P + eps); P − T leaves out eps = 1e-12, a relative 1e-12 / P of it.

    In fifty digits h = 1e-15 makes an error under 1e-28, so the two differ by that, 5e-11 at the least P here (0.02),
    and the rounding of P − T.
    """
    logits = [0.3, -1.2, 2.0, 0.9]
    probabilities = probabilities_of(logits)
    assert min(probabilities) > 0.02
    decimal_math(monkeypatch)

    def loss(z):
        return reference.cross_entropy(reference.softmax(z), label)

    agree(LAYER.input_gradient(probabilities, label), central_differences(loss, fifty(logits), Fifty("1e-15")))


def test_softmax_by_hand():
    assert probabilities_of([0.0, log(2), log(3)]) == pytest.approx([1 / 6, 2 / 6, 3 / 6], rel=1e-15)
    assert LAYER.loss([0.25, 0.75], 0) == pytest.approx(log(4), rel=1e-11)
    assert LAYER.input_gradient([0.25, 0.75], 0) == [-0.75, 0.75]


@given(logits=finite_logits)
def test_probabilities_are_between_0_and_1_and_sum_to_1(logits):
    probabilities = probabilities_of(logits)
    assert all(0.0 <= p <= 1.0 for p in probabilities)
    assert sum(probabilities) == pytest.approx(1.0, abs=1e-14)


@given(logits=finite_logits, data=st.data())
def test_every_finite_logit_gives_a_finite_loss_and_gradient(logits, data):
    label = data.draw(st.integers(0, len(logits) - 1))
    probabilities = probabilities_of(logits)
    assert isfinite(LAYER.loss(probabilities, label))
    assert all(map(isfinite, LAYER.input_gradient(probabilities, label)))


def test_huge_logits_do_not_overflow():
    probabilities = probabilities_of([1e308, -1e308, 0.0])
    assert probabilities == [1.0, 0.0, 0.0]
    assert LAYER.loss(probabilities, 0) == pytest.approx(0.0, abs=2e-12)
    assert probabilities_of([1e308, 1e308]) == [0.5, 0.5]
    assert probabilities_of([-1e308, -1e308]) == [0.5, 0.5]


def test_a_probability_of_0_gives_the_loss_of_eps():
    assert LAYER.loss([1.0, 0.0], 1) == pytest.approx(-log(1e-12), rel=1e-15)
    assert LAYER.input_gradient([1.0, 0.0], 1) == [1.0, -1.0]


@pytest.mark.parametrize("place", range(3))
@pytest.mark.parametrize("bad", [nan, inf])
def test_a_logit_that_is_no_number_shows_in_every_probability_it_touches(bad, place):
    logits = [1.0, 1000.0, -1000.0]
    logits[place] = bad
    probabilities = probabilities_of(logits)
    assert isnan(probabilities[place])
    assert isnan(LAYER.loss(probabilities, place))


def test_a_logit_of_minus_infinity_is_a_probability_of_0():
    assert probabilities_of([-inf, 0.0]) == [0.0, 1.0]


@given(logits=st.lists(st.floats(-30, 30), min_size=2, max_size=6), shift=st.floats(-1e3, 1e3))
def test_a_shift_of_all_logits_changes_no_probability(logits, shift):
    """exp(z + s) / Σ exp(z + s): s cancels; what is left is the rounding of z + s, 1e-13 at these sizes."""
    assert probabilities_of([z + shift for z in logits]) == pytest.approx(probabilities_of(logits), rel=1e-11)


def test_probabilities_follow_the_formula_without_the_shift():
    logits = [0.5, -0.25, 1.5]
    total = sum(map(exp, logits))
    assert probabilities_of(logits) == pytest.approx([exp(z) / total for z in logits], rel=1e-15)


def test_softmax_cross_entropy_has_no_parameters_and_keeps_the_shape():
    assert LAYER.output_shape(Shape(10)) == (10,)
    assert LAYER.parameter_shapes(Shape(10)) == {}


def test_softmax_cross_entropy_refuses_what_is_no_vector():
    with pytest.raises(NetworkError, match=r"^SoftmaxCrossEntropy\(\) does not fit an input of shape 2×3×3: .*vector"):
        LAYER.output_shape(Shape(2, 3, 3))


def test_softmax_cross_entropy_backward_points_to_the_loss():
    with pytest.raises(NetworkError, match="starts at its loss"):
        LAYER.backward([0.0], None, {}, [1.0])
