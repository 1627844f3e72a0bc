"""Where everything of the network's picture stands, for a size of the view. Pure geometry, no Qt."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import ceil

from cnnviz.explain import Cell
from cnnviz.nn import Layer, Shape
from cnnviz.ui.mosaic import vector_columns
from cnnviz.ui.naming import bias_letter, layer_settings, layer_titles, weight_letter

HEADER = 58
CAPTION = 17
LABEL = 16
BIAS = 15
GAP = 22
LEGEND = 26
MARGIN = 8
BETWEEN = 15
SMALLEST_TILE = 40
LARGEST_TILE = 190
NARROWEST_COLUMN = 58
KERNEL_CELL = 25
NUMBER_WIDTH = 20
NUMBER_HEIGHT = 11

INPUT = -1
"""The layer index of the input's column."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    @property
    def middle(self) -> float:
        return self.y + self.height / 2

    def contains(self, x: float, y: float) -> bool:
        return self.x <= x < self.right and self.y <= y < self.bottom


@dataclass(frozen=True, eq=False)
class Tile:
    """One tensor drawn as a mosaic of its maps; the loss, which is one number, has no maps but a cell."""

    layer: int
    tensor: str
    label: str
    box: Box
    """The drawn mosaic, all of it."""
    shape: Shape
    """The tensor's shape."""
    planes: int
    rows: int
    columns: int
    """Rows and columns of one map."""
    grid_columns: int
    gap: float
    """Pixels between two maps."""

    @property
    def is_parameter(self) -> bool:
        """Whether it shows a weight, a bias, or one's gradient."""
        return self.tensor.startswith(("weight", "bias"))

    @property
    def is_bias(self) -> bool:
        """Whether it shows a bias or one's gradient."""
        return self.tensor.startswith("bias")

    @cached_property
    def is_shrunk(self) -> bool:
        """Whether there is less than a pixel for a number, so that neighbours are mixed."""
        return self.cell_width < 1 or self.cell_height < 1

    @cached_property
    def has_numbers(self) -> bool:
        """Whether its cells are large enough for their numbers to be written in them."""
        return self.cell_width >= NUMBER_WIDTH and self.cell_height >= NUMBER_HEIGHT

    @cached_property
    def is_live(self) -> bool:
        """Whether it is drawn with each frame even at full speed: maps are; what is to be read need not be."""
        return not (self.is_parameter or self.tensor == "loss" or self.has_numbers)

    @property
    def grid_rows(self) -> int:
        return ceil(self.planes / self.grid_columns)

    @cached_property
    def cell_width(self) -> float:
        return (self.box.width - self.gap * (self.grid_columns - 1)) / (self.grid_columns * self.columns)

    @cached_property
    def cell_height(self) -> float:
        return (self.box.height - self.gap * (self.grid_rows - 1)) / (self.grid_rows * self.rows)

    def plane_box(self, plane: int) -> Box:
        """Where one map of the mosaic is drawn."""
        row, column = divmod(plane, self.grid_columns)
        width, height = self.cell_width * self.columns, self.cell_height * self.rows
        return Box(self.box.x + column * (width + self.gap), self.box.y + row * (height + self.gap), width, height)

    def cell_box(self, index: tuple[int, ...]) -> Box:
        """Where one number is drawn."""
        plane, row, column = self._place(index)
        box = self.plane_box(plane)
        return Box(box.x + column * self.cell_width, box.y + row * self.cell_height, self.cell_width, self.cell_height)

    def plane_at(self, index: tuple[int, ...]) -> int:
        """In which map of the mosaic a number is drawn."""
        return self._place(index)[0]

    def index_at(self, x: float, y: float) -> tuple[int, ...] | None:
        """The index of the number drawn at a point; None between the maps and beyond a vector's end."""
        for plane in range(self.planes):
            box = self.plane_box(plane)
            if box.contains(x, y):
                row = min(self.rows - 1, int((y - box.y) / self.cell_height))
                column = min(self.columns - 1, int((x - box.x) / self.cell_width))
                return self._index(plane, row, column)
        return None

    def _index(self, plane: int, row: int, column: int) -> tuple[int, ...] | None:
        match len(self.shape):
            case 0:
                return ()
            case 1:
                number = row * self.columns + column
                return (number,) if number < self.shape[0] else None
            case 2:
                return (row, column)
            case 3:
                return (plane, row, column)
        return (*divmod(plane, self.shape[1]), row, column)

    def _place(self, index: tuple[int, ...]) -> tuple[int, int, int]:
        match len(index):
            case 0:
                return 0, 0, 0
            case 1:
                return 0, *divmod(index[0], self.columns)
            case 2:
                return 0, index[0], index[1]
            case 3:
                return index[0], index[1], index[2]
        return index[0] * self.shape[1] + index[1], index[2], index[3]


