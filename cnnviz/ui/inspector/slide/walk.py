"""A walk through the positions of one layer: what all kinds have in common. No widgets."""

from abc import ABC, abstractmethod
from functools import cached_property
from math import isfinite

import numpy as np

from cnnviz.explain import Cell, Derivation, Factor
from cnnviz.nn import Tensor, Trace
from cnnviz.ui.frame import Frame, Run
from cnnviz.ui.inspector.number_text import verdict_of
from cnnviz.ui.inspector.rows import plain_symbol
from cnnviz.ui.inspector.slide.route import Grain, Place, Route
from cnnviz.ui.inspector.slide.scene import MUTED, STRONG, WRONG, Line, Scene
from cnnviz.ui.inspector.slide.subjects import Subject
from cnnviz.ui.maps import Array, Scale, as_array, summarize
from cnnviz.ui.naming import cell_symbol
from cnnviz.ui.numbers import write

DIGITS = 4


class Walk(ABC):
    """The positions of one filter, one weight or one channel, in the trace of a frame."""

    grains: tuple[Grain, ...] = (Grain.POSITION,)
    """In which steps it can be walked."""
    channels = 1
    """Over how many channels each position is summed, one after another."""

    def __init__(self, frame: Frame, subject: Subject, index: tuple[int, ...]) -> None:
        self.run: Run = frame.run
        self.trace: Trace = frame.trace
        self.subject = subject
        self.index = index
        _, self.rows, self.columns = frame.run.shapes[subject.layer + 1]

    @property
    def count(self) -> int:
        """How many positions there are."""
        return self.rows * self.columns

    @property
    @abstractmethod
    def terms(self) -> int:
        """How many terms are added at a position."""

    @abstractmethod
    def counts(self, position: int) -> bool:
        """Whether anything is not zero at a position."""

    @abstractmethod
    def scene(self, place: Place, grain: Grain, channel: int = 0) -> Scene:
        """What is seen at a place; of a whole position with several channels, the one that is asked for."""

    def stops(self, grain: Grain) -> tuple[int, ...]:
        """After how many terms of a position to stop."""
        return tuple(range(1, self.terms + 1)) if grain is Grain.PRODUCT else (self.terms,)

    def route(self, grain: Grain, skips_zeros: bool) -> Route:
        """The places to stop at; where everything is zero, there is nothing to skip."""
        kept = self._not_zero if skips_zeros else ()
        return Route(kept or range(self.count), self.stops(grain))

    @cached_property
    def _not_zero(self) -> tuple[int, ...]:
        return tuple(position for position in range(self.count) if self.counts(position))

    def at(self, position: int) -> tuple[int, int]:
        """Row and column of a position."""
        return divmod(position, self.columns)

    def symbol(self, tensor: str, index: tuple[int, ...]) -> str:
        """How the paper writes a number of the layer."""
        return cell_symbol(Cell(self.subject.layer, tensor, index), self.run.layers)


def sources_of_factors(factors: tuple[Factor, ...]) -> tuple[Cell, ...]:
    """The cells that factors stand in; a padded 0 stands in none."""
    return tuple(factor.cell for factor in factors if factor.cell is not None)


def factor_text(factor: Factor) -> str:
    """How the paper writes a factor: `X[0,5,7]`, `Xpad[0,0,3]`."""
    return plain_symbol(factor.symbol)


def number_text(value: float) -> str:
    """A number of a sum."""
    return write(value, DIGITS)


def behind_sign(value: float) -> str:
    """A number behind a sign of multiplication."""
    text = number_text(value)
    return f"({text})" if text.startswith("−") else text


def result_lines(symbol: str, derivation: Derivation) -> tuple[Line, ...]:
    """The end of a sum, and whether the engine has the same number."""
    verdict = verdict_of(derivation)
    return (
        Line(f"= {symbol}", write(derivation.value, 6), STRONG),
        Line(verdict.text, "", MUTED if verdict.agrees else WRONG),
    )


class Plane:
    """One map of a tensor, with the scale of the whole tensor and a border of zeros."""

    def __init__(self, tensor: Tensor, place: tuple[int, ...], signed: bool | None = None, padding: int = 0) -> None:
        values = as_array(tensor)
        self.scale: Scale = summarize(values, signed).scale
        plane: Array = values[place]
        self.padding = padding
        self.values: Array = np.pad(plane, padding) if padding else plane

    def is_zero(self, row: int, column: int, size: int) -> bool:
        """Whether a window holds nothing but zeros."""
        return not self.values[row : row + size, column : column + size].any()


def product_scale(one: Scale, other: Scale) -> Scale:
    """The scale of products: as large as the largest that the factors could make."""
    limit = one.limit * other.limit
    return Scale(True, limit if isfinite(limit) else 1.0)
