"""The two fonts beside a widget's own: one for what is said in passing, one for what counts."""

from PySide6.QtGui import QFont


def smaller(font: QFont) -> QFont:
    """A point smaller, but never below 8 points."""
    small = QFont(font)
    if font.pointSizeF() > 0:
        small.setPointSizeF(max(8.0, font.pointSizeF() - 1))
    return small


def bold(font: QFont) -> QFont:
    """The same font in bold."""
    strong = QFont(font)
    strong.setBold(True)
    return strong
