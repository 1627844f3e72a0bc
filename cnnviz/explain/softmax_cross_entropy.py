"""Where probabilities, the loss and the first gradient come from."""

from dataclasses import replace
from math import log

from cnnviz.explain.building import factor_at, multiplied, summed
from cnnviz.explain.cells import Cell, read, symbol
from cnnviz.explain.derivation import Derivation, Operation
from cnnviz.explain.reasons import TOO_SMALL
from cnnviz.explain.softmax_table import EPSILON, SoftmaxTable, softmax_table
from cnnviz.explain.terms import Factor, Term
from cnnviz.explain.text import enclosed, written
from cnnviz.nn import Trace

FALSE_CLASS = "not the true class"


def derive_softmax_cross_entropy(trace: Trace, cell: Cell) -> Derivation:
    """A probability, the loss, or a number of P − T (the paper's formulas), with the whole softmax as a table."""
    table = softmax_table(trace)
    match cell.tensor:
        case "output":
            return _probability(trace, cell, table)
        case "loss":
            return _loss(trace, cell, table)
    return _gradient(trace, cell, table)


def _probability(trace: Trace, cell: Cell, table: SoftmaxTable) -> Derivation:
    """P[i] = exp(z[i]) / Σ_j exp(z[j]), after max z is subtracted: the terms are the denominator's."""
    (i,) = cell.index
    terms = tuple(
        Term(
            (Factor(f"exp(z[{row.index}] − max z)", row.exponential),),
            row.exponential,
            "" if row.exponential else TOO_SMALL,
            behind=(Factor("z", row.logit, Cell(cell.layer, "input", (row.index,))),),
            is_chosen=row.index == i,
        )
        for row in table.rows
    )
    own = table.rows[i]
    fraction = f"exp({written(own.logit)} − {enclosed(table.largest)}) / {written(table.total)}"
    return Derivation(
        cell=cell,
        value=own.probability,
        engine_value=read(trace, cell),
        operation=Operation.SOFTMAX,
        formula="P[i] = exp(z[i]) / Σ_{j} exp(z[j])",
        filled=f"{symbol(trace, cell)} = {fraction} = {written(own.probability)}",
        terms=terms,
        note="The largest z is subtracted from all first: P stays the same, and exp cannot overflow.",
        softmax=table,
    )


def _loss(trace: Trace, cell: Cell, table: SoftmaxTable) -> Derivation:
    """L = −log(P[k] + ε), k the true class."""
    true = factor_at(trace, Cell(cell.layer, "output", (trace.label,)))
    value = -log(true.value + EPSILON)
    return Derivation(
        cell=cell,
        value=value,
        engine_value=read(trace, cell),
        operation=Operation.NEGATIVE_LOG,
        formula="L = −log(P[k] + ε)",
        filled=f"L = −log({true.symbol} + ε) = −log({written(true.value)} + {written(EPSILON)}) = {written(value)}",
        terms=(multiplied(trace, true), Term((Factor("ε", EPSILON),), EPSILON)),
        note=f"k = {trace.label} is the true class; ε keeps the loss finite where its probability is 0.",
        softmax=table,
    )


def _gradient(trace: Trace, cell: Cell, table: SoftmaxTable) -> Derivation:
    """∂L/∂z[i] = P[i] − T[i], T one-hot."""
    (i,) = cell.index
    probability = factor_at(trace, Cell(cell.layer, "output", (i,)))
    target = float(i == trace.label)
    terms = [
        multiplied(trace, probability),
        Term((Factor("−1", -1.0), Factor(f"T[{i}]", target)), -target, "" if target else FALSE_CLASS),
    ]
    filled = f"{probability.symbol} − T[{i}] = {written(probability.value)} − {written(target)}"
    return replace(summed(trace, cell, "∂L/∂z[i] = P[i] − T[i]", filled, terms), softmax=table)
