"""What a person changed in mid-run: events, each at a position, which replay puts back where they were.

The events at a position come between two steps: after the update of the step before, and before the step at the
position begins. They belong to the position: whoever stands there, at whatever phase, has them behind, and
stepping back to the step before undoes them.
"""

from bisect import bisect_right, insort
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias

Slot: TypeAlias = tuple[object, ...]
"""What an event decides; of two events of one slot at one position, the later takes the place of the earlier."""


@dataclass(frozen=True, slots=True)
class SetLearningRate:
    """Step `position` has this learning rate, and the schedule goes on from it."""

    position: int
    learning_rate: float
    is_of_start: bool = False
    """As earlier versions had it: from step `position` on, the schedule is one that had this rate at the start."""

    @property
    def slot(self) -> Slot:
        """What it decides."""
        return ("learning rate",)

    @property
    def text(self) -> str:
        """What was changed, in a few words."""
        return f"learning rate {self.learning_rate:g}"


@dataclass(frozen=True, slots=True)
class SetParameter:
    """Before step `position`, one number of a parameter is set by hand."""

    position: int
    name: str
    """As `Network.parameters()` names it: "0.weight"."""
    index: tuple[int, ...]
    """Its place in the parameter's shape, (filter, channel, row, column) say."""
    value: float

    @property
    def slot(self) -> Slot:
        """What it decides."""
        return ("parameter", self.name, self.index)

    @property
    def text(self) -> str:
        """What was changed, in a few words."""
        return f"{self.name}[{', '.join(map(str, self.index))}] = {self.value:g}"


@dataclass(frozen=True, slots=True)
class ChooseSample:
    """Step `position` trains on a chosen sample; the steps after it keep the samples that they would have had."""

    position: int
    sample: int
    """Its place among the run's training samples."""

    @property
    def slot(self) -> Slot:
        """What it decides."""
        return ("sample",)

    @property
    def text(self) -> str:
        """What was changed, in a few words."""
        return f"training image {self.sample}"


Event: TypeAlias = SetLearningRate | SetParameter | ChooseSample


class Timeline:
    """The events of one run, in the order of their positions."""

    def __init__(self, events: Iterable[Event] = ()) -> None:
        self._events: list[Event] = []
        self._rates: list[SetLearningRate] = []
        self._edits: dict[int, list[SetParameter]] = {}
        self._chosen: dict[int, int] = {}
        for event in events:
            self.put(event)

    @property
    def events(self) -> tuple[Event, ...]:
        """All events, earliest first."""
        return tuple(self._events)

    def at(self, position: int) -> tuple[Event, ...]:
        """The events at a position, in the order in which they were first made."""
        return tuple(event for event in self._events if event.position == position)

    def until(self, position: int) -> "Timeline":
        """A timeline of its own with the events up to a position, those at it among them."""
        return Timeline(event for event in self._events if event.position <= position)

    def put(self, event: Event) -> None:
        """Put an event in its place; it takes the place of one of the same slot at the same position."""
        for place, old in enumerate(self._events):
            if old.position == event.position and old.slot == event.slot:
                self._forget(old)
                self._events[place] = event
                break
        else:
            insort(self._events, event, key=_position)
        match event:
            case SetLearningRate():
                insort(self._rates, event, key=_position)
            case SetParameter(position):
                self._edits.setdefault(position, []).append(event)
            case ChooseSample(position, sample):
                self._chosen[position] = sample

    def remove(self, event: Event) -> None:
        """Take an event back."""
        self._events.remove(event)
        self._forget(event)

    def learning_rate(self, step: int) -> SetLearningRate | None:
        """The event that the learning rate of a step follows from; None where none has been set up to it."""
        index = bisect_right(self._rates, step, key=_position)
        return self._rates[index - 1] if index else None

    @property
    def chosen(self) -> Mapping[int, int]:
        """The chosen samples, by step."""
        return MappingProxyType(self._chosen)

    def edits(self, position: int) -> Sequence[SetParameter]:
        """The parameters set by hand at a position."""
        return self._edits.get(position, ())

    def _forget(self, event: Event) -> None:
        match event:
            case SetLearningRate():
                self._rates.remove(event)
            case SetParameter(position):
                self._edits[position].remove(event)
            case ChooseSample(position):
                del self._chosen[position]


def _position(event: Event) -> int:
    return event.position
