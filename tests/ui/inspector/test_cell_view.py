"""The view of one number: it lives with the frames, and its maps are walked with mouse and keys."""

from dataclasses import replace
from math import inf, nan

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QColor, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QApplication
from views import on_view

from cnnviz.explain import Cell
from cnnviz.training import Experiment, Session
from cnnviz.ui.inspector.canvas import contrasting
from cnnviz.ui.inspector.cell_view import NOT_YET, CellView
from cnnviz.ui.numbers import write_exactly
from cnnviz.ui.theme import load_theme
from cnnviz.ui.view_model import value_of

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints", extend=True)
"""Qt's offscreen platform says so whenever a window has size hints."""

GRADIENT = Cell(2, "output_gradient", (0, 5, 7))


@pytest.fixture
def view(qtbot):
    return on_view(qtbot, CellView(), 300, 600)


@pytest.fixture
def frame(session, make_frame):
    session.step()
    return make_frame(session)


@pytest.fixture
def chosen(view):
    cells = []
    view.cell_chosen.connect(cells.append)
    return cells


@pytest.fixture
def many(make_frame):
    """A frame of a network with several filters."""
    session = Session(Experiment.preset("ten-digits", train_per_class=1, test_per_class=1))
    session.step()
    return make_frame(session)


def with_output(frame, layer, output):
    """The frame with another output of a layer in its trace."""
    layers = list(frame.trace.layers)
    layers[layer] = replace(layers[layer], output=output)
    return replace(frame, shown=replace(frame.shown, trace=replace(frame.trace, layers=tuple(layers))))


def middle(canvas, row, column):
    return canvas.cell_rect(row, column).center().toPoint()


def test_without_a_cell_it_says_how_to_ask(view, frame):
    view.show_frame(frame)
    assert view.hint.isVisible()
    assert not view.value.isVisible()
    assert not view.lens.isVisible()


def test_a_cell_is_named_and_written_with_all_digits(view, frame):
    view.show_frame(frame)
    view.set_cell(Cell(2, "weight_gradient", (0, 0, 1, 2)))
    assert view.name.text() == "∂L/∂K[0,0,1,2] of Conv2D 2"
    value = frame.trace.layers[2].parameter_gradients["weight"][0][0][1][2]
    assert view.value.text() == write_exactly(value)
    assert view.value.textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByMouse
    assert "<sub>pad</sub>" in view.formula.text()
    assert view.map.isVisible()
    assert view.lens.isVisible()
    assert not view.hint.isVisible()


def test_the_value_follows_the_frames(view, session, make_frame):
    session.step()
    first = make_frame(session)
    view.show_frame(first)
    view.set_cell(Cell(8, "output", (1,)))
    assert view.value.text() == write_exactly(first.trace.layers[8].output[1])
    session.step()
    second = make_frame(session, run=first.run)
    view.show_frame(second)
    assert view.value.text() == write_exactly(second.trace.layers[8].output[1])


def test_what_is_not_computed_yet_is_not_shown(view, session, make_frame):
    session.step()
    session.next_phase()
    view.show_frame(make_frame(session))
    view.set_cell(GRADIENT)
    assert view.value.text() == NOT_YET
    assert not view.copy.isEnabled()
    view.set_cell(Cell(0, "output", (0, 5, 7)))
    assert view.value.text() != NOT_YET


def test_the_value_is_copied_as_python_writes_it(view, qtbot, frame):
    index = next((r, c) for r in range(28) for c in range(28) if frame.trace.layers[0].output[0][r][c] < 0)
    view.show_frame(frame)
    view.set_cell(Cell(0, "output", (0, *index)))
    qtbot.mouseClick(view.copy, Qt.MouseButton.LeftButton)
    assert float(QGuiApplication.clipboard().text()) == value_of(frame, view.cell)


def test_pointing_shows_a_cell_and_goes_back_to_the_chosen_one(view, frame):
    view.show_frame(frame)
    view.set_cell(GRADIENT)
    view.set_hovered(Cell(6, "bias", (3,)))
    assert view.name.text() == "B[3] of Dense 1"
    view.set_hovered(None)
    assert view.cell == GRADIENT


@pytest.mark.parametrize("part", ["map", "lens"])
def test_a_click_in_the_map_or_the_lens_chooses(view, qtbot, frame, chosen, part):
    view.show_frame(frame)
    view.set_cell(GRADIENT)
    canvas = getattr(view, part)
    qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=middle(canvas, 7, 9))
    assert chosen == [Cell(2, "output_gradient", (0, 7, 9))]
    assert view.cell == chosen[0]
    assert view.name.text() == "∂L/∂Y[0,7,9] of Conv2D 2"


def test_a_click_beside_the_cells_chooses_nothing(view, qtbot, frame, chosen):
    view.show_frame(frame)
    view.set_cell(GRADIENT)
    qtbot.mouseClick(view.lens, Qt.MouseButton.LeftButton, pos=QPoint(2, 2))
    assert chosen == []


@pytest.mark.parametrize(
    ("key", "index"),
    [
        (Qt.Key.Key_Up, (0, 4, 7)),
        (Qt.Key.Key_Down, (0, 6, 7)),
        (Qt.Key.Key_Left, (0, 5, 6)),
        (Qt.Key.Key_Right, (0, 5, 8)),
    ],
)
@pytest.mark.parametrize("part", ["map", "lens"])
def test_arrow_keys_move_the_chosen_cell(view, qtbot, frame, chosen, part, key, index):
    view.show_frame(frame)
    view.set_cell(GRADIENT)
    qtbot.keyClick(getattr(view, part), key)
    assert chosen == [Cell(2, "output_gradient", index)]


