"""Some of the test images as thumbnails, below one sentence that says which they are."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from cnnviz.ui.frame import Run
from cnnviz.ui.images.fonts import smaller
from cnnviz.ui.images.gallery_list import GalleryList
from cnnviz.ui.images.gallery_model import GalleryModel, Index
from cnnviz.ui.images.gallery_text import Answers
from cnnviz.ui.theme import Theme

_LINES_FOR_A_SENTENCE = 12


class SomeImages(GalleryModel):
    """A gallery of the test images that it is given, in the given order."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__("test", parent)
        self._before: Answers | None = None

    def list_indexes(self, indexes: Sequence[int]) -> bool:
        """List these images of the set; whether others were listed before."""
        if tuple(indexes) == tuple(self._indexes):
            return False
        self.beginResetModel()
        self._indexes = tuple(indexes)
        self._row_of = {index: row for row, index in enumerate(self._indexes)}
        self.endResetModel()
        return True

    def set_before(self, before: Answers | None) -> None:
        """What the network read in each image at an earlier moment, for the tooltips."""
        self._before = before

    def _list(self) -> None:
        self._indexes, self._row_of = (), {}

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        told = super().data(index, role)
        if role != Qt.ItemDataRole.ToolTipRole or not isinstance(told, str):
            return told
        if self._before is not None:
            read = self.class_names[self._before.predictions[self.index_of(index.row())]]
            told += f"\n{self._before.when} it was read as {read}"
        return f"{told}\nClick: look at it through the network."


class ThumbnailPage(QWidget):
    """A sentence and the images that it speaks of. A click on one, or Enter, asks to look at it."""

    chosen = Signal(int)
    """An image was chosen: its index in the test set."""
    escaped = Signal()
    """Esc was pressed while an image of the run is looked at."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.sentence = QLabel(self)
        self.sentence.setTextFormat(Qt.TextFormat.PlainText)
        self.sentence.setWordWrap(True)
        self.sentence.setFont(smaller(self.font()))
        self.sentence.setContentsMargins(6, 0, 6, 0)
        self.sentence.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self.model = SomeImages(self)
        self.list = GalleryList(self.model, self)
        self.list.setAccessibleName(f"{name}: images")
        self.list.setAccessibleDescription("Enter: look at the image through the network. Esc: back to the sample.")
        self.list.chosen.connect(self.chosen)
        self.list.escaped.connect(self.escaped)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 3, 0, 0)
        self.column.setSpacing(3)
        self.column.addWidget(self.sentence)
        self.column.addWidget(self.list, 1)

    def set_run(self, run: Run) -> None:
        """Take the test images of another run, and list none of them yet."""
        self.model.set_run(run.test_samples, run.class_names, run.dataset.name)

    def show_images(
        self, sentence: str, indexes: Sequence[int], answers: Answers | None, before: Answers | None = None
    ) -> None:
        """Say a sentence and list images with what was read in them, and in the tooltip what was read before."""
        current = self.list.currentIndex()
        at = self.model.index_of(current.row()) if current.isValid() else None
        self.model.set_answers(answers)
        self.model.set_before(before)
        if self.model.list_indexes(indexes) and (row := self.model.row_of(at)) is not None:
            self.list.setCurrentIndex(self.model.index(row))
        if sentence != self.sentence.text():
            self.sentence.setText(sentence)
            self.sentence.setToolTip(sentence)
        self.list.setVisible(bool(indexes))
        self._make_room()
        self.sentence.setAlignment(
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop if indexes else Qt.AlignmentFlag.AlignCenter
        )
        self.column.setStretch(self.column.indexOf(self.sentence), 0 if indexes else 1)

    def mark_probe(self, probe: int | None, looks: bool) -> None:
        """Mark the image looked at; `looks`: whether any image of the run is looked at, so that Esc ends it."""
        self.model.set_marks(None, probe)
        self.list.set_looks_at_probe(looks)

    def apply_theme(self, theme: Theme) -> None:
        """Draw in the colours of a theme."""
        self.list.apply_theme(theme)
        palette = self.sentence.palette()
        palette.setColor(self.sentence.foregroundRole(), theme.color("muted"))
        self.sentence.setPalette(palette)

    @Slot()
    def focus_list(self) -> None:
        """Bring the keyboard to the images."""
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _make_room(self) -> None:
        """Leave a low page to the images; the tab says how many they are."""
        lines = self.height() / max(1, self.sentence.fontMetrics().height())
        self.sentence.setVisible(lines >= _LINES_FOR_A_SENTENCE or not self.model.rowCount())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.sentence.setFont(smaller(self.font()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()
