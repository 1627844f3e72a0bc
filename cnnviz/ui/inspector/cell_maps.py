"""Where a number stands in the map that shows it, and which numbers stand around it. Pure functions, no widgets."""

from dataclasses import dataclass
from math import ceil

from cnnviz.explain import Cell
from cnnviz.nn import Conv2D, Layer, Shape
from cnnviz.ui.frame import Run
from cnnviz.ui.maps import Array, vector_columns, vector_plane

LENS = 7
"""How many rows and columns of a map the lens shows."""

_NON_NEGATIVE = frozenset({"input", "output"})


@dataclass(frozen=True, slots=True)
class Axis:
    """An axis along which a tensor has several maps."""

    name: str
    place: int
    length: int


@dataclass(frozen=True, slots=True)
class CellMap:
    """The map that a cell is in, and its place there."""

    shape: Shape
    """Of the whole tensor."""
    axes: tuple[Axis, ...]
    """Which of the tensor's maps it is: nothing for vectors and matrices."""
    rows: int
    columns: int
    row: int
    column: int

    @property
    def is_vector(self) -> bool:
        """Whether the tensor is a vector, filled row by row."""
        return len(self.shape) == 1

    def index_at(self, row: int, column: int) -> tuple[int, ...] | None:
        """The tensor's index of a place in this map; None outside of it and beyond a vector's end."""
        if not (0 <= row < self.rows and 0 <= column < self.columns):
            return None
        if self.is_vector:
            place = row * self.columns + column
            return (place,) if place < self.shape[0] else None
        return (*(axis.place for axis in self.axes), row, column)

    def index_along(self, axis: int, place: int) -> tuple[int, ...]:
        """The index of the same place in another map of the tensor."""
        places = [own.place for own in self.axes]
        places[axis] = place
        return (*places, self.row, self.column)

    def plane(self, values: Array) -> Array:
        """This map's numbers, `[row][column]`, out of the whole tensor's."""
        if self.is_vector:
            return vector_plane(values)
        plane: Array = values[tuple(axis.place for axis in self.axes)]
        return plane

    def window(self) -> tuple[range, range]:
        """The rows and columns of the lens: the cell's neighbourhood, or all where the map is small."""
        return _around(self.row, self.rows), _around(self.column, self.columns)


def tensor_shape(run: Run, layer: int, tensor: str) -> Shape | None:
    """The shape of a tensor by the names of `Cell`, computed or not; None where there is no such tensor."""
    if not 0 <= layer < len(run.layers):
        return None
    last = len(run.layers) - 1
    match tensor:
        case "input" | "input_gradient":
            return run.shapes[layer]
        case "output":
            return run.shapes[layer + 1]
        case "output_gradient":
            return run.shapes[layer + 1] if layer < last else None
        case "loss":
            return Shape(()) if layer == last else None
    parameter = tensor.removesuffix("_gradient").removeprefix("new_")
    return run.layers[layer].parameter_shapes(run.shapes[layer]).get(parameter)


def exists(run: Run, cell: Cell) -> bool:
    """Whether a run's network has such a number."""
    shape = tensor_shape(run, cell.layer, cell.tensor)
    return (
        shape is not None
        and len(shape) == len(cell.index)
        and all(0 <= place < length for place, length in zip(cell.index, shape, strict=True))
    )


def map_of(run: Run, cell: Cell) -> CellMap | None:
    """The map that a cell of the run is in; None for a number that stands alone, the loss."""
    shape = tensor_shape(run, cell.layer, cell.tensor)
    if not shape:
        return None
    if len(shape) == 1:
        columns = vector_columns(shape[0])
        row, column = divmod(cell.index[0], columns)
        return CellMap(shape, (), ceil(shape[0] / columns), columns, row, column)
    names = _axis_names(run.layers[cell.layer], cell.tensor, len(shape))
    axes = tuple(Axis(*axis) for axis in zip(names, cell.index, shape, strict=False))
    return CellMap(shape, axes, shape[-2], shape[-1], cell.index[-2], cell.index[-1])


def is_signed(tensor: str) -> bool | None:
    """Whether a tensor is drawn around 0 whatever its numbers; None: only where one is negative."""
    return None if tensor in _NON_NEGATIVE else True


def _axis_names(layer: Layer, tensor: str, dimensions: int) -> tuple[str, ...]:
    if dimensions == 2:
        return ()
    if dimensions == 4:
        return ("filter", "channel")
    return ("filter",) if isinstance(layer, Conv2D) and tensor.startswith("output") else ("channel",)


def _around(place: int, length: int) -> range:
    size = min(LENS, length)
    first = min(max(0, place - size // 2), length - size)
    return range(first, first + size)
