"""Which tensors of a step are there to be seen at a phase. Pure functions from a frame, no Qt.

What a step has not computed yet is not shown, so that stepping reveals it.
"""

from cnnviz.explain import Cell
from cnnviz.nn import LayerTrace, Phase, PhaseKind, Tensor
from cnnviz.ui.frame import Frame


def done(frame: Frame, kind: PhaseKind, layer: int | None = None) -> bool:
    """Whether a phase of the step on view has been computed."""
    if frame.phases_done == len(frame.run.phases):
        return True
    place = frame.run.phase_places.get(Phase(kind, layer))
    return place is not None and place < frame.phases_done


def tensor_of(frame: Frame, layer: int, tensor: str) -> Tensor | None:
    """A tensor of the trace on view, by the names of `Cell`; None while it is not computed, or where there is none.

    `weight` and `bias` are the parameters that the step began with.
    """
    trace: LayerTrace = frame.trace.layers[layer]
    last = len(frame.run.layers) - 1
    if tensor == "input":
        return trace.input if layer == 0 or done(frame, PhaseKind.FORWARD, layer - 1) else None
    if tensor == "output":
        return trace.output if done(frame, PhaseKind.FORWARD, layer) else None
    if tensor == "output_gradient":
        return trace.output_gradient if layer < last and done(frame, PhaseKind.BACKWARD, layer + 1) else None
    if tensor == "input_gradient":
        return trace.input_gradient if done(frame, PhaseKind.BACKWARD, layer) else None
    if tensor in ("weight", "bias"):
        return trace.parameters.get(tensor)
    if tensor in ("weight_gradient", "bias_gradient"):
        parameter = tensor.removesuffix("_gradient")
        return trace.parameter_gradients.get(parameter) if done(frame, PhaseKind.BACKWARD, layer) else None
    if tensor in ("new_weight", "new_bias"):
        parameter = tensor.removeprefix("new_")
        return trace.new_parameters.get(parameter) if done(frame, PhaseKind.UPDATE) else None
    return None


def value_of(frame: Frame, cell: Cell) -> float | None:
    """The number in a cell; None while it is not computed."""
    if cell.tensor == "loss":
        return frame.trace.loss if done(frame, PhaseKind.LOSS) else None
    value: object = tensor_of(frame, cell.layer, cell.tensor)
    for place in cell.index:
        if not isinstance(value, list) or not 0 <= place < len(value):
            return None
        value = value[place]
    return value if isinstance(value, float) else None
