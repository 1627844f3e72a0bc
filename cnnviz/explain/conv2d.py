"""Where the numbers of a convolution come from."""

from cnnviz.explain.building import factor_at, multiplied, summed
from cnnviz.explain.cells import Cell
from cnnviz.explain.derivation import Derivation
from cnnviz.explain.terms import Factor, Term, TermGroup, sum_of
from cnnviz.explain.text import from_start, from_step, tap_at
from cnnviz.explain.windows import covering
from cnnviz.nn import Conv2D, Trace


def derive_conv2d(trace: Trace, cell: Cell, layer: Conv2D) -> Derivation:
    """A number of a Conv2D's output or of one of its gradients (the paper's formulas, any stride and padding)."""
    match cell.tensor:
        case "output":
            return _output(trace, cell, layer)
        case "weight_gradient":
            return _weight_gradient(trace, cell, layer)
        case "bias_gradient":
            return _bias_gradient(trace, cell)
    return _input_gradient(trace, cell, layer)


def _output(trace: Trace, cell: Cell, layer: Conv2D) -> Derivation:
    """Y[f,r,c] = Σ_{d,i,j} Xpad[d, r·S+i, c·S+j] · K[f,d,i,j] + b[f]."""
    at = trace.layers[cell.layer]
    f, r, c = cell.index
    top, left = r * layer.stride, c * layer.stride
    bias = multiplied(trace, factor_at(trace, Cell(cell.layer, "bias", (f,))))
    groups = []
    for d, taps in enumerate(at.parameters["weight"][f]):
        terms = [
            multiplied(
                trace,
                _padded(trace, cell.layer, layer, d, top + i, left + j),
                Factor("K", tap, Cell(cell.layer, "weight", (f, d, i, j))),
            )
            for i, row in enumerate(taps)
            for j, tap in enumerate(row)
        ]
        groups.append(_group(f"channel {d}", terms))
    formula = "Y[f,r,c] = Σ_{d,i,j} X_{pad}[d,r·S+i,c·S+j] · K[f,d,i,j] + b[f]"
    entry = f"{_input_letter(layer)}[d,{from_start(top, 'i')},{from_start(left, 'j')}]"
    filled = f"Σ_{{d,i,j}} {entry} · K[{f},d,i,j] + b[{f}]"
    return summed(trace, cell, formula, filled, [bias, *_all(groups)], tuple(groups))


def _weight_gradient(trace: Trace, cell: Cell, layer: Conv2D) -> Derivation:
    """∂L/∂K[f,d,i,j] = Σ_{r,c} Xpad[d, r·S+i, c·S+j] · ∂L/∂Y[f,r,c]."""
    f, d, i, j = cell.index
    terms = [
        multiplied(
            trace,
            _padded(trace, cell.layer, layer, d, r * layer.stride + i, c * layer.stride + j),
            Factor("∂L/∂Y", gradient, Cell(cell.layer, "output_gradient", (f, r, c))),
        )
        for r, row in enumerate(_output_gradient(trace, cell)[f])
        for c, gradient in enumerate(row)
    ]
    formula = "∂L/∂K[f,d,i,j] = Σ_{r,c} X_{pad}[d,r·S+i,c·S+j] · ∂L/∂Y[f,r,c]"
    entry = f"{_input_letter(layer)}[{d},{from_step(layer.stride, 'r', i)},{from_step(layer.stride, 'c', j)}]"
    return summed(trace, cell, formula, f"Σ_{{r,c}} {entry} · ∂L/∂Y[{f},r,c]", terms)


def _bias_gradient(trace: Trace, cell: Cell) -> Derivation:
    """∂L/∂b[f] = Σ_{r,c} ∂L/∂Y[f,r,c]."""
    (f,) = cell.index
    terms = [
        multiplied(trace, Factor("∂L/∂Y", gradient, Cell(cell.layer, "output_gradient", (f, r, c))))
        for r, row in enumerate(_output_gradient(trace, cell)[f])
        for c, gradient in enumerate(row)
    ]
    return summed(trace, cell, "∂L/∂b[f] = Σ_{r,c} ∂L/∂Y[f,r,c]", f"Σ_{{r,c}} ∂L/∂Y[{f},r,c]", terms)


def _input_gradient(trace: Trace, cell: Cell, layer: Conv2D) -> Derivation:
    """∂L/∂X[d,i,j] = Σ over the windows (r,c) that cover (i,j) of K[f,d,i+P−r·S,j+P−c·S] · ∂L/∂Y[f,r,c]."""
    at = trace.layers[cell.layer]
    d, i, j = cell.index
    _, rows, columns = at.output_shape
    y, x = i + layer.padding, j + layer.padding
    positions = [
        (r, c)
        for r in covering(y, layer.kernel_size, layer.stride, rows)
        for c in covering(x, layer.kernel_size, layer.stride, columns)
    ]
    groups = []
    for f, (kernel, gradient) in enumerate(zip(at.parameters["weight"], _output_gradient(trace, cell), strict=True)):
        terms = []
        for r, c in positions:
            u, v = y - r * layer.stride, x - c * layer.stride
            tap = Factor("K", kernel[d][u][v], Cell(cell.layer, "weight", (f, d, u, v)))
            slope = Factor("∂L/∂Y", gradient[r][c], Cell(cell.layer, "output_gradient", (f, r, c)))
            terms.append(multiplied(trace, tap, slope))
        groups.append(_group(f"filter {f}", terms))
    formula = "∂L/∂X[d,i,j] = Σ_{f,r,c} K[f,d,i+P−r·S,j+P−c·S] · ∂L/∂Y[f,r,c]"
    tap_name = f"K[f,{d},{tap_at(y, layer.stride, 'r')},{tap_at(x, layer.stride, 'c')}]"
    note = "" if positions else "No window covers this entry, so the loss does not depend on it."
    filled = f"Σ_{{f,r,c}} {tap_name} · ∂L/∂Y[f,r,c]"
    return summed(trace, cell, formula, filled, _all(groups), tuple(groups) if positions else (), note)


def _padded(trace: Trace, number: int, layer: Conv2D, d: int, y: int, x: int) -> Factor:
    """The entry of the padded input at (d, y, x): a cell of the input, or a 0 of the padding."""
    at = trace.layers[number]
    _, rows, columns = at.input_shape
    row, column = y - layer.padding, x - layer.padding
    if 0 <= row < rows and 0 <= column < columns:
        return Factor("X", float(at.input[d][row][column]), Cell(number, "input", (d, row, column)))
    return Factor(f"X_{{pad}}[{d},{y},{x}]", 0.0)


def _output_gradient(trace: Trace, cell: Cell) -> list[list[list[float]]]:
    return trace.layers[cell.layer].output_gradient or []


def _input_letter(layer: Conv2D) -> str:
    return "X_{pad}" if layer.padding else "X"


def _group(label: str, terms: list[Term]) -> TermGroup:
    return TermGroup(label, tuple(terms), sum_of(tuple(terms)))


def _all(groups: list[TermGroup]) -> list[Term]:
    return [term for group in groups for term in group.terms]
