"""The table of parameters: as many digits as fit its width, numbers typed over, rows sorted by a click on a title."""

from typing import Final

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, Signal, Slot
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QLineEdit, QMenu, QStyledItemDelegate, QTableView, QWidget

from cnnviz.explain import Cell
from cnnviz.ui.debugger.number_room import NumberRoom
from cnnviz.ui.debugger.parameter_model import HEADS, SHORT_HEADS, ParameterModel
from cnnviz.ui.debugger.parameter_rows import Column, ParameterRows
from cnnviz.ui.images.fonts import smaller
from cnnviz.ui.keys import SLIDER_KEYS, keeps
from cnnviz.ui.theme import Theme

_KEPT: Final = SLIDER_KEYS | {Qt.Key.Key_Minus, Qt.Key.Key_Plus}
"""Keys that walk the table or begin a number, which the window's shortcuts must leave alone."""
_WIDE: Final = (NumberRoom(5, 9), NumberRoom(4, 9))
_MIDDLE: Final = (NumberRoom(4, 8), NumberRoom(3, 8))
_NARROW: Final = (NumberRoom(3, 7), NumberRoom(2, 7))
_NARROWEST: Final = (NumberRoom(2, 6), NumberRoom(2, 6))
_FORMS: Final = (
    *((room, heads, True) for room in (_WIDE, _MIDDLE, _NARROW) for heads in (HEADS, SHORT_HEADS)),
    *((room, SHORT_HEADS, shows_step) for shows_step in (True, False) for room in (_NARROW, _NARROWEST)),
)
"""From wide to narrow: how parameters and changes are written, the titles, and whether −η·gradient is shown."""
_PAD: Final = 7
_MOST_SPARE: Final = 30


