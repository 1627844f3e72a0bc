"""What the network answers on each image of a run, asked a few at a time by whoever has a moment to spare.

Each answer is kept with the position that it was asked at, its age: once the run has moved on it is out of date, but
still the newest that is known of its image, until it is asked again. Images that somebody looks at are asked first.
"""

from array import array
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Final, TypeAlias

from cnnviz.datasets import Sample
from cnnviz.training.predicted import NEVER, UNKNOWN, Predicted
from cnnviz.training.session import Session
from cnnviz.training.timeline import Event, SetParameter

PARTS: Final = ("train", "test")
"""The two sets of a run."""

_NO_COURSE: Final = -1
"""In the place of a course's number: to be asked again wherever the run stands."""

_Course: TypeAlias = tuple[Event, ...]


class _Part:
    """The answers on one set, to be added to."""

    def __init__(self, images: int) -> None:
        self.classes = bytearray(images)
        self.confidences = array("f", [UNKNOWN]) * images
        self.true_probabilities = array("f", [UNKNOWN]) * images
        self.ages = array("i", [NEVER]) * images
        self.courses = array("i", [0]) * images
        self.told: Predicted | None = None

    def snapshot(self) -> Predicted:
        """The answers as they are; the same object as long as none is added."""
        if self.told is None:
            self.told = Predicted(bytes(self.classes), self.confidences[:], self.true_probabilities[:], self.ages[:])
        return self.told


class Predictions:
    """The answers on all images of one session, and which to ask for next."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._parts = {"train": _Part(len(session.train_samples)), "test": _Part(len(session.test_samples))}
        self._in_sight: tuple[str, tuple[int, ...]] = ("", ())
        self._events: _Course = ()
        self._course_numbers: dict[_Course, int] = {}
        self._moment: tuple[int, int] | None = None
        self._left = 0
        self._first = 0
        self._next = 0
        self._take_over()

    def look_at(self, part: str, indices: Sequence[int]) -> None:
        """Ask for these images of the "train" or the "test" set first, then for the others of it; "": for none.

        Places where there is no image are left out.
        """
        there = len(self._parts[part].ages) if part in self._parts else 0
        self._in_sight = (part if there else "", tuple(index for index in indices if 0 <= index < there))
        self._moment = None

    @property
    def is_complete(self) -> bool:
        """Whether all images of the set in sight have been asked under the parameters as they are."""
        self._follow()
        return not self._left

    @property
    def is_sight_complete(self) -> bool:
        """Whether those images have that are in sight themselves."""
        self._follow()
        return self._wanted() is None

    def go_on(self, images: int, interrupted: Callable[[], bool] | None = None) -> int:
        """Ask for at most so many images, those in sight first, or until `interrupted()`; returns how many it was.

        The network's parameters stay as they are, and so does the session.
        """
        self._follow()
        asked = 0
        while asked < images and self._left:
            index = self._wanted()
            self._ask(self._other() if index is None else index)
            asked += 1
            if interrupted is not None and interrupted():
                break
        return asked

    def renew_oldest(self) -> bool:
        """Ask for the image in sight whose answer is the oldest; False where there is none to ask for."""
        self._follow()
        part, indices = self._in_sight
        if not part:
            return False
        ages, now = self._parts[part].ages, self._session.position
        oldest = min((index for index in indices if ages[index] != now), key=ages.__getitem__, default=None)
        if oldest is not None:
            self._ask(oldest)
        return oldest is not None

    def hear(self, part: str, index: int, probabilities: Sequence[float]) -> None:
        """Keep what the network as it is has answered on an image."""
        self._follow()
        position, course = self._now()
        kept = self._parts[part]
        was_left = kept.ages[index] != position
        answered = probabilities.index(max(probabilities))
        kept.classes[index] = answered
        kept.confidences[index] = probabilities[answered]
        kept.true_probabilities[index] = probabilities[self._samples(part)[index].target]
        kept.ages[index], kept.courses[index] = position, course
        kept.told = None
        if part == self._in_sight[0] and was_left:
            self._left -= 1

    def snapshot(self) -> Mapping[str, Predicted]:
        """The answers on both sets as they are. A set that nothing was added to is the same object as before."""
        self._follow()
        return MappingProxyType({name: part.snapshot() for name, part in self._parts.items()})

    def _samples(self, part: str) -> Sequence[Sample]:
        return self._session.train_samples if part == "train" else self._session.test_samples

    def _ask(self, index: int) -> None:
        part = self._in_sight[0]
        probabilities = self._session.network.predict(self._samples(part)[index].image)
        self.hear(part, index, probabilities)

    def _wanted(self) -> int | None:
        """The first image in sight that is still to be asked."""
        part, indices = self._in_sight
        if not part:
            return None
        ages, now = self._parts[part].ages, self._session.position
        while self._first < len(indices):
            if ages[indices[self._first]] != now:
                return indices[self._first]
            self._first += 1
        return None

    def _other(self) -> int:
        """The next image of the set that is still to be asked; there must be one."""
        ages, now = self._parts[self._in_sight[0]].ages, self._session.position
        index = self._next % len(ages)
        while ages[index] == now:
            index = (index + 1) % len(ages)
        self._next = index + 1
        return index

    def _follow(self) -> None:
        """Notice where the session has gone."""
        events = self._session.events
        if events != self._events:
            self._events = events
            for part in self._parts.values():
                self._part_courses(part)
            self._moment = None
        moment = self._now()
        if moment != self._moment:
            self._moment = moment
            name = self._in_sight[0]
            ages = self._parts[name].ages if name else array("i")
            self._left = len(ages) - ages.count(self._session.position)
            self._first = 0

    def _now(self) -> tuple[int, int]:
        position = self._session.position
        return position, self._course(position)

    def _course(self, position: int) -> int:
        """A number for all that was changed in the run before the network got the parameters of a position."""
        behind = tuple(
            event
            for event in self._events
            if event.position < position or (event.position == position and isinstance(event, SetParameter))
        )
        return self._course_numbers.setdefault(behind, len(self._course_numbers))

    def _part_courses(self, part: _Part) -> None:
        """Tell the answers of the run as it has come to be from those that were asked on another course."""
        numbers: dict[int, int] = {}
        for index, age in enumerate(part.ages):
            if age == NEVER:
                continue
            position = age if age >= 0 else -2 - age
            if position not in numbers:
                numbers[position] = self._course(position)
            part.ages[index] = position if part.courses[index] == numbers[position] else -2 - position
        part.told = None

    def _take_over(self) -> None:
        """Begin with the answers of a run that has been evaluated before."""
        self._follow()
        latest = self._session.history.latest_evaluation
        if latest is not None:
            epochs, evaluation = latest
            position = epochs * self._session.steps_per_epoch
            part = self._parts["test"]
            part.classes = bytearray(evaluation.predictions)
            part.ages = array("i", [-2 - position]) * len(part.ages)
            part.courses = array("i", [_NO_COURSE]) * len(part.ages)


def ask_all(session: Session) -> Mapping[str, Predicted]:
    """The answers on all images of a session, under its parameters as they are."""
    predictions = Predictions(session)
    for part in PARTS:
        predictions.look_at(part, ())
        while predictions.go_on(1_000):
            pass
    return predictions.snapshot()
