"""Snapshots of a run's parameters, from which any step is reached again by replay.

Keyframes are kept at even distances for as long as the run lives, as near each other as the length of the run and
`KEPT_BYTES` let them be, and so that a replay from one to the next takes a few dozen milliseconds. The snapshots of
steps near the one walked last are kept besides, within a fixed number of bytes, so that walking back costs little.
"""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import prod

from cnnviz.nn import Network
from cnnviz.training.snapshots import Shelf, Snapshot

KEPT_BYTES = 120_000_000
RECENT_BYTES = 12_000_000
FINE = 8
"""Steps between the snapshots that are remembered of a stretch walked in one go."""
SAVED_APART = 48
"""Steps, at the least, between the keyframes that a saved run takes along."""

_MOST_APART = 16
_MOST_REPLAYED = 1_000_000
"""Of what a replay from one keyframe to the next computes, in multiply-adds of a forward pass."""
_STEP_BESIDES = 13_000
"""What a step takes besides its multiply-adds, in these."""
_SHARE_PACKED = 0.75
"""What is left of a snapshot when it is told by its changes, as measured on the presets, where it is a little less."""
_GROUP = 8
"""Keyframes to a whole one, where the others are told by what differs from it."""
_OVERHEAD = 200
"""Bytes that a snapshot takes besides its numbers."""


@dataclass(frozen=True, slots=True)
class Spacing:
    """How keyframes are kept."""

    apart: int
    """Steps from one to the next."""
    packs: bool
    """Whether they are packed, which takes the time of half a step for each."""


def spacing(network: Network, steps: int) -> Spacing:
    """How the keyframes of a run of so many steps are kept.

    It follows from the network's size and the run's length alone, so that the same run has the same keyframes.
    """
    shapes = list(zip(network.layers, network.shapes, network.shapes[1:], strict=False))
    weights = [(layer.parameter_shapes(shape).get("weight"), output) for layer, shape, output in shapes]
    work = _STEP_BESIDES + sum(weight.size * prod(output[1:]) for weight, output in weights if weight is not None)
    wanted = max(1, min(_MOST_APART, _MOST_REPLAYED // work))
    whole = steps * (8 * sum(shape.size for shape in network.parameter_shapes().values()) + _OVERHEAD)
    packs = whole > KEPT_BYTES * wanted
    return Spacing(max(wanted, -int(-whole * _SHARE_PACKED // KEPT_BYTES)) if packs else wanted, packs)


class Keyframes:
    """The parameters of a network (flat, as `Network.state()`) before some of the steps of a run."""

    def __init__(self, start: Sequence[float], how: Spacing, position: int = 0) -> None:
        self._how = how
        self._kept = Shelf()
        self._recent = Shelf()
        self._room = max(2, RECENT_BYTES // (8 * len(start) + _OVERHEAD))
        self._kept.put(position, Snapshot.of(start))

    @property
    def apart(self) -> int:
        """Steps from one keyframe to the next."""
        return self._how.apart

    @property
    def room(self) -> int:
        """How many steps can be remembered."""
        return self._room

    @property
    def bytes(self) -> int:
        """Bytes of all the parameters that are kept and remembered."""
        return self._kept.bytes + self._recent.bytes

    def wants(self, position: int) -> bool:
        """Whether a step is one to keep that is not kept yet."""
        return position % self.apart == 0 and position not in self._kept

    def keep(self, position: int, state: Sequence[float]) -> None:
        """Keep the parameters before step `position` for good.

        Should the changes be greater than foreseen, so that there is no room for all, every other one goes, those of
        the first steps first.
        """
        snapshot, before = Snapshot.of(state), self._kept.latest(position)
        if self._how.packs and before is not None and position % (_GROUP * self.apart):
            snapshot = snapshot.next_to(self._kept[before])
        self._kept.put(position, snapshot)
        while self._kept.bytes > KEPT_BYTES and len(self._kept) > _GROUP:
            between = [at for at in self._kept.positions[1:] if at % (2 * self.apart)]
            for at in between[: len(between) // _GROUP + 1]:
                self._kept.drop(at)
            if not between:
                self._how = replace(self._how, apart=2 * self.apart)

    def remember(self, position: int, state: Sequence[float]) -> None:
        """Keep the parameters before step `position`, where the run is walked now, until that is elsewhere."""
        self._recent.put(position, Snapshot.of(state))
        while len(self._recent) > self._room:
            self._recent.drop_farthest(position)

    def last(self, position: int) -> int:
        """The last step up to `position` whose parameters are known; the first of all where there is none."""
        found = [at for shelf in (self._kept, self._recent) if (at := shelf.latest(position)) is not None]
        return max(found, default=self._kept.positions[0])

    def nearest(self, position: int) -> "tuple[int, array[float]]":
        """`last`, and the parameters there."""
        at = self.last(position)
        return at, (self._recent if at in self._recent else self._kept)[at].state()

    def thinned(self, position: int, most_bytes: int) -> dict[int, Sequence[float]]:
        """What is kept for good between the start and a position, as much as fits, spread over the way."""
        size = len(self._kept[self._kept.positions[0]].whole)
        apart = max(SAVED_APART, -(-position // (max(1, most_bytes // max(1, size)) + 1)))
        taken: dict[int, Sequence[float]] = {}
        wanted = apart
        for at in self._kept.positions:
            if wanted <= at < position:
                taken[at] = self._kept[at].state()
                wanted = at + apart
        return taken

    def replace(self, position: int, state: Sequence[float]) -> None:
        """Drop what is kept from `position` on, and keep these parameters there."""
        self.forget_after(position - 1)
        if position == 0 or self.wants(position):
            self.keep(position, state)
        else:
            self.remember(position, state)

    def copy(self, position: int) -> "Keyframes":
        """What is kept for the steps up to `position`, to go on with by itself; the parameters are shared."""
        other = Keyframes((), self._how, position)
        other._room = self._room
        other._kept = self._kept.until(position)
        other._recent = self._recent.until(position)
        return other

    def rest(self, most: int) -> None:
        """Keep at most so many bytes, evenly spaced, and always the start: nobody walks here for now."""
        self._recent = Shelf()
        places = list(self._kept.positions)
        size = len(self._kept[places[0]].whole)
        while len(places) > 2 and len(places) * size > most:
            places = places[::2]
        kept, self._kept = self._kept, Shelf()
        for place in places:
            self._kept.put(place, Snapshot.of(kept[place].state()))  # whole: so it keeps no others alive

    def forget_after(self, position: int) -> None:
        """Drop what is kept for steps after `position`: they will not come again."""
        self._kept = self._kept.until(position)
        self._recent = self._recent.until(position)
