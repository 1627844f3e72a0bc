"""What is wrong with a run, if anything: each trouble in one sentence, with the step at which it began.

The health at a position is read off what the run wrote down on its way (`vitals`), so it is the same wherever the
run has been since.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import groupby
from math import inf, isfinite, isnan, log

from cnnviz.training.history import History
from cnnviz.training.vitals import SURE, Vitals

MOST_STEPS = 1000
"""The steps that are looked back on: those of one epoch, at most so many."""
EXPLODED = 3.0
"""How many times the best epoch's mean loss is too much."""
_NAMED = 8
_FEW = 4
"""Dead units are few where they are less than one in so many of their layer's."""


class Trouble(Enum):
    """What can be wrong."""

    NOT_FINITE = "not finite"
    EXPLODING_LOSS = "exploding loss"
    SATURATED = "saturated softmax"
    DEAD_UNITS = "dead units"


@dataclass(frozen=True, slots=True)
class Finding:
    """One trouble of a run at a position."""

    trouble: Trouble
    step: int
    """Where it began."""
    sentence: str
    layer: int | None = None
    """Of dead units: their layer's index."""
    units: tuple[int, ...] = ()
    """Of dead units: their places in the layer, a channel's or a number's."""
    all_units: int = 0
    """Of dead units: how many units their layer has."""

    @property
    def is_grave(self) -> bool:
        """Whether the run is in danger: anything but a few dead units, which layers with many have now and then."""
        return self.trouble is not Trouble.DEAD_UNITS or len(self.units) * _FEW >= self.all_units


def findings(history: History, vitals: Vitals, classes: int) -> tuple[Finding, ...]:
    """All that is wrong after the steps of a history, the worst first.

    - Not finite: the last loss is NaN or infinite.
    - Exploding loss: the last epoch's mean loss is more than `EXPLODED` times the best one's, and more than
      ln(classes), which guessing has.
    - Saturated softmax: among the last epoch's steps one gave the true class less than `SURE`, and answered another.
      It began with the first such step that others have followed at least once an epoch.
    - Dead units: behind a ReLU, a number or a whole channel that was 0 in each of the last epoch's steps.

    "The last epoch's steps" are as many as an epoch has, `MOST_STEPS` at most, up to the end of the history.
    """
    found = [_not_finite(history, vitals), _exploding(history, classes), _saturated(history, vitals)]
    return (*(one for one in found if one is not None), *_dead(history, vitals))


def _window(history: History) -> int:
    return min(history.steps_per_epoch, MOST_STEPS)


def _not_finite(history: History, vitals: Vitals) -> Finding | None:
    since = vitals.diverged_since(len(history.losses))
    if since is None:
        return None
    what = "not a number" if isnan(history.losses[-1]) else "infinite"
    return Finding(Trouble.NOT_FINITE, since, f"Since step {since} the loss is {what}: the run has diverged.")


def _exploding(history: History, classes: int) -> Finding | None:
    means = [record.train_loss for record in history.epochs]
    best = min(filter(isfinite, means), default=inf)
    limit = max(EXPLODED * best, log(classes))
    if not means or not limit < means[-1]:
        return None
    first = len(means) - 1
    while limit < means[first - 1]:
        first -= 1
    step = first * history.steps_per_epoch
    best_epoch = means.index(best) + 1
    return Finding(
        Trouble.EXPLODING_LOSS,
        step,
        f"Since step {step} the loss explodes: epoch {len(means)} has a mean of {means[-1]:.4g}, "
        f"epoch {best_epoch} had {best:.4g}.",
    )


def _saturated(history: History, vitals: Vitals) -> Finding | None:
    end, window = len(history.losses), _window(history)
    found = vitals.sure_and_wrong(end, window)
    if found is None:
        return None
    recent, since = found
    return Finding(
        Trouble.SATURATED,
        since,
        f"Since step {since} the softmax is saturated on wrong answers: {recent} of the last "
        f"{min(end, window)} steps gave the true class a probability below {SURE:g}.",
    )


def _dead(history: History, vitals: Vitals) -> list[Finding]:
    end, window = len(history.losses), _window(history)
    dead = [(*vitals.units[place], place) for place in vitals.silent(end - window, end)]
    found = []
    for layer, group in groupby(dead, key=_layer):
        members = list(group)
        units = tuple(unit for _, unit, _ in members)
        since = min(vitals.silent_since(place, end - window, end) for _, _, place in members)
        all_units = sum(index == layer for index, _ in vitals.units)
        found.append(
            Finding(
                Trouble.DEAD_UNITS,
                since,
                f"Since step {since} {vitals.titles[layer]} has {_listed(units, all_units)}, "
                f"0 in all of the last {window} steps.",
                layer,
                units,
                all_units,
            )
        )
    return found


def _layer(unit: tuple[int, int, int]) -> int:
    return unit[0]


def _listed(units: Sequence[int], all_units: int) -> str:
    """`1 dead unit of 32 (number 22)`, `3 dead units of 32 (numbers 2, 5 and 7)`, `20 dead units of 32`."""
    dead = f"{len(units)} dead unit{'s' if len(units) > 1 else ''} of {all_units}"
    if len(units) > _NAMED:
        return dead
    *others, last = map(str, units)
    return f"{dead} ({'numbers ' + ', '.join(others) + ' and ' if others else 'number '}{last})"
