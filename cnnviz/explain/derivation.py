"""Where one number comes from: what `derive` answers."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from math import isfinite, isnan

from cnnviz.explain.cells import Cell
from cnnviz.explain.softmax_table import SoftmaxTable
from cnnviz.explain.terms import Largest, Term, TermGroup, running_sums, sum_of

TOLERANCE = 1e-12
"""How far, relatively, a derived value may be from the engine's and still agree with it."""


class Operation(StrEnum):
    """What is done with the terms to make the value."""

    GIVEN = "given"
    """Nothing: a pixel, or a parameter before the update. There are no terms."""
    COPY = "copy"
    """The one term is the value."""
    PRODUCT = "product"
    """The one term, a product of factors, is the value."""
    SUM = "sum"
    """The terms are added."""
    MAX = "max"
    """The largest term, the chosen one, is the value."""
    SOFTMAX = "softmax"
    """The chosen term is divided by the sum of all."""
    NEGATIVE_LOG = "negative log"
    """−log of the sum of the terms."""


@dataclass(frozen=True, slots=True)
class Derivation:
    """Where one number of a trace comes from.

    In texts `_{...}` marks a subscript.
    """

    cell: Cell
    """Whose derivation this is."""
    value: float
    """Computed from the terms, by the paper's formula."""
    engine_value: float
    """What the trace holds."""
    operation: Operation
    formula: str
    """The paper's formula: `∂L/∂b[f] = Σ_{r,c} ∂L/∂Y[f,r,c]`."""
    filled: str
    """The same for this cell, with its indices and numbers: `∂L/∂b[0] = Σ_{r,c} ∂L/∂Y[0,r,c] = −0.25`."""
    terms: tuple[Term, ...]
    """In the order in which the paper's loops meet them; a bias, from which they start, is the first."""
    groups: tuple[TermGroup, ...] = ()
    """The terms of a convolution by channel or, for ∂L/∂X, by filter; its bias stands outside."""
    same_as: Cell | None = None
    """The cell that is the same number (∂L/∂Y of a layer is ∂L/∂X of the next), and whose formula this is."""
    note: str = ""
    """One sentence that the formula does not say, or nothing."""
    softmax: SoftmaxTable | None = None
    """The whole softmax and its loss, for a number of the last layer."""

    @property
    def agrees(self) -> bool:
        """Whether the value is the engine's, to a relative 1e-12; NaN agrees with NaN.

        Relative to the value or, for a sum, to the sizes of its terms together: where large terms cancel, two
        orders of adding them differ by their rounding, not by that of what is left.
        """
        if isnan(self.value) or isnan(self.engine_value):
            return isnan(self.value) and isnan(self.engine_value)
        if self.value == self.engine_value:
            return True
        scale = max(abs(self.value), abs(self.engine_value))
        if self.operation is Operation.SUM:
            scale = max(scale, sum(abs(term.product) for term in self.terms))
        return isfinite(scale) and abs(self.value - self.engine_value) <= TOLERANCE * scale

    @property
    def totals(self) -> tuple[float, ...]:
        """The running total after each term: the sum so far or, for a maximum, the largest so far."""
        return tuple(self._maxima()) if self.operation is Operation.MAX else running_sums(self.terms)

    @property
    def zeros(self) -> int:
        """How many terms are 0."""
        return sum(term.product == 0.0 for term in self.terms)

    def largest(self, n: int) -> Largest:
        """The `n` terms with the largest products by size, and the sum and number of the rest.

        Terms of one size stay in the formula's order.
        """
        order = sorted(range(len(self.terms)), key=lambda place: _size(self.terms[place]), reverse=True)
        count = max(0, n)
        rest = tuple(self.terms[place] for place in sorted(order[count:]))
        zeros = sum(term.product == 0.0 for term in rest)
        return Largest(tuple(self.terms[place] for place in order[:count]), sum_of(rest), len(rest), zeros)

    def _maxima(self) -> Iterator[float]:
        largest: float | None = None
        for term in self.terms:
            if largest is None or beats(term.product, largest):
                largest = term.product
            yield largest


def beats(value: float, largest: float) -> bool:
    """Whether a value takes the lead in a maximum: the first of equals keeps it, and a NaN wins."""
    return value > largest or (isnan(value) and not isnan(largest))


def _size(term: Term) -> float:
    return float("inf") if isnan(term.product) else abs(term.product)
