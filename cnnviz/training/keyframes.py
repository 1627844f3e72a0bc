"""Snapshots of a run's parameters, from which any step is reached again by replay.

A keyframe is kept every `EVERY` steps for as long as the run lives; the snapshots of the steps replayed last are
kept too, within a fixed number of bytes, so that walking back through them costs nothing.
"""

from array import array
from collections import OrderedDict
from collections.abc import Sequence

EVERY = 100
RECENT_BYTES = 16_000_000


class Keyframes:
    """The parameters of a network (flat, as `Network.state()`) before some of the steps of a run."""

    def __init__(self, start: Sequence[float], position: int = 0) -> None:
        self._kept = {position: array("d", start)}
        self._recent: OrderedDict[int, array[float]] = OrderedDict()
        self._room = max(2, RECENT_BYTES // max(1, 8 * len(start)))

    def wants(self, position: int) -> bool:
        """Whether a step is one to keep that is not kept yet."""
        return position % EVERY == 0 and position not in self._kept

    def keep(self, position: int, state: Sequence[float]) -> None:
        """Keep the parameters before step `position` for good."""
        self._kept[position] = array("d", state)

    def remember(self, position: int, state: Sequence[float]) -> None:
        """Keep the parameters before step `position` until there is no room for them."""
        self._recent[position] = array("d", state)
        self._recent.move_to_end(position)
        while len(self._recent) > self._room:
            self._recent.popitem(last=False)

    def nearest(self, position: int) -> "tuple[int, array[float]]":
        """The last step up to `position` whose parameters are kept, and they; the first of all where there is none."""
        best = max(
            (kept for kept in (*self._kept, *self._recent) if kept <= position),
            default=min(self._kept),
        )
        return best, self._recent[best] if best in self._recent else self._kept[best]

    def thinned(self, position: int, most_bytes: int) -> dict[int, Sequence[float]]:
        """What is kept for good between the start and a position, as much as fits, evenly spread."""
        kept = sorted(at for at in self._kept if 0 < at < position and at % EVERY == 0)
        fitting = max(1, most_bytes // (8 * max(1, len(self._kept[min(self._kept)]))))
        apart = -(-len(kept) // fitting)
        return {at: self._kept[at] for at in kept[apart - 1 :: apart]} if kept else {}

    def replace(self, position: int, state: Sequence[float]) -> None:
        """Drop what is kept from `position` on, and keep these parameters there."""
        self.forget_after(position - 1)
        if position == 0 or self.wants(position):
            self.keep(position, state)
        else:
            self.remember(position, state)

    def copy(self, position: int) -> "Keyframes":
        """What is kept for the steps up to `position`, to go on with by itself; the parameters are shared."""
        other = Keyframes((), position)
        other._room = self._room
        other._kept = self._kept.copy()
        other._recent = self._recent.copy()
        other.forget_after(position)
        return other

    def rest(self, most: int) -> None:
        """Keep at most so many bytes, evenly spaced, and always the start: nobody walks here for now."""
        self._recent.clear()
        places = sorted(self._kept)
        while len(places) > 2 and sum(8 * len(self._kept[place]) for place in places) > most:
            places = places[::2]
        self._kept = {place: self._kept[place] for place in places}

    def forget_after(self, position: int) -> None:
        """Drop what is kept for steps after `position`: they will not come again."""
        self._kept = {kept: state for kept, state in self._kept.items() if kept <= position}
        self._recent = OrderedDict((kept, state) for kept, state in self._recent.items() if kept <= position)
