"""Dots that go the way of the numbers while a run is watched slowly: forward blue, backward orange."""

import time
from collections.abc import Callable
from math import ceil, floor

from PySide6.QtCore import QObject, QPointF, QRect, QTimer, Slot
from PySide6.QtGui import QPainter, QPen, QRegion

from cnnviz.ui.frame import Frame
from cnnviz.ui.network.layout import Layout
from cnnviz.ui.network.ways import Way, ways_of
from cnnviz.ui.theme import Theme

FASTEST = 5.0
"""Phases a second beyond which nobody could follow a dot."""

_TICK = 40
"""Milliseconds between two drawings."""
_TRAVEL = 0.9
"""Seconds that a dot takes for its way, at most; never longer than the phase is on view."""
_DOTS = 3
_RADIUS = 3.5
_REACH = _RADIUS + 2


class Flow(QObject):
    """Moves dots over the picture while the run goes on at a low pace; calls `redraw` with where they are."""

    def __init__(self, redraw: Callable[[QRegion], None], parent: QObject) -> None:
        super().__init__(parent)
        self._redraw = redraw
        self._pace: float | None = None
        self._ways: tuple[Way, ...] = ()
        self._key: tuple[object, ...] = ()
        self._began = 0.0
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK)
        self._timer.timeout.connect(self._tick)

    @property
    def ways(self) -> tuple[Way, ...]:
        """Where dots go now; none while the run stands still or goes fast."""
        return self._ways

    def set_pace(self, phases_per_second: float | None) -> None:
        """How fast the run goes; None: as fast as it can."""
        self._pace = phases_per_second

    def show(self, frame: Frame, layout: Layout) -> None:
        """Follow a frame: each phase sends its dots anew."""
        slow = self._pace is not None and self._pace <= FASTEST
        if not (slow and frame.is_running and frame.probe is None and frame.phases_done):
            self.stop()
            return
        key = (layout, frame.shown.step, frame.phases_done)
        if key == self._key:
            return
        self._redraw(self._region())
        self._key = key
        self._ways = ways_of(layout, frame.run, frame.run.phases[frame.phases_done - 1])
        self._began = time.monotonic()
        self._timer.start()

    @Slot()
    def stop(self) -> None:
        """No dots."""
        if self._timer.isActive():
            self._timer.stop()
            self._redraw(self._region())
        self._ways, self._key = (), ()

    def draw(self, painter: QPainter, theme: Theme) -> None:
        """Draw the dots where they are."""
        if not self._ways:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setPen(QPen(theme.color("window"), 1.5))
        for way in self._ways:
            painter.setBrush(theme.color("forward" if way.is_forward else "backward"))
            for share in self._shares():
                painter.drawEllipse(QPointF(*way.at(share)), _RADIUS, _RADIUS)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _shares(self) -> list[float]:
        """How far the dots have come: one behind the other, from the start of the way again and again."""
        travel = min(_TRAVEL, 1 / self._pace) if self._pace else _TRAVEL
        come = (time.monotonic() - self._began) / travel
        return [share % 1.0 for number in range(_DOTS) if (share := come - number / _DOTS) >= 0]

    def _region(self) -> QRegion:
        region = QRegion()
        for way in self._ways:
            box = way.box
            left, top = floor(box.x - _REACH), floor(box.y - _REACH)
            region += QRect(left, top, ceil(box.width + 2 * _REACH) + 1, ceil(box.height + 2 * _REACH) + 1)
        return region

    @Slot()
    def _tick(self) -> None:
        self._redraw(self._region())
