"""Which rectangles to draw around a set of numbers: one around a block of neighbours, not one a number. No Qt."""

from collections import defaultdict
from collections.abc import Iterable

from cnnviz.explain import Cell
from cnnviz.ui.network.layout import Box, Layout, Tile

_MOST_CELLS = 60
"""Beyond so many scattered numbers in a map, one rectangle around all of them says more than many small ones."""


def tile_and_index(layout: Layout, cell: Cell) -> tuple[Tile, tuple[int, ...]] | None:
    """Where a number is drawn; a layer's input is drawn as the output before it, its ∂L/∂X as the ∂L/∂Y before it."""
    tensor = cell.tensor.removeprefix("new_")
    layer = cell.layer
    if layer > 0 and tensor in ("input", "input_gradient"):
        layer, tensor = layer - 1, tensor.replace("input", "output")
    tile = layout.tile(layer, tensor)
    return None if tile is None else (tile, cell.index)


def outlines(layout: Layout, cells: Iterable[Cell]) -> list[Box]:
    """The rectangles around some numbers."""
    by_plane: dict[tuple[int, str, int], list[Box]] = defaultdict(list)
    for cell in cells:
        place = tile_and_index(layout, cell)
        if place is None:
            continue
        tile, index = place
        box = tile.cell_box(index)
        by_plane[tile.layer, tile.tensor, tile.plane_at(index)].append(box)
    boxes: list[Box] = []
    for found in by_plane.values():
        around = _around(found)
        covered = sum(box.width * box.height for box in found)
        if covered >= 0.99 * around.width * around.height or len(found) > _MOST_CELLS:
            boxes.append(around)
        else:
            boxes.extend(found)
    return boxes


def _around(boxes: list[Box]) -> Box:
    if len(boxes) == 1:
        return boxes[0]
    x, y = min(box.x for box in boxes), min(box.y for box in boxes)
    return Box(x, y, max(box.right for box in boxes) - x, max(box.bottom for box in boxes) - y)
