"""The lens: a number's neighbourhood in its map, in cells large enough to hold their numbers."""

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QWidget

from cnnviz.ui.inspector.canvas import Canvas, Picture, contrasting
from cnnviz.ui.inspector.cell_maps import LENS, CellMap
from cnnviz.ui.inspector.look import derived_font
from cnnviz.ui.maps import Array, Summary, colors_of
from cnnviz.ui.numbers import write, write_in_cell
from cnnviz.ui.theme import Theme

_MARGIN = 4.0


class Lens(Canvas):
    """Draws 7×7 cells around the chosen one, numbered by row and column, each with its number."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Lens")
        self.setAccessibleDescription("The numbers around the chosen one; click one or use the arrow keys to choose it")
        self.setToolTip("Click a number to choose it (arrow keys move to its neighbours)")

    def cell_rect(self, row: int, column: int) -> QRectF:
        if self._picture is None:
            return QRectF()
        rows, columns = self._picture.map.window()
        if row not in rows or column not in columns:
            return QRectF()
        frame, (width, height) = self._frame_rect(), self._cell_size()
        left = frame.left() + (column - columns[0]) * width
        return QRectF(left, frame.top() + (row - rows[0]) * height, width, height)

    def place_at(self, x: float, y: float) -> tuple[int, int] | None:
        if self._picture is None or not self._frame_rect().contains(x, y):
            return None
        rows, columns = self._picture.map.window()
        frame, (width, height) = self._frame_rect(), self._cell_size()
        row = rows[min(len(rows) - 1, int((y - frame.top()) / height))]
        column = columns[min(len(columns) - 1, int((x - frame.left()) / width))]
        return (row, column) if self._picture.map.index_at(row, column) else None

    def _gutter(self) -> tuple[float, float]:
        metrics = QFontMetricsF(derived_font(self, 0.9))
        return metrics.horizontalAdvance("000") + 6, metrics.height() + 1

    def _cell_size(self) -> tuple[float, float]:
        if self._picture is None:
            return 1.0, 1.0
        rows, columns = self._picture.map.window()
        gutter, header = self._gutter()
        high = max(1.0, (self.height() - header - 2 * _MARGIN) / LENS)
        wide = max(1.0, (self.width() - gutter - 2 * _MARGIN) / max(3, len(columns)))
        return wide, min(high * LENS / len(rows), max(wide, high))

    def _frame_rect(self) -> QRectF:
        if self._picture is None:
            return QRectF()
        rows, columns = self._picture.map.window()
        gutter, header = self._gutter()
        width, height = self._cell_size()
        return QRectF(_MARGIN + gutter, _MARGIN + header, width * len(columns), height * len(rows))

    def _paint(self, painter: QPainter, theme: Theme, picture: Picture, values: Array, summary: Summary) -> None:
        rows, columns = picture.map.window()
        part = np.ascontiguousarray(values[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1])
        colors = colors_of(part, summary.scale, theme)
        painter.setFont(derived_font(self, 0.95))
        for row in rows:
            for column in columns:
                value = picture.value(row, column)
                if value is not None:
                    color = QColor.fromRgb(int(colors[row - rows[0], column - columns[0]]))
                    self._paint_cell(painter, theme, self.cell_rect(row, column), color, value)
        self._paint_places(painter, theme, picture.map)
        self._outline(painter, theme, self.cell_rect(picture.map.row, picture.map.column))

    def _paint_cell(self, painter: QPainter, theme: Theme, rect: QRectF, color: QColor, value: float) -> None:
        painter.fillRect(rect, color)
        painter.setPen(QPen(theme.color("line"), 1))
        painter.drawRect(rect)
        metrics = painter.fontMetrics()
        roomy = rect.width() >= 3 * metrics.height()
        text = _fitting(value, roomy, lambda text: metrics.horizontalAdvance(text) <= rect.width() - 3)
        if text and metrics.ascent() <= rect.height():
            painter.setPen(contrasting(color))
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_places(self, painter: QPainter, theme: Theme, shown: CellMap) -> None:
        rows, columns = shown.window()
        painter.setFont(derived_font(self, 0.9))
        painter.setPen(theme.color("muted"))
        gutter, header = self._gutter()
        centered = Qt.AlignmentFlag.AlignCenter
        for column in columns:
            rect = self.cell_rect(rows[0], column)
            painter.drawText(
                QRectF(rect.left(), rect.top() - header - 1, rect.width(), header),
                centered,
                _column_text(shown, column),
            )
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for row in rows:
            rect = self.cell_rect(row, columns[0])
            painter.drawText(
                QRectF(rect.left() - gutter, rect.top(), gutter - 5, rect.height()), right, _row_text(shown, row)
            )

    def minimumSizeHint(self) -> QSize:
        return QSize(120, int(self._gutter()[1] + LENS * (self.fontMetrics().height() + 3) + 2 * _MARGIN))


def _fitting(value: float, roomy: bool, fits: Callable[[str], bool]) -> str:
    """A number as exactly as it fits; nothing where not even an ellipsis does."""
    texts = (write_in_cell(value), write(value, 2), write(value, 1), "…")
    return next(filter(fits, (write(value), *texts) if roomy else texts), "")


def _row_text(shown: CellMap, row: int) -> str:
    """A row's number or, of a vector, the index that the row begins with."""
    return str(row * shown.columns if shown.is_vector else row)


def _column_text(shown: CellMap, column: int) -> str:
    """A column's number or, of a vector, what it adds to the index."""
    if shown.is_vector:
        return f"+{column}" if shown.columns > 1 else ""
    return str(column)
