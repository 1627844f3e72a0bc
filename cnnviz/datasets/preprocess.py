"""From a picture of one's own to the network's input, in the steps by which the images it learned from were made.

MNIST's makers scaled each digit, with its aspect ratio kept, to fit a box of 20×20 pixels, and placed that in 28×28 so
that its centre of mass is in the middle. Those of Fashion-MNIST trimmed each picture, scaled its longest edge to 28
pixels, put it in the middle and inverted it. `recipe` says which it is. A digit of MNIST and a shoe of Fashion-MNIST
come out as they went in, but for a shift by a pixel where an edge is too faint to be seen.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import ceil
from typing import Final

from cnnviz.datasets.errors import DatasetError
from cnnviz.datasets.figure import find_figure
from cnnviz.datasets.grey import FULL, Picture, grey, shrink, stretched
from cnnviz.datasets.recipe import STROKES, Recipe, bounds
from cnnviz.datasets.resample import resample
from cnnviz.datasets.samples import to_input

LARGEST_SIDE: Final = 400
"""Pictures with a longer side are first reduced by the smallest whole factor that makes it no longer than this."""


@dataclass(frozen=True, slots=True)
class PreparationStep:
    """One step: its name, one sentence on what it did, and the picture after it, rows of levels 0 to 255."""

    name: str
    explanation: str
    picture: Picture = field(repr=False)


@dataclass(frozen=True, slots=True)
class Preparation:
    """How a picture became a network's input: each step in order, and the input, [1][row][column], 0 to 1."""

    steps: tuple[PreparationStep, ...]
    image: list[list[list[float]]] = field(repr=False, hash=False)


def prepare(
    picture: Sequence[Sequence[float]], rows: int = 28, columns: int = 28, recipe: Recipe = STROKES
) -> Preparation:
    """Make a network's input of `rows` by `columns` from a grey picture of any size, by a recipe.

    `picture`: rows of grey levels 0 to 255, whole or not, ink darker or brighter than the background. The steps:
    Picture, Ink (or Figure), Crop, Scale, Centre. Raises DatasetError for a picture without pixels or without anything
    on its background, for rows that differ in length, and for a level that is not between 0 and 255.
    """
    if rows < 1 or columns < 1:
        raise DatasetError(f"An input of {rows}×{columns} pixels has no room for a picture; ask for at least 1×1.")
    seen = _reduce(grey(picture))
    found = find_figure(seen.picture, recipe)
    figure = PreparationStep(recipe.figure.capitalize(), found.explanation, found.picture)
    cropped = _crop(figure.picture, recipe)
    scaled = _scale(cropped.picture, rows, columns, recipe)
    centred = (_centre_mass if recipe.is_centred_by_mass else _centre_box)(scaled.picture, rows, columns)
    steps = (seen, figure, cropped, scaled, centred)
    return Preparation(steps, to_input(b"".join(centred.picture), rows, columns))


def _size(picture: Picture) -> str:
    return f"{len(picture)}×{len(picture[0])}"


def _reduce(picture: Picture) -> PreparationStep:
    height, width = len(picture), len(picture[0])
    longest = max(height, width)
    if longest <= LARGEST_SIDE:
        return PreparationStep("Picture", f"As it came: {height}×{width} grey levels from 0 to {FULL}.", picture)
    factor = ceil(longest / LARGEST_SIDE)
    reduced = shrink(picture, min(factor, height), min(factor, width))
    return PreparationStep(
        "Picture", f"Reduced {factor} to 1, from {height}×{width} to {_size(reduced)} pixels, by averaging.", reduced
    )


def _crop(picture: Picture, recipe: Recipe) -> PreparationStep:
    """Cut off the rows and columns without ink."""
    found = bounds(picture)
    assert found is not None  # the strongest level of what was found is 255
    top, bottom, left, right = found
    return PreparationStep(
        "Crop",
        f"Cut to the {recipe.figure}: rows {top} to {bottom} and columns {left} to {right} of {_size(picture)}.",
        tuple(row[left : right + 1] for row in picture[top : bottom + 1]),
    )


def _scale(picture: Picture, rows: int, columns: int, recipe: Recipe) -> PreparationStep:
    """Fit the ink into its box, with the aspect ratio kept."""
    box = max(1, round(rows * recipe.box)), max(1, round(columns * recipe.box))
    height, width = len(picture), len(picture[0])
    scale = min(box[0] / height, box[1] / width)
    size = max(1, round(height * scale)), max(1, round(width * scale))
    if size == (height, width):
        sentence = f"The {recipe.figure} fits {box[0]}×{box[1]} pixels as it is: {_size(picture)}."
        return PreparationStep("Scale", sentence, picture)
    means = resample(picture, *size)
    scaled = stretched(means)
    strongest = round(max(map(max, means)))
    how = "by averaging areas" if scale < 1 else "with levels between those of its pixels"
    also = "" if strongest >= max(map(max, scaled)) else f"; its strongest level, {strongest}, stretched to {FULL}"
    return PreparationStep(
        "Scale", f"{_size(picture)} to {_size(scaled)}, to fit {box[0]}×{box[1]}, {how}{also}.", scaled
    )


def _centre_mass(picture: Picture, rows: int, columns: int) -> PreparationStep:
    """Place the ink so that its centre of mass, rounded to whole pixels, is the middle pixel, and all of it inside."""
    height, width = len(picture), len(picture[0])
    row_sums = [sum(row) for row in picture]
    column_sums = [sum(column) for column in zip(*picture, strict=True)]
    wanted = rows // 2 - _mean_place(row_sums), columns // 2 - _mean_place(column_sums)
    top = min(max(round(wanted[0]), 0), rows - height)
    left = min(max(round(wanted[1]), 0), columns - width)
    return PreparationStep(
        "Centre",
        f"In {rows}×{columns} pixels, its centre of mass at row {_mean_place(row_sums) + top:.1f}, column "
        f"{_mean_place(column_sums) + left:.1f}; each level divided by {FULL} is the network's input.",
        _placed(picture, rows, columns, top, left),
    )


def _centre_box(picture: Picture, rows: int, columns: int) -> PreparationStep:
    """Place the figure so that its box is in the middle; of an odd number of empty pixels, one more before it."""
    height, width = len(picture), len(picture[0])
    top, left = (rows - height + 1) // 2, (columns - width + 1) // 2
    return PreparationStep(
        "Centre",
        f"In {rows}×{columns} pixels, in the middle: empty are {top} rows above, {rows - height - top} below, {left} "
        f"columns on the left, {columns - width - left} on the right; each level divided by {FULL} is the network's "
        "input.",
        _placed(picture, rows, columns, top, left),
    )


def _placed(picture: Picture, rows: int, columns: int, top: int, left: int) -> Picture:
    height, width = len(picture), len(picture[0])
    before, after, empty = bytes(left), bytes(columns - width - left), bytes(columns)
    return (
        *[empty] * top,
        *(before + row + after for row in picture),
        *[empty] * (rows - height - top),
    )


def _mean_place(masses: list[int]) -> float:
    return sum(place * mass for place, mass in enumerate(masses)) / sum(masses)
