"""Keeps the window quick while the worker uses every cycle.

Both threads share one interpreter lock. The worker passes a gate every fraction of a millisecond; the window shuts
it while it has something to draw or to answer, and opens it again when its events are done.
"""

import threading

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QWindow

_LONGEST_WAIT = 0.05
"""Seconds after which the worker goes on in any case, so that no lost wake-up can stop it for good."""

_BUSY_EVENTS = frozenset(
    {
        QEvent.Type.Resize,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseButtonRelease,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.KeyPress,
        QEvent.Type.KeyRelease,
        QEvent.Type.TouchBegin,
        QEvent.Type.TouchUpdate,
        QEvent.Type.TouchEnd,
        QEvent.Type.TabletPress,
        QEvent.Type.TabletMove,
        QEvent.Type.TabletRelease,
    }
)


class Gate:
    """Open: the worker computes. Shut: it waits."""

    def __init__(self) -> None:
        self._open = threading.Event()
        self._open.set()

    def shut(self) -> None:
        """Make the worker wait."""
        self._open.clear()

    def open(self) -> None:
        """Let the worker go on."""
        self._open.set()

    def pass_through(self) -> None:
        """Wait while the gate is shut (called by the worker)."""
        if not self._open.is_set():
            self._open.wait(_LONGEST_WAIT)


class GateKeeper(QObject):
    """Shuts the gate when a window gets an event to answer, and opens it when the event loop is idle again."""

    def __init__(self, gate: Gate, parent: QObject) -> None:
        super().__init__(parent)
        self._gate = gate
        self._reopen = QTimer(self)
        self._reopen.setSingleShot(True)
        self._reopen.setInterval(0)
        self._reopen.timeout.connect(self._gate.open)

    def watch(self, window: QWindow) -> None:
        """Guard a top-level window's handle."""
        window.installEventFilter(self)

    def hold(self) -> None:
        """Shut the gate until the event loop is idle."""
        self._gate.shut()
        self._reopen.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _BUSY_EVENTS:
            self.hold()
        return False
