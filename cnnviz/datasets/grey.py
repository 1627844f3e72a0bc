"""Grey pictures of any size as rows of bytes, and which of their levels are ink.

A picture is a tuple of rows, each a `bytes` of levels 0 to 255: what is done to every pixel is then a table of 256
entries (`bytes.translate`), which is fast enough to follow a pen.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final, TypeAlias

from cnnviz.datasets.errors import DatasetError
from cnnviz.datasets.resample import resample

Picture: TypeAlias = tuple[bytes, ...]
"""Rows of grey levels, [row][column], 0 to 255."""

FULL: Final = 255
_NEARLY_FULL: Final = 254
"""Each digit of MNIST reaches 254 or 255; what does so is left as it is."""
_EVEN: Final = 2
"""Levels by which the border of a drawn picture may differ from its most frequent one; a photograph's differs more."""
_TILES: Final = 4
"""Across and down; a photograph's background is taken from each."""
_BEYOND_INK: Final = 0.8
"""The share of a tile's pixels, ink first, after which its background has surely begun."""
_NOISE_SPREADS: Final = 4
_FAINTEST_SHARE: Final = 0.3
"""What a photograph shows fainter than this share of its strongest ink is paper."""


@dataclass(frozen=True, slots=True)
class Ink:
    """A picture's ink, bright (up to 255) on a background of 0, and in one sentence how it was found."""

    picture: Picture
    explanation: str


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
    scale = 1.0 if strongest >= _NEARLY_FULL else FULL / strongest
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


def find_ink(picture: Picture) -> Ink:
    """Tell ink from background: the background is what the picture's border shows.

    Ink is on that side of the background, brighter or darker, on which the levels go farther away from it. It is
    stretched so that the strongest is 255. Where the border is uneven, as in a photograph, the background is
    measured all over the picture and what is not clearly ink is taken away.

    Raises DatasetError where nothing differs from the background.
    """
    border = _border(picture)
    background = border[len(border) // 2]
    lowest, highest = _extremes(picture)
    is_light = background - lowest > highest - background
    ground = f"The border is {'light' if is_light else 'dark'} (level {background})"
    how = "so the ink is what is darker: inverted" if is_light else "so the ink is what is brighter: not inverted"
    if _is_even(border, background):
        strongest = max(background - lowest, highest - background)
        if strongest <= _EVEN:
            raise DatasetError(
                f"The picture is empty: all of it has the level {background} of its border; it needs ink to read."
            )
        table = _ramp(background, 0, strongest, -1 if is_light else 1)
        stretched = "" if strongest >= _NEARLY_FULL else f", and its strongest level, {strongest}, stretched to {FULL}"
        return Ink(tuple(row.translate(table) for row in picture), f"{ground}, {how}{stretched}.")
    ink = _ink_of_photograph(picture, is_light)
    return Ink(ink, f"{ground} and uneven, {how}, and what is too faint for ink removed.")


def _levels(row: Sequence[float], number: int) -> bytes:
    for column, level in enumerate(row):
        if not 0 <= level <= FULL:
            raise DatasetError(f"Row {number}, column {column} of the picture is {level}; levels go from 0 to {FULL}.")
    return bytes([int(level + 0.5) for level in row])


def _border(picture: Picture) -> bytes:
    """The levels of the outermost pixels, sorted."""
    sides = (bytes([row[0], row[-1]]) for row in picture)
    return bytes(sorted(chain(picture[0], picture[-1], *sides)))


def _extremes(picture: Picture) -> tuple[int, int]:
    """The lowest and the highest level; looking a level up is so fast that trying all beats comparing all pixels."""
    pixels = b"".join(picture)
    present = [level for level in range(256) if level in pixels]
    return present[0], present[-1]


def _is_even(border: bytes, background: int) -> bool:
    """Whether the better half of a border, as ink may touch it, has one level."""
    near = sum(count for level, count in Counter(border).items() if abs(level - background) <= _EVEN)
    return 2 * near > len(border)


def _ramp(background: int, faintest: float, strongest: float, side: int) -> bytes:
    """A table for `bytes.translate`: how far a level is from the background, `faintest` and less to 0."""
    if (strongest >= _NEARLY_FULL) and not faintest:
        return bytes([min(max(side * (level - background), 0), FULL) for level in range(256)])
    scale = FULL / (strongest - faintest)
    return bytes(
        [int(min(max((side * (level - background) - faintest) * scale, 0.0), FULL) + 0.5) for level in range(256)]
    )


def _ink_of_photograph(picture: Picture, is_light: bool) -> Picture:
    """Take away the background, as it is in each part of the picture, and all that is not clearly ink."""
    rows, columns = len(picture), len(picture[0])
    background = resample(_tile_levels(picture, is_light), rows, columns)
    side = -1 if is_light else 1
    away = tuple(
        bytes([min(max(int(side * (level - ground)), 0), FULL) for level, ground in zip(row, grounds, strict=True)])
        for row, grounds in zip(picture, background, strict=True)
    )
    strongest = _extremes(away)[1]
    border = _border(away)
    faintest = max(_NOISE_SPREADS * border[len(border) // 2], _FAINTEST_SHARE * strongest)
    if strongest <= faintest:
        raise DatasetError("The picture is empty: nothing in it stands out from its background; it needs ink to read.")
    table = _ramp(0, faintest, strongest, 1)
    return tuple(row.translate(table) for row in away)


def _tile_levels(picture: Picture, is_light: bool) -> list[list[int]]:
    """The background's level in each of `_TILES` by `_TILES` parts of the picture."""
    rows, columns = len(picture), len(picture[0])
    down, across = min(_TILES, rows), min(_TILES, columns)
    levels: list[list[int]] = []
    for tile_row in range(down):
        part = picture[tile_row * rows // down : (tile_row + 1) * rows // down]
        levels.append([])
        for tile in range(across):
            left, right = tile * columns // across, (tile + 1) * columns // across
            pixels = sorted(chain.from_iterable(row[left:right] for row in part), reverse=is_light)
            levels[-1].append(pixels[int((1 - _BEYOND_INK) * len(pixels))])
    return levels
