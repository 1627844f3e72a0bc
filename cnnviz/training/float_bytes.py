"""Floats as bytes, little-endian doubles on every machine: the same numbers back to the bit, NaN and infinities too."""

import sys
from array import array
from collections.abc import Iterable


def to_bytes(numbers: Iterable[float]) -> bytes:
    """Eight bytes a number."""
    numbers = array("d", numbers)
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers.tobytes()


def from_bytes(content: bytes) -> "array[float]":
    """The numbers that `to_bytes` wrote; raises ValueError where the bytes are not a whole number of them."""
    numbers = array("d")
    numbers.frombytes(content)
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers
