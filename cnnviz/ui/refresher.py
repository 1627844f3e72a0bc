"""Decides which views are shown a frame, and when: those in sight, and while training runs a few at a time."""

import time
from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from cnnviz.ui.frame import Frame, Run

_RUNNING_INTERVAL = 0.12
"""Seconds between two drawings of a panel while training runs: enough for curves, and it leaves time for the maps."""

_PANELS_A_FRAME = 2
"""Panels drawn with one frame while training runs, so that no frame takes long."""


class Refresher:
    """Shows frames to `views`; `always` is the one among them that is drawn with every frame."""

    def __init__(self, views: Sequence[QWidget], always: QWidget) -> None:
        self._views = list(views)
        self._always = always
        self._run: Run | None = None
        self._frame: Frame | None = None
        self._shown_at = dict.fromkeys(self._views, 0.0)
        self.stale: set[QWidget] = set()
        """The views that have yet to be shown the newest frame."""

    def show(self, frame: Frame) -> None:
        """Let the views in sight show a frame; while training runs, all but one take turns."""
        everything = not frame.is_running or frame.run is not self._run
        self._frame, self._run = frame, frame.run
        self.stale.update(self._views)
        if everything:
            self.catch_up()
            return
        now = time.monotonic()
        self._show(self._always, frame, now)
        waiting = [view for view in self._views if view.isVisible() and now - self._shown_at[view] >= _RUNNING_INTERVAL]
        for view in sorted(waiting, key=self._shown_at.__getitem__)[:_PANELS_A_FRAME]:
            self._show(view, frame, now)

    def catch_up(self) -> None:
        """Show the newest frame to all views in sight that have not been shown it."""
        if self._frame is None:
            return
        now = time.monotonic()
        for view in self._views:
            if view in self.stale and view.isVisible():
                self._show(view, self._frame, now)

    def _show(self, view: QWidget, frame: Frame, now: float) -> None:
        view.show_frame(frame)  # type: ignore[attr-defined]
        self._shown_at[view] = now
        self.stale.discard(view)
