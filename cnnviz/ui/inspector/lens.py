"""The lens: a number's neighbourhood in its map, in cells large enough to hold their numbers."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QWidget

from cnnviz.ui.inspector.canvas import Canvas, contrasting
from cnnviz.ui.inspector.cell_maps import LENS, CellMap
from cnnviz.ui.inspector.cell_picture import Picture
from cnnviz.ui.inspector.look import derived_font
from cnnviz.ui.maps import Array, Summary, colors_of
from cnnviz.ui.numbers import write, write_in_cell
from cnnviz.ui.theme import Theme

_MARGIN = 4.0
_FEWEST_COLUMNS = 3
"""A narrower map keeps cells of this share of the width."""


@dataclass(frozen=True, slots=True)
class _Grid:
    """Which cells the lens shows, and where."""

    rows: range
    columns: range
    left: float
    top: float
    width: float
    height: float

    @property
    def frame(self) -> QRectF:
        """All cells."""
        return QRectF(self.left, self.top, self.width * len(self.columns), self.height * len(self.rows))

    def rect(self, row: int, column: int) -> QRectF:
        """One cell of the map."""
        left = self.left + (column - self.columns.start) * self.width
        return QRectF(left, self.top + (row - self.rows.start) * self.height, self.width, self.height)


class Lens(Canvas):
    """Draws 7×7 cells around the chosen one, numbered by row and column, each with its number."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Lens")
        self.setAccessibleDescription("The numbers around the chosen one; click one or use the arrow keys to choose it")
        self.setToolTip("Click a number to choose it (arrow keys move to its neighbours)")
        self._take_fonts()

    def cell_rect(self, row: int, column: int) -> QRectF:
        grid = self._grid()
        return grid.rect(row, column) if row in grid.rows and column in grid.columns else QRectF()

    def place_at(self, x: float, y: float) -> tuple[int, int] | None:
        grid = self._grid()
        if self._picture is None or not grid.frame.contains(x, y):
            return None
        row = grid.rows[min(len(grid.rows) - 1, int((y - grid.top) / grid.height))]
        column = grid.columns[min(len(grid.columns) - 1, int((x - grid.left) / grid.width))]
        return (row, column) if self._picture.map.index_at(row, column) else None

    def _take_fonts(self) -> None:
        self._small_font = derived_font(self, 0.9)
        metrics = QFontMetricsF(self._small_font)
        self._digit, self._header = metrics.horizontalAdvance("0"), metrics.height() + 1

    def _grid(self) -> _Grid:
        rows, columns = self._picture.map.window() if self._picture else (range(1), range(1))
        gutter = 6 + self._digit * (len(_row_text(self._picture.map, rows[-1])) if self._picture else 1)
        high = max(1.0, (self.height() - self._header - 2 * _MARGIN) / LENS)
        wide = max(1.0, (self.width() - gutter - 2 * _MARGIN) / max(_FEWEST_COLUMNS, len(columns)))
        return _Grid(
            rows,
            columns,
            _MARGIN + gutter,
            _MARGIN + self._header,
            wide,
            min(high * LENS / len(rows), max(wide, high)),
        )

    def _frame_rect(self) -> QRectF:
        return self._grid().frame

    def _paint(self, painter: QPainter, theme: Theme, picture: Picture, values: Array, summary: Summary) -> None:
        grid = self._grid()
        rows, columns = grid.rows, grid.columns
        colors = colors_of(values[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1], summary.scale, theme).tolist()
        painter.setFont(self._small_font)
        metrics = painter.fontMetrics()
        roomy = grid.width >= 3 * metrics.height()
        line = QPen(theme.color("line"), 1)
        for row, row_colors in zip(rows, colors, strict=True):
            for column, rgb in zip(columns, row_colors, strict=True):
                value = picture.value(row, column)
                if value is None:
                    continue
                rect = grid.rect(row, column)
                painter.setPen(line)
                painter.setBrush(QColor(rgb))
                painter.drawRect(rect)
                text = _fitting(value, roomy, lambda text: metrics.horizontalAdvance(text) <= grid.width - 2)
                if text and metrics.ascent() <= grid.height:
                    painter.setPen(contrasting(rgb))
                    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)
        self._paint_places(painter, theme, picture.map, grid)
        self._outline(painter, theme, grid.rect(picture.map.row, picture.map.column))

    def _paint_places(self, painter: QPainter, theme: Theme, shown: CellMap, grid: _Grid) -> None:
        painter.setFont(self._small_font)
        painter.setPen(theme.color("muted"))
        gutter, header = grid.left - _MARGIN, self._header
        for column in grid.columns:
            rect = grid.rect(grid.rows[0], column)
            above = QRectF(rect.left(), rect.top() - header - 1, rect.width(), header)
            painter.drawText(above, Qt.AlignmentFlag.AlignCenter, _column_text(shown, column))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for row in grid.rows:
            rect = grid.rect(row, grid.columns[0])
            beside = QRectF(rect.left() - gutter, rect.top(), gutter - 5, rect.height())
            painter.drawText(beside, right, _row_text(shown, row))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._take_fonts()
            self.updateGeometry()

    def minimumSizeHint(self) -> QSize:
        return QSize(120, int(self._header + LENS * (self.fontMetrics().height() + 3) + 2 * _MARGIN))


def _fitting(value: float, roomy: bool, fits: Callable[[str], bool]) -> str:
    """A number as exactly as it fits; nothing where not even an ellipsis does."""
    short = write_in_cell(value)
    texts = (short, short.removeprefix("+"), write(value, 2), write(value, 1), "…")
    return next(filter(fits, (write(value), *texts) if roomy else texts), "")


def _row_text(shown: CellMap, row: int) -> str:
    """A row's number or, of a vector, the index that the row begins with."""
    return str(row * shown.columns if shown.is_vector else row)


def _column_text(shown: CellMap, column: int) -> str:
    """A column's number or, of a vector, what it adds to the index."""
    if shown.is_vector:
        return f"+{column}" if shown.columns > 1 else ""
    return str(column)
