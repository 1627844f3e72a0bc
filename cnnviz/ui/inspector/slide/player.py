"""Moves a walk on by itself, at the pace at which the run is watched."""

from PySide6.QtCore import QObject, QTimer, Signal, Slot

FASTEST = 20.0
"""Positions a second: no eye follows more."""


class Player(QObject):
    """Ticks while it plays; nothing ticks otherwise."""

    ticked = Signal()
    toggled = Signal(bool)
    """Whether it plays now."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.ticked)
        self.set_pace(None)

    @property
    def is_playing(self) -> bool:
        """Whether it plays."""
        return self._timer.isActive()

    @property
    def interval(self) -> int:
        """Milliseconds between two ticks."""
        return self._timer.interval()

    def set_pace(self, phases_per_second: float | None) -> None:
        """As many positions a second as phases, up to `FASTEST`; None, full speed, is that."""
        pace = FASTEST if phases_per_second is None else min(FASTEST, phases_per_second)
        self._timer.setInterval(round(1000 / pace))

    @Slot()
    def play(self) -> None:
        """Begin to tick."""
        if not self.is_playing:
            self._timer.start()
            self.toggled.emit(True)

    @Slot()
    def pause(self) -> None:
        """Stop ticking."""
        if self.is_playing:
            self._timer.stop()
            self.toggled.emit(False)
