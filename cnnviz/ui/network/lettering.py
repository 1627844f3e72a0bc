"""The fonts of the picture, and text that fits its place."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetricsF


class _Widths(dict[str, float]):
    """The width of each character of a font, measured once: numbers change all the time, their digits do not."""

    def __init__(self, metrics: QFontMetricsF) -> None:
        super().__init__()
        self._metrics = metrics

    def __missing__(self, character: str) -> float:
        width = self[character] = self._metrics.horizontalAdvance(character)
        return width


class Lettering:
    """The fonts of the network's picture, made from the view's font."""

    def __init__(self, font: QFont) -> None:
        small = QFont(font)
        small.setPointSizeF(max(7.0, font.pointSizeF() - 1.5))
        tiny = QFont(font)
        tiny.setPixelSize(9)
        self.fonts = {"bold": _bold(font), "small": small, "small bold": _bold(small), "tiny": tiny}
        self._metrics = {name: QFontMetricsF(made) for name, made in self.fonts.items()}
        self._widths = {name: _Widths(metrics) for name, metrics in self._metrics.items()}

    def width(self, text: str, font: str) -> float:
        """Pixels that a text takes in a font, by its name."""
        return sum(map(self._widths[font].__getitem__, text))

    def elided(self, text: str, font: str, room: float) -> str:
        """A text, cut with … where it takes more than so many pixels."""
        if self.width(text, font) <= room:
            return text
        return self._metrics[font].elidedText(text, Qt.TextElideMode.ElideRight, room)

    def fitting(self, forms: Sequence[str], font: str, room: float) -> str:
        """The first of some ways to write the same thing that fits; the last where none does."""
        return next((form for form in forms if self.width(form, font) <= room), forms[-1])


def _bold(font: QFont) -> QFont:
    bold = QFont(font)
    bold.setBold(True)
    return bold
