"""A mouse, a pen and a finger draw on the pad; each stroke is undone as a whole."""

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPointF, Qt
from PySide6.QtGui import QPointingDevice, QTabletEvent
from PySide6.QtTest import QTest
from views import on_view

from cnnviz.ui.drawing import DrawingPad
from cnnviz.ui.drawing.sheet import SIDE
from cnnviz.ui.theme import Theme

BUTTON = Qt.MouseButton


@pytest.fixture
def pad(qtbot) -> DrawingPad:
    """A pad on the screen, wider than high."""
    return on_view(qtbot, DrawingPad(), 240, 200)


def ink(pad: DrawingPad) -> float:
    """The ink on the pad, in pixels of the sheet."""
    return sum(map(sum, pad.picture())) / 255


def pen(pad: DrawingPad, kind: QEvent.Type, across: float, pressure: float, turned: bool = False) -> None:
    pointer = QPointingDevice.PointerType.Eraser if turned else QPointingDevice.PointerType.Pen
    device = QPointingDevice(
        "pen", 7, QPointingDevice.DeviceType.Stylus, pointer, QPointingDevice.Capability.Pressure, 1, 1
    )
    position = QPointF(20 + across * 200, 100)
    buttons = BUTTON.NoButton if kind == QEvent.Type.TabletRelease else BUTTON.LeftButton
    event = QTabletEvent(
        kind,
        device,
        position,
        position,
        pressure,
        0,
        0,
        0,
        0,
        0,
        Qt.KeyboardModifier.NoModifier,
        BUTTON.LeftButton,
        buttons,
    )
    QCoreApplication.sendEvent(pad, event)
    assert event.isAccepted()  # else Qt would send the same as a mouse


def pen_stroke(pad: DrawingPad, pressure: float, turned: bool = False) -> None:
    pen(pad, QEvent.Type.TabletPress, 0.2, pressure, turned)
    pen(pad, QEvent.Type.TabletMove, 0.8, pressure, turned)
    pen(pad, QEvent.Type.TabletRelease, 0.8, 0, turned)


