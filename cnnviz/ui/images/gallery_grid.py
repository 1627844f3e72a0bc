"""A list of cells of one size in rows, of which only those in sight cost anything: laying out is arithmetic.

Qt's own list lays out each of ten thousand cells whenever one comes or goes, which takes longer than a frame.
"""

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Slot
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QRegion, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QStyle, QStyleOptionViewItem, QWidget

Index = QModelIndex | QPersistentModelIndex

_CURSOR = QAbstractItemView.CursorAction


class GalleryGrid(QAbstractItemView):
    """Shows the rows of a flat model as cells of the size `set_grid_size` gave, as many columns as fit."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cell = QSize(52, 80)
        self._hovered = -1
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)  # as needed, it could come and go forever
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.viewport().installEventFilter(self)

    @property
    def columns(self) -> int:
        """How many cells stand in a row."""
        return max(1, (self.viewport().width() - 1) // self._cell.width())

    def grid_size(self) -> QSize:
        """The size of each cell, in pixels."""
        return QSize(self._cell)

    def set_grid_size(self, size: QSize) -> None:
        """Lay out cells of another size."""
        self._cell = size.expandedTo(QSize(1, 1))
        self.lay_out_again()

    def rows_in_sight(self) -> range:
        """The rows of the model of which any part is in sight."""
        return self._rows_in(self.viewport().rect())

    @Slot()
    def lay_out_again(self) -> None:
        """Fit the scroll bar to the number of cells, and draw."""
        self.updateGeometries()
        self.viewport().update()

    def _count(self) -> int:
        model = self.model()
        return model.rowCount() if model is not None else 0

    def _rows_in(self, rect: QRect) -> range:
        columns, count = self.columns, self._count()
        first = max(0, (rect.top() + self.verticalOffset()) // self._cell.height())
        last = max(-1, (rect.bottom() + self.verticalOffset()) // self._cell.height())
        return range(min(count, first * columns), min(count, (last + 1) * columns))

    def _box(self, row: int) -> QRect:
        line, column = divmod(row, self.columns)
        corner = QPoint(column * self._cell.width(), line * self._cell.height() - self.verticalOffset())
        return QRect(corner, self._cell)

    def _hover(self, row: int) -> None:
        if row != self._hovered:
            for changed in (row, self._hovered):
                if 0 <= changed < self._count():
                    self.viewport().update(self._box(changed))
            self._hovered = row

    def visualRect(self, index: Index) -> QRect:
        return self._box(index.row()) if index.isValid() else QRect()

    def indexAt(self, point: QPoint) -> QModelIndex:
        column = point.x() // self._cell.width()
        line = (point.y() + self.verticalOffset()) // self._cell.height()
        row = line * self.columns + column
        is_there = 0 <= column < self.columns and 0 <= row < self._count()
        return self.model().index(row, 0) if is_there else QModelIndex()

    def scrollTo(
        self, index: Index, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        if not index.isValid():
            return
        box, bar = self._box(index.row()), self.verticalScrollBar()
        height = self.viewport().height()
        top = bar.value() + box.top()
        above, below = box.top() < 0, box.bottom() >= height
        if hint == QAbstractItemView.ScrollHint.PositionAtCenter:
            bar.setValue(top - (height - box.height()) // 2)
        elif hint == QAbstractItemView.ScrollHint.PositionAtTop or above or (below and box.height() > height):
            bar.setValue(top)
        elif hint == QAbstractItemView.ScrollHint.PositionAtBottom or below:
            bar.setValue(top + box.height() - height)

    def moveCursor(self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        count, columns = self._count(), self.columns
        if not count:
            return QModelIndex()
        page = max(1, self.viewport().height() // self._cell.height()) * columns
        row = self.currentIndex().row()
        steps = {
            _CURSOR.MoveLeft: -1,
            _CURSOR.MovePrevious: -1,
            _CURSOR.MoveRight: 1,
            _CURSOR.MoveNext: 1,
            _CURSOR.MoveUp: -columns,
            _CURSOR.MoveDown: columns,
            _CURSOR.MovePageUp: -page,
            _CURSOR.MovePageDown: page,
        }
        if row < 0 or action == _CURSOR.MoveHome:
            to = 0
        elif action == _CURSOR.MoveEnd:
            to = count - 1
        else:
            to = row + steps.get(action, 0)
            if not 0 <= to < count:  # the last line may be short
                to = row if abs(to - row) == columns else min(max(to, 0), count - 1)
                if action == _CURSOR.MoveDown and row // columns < (count - 1) // columns:
                    to = count - 1
        return self.model().index(to, 0)

    def horizontalOffset(self) -> int:
        return 0

    def verticalOffset(self) -> int:
        return self.verticalScrollBar().value()

    def isIndexHidden(self, index: Index) -> bool:
        return False

    def setSelection(self, rect: QRect, command: object) -> None:
        """Nothing is ever selected; there is a current image."""

    def visualRegionForSelection(self, selection: object) -> QRegion:
        return QRegion()

    def updateGeometries(self) -> None:
        super().updateGeometries()
        lines = -(-self._count() // self.columns)
        height, bar = self.viewport().height(), self.verticalScrollBar()
        bar.setPageStep(height)
        bar.setSingleStep(max(1, self._cell.height() // 3))
        bar.setRange(0, max(0, lines * self._cell.height() - height))

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self._hover(-1)
        self.viewport().scroll(dx, dy)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        option = QStyleOptionViewItem()
        self.initViewItemOption(option)
        plain = option.state & ~(QStyle.StateFlag.State_HasFocus | QStyle.StateFlag.State_MouseOver)
        current = self.currentIndex().row() if self.hasFocus() else -1
        model, delegate = self.model(), self.itemDelegate()
        for row in self._rows_in(event.rect()):
            option.rect = self._box(row)
            if not option.rect.intersects(event.rect()):
                continue
            option.state = plain
            if row == current:
                option.state |= QStyle.StateFlag.State_HasFocus
            if row == self._hovered:
                option.state |= QStyle.StateFlag.State_MouseOver
            delegate.paint(painter, option, model.index(row, 0))
        painter.end()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self.indexAt(event.position().toPoint()).row())
        super().mouseMoveEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.lay_out_again()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.viewport() and event.type() == QEvent.Type.Leave:
            self._hover(-1)
        return super().eventFilter(watched, event)
