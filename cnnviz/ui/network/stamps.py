"""Which pixels show which number of a mosaic: asked of Qt once for a layout, so that a frame only looks colours up.

The maps of the signals stand still while their numbers change with every frame. So each mosaic is drawn once with
the number of each cell for its colour; what can be read there afterwards says which pixel belongs to which cell, just
as Qt would draw it. From then on a frame's mosaics are one look-up in NumPy each, whatever number of maps they hold.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from cnnviz.ui.maps import image_from
from cnnviz.ui.network.layout import Tile
from cnnviz.ui.network.pen import rectangle

_SMALLEST_FRAME = 12
_OPAQUE = 0xFF000000
_NUMBER = 0xFFFFFF
"""The bits of a pixel that hold a cell's number, from 1; 0 is what belongs to no cell."""

Pixels = NDArray[np.uint32]


@dataclass(frozen=True, eq=False)
class Stamp:
    """Where one tile's numbers are seen."""

    rows: slice
    columns: slice
    cells: NDArray[np.intp]
    """The number of the cell that each pixel shows, of each row of pixels that is not like the one above it."""
    row_of: NDArray[np.intp]
    """Which of those each row of pixels is like."""
    shown: NDArray[np.bool_] | None
    """Which of the pixels show a cell at all; None: all do."""

    def put(self, colors: Pixels, on: Pixels) -> None:
        """Draw a tensor, given the colours of its numbers."""
        pixels = colors.take(self.cells).take(self.row_of, axis=0)
        if self.shown is None:
            on[self.rows, self.columns] = pixels
        else:
            np.copyto(on[self.rows, self.columns], pixels, where=self.shown)


def pixels_of(image: QImage) -> Pixels:
    """The pixels of a picture, to be read and written; they live as long as it does, and it must not be copied."""
    return np.frombuffer(image.bits(), dtype=np.uint32).reshape(image.height(), image.width())


def blank(width: float, height: float, pixel_ratio: float) -> QImage:
    """An opaque black picture of a size in the units of a layout."""
    image = QImage(round(width * pixel_ratio), round(height * pixel_ratio), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(pixel_ratio)
    image.fill(Qt.GlobalColor.black)
    return image


def stamps_of(tiles: Iterable[Tile], width: float, height: float, pixel_ratio: float) -> dict[Tile, Stamp]:
    """The stamps of tiles on a picture of that size; none for a tile that is not seen on it."""
    image = blank(width, height, pixel_ratio)
    pixels = pixels_of(image)
    stamps = {}
    for tile in tiles:
        painter = QPainter(image)
        count = tile.planes * tile.rows * tile.columns
        numbers = np.arange(_OPAQUE + 1, _OPAQUE + 1 + count, dtype=np.uint32).reshape(-1, tile.columns)
        draw_mosaic(painter, tile, image_from(numbers), QColor(Qt.GlobalColor.black))
        painter.end()
        numbered = pixels & np.uint32(_NUMBER)
        found_rows, found_columns = np.flatnonzero(numbered.any(axis=1)), np.flatnonzero(numbered.any(axis=0))
        if found_rows.size:
            rows, columns = slice(found_rows[0], found_rows[-1] + 1), slice(found_columns[0], found_columns[-1] + 1)
            cells = numbered[rows, columns].astype(np.intp) - 1
            shown = cells >= 0
            is_new = np.append(True, (cells[1:] != cells[:-1]).any(axis=1))
            cells = np.maximum(cells[is_new], 0)
            stamps[tile] = Stamp(rows, columns, cells, np.cumsum(is_new) - 1, None if shown.all() else shown)
            pixels[rows, columns] = _OPAQUE
    return stamps


def draw_mosaic(painter: QPainter, tile: Tile, image: QImage, line: QColor) -> None:
    """All maps of a tensor, in frames; the image has them one below the other, a pixel a number."""
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, tile.is_shrunk)
    painter.setPen(QPen(line, 1))
    framed = tile.plane_box(0).width > _SMALLEST_FRAME
    for plane in range(tile.planes):
        target = rectangle(tile.plane_box(plane))
        painter.drawImage(target, image, QRectF(0, plane * tile.rows, tile.columns, tile.rows))
        if framed:
            painter.drawRect(target.adjusted(-0.5, -0.5, 0.5, 0.5))
