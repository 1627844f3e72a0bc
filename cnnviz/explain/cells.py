"""Where a number stands in a trace: a layer, one of its tensors, and an index into it."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from cnnviz.explain.errors import ExplainError
from cnnviz.explain.text import placed
from cnnviz.nn import Conv2D, Layer, Shape, Trace

TENSORS = (
    *("input", "output", "output_gradient", "input_gradient"),
    *("weight", "bias", "weight_gradient", "bias_gradient", "new_weight", "new_bias", "loss"),
)
"""Every tensor that a cell can stand in."""


class Cell(NamedTuple):
    """One number of a trace. `tensor` is one of `TENSORS`; the index of `loss`, which is one number, is `()`."""

    layer: int
    tensor: str
    index: tuple[int, ...]  # type: ignore[assignment]  # a place, not tuple's method of that name


def value_at(trace: Trace, cell: Cell) -> float:
    """The number that a trace holds in a cell; raises ExplainError where there is none."""
    return read(trace, checked_cell(trace, *cell))


def read(trace: Trace, cell: Cell) -> float:
    """As `value_at`, for a cell that is known to exist."""
    found = _tensor(trace, cell.layer, cell.tensor)
    for place in cell.index:
        found = found[place]
    return float(found)


def tensor_shapes(trace: Trace, layer: int) -> dict[str, Shape | tuple[()]]:
    """The tensors that a trace holds of one of its layers, and their shapes (`()` for the loss).

    Raises ExplainError for a layer that the trace does not have.
    """
    last = len(trace.layers) - 1
    if not _is_whole(layer) or not 0 <= layer <= last:
        raise ExplainError(f"there is no layer {layer!r}: this trace has the layers 0 to {last}")
    at = trace.layers[layer]
    shapes: dict[str, Shape | tuple[()]] = {"input": at.input_shape, "output": at.output_shape}
    if at.output_gradient is not None:
        shapes["output_gradient"] = at.output_shape
    shapes["input_gradient"] = at.input_shape
    parameters = at.layer.parameter_shapes(at.input_shape)
    shapes |= parameters
    shapes |= {f"{name}_gradient": shape for name, shape in parameters.items()}
    shapes |= {f"new_{name}": parameters[name] for name in at.new_parameters}
    if layer == last:
        shapes["loss"] = ()
    return shapes


def checked_cell(trace: Trace, layer: int, tensor: str, index: Sequence[int]) -> Cell:
    """The cell that is asked for; raises ExplainError where the trace has no such layer, tensor or index."""
    shapes = tensor_shapes(trace, layer)
    if not isinstance(tensor, str) or tensor not in shapes:
        raise ExplainError(f"{_why_missing(trace, layer, tensor)}; it has {', '.join(shapes)}")
    shape = shapes[tensor]
    if (
        not isinstance(index, (tuple, list))
        or len(index) != len(shape)
        or not all(_is_whole(place) and 0 <= place < length for place, length in zip(index, shape, strict=True))
    ):
        wanted = f"from {(0,) * len(shape)} to {tuple(length - 1 for length in shape)}" if shape else "() alone"
        raise ExplainError(f"{tensor} of {_named(trace, layer)} has no index {index!r}: its indices go {wanted}")
    return Cell(layer, tensor, tuple(index))


def letter(layer: Layer, tensor: str) -> str:
    """What the paper calls a tensor of a layer: `∂L/∂K`; `_{...}` marks a subscript."""
    is_last = layer.name == "SoftmaxCrossEntropy"
    weight, bias = ("K", "b") if isinstance(layer, Conv2D) else ("W", "B")
    read = "z" if is_last else "X"
    return {
        "input": read,
        "output": "P" if is_last else "Y",
        "output_gradient": "∂L/∂Y",
        "input_gradient": f"∂L/∂{read}",
        "weight": weight,
        "bias": bias,
        "weight_gradient": f"∂L/∂{weight}",
        "bias_gradient": f"∂L/∂{bias}",
        "new_weight": f"{weight}_{{new}}",
        "new_bias": f"{bias}_{{new}}",
        "loss": "L",
    }[tensor]


def symbol(trace: Trace, cell: Cell) -> str:
    """How the paper writes the number in a cell: `∂L/∂K[0,0,1,2]`."""
    return placed(letter(trace.layers[cell.layer].layer, cell.tensor), cell.index)


def _tensor(trace: Trace, layer: int, tensor: str) -> Any:
    at = trace.layers[layer]
    match tensor:
        case "weight" | "bias":
            return at.parameters[tensor]
        case "weight_gradient" | "bias_gradient":
            return at.parameter_gradients[tensor.removesuffix("_gradient")]
        case "new_weight" | "new_bias":
            return at.new_parameters[tensor.removeprefix("new_")]
        case "loss":
            return trace.loss
    return getattr(at, tensor)


def _why_missing(trace: Trace, layer: int, tensor: str) -> str:
    """Half a sentence on why a layer of a trace has no such tensor."""
    if not isinstance(tensor, str) or tensor not in TENSORS:
        return f"there is no tensor {tensor!r} in {_named(trace, layer)}"
    last = len(trace.layers) - 1
    if tensor == "loss":
        return f"loss belongs to the last layer, {last}, not to {_named(trace, layer)}"
    if tensor == "output_gradient":
        return f"{_named(trace, layer)} has no output_gradient, because the gradient starts at its loss"
    if tensor.startswith("new_") and trace.layers[layer].parameters:
        return (
            f"{_named(trace, layer)} has no {tensor}, because this trace was made without a learning rate: "
            "make it with one"
        )
    return f"{_named(trace, layer)} has no {tensor}, because it learns nothing"


def _named(trace: Trace, layer: int) -> str:
    return f"layer {layer}, {trace.layers[layer].layer}"


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
