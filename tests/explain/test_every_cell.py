"""Every number of a trace, derived: the same value as the engine's, made of cells that hold what is claimed."""

from dataclasses import replace
from math import inf, nan

import pytest
from explain_helpers import PAPER, SMALL, SMALL_SHAPE, cells_of, check, number_in, same, stacks, traced
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnviz.explain import derive
from cnnviz.nn import Conv2D, Dense, Flatten, MaxPool2D, Network, ReLU, SoftmaxCrossEntropy


@pytest.mark.parametrize("values", ["gauss", "sparse"])
def test_every_cell_of_a_small_network(values):
    trace = traced(SMALL, SMALL_SHAPE, 1, values)
    cells = list(cells_of(trace))
    for cell in cells:
        check(trace, derive(trace, *cell), cell)
    assert len({(layer, tensor) for layer, tensor, _ in cells}) == len(SMALL) * 4 - 1 + 4 * 6 + 1


@pytest.mark.parametrize("values", ["gauss", "sparse"])
def test_cells_of_the_papers_network(values):
    trace = traced(PAPER, (1, 28, 28), 2, values)
    for cell in cells_of(trace, most=25):
        check(trace, derive(trace, *cell), cell)


@settings(max_examples=40)
@given(stacks(), st.integers(0, 2**32), st.sampled_from(["gauss", "sparse"]))
def test_cells_of_drawn_networks(stack, seed, values):
    trace = traced(*stack, seed, values)
    for cell in cells_of(trace, most=8, seed=seed):
        check(trace, derive(trace, *cell), cell)


@pytest.mark.parametrize(
    ("layer", "shape"),
    [
        (Conv2D(2, 2, stride=3), (1, 8, 8)),  # entries under no window
        (Conv2D(2, 1, padding=2), (3, 2, 3)),  # windows that see padding alone
        (Conv2D(2, 3, stride=3, padding=2), (2, 5, 4)),
        (MaxPool2D(3, stride=1), (2, 5, 4)),  # an entry can win nine times
        (MaxPool2D(2, stride=3), (2, 6, 7)),  # gaps between the windows
        (MaxPool2D(2), (1, 5, 3)),  # the last row and column under no window
        (ReLU(), (2, 3, 3)),
    ],
    ids=str,
)
@pytest.mark.parametrize("values", ["gauss", "sparse"])
def test_every_cell_in_the_corners(layer, shape, values):
    layers = [Conv2D(shape[0], 1), layer, Flatten(), Dense(2), SoftmaxCrossEntropy()]
    trace = traced(layers, shape, 3, values)
    for cell in cells_of(trace):
        check(trace, derive(trace, *cell), cell)


@pytest.mark.parametrize("place", [(0, 3, 3), (1, 0, 5)])
def test_a_nan_agrees_with_a_nan(place):
    d, r, c = place
    network = Network(SMALL, SMALL_SHAPE, seed=4)
    image = [[[1.0] * 6 for _ in range(7)] for _ in range(2)]
    image[d][r][c] = nan
    trace = network.trace(image, 1, 0.1)
    nans = 0
    for cell in cells_of(trace):
        derivation = derive(trace, *cell)
        assert same(derivation.engine_value, number_in(trace, cell))
        assert same(derivation.value, derivation.engine_value), cell
        assert derivation.agrees
        nans += derivation.value != derivation.value
    assert nans > 100


def test_an_overflow_agrees_with_the_engine():
    network = Network([Flatten(), Dense(2), SoftmaxCrossEntropy()], (1, 1, 2))
    network.set_parameters({"1.weight": [[1e200, 1.0], [1.0, -1e200]], "1.bias": [0.0, 0.0]})
    trace = network.trace([[[1e200, 1e200]]], 0, 0.1)
    first = derive(trace, 1, "output", (0,))
    assert (first.value, first.agrees, first.filled[-1]) == (inf, True, "∞")
    second = derive(trace, 1, "output", (1,))
    assert (second.value, second.agrees) == (-inf, True)
    assert derive(trace, 2, "output", (0,)).agrees
    assert derive(trace, 2, "loss").agrees


def test_an_image_of_whole_numbers_is_derived_in_floats():
    network = Network([Flatten(), Dense(2), SoftmaxCrossEntropy()], (1, 1, 2), seed=1)
    trace = network.trace([[[1, 0]]], 0, 0.1)
    for cell in cells_of(trace):
        derivation = derive(trace, *cell)
        assert derivation.agrees
        assert isinstance(derivation.value, float)
        assert all(isinstance(factor.value, float) for term in derivation.terms for factor in term.factors)


@pytest.mark.parametrize("wrong", [1e-9, 1.0, nan, inf])
@pytest.mark.parametrize("tensor", ["output", "input_gradient"])
@pytest.mark.parametrize("layer", range(len(SMALL)))
def test_a_wrong_number_of_the_engine_is_found_out(layer, tensor, wrong):
    """The value comes from the formula, not from the number that it explains."""
    trace = traced(SMALL, SMALL_SHAPE, 1)
    index = next(i for k, t, i in cells_of(trace) if (k, t) == (layer, tensor) and number_in(trace, (k, t, i)))
    right = derive(trace, layer, tensor, index)

    def spoilt(part, places):
        return [spoilt(p, places[1:]) if n == places[0] else p for n, p in enumerate(part)] if places else part + wrong

    at = trace.layers[layer]
    broken = replace(at, **{tensor: spoilt(getattr(at, tensor), index)})
    derivation = derive(
        replace(trace, layers=(*trace.layers[:layer], broken, *trace.layers[layer + 1 :])), layer, tensor, index
    )
    assert derivation.value == right.value
    assert same(derivation.engine_value, right.engine_value + wrong)
    assert not derivation.agrees
