"""The picture as it was drawn last, so that a frame only draws what is new in it.

A frame that stands still is drawn whole, each number of it. While training runs, maps are drawn with each frame, the
rest piece by piece: a millisecond a frame, for the window and the worker take turns.
"""

import time
from collections.abc import Callable
from math import ceil, floor

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QImage, QPainter, QRegion

from cnnviz.ui.frame import Frame
from cnnviz.ui.network.backdrop import Backdrop
from cnnviz.ui.network.layout import Box, Layout, Tile
from cnnviz.ui.network.lettering import Lettering
from cnnviz.ui.network.painter import NetworkPainter
from cnnviz.ui.network.pictures import Pictures
from cnnviz.ui.network.pieces import Piece, pieces_of
from cnnviz.ui.network.signals import Signals
from cnnviz.ui.network.stamps import Stamp, blank, pixels_of, stamps_of
from cnnviz.ui.theme import Theme

_TURN = 1.0
"""Seconds from one drawing of a piece to the next, at least."""
_SHARE = 0.0004
"""Seconds after which no further piece is begun in a frame."""


class Surface:
    """Draws frames on a picture of its own; `clock` tells seconds."""

    def __init__(self, theme: Theme, letters: Lettering, clock: Callable[[], float] = time.perf_counter) -> None:
        self._theme = theme
        self._letters = letters
        self._clock = clock
        self._backdrop = Backdrop(theme, letters)
        self._pictures = Pictures(theme)
        self._frame: Frame | None = None
        self._layout: Layout | None = None
        self._ratio = 0.0
        self._background = QImage()
        self._image = QImage()
        self._maps: tuple[Tile, ...] = ()
        self._stamps: dict[Tile, Stamp] = {}
        self._pieces: tuple[Piece, ...] = ()
        self._next = 0
        self._turn_began = 0.0
        self._signals = Signals((), theme)
        self._rows = QRegion()

    @property
    def image(self) -> QImage:
        """What was drawn."""
        return self._image

    def draw(self, frame: Frame, layout: Layout, pixel_ratio: float) -> QRegion:
        """Draw a frame, and tell where the picture has changed."""
        background = self._backdrop.of(frame, layout, pixel_ratio)
        is_same_place = background is self._background
        if is_same_place and frame is self._frame:
            return QRegion()
        if self._frame is None or frame.run is not self._frame.run:
            self._pictures = Pictures(self._theme)
        if layout is not self._layout or pixel_ratio != self._ratio:
            self._arrange(layout, pixel_ratio)
        if not is_same_place:
            self._background, self._behind = background, pixels_of(background)
        self._frame = frame
        self._signals.read(frame)
        if frame.is_running and is_same_place:
            return self._draw_news(frame, layout)
        self._draw_all(frame, layout)
        return QRegion(0, 0, ceil(layout.width), ceil(layout.height))

    def _arrange(self, layout: Layout, pixel_ratio: float) -> None:
        self._layout, self._ratio = layout, pixel_ratio
        self._image = blank(layout.width, layout.height, pixel_ratio)
        self._pixels = pixels_of(self._image)
        self._maps = tuple(tile for tile in layout.tiles if tile.is_live)
        exact = [tile for tile in self._maps if not tile.is_shrunk]
        self._stamps = stamps_of(exact, layout.width, layout.height, pixel_ratio)
        self._pieces = pieces_of(layout, lambda text: self._letters.width(text, "small"))
        tiles = (tile for tile in layout.tiles if not tile.is_parameter and tile.tensor != "loss")
        self._signals = Signals(tiles, self._theme)
        self._rows = QRegion(_pixels_around(layout.forward_row)) + _pixels_around(layout.backward_row)

    def _draw_all(self, frame: Frame, layout: Layout) -> None:
        self._pixels[...] = self._behind
        painter = QPainter(self._image)
        drawing = self._drawing(painter, frame, layout)
        for piece in self._pieces:
            self._draw_piece(drawing, piece)
        for tile in self._maps:
            if tile in self._signals:
                drawing.draw_signal(tile, self._signals.colors(tile))
            else:
                drawing.draw_not_yet(tile)
        painter.end()
        self._next, self._turn_began = len(self._pieces), self._clock()

    def _draw_news(self, frame: Frame, layout: Layout) -> QRegion:
        shrunk = []
        for tile in self._maps:
            if tile not in self._signals:
                continue  # not computed yet in this phase, which the frame before has said
            if tile in self._stamps:
                self._stamps[tile].put(self._signals.colors(tile), self._pixels)
            elif tile.is_shrunk:
                shrunk.append(tile)
        if not (self._has_a_piece_its_turn() or shrunk):
            return self._rows
        painter = QPainter(self._image)
        drawing = self._drawing(painter, frame, layout)
        for tile in shrunk:
            drawing.draw_signal(tile, self._signals.colors(tile))
        changed = self._draw_some_pieces(drawing)
        painter.end()
        return self._rows + changed

    def _has_a_piece_its_turn(self) -> bool:
        """Whether there is one to be drawn; when all have had their turn, it starts again after a while."""
        if self._next == len(self._pieces):
            now = self._clock()
            if now - self._turn_began < _TURN:
                return False
            self._next, self._turn_began = 0, now
        return self._next < len(self._pieces)

    def _draw_some_pieces(self, drawing: NetworkPainter) -> QRect:
        """As many pieces as there is time for, of those that have not had their turn."""
        began = self._clock()
        changed = QRect()
        while self._next < len(self._pieces):
            piece = self._pieces[self._next]
            for area in piece.areas:
                self._erase(area)
                changed = changed.united(_pixels_around(area))
            self._draw_piece(drawing, piece)
            self._next += 1
            if self._clock() - began >= _SHARE:
                break
        return changed

    def _draw_piece(self, drawing: NetworkPainter, piece: Piece) -> None:
        for tile in piece.captions:
            if tile in self._signals:
                drawing.draw_caption(tile, self._signals.summary(tile))
        for tile in piece.tiles:
            drawing.draw_tile(tile)

    def _erase(self, area: Box) -> None:
        top, bottom = max(0, floor(area.y * self._ratio)), ceil(area.bottom * self._ratio)
        left, right = max(0, floor(area.x * self._ratio)), ceil(area.right * self._ratio)
        self._pixels[top:bottom, left:right] = self._behind[top:bottom, left:right]

    def _drawing(self, painter: QPainter, frame: Frame, layout: Layout) -> NetworkPainter:
        return NetworkPainter(painter, self._theme, self._letters, layout, frame, self._pictures)


def _pixels_around(box: Box) -> QRect:
    return QRectF(box.x, box.y, box.width, box.height).toAlignedRect()
