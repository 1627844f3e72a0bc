"""Where a number stands in its map: for every tensor of a step, there and back."""

import pytest

from cnnviz.explain import Cell
from cnnviz.training import Experiment, Session
from cnnviz.ui.inspector.cell_maps import Axis, exists, is_signed, map_of, tensor_shape
from cnnviz.ui.inspector.cell_picture import Pictures
from cnnviz.ui.maps import as_array
from cnnviz.ui.view_model import tensor_of, value_of

TENSORS = (
    "input",
    "output",
    "output_gradient",
    "input_gradient",
    "weight",
    "bias",
    "weight_gradient",
    "bias_gradient",
    "new_weight",
    "new_bias",
)


@pytest.fixture
def frame(make_frame):
    session = Session(Experiment.preset("ten-digits", train_per_class=1, test_per_class=1))
    session.step()
    return make_frame(session)


def every_tensor(frame):
    for layer in range(len(frame.run.layers)):
        for tensor in TENSORS:
            yield layer, tensor, tensor_of(frame, layer, tensor)


def test_the_shape_is_known_for_every_tensor_there_is(frame):
    for layer, tensor, values in every_tensor(frame):
        shape = tensor_shape(frame.run, layer, tensor)
        assert shape == (None if values is None else as_array(values).shape), (layer, tensor)


def test_the_map_shows_each_number_in_its_place(frame):
    pictures = Pictures()
    for layer, tensor, values in every_tensor(frame):
        if values is None:
            continue
        shape = as_array(values).shape
        for index in (tuple(0 for _ in shape), tuple(n // 2 for n in shape), tuple(n - 1 for n in shape)):
            cell = Cell(layer, tensor, index)
            picture = pictures.of(frame.run, cell, values)
            shown = picture.map
            assert picture.values.shape == (shown.rows, shown.columns)
            assert picture.value(shown.row, shown.column) == value_of(frame, cell)
            assert shown.index_at(shown.row, shown.column) == index
            rows, columns = shown.window()
            assert shown.row in rows
            assert shown.column in columns
            assert len(rows) == min(7, shown.rows)
            assert len(columns) == min(7, shown.columns)
            assert rows[0] >= 0 and rows[-1] < shown.rows and columns[0] >= 0 and columns[-1] < shown.columns


def test_a_long_vector_is_filled_row_by_row_and_ends_where_it_ends(frame):
    shown = map_of(frame.run, Cell(6, "output", (299,)))
    assert (shown.rows, shown.columns) == (17, 18)
    assert shown.index_at(1, 0) == (18,)
    assert shown.index_at(16, 11) == (299,)
    assert shown.index_at(16, 12) is None
    assert shown.index_at(17, 0) is None
    assert shown.index_at(0, -1) is None


def test_the_axes_are_named_as_what_they_are(frame):
    assert map_of(frame.run, Cell(3, "weight", (4, 2, 1, 0))).axes == (Axis("filter", 4, 12), Axis("channel", 2, 6))
    assert map_of(frame.run, Cell(3, "output_gradient", (4, 2, 1))).axes == (Axis("filter", 4, 12),)
    assert map_of(frame.run, Cell(3, "input", (4, 2, 1))).axes == (Axis("channel", 4, 6),)
    assert map_of(frame.run, Cell(7, "weight", (4, 2))).axes == ()


def test_another_map_keeps_the_place(frame):
    shown = map_of(frame.run, Cell(3, "weight", (4, 2, 1, 0)))
    assert shown.index_along(0, 11) == (11, 2, 1, 0)
    assert shown.index_along(1, 0) == (4, 0, 1, 0)


def test_the_loss_stands_alone(frame):
    last = len(frame.run.layers) - 1
    assert exists(frame.run, Cell(last, "loss", ()))
    assert map_of(frame.run, Cell(last, "loss", ())) is None


@pytest.mark.parametrize(
    "cell",
    [
        Cell(99, "output", (0,)),
        Cell(-1, "output", (0,)),
        Cell(0, "output", (0, 24, 0)),
        Cell(0, "output", (0, -1, 0)),
        Cell(0, "output", (0, 0)),
        Cell(1, "weight", (0,)),
        Cell(0, "loss", ()),
        Cell(8, "output_gradient", (0,)),
    ],
)
def test_cells_that_the_network_does_not_have(frame, cell):
    assert not exists(frame.run, cell)


def test_the_range_is_of_the_map_and_the_colours_of_the_tensor(frame):
    values = [[[0.0] * 24 for _ in range(24)] for _ in range(6)]
    values[0][0][0], values[5][1][1] = 2.0, 4.0
    picture = Pictures().of(frame.run, Cell(0, "output", (0, 0, 0)), values)
    assert picture.text == "24×24 · 0 … 2 · colours 0 to 4"
    gradient = Pictures().of(frame.run, Cell(0, "output_gradient", (5, 0, 0)), values)
    assert gradient.text == "24×24 · 0 … 4 · colours ±4"


def test_gradients_and_parameters_are_signed_whatever_their_numbers():
    assert all(is_signed(tensor) for tensor in TENSORS[2:])
    assert is_signed("input") is None


def test_what_is_not_computed_has_a_place_and_no_numbers(frame):
    picture = Pictures().of(frame.run, Cell(0, "output", (0, 0, 0)), None)
    assert picture.values is None
    assert picture.value(0, 0) is None
    assert picture.text == "24×24"
