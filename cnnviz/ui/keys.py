"""Keys that a focused widget needs more than the window does."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent


class SpaceForButtons(QObject):
    """Leaves the space bar to a focused button, which it presses, though it runs and pauses elsewhere."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        is_asked = event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent)
        if is_asked and event.key() == Qt.Key.Key_Space:
            event.accept()
            return True
        return False
