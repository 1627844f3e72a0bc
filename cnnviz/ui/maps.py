"""From tensors to pictures: the scale of a map, its pixels, its mosaic of channels."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import inf, isfinite

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage

from cnnviz.ui.arrays import Array, as_array, as_planes, flat, from_flat, vector_plane
from cnnviz.ui.mosaic import grid_of, vector_columns
from cnnviz.ui.numbers import write, write_range
from cnnviz.ui.theme import Theme

__all__ = [
    "Array",
    "Colors",
    "Scale",
    "Summary",
    "as_array",
    "as_planes",
    "colors_of",
    "flat",
    "from_flat",
    "grid_of",
    "image_from",
    "image_of",
    "summarize",
    "vector_columns",
    "vector_plane",
]

_STEPS = 256
_SIGNED = (_STEPS - 1) / 2, _STEPS / 2
_POSITIVE = _STEPS - 1.0, _STEPS + 0.5
"""What a number as a share of its scale's limit is multiplied with, and what is added, to get its colour's place."""


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


@cache
def _both_lookups(signed: tuple[str, ...], positive: tuple[str, ...]) -> NDArray[np.uint32]:
    """The colours of signed numbers, then those of the others."""
    return np.concatenate([_lookup(signed), _lookup(positive)])


def colors_of(values: Array, scale: Scale, theme: Theme) -> NDArray[np.uint32]:
    """A colour, 0xffRRGGBB, for each number; NaN and infinity have a colour of their own."""
    limit = scale.limit if isfinite(scale.limit) and scale.limit > 0 else 1.0
    steps, middle = _SIGNED if scale.signed else _POSITIVE
    first = 0 if scale.signed else _STEPS
    all_finite = bool(np.isfinite(values).all())
    with np.errstate(over="ignore", invalid="ignore"):
        factor = steps / limit
        places = values * factor if isfinite(factor) else values / limit * steps
        places += middle
    if not all_finite:
        places[~np.isfinite(places)] = first
    np.maximum(places, first, out=places)  # np.clip takes three times as long on a small map
    np.minimum(places, first + _STEPS - 1, out=places)
    colors: NDArray[np.uint32] = _both_lookups(theme.signed, theme.positive).take(places.astype(np.intp))
    if not all_finite:
        colors[~np.isfinite(values)] = np.uint32(QColor(theme.not_a_number).rgb())
    return colors


class Colors:
    """Colours some arrays that lie end to end in one, each on its own scale, as `summarize` would choose it.

    A dozen calls for all of them, where one by one it would be a dozen for each; what depends on their `lengths` alone,
    none of which may be 0, is done once. `signed` None: signed where any number of the array is negative.
    """

    def __init__(self, lengths: Sequence[int], signed: Sequence[bool | None], theme: Theme) -> None:
        self._theme = theme
        self._signed = signed
        self._always_signed = np.array([one is True for one in signed])
        self._lengths = np.array(lengths)
        self._ends = np.cumsum(lengths)
        self._starts = self._ends - lengths
        self._table = _both_lookups(theme.signed, theme.positive)

    def of(self, values: Array) -> NDArray[np.uint32]:
        """A colour, 0xffRRGGBB, for each number, just as `colors_of` gives it."""
        lows, highs = np.minimum.reduceat(values, self._starts), np.maximum.reduceat(values, self._starts)
        is_signed = self._always_signed | (lows < 0)
        limits = np.where(is_signed, np.maximum(-lows, highs), highs)
        limits[limits <= 0] = 1.0
        with np.errstate(over="ignore"):
            factors = np.where(is_signed, _SIGNED[0], _POSITIVE[0]) / limits
        if not ((factors > 0) & (factors < inf)).all():  # where a limit is NaN, infinite, or next to 0
            return self._one_by_one(values)
        places = values * np.repeat(factors, self._lengths)
        places += np.repeat(np.where(is_signed, _SIGNED[1], _POSITIVE[1]), self._lengths)
        return self._table.take(places.astype(np.intp))

    def _one_by_one(self, values: Array) -> NDArray[np.uint32]:
        parts = [
            (values[start:end], one) for start, end, one in zip(self._starts, self._ends, self._signed, strict=True)
        ]
        return np.concatenate([colors_of(part, summarize(part, one).scale, self._theme) for part, one in parts])


def image_of(values: Array, scale: Scale, theme: Theme) -> QImage:
    """A two-dimensional array as a picture, one pixel a number."""
    return image_from(colors_of(values, scale, theme))


def image_from(colors: NDArray[np.uint32]) -> QImage:
    """Colours, `[row][column]` as `colors_of` gives them, as a picture."""
    pixels = np.ascontiguousarray(colors)
    rows, columns = pixels.shape
    return QImage(pixels.data, columns, rows, 4 * columns, QImage.Format.Format_RGB32).copy()
