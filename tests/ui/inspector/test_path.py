"""The path to a number: one step on, back, and what is written of it."""

import re

from cnnviz.explain import Cell
from cnnviz.training import Experiment, Session
from cnnviz.ui.inspector.path import Path, unbroken

A, B, C = (
    Cell(0, "new_weight", (0, 0, 1, 2)),
    Cell(0, "weight_gradient", (0, 0, 1, 2)),
    Cell(0, "output_gradient", (0, 4, 7)),
)
LAYERS = Session(Experiment.preset("paper", train_per_class=1, test_per_class=1)).network.layers


def words(path):
    return re.sub(r"<[^>]*>", "", path.html(LAYERS, "#123456")).replace("\u2060", "").replace("\u00a0", " ")


def test_a_step_on_and_back():
    path = Path((A,)).follow(B).follow(C)
    assert path.cells == (A, B, C)
    assert path.cell == C
    assert path.back().cells == (A, B)
    assert path.back_to(0).cells == (A,)
    assert Path((A,)).back().cells == (A,)
    assert Path().cell is None


def test_a_cell_that_was_passed_is_gone_back_to():
    assert Path((A, B, C)).follow(B).cells == (A, B)


def test_all_but_the_last_are_links_to_their_places():
    html = Path((A, B, C)).html(LAYERS, "#123456")
    assert re.findall('href="([0-9]+)"', html) == ["0", "1"]
    assert html.count("#123456") == 2
    assert words(Path((A, B, C))) == "new K[0,0,1,2] ‹ ∂L/∂K[0,0,1,2] ‹ ∂L/∂Y[0,4,7]"


def test_a_long_path_is_cut_in_its_middle_and_the_cut_leads_into_it():
    cells = (A, B, C, *(Cell(layer, "output_gradient", (layer,)) for layer in (5, 6, 7, 8)))
    path = Path(cells)
    assert words(path) == "new K[0,0,1,2] ‹ … ‹ ∂L/∂Y[6] ‹ ∂L/∂Y[7] ‹ ∂L/∂Y[8]"
    assert re.findall('href="([0-9]+)"', path.html(LAYERS, "#123456")) == ["0", "3", "4", "5"]


def test_two_numbers_of_one_symbol_are_told_apart_by_their_layers():
    path = Path((C, Cell(1, "output_gradient", (0, 4, 7))))
    assert words(path) == "∂L/∂Y[0,4,7] (Conv2D 1) ‹ ∂L/∂Y[0,4,7] (ReLU 1)"


def test_no_line_is_broken_inside_a_symbol():
    assert unbroken("new K[0] = 1 of ∂L/∂Y") == "new\u00a0K\u2060[0] = 1 of ∂L/\u2060∂Y"
