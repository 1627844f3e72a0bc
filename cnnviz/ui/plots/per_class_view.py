"""How well each class of the test set is told from the others: the table of the paper."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QLabel, QSizePolicy, QTableView, QVBoxLayout, QWidget

from cnnviz.ui.frame import Frame
from cnnviz.ui.plots.evaluations import ResultCache, after, empty_text, progress_text
from cnnviz.ui.plots.per_class_model import COLUMNS, PerClassModel
from cnnviz.ui.theme import Theme, load_theme

_ROW_PADDING = 5


class PerClassView(QWidget):
    """Precision, recall, F1 and number of images of each class, and their weighted means."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Figures of each class on the test set")
        self._theme = load_theme("light")
        self._results = ResultCache()
        self._shown_names: tuple[str, ...] | None = None
        self._label = QLabel(empty_text(None), self)
        self._label.setWordWrap(True)
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
        self.table.horizontalHeader().setMinimumSectionSize(20)
        self.table.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._label)
        layout.addWidget(self.table, 1)
        self._fit()

    @property
    def title(self) -> str:
        """After which epoch, on how many images; or why there is nothing to see."""
        return self._label.text()

    def show_frame(self, frame: Frame) -> None:
        """Show the latest evaluation at or before the frame's position."""
        changed = self._results.update(frame)
        result = self._results.result
        names = frame.run.class_names
        if changed or names != self._shown_names:
            is_other = names != self._shown_names
            self._shown_names = names
            self._model.show_metrics(names, result.metrics if result else None)
            self.table.setVisible(result is not None)
            if is_other or self.table.horizontalHeader().sectionSize(0) == 0 or changed:
                self._fit()
        if result is None:
            text = empty_text(frame)
        elif progress := progress_text(frame):
            text = f"{after(result.epochs)} · now {progress}"
        else:
            text = result.title
        if text != self._label.text():
            self._label.setText(text)
            self._label.setAlignment(Qt.AlignmentFlag.AlignLeft if result else Qt.AlignmentFlag.AlignCenter)
            self.setAccessibleDescription(text)

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
            f" border-bottom: 1px solid {theme.line}; padding: 2px 4px; }}"
        )

    def _fit(self) -> None:
        """Columns as wide as their words; what is left goes to the class names."""
        metrics = self.table.fontMetrics()
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.table.verticalHeader().setDefaultSectionSize(metrics.height() + _ROW_PADDING)
        widths = [metrics.horizontalAdvance(f"{title}0") + 10 for title in COLUMNS]
        names = max((metrics.horizontalAdvance(name) for name in (*(self._shown_names or ()), "weighted")), default=0)
        widths[0] = max(widths[0], round(1.15 * names) + 14)
        extra = max(0, self.table.viewport().width() - sum(widths)) // len(widths)
        for column, width in enumerate(widths):
            self.table.setColumnWidth(column, width + min(extra, 40))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "table"):
            self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
