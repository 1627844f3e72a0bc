"""The small steps in which every layer's derivations are built."""

from functools import partial

from cnnviz.explain.cells import Cell, letter, read, symbol
from cnnviz.explain.derivation import Derivation, Operation
from cnnviz.explain.reasons import PADDING, TOO_SMALL, why_zero
from cnnviz.explain.terms import Factor, Term, TermGroup, sum_of
from cnnviz.explain.text import written
from cnnviz.nn import Trace


def factor_at(trace: Trace, cell: Cell) -> Factor:
    """The number in a cell as a factor."""
    return Factor(letter(trace.layers[cell.layer].layer, cell.tensor), read(trace, cell), cell)


def multiplied(trace: Trace, *factors: Factor) -> Term:
    """A term of the factors; where it is 0, the reason is that of the first factor that is."""
    product = 1.0
    for factor in factors:
        product *= factor.value
    return Term(factors, product) if product != 0 else Term(factors, product, partial(_why, trace, factors))


def summed(
    trace: Trace,
    cell: Cell,
    formula: str,
    filled: str,
    terms: list[Term],
    groups: tuple[TermGroup, ...] = (),
    note: str = "",
) -> Derivation:
    """The derivation of a number that is the sum of the terms; `filled` is what stands between symbol and value."""
    value = sum_of(tuple(terms))
    return Derivation(
        cell=cell,
        value=value,
        engine_value=read(trace, cell),
        operation=Operation.SUM,
        formula=formula,
        filled=" = ".join([symbol(trace, cell), *([filled] if filled else []), written(value)]),
        terms=tuple(terms),
        groups=groups,
        note=note,
    )


def from_one(trace: Trace, cell: Cell, formula: str, filled: str, term: Term) -> Derivation:
    """The derivation of a number that is one term: the product of its factors, or its one factor itself."""
    return Derivation(
        cell=cell,
        value=term.product,
        engine_value=read(trace, cell),
        operation=Operation.PRODUCT if len(term.factors) > 1 else Operation.COPY,
        formula=formula,
        filled=f"{symbol(trace, cell)} = {filled} = {written(term.product)}",
        terms=(term,),
    )


def _why(trace: Trace, factors: tuple[Factor, ...]) -> str:
    for factor in factors:
        if factor.value == 0:
            return PADDING if factor.cell is None else why_zero(trace, factor.cell)
    return TOO_SMALL
