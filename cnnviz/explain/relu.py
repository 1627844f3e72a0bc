"""Where the numbers of a rectifier come from."""

from dataclasses import replace

from cnnviz.explain.building import factor_at, from_one, multiplied
from cnnviz.explain.cells import Cell, read, symbol
from cnnviz.explain.derivation import Derivation, Operation
from cnnviz.explain.reasons import CLOSED_RELU
from cnnviz.explain.terms import Factor, Term
from cnnviz.explain.text import written
from cnnviz.nn import Trace

NOT_NEGATIVE = "X is larger"


def derive_relu(trace: Trace, cell: Cell) -> Derivation:
    """A number of a ReLU's output or input gradient (the paper's formulas); a NaN passes, so that it shows."""
    x = factor_at(trace, Cell(cell.layer, "input", cell.index))
    is_open = not x.value <= 0.0  # true of a NaN
    place = "[d,r,c]" if len(cell.index) == 3 else "[i]"
    if cell.tensor == "output":
        return _output(trace, cell, f"Y{place} = max(0, X{place})", x, is_open)
    slope = factor_at(trace, Cell(cell.layer, "output_gradient", cell.index))
    gate = Factor(f"[{x.symbol} > 0]", float(is_open))
    term = multiplied(trace, slope, gate) if is_open else Term((slope, gate), 0.0, CLOSED_RELU)
    numbers = f"{written(slope.value)} · {int(is_open)}"
    filled = f"{slope.symbol} · [{x.symbol} > 0] = {numbers}"
    formula = f"∂L/∂X{place} = ∂L/∂Y{place} · [X{place} > 0]"
    return from_one(trace, cell, formula, filled, replace(term, behind=(x,)))


def _output(trace: Trace, cell: Cell, formula: str, x: Factor, is_open: bool) -> Derivation:
    """Y = max(0, X): 0 or X, whichever is larger."""
    zero = Term((Factor("0", 0.0),), 0.0, NOT_NEGATIVE if is_open else "", is_chosen=not is_open)
    own = Term((x,), x.value, "" if is_open else CLOSED_RELU, is_chosen=is_open)
    value = x.value if is_open else 0.0
    return Derivation(
        cell=cell,
        value=value,
        engine_value=read(trace, cell),
        operation=Operation.MAX,
        formula=formula,
        filled=f"{symbol(trace, cell)} = max(0, {x.symbol}) = max(0, {written(x.value)}) = {written(value)}",
        terms=(zero, own),
    )
