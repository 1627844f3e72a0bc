"""The axes of a run's curves: ticks at round numbers, as many as there is room for, none of them cut."""

from math import ceil, floor

import pyqtgraph as pg
from PySide6.QtCore import QRectF
from PySide6.QtGui import QFontMetricsF

from cnnviz.ui.numbers import write
from cnnviz.ui.plots.curves import tick_step

_OVERHANG = 15
"""How far, in pixels, a tick's text may reach beyond the axis."""
_BESIDE_TEXT = 8


class RoomyAxis(pg.AxisItem):
    """Ticks at least `least_pixels` apart."""

    def __init__(self, orientation: str, least_pixels: float) -> None:
        super().__init__(orientation)
        self._least_pixels = least_pixels
        self._has_room_for: tuple[float, float, float, QFontMetricsF] | None = None
        self.enableAutoSIPrefix(False)
        self.setStyle(tickLength=-3)

    def step(self, low: float, high: float, size: float) -> float:
        """How far ticks are apart."""
        return tick_step(high - low, size, self._least_pixels)

    def text(self, value: float) -> str:
        """What is written at a tick."""
        return write(value, 6)

    def make_room(self, low: float, high: float, size: float, metrics: QFontMetricsF) -> None:
        """Make the axis as wide as its texts are, before anything is drawn."""
        if (low, high, size, metrics) == self._has_room_for:
            return
        self._has_room_for = low, high, size, metrics
        step = self.step(low, high, size)
        count = min(100, floor(high / step))
        widest = max(metrics.horizontalAdvance(self.text(number * step)) for number in range(count + 1))
        width = ceil(widest) + _BESIDE_TEXT
        if width != self.fixedWidth:
            self.setWidth(width)

    def tickSpacing(self, minVal: float, maxVal: float, size: float) -> list[tuple[float, float]]:  # noqa: N803
        return [(self.step(minVal, maxVal, size), 0.0)]

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        return [self.text(round(value / spacing) * spacing) for value in values]

    def boundingRect(self) -> QRectF:
        return super().boundingRect().adjusted(-_OVERHANG, -_OVERHANG, _OVERHANG, _OVERHANG)


class EpochAxis(RoomyAxis):
    """Whole epochs, unless hardly more than one is on view."""

    def __init__(self) -> None:
        super().__init__("bottom", 42)

    def step(self, low: float, high: float, size: float) -> float:
        step = super().step(low, high, size)
        return max(1.0, step) if high - low > 1.5 else step


class FigureAxis(RoomyAxis):
    """A figure's values, from 0 up."""

    def __init__(self) -> None:
        super().__init__("left", 26)


class PercentAxis(FigureAxis):
    """Shares from 0 to 1 in quarters or, where there is no room, in halves."""

    def step(self, low: float, high: float, size: float) -> float:
        return 0.25 if size >= 90 else 0.5

    def text(self, value: float) -> str:
        return f"{100 * value:.0f} %"
