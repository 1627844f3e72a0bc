"""A run planned for a time: what a step costs here and now, and how many of them the time has room for.

A learning rate that falls to 0 must fall over steps that are known beforehand, and a run must be the same when it is
replayed on another machine. So the time decides once, before the run, over `Experiment.steps`; after that no clock
has a say. A machine that slows down in mid-run makes the run longer; it does not cut it off at a high learning rate.
"""

from dataclasses import asdict, dataclass
from math import ceil, isfinite
from statistics import median
from time import perf_counter
from typing import Any

from cnnviz.cli.errors import CommandError
from cnnviz.training import Experiment, Session
from cnnviz.training.checks import MAX_EPOCHS

LONGEST = 604_800
"""Seconds: a week."""
_SHARE = 0.025
"""Of the time, to measure in; at most `_LONGEST_MEASURING`, and more where that has no room for `_FEWEST`."""
_LONGEST_MEASURING = 5.0
_SETTLING_SHARE = 0.01
_SETTLING = 300
"""A run's first steps are no measure, for zeros are skipped and come and go with training: the paper's steps get a
fifth dearer, ten digits' a little cheaper. So many steps, or as many as this share of the time has room for, pass
before any is measured."""
_FEWEST = 40
"""Steps to measure, so that a digit of much ink or a moment's delay does not decide."""
_MOST_SHARE, _LEAST = 0.25, 3
"""However slow a step is, measuring ends after this share of the time, once so many steps are measured."""
_BLOCKS = 10
_MARGIN = 0.98
"""The share of the time left that is planned, so that a run ends rather before than after its time."""


@dataclass(frozen=True, slots=True)
class Budget:
    """How a time became a number of steps."""

    seconds: float
    """The time there was, for measuring and training."""
    measuring_seconds: float
    measured_steps: int
    """Steps that were thrown away, to see what one costs."""
    step_seconds: float
    steps: int
    """How many steps of training are planned."""

    def to_json(self) -> dict[str, Any]:
        """The fields, as plain values."""
        return asdict(self)


def check_seconds(seconds: float) -> None:
    """Raise CommandError for what is no time to train in."""
    if not isfinite(seconds) or not 0 < seconds <= LONGEST:
        raise CommandError(f"--seconds must be a number above 0 and up to {LONGEST}, a week, not {seconds:g}")


def plan(experiment: Experiment, seconds: float) -> tuple[Experiment, Budget]:
    """The experiment with as many steps and epochs as the seconds have room for, and how that was found.

    The steps measured are those of runs that are thrown away, on the experiment's own images. What a run writes down
    at each step depends on how long it is to be, so a few steps give a guess, and a run of that length the answer.
    Raises CommandError for no such time, and what `Session` raises.
    """
    check_seconds(seconds)
    first = Session(experiment.changed(steps=None, epochs=MAX_EPOCHS))
    images = first.steps_per_epoch
    guessing, costs = _measured(first, 0.0, _LEAST, 0.0, 0.0)
    guess = max(steps_within(seconds - guessing, typical(costs)), 2 * _FEWEST)
    second = Session(_of_steps(experiment, guess, images), first.dataset)
    measuring, costs = _measured(
        second,
        _SETTLING_SHARE * seconds,
        _FEWEST,
        min(_LONGEST_MEASURING, _SHARE * seconds),
        _MOST_SHARE * seconds - guessing,
    )
    spent, step = guessing + measuring, typical(costs)
    steps = min(steps_within(seconds - spent, step), MAX_EPOCHS * images)
    return _of_steps(experiment, steps, images), Budget(seconds, spent, len(costs), step, steps)


def _of_steps(experiment: Experiment, steps: int, images: int) -> Experiment:
    return experiment.changed(steps=steps, epochs=min(ceil(steps / images), MAX_EPOCHS))


def typical(costs: list[float]) -> float:
    """What a step costs, in seconds: the median over blocks of their means.

    Steps differ with the ink of their digits, which a mean is fair to; a delay that is not the training's own spoils
    a few blocks, which the median leaves out.
    """
    size = max(1, len(costs) // _BLOCKS)
    blocks = [costs[start : start + size] for start in range(0, len(costs) - size + 1, size)]
    return median(sum(block) / size for block in blocks)


def steps_within(seconds: float, step_seconds: float) -> int:
    """How many steps are planned for a time, with a margin; at least one."""
    return max(1, int(_MARGIN * seconds / step_seconds))


def _measured(session: Session, settling: float, fewest: int, enough: float, most: float) -> tuple[float, list[float]]:
    """How long measuring took, and what each step took, in seconds, once the first have been taken to settle.

    It ends after the fewest steps and enough seconds, or once all of it has taken the most seconds.
    """
    session.advance(is_seen=False)  # what is made at the first step is not a step's cost
    costs: list[float] = []
    begun = before = perf_counter()
    while session.position < min(_SETTLING, session.total_steps - fewest) and before - begun < settling:
        session.advance(is_seen=False)
        before = perf_counter()
    measured = before
    while not session.is_finished:
        session.advance(is_seen=False)
        now = perf_counter()
        costs.append(now - before)
        before = now
        if len(costs) >= fewest and now - measured >= enough:
            break
        if len(costs) >= _LEAST and now - begun >= most:
            break
    return before - begun, costs
