"""Draws the tensors of a frame on the backdrop: mosaics, numbers in cells, scales."""

from functools import cache

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from cnnviz.nn import PhaseKind
from cnnviz.ui.frame import Frame
from cnnviz.ui.maps import Summary, image_from
from cnnviz.ui.network.layout import Box, Layout, Tile
from cnnviz.ui.network.lettering import Lettering
from cnnviz.ui.network.pen import Pen, rectangle
from cnnviz.ui.network.pictures import Picture, Pictures
from cnnviz.ui.network.pieces import bias_label_box, caption_box, loss_caption_box, weight_label_box
from cnnviz.ui.network.stamps import Pixels, draw_mosaic
from cnnviz.ui.numbers import cell_exponent, forms_in_cell, write, write_power
from cnnviz.ui.theme import Theme
from cnnviz.ui.view_model import done


def label_forms(name: str, summary: Summary, exponent: int) -> list[str]:
    """What stands above a weight, the longest first: its name, its scale and the power of ten of its cells' numbers.

    Without room it is the scale that goes: without the power the numbers would be read wrongly.
    """
    power = f"  in {write_power(exponent)[1:]}" if exponent else ""
    scale = "  NaN" if summary.not_finite else f"  {summary.scale.text}"
    return [f"{name}{scale}{power}", f"{name}{power}"]


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

    def draw_tile(self, tile: Tile) -> None:
        """A tensor with its label and, where they fit in, its numbers."""
        if tile.tensor == "loss":
            self._loss(tile)
            return
        picture = self._pictures.of(self._frame, tile)
        self._label(tile, picture)
        if picture is None:
            self.draw_not_yet(tile)
            return
        draw_mosaic(self._p, tile, picture.image, self._theme.color("line"))
        if tile.has_numbers:
            self._numbers(tile, picture)

    def draw_signal(self, tile: Tile, colors: Pixels) -> None:
        """A tensor, given the colours of its numbers."""
        image = image_from(colors.reshape(-1, tile.columns))
        draw_mosaic(self._p, tile, image, self._theme.color("line"))

    def draw_caption(self, tile: Tile, summary: Summary) -> None:
        """The range of the numbers, as precisely as the column's width allows."""
        box = caption_box(self._layout, tile)
        color = "not_a_number" if summary.not_finite else "muted"
        self._pen.text(box, self._letters.fitting(summary.texts, "small", box.width), "small", color)

    def _label(self, tile: Tile, picture: Picture | None) -> None:
        if not tile.label:
            return
        color = "backward" if tile.label.startswith("∂") else "text"
        if tile.is_bias:
            box = bias_label_box(tile, self._letters.width(tile.label, "small"))
            self._pen.text(box, tile.label, "small", color)
            return
        updated = self._is_updated and not tile.tensor.endswith("gradient")
        name = f"new {tile.label}" if updated else tile.label
        box = weight_label_box(self._layout, tile)
        forms = [name] if picture is None else label_forms(name, picture.summary, self._exponent(tile, picture))
        self._pen.text(box, self._letters.fitting(forms, "small", box.width), "small", color)

    def draw_not_yet(self, tile: Tile) -> None:
        """The place of a tensor that the step has not computed yet."""
        self._p.setPen(QPen(self._theme.color("line"), 1, Qt.PenStyle.DashLine))
        self._p.drawRect(rectangle(tile.box))
        if tile.box.height > 24 and tile.box.width > self._letters.width("not yet", "small"):
            self._pen.text(tile.box, "not yet", "small", "faint")

    def _exponent(self, tile: Tile, picture: Picture) -> int:
        """The power of ten that the numbers in a kernel's cells are written in; its label says so."""
        is_kernel = len(tile.shape) == 4 and tile.has_numbers
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
            self.draw_not_yet(tile)
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
        self._pen.text(loss_caption_box(tile), "loss", "small", "muted")


@cache
def _ink(background: int) -> QColor:
    """Black or white, whichever reads better on a colour (0xffRRGGBB)."""
    red, green, blue = background >> 16 & 255, background >> 8 & 255, background & 255
    return QColor("#000000" if 0.2126 * red + 0.7152 * green + 0.0722 * blue > 115 else "#ffffff")
