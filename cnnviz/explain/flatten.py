"""Where the numbers of a Flatten come from: the same numbers, in other places."""

from cnnviz.explain.building import factor_at, from_one, multiplied
from cnnviz.explain.cells import Cell
from cnnviz.explain.derivation import Derivation
from cnnviz.explain.reasons import flat_place, volume_place
from cnnviz.nn import Trace


def derive_flatten(trace: Trace, cell: Cell) -> Derivation:
    """A number of a Flatten's output or input gradient: in reading order, channel by channel (the paper)."""
    shape = trace.layers[cell.layer].input_shape
    if cell.tensor == "output":
        formula = "Y[(d·H + r)·W + c] = X[d,r,c]"
        source = factor_at(trace, Cell(cell.layer, "input", volume_place(cell.index, shape)))
    else:
        formula = "∂L/∂X[d,r,c] = ∂L/∂Y[(d·H + r)·W + c]"
        source = factor_at(trace, Cell(cell.layer, "output_gradient", flat_place(cell.index, shape)))
    return from_one(trace, cell, formula, source.symbol, multiplied(trace, source))
