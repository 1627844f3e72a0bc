"""The few things that all of the picture is drawn with."""

from functools import cache

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter

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
        self.painter.setPen(_tone(getattr(self.theme, color)))
        self.painter.drawText(rectangle(box), Qt.AlignmentFlag.AlignCenter, self.letters.elided(text, font, box.width))


@cache
def _tone(text: str) -> QColor:
    """A colour that nobody changes: it is made once and lent to a painter only."""
    return QColor(text)


def rectangle(box: Box) -> QRectF:
    """A box as Qt takes it."""
    return QRectF(box.x, box.y, box.width, box.height)
