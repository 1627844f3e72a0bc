"""Keys that a focused widget needs more than the window does."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent

ARROWS = frozenset({Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down})
SLIDER_KEYS = ARROWS | {Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}
"""The keys that move a slider."""


def is_bare(event: QKeyEvent) -> bool:
    """Whether a key was pressed with no modifier; that it stands on the keypad is none."""
    return not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier


def keeps(event: QEvent, keys: frozenset[Qt.Key]) -> bool:
    """Accept the question of a shortcut for one of the bare keys, so that the key goes to the widget; else False."""
    if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
        return False
    if not is_bare(event) or event.key() not in keys:
        return False
    event.accept()
    return True


class OwnKeys(QObject):
    """Leaves some bare keys to the widget that has the focus, though they are shortcuts of the window."""

    def __init__(self, keys: frozenset[Qt.Key], parent: QObject) -> None:
        super().__init__(parent)
        self._keys = keys

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        return keeps(event, self._keys)


class SpaceForButtons(QObject):
    """Leaves the space bar to a focused button, which it presses, though it runs and pauses elsewhere."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        is_asked = event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent)
        if is_asked and event.key() == Qt.Key.Key_Space:
            event.accept()
            return True
        return False
