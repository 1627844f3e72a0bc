"""The ring around what has the focus: where it is drawn, and that it comes and goes with the focus."""

from collections.abc import Callable

import pytest
from paints import Paints
from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from cnnviz.explain import Cell
from cnnviz.ui.focus import draw_focus_ring
from cnnviz.ui.images import SampleView
from cnnviz.ui.inspector.inspector import Inspector
from cnnviz.ui.theme import load_theme

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints", extend=True)


@pytest.mark.parametrize("width", [1, 2])
@pytest.mark.parametrize("rect", [QRect(2, 3, 20, 10), QRectF(2, 3, 20, 10)])
def test_a_ring_lies_inside_its_rectangle_and_leaves_the_middle_alone(rect, width):
    theme = load_theme("light")
    image = QImage(30, 20, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    painter.setBrush(QColor("red"))
    draw_focus_ring(painter, theme, rect, width)
    painter.end()
    drawn = {(x, y) for x in range(30) for y in range(20) if image.pixelColor(x, y) == theme.color("highlight")}
    outer = {(x, y) for x in range(2, 22) for y in range(3, 13)}
    inner = {(x, y) for x in range(2 + width, 22 - width) for y in range(3 + width, 13 - width)}
    corners = {(2, 3), (21, 3), (2, 12), (21, 12)}  # a pen may round them
    assert drawn | corners == outer - inner


@pytest.mark.parametrize(
    ("tab", "widget_of"),
    [
        pytest.param(3, lambda inspector, sample: inspector.slide.canvas, id="slide"),
        pytest.param(2, lambda inspector, sample: inspector.map.map, id="whole map"),
        pytest.param(2, lambda inspector, sample: inspector.map.lens, id="lens"),
        pytest.param(0, lambda inspector, sample: sample.bars, id="probabilities"),
        pytest.param(0, lambda inspector, sample: sample.loss_line, id="loss"),
    ],
)
def test_a_ring_comes_and_goes_with_the_focus(
    qtbot, session, make_frame, tab: int, widget_of: Callable[[Inspector, SampleView], QWidget]
):
    top, inspector, sample, other = QWidget(), Inspector(), SampleView(), QLineEdit()
    layout = QHBoxLayout(top)
    for part in (inspector, sample, other):
        layout.addWidget(part)
    qtbot.addWidget(top)
    for _ in session.phases[:-1]:
        session.next_phase()
    frame = make_frame(session)
    for view in (inspector, sample):
        view.apply_theme(load_theme("light"))
        view.show_frame(frame)
    inspector.set_cell(Cell(0, "output", (0, 4, 4)))
    inspector.tabs.setCurrentIndex(tab)
    top.resize(900, 700)
    with qtbot.waitExposed(top):
        top.show()
    top.activateWindow()
    widget = widget_of(inspector, sample)
    other.setFocus()
    qtbot.waitUntil(other.hasFocus)
    paints = Paints(widget)
    paints.wait_for_rest()
    without = widget.grab().toImage()
    seen = paints.wait_for_rest()
    widget.setFocus()
    assert paints.wait_for_rest() > seen
    assert widget.hasFocus() and widget.grab().toImage() != without
    seen = paints.wait_for_rest()
    other.setFocus()
    assert paints.wait_for_rest() > seen
    assert widget.grab().toImage() == without
