"""Which levels of a grey picture are ink, or another thing that it shows, and which are background."""

from collections import Counter
from dataclasses import dataclass
from itertools import chain
from typing import Final

from cnnviz.datasets.errors import DatasetError
from cnnviz.datasets.grey import FULL, NEARLY_FULL, Picture, border, extremes, ramp
from cnnviz.datasets.recipe import STROKES, Recipe
from cnnviz.datasets.resample import resample

_EVEN: Final = 2
"""Levels by which the border of a drawn picture may differ from its most frequent one; a photograph's differs more."""
_TILES: Final = 4
"""Across and down; a photograph's background is taken from each."""
_BEYOND_INK: Final = 0.8
"""The share of a tile's pixels, ink first, after which its background has surely begun."""
_NOISE_SPREADS: Final = 4
_FAINTEST_SHARE: Final = 0.3
"""What a photograph shows fainter than this share of its strongest ink is paper."""
_CORNER: Final = 8
"""A photograph's corner is this part of each side; a thing in it leaves its corners free."""
_BORDER_FREE: Final = 0.75
"""The share of the border that a thing leaves free at least."""
_NEAR_SPREADS: Final = 6
_NEAR: Final = 0.05
"""What is nearer to the background than this share of the strongest level belongs to it, as for Fashion-MNIST."""
_NOTHING_STANDS_OUT: Final = (
    "The picture is empty: nothing in it stands out from its background; it needs something to read."
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture's ink, or other figure, bright (up to 255) on a background of 0, and in a sentence how it was found."""

    picture: Picture
    explanation: str


def find_figure(picture: Picture, recipe: Recipe = STROKES) -> Figure:
    """Tell ink, or whatever a recipe is for, from the background: that is what the picture's border shows.

    The figure is on that side of the background, brighter or darker, on which the levels go farther away from it. It
    is stretched so that the strongest is 255. Where the border is uneven, as in a photograph, what is not clearly the
    figure is taken away; the background of strokes is then measured all over the picture.

    Raises DatasetError where nothing differs from the background.
    """
    edge = border(picture)
    background = edge[len(edge) // 2]
    lowest, highest = extremes(picture)
    is_light = background - lowest > highest - background
    ground = f"The border is {'light' if is_light else 'dark'} (level {background})"
    how = f"so the {recipe.figure} is what is {'darker: inverted' if is_light else 'brighter: not inverted'}"
    if _is_even(edge, background):
        strongest = max(background - lowest, highest - background)
        if strongest <= _EVEN:
            raise DatasetError(
                f"The picture is empty: all of it has the level {background} of its border; it needs something to read."
            )
        table = ramp(background, 0, strongest, -1 if is_light else 1)
        stretched = "" if strongest >= NEARLY_FULL else f", and its strongest level, {strongest}, stretched to {FULL}"
        return Figure(tuple(row.translate(table) for row in picture), f"{ground}, {how}{stretched}.")
    find = _ink_of_photograph if recipe.is_stroke else _thing_of_photograph
    how += f", and what is too faint for {'ink' if recipe.is_stroke else 'it'} removed"
    return Figure(find(picture, is_light), f"{ground} and uneven, {how}.")


def _is_even(edge: bytes, background: int) -> bool:
    """Whether the better half of a border, as ink may touch it, has one level."""
    near = sum(count for level, count in Counter(edge).items() if abs(level - background) <= _EVEN)
    return 2 * near > len(edge)


def _ink_of_photograph(picture: Picture, is_light: bool) -> Picture:
    """Take away the background, as it is in each part of the picture, and all that is not clearly ink."""
    rows, columns = len(picture), len(picture[0])
    background = resample(_tile_levels(picture, is_light), rows, columns)
    side = -1 if is_light else 1
    away = tuple(
        bytes([min(max(int(side * (level - ground)), 0), FULL) for level, ground in zip(row, grounds, strict=True)])
        for row, grounds in zip(picture, background, strict=True)
    )
    strongest, edge = extremes(away)[1], border(away)
    faintest = max(_NOISE_SPREADS * edge[len(edge) // 2], _FAINTEST_SHARE * strongest)
    if strongest <= faintest:
        raise DatasetError(_NOTHING_STANDS_OUT)
    table = ramp(0, faintest, strongest, 1)
    return tuple(row.translate(table) for row in away)


def _thing_of_photograph(picture: Picture, is_light: bool) -> Picture:
    """Take away the background, as it is between the picture's corners, and all that is near it.

    A thing may cover all the rest, so that nothing can be told from there.
    """
    rows, columns = len(picture), len(picture[0])
    (left_above, right_above), (left_below, right_below) = _corner_levels(picture)
    side = -1 if is_light else 1
    rest: list[bytes] = []
    for number, row in enumerate(picture):
        share = number / max(1, rows - 1)
        left = left_above + (left_below - left_above) * share
        slope = (right_above + (right_below - right_above) * share - left) / max(1, columns - 1)
        rest.append(bytes([min(max(int(side * (level - left - slope * at)), 0), FULL) for at, level in enumerate(row)]))
    away = tuple(rest)
    strongest, edge = extremes(away)[1], border(away)
    faintest = max(_NEAR_SPREADS * edge[int(_BORDER_FREE * (len(edge) - 1))], _NEAR * strongest)
    if strongest <= faintest:
        raise DatasetError(_NOTHING_STANDS_OUT)
    table = ramp(0, faintest, strongest, 1)
    return tuple(row.translate(table) for row in away)


def _corner_levels(picture: Picture) -> list[list[int]]:
    """The median level at each corner: left and right above, left and right below."""
    rows, columns = len(picture), len(picture[0])
    down, across = max(1, rows // _CORNER), max(1, columns // _CORNER)
    return [
        [sorted(chain.from_iterable(row[part] for row in band))[down * across // 2] for part in parts]
        for band in (picture[:down], picture[rows - down :])
        for parts in [(slice(across), slice(columns - across, columns))]
    ]


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
