"""What stays on the picture from one step to the next: heads, the band of the current phase, arrows, legend."""

from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPolygonF

from cnnviz.nn import PhaseKind
from cnnviz.ui.frame import Frame
from cnnviz.ui.network.layout import CAPTION, INPUT, LABEL, LEGEND, Box, Column, Layout
from cnnviz.ui.network.lettering import Lettering
from cnnviz.ui.network.pen import Pen, rectangle
from cnnviz.ui.network.stamps import blank
from cnnviz.ui.network.ways import signal_tile
from cnnviz.ui.theme import Theme
from cnnviz.ui.view_model import done


class Backdrop:
    """Draws the backdrop once for each phase, and keeps it."""

    def __init__(self, theme: Theme, letters: Lettering) -> None:
        self._theme = theme
        self._letters = letters
        self._key: tuple[object, ...] = ()
        self._image = QImage()

    def of(self, frame: Frame, layout: Layout, pixel_ratio: float) -> QImage:
        """The backdrop for a frame's phase."""
        key = (layout, frame.run, frame.phases_done, frame.probe is None, pixel_ratio)
        if key != self._key:
            self._key = key
            self._image = blank(layout.width, layout.height, pixel_ratio)
            self._image.fill(self._theme.color("window"))
            painter = QPainter(self._image)
            _Drawing(Pen(painter, self._theme, self._letters), frame, layout).draw()
            painter.end()
        return self._image


class _Drawing:
    def __init__(self, pen: Pen, frame: Frame, layout: Layout) -> None:
        self._pen = pen
        self._p = pen.painter
        self._theme = pen.theme
        self._frame = frame
        self._layout = layout

    def draw(self) -> None:
        self._current_band()
        for column in self._layout.columns:
            self._head(column)
        self._arrows()
        self._legend()

    def _current_band(self) -> None:
        if self._frame.probe or not self._frame.phases_done:
            return
        phase = self._frame.run.phases[self._frame.phases_done - 1]
        backward = phase.kind in (PhaseKind.BACKWARD, PhaseKind.UPDATE)
        band = self._theme.color("backward_band" if backward else "forward_band")
        edge = self._theme.color("backward" if backward else "forward")
        last = len(self._frame.run.layers) - 1
        for column in self._layout.columns:
            if phase.kind is PhaseKind.UPDATE:
                in_phase = column.layer != INPUT and bool(self._frame.trace.layers[column.layer].parameters)
            else:
                in_phase = column.layer == (last if phase.kind is PhaseKind.LOSS else phase.layer)
            if in_phase:
                rect = rectangle(column.box).adjusted(1, 0, -1, -LEGEND)
                self._p.fillRect(rect, band)
                self._p.fillRect(QRectF(rect.x(), rect.y(), rect.width(), 3), edge)

    def _head(self, column: Column) -> None:
        box = column.box
        title = "bold" if self._pen.letters.width(column.title, "bold") <= box.width else "small bold"
        self._pen.text(Box(box.x, 7, box.width, 19), column.title, title, "text")
        self._pen.text(Box(box.x, 26, box.width, 15), column.settings, "small", "muted")
        self._pen.text(Box(box.x, 41, box.width, 15), column.shape, "small", "muted")

    def _arrows(self) -> None:
        layout = self._layout
        for left, right in pairwise(layout.columns):
            forward = done(self._frame, PhaseKind.FORWARD, right.layer)
            backward = done(self._frame, PhaseKind.BACKWARD, right.layer)
            start, end = (signal_tile(layout, self._frame.run, one.layer, True).box for one in (left, right))
            self._arrow(start.right + 3, end.x - 3, layout.forward_row.middle, "forward" if forward else "line")
            start, end = (signal_tile(layout, self._frame.run, one.layer, False).box for one in (right, left))
            self._arrow(start.x - 3, end.right + 3, layout.backward_row.middle, "backward" if backward else "line")
        first = layout.columns[0].box
        below = layout.forward_row.bottom + CAPTION
        self._pen.text(Box(first.x, below, first.width, LABEL), "forward →", "small bold", "forward")
        above = layout.backward_row.y - LABEL - 3
        self._pen.text(Box(first.x, above, first.width, LABEL), "← backward", "small bold", "backward")

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

    def _legend(self) -> None:
        x, y = 12.0, self._layout.height - LEGEND + 4
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
        width = self._pen.letters.width(text, "small") + 2
        if room > 20:
            self._pen.text(Box(x, y, min(room, width), 18), text, "small", "muted")
        return x + width + 16
