"""The picture of the loss on the timeline, kept from frame to frame: a run that goes on adds a few columns to it."""

from array import array
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage

from cnnviz.training import History
from cnnviz.ui.theme import Theme
from cnnviz.ui.timeline_scale import Axis, LossColumns, joined_columns, loss_columns, loss_shades

_PIXELS_A_COLUMN: Final = 2


class LossPicture:
    """The loss over a whole run in a theme's colours, at full strength."""

    def __init__(self) -> None:
        self.image = QImage()
        self._key: tuple[Axis, float, int, str] | None = None
        self._losses: array[float] = array("d")
        self._columns: LossColumns | None = None
        self._pixels = np.zeros((0, 0), dtype=np.uint32)

    def update(self, history: History, axis: Axis, density: float, height: int, theme: Theme) -> None:
        """Draw what is new: `density` pixels of the screen a unit of the axis, `height` units high."""
        key = (axis, density, height, theme.name)
        if key == self._key and history.losses is self._losses:
            return
        width, rows = max(1, int(axis.length * density)), max(1, round(height * density))
        losses, old = _as_array(history.losses), _as_array(self._losses)
        known = self._columns if key == self._key and _goes_on(old, losses) else None
        self._key, self._losses = key, history.losses
        columns = max(1, int(axis.length / _PIXELS_A_COLUMN))
        if known is None:
            self._pixels = np.zeros((rows, width), dtype=np.uint32)
            self.image = QImage(self._pixels.data, width, rows, 4 * width, QImage.Format.Format_ARGB32_Premultiplied)
            self._columns = loss_columns(losses, axis.total, columns)
            self._draw(0, axis.total, theme)
            return
        kept = known.steps // known.size
        new = loss_columns(losses[kept * known.size :], axis.total, columns)
        self._columns = joined_columns(known, kept, new)
        is_rescaled = self._columns.limit != known.limit
        # The line to the first new column begins in the middle of the last old one that holds a number.
        finite = np.flatnonzero(np.isfinite(known.means[:kept]))
        last = int(finite[-1]) if len(finite) else kept - 1
        before = max(0, last - 1) * known.size
        self._draw(0 if is_rescaled else int(before / max(1, axis.total) * width), axis.total, theme)

    def _draw(self, first: int, total: int, theme: Theme) -> None:
        """Draw the columns of pixels from `first` to the end of what is known."""
        assert self._columns is not None
        rows, width = self._pixels.shape
        last = min(width, int(self._columns.steps / max(1, total) * width) + 2)
        shades, missing = loss_shades(self._columns, total, width, rows, first, last)
        alpha = (np.where(missing, 1.0, shades) * 255 + 0.5).astype(np.uint8)
        color, strange = (_tints(theme.color(name).rgb()) for name in ("training", "not_a_number"))
        self._pixels[:, first:last] = np.where(missing, strange[alpha], color[alpha])


def _as_array(losses: "array[float]") -> NDArray[np.float64]:
    return np.frombuffer(losses, dtype=np.float64) if len(losses) else np.empty(0)


def _goes_on(old: NDArray[np.float64], new: NDArray[np.float64]) -> bool:
    """Whether the old losses are the beginning of the new ones, bit for bit."""
    return len(old) <= len(new) and np.array_equal(old.view(np.int64), new[: len(old)].view(np.int64))


@cache
def _tints(rgb: int) -> NDArray[np.uint32]:
    """A colour in all 256 strengths, as premultiplied 0xAARRGGBB."""
    color, alpha = QColor(rgb), np.arange(256, dtype=np.uint32)
    red, green, blue = ((alpha * part + 127) // 255 for part in (color.red(), color.green(), color.blue()))
    return (alpha << 24 | red << 16 | green << 8 | blue).astype(np.uint32)
