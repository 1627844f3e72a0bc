"""The parameters of a layer as Qt's tables take them: only what is seen is written as text."""

from math import isfinite

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QFont

from cnnviz.training import TrainingError
from cnnviz.ui.debugger.number_room import NumberRoom
from cnnviz.ui.debugger.parameter_rows import Column, ParameterRows, editable_column
from cnnviz.ui.debugger.typed_number import as_sentence, read_number
from cnnviz.ui.frame import Frame, Run
from cnnviz.ui.images.fonts import bold
from cnnviz.ui.numbers import write_exactly
from cnnviz.ui.theme import Theme, load_theme

HEADS = ("old", "gradient", "−η·grad.", "new")
SHORT_HEADS = ("old", "grad.", "× −η", "new")
"""The titles where there is little room."""
MEANINGS = (
    "The number that the step on view began with.",
    "How the loss changes with the number: ∂L/∂W.",
    "What the update adds: −η times the gradient.",
    "old − η·gradient: the number that the next step begins with.",
)
_ASK = "Click: the inspector says where it comes from (Ctrl+Enter: look at it there)."
_ASK_STEP = "Click: the inspector shows it as a term of the new number (Ctrl+Enter: look at it there)."
_BLANK = "Not computed yet at this phase."
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter

_Index = QModelIndex | QPersistentModelIndex


class ParameterModel(QAbstractTableModel):
    """A row a parameter; the column that the next step begins with can be typed over."""

    edited = Signal(str, object, float)
    """A number typed by hand: the parameter's name ("0.weight"), its index, its value."""
    refused = Signal(str)
    """Why what was typed is no number, in one sentence; empty once something was accepted."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows = ParameterRows()
        self.room = (NumberRoom(4, 8), NumberRoom(3, 8))
        """For the parameters and for their changes."""
        self.heads = HEADS
        self._editable: Column | None = None
        self._run: Run | None = None
        self._theme = load_theme("light")
        self._font = QFont()

    def show(self, frame: Frame, layer: int, sort_by: Column | None) -> None:
        """Show a layer's parameters as a frame has them."""
        self._editable = editable_column(frame)
        if frame.run is not self._run or layer != self.rows.layer:
            self._run = frame.run
            self.beginResetModel()
            self.rows = ParameterRows()
            self.rows.take(frame, layer, sort_by)
            self.endResetModel()
            return
        before = self.rows.order
        self.rows.take(frame, layer, sort_by)
        if self.rows.order is not before:
            self._move(before)
        else:
            self.redraw()

    def redraw(self) -> None:
        """Have all that is seen written anew."""
        if self.rows.count:
            self.dataChanged.emit(self.index(0, 0), self.index(self.rows.count - 1, len(Column) - 1))

    def set_form(self, room: tuple[NumberRoom, NumberRoom], heads: tuple[str, ...]) -> None:
        """How long the numbers and the titles of the columns may be."""
        if (room, heads) != (self.room, self.heads):
            self.room, self.heads = room, heads
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(heads) - 1)
            self.redraw()

    def set_look(self, theme: Theme, font: QFont) -> None:
        """Take the colours of a theme, and the font of the table."""
        self._theme, self._font = theme, font
        self.redraw()

    def _move(self, before: NDArray[np.intp] | None) -> None:
        """Tell the views that the rows, which stood in another order before, have moved."""
        self.layoutAboutToBeChanged.emit()
        order, kept = self.rows.order, self.persistentIndexList()
        places = [index.row() if before is None else int(before[index.row()]) for index in kept]
        rows = [place if order is None else int(np.argmax(order == place)) for place in places]
        # All at once: one by one, an index that goes where another still is would take that one's place in Qt's books.
        self.changePersistentIndexList(
            kept, [self.index(row, index.column()) for row, index in zip(rows, kept, strict=True)]
        )
        self.layoutChanged.emit()

    def text(self, row: int, column: Column) -> str:
        """What stands in a field; empty while it is not computed."""
        value = self.rows.value(row, column)
        if value is None:
            return ""
        return self.room[column in (Column.GRADIENT, Column.STEP)].write(value)

    def _tip(self, row: int, column: Column) -> str:
        value = self.rows.value(row, column)
        shown = _BLANK if value is None else write_exactly(value)
        lines = [f"{self.rows.name(row)}, {HEADS[column]}: {shown}", MEANINGS[column]]
        if value is not None:
            lines.append(_ASK_STEP if column is Column.STEP else _ASK)
        if column is self._editable:
            lines.append("Double click, F2 or type to set it by hand.")
        if self.rows.is_edited(row):
            lines.append("It was set by hand at this step.")
        return "\n".join(lines)

    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else self.rows.count

    def columnCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(Column)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        row, column = index.row(), Column(index.column())
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self.text(row, column)
            case Qt.ItemDataRole.EditRole:
                value = self.rows.value(row, column)
                return "" if value is None else repr(value)
            case Qt.ItemDataRole.TextAlignmentRole:
                return _RIGHT
            case Qt.ItemDataRole.ForegroundRole:
                return self._theme.color(self._color(row, column))
            case Qt.ItemDataRole.FontRole:
                return bold(self._font) if column is self._editable and self.rows.is_edited(row) else self._font
            case Qt.ItemDataRole.ToolTipRole:
                return self._tip(row, column)
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{self.rows.name(row)}, {HEADS[column]}: {self.text(row, column) or _BLANK}"
        return None

    def _color(self, row: int, column: Column) -> str:
        value = self.rows.value(row, column)
        if value is not None and not isfinite(value):
            return "not_a_number"
        return "backward" if column in (Column.GRADIENT, Column.STEP) else "text"

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation == Qt.Orientation.Vertical:
            if role == Qt.ItemDataRole.DisplayRole and section < self.rows.count:
                return self.rows.name(section)
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.heads[section]
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{MEANINGS[section]}\nClick: the largest first; click again: in order."
        return _RIGHT if role == Qt.ItemDataRole.TextAlignmentRole else None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags | Qt.ItemFlag.ItemIsEditable if index.column() == self._editable else flags

    def setData(self, index: _Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole or not index.isValid():
            return False
        if index.column() != self._editable:
            self.refused.emit("The run has gone on meanwhile, and nothing was set; type the number once more.")
            return False
        before = self.rows.value(index.row(), Column(index.column()))
        if str(value) == repr(before):  # left as it was, be it NaN
            self.refused.emit("")
            return False
        try:
            number = read_number(f"{self.rows.name(index.row())}", str(value))
        except TrainingError as error:
            self.refused.emit(as_sentence(str(error)))
            return False
        self.refused.emit("")
        if repr(number) == repr(before):
            return False
        self.edited.emit(*self.rows.key(index.row()), number)
        return True