@dataclass(frozen=True, slots=True)
class Column:
    """One layer's column (layer INPUT: the input's) with what its head says."""

    layer: int
    title: str
    settings: str
    shape: str
    box: Box


@dataclass(frozen=True, eq=False)
class Layout:
    """Everything that stands still while training runs."""

    width: float
    height: float
    columns: tuple[Column, ...]
    tiles: tuple[Tile, ...]
    forward_row: Box
    backward_row: Box

    def tile(self, layer: int, tensor: str) -> Tile | None:
        """The tile of a tensor; None where none is drawn."""
        return self._by_tensor.get((layer, tensor))

    @cached_property
    def _by_tensor(self) -> dict[tuple[int, str], Tile]:
        return {(tile.layer, tile.tensor): tile for tile in self.tiles}

    def cell_at(self, x: float, y: float) -> Cell | None:
        """The number drawn at a point."""
        for tile in self.tiles:
            if tile.box.contains(x, y):
                index = tile.index_at(x, y)
                return None if index is None else Cell(tile.layer, tile.tensor, index)
        return None


def smallest_size(layers: Sequence[Layer]) -> tuple[int, int]:
    """The width and height below which the picture must scroll."""
    return (
        2 * MARGIN + NARROWEST_COLUMN * (len(layers) + 1),
        _fixed_height() + 4 * SMALLEST_TILE,
    )


def lay_out(layers: Sequence[Layer], shapes: Sequence[Shape], width: float, height: float) -> Layout:
    """The picture of a network (`shapes`: each layer's input shape, last the output shape) in a view of that size."""
    least_width, least_height = smallest_size(layers)
    width, height = max(width, least_width), max(height, least_height)
    columns = _columns(layers, shapes, width, height)
    narrowest = min(column.box.width for column in columns if _is_volume(column, shapes)) - BETWEEN
    side = min(LARGEST_TILE, (height - _fixed_height()) / 4, max(SMALLEST_TILE, narrowest * 1.25))
    spare = max(0.0, height - _fixed_height() - 4 * side) / 3
    forward = Box(MARGIN, HEADER, width - 2 * MARGIN, side)
    weight_top = forward.bottom + CAPTION + GAP + spare + LABEL
    gradient_top = weight_top + side + BIAS + MARGIN + spare / 2 + LABEL
    backward = Box(MARGIN, gradient_top + side + BIAS + GAP + spare, width - 2 * MARGIN, side)
    tiles: list[Tile] = []
    last = len(layers) - 1
    for column in columns:
        room = Box(column.box.x + BETWEEN / 2, 0, column.box.width - BETWEEN, side)
        if column.layer == INPUT:
            tiles.append(_fitted(0, "input", "", _at(room, forward.y), shapes[0]))
            tiles.append(_fitted(0, "input_gradient", "", _at(room, backward.y), shapes[0]))
            continue
        layer, shape = layers[column.layer], shapes[column.layer + 1]
        tiles.append(_fitted(column.layer, "output", "", _at(room, forward.y), shape))
        if column.layer == last:
            tiles.append(_loss(column.layer, _at(room, backward.y)))
        else:
            tiles.append(_fitted(column.layer, "output_gradient", "", _at(room, backward.y), shape))
        parameters = layer.parameter_shapes(shapes[column.layer])
        if parameters:
            weight, bias = weight_letter(layer), bias_letter(layer)
            for top, suffix, sign in ((weight_top, "", ""), (gradient_top, "_gradient", "∂L/∂")):
                tile = _fitted(column.layer, f"weight{suffix}", f"{sign}{weight}", _at(room, top), parameters["weight"])
                tiles.append(tile)
                tiles.append(_strip(column.layer, f"bias{suffix}", f"{sign}{bias}", tile, parameters["bias"]))
    return Layout(width, height, columns, tuple(tiles), forward, backward)


def _fixed_height() -> int:
    return HEADER + 2 * CAPTION + 2 * GAP + 2 * LABEL + 2 * BIAS + MARGIN + LEGEND


