"""The test images that the network reads wrongly or is least sure of, by the kind of mistake."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from cnnviz.ui.frame import Run
from cnnviz.ui.images.gallery_text import Answers
from cnnviz.ui.keys import ARROWS, keeps
from cnnviz.ui.results.answers import ImageAnswer, mistakes
from cnnviz.ui.results.results_text import ALL, Choice, Key, choices, chosen_text, hardest_text
from cnnviz.ui.results.thumbnails import ThumbnailPage

_HELP = "Which images are listed: all mistakes, those of one kind (true class → class read), or those of a cell"


class HardestView(ThumbnailPage):
    """The hardest images, the most frequent mistake first; all of them, or those of one kind."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Hardest images", parent)
        self._names: tuple[str, ...] = ()
        self._answers: Sequence[ImageAnswer] = ()
        self._read: Answers | None = None
        self._choices: tuple[Choice, ...] = ()
        self._key: Key = ALL
        self.kinds = QComboBox(self)
        self.kinds.setAccessibleName("Kind of mistake")
        self.kinds.setAccessibleDescription(_HELP)
        self.kinds.setToolTip(_HELP)
        self.kinds.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.kinds.setMinimumContentsLength(6)
        self.kinds.installEventFilter(self)
        self.kinds.activated.connect(self._choose)
        self.kinds.hide()
        row = QHBoxLayout()
        row.setContentsMargins(6, 0, 6, 0)
        row.addWidget(self.kinds)
        self.column.insertLayout(0, row)
        self.setTabOrder(self.kinds, self.list)

    @property
    def listed(self) -> Key:
        """What is listed: all mistakes, the least sure answers, or (true class, predicted class)."""
        return self._key

    def set_run(self, run: Run) -> None:
        super().set_run(run)
        if self._names:
            self._key = ALL  # what was asked for before there was a run is asked of the first
        self._names = run.class_names
        self.show_nothing("")

    def show_answers(self, answers: Sequence[ImageAnswer], read: Answers) -> None:
        """Show the images that these answers are about, one of each test image; `read` says them for the captions."""
        self._answers, self._read = answers, read
        self._show()

    def show_nothing(self, reason: str) -> None:
        """Say why there is nothing to see."""
        self._answers, self._read = (), None
        self.kinds.hide()
        self.show_images(reason, (), None)

    def list_only(self, key: Key) -> None:
        """List all mistakes, the least sure answers, or the images of a cell of the confusion matrix."""
        self._key = key
        if self._read is not None:
            self._show()

    def _show(self) -> None:
        assert self._read is not None
        kinds = mistakes(self._answers)
        found = choices(self._answers, kinds, self._names, self._key)
        place = next((place for place, choice in enumerate(found) if choice.key == self._key), 0)
        self._key = found[place].key
        self._offer(found, place)
        if self._key == ALL:
            sentence = hardest_text(self._answers, kinds, self._names, self._read.when)
        else:
            sentence = chosen_text(found[place], self._names, self._read.when)
        self.show_images(sentence, found[place].indexes, self._read)

    def _offer(self, found: tuple[Choice, ...], place: int) -> None:
        with QSignalBlocker(self.kinds):
            if [choice.text for choice in found] != [choice.text for choice in self._choices]:
                self.kinds.clear()
                self.kinds.addItems([choice.text for choice in found])
            self.kinds.setCurrentIndex(place)
        self._choices = found
        self.kinds.setVisible(len(found) > 2 or place > 0)

    @Slot(int)
    def _choose(self, place: int) -> None:
        self.list_only(self._choices[place].key)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        return keeps(event, ARROWS) or super().eventFilter(watched, event)
