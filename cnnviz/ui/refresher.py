"""Decides which views are shown a frame, and when: those in sight, and while training runs a few at a time."""

import time
from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QWidget

from cnnviz.ui.frame import Frame, Run

_INTERVAL = 0.5
"""Seconds between two drawings of a panel while training runs: enough to follow, and the worker has the time."""
_WITH_A_PICTURE = 1
"""Panels drawn with a picture while training runs: what waits for either waits no longer than for one of each."""
_BETWEEN = 3
"""Panels drawn in one go where no picture comes, as in a run that is watched slowly."""
_AGAIN = 50
"""Milliseconds from a picture, or some panels, to the next panels where no picture comes before."""


class Refresher(QObject):
    """Shows frames to `views`; `always` is the one among them that is drawn with every frame.

    While training runs the others take turns, one with each frame, for each drawing of the window costs the worker
    time; `hold` is called before those that come between two frames.
    """

    def __init__(
        self, views: Sequence[QWidget], always: QWidget, hold: Callable[[], None], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._views = list(views)
        self._always = always
        self._hold = hold
        self._run: Run | None = None
        self._frame: Frame | None = None
        self._shown_at = dict.fromkeys(self._views, 0.0)
        self.stale: set[QWidget] = set()
        """The views that have yet to be shown the newest frame."""
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._go_on)

    def show(self, frame: Frame) -> None:
        """Let the views in sight show a frame; while training runs, all but one take turns."""
        everything = not frame.is_running or frame.run is not self._run
        self._frame, self._run = frame, frame.run
        self.stale.update(self._views)
        if everything:
            self._later.stop()
            self.catch_up()
        else:
            self._show(self._always, frame, time.monotonic())
            self._show_some(_WITH_A_PICTURE)

    @Slot()
    def catch_up(self) -> None:
        """Show the newest frame to all views in sight that have not been shown it."""
        if self._frame is None:
            return
        now = time.monotonic()
        for view in self._views:
            if view in self.stale and view.isVisible():
                self._show(view, self._frame, now)

    def stop(self) -> None:
        """Show nothing more."""
        self._later.stop()

    @property
    def is_waiting(self) -> bool:
        """Whether views are to be shown the newest frame by themselves, in their turn."""
        return self._later.isActive()

    @Slot()
    def _go_on(self) -> None:
        """Show the newest frame to some that wait for it."""
        self._hold()
        self._show_some(_BETWEEN)

    def _show_some(self, most: int) -> None:
        """Show the newest frame to those in sight that have waited longest; the others have their turn after them."""
        assert self._frame is not None
        now, shown = time.monotonic(), 0
        for view in sorted(self.stale, key=self._shown_at.__getitem__):
            if shown == most or now - self._shown_at[view] < _INTERVAL:
                break
            if view.isVisible():
                self._show(view, self._frame, now)
                shown += 1
            else:
                self._shown_at[view] = now  # not to be asked again with each frame
        if any(view.isVisible() for view in self.stale):
            self._later.start(_AGAIN)

    def _show(self, view: QWidget, frame: Frame, now: float) -> None:
        view.show_frame(frame)
        self._shown_at[view] = now
        self.stale.discard(view)
