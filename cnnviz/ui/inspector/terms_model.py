"""The rows of a list as Qt's views ask for them: only what is in sight is read."""

from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from cnnviz.ui.inspector.rows import Columns, Entry, Kind, Row, Table
from cnnviz.ui.numbers import write_exactly

Index = QModelIndex | QPersistentModelIndex


class Role(IntEnum):
    """What a delegate asks for besides Qt's own roles."""

    ROW = Qt.ItemDataRole.UserRole
    """The `Row`."""
    ENTRY = Qt.ItemDataRole.UserRole + 1
    """The `Entry`."""


class TermsModel(QAbstractTableModel):
    """A `Table`; rows of the same shape are replaced without forgetting which one is chosen."""

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self.table = Table(Columns((), 1))

    def show_table(self, table: Table) -> None:
        """Replace all rows."""
        if self.table.shape == table.shape:
            self.table = table
            if table.rows:
                last = self.index(len(table.rows) - 1, len(table.columns.heads) - 1)
                self.dataChanged.emit(self.index(0, 0), last)
            return
        self.beginResetModel()
        self.table = table
        self.endResetModel()

    def row(self, index: Index) -> Row | None:
        """The row of an index."""
        return self.table.rows[index.row()] if 0 <= index.row() < len(self.table.rows) else None

    def entry(self, index: Index) -> Entry | None:
        """The field of an index."""
        row = self.row(index)
        return row.entries[index.column()] if row and 0 <= index.column() < len(row.entries) else None

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.table.rows)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.table.columns.heads)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row, entry = self.row(index), self.entry(index)
        if row is None or entry is None:
            return None
        is_text = row.kind is Kind.FOLD and index.column() < self.table.columns.left
        match role:
            case Role.ROW:
                return row
            case Role.ENTRY:
                return entry
            case Qt.ItemDataRole.DisplayRole:
                return row.text if is_text else entry.number
            case Qt.ItemDataRole.AccessibleTextRole:
                return _spoken(row, entry, self.table.columns.heads[index.column()], is_text)
            case Qt.ItemDataRole.ToolTipRole:
                return _tip(row, entry, is_text)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        is_head = orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole
        return self.table.columns.heads[section] if is_head and section < self.columnCount() else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


def _spoken(row: Row, entry: Entry, head: str, is_text: bool) -> str:
    if is_text:
        return f"{row.text}, {'open' if row.is_open else 'shut'}"
    if entry.symbol and entry.cell is not None:
        return f"{entry.symbol} = {entry.number}"
    return " ".join(part for part in (head, entry.symbol, entry.number) if part)


def _tip(row: Row, entry: Entry, is_text: bool) -> str | None:
    if is_text:
        return f"{row.text}\n{'Hide' if row.is_open else 'Show'} them (click or Enter)"
    lines = [entry.symbol] if entry.symbol else []
    if entry.value is not None:
        lines = [f"{entry.symbol} = {write_exactly(entry.value)}" if entry.cell else write_exactly(entry.value), *lines]
        lines = lines[:1] if entry.cell else lines
    elif entry.number:
        lines.append(entry.number)
    if entry.cell is not None:
        lines.append("Ask where it comes from (click or Enter)")
    return "\n".join(lines) or None
