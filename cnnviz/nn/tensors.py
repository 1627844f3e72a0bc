"""Small moves on nested lists: make them, read them flat, copy them, check them."""

from collections.abc import Iterator
from itertools import chain
from math import isfinite
from reprlib import repr as shortened
from typing import Any

from cnnviz.nn.errors import NetworkError
from cnnviz.nn.layer import Shape, Tensor


def nest(numbers: Iterator[float], shape: Shape) -> Tensor:
    """The next numbers, in reading order, as nested lists of the given shape."""
    if len(shape) == 1:
        return [next(numbers) for _ in range(shape[0])]
    inner = Shape(shape[1:])
    return [nest(numbers, inner) for _ in range(shape[0])]


def flat(tensor: Tensor) -> list[float]:
    """The numbers of a tensor in reading order, as one new list."""
    if not isinstance(tensor[0], list):
        return list(tensor)
    rows = tensor
    while isinstance(rows[0][0], list):
        rows = list(chain.from_iterable(rows))
    numbers: list[float] = []
    for row in rows:
        numbers += row
    return numbers


def shaped(numbers: list[float], shape: Shape) -> Tensor:
    """The numbers, in reading order, as nested lists of the given shape, whose size is their number."""
    parts: Tensor = numbers
    for length in reversed(shape[1:]):
        parts = [parts[start : start + length] for start in range(0, len(parts), length)]
    return parts


def copied(tensor: Tensor) -> Tensor:
    """A tensor with the same numbers that shares no list with the given one."""
    return [copied(part) if isinstance(part, list) else part for part in tensor]


def check_shape(tensor: Any, shape: Shape, name: str, tuples: bool = False) -> None:
    """Raise NetworkError unless `tensor` is nested lists of exactly this shape (its numbers are not read).

    `tuples` lets tuples stand for lists.
    """
    level = [tensor]
    for axis, length in enumerate(shape):
        for part in level:
            entries = list(part) if tuples and isinstance(part, tuple) else part
            if not isinstance(entries, list) or len(entries) != length:
                found = f"{len(entries)} entries" if isinstance(entries, list) else shortened(part)
                raise NetworkError(
                    f"{name} must be nested lists of the shape {shape}, but axis {axis} of it holds {found}"
                )
        if axis + 1 < len(shape):
            level = [inner for part in level for inner in part]


def checked_copy(tensor: Any, shape: Shape, name: str) -> Tensor:
    """A copy of `tensor`, nested lists or tuples, in floats.

    Raises NetworkError for another shape or for what is not a finite number.
    """
    check_shape(tensor, shape, name, tuples=True)

    def copy(part: Any, depth: int) -> Any:
        if depth:
            return [copy(inner, depth - 1) for inner in part]
        number = _finite(part)
        if number is None:
            raise NetworkError(f"{name} must hold finite numbers, not {shortened(part)}")
        return number

    result: Tensor = copy(tensor, len(shape))
    return result


def _finite(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if isfinite(number) else None
