"""How many maps and cells stand in a row. Pure, no Qt."""

from math import ceil, sqrt


def grid_of(channels: int) -> tuple[int, int]:
    """How many rows and columns a mosaic of so many maps has: near square, wide rather than high."""
    columns = ceil(sqrt(channels))
    return ceil(channels / columns), columns


def vector_columns(length: int, wrap: int = 64) -> int:
    """How many columns a vector of a length is drawn with: one, or near square where it is longer than `wrap`."""
    return 1 if length <= wrap else ceil(sqrt(length))
