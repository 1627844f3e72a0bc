"""How often a widget is painted, and waiting until it is painted no more."""

from PySide6.QtCore import QEvent, QObject
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget


class Paints(QObject):
    """Counts how often a widget is painted on the screen."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.count = 0
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        self.count += event.type() == QEvent.Type.Paint
        return False

    def wait_for_rest(self) -> int:
        """Wait until nothing is laid out or painted any more; the count then."""
        before = -1
        while self.count != before:
            before = self.count
            QTest.qWait(10)
        return before
