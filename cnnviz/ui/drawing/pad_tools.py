"""What is done to a pad besides drawing: brush size, eraser, undo, redo and clear."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QSlider, QToolButton, QVBoxLayout, QWidget

from cnnviz.ui.drawing.pad import DEFAULT_BRUSH, LARGEST_BRUSH, SMALLEST_BRUSH, DrawingPad
from cnnviz.ui.keys import SLIDER_KEYS, OwnKeys

_BRUSH_STEP: Final = 4
_NARROW: Final = "QToolButton { padding: 4px 5px; } QToolButton:focus { padding: 3px 4px; }"
"""For buttons with one sign: all three of a row fit the narrowest dock."""


class BrushSlider(QSlider):
    """The brush's width. The arrow keys, Home and End are its own while it has the focus."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.installEventFilter(OwnKeys(SLIDER_KEYS, self))
        self.setRange(SMALLEST_BRUSH, LARGEST_BRUSH)
        self.setSingleStep(_BRUSH_STEP)
        self.setPageStep(2 * _BRUSH_STEP)
        self.setValue(DEFAULT_BRUSH)
        self.setMinimumWidth(40)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Brush size")
        self.setToolTip("How thick the brush is ([ thinner, ] thicker)")


class PadTools(QWidget):
    """The controls of one pad, in two rows; `keys_of` is the widget within which their keys work."""

    def __init__(self, pad: DrawingPad, keys_of: QWidget) -> None:
        super().__init__(keys_of)
        self._pad = pad
        self.setAccessibleName("Drawing tools")
        self.brush = BrushSlider(self)
        self.eraser = make_button(self, "Eraser", "Eraser", "Take ink away instead of adding it (E)")
        self.eraser.setCheckable(True)
        self.undo = make_button(
            self, "↶", "Undo", f"Take the last stroke back ({_keys(QKeySequence.StandardKey.Undo)})"
        )
        self.redo = make_button(self, "↷", "Redo", f"Draw it again ({_keys(QKeySequence.StandardKey.Redo)})")
        self.clear = make_button(self, "Clear", "Clear", "Take all ink away (Delete)")
        self._lay_out()
        self.brush.valueChanged.connect(self._set_brush)
        self.eraser.toggled.connect(self._set_eraser)
        self.undo.clicked.connect(pad.undo)
        self.redo.clicked.connect(pad.redo)
        self.clear.clicked.connect(pad.clear)
        pad.undo_changed.connect(self._show_what_can_be_done)
        pad.changed.connect(self._show_what_can_be_done)
        add_shortcut(keys_of, QKeySequence.StandardKey.Undo, pad.undo)
        # A key given twice would do nothing.
        for keys in set(map(_keys, (QKeySequence.StandardKey.Redo, "Ctrl+Y", "Ctrl+Shift+Z"))):
            add_shortcut(keys_of, QKeySequence(keys, QKeySequence.SequenceFormat.NativeText), pad.redo)
        add_shortcut(keys_of, QKeySequence("Delete"), pad.clear)
        add_shortcut(keys_of, QKeySequence("E"), self.eraser.toggle)
        add_shortcut(keys_of, QKeySequence("["), self._thinner)
        add_shortcut(keys_of, QKeySequence("]"), self._thicker)
        self._show_what_can_be_done()

    def _lay_out(self) -> None:
        upper, lower = QHBoxLayout(), QHBoxLayout()
        upper.addWidget(self.brush, 1)
        upper.addWidget(self.eraser)
        for button in (self.undo, self.redo):
            button.setStyleSheet(_NARROW)
            lower.addWidget(button)
        lower.addStretch(1)
        lower.addWidget(self.clear)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(4)
        for row in (upper, lower):
            row.setSpacing(4)
            rows.addLayout(row)

    @Slot()
    def _show_what_can_be_done(self) -> None:
        for button, is_possible in (
            (self.undo, self._pad.can_undo),
            (self.redo, self._pad.can_redo),
            (self.clear, not self._pad.is_empty),
        ):
            if button.isEnabled() != is_possible:
                button.setEnabled(is_possible)

    @Slot(int)
    def _set_brush(self, size: int) -> None:
        self._pad.brush_size = float(size)
        self._pad.update()

    @Slot(bool)
    def _set_eraser(self, erases: bool) -> None:
        self._pad.erases = erases
        self._pad.update()

    @Slot()
    def _thinner(self) -> None:
        self.brush.setValue(self.brush.value() - _BRUSH_STEP)

    @Slot()
    def _thicker(self) -> None:
        self.brush.setValue(self.brush.value() + _BRUSH_STEP)


def make_button(parent: QWidget, text: str, name: str, tip: str) -> QToolButton:
    """A button with a text, reached by Tab."""
    button = QToolButton(parent)
    button.setText(text)
    button.setAccessibleName(name)
    button.setAccessibleDescription(tip)
    button.setToolTip(tip)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return button


def add_shortcut(widget: QWidget, keys: QKeySequence | QKeySequence.StandardKey, slot: Callable[[], object]) -> None:
    """A key that works while the focus is within a widget."""
    shortcut = QShortcut(QKeySequence(keys), widget)
    shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
    shortcut.activated.connect(slot)


def _keys(keys: QKeySequence.StandardKey | str) -> str:
    """Keys as they are written on this system."""
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
