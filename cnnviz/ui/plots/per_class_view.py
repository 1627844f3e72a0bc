"""How well each class of the test set is told from the others: the table of the paper."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QSpacerItem, QWidget

from cnnviz.ui.frame import Frame, Run
from cnnviz.ui.images.fonts import smaller
from cnnviz.ui.plots.evaluations import ResultCache, empty_text, title_of
from cnnviz.ui.plots.per_class_model import HOW_TO_READ
from cnnviz.ui.plots.per_class_paper import PAPER_METRICS, PAPER_TIP, PAPER_TITLE, is_papers
from cnnviz.ui.plots.per_class_table import FiguresTable
from cnnviz.ui.theme import Theme

_GAP = 14
_EDGE = 6
_AIR = 6
"""Around the figures of the paper, and below the last row."""
_MOST = 1000
"""The share of the height that goes to the tables before any is left empty."""
_NO_LIMIT = 16_777_215


class PerClassView(QWidget):
    """Precision, recall, F1 and number of images of each class, and their weighted means.

    Beside them, where the run is of the paper's experiment and there is room, stand the paper's own figures; below
    them, where there is room, how to read them.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Figures of each class on the test set")
        self._results = ResultCache()
        self._run: Run | None = None
        self._is_papers = False
        self._beside = 0
        """The width that the paper's figures take, with the gap before them."""
        self._title = empty_text(None)
        self._label = self._make_label("title")
        self._label.setText(self._title)
        self._label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.table = FiguresTable("Precision, recall, F1 and images of each class", self)
        self.table.setToolTip("Point at a column's title to read what its figure says.")
        self.table.viewport().installEventFilter(self)
        self.table.hide()
        self.paper = FiguresTable("The paper's precision, recall and F1 of each class", self)
        self.paper.setObjectName("paper")
        self.paper.setAccessibleDescription(PAPER_TIP)
        self.paper.setToolTip(PAPER_TIP)
        self.paper.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.paper.show_figures_alone()
        self.paper.hide()
        self._paper_label = self._make_label("paper_title")
        self._paper_label.setText(PAPER_TITLE)
        self._paper_label.setToolTip(PAPER_TIP)
        self._paper_label.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._paper_label.hide()
        self.how_to_read = self._make_label("how_to_read")
        self.how_to_read.setText(HOW_TO_READ)
        self.how_to_read.setWordWrap(True)
        self.how_to_read.setFont(smaller(self.font()))
        self.how_to_read.hide()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(0)
        self._grid.setSizeConstraint(QGridLayout.SizeConstraint.SetNoConstraint)  # what has no room is hidden
        self._grid.addWidget(self._label, 0, 0)
        self._grid.addWidget(self._paper_label, 0, 2)
        self._grid.addWidget(self.table, 1, 0)
        self._grid.addWidget(self.paper, 1, 2)
        self._grid.addWidget(self.how_to_read, 2, 0, 1, 3)
        self._grid.setColumnStretch(0, 1)
        self._grid.addItem(QSpacerItem(0, 0, QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Expanding), 3, 0)
        self.setFocusProxy(self.table)
        self.setAccessibleDescription(self._title)
        self._make_room()

    @property
    def title(self) -> str:
        """After which epoch, on how many images; or why there is nothing to see."""
        return self._title

    def show_frame(self, frame: Frame) -> None:
        """Show the latest evaluation at or before the frame's position."""
        changed = self._results.update(frame)
        result = self._results.result
        if changed or frame.run is not self._run:
            self._run = frame.run
            self._is_papers = is_papers(frame.run.experiment)
            self.table.show_metrics(frame.run.class_names, result.metrics if result else None)
            self.table.figures.compare_with(PAPER_METRICS if self._is_papers else None)
            self.paper.show_metrics(frame.run.class_names, PAPER_METRICS if self._is_papers and result else None)
            self.table.setVisible(result is not None)
            self._make_room()
        title = title_of(frame, result)
        if changed or title != self._title:
            self._title = title
            self._label.setAlignment(Qt.AlignmentFlag.AlignLeft if result else Qt.AlignmentFlag.AlignCenter)
            self.setAccessibleDescription(title)
            self._fit_title()

    def apply_theme(self, theme: Theme) -> None:
        """Recolour."""
        self.setStyleSheet(
            f"QLabel {{ color: {theme.muted}; background: {theme.window}; }}"
            f"QTableView {{ background: {theme.window}; alternate-background-color: {theme.alternate};"
            f" color: {theme.text}; selection-background-color: {theme.highlight};"
            f" selection-color: {theme.highlighted_text}; }}"
            f"QTableView#paper {{ color: {theme.muted}; }}"
            f"QHeaderView {{ background: {theme.window}; }}"
            f"QHeaderView::section {{ background: {theme.window}; color: {theme.muted}; border: none;"
            f" border-bottom: 1px solid {theme.line}; padding: 2px 3px 2px 2px; }}"
        )

    def _make_label(self, name: str) -> QLabel:
        label = QLabel(self)
        label.setObjectName(name)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        label.setContentsMargins(_EDGE, 3, _EDGE, 3)
        return label

    def _make_room(self) -> None:
        """The paper's figures where the width, the explanation where the height is enough for it too."""
        has_table = self._results.result is not None
        paper_width = self.paper.least_width + 2 * _AIR
        beside = has_table and self._is_papers and self.width() >= self.table.least_width + _GAP + paper_width
        self._grid.setColumnMinimumWidth(1, _GAP if beside else 0)
        self.paper.setFixedWidth(paper_width)
        self._paper_label.setFixedWidth(paper_width)
        self.paper.setVisible(beside)
        self._paper_label.setVisible(beside)
        rows = self.table.rows_height + _AIR
        below = self.how_to_read.heightForWidth(self.width())
        is_explained = has_table and self.height() >= self._label.sizeHint().height() + rows + below
        self.how_to_read.setVisible(is_explained)
        for table in (self.table, self.paper):
            table.setMaximumHeight(rows if is_explained else _NO_LIMIT)
        for row, stretch in enumerate((0, _MOST, 0, 1) if has_table else (1, 0, 0, 0)):
            self._grid.setRowStretch(row, stretch)
        self._beside = _GAP + paper_width if beside else 0
        self.table.fit()
        self.paper.fit()
        self._fit_title()

    def _fit_title(self) -> None:
        """One line above the table, shortened where it must be; as many as it takes where there is no table."""
        result, text = self._results.result, self._title
        self._label.setWordWrap(result is None)
        if result is not None:
            room = self.width() - 2 * _EDGE - 2 - self._beside
            metrics = self._label.fontMetrics()
            if metrics.horizontalAdvance(text) > room and text == result.title:
                text = result.short_title
            text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
        self._label.setText(text)

    def minimumSizeHint(self) -> QSize:
        return QSize(150, 110)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.how_to_read.setFont(smaller(self.font()))
            self._make_room()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and event.size().width() != event.oldSize().width():
            self.table.fit()
            self.paper.fit()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()
