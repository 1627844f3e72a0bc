"""The images of one set as a list: which are listed, what is known of each, and their pictures when they are needed."""

from collections import OrderedDict
from collections.abc import Sequence
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QImage

from cnnviz.datasets import Sample
from cnnviz.training.predicted import Predicted
from cnnviz.ui.images.gallery_answers import AnswersOnASet, NewestAnswers
from cnnviz.ui.images.gallery_order import Choice, Order, Tally, listed, tally
from cnnviz.ui.images.gallery_text import Entry, one_line, tooltip
from cnnviz.ui.maps import Scale, as_array, image_of
from cnnviz.ui.theme import Theme, load_theme

Index = QModelIndex | QPersistentModelIndex

_KEPT = 1024
_INPUT_SCALE = Scale(signed=False, limit=1.0)


class GalleryRole(IntEnum):
    """What the delegate asks of an image beside Qt's own roles."""

    ENTRY = Qt.ItemDataRole.UserRole + 1
    """The image in words, with the prediction where there is one: an `Entry`."""
    THUMBNAIL = Qt.ItemDataRole.UserRole + 2
    """A QImage, one pixel a number."""
    AT_HAND = Qt.ItemDataRole.UserRole + 3
    """Whether it is the image of the step on view."""
    PROBE = Qt.ItemDataRole.UserRole + 4
    """Whether it is the image chosen to look at."""


class GalleryModel(QAbstractListModel):
    """One set of a run, "train" or "test". A row is a place in the list; an index is a place in the whole set."""

    answers_came = Signal()
    """There are answers where there were none, or the other way round."""

    def __init__(self, part: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.part = part
        self._samples: Sequence[Sample] = ()
        self._class_names: tuple[str, ...] = ()
        self._data_name = ""
        self._indexes: Sequence[int] = range(0)
        self._row_of: dict[int, int] = {}
        self._targets: NDArray[np.uint8] = np.zeros(0, np.uint8)
        self._choice = Choice()
        self._answers: AnswersOnASet | None = None
        self._at_hand: int | None = None
        self._probe: int | None = None
        self._theme = load_theme("light")
        self._thumbnails: OrderedDict[int, QImage] = OrderedDict()

    @property
    def total(self) -> int:
        """The number of images of the set, listed or not."""
        return len(self._samples)

    @property
    def class_names(self) -> tuple[str, ...]:
        """The names of the run's classes, in the order of the logits."""
        return self._class_names

    @property
    def answers(self) -> AnswersOnASet | None:
        """What the network read in each image, where it has been asked."""
        return self._answers

    @property
    def choice(self) -> Choice:
        """What is listed, and in which order."""
        return self._choice

    @property
    def _predicted(self) -> Predicted | None:
        return self._answers.predicted if isinstance(self._answers, NewestAnswers) else None

    def index_of(self, row: int) -> int:
        """The index in the set of a row of the list."""
        return self._indexes[row]

    def row_of(self, index: int | None) -> int | None:
        """The row of an index; None where it is not listed."""
        if index is not None and isinstance(self._indexes, range):
            return index if index in self._indexes else None
        return None if index is None else self._row_of.get(index)

    def tally(self) -> Tally:
        """How the answers on the images of the chosen class are."""
        position = self._answers.position if isinstance(self._answers, NewestAnswers) else 0
        return tally(self._choice.target, self._targets, self._predicted, position)

    def entry(self, index: int) -> Entry:
        """What is known of an image of the set."""
        sample = self._samples[index]
        name = self._class_names[sample.target]
        answer = None if self._answers is None else self._answers.at(index)
        if answer is None:
            return Entry(self.part, index + 1, self.total, sample.number, name)
        return Entry(
            self.part,
            index + 1,
            self.total,
            sample.number,
            name,
            self._class_names[answer.prediction],
            answer.when,
            answer.confidence,
            answer.is_old,
        )

    def set_run(self, samples: Sequence[Sample], class_names: tuple[str, ...], data_name: str) -> None:
        """List all images of a new run, of which nothing is known yet."""
        self.beginResetModel()
        self._samples, self._class_names, self._data_name = samples, class_names, data_name
        self._targets = np.fromiter((sample.target for sample in samples), np.uint8, len(samples))
        self._answers = self._at_hand = self._probe = None
        self._choice = Choice()
        self._thumbnails.clear()
        self._list()
        self.endResetModel()

    def set_choice(self, choice: Choice) -> None:
        """List other images, or in another order."""
        if choice != self._choice:
            self._choice = choice
            self.list_again()

    def list_again(self) -> None:
        """List the images that the choice means now."""
        before = self._indexes, self._row_of
        self._list()
        after = self._indexes, self._row_of
        if after[0] != before[0]:
            self._indexes, self._row_of = before  # what the views ask in the meantime
            self.beginResetModel()
            self._indexes, self._row_of = after
            self.endResetModel()

    def set_answers(self, answers: AnswersOnASet | None) -> None:
        """Say beside each image what the network read in it. Which images are listed is left to `list_again`."""
        if answers == self._answers:
            return
        came = (answers is None) != (self._answers is None)
        self._answers = answers
        if came:
            self.answers_came.emit()
        self._changed(0, self.rowCount() - 1)

    def set_marks(self, at_hand: int | None, probe: int | None) -> None:
        """Mark the image of the step on view and the image chosen to look at, by their indexes; None: not here."""
        moved: set[int | None] = set()
        for before, after in ((self._at_hand, at_hand), (self._probe, probe)):
            if before != after:
                moved |= {before, after}
        self._at_hand, self._probe = at_hand, probe
        for index in moved:
            if (row := self.row_of(index)) is not None:
                self._changed(row, row)

    def set_theme(self, theme: Theme) -> None:
        """Colour the pictures anew, when they are next asked for."""
        self._theme = theme
        self._thumbnails.clear()

    def _list(self) -> None:
        choice = self._choice
        if choice.target is None and choice.order is Order.PLACE and not choice.depends_on_answers:
            self._indexes, self._row_of = range(len(self._samples)), {}
            return
        self._indexes = listed(choice, self._targets, self._predicted)
        self._row_of = {index: row for row, index in enumerate(self._indexes)}

    def _changed(self, first: int, last: int) -> None:
        if last >= first:
            self.dataChanged.emit(self.index(first), self.index(last))

    def _thumbnail(self, index: int) -> QImage:
        if index in self._thumbnails:
            self._thumbnails.move_to_end(index)
            return self._thumbnails[index]
        picture = image_of(as_array(self._samples[index].image[0]), _INPUT_SCALE, self._theme)
        self._thumbnails[index] = picture
        if len(self._thumbnails) > _KEPT:
            self._thumbnails.popitem(last=False)
        return picture

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._indexes)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or not 0 <= index.row() < len(self._indexes):
            return None
        place = self._indexes[index.row()]
        match role:
            case GalleryRole.THUMBNAIL:
                return self._thumbnail(place)
            case GalleryRole.ENTRY:
                return self.entry(place)
            case GalleryRole.AT_HAND:
                return place == self._at_hand
            case GalleryRole.PROBE:
                return place == self._probe
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
                return one_line(self.entry(place))
            case Qt.ItemDataRole.ToolTipRole | Qt.ItemDataRole.AccessibleDescriptionRole:
                return tooltip(self.entry(place), self._data_name)
        return None
