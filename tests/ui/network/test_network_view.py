"""The picture of the network under mouse and keyboard."""

from dataclasses import replace
from math import nan

import pytest
from PySide6.QtCore import QPoint, Qt

from cnnviz.explain import Cell
from cnnviz.training import Experiment, Session
from cnnviz.ui.frame import Activity
from cnnviz.ui.maps import colors_of, summarize
from cnnviz.ui.network.view import NetworkView
from cnnviz.ui.view_model import value_of


@pytest.fixture
def view(qtbot, session, make_frame, theme):
    made = NetworkView()
    qtbot.addWidget(made)
    made.apply_theme(theme)
    made.resize(900, 540)
    made.show()
    session.step()
    made.show_frame(make_frame(session))
    return made


def point_of(view, cell):
    tile = view.canvas.layout_now.tile(cell.layer, cell.tensor)
    box = tile.cell_box(cell.index)
    return QPoint(round(box.x + box.width / 2), round(box.middle))


def color_at(view, cell):
    return view.canvas.grab().toImage().pixelColor(point_of(view, cell)).name()


def test_a_click_chooses_the_number_under_it(qtbot, view):
    wanted = Cell(0, "weight_gradient", (0, 0, 1, 2))
    with qtbot.waitSignal(view.cell_clicked) as caught:
        qtbot.mousePress(view.canvas, Qt.MouseButton.LeftButton, pos=point_of(view, wanted))
    assert caught.args == [wanted]


def test_after_the_update_the_kernel_on_view_is_the_new_one(qtbot, view, session, make_frame):
    with qtbot.waitSignal(view.cell_clicked) as caught:
        qtbot.mousePress(view.canvas, Qt.MouseButton.LeftButton, pos=point_of(view, Cell(0, "weight", (0, 0, 1, 1))))
    cell = caught.args[0]
    assert cell == Cell(0, "new_weight", (0, 0, 1, 1))
    assert value_of(make_frame(session), cell) == session.network.parameters()["0.weight"][0][0][1][1]


def test_pixels_have_the_colour_of_their_number(view, session, make_frame, theme):
    import numpy as np

    values = np.array(make_frame(session).trace.layers[0].output)
    colors = colors_of(values, summarize(values).scale, theme)
    for index in ((0, 3, 4), (0, 14, 14), (0, 20, 11)):
        assert color_at(view, Cell(0, "output", index)) == f"#{int(colors[index]) & 0xFFFFFF:06x}"


def test_what_is_not_computed_is_not_drawn(qtbot, view, session, make_frame, theme):
    session.next_phase()
    view.show_frame(make_frame(session))
    middle = Cell(2, "output", (0, 14, 3))
    assert color_at(view, middle) == theme.window
    assert "not computed yet" in view.canvas.cell_text(middle)
    assert color_at(view, Cell(6, "output_gradient", (16,))) == theme.window


def test_keys_walk_over_the_numbers(qtbot, view):
    chosen = []
    view.cell_clicked.connect(chosen.append)
    canvas = view.canvas
    canvas.setFocus()
    qtbot.keyClick(canvas, Qt.Key.Key_Return)
    qtbot.keyClick(canvas, Qt.Key.Key_Right)
    qtbot.keyClick(canvas, Qt.Key.Key_Down)
    qtbot.keyClick(canvas, Qt.Key.Key_Left)
    qtbot.keyClick(canvas, Qt.Key.Key_Left)  # at the edge: stays
    assert [cell.index for cell in chosen] == [(0, 0, 0), (0, 0, 1), (0, 1, 1), (0, 1, 0)]
    qtbot.keyClick(canvas, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert (chosen[-1].layer, chosen[-1].tensor) == (0, "output")
    qtbot.keyClick(canvas, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert (chosen[-1].layer, chosen[-1].tensor) == (0, "new_weight")
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    assert chosen[-1] is None


def test_keys_walk_from_map_to_map(qtbot, make_frame, theme):
    session = Session(Experiment.preset("ten-digits", train_per_class=1, test_per_class=1))
    session.step()
    view = NetworkView()
    qtbot.addWidget(view)
    view.resize(900, 540)
    view.show()
    view.show_frame(make_frame(session))
    chosen = []
    view.cell_clicked.connect(chosen.append)
    view.canvas.choose(Cell(0, "output", (0, 0, 23)))
    qtbot.keyClick(view.canvas, Qt.Key.Key_Right)
    assert chosen[-1].index == (1, 0, 0)


def test_pointing_tells_the_number(qtbot, view):
    hovered = []
    view.cell_hovered.connect(hovered.append)
    wanted = Cell(3, "output", (0, 10, 10))
    qtbot.mouseMove(view.canvas, QPoint(1, 1))
    qtbot.mouseMove(view.canvas, point_of(view, wanted))
    assert hovered[-1] == wanted
    assert view.canvas.cell_text(wanted).startswith("ReLU 2, Y[0,10,10] = ")


def test_not_a_number_has_a_colour_of_its_own(view, session, make_frame, theme):
    trace = session.shown().trace
    output = [[row[:] for row in channel] for channel in trace.layers[0].output]
    output[0][5][5] = nan
    layers = (replace(trace.layers[0], output=output), *trace.layers[1:])
    shown = replace(session.shown(), trace=replace(trace, layers=layers))
    view.show_frame(make_frame(session, shown=shown))
    assert color_at(view, Cell(0, "output", (0, 5, 5))) == theme.not_a_number


@pytest.mark.parametrize("size", [(280, 180), (420, 900), (2000, 300)], ids=str)
def test_odd_sizes_are_drawn(view, size):
    view.resize(*size)
    assert not view.grab().isNull()


def test_a_run_is_drawn_from_before_its_first_phase_on(view, session, make_frame):
    def show(**changes):
        view.show_frame(make_frame(session, run=run, **changes))
        return color_at(view, cell)

    run = make_frame(session).run
    cell = Cell(0, "output", (0, 14, 14))
    session.seek(0)
    blank = show()
    going_on = {"is_running": True, "activity": Activity.RUNNING}
    assert show(**going_on) == show(**going_on) == blank
    session.next_phase()
    assert show(**going_on) == show(**going_on) != blank


def test_a_run_that_stops_is_drawn_as_if_it_had_never_run(view, session, make_frame):
    run = make_frame(session).run
    for _ in range(3):
        session.advance()
        view.show_frame(make_frame(session, run=run, is_running=True, activity=Activity.RUNNING))
    view.show_frame(make_frame(session, run=run))
    ran = view.grab().toImage()
    view.show_frame(make_frame(Session(session.experiment)))
    view.show_frame(make_frame(session))
    assert view.grab().toImage() == ran