def _is_volume(column: Column, shapes: Sequence[Shape]) -> bool:
    return len(shapes[column.layer + 1]) == 3


def _columns(layers: Sequence[Layer], shapes: Sequence[Shape], width: float, height: float) -> tuple[Column, ...]:
    titles = layer_titles(layers)
    shares = [_share(shape) for shape in shapes]
    unit = (width - 2 * MARGIN) / sum(shares)
    columns, x = [], float(MARGIN)
    for number, share in enumerate(shares):
        layer = number - 1
        box = Box(x, 0, share * unit, height)
        x += share * unit
        if layer == INPUT:
            columns.append(Column(INPUT, "Input", "pixels ÷ 255", str(shapes[0]), box))
        else:
            settings = layer_settings(layers[layer], shapes[layer])
            columns.append(Column(layer, titles[layer], settings, str(shapes[layer + 1]), box))
    return tuple(columns)


def _share(shape: Shape) -> float:
    """How wide a column is against the others: many maps need more room, a vector less."""
    if len(shape) != 3:
        return 0.85
    return 1.0 if shape[0] == 1 else 1.3


def _at(room: Box, y: float) -> Box:
    return Box(room.x, y, room.width, room.height)


def _fitted(layer: int, tensor: str, label: str, room: Box, shape: Shape) -> Tile:
    """A mosaic as large as the room allows, centred in it; maps keep square cells, vectors and matrices fill it."""
    planes, rows, columns = _plane_shape(shape)
    if len(shape) < 3:
        width = min(room.width, room.height)
        if columns == 1:
            width = min(width, 34.0)
        box = Box(room.x + (room.width - width) / 2, room.y, width, room.height)
        return Tile(layer, tensor, label, box, shape, 1, rows, columns, 1, 0.0)
    if planes == 1 and len(shape) == 4:  # one kernel: its cells may be wide, so that its numbers can be read
        width = min(room.width, max(room.height, KERNEL_CELL * columns))
        box = Box(room.x + (room.width - width) / 2, room.y, width, room.height)
        return Tile(layer, tensor, label, box, shape, 1, rows, columns, 1, 0.0)
    gap = 2.0 if planes > 1 else 0.0
    fixed = shape[1] if len(shape) == 4 and shape[1] > 1 else None
    cell, grid_columns = max(
        (_cell_size(room, planes, rows, columns, candidate, gap), -candidate)
        for candidate in ([fixed] if fixed else range(1, planes + 1))
    )
    grid_columns = -grid_columns
    grid_rows = ceil(planes / grid_columns)
    width = cell * columns * grid_columns + gap * (grid_columns - 1)
    height = cell * rows * grid_rows + gap * (grid_rows - 1)
    box = Box(room.x + (room.width - width) / 2, room.y + (room.height - height) / 2, width, height)
    return Tile(layer, tensor, label, box, shape, planes, rows, columns, grid_columns, gap)


def _cell_size(room: Box, planes: int, rows: int, columns: int, grid_columns: int, gap: float) -> float:
    grid_rows = ceil(planes / grid_columns)
    across = (room.width - gap * (grid_columns - 1)) / (grid_columns * columns)
    down = (room.height - gap * (grid_rows - 1)) / (grid_rows * rows)
    return max(0.25, min(across, down))


def _plane_shape(shape: Shape) -> tuple[int, int, int]:
    match len(shape):
        case 1:
            columns = vector_columns(shape[0])
            return 1, ceil(shape[0] / columns), columns
        case 2:
            return 1, shape[0], shape[1]
        case 3:
            return shape[0], shape[1], shape[2]
    return shape[0] * shape[1], shape[2], shape[3]


def _strip(layer: int, tensor: str, label: str, above: Tile, shape: Shape) -> Tile:
    """A bias as one row of cells right under its weight."""
    width = max(above.box.width, 34.0)
    x = above.box.x + (above.box.width - width) / 2
    return Tile(layer, tensor, label, Box(x, above.box.bottom + 3, width, BIAS - 3), shape, 1, 1, shape[0], 1, 0.0)


def _loss(layer: int, room: Box) -> Tile:
    height = min(room.height, 44.0)
    box = Box(room.x, room.y + (room.height - height) / 2, room.width, height)
    return Tile(layer, "loss", "", box, Shape(()), 1, 1, 1, 1, 0.0)
