"""From a stored image to what the network reads: floats from 0 to 1, and the place of its class among those chosen."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from cnnviz.datasets.dataset import Dataset
from cnnviz.datasets.errors import DatasetError

_LEVELS: Final = tuple(level / 255 for level in range(256))


@dataclass(frozen=True, slots=True)
class Sample:
    """One image as a network reads it.

    `number` is its number in the data set, `label` its class there, `target` the place of that class among the
    experiment's chosen classes, and `image` the input, [1][row][column], 0 (background) to 1. Nobody changes `image`.
    """

    number: int
    label: int
    target: int
    image: list[list[list[float]]] = field(repr=False, hash=False)


def to_input(pixels: bytes, rows: int, columns: int) -> list[list[list[float]]]:
    """`rows * columns` grey levels, row by row, as the input [1][row][column] of a network: pixel / 255.

    Raises DatasetError where the number of pixels is another.
    """
    if rows < 1 or columns < 1 or len(pixels) != rows * columns:
        raise DatasetError(f"An image of {rows}×{columns} cannot be made from {len(pixels)} pixels.")
    values = [_LEVELS[pixel] for pixel in pixels]
    return [[values[start : start + columns] for start in range(0, rows * columns, columns)]]


def make_sample(dataset: Dataset, number: int, classes: Sequence[int]) -> Sample:
    """Image `number` of the data set as a sample of an experiment on `classes`.

    Raises DatasetError where there is no such image or its class is not among `classes`.
    """
    label = dataset.label(number)
    if label not in classes:
        chosen = ", ".join(map(str, classes))
        raise DatasetError(f"Image {number} of {dataset.name} has class {label}, which is not among {chosen}.")
    return Sample(
        number=number,
        label=label,
        target=classes.index(label),
        image=to_input(dataset.images[number], dataset.rows, dataset.columns),
    )


def shifted(sample: Sample, down: int, right: int) -> Sample:
    """The sample with its image moved by so many pixels; what leaves the picture is lost, what comes in is 0."""
    if not down and not right:
        return sample
    image = sample.image[0]
    rows, columns = len(image), len(image[0])
    blank = [0.0] * columns
    pad = [0.0] * min(abs(right), columns)
    moved = [(pad + row)[:columns] if right > 0 else row[-right:] + pad for row in image] if right else image
    border = [blank] * min(abs(down), rows)
    moved = [*border, *moved][:rows] if down > 0 else [*moved[-down:], *border] if down else moved
    return replace(sample, image=[moved])
