"""Collects garbage in the window's thread alone.

Python collects cycles in whichever thread happens to allocate, which here is nearly always the worker; and a Qt
object that is destroyed in another thread than its own takes the process with it. So while a worker runs, automatic
collection is off, and a timer of the window does it. The network makes no cycles: what there is to collect is the
window's, and little. What is made in the first seconds, modules and panels, stays: to walk through all of it would
keep the window waiting for 40 ms, so it is set aside.
"""

import gc

from PySide6.QtCore import QObject, QTimer, Slot

_INTERVAL = 5000
"""Milliseconds between two looks."""


class Collector(QObject):
    """Automatic collection is off from `start` to `stop`."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setInterval(_INTERVAL)
        self._timer.timeout.connect(self._collect)
        self._was_enabled = False
        self._has_set_aside = False

    def start(self) -> None:
        """Take over from Python's own collector."""
        self._was_enabled = gc.isenabled()
        gc.disable()
        self._timer.start()

    def stop(self) -> None:
        """Hand back to Python's own collector."""
        self._timer.stop()
        if self._has_set_aside:
            gc.unfreeze()
            self._has_set_aside = False
        if self._was_enabled:
            gc.enable()

    @Slot()
    def _collect(self) -> None:
        if self._has_set_aside:
            gc.collect(1)
        else:
            gc.freeze()
            self._has_set_aside = True
