"""What the timeline draws and says, as pure functions: places on its axis, epoch marks, the loss in columns. No Qt."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cnnviz.ui.frame import Frame
from cnnviz.ui.numbers import write


@dataclass(frozen=True, slots=True)
class Axis:
    """The line from position 0 to `total` on the screen, from x = `left` on for `length` pixels."""

    left: float
    length: float
    total: int

    def x_of(self, position: float) -> float:
        """Where a position is drawn."""
        return self.left + self.length * position / max(1, self.total)

    def position_at(self, x: float) -> int:
        """The position that is drawn nearest to x, 0 to `total`."""
        if self.length <= 0:
            return 0
        return min(self.total, max(0, round((x - self.left) / self.length * self.total)))


@dataclass(frozen=True, slots=True)
class Mark:
    """An epoch's end on the axis (epoch 0: the start), with a text or, between two numbers, without."""

    epoch: int
    x: float
    text: str


def epoch_marks(axis: Axis, epochs: int, width_of: Callable[[str], float]) -> tuple[Mark, ...]:
    """The marks that fit an axis: numbers 1, 2, 5, 10, … epochs apart that never collide, small ticks between them.

    The first says `epoch 0` and begins where the axis begins; the others are centred on their places. `width_of`
    gives the width of a text in pixels.
    """
    gap = 1.5 * width_of("0")
    spacing = axis.length / max(1, epochs)
    first = f"epoch {0}"
    widest = width_of(str(epochs))
    every = _round_interval((widest + 2 * gap) / spacing) if spacing > 0 else epochs + 1
    ticks = _round_interval(4 / spacing) if spacing > 0 else epochs + 1
    end_of_first = axis.left + width_of(first) + gap
    numbered = {
        epoch
        for epoch in range(every, epochs + 1, every)
        if axis.x_of(epoch * axis.total / epochs) - widest / 2 >= end_of_first
    }
    shown = sorted({0, *numbered, *range(ticks, epochs + 1, ticks)})
    return tuple(
        Mark(
            epoch,
            axis.x_of(epoch * axis.total / max(1, epochs)),
            first if epoch == 0 else str(epoch) if epoch in numbered else "",
        )
        for epoch in shown
    )


def _round_interval(least: float) -> int:
    """The smallest of 1, 2, 5, 10, 20, … that is at least `least`."""
    scale = 1
    while True:
        for factor in (1, 2, 5):
            if factor * scale >= least:
                return factor * scale
        scale *= 10


@dataclass(frozen=True, eq=False)
class LossColumns:
    """The losses of consecutive steps, `size` steps a column; NaN: a column without a finite loss."""

    size: int
    steps: int
    """How many steps there are in all."""
    means: NDArray[np.float64]
    lows: NDArray[np.float64]
    highs: NDArray[np.float64]
    limit: float
    """The loss at the top of the picture; above 0."""