def test_a_mouse_draws_where_it_is(qtbot, pad: DrawingPad, stroke):
    assert pad.is_empty
    with qtbot.waitSignal(pad.changed):
        stroke(pad, (0.25, 0.5), (0.75, 0.5))
    rows = pad.picture()
    assert (len(rows), {len(row) for row in rows}) == (SIDE, {SIDE})
    assert rows[SIDE // 2][SIDE // 2] == 255
    assert rows[SIDE // 2][SIDE // 10] == rows[SIDE // 4][SIDE // 2] == 0
    length, width = SIDE / 2, pad.brush_size
    assert ink(pad) == pytest.approx(length * width + 3.14 * width**2 / 4, rel=0.05)


def test_a_click_is_a_dot(pad: DrawingPad, stroke):
    stroke(pad, (0.5, 0.5))
    assert ink(pad) == pytest.approx(3.14 * pad.brush_size**2 / 4, rel=0.05)


def test_strokes_have_smooth_edges(pad: DrawingPad, stroke):
    stroke(pad, (0.2, 0.3), (0.8, 0.7))
    levels = {level for row in pad.picture() for level in row}
    assert {0, 255} < levels
    assert len(levels) > 10


def test_the_eraser_and_the_right_button_take_ink_away(pad: DrawingPad, stroke):
    stroke(pad, (0.2, 0.5), (0.8, 0.5))
    whole = ink(pad)
    stroke(pad, (0.5, 0.3), (0.5, 0.7), button=BUTTON.RightButton)
    assert 0.5 * whole < ink(pad) < 0.9 * whole
    pad.erases = True
    stroke(pad, (0.1, 0.5), (0.9, 0.5))
    pad.brush_size *= 1.2
    stroke(pad, (0.1, 0.5), (0.9, 0.5))
    assert pad.is_empty


def test_undo_and_redo_walk_through_strokes_and_clearing(qtbot, pad: DrawingPad, stroke):
    pictures = [pad.picture()]
    for down in (0.3, 0.6):
        stroke(pad, (0.2, down), (0.5, down), (0.8, down))
        pictures.append(pad.picture())
    pad.clear()
    pictures.append(pad.picture())
    assert pictures[-1] == pictures[0]
    assert (pad.can_undo, pad.can_redo) == (True, False)
    for expected in reversed(pictures[:-1]):
        with qtbot.waitSignals([pad.changed, pad.undo_changed]):
            pad.undo()
        assert pad.picture() == expected
    assert (pad.can_undo, pad.can_redo) == (False, True)
    for expected in pictures[1:]:
        pad.redo()
        assert pad.picture() == expected
    pad.undo()
    stroke(pad, (0.5, 0.5))
    assert not pad.can_redo
    with qtbot.assertNotEmitted(pad.changed):
        pad.redo()


def test_clearing_an_empty_pad_is_nothing_to_undo(qtbot, pad: DrawingPad):
    with qtbot.assertNotEmitted(pad.changed):
        pad.clear()
        pad.undo()
    assert not pad.can_undo


def test_a_long_way_back_is_kept_but_not_without_end(pad: DrawingPad, stroke):
    for number in range(70):
        stroke(pad, (number / 70, 0.5))
    steps = 0
    while pad.can_undo:
        pad.undo()
        steps += 1
    assert steps == 60


def test_a_pen_draws_thicker_when_pressed_harder_and_its_other_end_erases(qtbot, pad: DrawingPad):
    amounts = []
    for pressure in (0.1, 0.5, 1.0):
        pen_stroke(pad, pressure)
        amounts.append(ink(pad))
        pad.clear()
    assert amounts[0] < 0.8 * amounts[1] < 0.8 * amounts[2]
    pen_stroke(pad, 0.5)
    pen_stroke(pad, 1.0, turned=True)
    assert pad.is_empty
    with qtbot.assertNotEmitted(pad.changed):
        pen(pad, QEvent.Type.TabletMove, 0.5, 0.0)


def test_a_finger_draws_and_a_second_one_ends_the_stroke(pad: DrawingPad):
    screen = QTest.createTouchDevice()
    corner = pad.rect().topLeft()
    start, end, beyond = (corner + QPointF(x, 100).toPoint() for x in (60, 120, 180))
    QTest.touchEvent(pad, screen).press(0, start, pad).commit()
    QTest.touchEvent(pad, screen).move(0, end, pad).commit()
    one_finger = ink(pad)
    assert one_finger == pytest.approx(60 * SIDE / 200 * pad.brush_size + 3.14 * pad.brush_size**2 / 4, rel=0.05)
    QTest.touchEvent(pad, screen).stationary(0).press(1, beyond, pad).commit()
    QTest.touchEvent(pad, screen).move(0, beyond, pad).move(1, end, pad).commit()
    QTest.touchEvent(pad, screen).release(0, beyond, pad).release(1, end, pad).commit()
    assert ink(pad) == one_finger


def test_a_picture_on_the_pad_is_drawn_on_and_can_be_undone(qtbot, pad: DrawingPad, stroke):
    stroke(pad, (0.5, 0.5))
    drawn = pad.picture()
    with qtbot.assertNotEmitted(pad.changed):
        pad.show_picture((b"\x00\xff\x00",) * 3)
    shown = pad.picture()
    assert shown[SIDE // 2][SIDE // 2] >= 254
    assert shown[SIDE // 2][5] == 0
    stroke(pad, (0.1, 0.1))
    pad.undo()
    assert pad.picture() == shown
    pad.undo()
    assert pad.picture() == drawn


def test_the_ink_has_the_colours_of_the_gallery(pad: DrawingPad, stroke, theme: Theme):
    pad.apply_theme(theme)
    stroke(pad, (0.5, 0.3), (0.5, 0.7))
    picture = pad.grab().toImage()
    assert picture.pixelColor(120, 100).name() == theme.positive[-1]
    assert picture.pixelColor(60, 40).name() == theme.positive[0]


@pytest.mark.parametrize("size", [(1, 1), (3, 90), (500, 40)])
def test_any_size_can_be_drawn_and_drawn_on(pad: DrawingPad, stroke, size: tuple[int, int]):
    pad.resize(*size)
    stroke(pad, (0.2, 0.2), (0.8, 0.8))
    assert not pad.is_empty
    assert not pad.grab().isNull()
