"""The one question, and who answers it: each layer's own module, or the tensor that holds the same number."""

from collections.abc import Sequence
from dataclasses import replace

from cnnviz.explain.cells import Cell, checked_cell, read, symbol
from cnnviz.explain.conv2d import derive_conv2d
from cnnviz.explain.dense import derive_dense
from cnnviz.explain.derivation import Derivation, Operation
from cnnviz.explain.errors import ExplainError
from cnnviz.explain.flatten import derive_flatten
from cnnviz.explain.maxpool2d import derive_maxpool2d
from cnnviz.explain.relu import derive_relu
from cnnviz.explain.softmax_cross_entropy import derive_softmax_cross_entropy
from cnnviz.explain.text import written
from cnnviz.explain.update import derive_update
from cnnviz.nn import Conv2D, Dense, Flatten, MaxPool2D, ReLU, SoftmaxCrossEntropy, Trace


def derive(trace: Trace, layer: int, tensor: str, index: Sequence[int] = ()) -> Derivation:
    """Where one number of a trace comes from: its formula (the paper's), its terms, and the cells they come from.

    `tensor` is output, output_gradient, input_gradient, weight_gradient, bias_gradient, new_weight or new_bias of
    the layer with that number; loss of the last; or what is given: input, weight, bias. `index` has a place for each
    axis of the tensor: `(0, 5, 7)` of a volume [channel][row][column], `(3,)` of a vector, `()` for the loss.

    Computed from the formulas and the numbers of the trace alone. A number that the trace holds twice is followed
    one step: ∂L/∂Y of a layer to ∂L/∂X of the next, X of a layer to Y of the one before (`same_as` says which).
    Raises ExplainError for a layer, a tensor or an index that the trace does not have.
    """
    cell = checked_cell(trace, layer, tensor, index)
    match cell.tensor:
        case "input" if cell.layer > 0:
            return _followed(trace, cell, Cell(cell.layer - 1, "output", cell.index))
        case "output_gradient":
            return _followed(trace, cell, Cell(cell.layer + 1, "input_gradient", cell.index))
        case "input" | "weight" | "bias":
            return _given(trace, cell)
        case "new_weight" | "new_bias":
            return derive_update(trace, cell)
    return _computed(trace, cell)


def _computed(trace: Trace, cell: Cell) -> Derivation:
    match trace.layers[cell.layer].layer:
        case Conv2D() as layer:
            return derive_conv2d(trace, cell, layer)
        case ReLU():
            return derive_relu(trace, cell)
        case MaxPool2D() as layer:
            return derive_maxpool2d(trace, cell, layer)
        case Flatten():
            return derive_flatten(trace, cell)
        case Dense():
            return derive_dense(trace, cell)
        case SoftmaxCrossEntropy():
            return derive_softmax_cross_entropy(trace, cell)
        case unknown:
            raise ExplainError(f"there are no formulas for a layer of the kind {unknown.name}")


def _followed(trace: Trace, cell: Cell, same: Cell) -> Derivation:
    """The derivation of the cell that holds the same number, asked from this one."""
    derivation = _computed(trace, same)
    here, there = (f"{symbol(trace, one)} of layer {one.layer}" for one in (cell, same))
    note = f"{here} is the same number as {there}. {derivation.note}".rstrip()
    return replace(derivation, cell=cell, engine_value=read(trace, cell), same_as=same, note=note)


def _given(trace: Trace, cell: Cell) -> Derivation:
    """A number that this step did not compute."""
    value = read(trace, cell)
    own = symbol(trace, cell)
    is_pixel = cell.tensor == "input"
    return Derivation(
        cell=cell,
        value=value,
        engine_value=value,
        operation=Operation.GIVEN,
        formula=f"{own} is a pixel of the image" if is_pixel else f"{own} as it was before the update",
        filled=f"{own} = {written(value)}",
        terms=(),
        note="A pixel is given." if is_pixel else "A parameter is given; each step's update changes it for the next.",
    )
