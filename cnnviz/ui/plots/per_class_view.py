"""How well each class of the test set is told from the others: the table of the paper."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QLabel, QSizePolicy, QTableView, QVBoxLayout, QWidget

from cnnviz.ui.frame import Frame
from cnnviz.ui.plots.evaluations import ResultCache, empty_text, title_of
from cnnviz.ui.plots.per_class_model import COLUMNS, SHORT_COLUMNS, PerClassModel
from cnnviz.ui.theme import Theme, load_theme

_ROW_PADDING = 5
_CELL_PADDING = 14
_SHORT_PADDING = 6
_LEAST_COLUMN = 20
_MOST_EXTRA = 40
_BOLDER = 1.15
"""How much wider bold text is."""


class PerClassView(QWidget):
    """Precision, recall, F1 and number of images of each class, and their weighted means."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Figures of each class on the test set")
        self._theme = load_theme("light")
        self._results = ResultCache()
        self._names: tuple[str, ...] = ()
        self._title = empty_text(None)
        self._label = QLabel(self._title, self)
        self._label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._label.setContentsMargins(6, 3, 6, 3)
        self._model = PerClassModel(self)
        self.table = QTableView(self)
        self.table.setModel(self._model)
        self.table.setAccessibleName("Precision, recall, F1 and images of each class")
        self.table.setToolTip("Point at a column's title to read what its figure says.")
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setTabKeyNavigation(False)
        self.table.setShowGrid(False)
        self.table.setWordWrap(False)
        self.table.setAlternatingRowColors(True)
        self.table.setFrameShape(QTableView.Shape.NoFrame)
        self.table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.table.verticalHeader().hide()
        self.table.horizontalHeader().setHighlightSections(False)
        self.table.horizontalHeader().setMinimumSectionSize(_LEAST_COLUMN)
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.table.viewport().installEventFilter(self)
        self.table.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._label)
        layout.addWidget(self.table, 1)
        self.setFocusProxy(self.table)
        self.setAccessibleDescription(self._title)
        self._fit()
        self._fit_title()

    @property
    def title(self) -> str:
        """After which epoch, on how many images; or why there is nothing to see."""
        return self._title

    def show_frame(self, frame: Frame) -> None:
        """Show the latest evaluation at or before the frame's position."""
        changed = self._results.update(frame)
        result = self._results.result
        names = frame.run.class_names
        if changed or names != self._names:
            self._names = names
            self._model.show_metrics(names, result.metrics if result else None)
            self.table.setVisible(result is not None)
            self._fit()
        title = title_of(frame, result)
        if changed or title != self._title:
            self._title = title
            self._label.setAlignment(Qt.AlignmentFlag.AlignLeft if result else Qt.AlignmentFlag.AlignCenter)
            self.setAccessibleDescription(title)
            self._fit_title()

    def apply_theme(self, theme: Theme) -> None:
        """Recolour."""
        self._theme = theme
        self.setStyleSheet(
            f"QLabel {{ color: {theme.muted}; background: {theme.window}; }}"
            f"QTableView {{ background: {theme.window}; alternate-background-color: {theme.alternate};"
            f" color: {theme.text}; selection-background-color: {theme.highlight};"
            f" selection-color: {theme.highlighted_text}; }}"
            f"QHeaderView {{ background: {theme.window}; }}"
            f"QHeaderView::section {{ background: {theme.window}; color: {theme.muted}; border: none;"
            f" border-bottom: 1px solid {theme.line}; padding: 2px 3px 2px 2px; }}"
        )

    def _fit_title(self) -> None:
        """One line above the table, shortened where it must be; as many as it takes where there is no table."""
        result, text = self._results.result, self._title
        self._label.setWordWrap(result is None)
        if result is not None:
            room = self.width() - 14
            metrics = self._label.fontMetrics()
            if metrics.horizontalAdvance(text) > room and text == result.title:
                text = result.short_title
            text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
        self._label.setText(text)

    def _fit(self) -> None:
        """Columns as wide as their words where there is room; else short titles, and what is left to the names."""
        metrics = self.table.fontMetrics()
        self.table.verticalHeader().setDefaultSectionSize(metrics.height() + _ROW_PADDING)
        name_width = max(metrics.horizontalAdvance(name) for name in (*self._names, "weighted"))
        name_width = round(_BOLDER * name_width) + _CELL_PADDING
        images = str(self._results.result.metrics.support) if self._results.result else "00"
        room = self.table.viewport().width()
        for titles in (COLUMNS, SHORT_COLUMNS):
            is_short = titles is SHORT_COLUMNS
            padding = _SHORT_PADDING if is_short else _CELL_PADDING
            widths = [
                max(
                    _LEAST_COLUMN,
                    metrics.horizontalAdvance(title) + padding,
                    round(_BOLDER * metrics.horizontalAdvance(widest)) + padding,
                )
                for title, widest in zip(titles[1:], ("0.00", "0.00", "0.00", images), strict=True)
            ]
            if name_width + sum(widths) <= room:
                break
        self._model.set_short(is_short)
        names = min(name_width, max(metrics.horizontalAdvance("Class") + 4, room - sum(widths)))
        extra = min(_MOST_EXTRA, max(0, (room - names - sum(widths)) // len(COLUMNS)))
        for column, width in enumerate((names, *widths)):
            self.table.setColumnWidth(column, width + extra)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()
            self._fit_title()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and event.size().width() != event.oldSize().width():
            self._fit()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_title()
