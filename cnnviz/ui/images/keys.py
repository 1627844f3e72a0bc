"""Which keys a widget keeps for itself although the window has given them another meaning."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent

ARROWS = frozenset({Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down})


def keeps(event: QEvent, keys: frozenset[Qt.Key]) -> bool:
    """Accept the question of a shortcut for one of the bare keys, so that the key goes to the widget; else False."""
    if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
        return False
    if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier or event.key() not in keys:
        return False
    event.accept()
    return True
