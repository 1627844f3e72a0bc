"""What can be walked through in a network, and which walk a number belongs to. Pure functions, no Qt."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from cnnviz.explain import Cell
from cnnviz.nn import Conv2D, Layer, MaxPool2D, Phase, PhaseKind
from cnnviz.ui.frame import Frame, Run
from cnnviz.ui.naming import layer_titles
from cnnviz.ui.view_model import done


class Kind(Enum):
    """The walks that there are, with the symbol of what they make."""

    CONV_OUTPUT = "Y"
    WEIGHT_GRADIENT = "∂L/∂K"
    POOL_OUTPUT = "max"
    POOL_GRADIENT = "∂L/∂X"


_BACKWARD = (Kind.WEIGHT_GRADIENT, Kind.POOL_GRADIENT)


@dataclass(frozen=True, slots=True)
class Subject:
    """A layer and what of it is walked through."""

    layer: int
    kind: Kind

    @property
    def is_backward(self) -> bool:
        """Whether it is a walk of the backward pass."""
        return self.kind in _BACKWARD

    def title(self, layers: Sequence[Layer]) -> str:
        """`Conv2D 2: Y`."""
        symbol = "Y" if self.kind is Kind.POOL_OUTPUT else self.kind.value
        return f"{layer_titles(layers)[self.layer]}: {symbol}"

    def index_shape(self, run: Run) -> tuple[int, ...]:
        """How many of what is walked for there are: filters, weights, or channels."""
        layer, given = run.layers[self.layer], run.shapes[self.layer]
        match self.kind, layer:
            case Kind.CONV_OUTPUT, Conv2D():
                return (layer.filters,)
            case Kind.WEIGHT_GRADIENT, Conv2D():
                return (layer.filters, given[0], layer.kernel_size, layer.kernel_size)
        return (given[0],)

    def is_computed(self, frame: Frame) -> bool:
        """Whether the step on view has come so far."""
        return done(frame, PhaseKind.BACKWARD if self.is_backward else PhaseKind.FORWARD, self.layer)


@dataclass(frozen=True, slots=True)
class Target:
    """A walk and, where a number asks for it, a place in it."""

    subject: Subject
    index: tuple[int, ...]
    """The filter, the weight, or the channel."""
    position: tuple[int, int] | None = None
    """Row and column of the output."""


def subjects_of(layers: Sequence[Layer]) -> tuple[Subject, ...]:
    """All walks of a network, layer by layer."""
    found = []
    for number, layer in enumerate(layers):
        if isinstance(layer, Conv2D):
            found += [Subject(number, Kind.CONV_OUTPUT), Subject(number, Kind.WEIGHT_GRADIENT)]
        elif isinstance(layer, MaxPool2D):
            found += [Subject(number, Kind.POOL_OUTPUT), Subject(number, Kind.POOL_GRADIENT)]
    return tuple(found)


def target_of_phase(layers: Sequence[Layer], phase: Phase) -> Target | None:
    """The walk of a phase; None where its layer has none."""
    for subject in subjects_of(layers):
        kind = PhaseKind.BACKWARD if subject.is_backward else PhaseKind.FORWARD
        if (subject.layer, kind) == (phase.layer, phase.kind):
            return Target(subject, (0, 0, 0, 0) if subject.kind is Kind.WEIGHT_GRADIENT else (0,))
    return None


def target_of_cell(run: Run, cell: Cell) -> Target | None:
    """The walk that a number is part of; None where there is none."""
    cell = _as_next_layers(run, cell)
    match run.layers[cell.layer]:
        case Conv2D() as layer:
            return _of_conv(run, layer, cell)
        case MaxPool2D() as layer:
            return _of_pool(run, layer, cell)
    return None


def _as_next_layers(run: Run, cell: Cell) -> Cell:
    """What another layer gives to a Conv2D or MaxPool2D, by its name there: the picture shows it only once."""
    walked = (Conv2D, MaxPool2D)
    names = {"output": "input", "output_gradient": "input_gradient"}
    if isinstance(run.layers[cell.layer], walked) or cell.tensor not in names:
        return cell
    after = cell.layer + 1
    if after < len(run.layers) and isinstance(run.layers[after], walked):
        return Cell(after, names[cell.tensor], cell.index)
    return cell


def _of_conv(run: Run, layer: Conv2D, cell: Cell) -> Target:
    output, gradient = Subject(cell.layer, Kind.CONV_OUTPUT), Subject(cell.layer, Kind.WEIGHT_GRADIENT)
    index = cell.index
    match cell.tensor:
        case "output":
            return Target(output, index[:1], (index[1], index[2]))
        case "output_gradient":
            return Target(gradient, (index[0], 0, 0, 0), (index[1], index[2]))
        case "weight_gradient" | "new_weight":
            return Target(gradient, index)
        case "bias_gradient" | "new_bias":
            return Target(gradient, (index[0], 0, 0, 0))
        case "weight" | "bias":
            return Target(output, index[:1])
    position = _covering(run, cell, layer.kernel_size, layer.stride, layer.padding)
    if cell.tensor == "input":
        return Target(output, (0,), position)
    return Target(gradient, (0, index[0], 0, 0), position)


def _of_pool(run: Run, layer: MaxPool2D, cell: Cell) -> Target:
    is_backward = cell.tensor.endswith("gradient")
    subject = Subject(cell.layer, Kind.POOL_GRADIENT if is_backward else Kind.POOL_OUTPUT)
    if cell.tensor.startswith("output"):
        return Target(subject, cell.index[:1], (cell.index[1], cell.index[2]))
    return Target(subject, cell.index[:1], _covering(run, cell, layer.pool_size, layer.step, 0))


def _covering(run: Run, cell: Cell, size: int, stride: int, padding: int) -> tuple[int, int]:
    """The position whose window has an entry of the input in its middle, or as near to it as there is one."""
    _, rows, columns = run.shapes[cell.layer + 1]
    _, y, x = cell.index
    nearer = (stride - 1) // 2  # between two windows, the one whose middle is nearer
    near = [max(0, place + padding - (size - 1) // 2 + nearer) // stride for place in (y, x)]
    return min(near[0], rows - 1), min(near[1], columns - 1)
