"""What of the picture is drawn about once a second while training runs: parameters, and whatever is to be read. No Qt.

Nobody reads a number that changes with every frame, and a parameter hardly moves from one to the next; drawing them all
takes longer than the rest of the picture. So they are pieces, drawn in turns, some with each frame.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import ceil, floor

from cnnviz.ui.network.layout import CAPTION, LABEL, Box, Column, Layout, Tile


@dataclass(frozen=True, slots=True)
class Piece:
    """Some tiles that are drawn together, for they share their place."""

    areas: tuple[Box, ...]
    """Beyond these nothing of it is drawn, and nothing else within."""
    tiles: tuple[Tile, ...] = ()
    captions: tuple[Tile, ...] = ()
    """Tiles of which only the range, below them, belongs to the piece."""


def pieces_of(layout: Layout, label_width: Callable[[str], float]) -> tuple[Piece, ...]:
    """The pieces of a layout, column by column; `label_width`: the pixels that a text takes."""
    pieces: list[Piece] = []
    for piece in _single(layout, label_width):
        while meets := next((known for known in pieces if _overlap(known, piece)), None):
            pieces.remove(meets)
            piece = Piece(meets.areas + piece.areas, meets.tiles + piece.tiles, meets.captions + piece.captions)
        pieces.append(piece)
    return tuple(pieces)


def _single(layout: Layout, label_width: Callable[[str], float]) -> Iterator[Piece]:
    """Column by column: what is to be read of a step's numbers in one piece, for one explains another; and the rest."""
    for column in sorted(layout.columns, key=lambda column: column.box.x):
        standing = (tile for tile in layout.tiles if column_of(layout, tile) is column)
        tiles = sorted(standing, key=lambda tile: tile.box.y)
        read = tuple(tile for tile in tiles if not (tile.is_live or tile.is_parameter))
        if read:
            captions = tuple(tile for tile in read if tile.tensor != "loss")
            areas = [area for tile in read for area in _areas(layout, tile, label_width)]
            yield Piece((*areas, *(caption_box(layout, tile) for tile in captions)), read, captions)
        for tile in tiles:
            if tile.is_parameter:
                yield Piece(tuple(_areas(layout, tile, label_width)), tiles=(tile,))
            elif tile.is_live:
                yield Piece((caption_box(layout, tile),), captions=(tile,))


def _areas(layout: Layout, tile: Tile, label_width: Callable[[str], float]) -> Iterator[Box]:
    yield Box(tile.box.x - 1, tile.box.y - 1, tile.box.width + 2, tile.box.height + 2)
    if tile.tensor == "loss":
        yield loss_caption_box(tile)
    elif tile.label:
        yield bias_label_box(tile, label_width(tile.label)) if tile.is_bias else weight_label_box(layout, tile)


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


def _overlap(one: Piece, other: Piece) -> bool:
    return any(_share_a_pixel(mine, its) for mine in one.areas for its in other.areas)


def _share_a_pixel(one: Box, other: Box) -> bool:
    return (
        floor(one.x) < ceil(other.right)
        and floor(other.x) < ceil(one.right)
        and floor(one.y) < ceil(other.bottom)
        and floor(other.y) < ceil(one.bottom)
    )
