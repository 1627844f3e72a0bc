"""Thousands of small images in one `bytes` object: one allocation instead of one per image."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import overload

from cnnviz.datasets.errors import DatasetError


@dataclass(frozen=True, slots=True)
class Images(Sequence[bytes]):
    """A sequence of grey images of equal size; item n is image n's `rows * columns` bytes, row by row.

    Raises DatasetError where `pixels` is not a whole number of such images.
    """

    pixels: bytes = field(repr=False)
    rows: int
    columns: int

    def __post_init__(self) -> None:
        if self.rows < 1 or self.columns < 1:
            raise DatasetError(f"An image needs at least one row and one column, not {self.rows}×{self.columns}.")
        if len(self.pixels) % (self.rows * self.columns):
            raise DatasetError(
                f"{len(self.pixels)} pixels are not a whole number of {self.rows}×{self.columns} images."
            )

    def __len__(self) -> int:
        return len(self.pixels) // (self.rows * self.columns)

    @overload
    def __getitem__(self, index: int) -> bytes: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[bytes, ...]: ...
    def __getitem__(self, index: int | slice) -> bytes | tuple[bytes, ...]:
        numbers = range(len(self))
        if isinstance(index, slice):
            return tuple(self[number] for number in numbers[index])
        size = self.rows * self.columns
        start = numbers[index] * size
        return self.pixels[start : start + size]
