"""How the images of a collection were made from pictures, so that a picture of one's own can be made in the same way.

A network reads a new picture well only when that lies in the frame as those did that it learned from. Two recipes
are known: that of MNIST and the many collections of pen strokes made like it (LeCun, Bottou, Bengio and Haffner,
"Gradient-Based Learning Applied to Document Recognition", 1998, section III.A), and that of Fashion-MNIST (Xiao, Rasul
and Vollgraf, "Fashion-MNIST: a Novel Image Dataset for Benchmarking Machine Learning Algorithms", 2017, section 2).
"""

from dataclasses import dataclass
from statistics import median
from typing import Final

from cnnviz.datasets.dataset import Dataset

FAINT: Final = 7
"""A level up to this does not count where a picture is cropped: it may be a trace of compression."""
_FAINT_LEVELS: Final = bytes(range(FAINT + 1))
_LOOKED_AT: Final = 100
"""Images that a collection is judged by, spread over all of it."""
_FILLED: Final = 6 / 7
"""A collection whose images mostly fill more than this share of a side fills the frame: MNIST fills 20 of 28 pixels."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a picture is put into the frame of a network's input."""

    figure: str
    """What is told from the background, in a word."""
    is_stroke: bool
    """Whether that is pen strokes, which in a photograph cover only a small part of each region."""
    box: float
    """The share of a side that the figure is scaled to fit."""
    is_centred_by_mass: bool
    """Whether its centre of mass comes to the middle of the frame, else the middle of its box."""


STROKES: Final = Recipe("ink", is_stroke=True, box=5 / 7, is_centred_by_mass=True)
"""As MNIST's digits: 20 of 28 pixels, centred by mass."""
WHOLE_FRAME: Final = Recipe("figure", is_stroke=False, box=1.0, is_centred_by_mass=False)
"""As Fashion-MNIST's clothes: the longest edge is the frame's, the shorter one centred."""


def recipe_of(dataset: Dataset) -> Recipe:
    """The recipe that a collection was made by, as far as its images show: `WHOLE_FRAME` where most fill the frame."""
    numbers = range(0, len(dataset), max(1, len(dataset) // _LOOKED_AT))
    shares = [_filled(dataset.image(number), dataset.rows, dataset.columns) for number in numbers]
    return WHOLE_FRAME if median(shares) > _FILLED else STROKES


def bounds(picture: tuple[bytes, ...]) -> tuple[int, int, int, int] | None:
    """The first and last row and the first and last column with more than faint levels; None where there are none."""
    width = len(picture[0])
    inked = [number for number, row in enumerate(picture) if row.lstrip(_FAINT_LEVELS)]
    if not inked:
        return None
    left = min(width - len(picture[number].lstrip(_FAINT_LEVELS)) for number in inked)
    right = max(len(picture[number].rstrip(_FAINT_LEVELS)) for number in inked) - 1
    return inked[0], inked[-1], left, right


def _filled(pixels: bytes, rows: int, columns: int) -> float:
    """The share of its side that the longer edge of an image's figure takes."""
    found = bounds(tuple(pixels[row * columns : (row + 1) * columns] for row in range(rows)))
    if found is None:
        return 0.0
    top, bottom, left, right = found
    return max((bottom - top + 1) / rows, (right - left + 1) / columns)