def loss_columns(losses: NDArray[np.float64], total: int, columns: int) -> LossColumns:
    """The mean, least and greatest finite loss of the steps that share a column, when `total` steps fill `columns`."""
    size = max(1, -(-total // max(1, columns)))
    starts = np.arange(0, len(losses), size)
    if not len(starts):
        nothing = np.empty(0)
        return LossColumns(size, 0, nothing, nothing, nothing, 1.0)
    finite = np.isfinite(losses)
    counts = np.add.reduceat(finite.astype(np.float64), starts)
    lows = np.minimum.reduceat(np.where(finite, losses, np.inf), starts)
    highs = np.maximum.reduceat(np.where(finite, losses, -np.inf), starts)
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        means = np.add.reduceat(np.where(finite, losses, 0.0), starts) / counts
    for values in (means, lows, highs):
        values[counts == 0] = np.nan
    return LossColumns(size, len(losses), means, lows, highs, _limit(means))


def joined_columns(old: LossColumns, kept: int, new: LossColumns) -> LossColumns:
    """The first `kept` columns of `old`, all of them full, and then those of `new`."""
    means, lows, highs = (
        np.concatenate((before[:kept], after))
        for before, after in ((old.means, new.means), (old.lows, new.lows), (old.highs, new.highs))
    )
    return LossColumns(old.size, kept * old.size + new.steps, means, lows, highs, _limit(means))


def _limit(means: NDArray[np.float64]) -> float:
    known = means[np.isfinite(means)]
    limit = float(known.max()) * 1.15 if known.size else 1.0
    return limit if 0 < limit < np.inf else 1.0


_BAND = 0.28
"""How strong the range from the least to the greatest loss is drawn, against the mean's line."""
_HALF_LINE = 0.65
"""Half the thickness of the mean's line, in pixels."""


def loss_shades(
    columns: LossColumns, total: int, width: int, height: int, first: int = 0, last: int | None = None
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """The picture of the loss: how strong each pixel is, `[row][column]`, 0 to 1; and which columns hold no number.

    The axis of `total` steps is `width` pixels long; the columns of pixels from `first` up to but without `last` are
    drawn (`last` must be `width` or beyond what is known). A line follows the means, within a band from the least to
    the greatest loss; each pixel is as strong as the share of it that they cover, so that edges are smooth.
    """
    end = width if last is None else last
    if first > 0:  # the line's slope at the first pixel depends on the one before it
        shades, missing = _shades(columns, total, width, height, np.arange(first - 1, end))
        return shades[:, 1:], missing[1:]
    return _shades(columns, total, width, height, np.arange(end))


def _shades(
    columns: LossColumns, total: int, width: int, height: int, pixels: NDArray[np.intp]
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    known = np.isfinite(columns.means)
    at = (pixels + 0.5) / max(1, width) * total
    inside = at < columns.steps
    if not inside.any():
        return np.zeros((height, len(pixels))), inside
    missing = inside & ~known[np.minimum(at // columns.size, len(known) - 1).astype(np.intp)]
    if not known.any():
        return np.zeros((height, len(pixels))), missing
    middles = np.minimum((np.arange(len(known)) + 0.5) * columns.size, columns.steps)[known]

    def depths(losses: NDArray[np.float64]) -> NDArray[np.float64]:
        return height * (1.0 - np.clip(np.interp(at, middles, losses[known]) / columns.limit, 0.0, 1.0))

    rows = np.arange(height)[:, np.newaxis]

    def covered(top: NDArray[np.float64], bottom: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.clip(np.minimum(rows + 1, bottom) - np.maximum(rows, top), 0.0, 1.0)

    mean = np.clip(depths(columns.means), _HALF_LINE, height - _HALF_LINE)
    half_way = (np.append(mean[:1], mean) + np.append(mean, mean[-1:])) / 2
    tops = np.minimum(mean, np.minimum(half_way[:-1], half_way[1:])) - _HALF_LINE
    bottoms = np.maximum(mean, np.maximum(half_way[:-1], half_way[1:])) + _HALF_LINE
    shades = np.maximum(covered(tops, bottoms), _BAND * covered(depths(columns.highs), depths(columns.lows)))
    return shades * (inside & ~missing), missing


def position_text(frame: Frame, position: int) -> str:
    """What a place on the timeline is: `Step 211 · epoch 3 of 50 · loss 0.5239`.

    A position is a number of steps done; what is seen there is the last of them, so it is that step that is named.
    """
    run = frame.run
    if position <= 0:
        return "Start of the run · no step taken"
    step = position - 1
    epoch = step // run.steps_per_epoch + 1
    where = f"Step {step:,} · epoch {epoch} of {run.experiment.epochs}"
    if position > frame.furthest or step >= len(frame.history.losses):
        return f"{where} · not trained yet: the run has been as far as {_furthest_text(frame)}"
    return f"{where} · loss {write(frame.history.losses[step])}"


def _furthest_text(frame: Frame) -> str:
    return f"step {frame.furthest - 1:,}" if frame.furthest else "its start"
