"""Precision, recall and F1 of each class as a table."""

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont

from cnnviz.training.metrics import ClassMetrics, Metrics

COLUMNS = ("Class", "Precision", "Recall", "F1", "Images")
SHORT_COLUMNS = ("Class", "P", "R", "F1", "n")
"""The titles where there is little room."""
EXPLANATIONS = (
    "The true class of the test images.",
    "Precision: of the images that were read as this class, the share that are of it.",
    "Recall: of the images of this class, the share that were read as it.",
    "F1: the harmonic mean of precision and recall; it is high only where both are.",
    "Images: how many test images are of this class (its support).",
)
HOW_TO_READ = (
    "Precision: of the images read as a class, the share that are of it.\n"
    "Recall: of the images of a class, the share that are read as it.\n"
    "F1: their harmonic mean, high only where both are."
)
"""A line a figure, to stand below the table."""
_WEIGHTED = "Weighted mean: each class counts by its number of images."


class PerClassModel(QAbstractTableModel):
    """A row a class, and last the mean weighted by the number of images."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._names: tuple[str, ...] = ()
        self._metrics: Metrics | None = None
        self._titles = COLUMNS
        self._other: Metrics | None = None

    def set_short(self, is_short: bool) -> None:
        """Whether the columns have short titles."""
        titles = SHORT_COLUMNS if is_short else COLUMNS
        if titles != self._titles:
            self._titles = titles
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(titles) - 1)

    def show_metrics(self, names: tuple[str, ...], metrics: Metrics | None) -> None:
        """Show other values; the table is built anew only where the classes are others or there were no values."""
        if names != self._names or (metrics is None) != (self._metrics is None):
            self.beginResetModel()
            self._names, self._metrics = names, metrics
            self.endResetModel()
        elif metrics is not None:
            self._metrics = metrics
            self.dataChanged.emit(self.index(0, 1), self.index(self.rowCount() - 1, len(COLUMNS) - 1))

    def compare_with(self, paper: Metrics | None) -> None:
        """The paper's figures of the same classes, for the tooltips; None where there are none."""
        self._other = paper

    def _cell(self, row: int, column: int) -> str:
        assert self._metrics is not None
        if column == 0:
            return "weighted" if row == len(self._names) else self._names[row]
        return self._figure(self._metrics, row, column)

    def _figure(self, metrics: Metrics, row: int, column: int) -> str:
        figures: ClassMetrics | Metrics = metrics if row == len(self._names) else metrics.classes[row]
        if column == 4:
            return str(figures.support)
        return f"{(figures.precision, figures.recall, figures.f1)[column - 1]:.2f}"

    def _tip(self, row: int, column: int) -> str:
        tip = f"{_WEIGHTED} {EXPLANATIONS[column]}" if row == len(self._names) else EXPLANATIONS[column]
        if self._other is None or column not in (1, 2, 3):
            return tip
        return f"{tip}\nThe paper reports {self._figure(self._other, row, column)}."

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex | None = None) -> int:
        if (parent is not None and parent.isValid()) or self._metrics is None:
            return 0
        return len(self._names) + 1

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(COLUMNS)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or self._metrics is None:
            return None
        row, column = index.row(), index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self._cell(row, column)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignLeft if column == 0 else Qt.AlignmentFlag.AlignRight
            return side | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.FontRole and row == len(self._names):
            font = QFont()
            font.setBold(True)
            return font
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tip(row, column)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self._cell(row, 0)}, {COLUMNS[column]}: {self._cell(row, column)}"
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._titles[section]
        if role == Qt.ItemDataRole.ToolTipRole:
            return EXPLANATIONS[section]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return COLUMNS[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignLeft if section == 0 else Qt.AlignmentFlag.AlignRight
            return side | Qt.AlignmentFlag.AlignVCenter
        return None
