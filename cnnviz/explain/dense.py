"""Where the numbers of a fully connected layer come from."""

from cnnviz.explain.building import factor_at, from_one, multiplied, summed
from cnnviz.explain.cells import Cell
from cnnviz.explain.derivation import Derivation
from cnnviz.explain.terms import Factor
from cnnviz.explain.text import enclosed, written
from cnnviz.nn import Trace


def derive_dense(trace: Trace, cell: Cell) -> Derivation:
    """A number of a Dense's output or of one of its gradients (the paper's formulas)."""
    match cell.tensor:
        case "output":
            return _output(trace, cell)
        case "weight_gradient":
            return _weight_gradient(trace, cell)
        case "bias_gradient":
            slope = factor_at(trace, Cell(cell.layer, "output_gradient", cell.index))
            return from_one(trace, cell, "∂L/∂B[j] = ∂L/∂Y[j]", slope.symbol, multiplied(trace, slope))
    return _input_gradient(trace, cell)


def _output(trace: Trace, cell: Cell) -> Derivation:
    """Y[j] = Σ_i W[j,i] · X[i] + B[j]."""
    at = trace.layers[cell.layer]
    (j,) = cell.index
    bias = multiplied(trace, factor_at(trace, Cell(cell.layer, "bias", (j,))))
    terms = [
        multiplied(
            trace,
            Factor("W", weight, Cell(cell.layer, "weight", (j, i))),
            Factor("X", float(x), Cell(cell.layer, "input", (i,))),
        )
        for i, (weight, x) in enumerate(zip(at.parameters["weight"][j], at.input, strict=True))
    ]
    filled = f"Σ_{{i}} W[{j},i] · X[i] + B[{j}]"
    return summed(trace, cell, "Y[j] = Σ_{i} W[j,i] · X[i] + B[j]", filled, [bias, *terms])


def _weight_gradient(trace: Trace, cell: Cell) -> Derivation:
    """∂L/∂W[j,i] = ∂L/∂Y[j] · X[i]."""
    j, i = cell.index
    slope = factor_at(trace, Cell(cell.layer, "output_gradient", (j,)))
    x = factor_at(trace, Cell(cell.layer, "input", (i,)))
    filled = f"{slope.symbol} · {x.symbol} = {written(slope.value)} · {enclosed(x.value)}"
    return from_one(trace, cell, "∂L/∂W[j,i] = ∂L/∂Y[j] · X[i]", filled, multiplied(trace, slope, x))


def _input_gradient(trace: Trace, cell: Cell) -> Derivation:
    """∂L/∂X[i] = Σ_j ∂L/∂Y[j] · W[j,i]."""
    at = trace.layers[cell.layer]
    (i,) = cell.index
    terms = [
        multiplied(
            trace,
            Factor("∂L/∂Y", slope, Cell(cell.layer, "output_gradient", (j,))),
            Factor("W", row[i], Cell(cell.layer, "weight", (j, i))),
        )
        for j, (slope, row) in enumerate(zip(at.output_gradient or [], at.parameters["weight"], strict=True))
    ]
    return summed(trace, cell, "∂L/∂X[i] = Σ_{j} ∂L/∂Y[j] · W[j,i]", f"Σ_{{j}} ∂L/∂Y[j] · W[j,{i}]", terms)
