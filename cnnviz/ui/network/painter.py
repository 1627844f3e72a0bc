"""Draws the picture of the network: heads, bands, arrows, mosaics, numbers in cells, outlines."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPolygonF

from cnnviz.nn import PhaseKind
from cnnviz.ui.frame import Frame
from cnnviz.ui.maps import Summary, colors_of
from cnnviz.ui.naming import Cell
from cnnviz.ui.network.layout import CAPTION, HEADER, INPUT, LABEL, LEGEND, Box, Column, Layout, Tile
from cnnviz.ui.network.pictures import Picture, Pictures
from cnnviz.ui.numbers import forms_in_cell, write
from cnnviz.ui.theme import Theme
from cnnviz.ui.view_model import done

_NUMBER_WIDTH = 23
_NUMBER_HEIGHT = 11


class NetworkPainter:
    """Draws one frame with a painter that is open on the view."""

    def __init__(
        self, painter: QPainter, theme: Theme, font: QFont, layout: Layout, frame: Frame, pictures: Pictures
    ) -> None:
        self._p = painter
        self._theme = theme
        self._layout = layout
        self._frame = frame
        self._pictures = pictures
        self._font = font
        self._bold = QFont(font)
        self._bold.setBold(True)
        self._small = QFont(font)
        self._small.setPointSizeF(max(7.0, font.pointSizeF() - 1.5))
        self._tiny = QFont(font)
        self._tiny.setPixelSize(10)

    def draw(self, marked: Sequence[Cell], hovered: Cell | None) -> None:
        """Everything, with the asked cells outlined and the one under the pointer framed."""
        self._p.fillRect(QRectF(0, 0, self._layout.width, self._layout.height), self._theme.color("window"))
        self._current_band()
        for column in self._layout.columns:
            self._head(column)
        self._arrows()
        for tile in self._layout.tiles:
            self._tile(tile)
        if hovered is not None:
            self._outline(hovered, QPen(self._theme.color("highlight"), 1.5))
        for cell in marked:
            self._outline(cell, QPen(self._theme.color("outline"), 2))
        self._legend()

    def _current_band(self) -> None:
        if self._frame.probe or not self._frame.phases_done:
            return
        phase = self._frame.run.phases[self._frame.phases_done - 1]
        backward = phase.kind in (PhaseKind.BACKWARD, PhaseKind.UPDATE)
        band = self._theme.color("backward_band" if backward else "forward_band")
        edge = self._theme.color("backward" if backward else "forward")
        for column in self._layout.columns:
            in_phase = {
                PhaseKind.LOSS: column.layer == len(self._frame.run.layers) - 1,
                PhaseKind.UPDATE: column.layer != INPUT and bool(self._frame.trace.layers[column.layer].parameters),
            }.get(phase.kind, column.layer == phase.layer)
            if in_phase:
                rect = _rect(column.box).adjusted(1, 0, -1, -LEGEND)
                self._p.fillRect(rect, band)
                self._p.fillRect(QRectF(rect.x(), rect.y(), rect.width(), 3), edge)

    def _head(self, column: Column) -> None:
        box = column.box
        for top, height, font, color, text in (
            (7, 19, self._bold, "text", column.title),
            (26, 15, self._small, "muted", column.settings),
            (41, 15, self._small, "muted", column.shape),
        ):
            self._text(Box(box.x, top, box.width, height), text, font, color)

    def _arrows(self) -> None:
        layout, columns = self._layout, self._layout.columns
        for left, right in pairwise(columns):
            forward = done(self._frame, PhaseKind.FORWARD, right.layer)
            backward = done(self._frame, PhaseKind.BACKWARD, right.layer)
            start = self._drawn(left, forward=True)
            end = self._drawn(right, forward=True)
            y = layout.forward_row.middle
            self._arrow(start.box.right + 3, end.box.x - 3, y, "forward" if forward else "line")
            start = self._drawn(right, forward=False)
            end = self._drawn(left, forward=False)
            y = layout.backward_row.middle
            self._arrow(start.box.x - 3, end.box.right + 3, y, "backward" if backward else "line")
        self._row_title(layout.forward_row, "forward →", "forward")
        self._row_title(layout.backward_row, "← backward", "backward")

    def _row_title(self, row: Box, text: str, color: str) -> None:
        first = self._layout.columns[0].box
        top = row.y - LABEL if color == "backward" else HEADER - 2
        if color == "backward":
            self._text(Box(first.x, top - 3, first.width, LABEL), text, self._bold_small(), color)
        else:
            self._text(Box(first.x, row.bottom + CAPTION, first.width, LABEL), text, self._bold_small(), color)

    def _bold_small(self) -> QFont:
        font = QFont(self._small)
        font.setBold(True)
        return font

    def _drawn(self, column: Column, forward: bool) -> Tile:
        if column.layer == INPUT:
            tile = self._layout.tile(0, "input" if forward else "input_gradient")
        else:
            last = column.layer == len(self._frame.run.layers) - 1
            tensor = "output" if forward else "loss" if last else "output_gradient"
            tile = self._layout.tile(column.layer, tensor)
        assert tile is not None
        return tile

    def _arrow(self, start: float, end: float, y: float, color: str) -> None:
        direction = 1 if end > start else -1
        if abs(end - start) < 5:
            return
        tone = self._theme.color(color)
        self._p.setPen(QPen(tone, 1.6))
        self._p.drawLine(QPointF(start, y), QPointF(end - 4 * direction, y))
        self._p.setPen(Qt.PenStyle.NoPen)
        self._p.setBrush(tone)
        self._p.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        head = [QPointF(end, y), QPointF(end - 6 * direction, y - 4), QPointF(end - 6 * direction, y + 4)]
        self._p.drawPolygon(QPolygonF(head))
        self._p.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        self._p.setBrush(Qt.BrushStyle.NoBrush)

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
        if tile.label == "":
            self._caption(tile, picture.summary)

    def _caption(self, tile: Tile, summary: Summary) -> None:
        """The range of the numbers, as precisely as the column's width allows."""
        column = next(c for c in self._layout.columns if c.box.x <= tile.box.x < c.box.right)
        box = Box(column.box.x + 1, tile.box.bottom + 2, column.box.width - 2, CAPTION - 2)
        color = "not_a_number" if summary.not_finite else "muted"
        self._text(box, self._fitting(summary.texts, box.width, self._small), self._small, color)

    def _fitting(self, forms: Sequence[str], width: float, font: QFont) -> str:
        """The first of some ways to write the same thing that fits; the last where none does."""
        return next((form for form in forms if self._width(form, font) <= width), forms[-1])

    def _label(self, tile: Tile, picture: Picture | None) -> None:
        if not tile.label:
            return
        color = "backward" if tile.label.startswith("∂") else "text"
        if tile.tensor.startswith("bias"):
            width = self._width(tile.label, self._small) + 4
            self._text(
                Box(tile.box.x - width - 1, tile.box.y - 2, width, tile.box.height + 4), tile.label, self._small, color
            )
            return
        updated = not tile.tensor.endswith("gradient") and done(self._frame, PhaseKind.UPDATE)
        text = f"new {tile.label}" if updated else tile.label
        if picture is not None:
            text += f"  {picture.summary.scale.text}"
        box = Box(tile.box.x - 20, tile.box.y - LABEL, tile.box.width + 40, LABEL - 2)
        self._text(box, text, self._small, color)

    def _not_yet(self, tile: Tile) -> None:
        self._p.setPen(QPen(self._theme.color("line"), 1, Qt.PenStyle.DashLine))
        self._p.drawRect(_rect(tile.box))
        if tile.box.height > 24:
            self._text(tile.box, "not yet", self._small, "faint")

    def _mosaic(self, tile: Tile, picture: Picture) -> None:
        shrunk = tile.cell_width < 1 or tile.cell_height < 1
        self._p.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, shrunk)
        self._p.setPen(QPen(self._theme.color("line"), 1))
        for plane in range(tile.planes):
            box = tile.plane_box(plane)
            source = QRectF(0, plane * tile.rows, tile.columns, tile.rows)
            self._p.drawImage(_rect(box), picture.image, source)
            self._p.drawRect(_rect(box).adjusted(-0.5, -0.5, 0.5, 0.5))
        if tile.cell_width >= _NUMBER_WIDTH and tile.cell_height >= _NUMBER_HEIGHT:
            self._numbers(tile, picture)

    def _numbers(self, tile: Tile, picture: Picture) -> None:
        colors = colors_of(picture.planes, picture.summary.scale, self._theme)
        self._p.setFont(self._tiny)
        for place in np.ndindex(picture.planes.shape):
            plane, row, column = place
            box = tile.plane_box(plane)
            cell = QRectF(
                box.x + column * tile.cell_width, box.y + row * tile.cell_height, tile.cell_width, tile.cell_height
            )
            background = QColor.fromRgb(int(colors[place]))
            self._p.setPen(QColor("#000000" if _lightness(background) > 0.45 else "#ffffff"))
            text = self._fitting(forms_in_cell(float(picture.planes[place])), tile.cell_width - 3, self._tiny)
            self._p.drawText(cell, Qt.AlignmentFlag.AlignCenter, text)

    def _loss(self, tile: Tile) -> None:
        if not done(self._frame, PhaseKind.LOSS):
            self._not_yet(tile)
            return
        loss, label = self._frame.trace.loss, self._frame.trace.label
        self._p.setPen(QPen(self._theme.color("line"), 1))
        self._p.drawRect(_rect(tile.box))
        upper = Box(tile.box.x + 1, tile.box.y + 4, tile.box.width - 2, tile.box.height / 2 - 3)
        lower = Box(tile.box.x + 1, tile.box.middle - 1, tile.box.width - 2, tile.box.height / 2 - 3)
        forms = [f"L = {write(loss, 3)}", write(loss, 3), write(loss, 2)]
        self._text(upper, self._fitting(forms, upper.width, self._bold), self._bold, "text")
        probability = self._frame.trace.probabilities[label]
        forms = [f"−log {write(probability, digits)}" for digits in (3, 2, 1)]
        self._text(lower, self._fitting(forms, lower.width, self._small), self._small, "muted")
        caption = Box(tile.box.x - 8, tile.box.bottom + 2, tile.box.width + 16, CAPTION - 2)
        self._text(caption, "loss", self._small, "muted")

    def _outline(self, cell: Cell, pen: QPen) -> None:
        base = cell.tensor.removeprefix("new_")
        tile = self._layout.tile(cell.layer, base)
        if tile is None:
            return
        rect = _rect(tile.cell_box(cell.index))
        grow = max(0.0, (7 - min(rect.width(), rect.height())) / 2)
        self._p.setPen(pen)
        self._p.drawRect(rect.adjusted(-grow, -grow, grow, grow))

    def _legend(self) -> None:
        y = self._layout.height - LEGEND + 4
        x = 12.0
        self._p.setFont(self._small)
        for colors, text in (
            ((self._theme.signed[-1],), "positive"),
            ((self._theme.signed[0],), "negative"),
            (self._theme.positive[1::2], "0 and up: the more, the stronger"),
        ):
            for color in colors:
                self._p.fillRect(QRectF(x, y + 4, 10, 10), QColor(color))
                x += 11
            x = self._legend_text(x + 3, y, text)
        self._legend_text(x, y, "each tensor has its own scale; point at a cell for its number, click to keep it")

    def _legend_text(self, x: float, y: float, text: str) -> float:
        room = self._layout.width - x - 8
        if room > 20:
            elided = QFontMetricsF(self._small).elidedText(text, Qt.TextElideMode.ElideRight, room)
            self._p.setPen(self._theme.color("muted"))
            self._p.drawText(QRectF(x, y, room, 18), Qt.AlignmentFlag.AlignVCenter, elided)
        return x + self._width(text, self._small) + 16

    def _width(self, text: str, font: QFont) -> float:
        return QFontMetricsF(font).horizontalAdvance(text)

    def _text(self, box: Box, text: str, font: QFont, color: str) -> None:
        self._p.setFont(font)
        self._p.setPen(self._theme.color(color))
        elided = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, box.width)
        self._p.drawText(_rect(box), Qt.AlignmentFlag.AlignCenter, elided)


def _rect(box: Box) -> QRectF:
    return QRectF(box.x, box.y, box.width, box.height)


def _lightness(color: QColor) -> float:
    return 0.2126 * color.redF() + 0.7152 * color.greenF() + 0.0722 * color.blueF()
