"""What a run writes down about its health, a few bytes a step: which units were silent, which losses out of bounds.

All of it is kept by step, so the health at any position that the run has been at can be told without computing a
step again.
"""

from array import array
from bisect import bisect_left
from collections.abc import Sequence
from functools import reduce
from math import isfinite, log
from operator import or_

from cnnviz.nn import Layer, ReLU, Shape, Tensor
from cnnviz.training.history import History
from cnnviz.training.titles import layer_titles

SURE = 1e-6
"""Below this probability of the true class an answer is wrong beyond doubt, and its softmax saturated."""

_LOSS_OF_SURE = -log(SURE)
_BITS = 64
_WORD = (1 << _BITS) - 1


class Vitals:
    """The record of one course of a run.

    A unit is one number of a vector or one channel of a volume behind a ReLU; it is silent in a step in which all of
    it is 0. A NaN is not silent.
    """

    def __init__(self, layers: Sequence[Layer], shapes: Sequence[Shape]) -> None:
        self.units = tuple(
            (index, unit)
            for index, layer in enumerate(layers)
            if isinstance(layer, ReLU)
            for unit in range(shapes[index][0])
        )
        """Each unit that is watched: its layer's index, and its place there."""
        self.titles = layer_titles(layers)
        """What each layer is called."""
        self._relus = [(index, len(shapes[index]) > 1) for index, layer in enumerate(layers) if isinstance(layer, ReLU)]
        self._words = -(-len(self.units) // _BITS)
        self._first = 0
        self._heard = array("Q")
        self._since: dict[int, tuple[int, int]] = {}
        self._sure_and_wrong = array("q")
        self._streaks = array("q")
        """Of each of these steps, as far as it was asked for, the first of those that follow each other closely."""
        self._streak_window = 0
        self._diverged = array("q")
        self._is_diverged = False

    @property
    def first(self) -> int:
        """The first step whose silent units are known: 0, or the position where a saved run was taken up."""
        return self._first

    def record(self, step: int, outputs: Sequence[Tensor], loss: float, is_right: bool) -> None:
        """Write down the next step: each layer's output, the loss, and whether the answer was right."""
        heard, bit = 0, 1
        for layer, is_volume in self._relus:
            for unit in outputs[layer]:
                if any(map(any, unit)) if is_volume else unit:
                    heard |= bit
                bit <<= 1
        for word in range(self._words):
            self._heard.append(heard >> word * _BITS & _WORD)
        self._record_loss(step, loss, is_right)

    def restore(self, history: History) -> None:
        """Take over what a saved history tells: all but the silent units."""
        self._first = len(history.losses)
        for step, (loss, correct) in enumerate(zip(history.losses, history.correct, strict=True)):
            self._record_loss(step, loss, bool(correct))

    def copy(self, position: int) -> "Vitals":
        """The record of the steps before `position`, to go on with by itself."""
        other = Vitals((), ())
        other.units, other.titles = self.units, self.titles
        other._relus, other._words = self._relus, self._words
        other._first = min(self._first, position)
        other._heard = self._heard[: (position - other._first) * self._words]
        other._sure_and_wrong = self._sure_and_wrong[: bisect_left(self._sure_and_wrong, position)]
        other._diverged = self._diverged[: bisect_left(self._diverged, position)]
        other._is_diverged = self.diverged_since(position) is not None
        return other

    def silent(self, start: int, end: int) -> list[int]:
        """The units (their places in `units`) that were silent in each of the steps from `start` up to `end`.

        Empty where one of these steps is not known.
        """
        if start < self._first:
            return []
        places = []
        for word in range(self._words):
            heard = reduce(or_, self._heard[self._place(start, word) : self._place(end, 0) : self._words], 0)
            first = word * _BITS
            places += [
                unit for unit in range(first, min(first + _BITS, len(self.units))) if not heard >> unit - first & 1
            ]
        return places

    def silent_since(self, unit: int, start: int, end: int) -> int:
        """The step from which on a unit has been silent that was so from `start` up to `end`."""
        since, until = self._since.get(unit, (0, -1))
        if not since <= start <= until:
            word, bit = divmod(unit, _BITS)
            since = start
            while since > self._first and not self._heard[self._place(since - 1, word)] >> bit & 1:
                since -= 1
            until = end
        self._since[unit] = since, max(until, end)
        return since

    def sure_and_wrong(self, position: int, window: int) -> tuple[int, int] | None:
        """The steps before a position that gave the true class less than `SURE`, and answered another.

        How many there are among the last `window` steps, and the first of those that others have followed within a
        `window` each; None where there is none among the last.
        """
        steps = self._sure_and_wrong
        end = bisect_left(steps, position)
        recent = end - bisect_left(steps, position - window)
        if not recent:
            return None
        if window != self._streak_window:
            self._streaks, self._streak_window = array("q"), window
        for place in range(len(self._streaks), end):
            goes_on = place and steps[place] - steps[place - 1] <= window
            self._streaks.append(self._streaks[place - 1] if goes_on else steps[place])
        return recent, self._streaks[end - 1]

    def diverged_since(self, position: int) -> int | None:
        """The step from which on no loss up to the position has been finite; None where the last one is."""
        place = bisect_left(self._diverged, position)
        return self._diverged[place - 1] if place % 2 else None

    def _record_loss(self, step: int, loss: float, correct: bool) -> None:
        if loss > _LOSS_OF_SURE and not correct:
            self._sure_and_wrong.append(step)
        if isfinite(loss) is self._is_diverged:  # the steps where it diverges and where it comes back, in turns
            self._diverged.append(step)
            self._is_diverged = not self._is_diverged

    def _place(self, step: int, word: int) -> int:
        return (step - self._first) * self._words + word
