"""The walks: whatever the geometry, the sum that grows from stop to stop ends in the number that the engine has."""

from math import isclose
from random import Random
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnviz.nn import Conv2D, Dense, Flatten, MaxPool2D, Network, ReLU, SoftmaxCrossEntropy
from cnnviz.ui.inspector.slide.conv_walk import ConvWalk
from cnnviz.ui.inspector.slide.kernel_walk import KernelWalk
from cnnviz.ui.inspector.slide.pool_walk import PoolGradientWalk, PoolWalk
from cnnviz.ui.inspector.slide.route import Grain, Place, Route
from cnnviz.ui.inspector.slide.subjects import Kind, Subject


def frame_for(layers, input_shape, seed):
    """What a walk reads of a frame: a network, its shapes, and a trace in which many numbers are 0."""
    random = Random(seed)
    network = Network(layers, input_shape, seed=seed)
    channels, rows, columns = input_shape
    image = [
        [[random.choice([0.0, random.gauss(0, 1)]) for _ in range(columns)] for _ in range(rows)]
        for _ in range(channels)
    ]
    run = SimpleNamespace(layers=network.layers, shapes=tuple(network.shapes))
    return SimpleNamespace(run=run, trace=network.trace(image, 0))


def stops_of(route):
    """Every stop of a route, from the first to the last."""
    places = [route.first]
    while not route.is_at_end(places[-1]):
        places.append(route.after(places[-1]))
    return places


@st.composite
def convolutions(draw):
    """A frame whose first layer is a Conv2D of any geometry."""
    stride, padding, size = draw(st.integers(1, 3)), draw(st.integers(0, 2)), draw(st.integers(1, 3))
    shape = draw(st.integers(1, 3)), draw(st.integers(size, 6)), draw(st.integers(size, 6))
    conv = Conv2D(draw(st.integers(1, 2)), size, stride, padding)
    return frame_for([conv, ReLU(), Flatten(), Dense(2), SoftmaxCrossEntropy()], shape, draw(st.integers(0, 99)))


@given(convolutions(), st.data())
@settings(max_examples=40, deadline=None)
def test_the_running_totals_of_an_output_end_in_the_engines_number(frame, data):
    layer = frame.run.layers[0]
    f = data.draw(st.integers(0, layer.filters - 1))
    walk = ConvWalk(frame, Subject(0, Kind.CONV_OUTPUT), (f,))
    grain = data.draw(st.sampled_from(walk.grains))
    places = stops_of(walk.route(grain, skips_zeros=False))
    output = frame.trace.layers[0].output[f]
    assert len(places) == len(output) * len(output[0]) * len(walk.stops(grain))
    for place in places:
        scene = walk.scene(place, grain)
        if place.done == walk.terms:
            _, r, c = scene.cell.index
            assert isclose(scene.value, output[r][c], rel_tol=1e-9, abs_tol=1e-12)
            assert scene.lines[-1].text == "the engine computed the same ✓"
        else:
            assert "not complete" in scene.lines[-1].text


@given(convolutions(), st.data())
@settings(max_examples=40, deadline=None)
def test_the_running_totals_of_a_weights_gradient_end_in_the_engines_number(frame, data):
    gradients = frame.trace.layers[0].parameter_gradients["weight"]
    shape = len(gradients), len(gradients[0]), len(gradients[0][0]), len(gradients[0][0][0])
    f, d, i, j = (data.draw(st.integers(0, length - 1)) for length in shape)
    walk = KernelWalk(frame, Subject(0, Kind.WEIGHT_GRADIENT), (f, d, i, j))
    total = 0.0
    places = stops_of(walk.route(Grain.POSITION, skips_zeros=True))
    for place in places:
        scene = walk.scene(place, Grain.POSITION)
        total += scene.grids[2].cells[0][0].value
        assert isclose(scene.value, total, rel_tol=1e-9, abs_tol=1e-12)
    assert isclose(total, gradients[f][d][i][j], rel_tol=1e-9, abs_tol=1e-12)
    if any(walk.counts(position) for position in range(walk.count)):
        assert all(walk.counts(place.position) for place in places)
        assert walk.scene(places[-1], Grain.POSITION).lines[-1].text == "the engine computed the same ✓"


