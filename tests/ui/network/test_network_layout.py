"""Where everything stands: nothing overlaps, nothing lies outside, and each number is found where it is drawn."""

from itertools import combinations, product
from random import Random

import pytest

from cnnviz.explain import Cell
from cnnviz.nn import Conv2D, Dense, Flatten, MaxPool2D, Network, ReLU, SoftmaxCrossEntropy
from cnnviz.training import PRESETS
from cnnviz.ui.network.layout import LEGEND, lay_out, smallest_size

NETWORKS = {
    "paper": PRESETS["paper"].layers,
    "ten digits": PRESETS["ten-digits"].layers,
    "many filters": (
        Conv2D(16, 5, stride=2, padding=2),
        MaxPool2D(3, 2),
        ReLU(),
        Flatten(),
        Dense(70),
        ReLU(),
        Dense(4),
        SoftmaxCrossEntropy(),
    ),
    "none but dense": (Flatten(), Dense(2), SoftmaxCrossEntropy()),
}
SIZES = [(895, 530), (640, 420), (1600, 1100), (300, 200), (820, 390)]


def layout_of(name, size):
    network = Network(NETWORKS[name])
    return lay_out(network.layers, network.shapes, *size)


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("name", NETWORKS)
def test_tiles_are_apart_and_inside(name, size):
    layout = layout_of(name, size)
    least_width, least_height = smallest_size(NETWORKS[name])
    assert layout.width >= least_width and layout.height >= least_height
    for tile in layout.tiles:
        assert tile.box.x >= 0 and tile.box.right <= layout.width
        assert tile.box.y >= 0 and tile.box.bottom <= layout.height - LEGEND
    for one, other in combinations(layout.tiles, 2):
        apart_across = one.box.right <= other.box.x + 1e-9 or other.box.right <= one.box.x + 1e-9
        apart_down = one.box.bottom <= other.box.y + 1e-9 or other.box.bottom <= one.box.y + 1e-9
        assert apart_across or apart_down, (one, other)


@pytest.mark.parametrize("size", SIZES[:3], ids=str)
@pytest.mark.parametrize("name", NETWORKS)
def test_each_number_is_found_where_it_is_drawn(name, size):
    layout = layout_of(name, size)
    random = Random(0)
    for tile in layout.tiles:
        indexes = list(product(*(range(length) for length in tile.shape)))
        for index in random.sample(indexes, min(len(indexes), 60)):
            box = tile.cell_box(index)
            assert layout.cell_at(box.x + box.width / 2, box.middle) == Cell(tile.layer, tile.tensor, index)


@pytest.mark.parametrize("name", NETWORKS)
def test_every_tensor_of_a_step_has_a_tile(name):
    layout = layout_of(name, SIZES[0])
    layers = NETWORKS[name]
    last = len(layers) - 1
    assert layout.tile(0, "input") and layout.tile(0, "input_gradient") and layout.tile(last, "loss")
    for index, layer in enumerate(layers):
        assert layout.tile(index, "output")
        assert bool(layout.tile(index, "output_gradient")) == (index != last)
        for tensor in ("weight", "bias", "weight_gradient", "bias_gradient"):
            assert bool(layout.tile(index, tensor)) == isinstance(layer, (Conv2D, Dense))


def test_kernels_of_the_paper_have_room_for_numbers_on_a_small_screen():
    tile = layout_of("paper", (820, 390)).tile(0, "weight")
    assert tile.cell_width >= 20 and tile.cell_height >= 11


def test_between_the_maps_there_is_no_number():
    layout = layout_of("ten digits", SIZES[0])
    tile = layout.tile(0, "output")
    first = tile.plane_box(0)
    assert tile.index_at(first.right + tile.gap / 2, first.middle) is None
    assert layout.cell_at(1, 1) is None
