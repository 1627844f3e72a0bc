"""What the latest evaluation of the test set came to, image by image: wrong, fixed, newly wrong."""

from collections.abc import Sequence
from operator import ne
from typing import Final

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QTabBar, QVBoxLayout, QWidget

from cnnviz.training.predicted import Predicted
from cnnviz.ui.frame import Frame, Run
from cnnviz.ui.images.gallery_text import Answers
from cnnviz.ui.keys import ARROWS, keeps
from cnnviz.ui.plots.evaluations import empty_text
from cnnviz.ui.results.answers import Evaluated, answers_of, changes, losses_of, two_latest
from cnnviz.ui.results.hardest_view import HardestView
from cnnviz.ui.results.results_text import NOTHING_BEFORE, fixed_text, newly_wrong_text, when
from cnnviz.ui.results.thumbnails import ThumbnailPage
from cnnviz.ui.theme import Theme

_TABS: Final = (
    ("Wrong", "The test images that the network reads wrongly now, by the kind of mistake"),
    ("Fixed", "The test images that were wrong one evaluation earlier and are right now"),
    ("Newly wrong", "The test images that were right one evaluation earlier and are wrong now"),
)
_SHORTER: Final = (("Wrong", "Fixed", "New"), ("✗", "✓", "New"))
"""The titles where there is less and less room."""


class ResultsView(QWidget):
    """The test images that matter after an epoch, as thumbnails to look at through the network."""

    probe_chosen = Signal(str, int)
    """An image was chosen to look at: "test", and its index in that set."""
    probe_cleared = Signal()
    """The training sample is to be looked at again."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Results on the test images")
        self.setAccessibleDescription("Which test images are wrong, fixed and newly wrong since the evaluation before")
        self._run: Run | None = None
        self._shown: tuple[object, ...] = ()
        self._probe: tuple[str, int] | None = None
        self._predicted: Predicted | None = None
        self._losses: Sequence[float] | None = None
        """Of each test image at the latest evaluation, once all of them have been asked there."""
        self._latest: Evaluated | None = None
        self._before: Evaluated | None = None
        self._counts: tuple[int | None, ...] = (None, None, None)
        self.tabs = QTabBar(self)
        self.tabs.setAccessibleName("Which results")
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setUsesScrollButtons(False)
        self.tabs.setElideMode(Qt.TextElideMode.ElideRight)
        self.tabs.installEventFilter(self)  # the arrow keys change the tab, whatever else the window does with them
        for title, tip in _TABS:
            self.tabs.setTabToolTip(self.tabs.addTab(title), f"{tip} (arrow keys change the tab)")
        self.hardest = HardestView(self)
        self.fixed = ThumbnailPage("Fixed", self)
        self.newly_wrong = ThumbnailPage("Newly wrong", self)
        self.pages: tuple[ThumbnailPage, ...] = (self.hardest, self.fixed, self.newly_wrong)
        self.stack = QStackedWidget(self)
        for page in self.pages:
            self.stack.addWidget(page)
            page.chosen.connect(self._choose)
            page.escaped.connect(self.probe_cleared)
        self.tabs.currentChanged.connect(self.stack.setCurrentIndex)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.tabs)
        layout.addWidget(self.stack, 1)
        self._say_nothing(empty_text(None))

    def show_frame(self, frame: Frame) -> None:
        """Show the latest evaluation at or before the frame's position, and what has changed since the one before.

        Once every test image's probabilities are known there, the worst of each kind of mistake come first.
        """
        if frame.run is not self._run:
            self._open(frame.run)
        probe = (frame.probe.part, frame.probe.index) if frame.probe else None
        if probe != self._probe:
            self._probe = probe
            for page in self.pages:
                page.mark_probe(probe[1] if probe and probe[0] == "test" else None, probe is not None)
        latest, before = two_latest(frame)
        if latest is None:
            self._latest, self._shown = None, ()
            self._say_nothing(empty_text(frame))
            return
        shown = (latest.epochs, latest.evaluation, before and before.epochs, before and before.evaluation)
        is_same = len(shown) == len(self._shown) and all(
            a is b or a == b for a, b in zip(shown, self._shown, strict=True)
        )
        if not is_same:
            self._shown, self._latest, self._before = shown, latest, before
            self._losses = self._predicted = None
        has_losses = self._take_losses(frame, latest)
        if has_losses or not is_same:
            self._show()

    def apply_theme(self, theme: Theme) -> None:
        """Draw in the colours of a theme."""
        for page in self.pages:
            page.apply_theme(theme)

    @Slot(int, int)
    def show_cell(self, target: int, prediction: int) -> None:
        """List the images of a class that were read as a class: a cell of the confusion matrix."""
        self.tabs.setCurrentIndex(0)
        self.hardest.list_only((target, prediction))

    def _open(self, run: Run) -> None:
        self._run = run
        self._shown, self._losses, self._predicted, self._latest, self._before = (), None, None, None, None
        for page in self.pages:
            page.set_run(run)

    def _take_losses(self, frame: Frame, latest: Evaluated) -> bool:
        """Whether the loss of each image at the latest evaluation has become known."""
        predicted = frame.predicted.get("test") if frame.predicted else None
        if self._losses is not None or predicted is None or predicted is self._predicted:
            return False
        self._predicted = predicted
        self._losses = losses_of(predicted, latest.epochs * frame.run.steps_per_epoch)
        return self._losses is not None

    def _show(self) -> None:
        latest, before = self._latest, self._before
        assert latest is not None
        now, read = when(latest.epochs), _read(latest)
        self.hardest.show_answers(answers_of(latest.evaluation, self._losses), read)
        wrong = sum(map(ne, latest.evaluation.targets, latest.evaluation.predictions))
        if before is None:
            self.fixed.show_images(NOTHING_BEFORE, (), None)
            self.newly_wrong.show_images(NOTHING_BEFORE, (), None)
            self._count(wrong, None, None)
            return
        changed, then = changes(before.evaluation, latest.evaluation), when(before.epochs)
        self.fixed.show_images(fixed_text(len(changed.fixed), then, now), changed.fixed, read, _read(before))
        self.newly_wrong.show_images(
            newly_wrong_text(len(changed.newly_wrong), then, now), changed.newly_wrong, read, _read(before)
        )
        self._count(wrong, len(changed.fixed), len(changed.newly_wrong))

    def _say_nothing(self, reason: str) -> None:
        self.hardest.show_nothing(reason)
        for page in (self.fixed, self.newly_wrong):
            page.show_images(reason, (), None)
        self._count(None, None, None)

    def _count(self, *counts: int | None) -> None:
        if counts != self._counts:
            self._counts = counts
            self._name_tabs()

    def _name_tabs(self) -> None:
        """Each title with its count, in fewer words where there is little room."""
        for titles in (tuple(title for title, _ in _TABS), *_SHORTER):
            for place, (title, count) in enumerate(zip(titles, self._counts, strict=True)):
                self.tabs.setTabText(place, title if count is None else f"{title} {count:,}")
            if self.tabs.sizeHint().width() <= self.width():
                return

    @Slot(int)
    def _choose(self, index: int) -> None:
        if self._probe == ("test", index):
            self.probe_cleared.emit()
        else:
            self.probe_chosen.emit("test", index)

    def sizeHint(self) -> QSize:
        return QSize(300, 230)

    def minimumSizeHint(self) -> QSize:
        return QSize(150, 130)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        return keeps(event, ARROWS) or super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._name_tabs()


def _read(evaluated: Evaluated) -> Answers:
    return Answers(evaluated.evaluation.predictions, when(evaluated.epochs))
