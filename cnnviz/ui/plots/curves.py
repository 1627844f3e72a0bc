"""Which points of a long run are drawn, and over which range. Pure functions on arrays, no Qt.

Drawing costs about 0.4 ms a thousand points, so that a run of 100,000 steps cannot be drawn whole at each frame.
"""

from bisect import bisect_left
from dataclasses import dataclass
from math import ceil, floor, inf, isfinite, log10

import numpy as np
from numpy.typing import NDArray

from cnnviz.training import History

Array = NDArray[np.float64]
Indexes = NDArray[np.intp]

MOST_POINTS = 2000
"""How many steps a curve has at most."""

_ROBUST_SHARE = 0.99
_NICE = (1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)


@dataclass(frozen=True, slots=True)
class Series:
    """A curve: `x` in epochs, `y` of the same length."""

    x: Array
    y: Array


def decimate(values: Array, first: int = 0, last: int | None = None, most: int = MOST_POINTS) -> Indexes:
    """At most `most` (at least 4) indexes into `values[first:last]` that keep its shape, in ascending order.

    Of each bucket of neighbours the lowest and the highest value stay, so no spike is lost. Buckets are powers of
    two in size and begin at multiples of it, so that they stay where they are while a run grows. A number that is
    not finite stays only where its bucket has no other.
    """
    end = len(values) if last is None else min(last, len(values))
    first = max(0, min(first, end))
    if end - first <= most:
        return np.arange(first, end, dtype=np.intp)
    size = 2
    while 2 * ((end - 1) // size - first // size + 1) > most:
        size *= 2
    start, stop = first // size * size, ceil(end / size) * size
    window = np.empty(stop - start)
    window[: first - start] = values[first]
    window[first - start : end - start] = values[first:end]
    window[end - start :] = values[end - 1]
    buckets = window.reshape(-1, size)
    known = np.isfinite(buckets)
    if known.all():
        lowest, highest = buckets.argmin(axis=1), buckets.argmax(axis=1)
    else:
        lowest = np.where(known, buckets, inf).argmin(axis=1)
        highest = np.where(known, buckets, -inf).argmax(axis=1)
    offsets = np.arange(start, stop, size)
    chosen = np.stack((offsets + np.minimum(lowest, highest), offsets + np.maximum(lowest, highest)), axis=1).ravel()
    chosen = chosen.clip(first, end - 1)
    return chosen[np.append(True, chosen[1:] > chosen[:-1])]  # np.unique would sort, and import half of NumPy at first


def robust_top(steps: Array, figures: Array) -> float:
    """The top of an axis from 0 that a few outliers do not stretch, rounded up to a number that reads well.

    The 99th percentile of `steps`; `figures` (means, of which each counts more) may raise it to the double. Numbers
    that are not finite or negative do not count; 1 where there is none, or all are 0.
    """
    steps, figures = steps[np.isfinite(steps)], figures[np.isfinite(figures)]
    highest_figure = float(figures.max()) if figures.size else 0.0
    if steps.size:
        rank = min(steps.size - 1, ceil(_ROBUST_SHARE * (steps.size - 1)))
        top = float(np.partition(steps, rank)[rank])
        top = max(top, min(highest_figure, 2 * top)) if top > 0 else highest_figure
    else:
        top = highest_figure
    return nice_ceiling(top) if top > 0 else 1.0


def nice_ceiling(value: float) -> float:
    """The next number from `value` (above 0) up that reads well on an axis: 1.2, 15, 0.08."""
    power = 10.0 ** floor(log10(value))
    if not isfinite(power) or power == 0:
        return value
    return next((nice * power for nice in _NICE if nice * power >= value * (1 - 1e-12)), 10 * power)


def tick_step(span: float, pixels: float, least_pixels: float) -> float:
    """The smallest 1, 2 or 5 times a power of ten that keeps ticks at least `least_pixels` apart."""
    wanted = span * least_pixels / max(1.0, pixels)
    if not isfinite(wanted) or wanted <= 0:
        return 1.0
    power = 10.0 ** floor(log10(wanted))
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= wanted * (1 - 1e-9))


def first_not_finite(values: Array) -> int | None:
    """The index of the first NaN or infinity."""
    bad = ~np.isfinite(values)
    return int(bad.argmax()) if bad.any() else None


def same_numbers(old: Array, new: Array) -> bool:
    """Whether two arrays hold the same bits (so that NaN is the same as NaN)."""
    return len(old) == len(new) and bool(np.array_equal(old.view(np.int64), new.view(np.int64)))


def step_at(epochs: float, steps_per_epoch: int, furthest: int) -> int:
    """The step that a place on the axis stands for, within those that are known."""
    return max(0, min(furthest, round(epochs * steps_per_epoch)))


def epoch_series(history: History, figure: str) -> tuple[Series, Series]:
    """The training means and the test results after each complete epoch; `figure` is "loss" or "accuracy".

    Training begins at epoch 1; the test set may have been evaluated at 0, before training.
    """
    train = [(record.epoch, getattr(record, f"train_{figure}")) for record in history.epochs]
    test = [
        (record.epoch, value) for record in history.epochs if (value := getattr(record, f"test_{figure}")) is not None
    ]
    if 0 in history.evaluations:
        test.insert(0, (0, getattr(history.evaluations[0], figure)))
    return _series(train), _series(test)


def value_at(series: Series, epoch: int) -> float | None:
    """The value of a curve after a number of epochs; None where it has none."""
    place = bisect_left(series.x.tolist(), epoch)
    return float(series.y[place]) if place < len(series.x) and series.x[place] == epoch else None


def _series(points: list[tuple[int, float]]) -> Series:
    return Series(np.array([x for x, _ in points], dtype=float), np.array([y for _, y in points], dtype=float))
