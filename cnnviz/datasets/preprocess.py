"""From a picture of one's own to the network's input, in the steps by which MNIST's digits were made.

MNIST's makers scaled each digit, with its aspect ratio kept, to fit a box of 20×20 pixels, and placed that in 28×28 so
that its centre of mass is in the middle (LeCun, Bottou, Bengio and Haffner, "Gradient-Based Learning Applied to
Document Recognition", 1998, section III.A). A network that learned from such digits reads others well only when they
are made in the same way. A digit of MNIST itself comes out as it went in.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import ceil
from typing import Final

from cnnviz.datasets.errors import DatasetError
from cnnviz.datasets.grey import FULL, Picture, find_ink, grey, shrink, stretched
from cnnviz.datasets.resample import resample
from cnnviz.datasets.samples import to_input

LARGEST_SIDE: Final = 400
"""Pictures with a longer side are first reduced by the smallest whole factor that makes it no longer than this."""
_BOX: Final = 5 / 7
"""The share of a side that ink fills: 20 of 28 pixels."""
_FAINT_LEVELS: Final = bytes(range(8))
"""Ink so faint does not count where the picture is cropped: it may be a trace of compression."""


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


def prepare(picture: Sequence[Sequence[float]], rows: int = 28, columns: int = 28) -> Preparation:
    """Make a network's input of `rows` by `columns` from a grey picture of any size.

    `picture`: rows of grey levels 0 to 255, whole or not, ink darker or brighter than the background. The steps:
    Picture, Ink, Crop, Scale, Centre. Raises DatasetError for a picture without pixels or ink, for rows that
    differ in length, and for a level that is not between 0 and 255.
    """
    if rows < 1 or columns < 1:
        raise DatasetError(f"An input of {rows}×{columns} pixels has no room for a picture; ask for at least 1×1.")
    seen = _reduce(grey(picture))
    ink = find_ink(seen.picture)
    cropped = _crop(ink.picture)
    scaled = _scale(cropped.picture, rows, columns)
    centred = _centre(scaled.picture, rows, columns)
    steps = (seen, PreparationStep("Ink", ink.explanation, ink.picture), cropped, scaled, centred)
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


def _crop(picture: Picture) -> PreparationStep:
    """Cut off the rows and columns without ink."""
    width = len(picture[0])
    inked = [number for number, row in enumerate(picture) if row.lstrip(_FAINT_LEVELS)]
    top, bottom = inked[0], inked[-1]
    left = min(width - len(picture[number].lstrip(_FAINT_LEVELS)) for number in inked)
    right = max(len(picture[number].rstrip(_FAINT_LEVELS)) for number in inked) - 1
    return PreparationStep(
        "Crop",
        f"Cut to the ink: rows {top} to {bottom} and columns {left} to {right} of {_size(picture)}.",
        tuple(row[left : right + 1] for row in picture[top : bottom + 1]),
    )


def _scale(picture: Picture, rows: int, columns: int) -> PreparationStep:
    """Fit the ink into its box, with the aspect ratio kept."""
    box = max(1, round(rows * _BOX)), max(1, round(columns * _BOX))
    height, width = len(picture), len(picture[0])
    scale = min(box[0] / height, box[1] / width)
    size = max(1, round(height * scale)), max(1, round(width * scale))
    if size == (height, width):
        return PreparationStep("Scale", f"The ink fits {box[0]}×{box[1]} pixels as it is: {_size(picture)}.", picture)
    means = resample(picture, *size)
    scaled = stretched(means)
    strongest = round(max(map(max, means)))
    how = "by averaging areas" if scale < 1 else "with levels between those of its pixels"
    also = "" if strongest >= max(map(max, scaled)) else f"; its strongest level, {strongest}, stretched to {FULL}"
    return PreparationStep(
        "Scale", f"{_size(picture)} to {_size(scaled)}, to fit {box[0]}×{box[1]}, {how}{also}.", scaled
    )


def _centre(picture: Picture, rows: int, columns: int) -> PreparationStep:
    """Place the ink so that its centre of mass, rounded to whole pixels, is the middle pixel, and all of it inside."""
    height, width = len(picture), len(picture[0])
    row_sums = [sum(row) for row in picture]
    column_sums = [sum(column) for column in zip(*picture, strict=True)]
    wanted = rows // 2 - _mean_place(row_sums), columns // 2 - _mean_place(column_sums)
    top = min(max(round(wanted[0]), 0), rows - height)
    left = min(max(round(wanted[1]), 0), columns - width)
    before, after, empty = bytes(left), bytes(columns - width - left), bytes(columns)
    placed = (
        *[empty] * top,
        *(before + row + after for row in picture),
        *[empty] * (rows - height - top),
    )
    return PreparationStep(
        "Centre",
        f"In {rows}×{columns} pixels, its centre of mass at row {_mean_place(row_sums) + top:.1f}, column "
        f"{_mean_place(column_sums) + left:.1f}; each level divided by {FULL} is the network's input.",
        placed,
    )


def _mean_place(masses: list[int]) -> float:
    return sum(place * mass for place, mass in enumerate(masses)) / sum(masses)
