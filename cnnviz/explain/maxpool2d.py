"""Where the numbers of a pooling come from."""

from dataclasses import replace

from cnnviz.explain.building import multiplied, summed
from cnnviz.explain.cells import Cell, read, symbol
from cnnviz.explain.derivation import Derivation, Operation
from cnnviz.explain.reasons import NOT_THE_WINNER
from cnnviz.explain.terms import Factor, Term
from cnnviz.explain.text import from_start, written
from cnnviz.explain.windows import windows_over, winner
from cnnviz.nn import MaxPool2D, Trace

TIE = "not the winner of its window: as large, but not the first in reading order"


def derive_maxpool2d(trace: Trace, cell: Cell, layer: MaxPool2D) -> Derivation:
    """A number of a MaxPool2D's output or input gradient (the paper's formulas, overlapping windows too)."""
    return _output(trace, cell, layer) if cell.tensor == "output" else _input_gradient(trace, cell, layer)


def _output(trace: Trace, cell: Cell, layer: MaxPool2D) -> Derivation:
    """Y[d,r,c] = max over i,j of X[d, r·S+i, c·S+j]; the first of equals wins."""
    d, r, c = cell.index
    top, left = r * layer.step, c * layer.step
    won = winner(trace, cell.layer, layer, cell.index)
    terms = []
    for y in range(top, top + layer.pool_size):
        for x in range(left, left + layer.pool_size):
            entry = Factor("X", float(trace.layers[cell.layer].input[d][y][x]), Cell(cell.layer, "input", (d, y, x)))
            is_winner = entry.cell == won.cell
            lost = "" if is_winner else TIE if entry.value == won.value else NOT_THE_WINNER
            terms.append(Term((entry,), entry.value, lost, is_chosen=is_winner))
    window = f"X[{d},{from_start(top, 'i')},{from_start(left, 'j')}]"
    return Derivation(
        cell=cell,
        value=won.value,
        engine_value=read(trace, cell),
        operation=Operation.MAX,
        formula="Y[d,r,c] = max_{i,j} X[d,r·S+i,c·S+j]",
        filled=f"{symbol(trace, cell)} = max_{{i,j}} {window} = {won.symbol} = {written(won.value)}",
        terms=tuple(terms),
    )


def _input_gradient(trace: Trace, cell: Cell, layer: MaxPool2D) -> Derivation:
    """∂L/∂X[d,i,j] = Σ of ∂L/∂Y[d,r,c] over the windows (r,c) that X[d,i,j] has won."""
    gradients = trace.layers[cell.layer].output_gradient or []
    own = Cell(cell.layer, "input", cell.index)
    terms, won = [], []
    for d, r, c in windows_over(trace, cell.layer, layer, cell.index):
        best = winner(trace, cell.layer, layer, (d, r, c))
        is_own = best.cell == own
        slope = Factor("∂L/∂Y", gradients[d][r][c], Cell(cell.layer, "output_gradient", (d, r, c)))
        gate = Factor(f"[{symbol(trace, own)} wins]", float(is_own))
        if not is_own:
            terms.append(Term((slope, gate), 0.0, NOT_THE_WINNER, behind=(best,)))
            continue
        won.append(slope.symbol)
        terms.append(replace(multiplied(trace, slope, gate), behind=(best,)))
    note = ""
    if not terms:
        note = "No window covers this entry, so the loss does not depend on it."
    elif not won:
        note = "This entry has won no window, so the loss does not depend on it."
    formula = "∂L/∂X[d,i,j] = Σ_{r,c won by i,j} ∂L/∂Y[d,r,c]"
    return summed(trace, cell, formula, " + ".join(won), terms, note=note)