def test_arrow_keys_stop_at_the_border(view, qtbot, frame, chosen):
    view.show_frame(frame)
    view.set_cell(Cell(0, "input", (0, 0, 27)))
    qtbot.keyClick(view.lens, Qt.Key.Key_Up)
    qtbot.keyClick(view.lens, Qt.Key.Key_Right)
    assert chosen == []


def test_arrow_keys_are_kept_from_the_windows_shortcuts(view, frame):
    def is_kept(key, modifiers=Qt.KeyboardModifier.NoModifier):
        event = QKeyEvent(QEvent.Type.ShortcutOverride, key, modifiers)
        event.ignore()
        QApplication.sendEvent(view.lens, event)
        return event.isAccepted()

    view.show_frame(frame)
    view.set_cell(GRADIENT)
    assert is_kept(Qt.Key.Key_Right)
    assert is_kept(Qt.Key.Key_Right, Qt.KeyboardModifier.KeypadModifier)
    assert not is_kept(Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    assert not is_kept(Qt.Key.Key_Space)


def test_choosing_ends_the_pointing(view, qtbot, frame, chosen):
    view.show_frame(frame)
    view.set_hovered(GRADIENT)
    qtbot.keyClick(view.lens, Qt.Key.Key_Down)
    assert view.cell == chosen[0] == Cell(2, "output_gradient", (0, 6, 7))


def test_another_filter_and_channel_is_chosen(view, qtbot, many, chosen):
    view.show_frame(many)
    view.set_cell(Cell(3, "weight_gradient", (4, 2, 1, 0)))
    filters, channels = view.chooser.boxes
    assert filters.text() == "filter 4 (0–11)"
    assert channels.text() == "channel 2 (0–5)"
    qtbot.keyClick(filters, Qt.Key.Key_Up)
    qtbot.keyClick(channels, Qt.Key.Key_Down)
    assert chosen == [Cell(3, "weight_gradient", (5, 2, 1, 0)), Cell(3, "weight_gradient", (5, 1, 1, 0))]


def test_one_map_offers_no_choice(view, frame):
    view.show_frame(frame)
    view.set_cell(GRADIENT)
    assert not view.chooser.isVisible()


def test_a_click_beyond_the_end_of_a_vector_chooses_nothing(view, qtbot, many, chosen):
    view.show_frame(many)
    view.set_cell(Cell(6, "output", (299,)))
    qtbot.mouseClick(view.map, Qt.MouseButton.LeftButton, pos=middle(view.map, 16, 15))
    qtbot.keyClick(view.map, Qt.Key.Key_Down)
    assert chosen == []


def test_the_loss_has_a_value_and_no_map(view, frame):
    view.show_frame(frame)
    view.set_cell(Cell(9, "loss", ()))
    assert view.name.text() == "L of Softmax"
    assert view.value.text() == write_exactly(frame.trace.loss)
    assert not view.map.isVisible()


def test_a_cell_that_a_new_network_does_not_have_is_forgotten_on_view(view, frame, many):
    view.show_frame(frame)
    view.set_cell(Cell(6, "weight", (31, 195)))
    view.show_frame(many)
    assert view.cell is None
    assert view.hint.isVisible()


def test_numbers_that_are_none_are_shown_as_what_they_are(view, frame):
    output = [[[nan, inf, -inf, *row[3:]] for row in frame.trace.layers[0].output[0]]]
    broken = with_output(frame, 0, output)
    view.show_frame(broken)
    for column, text in enumerate(("NaN", "∞", "−∞")):
        view.set_cell(Cell(0, "output", (0, 2, column)))
        assert view.value.text() == text
    assert "84 NaN or ∞" in view.range.text()
    image = view.map.grab().toImage()
    assert image.pixelColor(middle(view.map, 20, 0)) == QColor(load_theme("light").not_a_number)
    assert not view.lens.grab().isNull()


@pytest.mark.parametrize("size", [(60, 40), (170, 150), (240, 450), (420, 900)])
def test_it_can_be_drawn_at_any_size_in_both_themes(view, frame, many, theme, size):
    view.apply_theme(theme)
    view.resize(*size)
    for shown, cell in (
        (frame, GRADIENT),
        (frame, Cell(7, "input", (31,))),
        (frame, Cell(6, "weight", (31, 195))),
        (many, Cell(6, "output", (299,))),
        (many, Cell(3, "bias", (11,))),
    ):
        view.show_frame(shown)
        view.set_cell(cell)
        assert view.grab().width() == size[0]


@pytest.mark.parametrize("size", [(240, 450), (300, 450), (420, 800)])
def test_nothing_needs_a_horizontal_scroll(view, many, size):
    view.resize(*size)
    view.show_frame(many)
    view.set_cell(Cell(3, "weight_gradient", (11, 5, 2, 2)))
    QApplication.processEvents()
    assert view.horizontalScrollBar().maximum() == 0


def test_the_map_is_drawn_in_the_colours_of_its_numbers(view, frame):
    view.show_frame(frame)
    view.set_cell(Cell(0, "input", (0, 0, 0)))
    image = frame.trace.layers[0].input[0]
    row, column = max(((r, c) for r in range(28) for c in range(28)), key=lambda at: image[at[0]][at[1]])
    shot = view.map.grab().toImage()
    assert shot.pixelColor(middle(view.map, row, column)).lightness() < 60
    assert shot.pixelColor(middle(view.map, 27, 27)).lightness() > 240


def test_text_on_a_colour_is_black_or_white_as_it_is_read_best():
    assert contrasting(0xFDFDFB) == QColor("#000000")
    assert contrasting(0x0B4F94) == QColor("#ffffff")
    assert contrasting(0xF6CBA6) == QColor("#000000")
