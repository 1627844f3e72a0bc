"""A table of precision, recall and F1 that fits its columns to its room."""

from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from cnnviz.training.metrics import Metrics
from cnnviz.ui.plots.per_class_model import COLUMNS, SHORT_COLUMNS, PerClassModel

_ROW_PADDING = 5
_CELL_PADDING = 14
_SHORT_PADDING = 6
_LEAST_COLUMN = 20
_MOST_EXTRA = 40
_BOLDER = 1.15
"""How much wider bold text is."""


class FiguresTable(QTableView):
    """Figures to read, not to edit; the keys move among its cells."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.figures = PerClassModel(self)
        self.setModel(self.figures)
        self.setAccessibleName(name)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setAlternatingRowColors(True)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setMinimumSectionSize(_LEAST_COLUMN)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self._names: tuple[str, ...] = ()
        self._images = "00"

    def show_metrics(self, names: tuple[str, ...], metrics: Metrics | None) -> None:
        """Show the figures of these classes."""
        self.figures.show_metrics(names, metrics)
        self._names, self._images = names, str(metrics.support) if metrics else "00"

    @property
    def rows_height(self) -> int:
        """The height of all rows with the titles above them."""
        self._fit_rows()
        rows = self.figures.rowCount() * self.verticalHeader().defaultSectionSize()
        return self.horizontalHeader().sizeHint().height() + rows

    @property
    def least_width(self) -> int:
        """The width that shows all columns, with short titles."""
        widths = self._widths(SHORT_COLUMNS)
        return sum(widths[:3]) if self.isColumnHidden(0) else self._name_width() + sum(widths)

    def show_figures_alone(self) -> None:
        """Leave out the names of the classes and the numbers of images, which stand in the table beside."""
        self.setColumnHidden(0, True)
        self.setColumnHidden(len(COLUMNS) - 1, True)

    def fit(self) -> None:
        """Columns as wide as their words where there is room; else short titles, and what is left to the names.

        Where the names would be cut short for it, the numbers of images are left out.
        """
        self._fit_rows()
        room = self.viewport().width()
        if self.isColumnHidden(0):
            self.figures.set_short(True)
            for column in (1, 2, 3):
                self.setColumnWidth(column, room // 3)
            return
        name_width, least_name = self._name_width(), self.fontMetrics().horizontalAdvance("Class") + 4
        whole_name = round(_BOLDER * self.fontMetrics().horizontalAdvance("weighted")) + _SHORT_PADDING
        widths = self._widths(COLUMNS)
        is_short = name_width + sum(widths) > room
        if is_short:
            widths = self._widths(SHORT_COLUMNS)
        self.figures.set_short(is_short)
        is_tight = whole_name + sum(widths) > room
        self.setColumnHidden(len(COLUMNS) - 1, is_tight)
        if is_tight:
            widths = widths[:-1]
        names = min(name_width, max(least_name, room - sum(widths)))
        extra = min(_MOST_EXTRA, max(0, (room - names - sum(widths)) // len(COLUMNS)))
        for column, width in enumerate((names, *widths)):
            self.setColumnWidth(column, width + extra)

    def _name_width(self) -> int:
        widest = max(map(self.fontMetrics().horizontalAdvance, (*self._names, "weighted")))
        return round(_BOLDER * widest) + _CELL_PADDING

    def _fit_rows(self) -> None:
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + _ROW_PADDING)

    def _widths(self, titles: tuple[str, ...]) -> list[int]:
        """The least width of each column but the first, with these titles."""
        metrics = self.fontMetrics()
        padding = _SHORT_PADDING if titles is SHORT_COLUMNS else _CELL_PADDING
        return [
            max(
                _LEAST_COLUMN,
                metrics.horizontalAdvance(title) + padding,
                round(_BOLDER * metrics.horizontalAdvance(widest)) + padding,
            )
            for title, widest in zip(titles[1:], ("0.00", "0.00", "0.00", self._images), strict=True)
        ]
