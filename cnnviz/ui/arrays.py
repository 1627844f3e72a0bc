"""From tensors, which are nested lists, to arrays: a few microseconds each, for a frame shows dozens. No Qt."""

from collections.abc import Sequence
from math import ceil
from struct import pack_into

import numpy as np
from numpy.typing import NDArray

from cnnviz.ui.mosaic import vector_columns

Array = NDArray[np.float64]


def flat(tensor: Sequence[object]) -> list[float]:
    """All numbers of nested lists, in reading order."""
    parts: Sequence[object] = tensor
    while parts and isinstance(parts[0], list | tuple):
        longer: list[object] = []
        for part in parts:
            longer.extend(part)
        parts = longer
    return parts


def from_flat(numbers: Sequence[float]) -> Array:
    """Numbers as an array: four times as fast as `np.array`, which looks at each for what it might be."""
    memory = bytearray(8 * len(numbers))
    pack_into(f"{len(numbers)}d", memory, 0, *numbers)
    return np.frombuffer(memory, dtype=np.float64)


def as_array(tensor: Sequence[object]) -> Array:
    """A tensor, nested lists all of one length, as an array of the same shape."""
    shape, inner = [], tensor
    while isinstance(inner, list | tuple):
        shape.append(len(inner))
        inner = inner[0] if inner else 0.0
    return from_flat(flat(tensor)).reshape(shape)


def as_planes(tensor: Sequence[object], wrap: int = 64) -> Array:
    """A tensor as maps `[channel][row][column]` to be drawn.

    A vector becomes one map of one column or, with more than `wrap` entries, one filled row by row; a Dense weight
    `[unit][input]` becomes one map; a Conv2D weight `[filter][channel][row][column]` one map a kernel.
    """
    values = as_array(tensor)
    if values.ndim == 1:
        return vector_plane(values, wrap)[np.newaxis]
    if values.ndim == 2:
        return values[np.newaxis]
    return values.reshape(-1, *values.shape[-2:])


def vector_plane(values: Array, wrap: int = 64) -> Array:
    """A vector as rows and columns in reading order; cells beyond its end are 0."""
    columns = vector_columns(len(values), wrap)
    rows = ceil(len(values) / columns)
    if spare := rows * columns - len(values):
        values = np.pad(values, (0, spare))
    return values.reshape(rows, columns)
