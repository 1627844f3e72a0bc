"""The map of a number as it is drawn: its numbers, its range, and the scale of its colours."""

from dataclasses import dataclass

from cnnviz.explain import Cell
from cnnviz.nn import Tensor
from cnnviz.ui.frame import Run
from cnnviz.ui.inspector.cell_maps import CellMap, is_signed, map_of
from cnnviz.ui.maps import Array, Summary, as_array, summarize


@dataclass(frozen=True, eq=False, slots=True)
class Picture:
    """A map to draw: where the chosen cell is, and the numbers where they are computed."""

    map: CellMap
    values: Array | None
    """`[row][column]`."""
    summary: Summary | None
    """Range and scale of the whole tensor, so that its maps can be compared."""
    text: str
    """Size and range of this map, and the scale of its colours."""

    def value(self, row: int, column: int) -> float | None:
        """The number at a place; None where there is none."""
        if self.values is None or self.map.index_at(row, column) is None:
            return None
        return float(self.values[row, column])


class Pictures:
    """Makes pictures; a tensor is read once for as long as numbers of it are asked for."""

    def __init__(self) -> None:
        self._read: tuple[Tensor, Array, Summary] | None = None

    def of(self, run: Run, cell: Cell, tensor: Tensor | None) -> Picture | None:
        """The picture of the map that a cell is in; None for a number that stands alone.

        `tensor` is the cell's tensor, None while it is not computed.
        """
        shown = map_of(run, cell)
        if shown is None:
            return None
        size = f"{shown.rows}×{shown.columns}"
        if tensor is None:
            return Picture(shown, None, None, size)
        values, summary = self._values_of(tensor, cell.tensor)
        plane = shown.plane(values)
        own = summarize(plane, summary.scale.signed) if shown.axes else summary
        return Picture(shown, plane, summary, f"{size} · {own.text} · colours {summary.scale.text}")

    def _values_of(self, tensor: Tensor, name: str) -> tuple[Array, Summary]:
        if self._read is None or self._read[0] is not tensor:
            values = as_array(tensor)
            self._read = (tensor, values, summarize(values, is_signed(name)))
        return self._read[1:]
