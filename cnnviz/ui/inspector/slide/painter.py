"""Draws the parts of a scene, each into its rectangle."""

from math import isfinite

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPainter, QPen, QPolygonF

from cnnviz.ui.inspector.canvas import contrasting
from cnnviz.ui.inspector.slide.arrange import GAP, MARGIN, Arrangement, folded, sign_width
from cnnviz.ui.inspector.slide.scene import Grid, GridCell, Line, Overview, Scene
from cnnviz.ui.maps import colors_of, image_of
from cnnviz.ui.numbers import write, write_in_cell
from cnnviz.ui.theme import Theme

_CENTER = Qt.AlignmentFlag.AlignCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_CURVE_POINTS = 400


class ScenePainter:
    """Draws with one painter, theme and font."""

    def __init__(self, painter: QPainter, theme: Theme, font: QFont, width: float) -> None:
        self._painter = painter
        self._theme = theme
        self._font, self._strong = font, QFont(font)
        self._strong.setBold(True)
        self._width = width
        painter.setFont(font)
        self._metrics = QFontMetricsF(font)

    def draw(self, scene: Scene, arrangement: Arrangement) -> None:
        """Draw a whole scene."""
        for overview, rect in zip(scene.overviews, arrangement.overviews, strict=True):
            self._overview(overview, rect)
        for grid, rect in zip(scene.grids, arrangement.grids, strict=True):
            self._grid(grid, rect)
        if scene.curve:
            self._curve(scene, arrangement.curve)
        self._lines(scene.lines, arrangement.lines_top)

    def _title(self, text: str, rect: QRectF, is_backward: bool, room: float) -> None:
        self._painter.setPen(self._theme.color("backward" if is_backward else "forward"))
        height = self._metrics.height()
        box = QRectF(rect.left(), rect.top() - height - 2, room, height)
        shown = self._metrics.elidedText(text, Qt.TextElideMode.ElideRight, room + 1)
        self._painter.drawText(box, _LEFT, shown)

    def _overview(self, one: Overview, rect: QRectF) -> None:
        painter, theme = self._painter, self._theme
        self._title(one.title, rect, one.is_backward, max(rect.width(), self._width / 2 - 2 * MARGIN))
        rows, columns = one.values.shape
        across, down = rect.width() / columns, rect.height() / rows
        painter.drawImage(rect, image_of(np.ascontiguousarray(one.values), one.scale, theme))
        if one.revealed is not None:
            self._hide(rect, one.revealed, columns, (across, down))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if one.padding:
            edge = one.padding
            painter.setPen(QPen(theme.color("faint"), 1, Qt.PenStyle.DotLine))
            painter.drawRect(rect.adjusted(edge * across, edge * down, -edge * across, -edge * down))
        painter.setPen(QPen(theme.color("line"), 1))
        painter.drawRect(rect)
        for place, size in ((one.window and one.window[:2], one.window[2] if one.window else 0), (one.cell, 1)):
            if place is not None:
                row, column = place
                self._outline(
                    QRectF(rect.left() + column * across, rect.top() + row * down, size * across, size * down), 1.5
                )

    def _hide(self, rect: QRectF, shown: int, columns: int, cell: tuple[float, float]) -> None:
        row, column = divmod(shown, columns)
        across, down = cell
        veil = self._theme.color("alternate")
        below = rect.top() + (row + 1) * down
        if below < rect.bottom():
            self._painter.fillRect(QRectF(rect.left(), below, rect.width(), rect.bottom() - below), veil)
        if below <= rect.bottom() + 0.5 * down:
            left = rect.left() + column * across
            self._painter.fillRect(QRectF(left, below - down, rect.right() - left, down), veil)

    def _grid(self, grid: Grid, rect: QRectF) -> None:
        painter = self._painter
        self._title(grid.title, rect, grid.is_backward, min(rect.width() + GAP, self._width - rect.left()))
        if grid.sign:
            width = sign_width(grid, self._metrics)
            painter.setPen(self._theme.color("muted"))
            painter.drawText(QRectF(rect.left() - width, rect.top(), width, rect.height()), _CENTER, grid.sign)
        values = np.array([[cell.value or 0.0 for cell in row] for row in grid.cells])
        colors = colors_of(values, grid.scale, self._theme).tolist()
        wide, high = rect.width() / grid.columns, rect.height() / grid.rows
        marked = []
        for row, cells in enumerate(grid.cells):
            for column, cell in enumerate(cells):
                box = QRectF(rect.left() + column * wide, rect.top() + row * high, wide, high)
                self._cell(cell, box, colors[row][column])
                if cell.is_marked:
                    marked.append(box)
        for box in marked:
            self._outline(box, 2)

    def _cell(self, cell: GridCell, box: QRectF, rgb: int) -> None:
        painter, theme = self._painter, self._theme
        painter.setPen(QPen(theme.color("line"), 1))
        if cell.value is None:
            painter.setBrush(theme.color("alternate"))
        elif cell.is_padding:
            painter.fillRect(box, theme.color("base"))
            painter.setBrush(QBrush(theme.color("line"), Qt.BrushStyle.BDiagPattern))
        else:
            painter.setBrush(theme.color("base") if cell.is_muted else QColor(rgb))
        painter.drawRect(box)
        if cell.value is None:
            return
        text = self._fitting(cell.value, box.width() - 1)
        if text and self._metrics.ascent() <= box.height():
            is_plain = cell.is_muted or cell.is_padding
            painter.setPen(theme.color("muted") if is_plain else contrasting(rgb))
            painter.drawText(box, _CENTER, text)

    def _fitting(self, value: float, room: float) -> str:
        short = write_in_cell(value).removeprefix("+")
        forms = (write(value, 3), write(value, 2), short, write(value, 1), "…")
        return next((text for text in forms if self._metrics.horizontalAdvance(text) <= room), "")

    def _outline(self, rect: QRectF, width: float) -> None:
        painter, theme = self._painter, self._theme
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.color("base"), 1))
        painter.drawRect(rect.adjusted(-width, -width, width, width))
        painter.setPen(QPen(theme.color("outline"), width))
        painter.drawRect(rect.adjusted(-0.5, -0.5, 0.5, 0.5))

    def _curve(self, scene: Scene, rect: QRectF) -> None:
        painter, theme = self._painter, self._theme
        height = self._metrics.height()
        painter.setPen(theme.color("muted"))
        text = f"running total, {scene.place + 1} of {len(scene.curve)} positions"
        title = QRectF(rect.left(), rect.top(), rect.width(), height)
        name = self._metrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(title, _LEFT, name)
        box = rect.adjusted(3, height + 1, -3, -6)
        values = [value if isfinite(value) else 0.0 for value in scene.curve]
        low, high = min(0.0, *values), max(0.0, *values)
        span = (high - low) or 1.0

        def point(place: int) -> QPointF:
            across = place / max(1, len(values) - 1)
            return QPointF(
                box.left() + across * box.width(), box.bottom() - (values[place] - low) / span * box.height()
            )

        zero = box.bottom() + low / span * box.height()
        painter.setPen(QPen(theme.color("line"), 1))
        painter.drawLine(QPointF(box.left(), zero), QPointF(box.right(), zero))
        step = max(1, len(values) // _CURVE_POINTS)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for end, color, width in ((len(values) - 1, "line", 1.2), (scene.place, "backward", 2.0)):
            painter.setPen(QPen(theme.color(color), width))
            painter.drawPolyline(QPolygonF([point(place) for place in (*range(0, end, step), end)]))
        painter.setBrush(theme.color("backward"))
        painter.setPen(QPen(theme.color("base"), 1))
        painter.drawEllipse(point(scene.place), 4, 4)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _lines(self, lines: tuple[Line, ...], top: float) -> None:
        painter, theme = self._painter, self._theme
        height = self._metrics.height()
        for line in lines:
            tone = line.tone
            painter.setFont(self._strong if tone.is_strong else self._font)
            color = "wrong" if tone.is_wrong else "muted" if tone.is_muted else "text"
            for text, number in folded(line, self._width, self._metrics):
                box = QRectF(MARGIN, top, self._width - 2 * MARGIN, height)
                painter.setPen(theme.color(color))
                painter.drawText(box, _LEFT, text)
                painter.drawText(box, _RIGHT, number)
                top += height
        painter.setFont(self._font)
