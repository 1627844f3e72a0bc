"""Where an updated parameter comes from: one step against the gradient."""

from cnnviz.explain.building import factor_at, multiplied, summed
from cnnviz.explain.cells import Cell, letter
from cnnviz.explain.derivation import Derivation
from cnnviz.explain.errors import ExplainError
from cnnviz.explain.terms import Factor
from cnnviz.explain.text import enclosed, written
from cnnviz.nn import Trace


def derive_update(trace: Trace, cell: Cell) -> Derivation:
    """W_new = W_old − η · ∂L/∂W, the same for b (the paper)."""
    rate = trace.learning_rate
    if rate is None:
        raise ExplainError("this trace has no learning rate, so nothing in it is updated: make it with one")
    name = cell.tensor.removeprefix("new_")
    old = factor_at(trace, Cell(cell.layer, name, cell.index))
    slope = factor_at(trace, Cell(cell.layer, f"{name}_gradient", cell.index))
    terms = [multiplied(trace, old), multiplied(trace, Factor("−η", -rate), slope)]
    own = letter(trace.layers[cell.layer].layer, name)
    numbers = f"{written(old.value)} − {enclosed(rate)} · {enclosed(slope.value)}"
    filled = f"{old.symbol} − η · {slope.symbol} = {numbers}"
    return summed(trace, cell, f"{own}_{{new}} = {own}_{{old}} − η · ∂L/∂{own}", filled, terms)
