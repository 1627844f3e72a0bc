"""What a number is made of: factors, which multiply to terms, and terms with a subtotal."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from cnnviz.explain.cells import Cell
from cnnviz.explain.text import placed


class Factor(NamedTuple):
    """One number that a term is made with."""

    name: str
    """The paper's letter where the factor is a cell (`X`, `∂L/∂Y`), else its whole symbol: `[X[3] > 0]`."""
    value: float
    cell: Cell | None = None
    """The cell that holds exactly this value; None for a constant and for what no tensor holds."""

    @property
    def symbol(self) -> str:
        """How the paper writes it: `X[0,5,7]`; `_{...}` marks a subscript."""
        return self.name if self.cell is None else placed(self.name, self.cell.index)


@dataclass(frozen=True, slots=True)
class Term:
    """One of the numbers that a value is the sum, or the maximum, of."""

    factors: tuple[Factor, ...]
    product: float
    """The factors multiplied; a factor that shuts a gate ([X > 0] = 0) makes it 0, whatever the others are."""
    why: str | Callable[[], str] = field(default="", compare=False, repr=False)
    """The reason, or what finds it: hundreds of terms are made to show a few, and a search can go through layers."""
    behind: tuple[Factor, ...] = ()
    """Cells that are not multiplied but stand behind a factor: X behind [X > 0], z behind exp(z)."""
    is_chosen: bool = False
    """Whether the value is this term's: the winner of a maximum, the numerator of a softmax."""

    @property
    def reason(self) -> str:
        """Why the term counts for nothing (`closed ReLU`, `padding`); empty where it counts."""
        return self.why if isinstance(self.why, str) else self.why()

    @property
    def sources(self) -> tuple[Cell, ...]:
        """The cells whose numbers are the factors."""
        return tuple(factor.cell for factor in self.factors if factor.cell is not None)

    @property
    def cells(self) -> tuple[Cell, ...]:
        """Every cell that had a say: the sources, and those behind a factor."""
        return tuple(factor.cell for factor in (*self.factors, *self.behind) if factor.cell is not None)


@dataclass(frozen=True, slots=True)
class TermGroup:
    """Terms that belong together: those of one channel, or of one filter."""

    label: str
    """`channel 0` or `filter 3`."""
    terms: tuple[Term, ...]
    subtotal: float
    """The sum of their products."""


@dataclass(frozen=True, slots=True)
class Largest:
    """The terms that matter most, and what all the others add."""

    terms: tuple[Term, ...]
    """By the size of their products, the largest first; NaN before all."""
    rest_sum: float
    """The sum of the products of the others."""
    rest_count: int
    rest_zeros: int
    """How many of the others are 0."""


def running_sums(terms: tuple[Term, ...]) -> tuple[float, ...]:
    """The sum after each term, from left to right as the paper's loops add them; () for no terms."""
    total, sums = 0.0, []
    for term in terms:
        total += term.product
        sums.append(total)
    return tuple(sums)


def sum_of(terms: tuple[Term, ...]) -> float:
    """The products added from left to right, in one order for every Python version; 0 for no terms."""
    total = 0.0
    for term in terms:
        total += term.product
    return total
