"""From a cell of the window to its derivation and to the cells that it was made from. Pure functions, no Qt."""

from cnnviz.explain import Cell, Derivation, Factor, Term, derive
from cnnviz.nn import Conv2D, Dense
from cnnviz.ui.frame import Frame, Run
from cnnviz.ui.inspector.cell_maps import exists
from cnnviz.ui.view_model import value_of

_FEW = 4
"""About how many terms a maximum, a copy or a product has."""


def derivation_of(frame: Frame, cell: Cell) -> Derivation | None:
    """Where a number of the trace on view comes from; None while the step has not computed it."""
    if not exists(frame.run, cell) or value_of(frame, cell) is None:
        return None
    return derive(frame.trace, cell.layer, cell.tensor, cell.index)


def sources_of(derivation: Derivation | None) -> tuple[Cell, ...]:
    """Every cell that had a say in a number, each once, in the order of the terms."""
    if derivation is None:
        return ()
    return tuple(dict.fromkeys(cell for term in derivation.terms for cell in term.cells))


def target_of(term: Term, factor: Factor) -> Cell | None:
    """The cell that a factor leads to: its own or, for one that no tensor holds, the cell that stands behind it.

    X stands behind [X > 0], z behind exp(z − max z); a constant leads nowhere.
    """
    if factor.cell is not None:
        return factor.cell
    is_last = term.factors and factor is term.factors[-1]
    return term.behind[0].cell if term.behind and is_last else None


def term_count(run: Run, cell: Cell) -> int:
    """About how many terms a number's derivation has, found out without deriving it."""
    layer, tensor = cell.layer, cell.tensor
    if tensor == "input" and layer > 0:
        layer, tensor = layer - 1, "output"
    elif tensor == "output_gradient":
        layer, tensor = layer + 1, "input_gradient"
    asked, given, answered = run.layers[layer], run.shapes[layer], run.shapes[layer + 1]
    match asked, tensor:
        case Conv2D(), "output":
            return given[0] * asked.kernel_size**2 + 1
        case Conv2D(), "input_gradient":
            return answered[0] * asked.kernel_size**2
        case Conv2D(), "weight_gradient" | "bias_gradient":
            return answered[1] * answered[2]
        case Dense(), "output":
            return given.size + 1
        case Dense(), "input_gradient":
            return answered.size
    is_softmax = layer == len(run.layers) - 1
    return answered.size if is_softmax else _FEW
