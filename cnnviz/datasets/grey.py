"""Grey pictures of any size as rows of bytes: their levels made, averaged, stretched and told apart.

A picture is a tuple of rows, each a `bytes` of levels 0 to 255: what is done to every pixel is then a table of 256
entries (`bytes.translate`), which is fast enough to follow a pen.
"""

from collections.abc import Sequence
from itertools import chain
from typing import Final, TypeAlias

from cnnviz.datasets.errors import DatasetError

Picture: TypeAlias = tuple[bytes, ...]
"""Rows of grey levels, [row][column], 0 to 255."""

FULL: Final = 255
NEARLY_FULL: Final = 254
"""Each digit of MNIST reaches 254 or 255; what does so is left as it is."""


def grey(picture: Sequence[Sequence[float]]) -> Picture:
    """Rows of numbers from 0 to 255 as rows of bytes, rounded.

    Raises DatasetError where there are no pixels, the rows differ in length, or a number is not between 0 and 255.
    """
    if not len(picture) or not len(picture[0]):
        raise DatasetError("The picture has no pixels; it needs at least one row and one column.")
    width = len(picture[0])
    for number, row in enumerate(picture):
        if len(row) != width:
            raise DatasetError(
                f"Row {number} of the picture has {len(row)} pixels, but row 0 has {width}; they must be equally long."
            )
    return tuple(row if isinstance(row, bytes) else _levels(row, number) for number, row in enumerate(picture))


def stretched(rows: Sequence[Sequence[float]]) -> Picture:
    """Rows of numbers from 0 to 255, not all 0, as rows of bytes, times what makes the strongest 255.

    Nothing is done to a picture whose strongest level nearly is 255.
    """
    strongest = max(map(max, rows))
    scale = 1.0 if strongest >= NEARLY_FULL else FULL / strongest
    return tuple(bytes([int(level * scale + 0.5) for level in row]) for row in rows)


def shrink(picture: Picture, down: int, across: int) -> Picture:
    """A large picture with each block of `down` by `across` pixels as one, its average; what is left over is cut."""
    size = down * across
    columns = len(picture[0]) // across * across
    reduced = []
    for top in range(0, len(picture) - down + 1, down):
        pixels = [row[first:columns:across] for row in picture[top : top + down] for first in range(across)]
        reduced.append(bytes([(2 * total + size) // (2 * size) for total in map(sum, zip(*pixels, strict=True))]))
    return tuple(reduced)


def border(picture: Picture) -> bytes:
    """The levels of the outermost pixels, sorted."""
    sides = (bytes([row[0], row[-1]]) for row in picture)
    return bytes(sorted(chain(picture[0], picture[-1], *sides)))


def extremes(picture: Picture) -> tuple[int, int]:
    """The lowest and the highest level; looking a level up is so fast that trying all beats comparing all pixels."""
    pixels = b"".join(picture)
    present = [level for level in range(256) if level in pixels]
    return present[0], present[-1]


def ramp(background: int, faintest: float, strongest: float, side: int) -> bytes:
    """A table for `bytes.translate`: how far a level is from the background, `faintest` and less to 0."""
    if (strongest >= NEARLY_FULL) and not faintest:
        return bytes([min(max(side * (level - background), 0), FULL) for level in range(256)])
    scale = FULL / (strongest - faintest)
    return bytes(
        [int(min(max((side * (level - background) - faintest) * scale, 0.0), FULL) + 0.5) for level in range(256)]
    )


def _levels(row: Sequence[float], number: int) -> bytes:
    for column, level in enumerate(row):
        if not 0 <= level <= FULL:
            raise DatasetError(f"Row {number}, column {column} of the picture is {level}; levels go from 0 to {FULL}.")
    return bytes([int(level + 0.5) for level in row])
