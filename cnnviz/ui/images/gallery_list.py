"""The list of one set's images: columns that fill its width, and what a click and each key mean."""

from PySide6.QtCore import QEvent, QModelIndex, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from cnnviz.ui.images.fonts import smaller
from cnnviz.ui.images.gallery_delegate import GalleryDelegate, layout_cells
from cnnviz.ui.images.gallery_model import GalleryModel
from cnnviz.ui.images.keys import ARROWS, keeps
from cnnviz.ui.theme import Theme

_ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})


class GalleryList(QListView):
    """Shows a `GalleryModel`. Only a click or Enter chooses an image; the arrow keys move without choosing."""

    chosen = Signal(int)
    """An image was clicked, or Enter pressed on it: its index in the set."""
    escaped = Signal()
    """Esc was pressed while an image of the run is looked at."""

    def __init__(self, model: GalleryModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._looks_at_probe = False
        self.delegate = GalleryDelegate(self)
        self.setModel(model)
        self.setItemDelegate(self.delegate)
        self.setViewMode(QListView.ViewMode.IconMode)  # in list mode each change of a mark would lay out all images
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)  # as needed, it could come and go forever
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.clicked.connect(self.choose)
        model.modelReset.connect(self._lay_out)
        model.answers_came.connect(self._lay_out)

    def apply_theme(self, theme: Theme) -> None:
        """Draw in the colours of a theme."""
        self.delegate.set_theme(theme)
        self._model.set_theme(theme)
        self.viewport().update()

    def set_looks_at_probe(self, looks: bool) -> None:
        """Whether Esc has something to end; else the key is left to the window."""
        self._looks_at_probe = looks

    def go_to(self, row: int) -> None:
        """Make a row the current one and scroll to it."""
        index = self._model.index(row)
        self.setCurrentIndex(index)
        self.scrollTo(index)

    @Slot(QModelIndex)
    def choose(self, index: QModelIndex) -> None:
        """Choose an image."""
        if index.isValid():
            self.chosen.emit(self._model.index_of(index.row()))

    @Slot()
    def _lay_out(self) -> None:
        """Fit the cells to the width and to the names of the classes, as far as there is room."""
        metrics = QFontMetrics(smaller(self.font()))
        name = max(map(metrics.horizontalAdvance, self._model.class_names), default=0)
        answer = 2 * name + metrics.horizontalAdvance(" →  ✗") if self._model.answers else 0
        cells = layout_cells(self.viewport().width(), name, answer, metrics.height())
        if cells != self.delegate.cells or not self.gridSize().isValid():
            self.delegate.cells = cells
            self.setGridSize(QSize(cells.width, cells.height))

    def event(self, event: QEvent) -> bool:
        own = ARROWS | _ENTER
        if keeps(event, own | {Qt.Key.Key_Escape} if self._looks_at_probe else own):
            return True
        return super().event(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._lay_out()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ENTER:
            self.choose(self.currentIndex())
        elif event.key() == Qt.Key.Key_Escape:
            if self._looks_at_probe:
                self.escaped.emit()
            else:
                event.ignore()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._lay_out()
        super().resizeEvent(event)

    def minimumSizeHint(self) -> QSize:
        return QSize(60, 60)
