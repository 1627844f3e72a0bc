"""What of the picture is drawn a few times a second while training runs: parameters, and whatever is to be read. No Qt.

Nobody reads a number thirty times a second, and a parameter hardly moves in that time; drawing them all takes longer
than the rest of the picture. So they are pieces, drawn in turns, some with each frame.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from cnnviz.ui.network.layout import CAPTION, LABEL, Box, Column, Layout, Tile


@dataclass(frozen=True, slots=True)
class Piece:
    """Some tiles that are drawn together, for they share their place."""

    area: Box
    """Beyond this nothing of it is drawn, and nothing else within."""
    tiles: tuple[Tile, ...] = ()
    captions: tuple[Tile, ...] = ()
    """Tiles of which only the range, below them, belongs to the piece."""


def pieces_of(layout: Layout, label_width: Callable[[str], float]) -> tuple[Piece, ...]:
    """The pieces of a layout, column by column; `label_width`: the pixels that a text takes."""
    pieces: list[Piece] = []
    for piece in _single(layout, label_width):
        while meets := next((known for known in pieces if _overlap(known.area, piece.area)), None):
            pieces.remove(meets)
            tiles, captions = meets.tiles + piece.tiles, meets.captions + piece.captions
            piece = Piece(_around(meets.area, piece.area), tiles, captions)
        pieces.append(piece)
    return tuple(pieces)


def _single(layout: Layout, label_width: Callable[[str], float]) -> Iterator[Piece]:
    for tile in sorted(layout.tiles, key=lambda tile: (column_of(layout, tile).box.x, tile.box.y)):
        if not tile.is_live:
            yield Piece(_area(layout, tile, label_width), tiles=(tile,))
        if not tile.is_parameter and tile.tensor != "loss":
            yield Piece(caption_box(layout, tile), captions=(tile,))


def _area(layout: Layout, tile: Tile, label_width: Callable[[str], float]) -> Box:
    box = Box(tile.box.x - 1, tile.box.y - 1, tile.box.width + 2, tile.box.height + 2)
    if tile.tensor == "loss":
        return _around(box, loss_caption_box(tile))
    if tile.label:
        label = bias_label_box(tile, label_width(tile.label)) if tile.is_bias else weight_label_box(layout, tile)
        return _around(box, label)
    return box


def column_of(layout: Layout, tile: Tile) -> Column:
    """The column that a tile stands in."""
    middle = tile.box.x + tile.box.width / 2
    return next(column for column in layout.columns if column.box.x <= middle < column.box.right)


def caption_box(layout: Layout, tile: Tile) -> Box:
    """Where the range of a tensor is written."""
    column = column_of(layout, tile).box
    return Box(column.x + 1, tile.box.bottom + 2, column.width - 2, CAPTION - 2)


def weight_label_box(layout: Layout, tile: Tile) -> Box:
    """Where a weight's letter and scale are written: beside a weight there is room, its neighbours have none."""
    column = column_of(layout, tile).box
    return Box(column.x - 15, tile.box.y - LABEL, column.width + 30, LABEL - 2)


def bias_label_box(tile: Tile, width: float) -> Box:
    """Where a bias's letter is written, given the pixels that it takes."""
    return Box(tile.box.x - width - 5, tile.box.y - 2, width + 2, tile.box.height + 4)


def loss_caption_box(tile: Tile) -> Box:
    """Where it is written that this is the loss."""
    return Box(tile.box.x - 8, tile.box.bottom + 2, tile.box.width + 16, CAPTION - 2)


def _overlap(one: Box, other: Box) -> bool:
    """Whether two boxes share a pixel, whole pixels taken."""
    return (
        one.x < other.right + 1 and other.x < one.right + 1 and one.y < other.bottom + 1 and other.y < one.bottom + 1
    )


def _around(one: Box, other: Box) -> Box:
    x, y = min(one.x, other.x), min(one.y, other.y)
    return Box(x, y, max(one.right, other.right) - x, max(one.bottom, other.bottom) - y)
