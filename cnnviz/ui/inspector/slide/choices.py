"""The rows above a walk: which layer is at work, which of its numbers are made, and in steps of what size."""

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from cnnviz.ui.inspector.slide.controls import IndexBox
from cnnviz.ui.inspector.slide.route import Grain
from cnnviz.ui.inspector.slide.slide_state import SlideState
from cnnviz.ui.inspector.slide.subjects import Kind
from cnnviz.ui.keys import SpaceForButtons

_INDEX_TEXTS = {
    Kind.CONV_OUTPUT: ("filter ", ""),
    Kind.WEIGHT_GRADIENT: ("K[", "]"),
    Kind.POOL_OUTPUT: ("channel ", ""),
    Kind.POOL_GRADIENT: ("channel ", ""),
}
"""What stands before and behind the index of what is walked for."""


class Choices(QWidget):
    """Offers what a state has to choose from, and tells what a person chooses."""

    subject_picked = Signal(object)
    """A `Subject`."""
    index_chosen = Signal(object)
    """A filter, a weight or a channel: a tuple of ints."""
    channel_chosen = Signal(int)
    grain_chosen = Signal(object)
    """A `Grain`."""
    skip_chosen = Signal(bool)
    """Whether positions where all is zero are left out."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._subjects: tuple[object, ...] = ()
        self.subject = QComboBox(self)
        self.index = IndexBox(self)
        self.channel = IndexBox(self)
        self.grain = QComboBox(self)
        self.skip = QCheckBox("skip zeros", self)
        for control, name, tip in (
            (self.subject, "What slides", "Choose a layer, and whether forward or backward (↑ ↓)"),
            (self.index, "Which one", "Choose the filter, the weight or the channel (↑ ↓)"),
            (self.channel, "Channel", "Choose the channel of the input that is drawn (↑ ↓)"),
            (self.grain, "Steps", "How far one step goes: a whole position, a channel of it, or one product (↑ ↓)"),
            (self.skip, "Skip zeros", "Leave out the positions at which everything is multiplied by zero (Space)"),
        ):
            control.setAccessibleName(name)
            control.setAccessibleDescription(tip)
            control.setToolTip(tip)
            control.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        for box in (self.subject, self.grain):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(3)
        self.skip.installEventFilter(SpaceForButtons(self.skip))
        self.subject.activated.connect(self._pick_subject)
        self.index.valueChanged.connect(self._choose_index)
        self.channel.valueChanged.connect(self.channel_chosen)
        self.grain.activated.connect(self._choose_grain)
        self.skip.clicked.connect(self.skip_chosen)
        self._lay_out()

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.subject)
        self._index_row, self._grain_row = QHBoxLayout(), QHBoxLayout()
        for row, widgets in ((self._index_row, (self.index, self.channel)), (self._grain_row, (self.grain, self.skip))):
            row.setSpacing(4)
            for widget in widgets:
                row.addWidget(widget)
            layout.addLayout(row)
        self._index_row.addStretch(1)
        self._grain_row.setStretch(0, 1)

    def show_state(self, state: SlideState) -> None:
        """Offer what there is to choose; where there is nothing, hide. Tells nobody."""
        frame, subject = state.frame, state.subject
        self.setVisible(subject is not None)
        if frame is None or subject is None:
            return
        self._subjects = state.subjects
        titles = [one.title(frame.run.layers) for one in state.subjects]
        if titles != [self.subject.itemText(number) for number in range(self.subject.count())]:
            self.subject.clear()
            self.subject.addItems(titles)
        self.subject.setCurrentIndex(state.subjects.index(subject))
        self.index.offer(subject.index_shape(frame.run), state.index, *_INDEX_TEXTS[subject.kind])
        self.index.setVisible(self.index.maximum() > 0)
        self._offer_grains(state.walk.grains if state.walk else (Grain.POSITION,), state.grain, subject.kind)
        self.skip.setChecked(state.skips_zeros)
        channels = state.walk.channels if state.walk else 1
        self.channel.offer((channels,), (min(state.channel, channels - 1),), "channel ")
        self.channel.setVisible(channels > 1 and state.grain is Grain.POSITION)
        self.layout().activate()  # at once: what is laid out around it then moves once, and not twice

    def _offer_grains(self, grains: tuple[Grain, ...], chosen: Grain, kind: Kind) -> None:
        with QSignalBlocker(self.grain):
            self.grain.clear()
            for grain in grains:
                self.grain.addItem(_grain_text(grain, kind), grain.value)
            self.grain.setCurrentIndex(grains.index(chosen))
        self.grain.setVisible(len(grains) > 1)
        self._put_skip(self._grain_row if len(grains) > 1 else self._index_row)

    def _put_skip(self, row: QHBoxLayout) -> None:
        """Beside the steps or, where there is nothing to choose of them, beside the index."""
        if row.indexOf(self.skip) < 0:
            for other in (self._index_row, self._grain_row):
                other.removeWidget(self.skip)
            row.addWidget(self.skip)

    @Slot(int)
    def _pick_subject(self, number: int) -> None:
        self.subject_picked.emit(self._subjects[number])

    @Slot()
    def _choose_index(self) -> None:
        self.index_chosen.emit(self.index.chosen)

    @Slot(int)
    def _choose_grain(self, number: int) -> None:
        self.grain_chosen.emit(Grain(self.grain.itemData(number)))


def _grain_text(grain: Grain, kind: Kind) -> str:
    return "entry by entry" if grain is Grain.PRODUCT and kind is Kind.POOL_OUTPUT else grain.value
