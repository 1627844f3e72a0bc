"""Networks to ask about, and what must hold of every derivation. Reads traces on its own, without cnnviz.explain."""

from itertools import product
from math import exp, fsum, isclose, isnan, log, prod
from random import Random

from hypothesis import strategies as st

from cnnviz.explain import Operation
from cnnviz.nn import Conv2D, Dense, Flatten, MaxPool2D, Network, ReLU, Shape, SoftmaxCrossEntropy

PAPER = [
    *(Conv2D(1, 3, padding=1), ReLU(), Conv2D(1, 3, padding=1), ReLU(), MaxPool2D(2)),
    *(Flatten(), Dense(32), ReLU(), Dense(3), SoftmaxCrossEntropy()),
]
SMALL = [
    *(Conv2D(3, 3, stride=2, padding=2), ReLU(), MaxPool2D(2, stride=1), Conv2D(2, 2), ReLU()),
    *(Flatten(), Dense(4), ReLU(), Dense(3), SoftmaxCrossEntropy()),
]
"""Every kind of layer, overlapping windows, several filters and channels; for images of SMALL_SHAPE."""
SMALL_SHAPE = (2, 7, 6)


def numbers(random, shape, values):
    """Nested lists: normal numbers ("gauss"), or mostly zeros and multiples of 1/4 ("sparse"), which have ties."""
    if not shape:
        return random.gauss(0, 1) if values == "gauss" else random.choice([0.0] * 5 + [-0.5, 0.25, 0.5, 1.0])
    return [numbers(random, shape[1:], values) for _ in range(shape[0])]


def traced(layers, input_shape, seed=0, values="gauss", learning_rate=0.1):
    """The trace of a network with drawn parameters, on a drawn image."""
    random = Random(seed)
    network = Network(layers, input_shape, seed=seed)
    shapes = network.parameter_shapes()
    network.set_parameters({name: numbers(random, shape, values) for name, shape in shapes.items()})
    label = random.randrange(network.shapes[-1].size)
    return network.trace(numbers(random, input_shape, values), label, learning_rate)


@st.composite
def stacks(draw):
    """(layers, input shape): up to four layers on volumes, up to two Dense, the loss."""
    input_shape = Shape(draw(st.integers(1, 3)), draw(st.integers(1, 8)), draw(st.integers(1, 8)))
    layers, shape = [], input_shape
    for _ in range(draw(st.integers(0, 4))):
        size = draw(st.integers(1, min(3, *shape[1:])))
        conv = st.builds(Conv2D, st.integers(1, 3), st.just(size), st.integers(1, 3), st.integers(0, 2))
        pool = st.builds(MaxPool2D, st.just(size), st.none() | st.integers(1, 3))
        layers.append(draw(conv | st.just(ReLU()) | pool))
        shape = layers[-1].output_shape(shape)
    layers.append(Flatten())
    for units in draw(st.lists(st.integers(1, 6), max_size=2)):
        layers += draw(st.sampled_from([[Dense(units)], [Dense(units), ReLU()]]))
    return [*layers, SoftmaxCrossEntropy()], tuple(input_shape)


def tensor_in(trace, layer, tensor):
    """A tensor of a trace; None where it has none."""
    at = trace.layers[layer]
    if tensor == "loss":
        return trace.loss if layer == len(trace.layers) - 1 else None
    for kind, group in (("_gradient", at.parameter_gradients), ("new_", at.new_parameters), ("", at.parameters)):
        name = tensor.replace(kind, "") if kind else tensor
        if name in ("weight", "bias") and kind in tensor:
            return group.get(name)
    return getattr(at, tensor)


def number_in(trace, cell):
    layer, tensor, index = cell
    found = tensor_in(trace, layer, tensor)
    for place in index:
        found = found[place]
    assert isinstance(found, (int, float)), f"{cell} is no cell of one number"
    return found


NAMES = (
    *("output", "output_gradient", "input_gradient", "weight_gradient", "bias_gradient", "new_weight", "new_bias"),
    *("loss", "input", "weight", "bias"),
)


def indices(tensor):
    shape = []
    while isinstance(tensor, list):
        shape.append(range(len(tensor)))
        tensor = tensor[0]
    return list(product(*shape))


def cells_of(trace, most=None, seed=0):
    """Every cell of every tensor; of larger tensors the first, the last and others drawn, `most` in all."""
    random = Random(seed)
    for layer in range(len(trace.layers)):
        for name in NAMES:
            tensor = tensor_in(trace, layer, name)
            if tensor is None:
                continue
            places = indices(tensor)
            if most is not None and len(places) > most:
                places = [places[0], places[-1], *random.sample(places, most - 2)]
            for place in places:
                yield layer, name, place


def same(a, b):
    return a == b or (isnan(a) and isnan(b))


def check(trace, derivation, cell):
    """What must hold of the derivation of any cell of a trace of finite numbers."""
    assert derivation.cell == cell
    assert derivation.engine_value == number_in(trace, cell)
    products = [term.product for term in derivation.terms]
    scale = max(abs(derivation.engine_value), fsum(map(abs, products)) if derivation.operation == "sum" else 0.0)
    assert abs(derivation.value - derivation.engine_value) <= 1e-12 * scale, cell
    assert derivation.agrees
    assert_made_of_its_terms(derivation, scale)
    for term in derivation.terms:
        assert term.product == prod(factor.value for factor in term.factors)
        assert term.sources == tuple(factor.cell for factor in term.factors if factor.cell)
        for factor in (*term.factors, *term.behind):
            if factor.cell is not None:
                assert number_in(trace, factor.cell) == factor.value, (cell, factor)
        assert term.cells[: len(term.sources)] == term.sources
        if derivation.operation != "max":
            assert bool(term.reason) == (term.product == 0), (cell, term, term.reason)
    assert derivation.formula
    assert derivation.filled
    outside = [term for term in derivation.terms if not any(term in group.terms for group in derivation.groups)]
    if derivation.groups:
        parts = fsum([*(group.subtotal for group in derivation.groups), *(term.product for term in outside)])
        assert isclose(parts, derivation.value, rel_tol=1e-12, abs_tol=1e-12 * scale)
        assert sum(len(group.terms) for group in derivation.groups) + len(outside) == len(derivation.terms)


def assert_made_of_its_terms(derivation, scale):
    products = [term.product for term in derivation.terms]
    chosen = [term.product for term in derivation.terms if term.is_chosen]
    match derivation.operation:
        case Operation.GIVEN:
            expected = derivation.engine_value
            assert derivation.terms == ()
        case Operation.COPY | Operation.PRODUCT:
            (expected,) = products
        case Operation.SUM:
            expected = fsum(products)
            assert not derivation.totals or derivation.totals[-1] == derivation.value
        case Operation.MAX:
            expected = max(products)
            assert chosen == [expected]
            assert derivation.totals[-1] == derivation.value
            assert [term for term in derivation.terms if not term.reason] == [
                t for t in derivation.terms if t.is_chosen
            ]
        case Operation.SOFTMAX:
            (numerator,) = chosen
            expected = numerator / fsum(products)
            for term in derivation.terms:
                largest = max(term.behind[0].value for term in derivation.terms)
                assert term.product == exp(term.behind[0].value - largest)
        case Operation.NEGATIVE_LOG:
            expected = -log(fsum(products))
    assert isclose(derivation.value, expected, rel_tol=1e-12, abs_tol=1e-12 * scale)