class ParameterTable(QTableView):
    """Shows a `ParameterModel`; tells which number a person has gone to, by a click or by the keys."""

    chosen = Signal(object)
    """The `Cell` of the number that a person has gone to."""
    asked = Signal(object)
    """The `Cell` of a number whose answer is to be brought into sight."""

    def __init__(self, model: ParameterModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.setModel(model)
        self.setItemDelegate(_Delegate(self))
        self.setAccessibleName("Parameters")
        self.setAccessibleDescription("Every parameter of the layer: old, gradient, −η·gradient and new.")
        self.setToolTip(
            "Arrow keys walk, and the inspector says where each number comes from; Ctrl+Enter: look at it there. "
            "Type, F2 or double click to set a number by hand."
        )
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.DoubleClicked | triggers.EditKeyPressed | triggers.AnyKeyPressed)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setAlternatingRowColors(True)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)  # as needed, it could come and go forever
        self.setCornerButtonEnabled(False)
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setHighlightSections(False)
            header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
            header.setMinimumSectionSize(8)
        self.horizontalHeader().setSectionsClickable(True)
        self.verticalHeader().setSectionsClickable(False)
        self.installEventFilter(self)
        self.clicked.connect(self._choose)
        self.take_fonts()

    def take_fonts(self) -> None:
        """Derive the table's fonts from the window's."""
        parent = self.parentWidget() or self
        font = smaller(parent.font())
        if font != self.font():
            self.setFont(font)
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setFont(font)
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 3)
        self.fit()

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._model.set_look(theme, self.font())
        self.setStyleSheet(
            f"QTableView {{ background: {theme.window}; alternate-background-color: {theme.alternate};"
            f" color: {theme.text}; selection-background-color: {theme.highlight};"
            f" selection-color: {theme.highlighted_text}; }}"
            f"QHeaderView {{ background: {theme.window}; }}"
            f"QHeaderView::section {{ background: {theme.window}; color: {theme.muted}; border: none;"
            " padding: 1px 3px; }"
            f"QHeaderView::section:horizontal {{ border-bottom: 1px solid {theme.line}; }}"
            f"QTableCornerButton::section {{ background: {theme.window}; border: none;"
            f" border-bottom: 1px solid {theme.line}; }}"
        )

    def fit(self) -> None:
        """As many digits as the width has room for; else −η·gradient is left out, last the table scrolls sideways."""
        metrics, rows = self.fontMetrics(), self._model.rows
        ends = {part.first + part.shape.size - 1 for part in rows.parts}
        names = max((metrics.horizontalAdvance(_name_at(rows, place)) for place in ends), default=20) + 8
        self.verticalHeader().setFixedWidth(names)
        room = self.width() - names - self.verticalScrollBar().sizeHint().width()
        for form in _FORMS:
            widths = self._widths(*form)
            if sum(widths) <= room:
                break
        spare = min(_MOST_SPARE, max(0, room - sum(widths)) // len([width for width in widths if width]))
        for column, width in enumerate(widths):
            self.setColumnHidden(column, not width)
            self.setColumnWidth(column, width + spare)
        self._model.set_form(form[0], form[1])

    @property
    def cell(self) -> Cell | None:
        """The number that the cursor is on."""
        index = self.currentIndex()
        return self._model.rows.cell(index.row(), Column(index.column())) if index.isValid() else None

    @Slot()
    def ask(self) -> None:
        """Bring the answer for the number at the cursor into sight."""
        if self.cell is not None:
            self.asked.emit(self.cell)

    @Slot()
    def _choose(self) -> None:
        if self.cell is not None:
            self.chosen.emit(self.cell)

    def _widths(self, rooms: tuple[NumberRoom, NumberRoom], heads: tuple[str, ...], shows_step: bool) -> list[int]:
        """The least widths of the columns; 0 for one that is not shown."""
        width_of = self.fontMetrics().horizontalAdvance
        parameter, change = (max(map(width_of, room.widest)) for room in rooms)
        numbers = (parameter, change, change, parameter)
        widths = [max(width_of(head), number) + _PAD for head, number in zip(heads, numbers, strict=True)]
        if not shows_step:
            widths[Column.STEP] = 0
        return widths

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        return keeps(event, _KEPT) or super().eventFilter(watched, event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self.cell is None:
            return
        row, column = self.currentIndex().row(), self.currentIndex().column()
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        action = menu.addAction(f"Where does {self._model.rows.name(row)}, {HEADS[column]}, come from?")
        action.triggered.connect(self.ask)
        menu.popup(event.globalPos())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        before = self.currentIndex()
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.ask()
        elif is_enter and self.state() is not self.State.EditingState:
            self.edit(self.currentIndex()) if self._is_editable(self.currentIndex()) else event.ignore()
        elif event.key() == Qt.Key.Key_Space:
            event.ignore()
        else:
            super().keyPressEvent(event)
            if self.currentIndex() != before:
                self._choose()

    def _is_editable(self, index: QModelIndex) -> bool:
        return index.isValid() and bool(self._model.flags(index) & Qt.ItemFlag.ItemIsEditable)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()


def _name_at(rows: ParameterRows, place: int) -> str:
    order = rows.order
    return rows.name(place if order is None else int((order == place).argmax()))


class _Delegate(QStyledItemDelegate):
    """Edits a number as the text of all its digits."""

    def createEditor(self, parent: QWidget, option: object, index: QModelIndex) -> QWidget:
        edit = QLineEdit(parent)
        edit.setFrame(False)
        edit.setAlignment(Qt.AlignmentFlag.AlignRight)
        edit.setAccessibleName("New value; Enter sets it, Escape leaves it")
        return edit

    def updateEditorGeometry(self, editor: QWidget, option: object, index: QModelIndex) -> None:
        """Wide enough for all digits, as far as the table reaches."""
        rect = option.rect
        wanted = max(rect.width(), editor.fontMetrics().horizontalAdvance("−0.0000000000000000e−00") + 12)
        room = editor.parentWidget().width()
        width = min(wanted, room)
        editor.setGeometry(
            min(max(0, rect.right() - width + 1), room - width), rect.top() - 2, width, rect.height() + 4
        )
