"""Draws one field of a list of terms: a symbol with its number, in one line or in two, or a fold."""

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from cnnviz.ui.inspector.rows import Columns, Entry, Kind, Row
from cnnviz.ui.inspector.terms_model import Role
from cnnviz.ui.theme import Theme, load_theme

_PAD, _SMALL_PAD = 6.0, 3.0
"""Pixels on each side of a column, and where there is little room."""

_LEAST_REASON = 70.0
"""Room for a reason, in pixels; it may be cut, and its tooltip says all."""

_GAP = 5.0
INDENT = 10.0


class TermsDelegate(QStyledItemDelegate):
    """Symbols are small and in the colour of their direction, as links are; numbers stand below or beside them."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = Columns((), 1)
        self.two_lines = True
        self._theme = load_theme("light")
        self.take_fonts(QFont(), QFont())

    def take_fonts(self, small: QFont, main: QFont) -> None:
        """The fonts of symbols and of numbers."""
        self.small, self.main, self.strong = small, main, QFont(main)
        self.strong.setBold(True)
        self.small_metrics, self.main_metrics = QFontMetricsF(small), QFontMetricsF(self.strong)

    def apply_theme(self, theme: Theme) -> None:
        """Take over a theme's colours."""
        self._theme = theme

    @property
    def pad(self) -> float:
        """Pixels on each side of a column."""
        return _SMALL_PAD if self.columns.is_tight else _PAD

    @property
    def row_height(self) -> int:
        """The height of each row."""
        height = self.main_metrics.height() + 5
        return int(height + self.small_metrics.height() - 1 if self.two_lines else height)

    def sign_width(self, column: int) -> float:
        """The room that the sign before a column's numbers takes."""
        sign = self._sign(column)
        return self.main_metrics.horizontalAdvance(f"{sign} ") if sign else 0.0

    def width(self, column: int, entry: Entry, two_lines: bool) -> float:
        """The room that a field needs."""
        symbol, number = self.small_metrics.horizontalAdvance(entry.symbol), self._number_width(entry.number)
        if column >= self.columns.left and entry.symbol:
            symbol = min(symbol, max(number, _LEAST_REASON))
        sign = self.sign_width(column)
        both = max(symbol, number) if two_lines else symbol + number + (_GAP if symbol else 0)
        return sign + both + 2 * self.pad

    def _number_width(self, text: str) -> float:
        return self.main_metrics.horizontalAdvance(text)

    def _sign(self, column: int) -> str:
        return self.columns.signs[column] if column < len(self.columns.signs) else ""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        row, entry = index.data(Role.ROW), index.data(Role.ENTRY)
        if not isinstance(row, Row) or not isinstance(entry, Entry):
            return
        painter.save()
        rect = QRectF(option.rect)
        self._background(painter, option, rect, row, entry, index.column())
        if row.kind is Kind.FOLD and index.column() < self.columns.left:
            self._fold(painter, rect, row)
        elif index.column() < self.columns.left:
            self._left(painter, rect, row, entry, index.column())
        else:
            self._right(painter, rect, entry)
        painter.restore()

    def _background(
        self, painter: QPainter, option: QStyleOptionViewItem, rect: QRectF, row: Row, entry: Entry, column: int
    ) -> None:
        state = option.state
        leads = entry.cell is not None or (row.kind is Kind.FOLD and column < self.columns.left)
        box = rect.adjusted(1, 0.5, -1, -1.5)
        if state & QStyle.StateFlag.State_MouseOver and leads:
            painter.setBrush(self._theme.color("forward_band"))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawRoundedRect(box, 3, 3)
        if state & QStyle.StateFlag.State_HasFocus and state & QStyle.StateFlag.State_Active:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self._theme.color("highlight"), 1.5))
            painter.drawRoundedRect(box, 3, 3)
        if column == 0 and row.depth:
            painter.setPen(QPen(self._theme.color("line"), 2))
            painter.drawLine(rect.left() + 3, rect.top(), rect.left() + 3, rect.bottom())

    def _fold(self, painter: QPainter, rect: QRectF, row: Row) -> None:
        painter.setFont(self.small)
        painter.setPen(self._theme.color("forward"))
        box = rect.adjusted(self.pad + INDENT * row.depth, 0, -2, 0)
        mark = "▾ " if row.is_open else "▸ "
        text = self.small_metrics.elidedText(mark + row.text, Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)

    def _left(self, painter: QPainter, rect: QRectF, row: Row, entry: Entry, column: int) -> None:
        indent = INDENT * row.depth if column == 0 else 0.0
        box = rect.adjusted(self.pad + indent, 2, -2, -3)
        left = Qt.AlignmentFlag.AlignLeft
        sign = self._sign(column) if entry.number else ""
        width = self.sign_width(column)
        if sign:
            painter.setFont(self.main)
            painter.setPen(self._theme.color("muted"))
            painter.drawText(box, left | Qt.AlignmentFlag.AlignBottom, sign)
        box = box.adjusted(width, 0, 0, 0)
        if not entry.symbol:
            self._number(painter, box, entry, left | Qt.AlignmentFlag.AlignBottom)
        elif self.two_lines:
            self._symbol(painter, box, entry, left | Qt.AlignmentFlag.AlignTop)
            self._number(painter, box, entry, left | Qt.AlignmentFlag.AlignBottom)
        else:
            self._symbol(painter, box, entry, left | Qt.AlignmentFlag.AlignBottom)
            beside = box.adjusted(self.small_metrics.horizontalAdvance(entry.symbol) + _GAP, 0, 0, 0)
            self._number(painter, beside, entry, left | Qt.AlignmentFlag.AlignBottom)

    def _right(self, painter: QPainter, rect: QRectF, entry: Entry) -> None:
        box = rect.adjusted(2, 2, -self.pad, -3)
        right = Qt.AlignmentFlag.AlignRight
        if entry.symbol and (self.two_lines or not entry.number):
            painter.setFont(self.small)
            painter.setPen(self._theme.color("muted"))
            text = self.small_metrics.elidedText(entry.symbol, Qt.TextElideMode.ElideRight, box.width())
            side = Qt.AlignmentFlag.AlignTop if entry.number else Qt.AlignmentFlag.AlignBottom
            painter.drawText(box, right | side, text)
        self._number(painter, box, entry, right | Qt.AlignmentFlag.AlignBottom)

    def _symbol(self, painter: QPainter, box: QRectF, entry: Entry, align: Qt.AlignmentFlag) -> None:
        painter.setFont(self.small)
        painter.setPen(self._link_color(entry))
        text = self.small_metrics.elidedText(entry.symbol, Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, align, text)

    def _number(self, painter: QPainter, box: QRectF, entry: Entry, align: Qt.AlignmentFlag) -> None:
        painter.setFont(self.strong if entry.is_strong else self.main)
        leads_alone = entry.cell is not None and not entry.symbol
        color = self._theme.color("muted" if entry.is_muted else "text")
        painter.setPen(self._link_color(entry) if leads_alone else color)
        text = self.main_metrics.elidedText(entry.number, Qt.TextElideMode.ElideRight, box.width() + 1)
        painter.drawText(box, align, text)

    def _link_color(self, entry: Entry) -> QColor:
        if entry.cell is None:
            return self._theme.color("muted")
        return self._theme.color("backward" if "gradient" in entry.cell.tensor else "forward")
