"""The list of one set's images: columns that fill its width, and what a click and each key mean."""

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, QSize, Qt, Signal, Slot
from PySide6.QtGui import QContextMenuEvent, QFontMetrics, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QMenu, QWidget

from cnnviz.ui.images.fonts import smaller
from cnnviz.ui.images.gallery_delegate import GalleryDelegate, layout_cells
from cnnviz.ui.images.gallery_grid import GalleryGrid
from cnnviz.ui.images.gallery_model import GalleryModel
from cnnviz.ui.keys import ARROWS, keeps
from cnnviz.ui.theme import Theme

_ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
_TRAIN = frozenset({Qt.Key.Key_T})


class GalleryList(GalleryGrid):
    """Shows a `GalleryModel`. Only a click or Enter chooses an image; the arrow keys move without choosing."""

    chosen = Signal(int)
    """An image was clicked, or Enter pressed on it: its index in the set."""
    escaped = Signal()
    """Esc was pressed while an image of the run is looked at."""
    train_chosen = Signal(int)
    """A training image is to be trained on next: its index in the set."""

    def __init__(self, model: GalleryModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._looks_at_probe = False
        self.delegate = GalleryDelegate(self)
        self.setModel(model)
        self.setItemDelegate(self.delegate)
        self.menu = QMenu(self)
        self.clicked.connect(self.choose)
        model.modelReset.connect(self._lay_out)
        model.answers_came.connect(self._lay_out)
        self.installEventFilter(self)

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

    def _train_on(self, index: QModelIndex) -> None:
        if index.isValid() and self._model.part == "train":
            self.train_chosen.emit(self._model.index_of(index.row()))

    def _offer(self, index: QModelIndex, at: QPoint) -> None:
        """Say what can be done with an image."""
        self.setCurrentIndex(index)
        self.menu.clear()
        look = self.menu.addAction("Look at it through the network\tEnter")
        look.triggered.connect(lambda: self.choose(self.currentIndex()))
        if self._model.part == "train":
            train = self.menu.addAction("Train on this image next\tT")
            train.triggered.connect(lambda: self._train_on(self.currentIndex()))
        self.menu.popup(at)

    @Slot()
    def _lay_out(self) -> None:
        """Fit the cells to the width and to the names of the classes, as far as there is room."""
        metrics = QFontMetrics(smaller(self.font()))
        name = max(map(metrics.horizontalAdvance, self._model.class_names), default=0)
        answer = 2 * name + metrics.horizontalAdvance(" →  ✗") if self._model.answers else 0
        cells = layout_cells(self.viewport().width(), name, answer, metrics.height())
        if cells != self.delegate.cells or self.grid_size() != QSize(cells.width, cells.height):
            self.delegate.cells = cells
            self.set_grid_size(QSize(cells.width, cells.height))
        else:
            self.lay_out_again()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._lay_out()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_key else self.indexAt(event.pos())
        if index.isValid():
            middle = self.viewport().mapToGlobal(self.visualRect(index).center())
            self._offer(index, middle if by_key else event.globalPos())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ENTER:
            self.choose(self.currentIndex())
        elif event.key() in _TRAIN and not event.modifiers():
            self._train_on(self.currentIndex())
        elif event.key() == Qt.Key.Key_Escape:
            if self._looks_at_probe:
                self.escaped.emit()
            else:
                event.ignore()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def minimumSizeHint(self) -> QSize:
        return QSize(60, 60)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self:
            own = ARROWS | _ENTER | (_TRAIN if self._model.part == "train" else frozenset())
            if keeps(event, own | {Qt.Key.Key_Escape} if self._looks_at_probe else own):
                return True
        return super().eventFilter(watched, event)
