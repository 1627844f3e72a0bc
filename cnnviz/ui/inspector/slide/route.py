"""Which places a walk stops at, and in which order. No Qt."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from enum import Enum
from typing import NamedTuple


class Grain(Enum):
    """How large the steps of a walk are."""

    POSITION = "position by position"
    CHANNEL = "channel by channel"
    PRODUCT = "product by product"


class Place(NamedTuple):
    """Where a walk stands."""

    position: int
    """The window's place among all, in reading order."""
    done: int
    """How many of the position's terms are counted."""


class Route:
    """The positions that are visited and, at each, after how many terms the walk stops."""

    def __init__(self, positions: Sequence[int], stops: Sequence[int]) -> None:
        """Both ascend, and neither is empty."""
        self.positions = tuple(positions)
        self.stops = tuple(stops)

    @property
    def first(self) -> Place:
        """Where the walk begins."""
        return Place(self.positions[0], self.stops[0])

    @property
    def last(self) -> Place:
        """Where it ends."""
        return Place(self.positions[-1], self.stops[-1])

    def after(self, place: Place) -> Place:
        """The next stop; the last where there is none. The place need not be a stop."""
        if place.position in self.positions:
            later = bisect_right(self.stops, place.done)
            if later < len(self.stops):
                return Place(place.position, self.stops[later])
        later = bisect_right(self.positions, place.position)
        return Place(self.positions[later], self.stops[0]) if later < len(self.positions) else self.last

    def before(self, place: Place) -> Place:
        """The stop before; the first where there is none."""
        if place.position in self.positions:
            earlier = bisect_left(self.stops, place.done)
            if earlier:
                return Place(place.position, self.stops[earlier - 1])
        earlier = bisect_left(self.positions, place.position)
        return Place(self.positions[earlier - 1], self.stops[-1]) if earlier else self.first

    def number(self, position: int) -> int:
        """Which of the visited positions it is, or comes after, from 0."""
        return max(0, bisect_right(self.positions, position) - 1)

    def is_at_end(self, place: Place) -> bool:
        """Whether nothing comes after."""
        return place >= self.last
