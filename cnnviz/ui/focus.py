"""The ring around what has the keyboard's focus.

A widget need not be told to draw itself anew when the focus comes or goes: `QWidget` does that by itself.
"""

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from cnnviz.ui.theme import Theme


def draw_focus_ring(
    painter: QPainter,
    theme: Theme,
    rect: QRect | QRectF,
    width: int = 1,
    style: Qt.PenStyle = Qt.PenStyle.SolidLine,
) -> None:
    """Draw a line of a width, in pixels, along the inner edge of a rectangle."""
    half = width / 2
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.color("highlight"), width, style))
    painter.drawRect(QRectF(rect).adjusted(half, half, -half, -half))
