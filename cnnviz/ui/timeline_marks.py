"""What is marked on the timeline: changes made in mid-run, stops at a step, and where other courses part. No Qt."""

from collections.abc import Sequence
from dataclasses import dataclass

from cnnviz.training import Branch
from cnnviz.training.breakpoints import StepReached
from cnnviz.ui.frame import Frame
from cnnviz.ui.numbers import MINUS
from cnnviz.ui.timeline_scale import Axis

_NEAR = 5.0
"""Pixels to both sides of a mark within which it is meant."""
_MOST_LINES = 6


@dataclass(frozen=True, slots=True)
class Forks:
    """Where the courses that are not walked part from the one that is."""

    places: tuple[tuple[int, Branch], ...]
    """Positions, each with the other course; earliest first."""


def forks_of(branches: Sequence[Branch]) -> Forks:
    """Where each course but the current one parts from the current one.

    A course parts from another where the first of the two leaves the course that both come from. Where a course that
    came between is not kept any more, the place is the fork that is known.
    """
    known = {branch.number: branch for branch in branches}
    current = next((branch for branch in branches if branch.is_current), None)
    if current is None:
        return Forks(())
    leaves = _leaves(current, known)
    places = [(_parting(branch, known, leaves), branch) for branch in branches if not branch.is_current]
    return Forks(tuple(sorted(places, key=lambda place: (place[0], place[1].number))))


def _leaves(current: Branch, known: dict[int, Branch]) -> dict[int, int | None]:
    """For the current course and those that it comes from: where it leaves each of them; None: it does not."""
    leaves: dict[int, int | None] = {current.number: None}
    branch = current
    while branch.parent is not None:
        leaves[branch.parent] = branch.fork
        if branch.parent not in known:
            break
        branch = known[branch.parent]
    return leaves


def _parting(branch: Branch, known: dict[int, Branch], leaves: dict[int, int | None]) -> int:
    number, left = branch.number, None
    while number not in leaves:
        left = known[number].fork
        parent = known[number].parent
        if parent is None or (parent not in known and parent not in leaves):
            return left
        number = parent
    both = [place for place in (left, leaves[number]) if place is not None]
    return min(both, default=0)


def mark_positions(frame: Frame) -> tuple[int, ...]:
    """The positions of the changes, each once, earliest first."""
    return tuple(sorted({event.position for event in frame.events}))


def stop_positions(frame: Frame) -> tuple[int, ...]:
    """The positions at which the run is told to stop, each once, earliest first; other stops have no place."""
    conditions = [one.condition for one in frame.breakpoints if one.is_on]
    total = frame.run.total_steps
    return tuple(sorted({one.step for one in conditions if isinstance(one, StepReached) and one.step <= total}))


def mark_near(frame: Frame, forks: Forks, axis: Axis, x: float) -> int | None:
    """The marked position within a few pixels of x, the nearest, that the run has been at; None where there is none."""
    places = {*mark_positions(frame), *stop_positions(frame), *(place for place, _ in forks.places)}
    near = [place for place in places if place <= frame.furthest and abs(axis.x_of(place) - x) <= _NEAR]
    return min(near, key=lambda place: (abs(axis.x_of(place) - x), place), default=None)


def marks_text(frame: Frame, forks: Forks, axis: Axis, x: float) -> str:
    """What the marks within a few pixels of x say, a line each; nothing where there is none."""
    near = [event for event in frame.events if abs(axis.x_of(event.position) - x) <= _NEAR]
    lines = [f"Changed at step {event.position}: {event.text.replace('-', MINUS)}" for event in near]
    lines += [f"Stops at step {place}" for place in stop_positions(frame) if abs(axis.x_of(place) - x) <= _NEAR]
    lines += [
        f"At step {place} course {branch.number} parts; it goes to step {branch.furthest}"
        for place, branch in forks.places
        if abs(axis.x_of(place) - x) <= _NEAR
    ]
    if len(lines) > _MOST_LINES:
        lines = [*lines[: _MOST_LINES - 1], f"… and {len(lines) - _MOST_LINES + 1} more marks here"]
    return "\n".join(lines)
