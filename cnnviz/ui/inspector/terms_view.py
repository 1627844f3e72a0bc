"""A list whose numbers can be asked in their turn, by mouse and by keyboard."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from cnnviz.ui.inspector.column_widths import fitting
from cnnviz.ui.inspector.heads import Heads
from cnnviz.ui.inspector.look import derived_font
from cnnviz.ui.inspector.rows import Kind, Table
from cnnviz.ui.inspector.terms_delegate import TermsDelegate
from cnnviz.ui.inspector.terms_model import TermsModel
from cnnviz.ui.keys import SLIDER_KEYS, is_bare, keeps
from cnnviz.ui.theme import Theme

_KEPT = SLIDER_KEYS | {Qt.Key.Key_Return, Qt.Key.Key_Enter}
"""Keys that walk the list, which the window's shortcuts must leave alone while it has the focus."""

_FEWEST_ROWS = 3
_USUAL_ROWS = 7
_WIDEST_SPREAD = 40.0


class TermsView(QTableView):
    """Shows a `Table`; a click on a number that has a source, or Enter, asks for the source."""

    cell_asked = Signal(object)
    """The `Cell` that a number comes from."""
    fold_toggled = Signal(str)
    """The key of a fold that is to open or to shut."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Terms")
        self.setAccessibleDescription(
            "What the number is made of. Up and Down choose a term, Left and Right one of its factors, "
            "Enter asks where the factor comes from or opens a fold."
        )
        self.setToolTip("What the number is made of: click a factor to ask for it (arrow keys, Enter)")
        self.terms = TermsModel(self)
        self.delegate = TermsDelegate(self)
        self._forms: tuple[Callable[[], Table], ...] = ()
        self._is_arranging = False
        self._room = 0
        self._widths: list[float] = []
        self.setModel(self.terms)
        self.setItemDelegate(self.delegate)
        self.heads = Heads(self.delegate, self)
        self.setHorizontalHeader(self.heads)
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(8)
        self.setShowGrid(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.installEventFilter(self)
        self.clicked.connect(self._ask)
        self.take_fonts()

    @property
    def table(self) -> Table:
        """The form that is on view."""
        return self.terms.table

    def show_forms(self, *forms: Callable[[], Table]) -> None:
        """Show the first of some forms of a table, from the widest to the narrowest, that fits."""
        self._forms = forms
        self._arrange()

    def apply_theme(self, theme: Theme) -> None:
        """Take over a theme's colours."""
        self.delegate.apply_theme(theme)
        self.heads.apply_theme(theme)
        self.viewport().update()

    def take_fonts(self) -> None:
        """Derive the list's fonts from the window's."""
        parent = self.parentWidget() or self
        self.delegate.take_fonts(derived_font(parent, 0.9), derived_font(parent, 1.0))
        self.heads.setFont(derived_font(parent, 0.9))
        self._arrange()

    def choose(self, row: int, column: int) -> None:
        """Put the keyboard's cursor on a field."""
        self.setCurrentIndex(self.terms.index(row, column))

    def _arrange(self) -> None:
        if not self._forms or self._is_arranging:
            return
        self._is_arranging = True
        try:
            for _ in range(2):  # a scroll bar may come or go with other rows, and change the room
                room = self.viewport().width()
                self._arrange_for(room)
                if self.viewport().width() == room:
                    break
        finally:
            self._is_arranging = False

    def _arrange_for(self, room: int) -> None:
        form, two_lines, widths = fitting(self.delegate, self._forms, room)
        self._room, self._widths = room, widths
        current = self.currentIndex()
        place = (current.row(), current.column()) if current.isValid() else None
        self.delegate.columns, self.delegate.two_lines = form.columns, two_lines
        self.terms.show_table(form)
        if place and not self.currentIndex().isValid() and form.rows:
            self.choose(min(place[0], len(form.rows) - 1), place[1])
        self._set_widths(form, widths, room)
        self._set_spans(form)
        height = self.delegate.row_height
        if self.verticalHeader().defaultSectionSize() != height:
            self.verticalHeader().setDefaultSectionSize(height)
        self.setMinimumHeight(self._height_of(_FEWEST_ROWS))
        self.setMaximumHeight(self._height_of(len(form.rows)))
        self.updateGeometry()

    def _height_of(self, rows: int) -> int:
        """The height in which so many rows are seen, or all where there are fewer."""
        shown = min(rows, max(1, len(self.table.rows)))
        bar = self.horizontalScrollBar()
        spare = bar.sizeHint().height() if bar.maximum() else 0
        return self.heads.sizeHint().height() + self.delegate.row_height * shown + spare + 2

    def _set_widths(self, form: Table, widths: list[float], room: int) -> None:
        shows_last = not form.columns.may_hide_last or sum(widths) <= room
        shown = widths if shows_last else widths[:-1]
        spread = min(_WIDEST_SPREAD, max(0.0, room - sum(shown)) / max(1, len(shown)))
        taken = 0
        for column, width in enumerate(widths):
            self.setColumnHidden(column, column >= len(shown))
            wide = int(width + spread) if column < len(shown) - 1 else max(int(width), room - taken)
            self.setColumnWidth(column, wide)
            taken += wide

    def _set_spans(self, form: Table) -> None:
        self.clearSpans()
        left = form.columns.left
        for fold in form.folds:
            width = left if form.rows[fold.place].entries[left].number else left + 1
            if width > 1:
                self.setSpan(fold.place, 0, 1, width)

    @Slot(QModelIndex)
    def _ask(self, index: QModelIndex | QPersistentModelIndex) -> None:
        row, entry = self.terms.row(index), self.terms.entry(index)
        if row is None or entry is None:
            return
        if row.kind is Kind.FOLD:
            self.fold_toggled.emit(row.key)
            return
        cells = {other.cell for other in row.entries if other.cell is not None}
        if entry.cell is not None:
            self.cell_asked.emit(entry.cell)
        elif len(cells) == 1:
            self.cell_asked.emit(cells.pop())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        return keeps(event, _KEPT)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            current = self.currentIndex()
            self._ask(current if current.isValid() else self.terms.index(0, 0))
            return
        if is_bare(event) and event.key() in _KEPT:
            super().keyPressEvent(event)
        else:
            event.ignore()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        index = self.indexAt(event.position().toPoint())
        row, entry = self.terms.row(index), self.terms.entry(index)
        leads = row is not None and entry is not None and (row.kind is Kind.FOLD or entry.cell is not None)
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if leads else Qt.CursorShape.ArrowCursor)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        by_mouse = event.reason() == Qt.FocusReason.MouseFocusReason  # the click itself chooses
        if not by_mouse and not self.currentIndex().isValid() and self.table.rows:
            self.choose(0, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wider = self.viewport().width() - self._room
        if 0 < wider <= self.verticalScrollBar().sizeHint().width():
            # As much as a scroll bar takes, which lower rows may bring or send away: with other rows it would come
            # and go for ever.
            self._set_widths(self.table, self._widths, self.viewport().width())
        else:
            self._arrange()

    def sizeHint(self) -> QSize:
        return QSize(200, self._height_of(_USUAL_ROWS))

    def minimumSizeHint(self) -> QSize:
        return QSize(60, self._height_of(_FEWEST_ROWS))
