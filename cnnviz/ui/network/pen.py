"""The few things that all of the picture is drawn with."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from cnnviz.ui.network.layout import Box
from cnnviz.ui.network.lettering import Lettering
from cnnviz.ui.theme import Theme


class Pen:
    """A painter with the picture's colours and letters."""

    def __init__(self, painter: QPainter, theme: Theme, letters: Lettering) -> None:
        self.painter = painter
        self.theme = theme
        self.letters = letters

    def text(self, box: Box, text: str, font: str, color: str) -> None:
        """A text in the middle of a box, cut with … where the box is too narrow."""
        self.painter.setFont(self.letters.fonts[font])
        self.painter.setPen(self.theme.color(color))
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextSingleLine
        self.painter.drawText(rectangle(box), flags, self.letters.elided(text, font, box.width))


def rectangle(box: Box) -> QRectF:
    """A box as Qt takes it."""
    return QRectF(box.x, box.y, box.width, box.height)
