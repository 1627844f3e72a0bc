"""All training and all test images of the run, to choose one to look at."""

from itertools import pairwise

from PySide6.QtCore import QEvent, QSize, Qt, Signal, Slot
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from cnnviz.datasets import Sample
from cnnviz.ui.frame import Activity, Frame, Run
from cnnviz.ui.images.gallery_answers import answers_in
from cnnviz.ui.images.gallery_controls import NumberField, PartTabs
from cnnviz.ui.images.gallery_filters import GalleryFilters
from cnnviz.ui.images.gallery_model import GalleryModel
from cnnviz.ui.images.gallery_page import GalleryPage
from cnnviz.ui.images.gallery_sight import GallerySight
from cnnviz.ui.images.gallery_status import GalleryStatus
from cnnviz.ui.images.gallery_text import PARTS, count_line, find_image
from cnnviz.ui.theme import Theme


class GalleryView(QWidget):
    """The gallery. What is marked in it comes from the frame alone; a choice is only asked for."""

    probe_chosen = Signal(str, int)
    """An image was chosen to look at: "train" or "test", and its index in that set."""
    probe_cleared = Signal()
    """The training sample is to be looked at again."""
    train_chosen = Signal(int)
    """The step at hand is to train on the training image with this index in its set."""
    sight_changed = Signal(str, object)
    """Which images are in sight: "train" or "test" and a tuple of indices in that set; "" and none where hidden."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Images")
        self.setAccessibleDescription("All training and test images of the run, to choose one to look at")
        self._run: Run | None = None
        self._places: dict[str, dict[int, int]] = {part: {} for part in PARTS}
        self._probe: tuple[str, int] | None = None
        self._followed: Sample | None = None
        self._message = ""
        self._is_waiting = False
        self.models = {part: GalleryModel(part, self) for part in PARTS}
        self.lists = {part: GalleryPage(model, self) for part, model in self.models.items()}
        self.tabs = PartTabs(self)
        self.filters = GalleryFilters(self)
        self.search = NumberField(self)
        self.status = GalleryStatus(self)
        self.stack = QStackedWidget(self)
        for part, view in self.lists.items():
            self._prepare_list(part, view)
        self._lay_out()
        self._order_tabs()
        self.sight = GallerySight(dict(self.lists), self)
        self.sight.changed.connect(self.sight_changed)
        self.tabs.currentChanged.connect(self._show_part)
        self.filters.changed.connect(self._filter)
        self.search.returnPressed.connect(self._find)
        self.search.textEdited.connect(self._forget_message)

    @property
    def part(self) -> str:
        """The set on view, "train" or "test"."""
        return list(PARTS)[self.tabs.currentIndex()]

    def show_frame(self, frame: Frame) -> None:
        """Show the images of the frame's run, and mark the one at hand and the one looked at."""
        if frame.run is not self._run:
            self._open(frame.run)
        self._show_answers(frame)
        probe = (frame.probe.part, frame.probe.index) if frame.probe else None
        for part, model in self.models.items():
            at_hand = self._places[part].get(frame.shown.sample.number)
            model.set_marks(at_hand, probe[1] if probe and probe[0] == part else None)
            self.lists[part].set_looks_at_probe(probe is not None)
        if probe != self._probe:
            self._probe = probe
            if probe is not None and probe[0] in PARTS:
                self._go_to(*probe)
        if frame.activity is not Activity.RUNNING and frame.shown.sample is not self._followed:
            self._follow(frame.shown.sample)
        self._count()

    @Slot(int, int)
    def show_pair(self, true_class: int, predicted_class: int) -> None:
        """List the test images of a class that are read as a class: a cell of the confusion matrix."""
        self.tabs.setCurrentIndex(list(PARTS).index("test"))
        self.filters.set_pair(true_class, predicted_class)

    def apply_theme(self, theme: Theme) -> None:
        """Draw in the colours of a theme."""
        for view in self.lists.values():
            view.apply_theme(theme)
        self.status.apply_theme(theme)

    def _show_answers(self, frame: Frame) -> None:
        """Show the frame's answers; while training runs only where some are new, not at each step that they age."""
        self._is_waiting = frame.predicted is not None and not frame.is_running
        for part, page in self.lists.items():
            answers, shown = answers_in(frame, part), self.models[part].answers
            is_new = shown is None or answers is None or answers.predicted is not shown.predicted
            if is_new or not frame.is_running:
                page.show_answers(answers)

    def _prepare_list(self, part: str, view: GalleryPage) -> None:
        view.setAccessibleName(f"{PARTS[part]} images")
        view.setAccessibleDescription(
            "Enter: look at the image through the network. Enter on it again, or Esc: back to the training sample."
            + (" T: train on the image next." if part == "train" else "")
        )
        view.train_chosen.connect(self.train_chosen)
        view.chosen.connect(self._choose)
        view.escaped.connect(self.probe_cleared)
        self.stack.addWidget(view)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setContentsMargins(0, 2, 6, 0)
        top.setSpacing(3)
        top.addWidget(self.tabs)
        top.addWidget(self.search, 1)
        top.addWidget(self.filters.order)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 4)
        layout.setSpacing(4)
        layout.addLayout(top)
        self.filters.layout().setContentsMargins(6, 0, 6, 0)
        layout.addWidget(self.filters)
        self.stack.setContentsMargins(4, 0, 0, 0)
        layout.addWidget(self.stack, 1)
        layout.addWidget(self.status)

    def _order_tabs(self) -> None:
        """The way of the Tab key."""
        filters = self.filters
        way = (self.tabs, self.search, filters.order, filters.of_class, filters.of_answer, filters.chip)
        way = (*way, *self.lists.values())
        for before, after in pairwise(way):
            self.setTabOrder(before, after)

    def _open(self, run: Run) -> None:
        """List the images of another run."""
        self._run = run
        self._probe = None
        self._message = ""
        names = run.class_names
        for part, samples in (("train", run.train_samples), ("test", run.test_samples)):
            self.models[part].set_run(samples, names, run.dataset.name)
            self.lists[part].open()
            self._places[part] = {sample.number: index for index, sample in enumerate(samples)}
        self.search.clear()
        self.filters.offer(names)

    def _go_to(self, part: str, index: int) -> None:
        """Show an image's set and scroll to it, where it is listed."""
        self.tabs.setCurrentIndex(list(PARTS).index(part))
        if (row := self.models[part].row_of(index)) is not None:
            self.lists[part].go_to(row)

    def _follow(self, sample: Sample) -> None:
        """Scroll to the image at hand where stepping has moved it, unless someone is at work in the list."""
        self._followed = sample
        model, view = self.models["train"], self.lists["train"]
        row = model.row_of(self._places["train"].get(sample.number))
        is_at_work = self._probe is not None or view.hasFocus() or view.underMouse()
        if row is not None and not is_at_work and not model.choice.depends_on_answers:
            view.scrollTo(model.index(row))

    def _say(self, message: str) -> None:
        """Say what a search came to, or nothing, below the list."""
        self._message = message
        self._count()

    def _count(self) -> None:
        model = self.models[self.part]
        text = self._message or count_line(model.choice, model.rowCount(), model.tally(), self._is_waiting)
        self.status.say(text)

    @Slot(int)
    def _show_part(self, place: int) -> None:
        self.stack.setCurrentIndex(place)
        self._say("")
        self.sight.tell_soon()

    @Slot()
    def _filter(self) -> None:
        for page in self.lists.values():
            page.set_choice(self.filters.choice)
        self._say("")

    @Slot()
    def _find(self) -> None:
        if not self.search.text().strip():
            return
        found = find_image(self.search.text(), self.part, self._places)
        if isinstance(found, str):
            self.search.selectAll()
            self._say(found)
            return
        if self.models[found.part].row_of(found.index) is None:
            self.filters.show_all()
        self._go_to(found.part, found.index)
        self.lists[found.part].setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._say(found.message)

    @Slot(str)
    def _forget_message(self, text: str) -> None:
        self._say("")

    @Slot(int)
    def _choose(self, index: int) -> None:
        if self._probe == (self.part, index):
            self.probe_cleared.emit()
        else:
            self.probe_chosen.emit(self.part, index)

    def sizeHint(self) -> QSize:
        return QSize(200, 340)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.status.set_font_of(self.font())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.sight.tell_soon()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.sight.tell_soon()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.sight.tell_soon()
