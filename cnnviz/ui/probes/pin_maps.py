"""Which maps of the pinned images are shown, their mosaics, and the one scale that makes them comparable."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import isfinite

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage

from cnnviz.nn import Conv2D, Trace
from cnnviz.ui.frame import Run
from cnnviz.ui.maps import Array, Scale, as_array, colors_of, grid_of, image_from
from cnnviz.ui.naming import layer_titles
from cnnviz.ui.theme import Theme


@dataclass(frozen=True, slots=True)
class MapsOf:
    """One tensor of a trace: the output of a layer that makes maps or, where `layer` is None, the saliency."""

    title: str
    layer: int | None = None

    @property
    def symbol(self) -> str:
        """How one of its numbers is written, without its index."""
        return "|∂L/∂X|" if self.layer is None else f"{self.title}: Y"


def choices_of(run: Run) -> tuple[MapsOf, ...]:
    """What a run's network has to show: each layer's maps, and how much the loss hangs on each pixel."""
    titles = layer_titles(run.layers)
    maps = tuple(
        MapsOf(title, place)
        for place, (title, shape) in enumerate(zip(titles, run.shapes[1:], strict=True))
        if len(shape) == 3
    )
    return (*maps, MapsOf("saliency |∂L/∂X|"))


def first_choice(run: Run) -> int:
    """The place among `choices_of` of what is shown at first: the last Conv2D, else the saliency."""
    choices = choices_of(run)
    convolutions = [
        place
        for place, choice in enumerate(choices)
        if choice.layer is not None and isinstance(run.layers[choice.layer], Conv2D)
    ]
    return convolutions[-1] if convolutions else len(choices) - 1


def planes_of(trace: Trace, maps: MapsOf) -> Array:
    """The maps of a trace, `[channel][row][column]`; of the saliency one for each of the input's channels."""
    if maps.layer is None:
        return np.abs(as_array(trace.layers[0].input_gradient))
    return as_array(trace.layers[maps.layer].output)


def common_scale(parts: Iterable[Array]) -> Scale:
    """One scale for the finite numbers of several arrays."""
    low = high = 0.0
    for values in parts:
        if not values.size:
            continue
        least, most = float(values.min()), float(values.max())
        if not (isfinite(least) and isfinite(most)):
            finite = values[np.isfinite(values)]
            if not finite.size:
                continue
            least, most = float(finite.min()), float(finite.max())
        low, high = min(low, least), max(high, most)
    return Scale(low < 0, max(-low, high))


@dataclass(frozen=True, slots=True)
class Mosaic:
    """Where the cells of some maps stand, one cell a unit, with a line one unit wide between two maps."""

    channels: int
    rows: int
    columns: int

    @property
    def across(self) -> int:
        """How many maps stand in a row."""
        return grid_of(self.channels)[1] if self.channels else 0

    @property
    def width(self) -> int:
        """Units from left to right."""
        return max(0, self.across * (self.columns + 1) - 1)

    @property
    def height(self) -> int:
        """Units from top to bottom."""
        return max(0, grid_of(self.channels)[0] * (self.rows + 1) - 1) if self.channels else 0

    def corner(self, channel: int) -> tuple[int, int]:
        """The row and column, in units, of a map's first cell."""
        down, right = divmod(channel, self.across)
        return down * (self.rows + 1), right * (self.columns + 1)

    def cell_at(self, row: int, column: int) -> tuple[int, int, int] | None:
        """Channel, row and column of the cell in a unit; None on a line, or where there is no map."""
        down, inner_row = divmod(row, self.rows + 1)
        right, inner_column = divmod(column, self.columns + 1)
        channel = down * self.across + right
        inside = inner_row < self.rows and inner_column < self.columns and 0 <= right < self.across
        return (channel, inner_row, inner_column) if inside and 0 <= channel < self.channels else None

    def beside(self, cell: tuple[int, int, int], down: int, right: int) -> tuple[int, int, int]:
        """The cell next to one, over the lines between maps too; the same at the edge."""
        top, left = self.corner(cell[0])
        for distance in (1, 2):
            row, column = top + cell[1] + distance * down, left + cell[2] + distance * right
            if (found := self.cell_at(row, column)) is not None:
                return found
        return cell


def mosaic_of(planes: Array) -> Mosaic:
    """The mosaic of maps `[channel][row][column]`."""
    return Mosaic(*planes.shape)


def mosaic_image(planes: Array, scale: Scale, theme: Theme) -> QImage:
    """All maps in one picture, one pixel a unit of their `Mosaic`."""
    mosaic = mosaic_of(planes)
    colors = colors_of(planes, scale, theme)
    pixels: NDArray[np.uint32] = np.full(
        (mosaic.height, mosaic.width), np.uint32(QColor(theme.line).rgb()), dtype=np.uint32
    )
    for channel in range(mosaic.channels):
        top, left = mosaic.corner(channel)
        pixels[top : top + mosaic.rows, left : left + mosaic.columns] = colors[channel]
    return image_from(pixels)


def magnified(wide: int, high: int, room_wide: int, room_high: int) -> tuple[int, int]:
    """How large, in pixels, a picture is drawn in a room: each cell so many whole pixels where that wastes little."""
    if not (wide and high):
        return 0, 0
    factor = max(0.0, min(room_wide / wide, room_high / high))
    if factor >= 2:
        factor = int(factor)
    return max(1, int(wide * factor)), max(1, int(high * factor))