@given(st.integers(1, 3), st.integers(1, 3), st.integers(0, 99))
@settings(max_examples=30, deadline=None)
def test_a_pooling_gives_its_maximum_and_all_of_its_gradient(size, stride, seed):
    layers = [MaxPool2D(size, stride), Flatten(), Dense(2), SoftmaxCrossEntropy()]
    frame = frame_for(layers, (2, 6, 5), seed)
    at = frame.trace.layers[0]
    forward = PoolWalk(frame, Subject(0, Kind.POOL_OUTPUT), (1,))
    for place in stops_of(forward.route(Grain.PRODUCT, skips_zeros=False)):
        scene = forward.scene(place, Grain.PRODUCT)
        shown = [cell.value for row in scene.grids[0].cells for cell in row if not cell.is_muted]
        assert scene.value == max(shown)
        if place.done == forward.terms:
            _, r, c = scene.cell.index
            assert scene.value == at.output[1][r][c]
    given_away = [[0.0] * 5 for _ in range(6)]
    backward = PoolGradientWalk(frame, Subject(0, Kind.POOL_GRADIENT), (1,))
    for place in stops_of(backward.route(Grain.POSITION, skips_zeros=True)):
        scene = backward.scene(place, Grain.POSITION)
        r, c = backward.at(place.position)
        shares = [cell.value for row in scene.grids[2].cells for cell in row]
        assert sorted(map(abs, shares))[:-1] == [0.0] * (size * size - 1)
        assert sum(shares) == scene.value == at.output_gradient[1][r][c]
        _, i, j = scene.cell.index
        given_away[i][j] += scene.value
    for row, expected in zip(given_away, at.input_gradient[1], strict=True):
        assert row == pytest.approx(expected)


def test_a_window_shows_the_padding_as_what_it_is():
    frame = frame_for([Conv2D(1, 3, padding=1), Flatten(), Dense(2), SoftmaxCrossEntropy()], (1, 4, 4), 3)
    walk = ConvWalk(frame, Subject(0, Kind.CONV_OUTPUT), (0,))
    window, taps, products, total = walk.scene(Place(0, walk.terms), Grain.POSITION).grids
    padded = [[cell.is_padding for cell in row] for row in window.cells]
    assert padded == [[True, True, True], [True, False, False], [True, False, False]]
    kernel = frame.trace.layers[0].parameters["weight"][0][0]
    assert [[cell.value for cell in row] for row in taps.cells] == kernel
    for one, tap, product in zip(window.cells, taps.cells, products.cells, strict=True):
        assert [cell.value for cell in product] == [a.value * b.value for a, b in zip(one, tap, strict=True)]
    assert total.cells[0][0].value == pytest.approx(frame.trace.layers[0].output[0][0][0])


def test_products_come_one_by_one_and_channels_with_their_subtotals():
    frame = frame_for([Conv2D(1, 2), Flatten(), Dense(2), SoftmaxCrossEntropy()], (3, 4, 4), 5)
    walk = ConvWalk(frame, Subject(0, Kind.CONV_OUTPUT), (0,))
    assert walk.grains == (Grain.CHANNEL, Grain.POSITION, Grain.PRODUCT)
    assert walk.stops(Grain.CHANNEL) == (5, 9, 13)
    products = walk.scene(Place(4, 7), Grain.PRODUCT).grids[2]
    assert [cell.value is None for row in products.cells for cell in row] == [False, False, True, True]
    assert [cell.is_marked for row in products.cells for cell in row] == [False, True, False, False]
    groups = walk.derivation(4).groups
    texts = [line.text for line in walk.scene(Place(4, 9), Grain.CHANNEL).lines]
    assert texts[:4] == ["b[0]", "+ channel 0", "+ channel 1", "+ channel 2"]
    scene = walk.scene(Place(4, 9), Grain.CHANNEL)
    bias = frame.trace.layers[0].parameters["bias"][0]
    assert scene.value == pytest.approx(bias + groups[0].subtotal + groups[1].subtotal)
    assert {cell.index[0] for cell in scene.sources if cell.tensor == "input"} == {1}


def test_a_position_of_zeros_is_one_where_the_window_holds_nothing_else():
    layers = [Conv2D(1, 2), Flatten(), Dense(2), SoftmaxCrossEntropy()]
    network = Network(layers, (1, 3, 4), seed=1)
    image = [[[0.0, 0.0, 0.0, 1.0], [0.0] * 4, [0.0] * 4]]
    run = SimpleNamespace(layers=network.layers, shapes=tuple(network.shapes))
    walk = ConvWalk(SimpleNamespace(run=run, trace=network.trace(image, 0)), Subject(0, Kind.CONV_OUTPUT), (0,))
    assert walk.route(Grain.POSITION, skips_zeros=True).positions == (2,)
    assert walk.route(Grain.POSITION, skips_zeros=False).positions == tuple(range(6))


@given(st.sets(st.integers(0, 20), min_size=1), st.sets(st.integers(1, 9), min_size=1), st.data())
def test_a_route_goes_back_the_way_it_came(positions, stops, data):
    route = Route(sorted(positions), sorted(stops))
    places = stops_of(route)
    assert len(places) == len(positions) * len(stops)
    assert [route.before(place) for place in places[1:]] == places[:-1]
    assert route.after(places[-1]) == places[-1] and route.before(places[0]) == places[0]
    anywhere = Place(data.draw(st.integers(0, 20)), data.draw(st.integers(1, 9)))
    if anywhere < route.last:
        assert route.after(anywhere) > anywhere
    assert route.first <= route.before(anywhere) <= max(anywhere, route.first)
