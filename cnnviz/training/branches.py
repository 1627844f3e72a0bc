"""The courses that a run has taken: a change before the furthest position begins a new one, and the old one is kept.

Each course is kept whole: its log and its events are small, and it shares the parameters of the steps before the
change with the course that it comes from. What is kept is bounded: of the courses not walked at the moment a fixed
number, each with so many bytes of keyframes; with fewer of them, going back takes longer and leads to the same bits.
"""

from dataclasses import dataclass

from cnnviz.training.errors import TrainingError, quoted
from cnnviz.training.line import Line
from cnnviz.training.timeline import Event

MOST = 32
"""The courses that are kept; beyond that the one that was left longest ago is dropped."""
LEFT_BYTES = 4_000_000
"""Bytes of keyframes of a course that is not walked at the moment."""


@dataclass(frozen=True, slots=True)
class Branch:
    """One course of a run, as far as it has ever gone."""

    number: int
    """Counts from 0, the run as it began; it never changes."""
    parent: int | None
    """The number of the course that it comes from; None for the first."""
    fork: int
    """The position where it parts from its parent; 0 for the first."""
    change: Event | None
    """What was changed there; None for the first, and where a change was taken back."""
    furthest: int
    is_current: bool
    """Whether it is the one that is walked."""


@dataclass(slots=True)
class _Course:
    parent: int | None
    fork: int
    change: Event | None
    line: Line


class Branches:
    """The courses of a run, one of which is walked."""

    def __init__(self, line: Line) -> None:
        self._courses = {0: _Course(None, 0, None, line)}
        self._walked = [0]
        """The numbers, in the order in which they were walked last."""
        self._next = 1

    @property
    def current(self) -> Line:
        """The course that is walked."""
        return self._courses[self._walked[-1]].line

    @property
    def all(self) -> tuple[Branch, ...]:
        """Every course that is kept, by number."""
        return tuple(
            Branch(number, one.parent, one.fork, one.change, one.line.furthest, number == self._walked[-1])
            for number, one in sorted(self._courses.items())
        )

    def changed_at(self, position: int, change: Event | None) -> Line:
        """The course that a change at a position belongs to: a new one, where the current one has gone further."""
        if self.current.furthest > position:
            parent = self._walked[-1]
            course = _Course(parent, position, change, self.current.until(position))
            self.current.keyframes.rest(LEFT_BYTES)
            self._courses[self._next] = course
            self._walked.append(self._next)
            self._next += 1
            if len(self._walked) > MOST:
                del self._courses[self._walked.pop(0)]
        return self.current

    def switch(self, number: int) -> Line:
        """Walk another course. Raises TrainingError where none of that number is kept."""
        if isinstance(number, bool) or number not in self._courses:
            known = ", ".join(map(str, sorted(self._courses)))
            raise TrainingError(f"the run has no branch {quoted(number)}; it has {known}")
        if number != self._walked[-1]:
            self.current.keyframes.rest(LEFT_BYTES)
            self._walked.remove(number)
            self._walked.append(number)
        return self.current
