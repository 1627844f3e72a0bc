"""From tensors to pictures: the scale of a map, its pixels, its mosaic of channels."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import ceil, isfinite

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage

from cnnviz.ui.mosaic import grid_of, vector_columns
from cnnviz.ui.numbers import write, write_range
from cnnviz.ui.theme import Theme

__all__ = [
    "Array",
    "Scale",
    "Summary",
    "as_array",
    "as_planes",
    "colors_of",
    "grid_of",
    "image_from",
    "image_of",
    "summarize",
    "vector_columns",
    "vector_plane",
]

Array = NDArray[np.float64]

_STEPS = 256


@dataclass(frozen=True, slots=True)
class Scale:
    """How numbers become colours: signed numbers diverge from 0 to ±limit, others run from 0 to limit."""

    signed: bool
    limit: float

    @property
    def text(self) -> str:
        """The scale in words: `±0.21` or `0 to 1.4`."""
        return f"±{write(self.limit, 3)}" if self.signed else f"0 to {write(self.limit, 3)}"


@dataclass(frozen=True, slots=True)
class Summary:
    """What is written beside a map."""

    low: float
    high: float
    scale: Scale
    not_finite: int
    """How many entries are NaN or infinite."""

    @property
    def text(self) -> str:
        """The range of the finite numbers, or how many are not."""
        return self.texts[0]

    @property
    def texts(self) -> tuple[str, ...]:
        """The same with fewer and fewer digits, for narrow places."""
        if self.not_finite:
            return f"{self.not_finite} NaN or ∞", f"{self.not_finite} NaN"
        return (*(write_range(self.low, self.high, digits) for digits in (3, 2)), self.scale.text)


def summarize(values: Array, signed: bool | None = None) -> Summary:
    """Range and scale of an array of any shape; `signed` None: signed where any number is negative."""
    low, high, not_finite = float(values.min()), float(values.max()), 0
    if not (isfinite(low) and isfinite(high)):  # NaN makes both NaN
        finite = values[np.isfinite(values)]
        low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 0.0)
        not_finite = int(values.size - finite.size)
    is_signed = low < 0 if signed is None else signed
    limit = max(abs(low), abs(high)) if is_signed else high
    return Summary(low, high, Scale(is_signed, limit), not_finite)


@cache
def _lookup(stops: tuple[str, ...]) -> NDArray[np.uint32]:
    """`_STEPS` colours, 0xffRRGGBB, between the given stops."""
    channels = np.array([QColor(stop).getRgb()[:3] for stop in stops], dtype=float)
    at = np.linspace(0, len(stops) - 1, _STEPS)
    red, green, blue = (
        np.interp(at, np.arange(len(stops)), channels[:, channel]).round().astype(np.uint32) for channel in range(3)
    )
    return (np.uint32(0xFF000000) | (red << np.uint32(16)) | (green << np.uint32(8)) | blue).astype(np.uint32)


def colors_of(values: Array, scale: Scale, theme: Theme) -> NDArray[np.uint32]:
    """A colour, 0xffRRGGBB, for each number; NaN and infinity have a colour of their own."""
    table = _lookup(theme.signed if scale.signed else theme.positive)
    limit = scale.limit if isfinite(scale.limit) and scale.limit > 0 else 1.0
    steps, middle = ((_STEPS - 1) / 2, _STEPS / 2) if scale.signed else (_STEPS - 1, 0.5)
    all_finite = bool(np.isfinite(values).all())
    with np.errstate(over="ignore", invalid="ignore"):
        index = values / limit
        index *= steps
        index += middle
    if not all_finite:
        index[~np.isfinite(index)] = 0
    np.maximum(index, 0, out=index)  # np.clip takes three times as long on a small map
    np.minimum(index, _STEPS - 1, out=index)
    colors: NDArray[np.uint32] = table[index.astype(np.uint8)]
    if not all_finite:
        colors[~np.isfinite(values)] = np.uint32(QColor(theme.not_a_number).rgb())
    return colors


def image_of(values: Array, scale: Scale, theme: Theme) -> QImage:
    """A two-dimensional array as a picture, one pixel a number."""
    return image_from(colors_of(values, scale, theme))


def image_from(colors: NDArray[np.uint32]) -> QImage:
    """Colours, `[row][column]` as `colors_of` gives them, as a picture."""
    pixels = np.ascontiguousarray(colors)
    rows, columns = pixels.shape
    return QImage(pixels.data, columns, rows, 4 * columns, QImage.Format.Format_RGB32).copy()


def as_array(tensor: Sequence[object]) -> Array:
    """A tensor, nested lists, as an array of the same shape."""
    return np.array(tensor, dtype=np.float64)


def as_planes(tensor: Sequence[object], wrap: int = 64) -> Array:
    """A tensor as maps `[channel][row][column]` to be drawn.

    A vector becomes one map of one column or, with more than `wrap` entries, one filled row by row; a Dense weight
    `[unit][input]` becomes one map; a Conv2D weight `[filter][channel][row][column]` one map a kernel.
    """
    values = as_array(tensor)
    if values.ndim == 1:
        return vector_plane(values, wrap)[np.newaxis]
    if values.ndim == 2:
        return values[np.newaxis]
    return values.reshape(-1, *values.shape[-2:])


def vector_plane(values: Array, wrap: int = 64) -> Array:
    """A vector as rows and columns in reading order; cells beyond its end are 0."""
    columns = vector_columns(len(values), wrap)
    rows = ceil(len(values) / columns)
    if spare := rows * columns - len(values):
        values = np.pad(values, (0, spare))
    return values.reshape(rows, columns)
