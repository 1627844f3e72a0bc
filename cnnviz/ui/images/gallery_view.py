"""All training and all test images of the run, to choose one to look at."""

from PySide6.QtCore import QEvent, QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from cnnviz.datasets import Sample
from cnnviz.ui.frame import Activity, Frame, Run
from cnnviz.ui.images.fonts import smaller
from cnnviz.ui.images.gallery_controls import ClassFilter, NumberField, PartTabs
from cnnviz.ui.images.gallery_list import GalleryList
from cnnviz.ui.images.gallery_model import GalleryModel
from cnnviz.ui.images.gallery_text import PARTS, count_line, find_image, latest_answers
from cnnviz.ui.theme import Theme


class GalleryView(QWidget):
    """The gallery. What is marked in it comes from the frame alone; a choice is only asked for."""

    probe_chosen = Signal(str, int)
    """An image was chosen to look at: "train" or "test", and its index in that set."""
    probe_cleared = Signal()
    """The training sample is to be looked at again."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Images")
        self.setAccessibleDescription("All training and test images of the run, to choose one to look at")
        self._run: Run | None = None
        self._places: dict[str, dict[int, int]] = {part: {} for part in PARTS}
        self._probe: tuple[str, int] | None = None
        self._followed: Sample | None = None
        self._message = ""
        self._current: dict[str, int | None] = dict.fromkeys(PARTS)
        self.models = {part: GalleryModel(part, self) for part in PARTS}
        self.lists = {part: GalleryList(model, self) for part, model in self.models.items()}
        self.tabs = PartTabs(self)
        self.class_filter = ClassFilter(self)
        self.search = NumberField(self)
        self.status = QLabel(self)
        self.status.setWordWrap(True)
        self.status.setFont(smaller(self.font()))
        self.status.setAccessibleDescription("Images listed")
        self.status.setToolTip("How many images are listed, and from when the predictions below them are")
        self.stack = QStackedWidget(self)
        for part, view in self.lists.items():
            self._prepare_list(part, view)
        self._lay_out()
        self.setTabOrder(self.tabs, self.class_filter)
        self.setTabOrder(self.class_filter, self.search)
        self.setTabOrder(self.search, self.lists["train"])
        self.setTabOrder(self.lists["train"], self.lists["test"])
        self.tabs.currentChanged.connect(self._show_part)
        self.class_filter.currentIndexChanged.connect(self._filter)
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
        self.models["test"].set_answers(latest_answers(frame))
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

    def apply_theme(self, theme: Theme) -> None:
        """Draw in the colours of a theme."""
        for view in self.lists.values():
            view.apply_theme(theme)
        palette = self.status.palette()
        palette.setColor(self.status.foregroundRole(), theme.color("muted"))
        self.status.setPalette(palette)

    def _prepare_list(self, part: str, view: GalleryList) -> None:
        view.setAccessibleName(f"{PARTS[part]} images")
        view.setAccessibleDescription(
            "Enter: look at the image through the network. Enter on it again, or Esc: back to the training sample."
        )
        view.chosen.connect(self._choose)
        view.escaped.connect(self.probe_cleared)
        self.stack.addWidget(view)

    def _lay_out(self) -> None:
        filters = QHBoxLayout()
        filters.setContentsMargins(6, 0, 6, 0)
        filters.setSpacing(4)
        filters.addWidget(self.class_filter, 3)
        filters.addWidget(self.search, 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 4)
        layout.setSpacing(4)
        layout.addWidget(self.tabs)
        layout.addLayout(filters)
        self.stack.setContentsMargins(4, 0, 0, 0)
        layout.addWidget(self.stack, 1)
        self.status.setContentsMargins(6, 0, 6, 0)
        layout.addWidget(self.status)

    def _open(self, run: Run) -> None:
        """List the images of another run."""
        self._run = run
        self._probe = None
        self._message = ""
        self._current = dict.fromkeys(PARTS)
        names = run.class_names
        for part, samples in (("train", run.train_samples), ("test", run.test_samples)):
            self.models[part].set_run(samples, names, run.dataset.name)
            self._places[part] = {sample.number: index for index, sample in enumerate(samples)}
        self.search.clear()
        self.class_filter.offer(names)

    def _go_to(self, part: str, index: int) -> None:
        """Show an image's set and scroll to it, where it is listed."""
        self.tabs.setCurrentIndex(list(PARTS).index(part))
        if (row := self.models[part].row_of(index)) is not None:
            self.lists[part].go_to(row)

    def _follow(self, sample: Sample) -> None:
        """Scroll to the image at hand where stepping has moved it, unless someone is at work in the list."""
        self._followed = sample
        index = self._places["train"].get(sample.number)
        row, view = self.models["train"].row_of(index), self.lists["train"]
        if row is not None and self._probe is None and not view.hasFocus() and not view.underMouse():
            view.scrollTo(self.models["train"].index(row))

    def _say(self, message: str) -> None:
        """Say what a search came to, or nothing, below the list."""
        self._message = message
        self._count()

    def _count(self) -> None:
        model = self.models[self.part]
        text = self._message or count_line(model.rowCount(), model.total, model.answers)
        if text != self.status.text():
            self.status.setText(text)

    @Slot(int)
    def _show_part(self, place: int) -> None:
        self.stack.setCurrentIndex(place)
        self._say("")

    @Slot(int)
    def _filter(self, place: int) -> None:
        for part, model in self.models.items():
            current = self.lists[part].currentIndex()
            if current.isValid():
                self._current[part] = model.index_of(current.row())
            model.set_class(self.class_filter.target)
            if (row := model.row_of(self._current[part])) is not None:
                self.lists[part].go_to(row)
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
            self.class_filter.setCurrentIndex(0)
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
            self.status.setFont(smaller(self.font()))
