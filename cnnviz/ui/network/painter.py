"""Draws the tensors of a frame on the backdrop: mosaics, numbers in cells, scales, outlines."""

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from cnnviz.nn import PhaseKind
from cnnviz.ui.frame import Frame
from cnnviz.ui.maps import Summary
from cnnviz.ui.naming import Cell
from cnnviz.ui.network.layout import CAPTION, LABEL, Box, Layout, Tile
from cnnviz.ui.network.lettering import Lettering
from cnnviz.ui.network.outlines import outlines
from cnnviz.ui.network.pen import Pen, rectangle
from cnnviz.ui.network.pictures import Picture, Pictures
from cnnviz.ui.numbers import cell_exponent, forms_in_cell, write, write_power
from cnnviz.ui.theme import Theme
from cnnviz.ui.view_model import done

_NUMBER_WIDTH = 20
_NUMBER_HEIGHT = 11
_SMALLEST_FRAME = 12


@dataclass(frozen=True, slots=True)
class Asked:
    """A number that is pointed at or asked about, and the numbers that it was made from."""

    cell: Cell | None = None
    sources: tuple[Cell, ...] = ()


class NetworkPainter:
    """Draws one frame with a painter that is open on the view."""

    def __init__(
        self, painter: QPainter, theme: Theme, letters: Lettering, layout: Layout, frame: Frame, pictures: Pictures
    ) -> None:
        self._pen = Pen(painter, theme, letters)
        self._p = painter
        self._theme = theme
        self._letters = letters
        self._layout = layout
        self._frame = frame
        self._pictures = pictures
        self._is_updated = done(frame, PhaseKind.UPDATE)

    def draw_base(self) -> None:
        """The weights and biases and their gradients, and what is written beside the other tensors."""
        for tile in self._layout.tiles:
            if tile.is_parameter:
                self._tile(tile)
            elif picture := self._pictures.of(self._frame, tile):
                self._caption(tile, picture.summary)

    def draw_signals(self) -> None:
        """What goes through the network, forward and backward, and the loss."""
        for tile in self._layout.tiles:
            if not tile.is_parameter:
                self._tile(tile)

    def draw_outlines(self, pointing: Asked, chosen: Asked) -> None:
        """The number under the pointer and the one that is asked about, with what they were made from."""
        self._outline(pointing, self._theme.color("highlight"))
        self._outline(chosen, self._theme.color("outline"))

    def _tile(self, tile: Tile) -> None:
        if tile.tensor == "loss":
            self._loss(tile)
            return
        picture = self._pictures.of(self._frame, tile)
        self._label(tile, picture)
        if picture is None:
            self._not_yet(tile)
            return
        self._mosaic(tile, picture)

    def _caption(self, tile: Tile, summary: Summary) -> None:
        """The range of the numbers, as precisely as the column's width allows."""
        column = self._column_of(tile)
        box = Box(column.x + 1, tile.box.bottom + 2, column.width - 2, CAPTION - 2)
        color = "not_a_number" if summary.not_finite else "muted"
        self._pen.text(box, self._letters.fitting(summary.texts, "small", box.width), "small", color)

    def _column_of(self, tile: Tile) -> Box:
        middle = tile.box.x + tile.box.width / 2
        return next(column.box for column in self._layout.columns if column.box.x <= middle < column.box.right)

    def _label(self, tile: Tile, picture: Picture | None) -> None:
        if not tile.label:
            return
        color = "backward" if tile.label.startswith("∂") else "text"
        if tile.tensor.startswith("bias"):
            width = self._letters.width(tile.label, "small") + 2
            box = Box(tile.box.x - width - 3, tile.box.y - 2, width, tile.box.height + 4)
            self._pen.text(box, tile.label, "small", color)
            return
        updated = self._is_updated and not tile.tensor.endswith("gradient")
        text = f"new {tile.label}" if updated else tile.label
        if picture is not None:
            text += "  NaN" if picture.summary.not_finite else f"  {picture.summary.scale.text}"
            exponent = self._exponent(tile, picture)
            if exponent:
                text = f"{text}  in {write_power(exponent)[1:]}"
        column = self._column_of(tile)
        width = column.width + 30  # beside a weight there is room: its neighbours have none
        self._pen.text(Box(column.x - 15, tile.box.y - LABEL, width, LABEL - 2), text, "small", color)

    def _not_yet(self, tile: Tile) -> None:
        self._p.setPen(QPen(self._theme.color("line"), 1, Qt.PenStyle.DashLine))
        self._p.drawRect(rectangle(tile.box))
        if tile.box.height > 24 and tile.box.width > self._letters.width("not yet", "small"):
            self._pen.text(tile.box, "not yet", "small", "faint")

    def _mosaic(self, tile: Tile, picture: Picture) -> None:
        shrunk = tile.cell_width < 1 or tile.cell_height < 1
        self._p.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, shrunk)
        self._p.setPen(QPen(self._theme.color("line"), 1))
        framed = tile.plane_box(0).width > _SMALLEST_FRAME
        for plane in range(tile.planes):
            box = tile.plane_box(plane)
            source = QRectF(0, plane * tile.rows, tile.columns, tile.rows)
            self._p.drawImage(rectangle(box), picture.image, source)
            if framed:
                self._p.drawRect(rectangle(box).adjusted(-0.5, -0.5, 0.5, 0.5))
        if self._has_numbers(tile):
            self._numbers(tile, picture)

    @staticmethod
    def _has_numbers(tile: Tile) -> bool:
        return tile.cell_width >= _NUMBER_WIDTH and tile.cell_height >= _NUMBER_HEIGHT

    def _exponent(self, tile: Tile, picture: Picture) -> int:
        """The power of ten that the numbers in a kernel's cells are written in; its label says so."""
        is_kernel = len(tile.shape) == 4 and self._has_numbers(tile)
        return cell_exponent(picture.summary.scale.limit) if is_kernel else 0

    def _numbers(self, tile: Tile, picture: Picture) -> None:
        self._p.setFont(self._letters.fonts["tiny"])
        width, height = tile.cell_width, tile.cell_height
        count = tile.shape.size
        factor = 10.0 ** -self._exponent(tile, picture)
        for number, place in enumerate(np.ndindex(picture.planes.shape)):
            if number == count:
                break  # the cells beyond a wrapped vector's end
            plane, row, column = place
            box = tile.plane_box(plane)
            cell = QRectF(box.x + column * width, box.y + row * height, width, height)
            self._p.setPen(_ink(int(picture.colors[place])))
            text = self._letters.fitting(forms_in_cell(float(picture.planes[place]) * factor), "tiny", width - 2)
            self._p.drawText(cell, Qt.AlignmentFlag.AlignCenter, text)

    def _loss(self, tile: Tile) -> None:
        if not done(self._frame, PhaseKind.LOSS):
            self._not_yet(tile)
            return
        trace = self._frame.trace
        self._p.setPen(QPen(self._theme.color("line"), 1))
        self._p.drawRect(rectangle(tile.box))
        upper = Box(tile.box.x + 1, tile.box.y + 4, tile.box.width - 2, tile.box.height / 2 - 3)
        lower = Box(tile.box.x + 1, tile.box.middle - 1, tile.box.width - 2, tile.box.height / 2 - 3)
        forms = [f"L = {write(trace.loss, 3)}", write(trace.loss, 3), write(trace.loss, 2)]
        self._pen.text(upper, self._letters.fitting(forms, "bold", upper.width), "bold", "text")
        probability = trace.probabilities[trace.label]
        forms = [f"−log {write(probability, digits)}" for digits in (3, 2, 1)]
        self._pen.text(lower, self._letters.fitting(forms, "small", lower.width), "small", "muted")
        caption = Box(tile.box.x - 8, tile.box.bottom + 2, tile.box.width + 16, CAPTION - 2)
        self._pen.text(caption, "loss", "small", "muted")

    def _outline(self, asked: Asked, color: QColor) -> None:
        for cells, width in ((asked.sources, 1.3), ([asked.cell] if asked.cell else [], 2.2)):
            self._p.setPen(QPen(color, width))
            for box in outlines(self._layout, cells):
                grow = max(0.0, (7 - min(box.width, box.height)) / 2)
                self._p.drawRect(rectangle(box).adjusted(-grow, -grow, grow, grow))


def _ink(background: int) -> QColor:
    """Black or white, whichever reads better on a colour (0xffRRGGBB)."""
    red, green, blue = background >> 16 & 255, background >> 8 & 255, background & 255
    return QColor("#000000" if 0.2126 * red + 0.7152 * green + 0.0722 * blue > 115 else "#ffffff")
