"""The images that stay on view: what the network makes of each, computed again as soon as there is time for it.

What a network makes of an image is a function of its parameters, and those of a position are a function of the events
behind it. So what is known of a pin is kept until the position is another, or the events behind it are others.
"""

import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from cnnviz.nn import NetworkError
from cnnviz.training import Event, Session, SetParameter
from cnnviz.ui.frame import Pin, ProbeChoice
from cnnviz.ui.probing import probe_of

MOST: Final = 6
"""The pins that there may be."""

_SHARE: Final = 0.05
"""The part of the time at full speed that goes into pins."""

_MARGIN: Final = 0.005
"""Seconds that are left before a phase is due."""

_Course = tuple[Event, ...]


def events_behind(events: Iterable[Event], position: int) -> _Course:
    """The events that the parameters at a position come from."""
    return tuple(
        event
        for event in events
        if event.position < position or (event.position == position and isinstance(event, SetParameter))
    )


@dataclass(slots=True, eq=False)
class _Slot:
    pin: Pin
    position: int | None = None
    course: _Course = ()
    turn: int = 0
    """Counts up with every pin that is computed."""
    outdated: Pin | None = None
    """The pin without its position, for a run that has been changed behind it."""

    def is_of(self, position: int, course: _Course) -> bool:
        """Whether it is computed under the parameters of a position that was come to by these events."""
        return self.position == position and _are_same(self.course, course)

    def told(self, events: _Course) -> Pin:
        """What is true of it in a run with these events."""
        if self.position is None or _are_same(self.course, events_behind(events, self.position)):
            return self.pin
        if self.outdated is None:
            self.outdated = replace(self.pin, position=None)
        return self.outdated


class Pinning:
    """The pins on a session, and when to go on with them. It has no thread: the worker asks it to."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._slots: list[_Slot] = []
        self._told: tuple[Pin, ...] = ()
        self._has_changed = False
        self._turn = 0
        self._next_at_full_speed = 0.0
        self._slowest_lately = 0.05

    def choose(self, choices: Iterable[ProbeChoice]) -> None:
        """Which images are pinned, at most `MOST`; what is known of those that were before stays known."""
        known = self._slots
        self._slots = []
        for choice in choices:
            if len(self._slots) < MOST and all(slot.pin.choice != choice for slot in self._slots):
                kept = next((slot for slot in known if slot.pin.choice == choice), None)
                self._slots.append(kept or _Slot(Pin(choice)))

    @property
    def is_complete(self) -> bool:
        """Whether every pin is computed under the parameters as they are."""
        return self._stalest() is None

    @property
    def has_news(self) -> bool:
        """Whether pins have been computed since they were taken, and none is left to be."""
        return self._has_changed and self.is_complete

    def take(self) -> tuple[Pin, ...]:
        """The pins for a frame; the same object as long as nothing is new."""
        self._has_changed = False
        pins = tuple(slot.told(self._session.events) for slot in self._slots)
        if not _are_same(pins, self._told):
            self._told = pins
        return self._told

    def go_on(self) -> None:
        """Compute the pin that has waited longest, if any is out of date.

        The network's parameters stay as they are, and so does the session.
        """
        slot = self._stalest()
        if slot is None:
            return
        session, start = self._session, time.monotonic()
        pin = _computed(session, slot.pin.choice)
        slot.pin, slot.outdated = pin, None
        slot.position, slot.course = session.position, events_behind(session.events, session.position)
        self._turn += 1
        slot.turn = self._turn
        self._has_changed = True
        self._slowest_lately = max(time.monotonic() - start, 0.9 * self._slowest_lately)

    def fits(self, seconds: float) -> bool:
        """Whether a pin is out of date, and there is time to compute it."""
        return seconds > 2 * self._slowest_lately + _MARGIN and not self.is_complete

    def go_on_within(self, seconds: float) -> None:
        """Compute one pin, if that is certain to take less time."""
        if self.fits(seconds):
            self.go_on()

    def go_on_at_full_speed(self) -> None:
        """Compute one pin now and then."""
        now = time.monotonic()
        if now >= self._next_at_full_speed and not self.is_complete:
            self.go_on()
            done = time.monotonic()
            self._next_at_full_speed = done + (done - now) / _SHARE

    def _stalest(self) -> _Slot | None:
        if not self._slots:
            return None
        position = self._session.position
        course = events_behind(self._session.events, position)
        outdated = (slot for slot in self._slots if not slot.is_of(position, course))
        return min(outdated, key=lambda slot: slot.turn, default=None)


def _computed(session: Session, choice: ProbeChoice) -> Pin:
    try:
        return Pin(choice, probe_of(session, choice), session.position)
    except (NetworkError, IndexError, ArithmeticError) as error:
        return Pin(choice, position=session.position, problem=f"This image cannot be shown: {error}.")


def _are_same(one: tuple[object, ...], other: tuple[object, ...]) -> bool:
    """Whether two tuples hold the very same objects; an event of equal numbers may differ in the sign of a 0."""
    return len(one) == len(other) and all(a is b for a, b in zip(one, other, strict=True))
