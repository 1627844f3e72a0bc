"""What a person changed in mid-run: events, each from a step on, which replay puts back where they were."""

from bisect import bisect_right
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SetLearningRate:
    """From step `position` on, the run's learning rate at the start is taken to be `learning_rate`."""

    position: int
    learning_rate: float


class Timeline:
    """The events of one run, in the order of their steps."""

    def __init__(self, events: tuple[SetLearningRate, ...] = ()) -> None:
        self._events = sorted(events, key=lambda event: event.position)

    @property
    def events(self) -> tuple[SetLearningRate, ...]:
        """All events, earliest first."""
        return tuple(self._events)

    def add(self, event: SetLearningRate) -> None:
        """Put an event in its place; it takes the place of an earlier one at the same step."""
        self._events = [old for old in self._events if old.position != event.position]
        self._events.insert(bisect_right([old.position for old in self._events], event.position), event)

    def forget_from(self, position: int) -> None:
        """Drop the events of step `position` and later ones."""
        self._events = [event for event in self._events if event.position < position]

    def base_learning_rate(self, step: int) -> float | None:
        """The learning rate that an event has set for a step; None where none has."""
        index = bisect_right([event.position for event in self._events], step)
        return self._events[index - 1].learning_rate if index else None
