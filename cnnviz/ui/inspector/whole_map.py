"""The whole map that a number is in, as large as there is room: one coloured cell a number."""

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QWidget

from cnnviz.ui.inspector.canvas import Canvas
from cnnviz.ui.inspector.cell_picture import Picture
from cnnviz.ui.maps import Array, Summary, image_of
from cnnviz.ui.theme import Theme

_MARGIN = 4.0
_STRETCH = 8.0
"""How many times wider than high, or higher than wide, a cell of a vector or matrix may be drawn."""


class WholeMap(Canvas):
    """Draws all cells of a map, a frame around what the lens shows, and an outline around the chosen one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Whole map")
        self.setAccessibleDescription("The map that the number is in; click a cell or use the arrow keys to choose it")
        self.setToolTip("Click a cell to choose it (arrow keys move to its neighbours)")

    def cell_rect(self, row: int, column: int) -> QRectF:
        frame, (width, height) = self._frame_rect(), self._cell_size()
        return QRectF(frame.left() + column * width, frame.top() + row * height, width, height)

    def place_at(self, x: float, y: float) -> tuple[int, int] | None:
        if self._picture is None or not self._frame_rect().contains(x, y):
            return None
        frame, (width, height) = self._frame_rect(), self._cell_size()
        shown = self._picture.map
        row = min(shown.rows - 1, int((y - frame.top()) / height))
        column = min(shown.columns - 1, int((x - frame.left()) / width))
        return (row, column) if shown.index_at(row, column) else None

    def _cell_size(self) -> tuple[float, float]:
        if self._picture is None:
            return 1.0, 1.0
        shown = self._picture.map
        width = max(0.1, (self.width() - 2 * _MARGIN) / shown.columns)
        height = max(0.1, (self.height() - 2 * _MARGIN) / shown.rows)
        limit = 1.0 if shown.axes else _STRETCH
        return min(width, height * limit), min(height, width * limit)

    def _frame_rect(self) -> QRectF:
        if self._picture is None:
            return QRectF()
        width, height = self._cell_size()
        shown = self._picture.map
        return QRectF(_MARGIN, _MARGIN, width * shown.columns, height * shown.rows)

    def _paint(self, painter: QPainter, theme: Theme, picture: Picture, values: Array, summary: Summary) -> None:
        frame, shown = self._frame_rect(), picture.map
        painter.drawImage(frame, image_of(np.ascontiguousarray(values), summary.scale, theme))
        for column in range(shown.columns - 1, -1, -1):
            if shown.index_at(shown.rows - 1, column) is not None:
                break
            painter.fillRect(self.cell_rect(shown.rows - 1, column), theme.color("window"))
        painter.setPen(QPen(theme.color("line"), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(frame)
        rows, columns = shown.window()
        if len(rows) * len(columns) < shown.rows * shown.columns:
            first, last = self.cell_rect(rows[0], columns[0]), self.cell_rect(rows[-1], columns[-1])
            painter.setPen(QPen(theme.color("muted"), 1))
            painter.drawRect(first.united(last))
        self._outline(painter, theme, self.cell_rect(shown.row, shown.column))

    def minimumSizeHint(self) -> QSize:
        return QSize(60, 120)
