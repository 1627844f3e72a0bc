"""Every parameter of a layer as rows of a table: old, gradient, −η·gradient, new, as far as they are computed. No Qt.

Whoever looks at one number of a Dense layer's thousands needs few of the rows, so that nothing is written as text
here; columns are arrays, made anew only where their tensors are others.
"""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from cnnviz.explain import Cell
from cnnviz.nn import Shape, Tensor
from cnnviz.nn.tensors import flat
from cnnviz.training import SetParameter
from cnnviz.ui.frame import Activity, Frame
from cnnviz.ui.maps import Array
from cnnviz.ui.naming import cell_symbol
from cnnviz.ui.view_model import tensor_of


class Column(IntEnum):
    """The columns of the table."""

    OLD = 0
    GRADIENT = 1
    STEP = 2
    NEW = 3


@dataclass(frozen=True, slots=True)
class Part:
    """The weight or the bias of a layer, and the row that its first number stands in."""

    name: str
    shape: Shape
    first: int


def parts_of(frame: Frame, layer: int) -> tuple[Part, ...]:
    """The parts of a layer's parameters, in the order of the rows."""
    parts, first = [], 0
    for name, shape in frame.run.layers[layer].parameter_shapes(frame.run.shapes[layer]).items():
        parts.append(Part(name, shape, first))
        first += shape.size
    return tuple(parts)


def learning_layers(frame: Frame) -> tuple[int, ...]:
    """The layers that have parameters."""
    run = frame.run
    return tuple(index for index, layer in enumerate(run.layers) if layer.parameter_shapes(run.shapes[index]))


def editable_column(frame: Frame) -> Column | None:
    """The column that holds what the next step to be trained begins with; None while it cannot be set."""
    if frame.activity is Activity.RUNNING or frame.position >= frame.run.total_steps:
        return None
    is_complete = frame.probe is None and frame.shown.phases_done == len(frame.run.phases)
    return Column.NEW if is_complete else Column.OLD


def edit_hint(frame: Frame) -> str:
    """How a number is set by hand or why it cannot be, in one sentence."""
    if frame.activity is Activity.RUNNING:
        return "Pause to set a number by hand."
    column = editable_column(frame)
    if column is None:
        return "The run is at its end; step back to set a number by hand."
    return f"Type over a number under “{column.name.lower()}” to set it by hand."


class ParameterRows:
    """The rows of one layer at one frame, in reading order or by the size of a column's numbers."""

    def __init__(self) -> None:
        self.layer = 0
        self.parts: tuple[Part, ...] = ()
        self.count = 0
        self.columns: list[Array | None] = [None] * len(Column)
        self.edited: frozenset[int] = frozenset()
        """The places of numbers that were set by hand at the position."""
        self._symbols: tuple[str, ...] = ()
        self._tensors: list[tuple[Tensor, ...]] = [()] * len(Column)
        self._order: NDArray[np.intp] | None = None
        self._sorted: Array | None = None
        """The column that the order was made of."""

    def take(self, frame: Frame, layer: int, sort_by: Column | None) -> None:
        """Take over a layer's numbers as a frame has them; biggest first by a column where that is computed."""
        self.layer, self.parts = layer, parts_of(frame, layer)
        self.count = sum(part.shape.size for part in self.parts)
        for column, form in ((Column.OLD, "{}"), (Column.GRADIENT, "{}_gradient"), (Column.NEW, "new_{}")):
            tensors = [tensor_of(frame, layer, form.format(part.name)) for part in self.parts]
            self._set_column(column, tuple(tensor for tensor in tensors if tensor is not None))
        rate, gradient = frame.trace.learning_rate, self.columns[Column.GRADIENT]
        is_updated = self.columns[Column.NEW] is not None and rate is not None and gradient is not None
        with np.errstate(over="ignore", invalid="ignore"):
            self.columns[Column.STEP] = -rate * gradient if is_updated else None
        self.edited = frozenset(
            self._place_of(event.name.partition(".")[2], event.index)
            for event in frame.events
            if isinstance(event, SetParameter)
            and event.position == frame.position
            and event.name.partition(".")[0] == str(layer)
        )
        self._symbols = tuple(cell_symbol(Cell(layer, part.name, ()), frame.run.layers) for part in self.parts)
        self._sort(sort_by)

    @property
    def order(self) -> NDArray[np.intp] | None:
        """The place of each row's number in reading order; None: the rows are in that order."""
        return self._order

    def place(self, row: int) -> int:
        """The place in reading order of the number in a row."""
        return row if self._order is None else int(self._order[row])

    def value(self, row: int, column: Column) -> float | None:
        """A number; None while it is not computed."""
        values = self.columns[column]
        return None if values is None else float(values[self.place(row)])

    def name(self, row: int) -> str:
        """What the paper calls the number in a row: `K[0,0,1,2]`."""
        number, index = self._part_of(self.place(row))
        return f"{self._symbols[number]}[{','.join(map(str, index))}]"

    def key(self, row: int) -> tuple[str, tuple[int, ...]]:
        """The number in a row as `Session.set_parameter` takes it: `("0.weight", (0, 0, 1, 2))`."""
        number, index = self._part_of(self.place(row))
        return f"{self.layer}.{self.parts[number].name}", index

    def cell(self, row: int, column: Column) -> Cell:
        """Where to ask for a number; −η·gradient, which no tensor holds, is a term of the new number."""
        number, index = self._part_of(self.place(row))
        form = {Column.OLD: "{}", Column.GRADIENT: "{}_gradient"}.get(column, "new_{}")
        return Cell(self.layer, form.format(self.parts[number].name), index)

    def is_edited(self, row: int) -> bool:
        """Whether the number in a row was set by hand at the position."""
        return self.place(row) in self.edited

    def _part_of(self, place: int) -> tuple[int, tuple[int, ...]]:
        number = max(number for number, part in enumerate(self.parts) if part.first <= place)
        part, index = self.parts[number], []
        rest = place - part.first
        for length in reversed(part.shape):
            rest, at = divmod(rest, length)
            index.append(at)
        return number, tuple(reversed(index))

    def _place_of(self, name: str, index: tuple[int, ...]) -> int:
        part = next(part for part in self.parts if part.name == name)
        place = 0
        for length, at in zip(part.shape, index, strict=True):
            place = place * length + at
        return part.first + place

    def _set_column(self, column: Column, tensors: tuple[Tensor, ...]) -> None:
        """What a step begins with is what the step before ended with: its array is there already."""
        if len(tensors) < len(self.parts):
            values = None
        else:
            known = (
                values
                for there, values in zip(self._tensors, self.columns, strict=True)
                if len(there) == len(tensors) and all(one is other for one, other in zip(there, tensors, strict=True))
            )
            values = next(known, None)
            if values is None:
                values = np.concatenate([np.array(flat(one), dtype=float) for one in tensors])
        self._tensors[column] = tensors
        self.columns[column] = values

    def _sort(self, sort_by: Column | None) -> None:
        values = None if sort_by is None else self.columns[sort_by]
        if values is self._sorted:
            return
        self._sorted = values
        if values is None:
            self._order = None
            return
        sizes = np.abs(values)
        sizes[np.isnan(sizes)] = np.inf
        order = np.argsort(-sizes, kind="stable")
        if self._order is None or not np.array_equal(order, self._order):
            self._order = order
