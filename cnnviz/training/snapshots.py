"""A network's parameters at some of the steps of a run, to the bit: whole, or as what differs from a whole one.

Between two moments near each other a weight keeps its sign, its exponent and the upper part of its mantissa. So the
exclusive or of the two, byte by byte of equal rank, is zeros for a third of its length, which zlib takes away.
"""

import struct
import zlib
from array import array
from bisect import bisect_left, bisect_right, insort
from collections.abc import Sequence
from dataclasses import dataclass

_FLOAT = 8
"""Bytes."""
_FASTEST = 1
"""Of zlib's levels; the others take longer for a hundredth of the length."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Parameters, flat as `Network.state()`. It does not change."""

    whole: bytes
    """These parameters, or those that the changes are to be made to: shared with other snapshots."""
    changes: bytes = b""

    @classmethod
    def of(cls, state: Sequence[float]) -> "Snapshot":
        """The parameters as they are: no other way is as quick."""
        return cls(struct.pack(f"{len(state)}d", *state))

    def next_to(self, other: "Snapshot") -> "Snapshot":
        """The same parameters, told by what differs from the other's whole ones, where that is shorter."""
        ranks = _exclusive_or(self.whole, other.whole)
        changes = zlib.compress(b"".join(ranks[rank::_FLOAT] for rank in range(_FLOAT)), _FASTEST)
        return Snapshot(other.whole, changes) if len(changes) < len(self.whole) else self

    @property
    def bytes(self) -> int:
        """Bytes that are not shared with others."""
        return len(self.changes or self.whole)

    def state(self) -> "array[float]":
        """The parameters."""
        whole = self.whole
        if self.changes:
            unpacked = zlib.decompress(self.changes)
            size = len(unpacked) // _FLOAT
            ranks = bytearray(len(unpacked))
            for rank in range(_FLOAT):
                ranks[rank::_FLOAT] = unpacked[rank * size : (rank + 1) * size]
            whole = _exclusive_or(whole, ranks)
        state = array("d")
        state.frombytes(whole)
        return state


class Shelf:
    """Snapshots by position."""

    def __init__(self) -> None:
        self._snapshots: dict[int, Snapshot] = {}
        self._positions: list[int] = []
        self.bytes = 0

    def __contains__(self, position: int) -> bool:
        return position in self._snapshots

    def __getitem__(self, position: int) -> Snapshot:
        return self._snapshots[position]

    def __len__(self) -> int:
        return len(self._positions)

    @property
    def positions(self) -> Sequence[int]:
        """Where there are snapshots, in order."""
        return self._positions

    def put(self, position: int, snapshot: Snapshot) -> None:
        """Put a snapshot in its place; it takes the place of another one there."""
        self.drop(position)
        self._snapshots[position] = snapshot
        insort(self._positions, position)
        self.bytes += snapshot.bytes

    def drop(self, position: int) -> None:
        """Take away the snapshot at a position, if there is one."""
        snapshot = self._snapshots.pop(position, None)
        if snapshot is not None:
            del self._positions[bisect_left(self._positions, position)]
            self.bytes -= snapshot.bytes

    def drop_farthest(self, position: int) -> None:
        """Take away the one that is farthest from a position."""
        first, last = self._positions[0], self._positions[-1]
        self.drop(first if position - first >= last - position else last)

    def latest(self, position: int) -> int | None:
        """The last position up to this one where there is a snapshot; None where there is none."""
        place = bisect_right(self._positions, position)
        return self._positions[place - 1] if place else None

    def until(self, position: int) -> "Shelf":
        """A shelf of its own with the same snapshots up to a position."""
        other = Shelf()
        for at, snapshot in self._snapshots.items():
            if at <= position:
                other.put(at, snapshot)
        return other


def _exclusive_or(one: bytes, other: bytes | bytearray) -> bytes:
    return (int.from_bytes(one, "little") ^ int.from_bytes(other, "little")).to_bytes(len(one), "little")
