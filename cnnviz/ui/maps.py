"""From tensors to pictures: the scale of a map, its pixels, its mosaic of channels."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import isfinite

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage

from cnnviz.ui.arrays import Array, as_array, as_planes, flat, from_flat, vector_plane
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
    "colors_of_all",
    "flat",
    "from_flat",
    "grid_of",
    "image_from",
    "image_of",
    "summarize",
    "summarize_all",
    "vector_columns",
    "vector_plane",
]

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
    return _summary(low, high, signed, not_finite)


def summarize_all(values: Array, lengths: Sequence[int], signed: Sequence[bool | None]) -> list[Summary]:
    """What `summarize` says of each of some arrays that lie end to end in one; none may be empty."""
    ends = np.cumsum(lengths)
    starts = ends - lengths
    lows, highs = np.minimum.reduceat(values, starts).tolist(), np.maximum.reduceat(values, starts).tolist()
    return [
        _summary(low, high, is_signed, 0)
        if isfinite(low) and isfinite(high)
        else summarize(values[start:end], is_signed)
        for low, high, is_signed, start, end in zip(lows, highs, signed, starts, ends, strict=True)
    ]


def _summary(low: float, high: float, signed: bool | None, not_finite: int) -> Summary:
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
    finite = np.isfinite(values)
    places = _places(values, *_stretch(scale), None if finite.all() else finite)
    return _finished(table[places.astype(np.uint8)], finite, theme)


def colors_of_all(
    values: Array, lengths: Sequence[int], scales: Sequence[Scale], theme: Theme
) -> NDArray[np.uint32]:
    """What `colors_of` gives for each of some arrays that lie end to end in one."""
    tables = _two_lookups(theme.signed, theme.positive)
    stretches = np.array([(*_stretch(scale), 0 if scale.signed else _STEPS) for scale in scales])
    limit, steps, middle, table = np.repeat(stretches.T, lengths, axis=1)
    finite = np.isfinite(values)
    places = _places(values, limit, steps, middle, None if finite.all() else finite).astype(np.intp)
    places += table.astype(np.intp)
    return _finished(tables.take(places), finite, theme)


@cache
def _two_lookups(first: tuple[str, ...], second: tuple[str, ...]) -> NDArray[np.uint32]:
    return np.concatenate([_lookup(first), _lookup(second)])


def _stretch(scale: Scale) -> tuple[float, float, float]:
    """What to divide a number by, to multiply it with and to add to it to get its place among `_STEPS` colours."""
    limit = scale.limit if isfinite(scale.limit) and scale.limit > 0 else 1.0
    return (limit, (_STEPS - 1) / 2, _STEPS / 2) if scale.signed else (limit, _STEPS - 1, 0.5)


def _places(
    values: Array, limit: Array | float, steps: Array | float, middle: Array | float, finite: NDArray[np.bool_] | None
) -> Array:
    """Where each number stands among `_STEPS` colours; `finite` tells which numbers are, None: all."""
    with np.errstate(over="ignore", invalid="ignore"):
        places = values / limit
        places *= steps
        places += middle
    if finite is not None:
        places[~np.isfinite(places)] = 0
    np.maximum(places, 0, out=places)  # np.clip takes three times as long on a small map
    np.minimum(places, _STEPS - 1, out=places)
    return places


def _finished(colors: NDArray[np.uint32], finite: NDArray[np.bool_], theme: Theme) -> NDArray[np.uint32]:
    if not finite.all():
        colors[~finite] = np.uint32(QColor(theme.not_a_number).rgb())
    return colors


def image_of(values: Array, scale: Scale, theme: Theme) -> QImage:
    """A two-dimensional array as a picture, one pixel a number."""
    return image_from(colors_of(values, scale, theme))


def image_from(colors: NDArray[np.uint32]) -> QImage:
    """Colours, `[row][column]` as `colors_of` gives them, as a picture."""
    pixels = np.ascontiguousarray(colors)
    rows, columns = pixels.shape
    return QImage(pixels.data, columns, rows, 4 * columns, QImage.Format.Format_RGB32).copy()
