"""Maps as rows, with the rows of zeros left out, and in blocks: what a convolution's generated functions are handed."""

from collections.abc import Callable, Sequence
from itertools import chain, pairwise
from typing import NamedTuple, TypeAlias

from cnnviz.nn.layer import Tensor

BREATH = 12_000
"""About how many products may pass between two calls of `breathe`: 0.2 ms."""

Rows: TypeAlias = list[list[float] | None]
"""The rows of a map; None where all entries are 0."""


class LivingRows(NamedTuple):
    """The rows of a volume that are not blank."""

    maps: list[Rows]
    nonzeros: float
    """About how many entries are not 0: one in four of the rows that are not blank is counted."""
    share: float
    """About which share of the entries is not 0 in the rows that are not blank."""


def living_rows(volume: Tensor) -> LivingRows:
    """The volume by rows, and how many zeros there are to pass over."""
    maps: list[Rows] = [[row if any(row) else None for row in rows] for rows in volume]
    kept = [row for rows in maps for row in rows if row is not None]
    counted, columns = kept[::4], len(volume[0][0])
    zeros = sum(row.count(0.0) for row in counted)
    share = 1.0 - zeros / (len(counted) * columns) if counted else 0.0
    return LivingRows(maps, share * len(kept) * columns, share)


def side_by_side(maps: Sequence[Rows], columns: int, before: int, length: int) -> list[list[float]]:
    """Row by row, all maps' rows in one list; blank rows before and after them, `length` rows in all."""
    blank = [0.0] * columns
    if len(maps) == 1:
        rows = [row or blank for row in maps[0]]
        outside = blank
    else:
        rows = [list(chain.from_iterable(row or blank for row in level)) for level in zip(*maps, strict=True)]
        outside = blank * len(maps)
    return [*[outside] * before, *rows, *[outside] * (length - before - len(rows))]


def blocks_of(maps: int, fits: Callable[[int], bool]) -> list[slice]:
    """The maps in as few blocks as fit a function, alike in size; one map a block at least."""
    most = maps
    while most > 1 and not fits(most):
        most -= 1
    count = -(-maps // most)
    return [slice(start, stop) for start, stop in pairwise(maps * number // count for number in range(count + 1))]
