"""Small things that the inspector's views share: fonts derived from the window's, and labels in a theme's colour."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QLabel, QToolButton, QWidget

SMALLEST_POINTS = 8.0


def derived_font(widget: QWidget, factor: float = 1.0, bold: bool = False, fixed: bool = False) -> QFont:
    """A widget's font, larger or smaller, never below a readable size."""
    own = widget.font()
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont) if fixed else QFont(own)
    font.setPointSizeF(max(SMALLEST_POINTS, own.pointSizeF() * factor))
    font.setBold(bold)
    return font


def text_label(name: str, parent: QWidget) -> QLabel:
    """An empty label that wraps and whose text can be selected and copied."""
    label = QLabel(parent)
    label.setAccessibleName(name)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    label.setMinimumWidth(1)
    return label


def set_text(label: QLabel, text: str) -> None:
    """Write a text unless it is there already, so that what a person selected stays selected."""
    if label.text() != text:
        label.setText(text)


def set_color(widget: QWidget, color: QColor) -> None:
    """Write a widget's text in a colour."""
    palette = widget.palette()
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text):
        palette.setColor(role, color)
    widget.setPalette(palette)


def dress_button(button: QToolButton, text: str, name: str, tip: str) -> None:
    """A small button: what is written on it, what it is called, and what it does."""
    button.setStyleSheet("QToolButton { padding: 1px 6px } QToolButton:focus { padding: 0px 5px }")
    button.setText(text)
    button.setAccessibleName(name)
    button.setAccessibleDescription(tip)
    button.setToolTip(tip)
