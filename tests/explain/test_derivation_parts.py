"""What a derivation tells about its terms: the largest, the rest, running totals, reasons, agreement."""

from dataclasses import FrozenInstanceError
from math import fsum, inf, isclose, nan

import pytest
from explain_helpers import PAPER, traced

from cnnviz.explain import Cell, Derivation, Factor, Operation, Term, derive
from cnnviz.nn import Conv2D, Dense, Flatten, MaxPool2D, Network, ReLU, SoftmaxCrossEntropy


def made_of(products, value=0.0, engine_value=0.0, operation=Operation.SUM):
    terms = tuple(Term((Factor("x", product),), product) for product in products)
    return Derivation(Cell(0, "output", (0,)), value, engine_value, operation, "", "", terms)


def test_the_largest_terms_and_the_rest():
    largest = made_of([1.0, -5.0, 0.0, 2.0, -2.0, 0.0]).largest(3)
    assert [term.product for term in largest.terms] == [-5.0, 2.0, -2.0]
    assert (largest.rest_sum, largest.rest_count, largest.rest_zeros) == (1.0, 3, 2)


@pytest.mark.parametrize(("n", "shown"), [(0, 0), (-1, 0), (2, 2), (3, 2)])
def test_any_number_of_the_largest_terms(n, shown):
    largest = made_of([3.0, 4.0]).largest(n)
    assert (len(largest.terms), largest.rest_count) == (shown, 2 - shown)


def test_a_nan_is_among_the_largest():
    largest = made_of([3.0, nan, -4.0]).largest(1)
    assert largest.terms[0].product != largest.terms[0].product
    assert largest.rest_sum == -1.0


def test_all_terms_of_a_wide_dense_are_kept():
    trace = traced([Flatten(), Dense(2), SoftmaxCrossEntropy()], (1, 28, 28), 7)
    derivation = derive(trace, 1, "output", (0,))
    assert len(derivation.terms) == 785
    largest = derivation.largest(20)
    assert len(largest.terms) + largest.rest_count == 785
    assert isclose(fsum(t.product for t in largest.terms) + largest.rest_sum, derivation.value, rel_tol=1e-9)
    sizes = [abs(term.product) for term in largest.terms]
    assert sizes == sorted((abs(term.product) for term in derivation.terms), reverse=True)[:20]


@pytest.mark.parametrize(
    ("value", "engine_value", "agrees"),
    [
        (1.0, 1.0, True),
        (1.0, 1.0 + 5e-13, True),
        (1.0, 1.0 + 2e-12, False),
        (-1e-300, -1e-300 * (1 + 5e-13), True),
        (1e-300, 2e-300, False),
        (0.0, -0.0, True),
        (0.0, 5e-324, False),
        (nan, nan, True),
        (nan, 1.0, False),
        (1.0, nan, False),
        (inf, inf, True),
        (inf, -inf, False),
        (inf, 1.0, False),
        (1.0, inf, False),
    ],
)
def test_agreement(value, engine_value, agrees):
    assert made_of([], value, engine_value).agrees is agrees
    assert made_of([], value, engine_value, Operation.SOFTMAX).agrees is agrees


def test_a_sum_agrees_relative_to_its_terms():
    assert made_of([1e3, -1e3], 1e-13, 2e-13).agrees
    assert not made_of([1e3, -1e3], 0.0, 1e-8).agrees
    assert not made_of([1e3, -1e3], 1e-13, 2e-13, Operation.MAX).agrees


def test_nothing_of_a_derivation_can_be_changed():
    derivation = derive(traced(PAPER, (1, 28, 28)), 0, "output", (0, 3, 3))
    for thing, name in ((derivation, "value"), (derivation.terms[0], "product"), (derivation.groups[0], "subtotal")):
        with pytest.raises(FrozenInstanceError):
            setattr(thing, name, 1.0)
    with pytest.raises(AttributeError):
        derivation.terms[0].factors[0].value = 1.0


def test_asking_twice_gives_the_same_answer_and_leaves_the_trace():
    trace = traced(PAPER, (1, 28, 28), 3, "sparse")
    before = repr(trace)
    for cell in ((2, "bias_gradient", (0,)), (4, "input_gradient", (0, 5, 5)), (9, "loss", ())):
        one, other = derive(trace, *cell), derive(trace, *cell)
        assert one == other
        assert [term.reason for term in one.terms] == [term.reason for term in other.terms]
    assert repr(trace) == before


@pytest.fixture
def reasons():
    """ReLU([-1, 2, 3, 0, 7]), every second entry pooled; the logits have the same weight for the last of those."""
    network = Network(
        [Conv2D(1, 1), ReLU(), MaxPool2D(1, stride=2), Flatten(), Dense(2), SoftmaxCrossEntropy()], (1, 1, 5)
    )
    weights = {"4.weight": [[0.0, 1.0, 1.0], [0.0, 2.0, 1.0]], "4.bias": [0.0, 1.0]}
    network.set_parameters({"0.weight": [[[[1.0]]]], "0.bias": [0.0], **weights})
    return network.trace([[[-1.0, 2.0, 3.0, 0.0, 7.0]]], 0)


def test_a_zero_says_which_layer_made_it(reasons):
    derivation = derive(reasons, 0, "bias_gradient", (0,))
    assert [term.reason for term in derivation.terms] == [
        *("closed ReLU", "under no window", "", "closed ReLU", "∂L/∂X[2] of layer 4 is 0"),
    ]
    unit = derive(reasons, 4, "output", (0,))
    assert [term.reason for term in unit.terms] == ["B[0] is 0", "W[0,0] is 0", "", ""]
    assert [term.reason for term in derive(reasons, 0, "output", (0, 0, 3)).terms] == ["b[0] is 0", "the pixel is 0"]


def test_gradients_of_a_window_can_cancel_out():
    """X[0,0,1] = 5 wins both windows, whose gradients are −1/2 and 1/2."""
    network = Network([Conv2D(1, 1), MaxPool2D(2, stride=1), Flatten(), SoftmaxCrossEntropy()], (1, 2, 3))
    network.set_parameters({"0.weight": [[[[1.0]]]], "0.bias": [0.0]})
    trace = network.trace([[[1.0, 5.0, 4.0], [2.0, 0.0, 4.0]]], 0)
    reasons = [term.reason for term in derive(trace, 0, "bias_gradient", (0,)).terms]
    assert reasons[1] == "the gradients of the windows that it has won cancel out"
    assert {*reasons[:1], *reasons[2:]} == {"not the winner of its window"}


def test_a_product_too_small_for_a_float_says_so():
    network = Network([Flatten(), Dense(2), SoftmaxCrossEntropy()], (1, 1, 1))
    network.set_parameters({"1.weight": [[1e-300], [1.0]], "1.bias": [0.0, 1000.0]})
    trace = network.trace([[[1e-300]]], 0, 0.1)
    assert derive(trace, 1, "output", (0,)).terms[1].reason == "too small for a floating-point number"
    probability = derive(trace, 2, "output", (0,))
    assert (probability.value, probability.agrees) == (0.0, True)
    assert probability.terms[0].reason == "too small for a floating-point number"
    assert derive(trace, 2, "loss").agrees
