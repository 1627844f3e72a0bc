"""Rectangles around the numbers that a number was made from."""

from cnnviz.explain import Cell
from cnnviz.nn import Network
from cnnviz.training import PRESETS
from cnnviz.ui.network.layout import lay_out
from cnnviz.ui.network.outlines import outlines

NETWORK = Network(PRESETS["paper"].layers)
LAYOUT = lay_out(NETWORK.layers, NETWORK.shapes, 900, 540)


def test_a_window_is_one_rectangle():
    cells = [Cell(0, "output", (0, row, column)) for row in (4, 5, 6) for column in (9, 10, 11)]
    (box,) = outlines(LAYOUT, cells)
    first, last = (LAYOUT.tile(0, "output").cell_box(index) for index in ((0, 4, 9), (0, 6, 11)))
    assert (box.x, box.y) == (first.x, first.y)
    assert abs(box.right - last.right) < 1e-9 and abs(box.bottom - last.bottom) < 1e-9


def test_a_few_scattered_numbers_are_outlined_each():
    assert len(outlines(LAYOUT, [Cell(0, "output", (0, 0, 0)), Cell(0, "output", (0, 5, 5))])) == 2


def test_many_scattered_numbers_are_outlined_together():
    cells = [Cell(0, "output", (0, row, column)) for row in range(0, 28, 2) for column in range(0, 28, 2)]
    assert len(outlines(LAYOUT, cells)) == 1


def test_a_layers_input_is_drawn_where_the_layer_before_has_its_output():
    (box,) = outlines(LAYOUT, [Cell(2, "input", (0, 3, 4))])
    assert box == LAYOUT.tile(1, "output").cell_box((0, 3, 4))
    (box,) = outlines(LAYOUT, [Cell(2, "input_gradient", (0, 3, 4))])
    assert box == LAYOUT.tile(1, "output_gradient").cell_box((0, 3, 4))
    (box,) = outlines(LAYOUT, [Cell(0, "input_gradient", (0, 3, 4))])
    assert box == LAYOUT.tile(0, "input_gradient").cell_box((0, 3, 4))


def test_new_parameters_are_drawn_where_the_old_ones_were():
    (box,) = outlines(LAYOUT, [Cell(0, "new_weight", (0, 0, 1, 1))])
    assert box == LAYOUT.tile(0, "weight").cell_box((0, 0, 1, 1))
