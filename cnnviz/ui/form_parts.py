"""Small parts that forms are made of."""

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QPalette
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QSpinBox, QWidget

_SMALLEST: Final = 8.0


class EnterEdit(QLineEdit):
    """A line whose Enter ends its editing, and does not press a dialog's default button as well."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()


class Note(QLabel):
    """A line below a field: its explanation or, in its place, what is wrong."""

    def __init__(self, small: bool = True) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        if small:
            font = self.font()
            font.setPointSizeF(max(_SMALLEST, font.pointSizeF() - 1))
            self.setFont(font)

    def show_text(self, text: str, problem: str = "") -> None:
        """Show a text or, where there is one, a problem: marked by a sign, and in the colour of what is wrong."""
        self.setForegroundRole(QPalette.ColorRole.BrightText if problem else QPalette.ColorRole.WindowText)
        shown = f"⚠ {problem}" if problem else text
        for separator in "/\\":
            shown = shown.replace(separator, f"{separator}\u200b")  # a long path may go on in the next line
        self.setText(shown)


def spin_box(most: int) -> QSpinBox:
    """A box for a whole number from 1 to `most`."""
    spin = QSpinBox()
    spin.setRange(1, most)
    spin.setGroupSeparatorShown(True)
    spin.setMinimumWidth(90)
    return spin


def combo_box(texts: Mapping[str, str]) -> QComboBox:
    """A choice of names, shown with a capital, each its own data."""
    combo = QComboBox()
    for name in texts:
        combo.addItem(name.capitalize(), name)
    return combo


def side_by_side(*widgets: QWidget) -> QHBoxLayout:
    """Widgets in a row."""
    layout = QHBoxLayout()
    for widget in widgets:
        layout.addWidget(widget)
    return layout
