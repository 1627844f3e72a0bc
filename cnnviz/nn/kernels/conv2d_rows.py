"""Maps as rows, with the rows of zeros left out: what the convolution's generated functions are handed."""

from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple, TypeAlias

from cnnviz.nn.layer import Tensor

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
