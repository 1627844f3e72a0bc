"""What the network makes of the image on view: probabilities, prediction and loss, as the phases compute them."""

from PySide6.QtCore import QEvent, QSize, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from cnnviz.explain import Cell
from cnnviz.ui.frame import Frame, Run
from cnnviz.ui.images.fonts import bold, smaller
from cnnviz.ui.images.probability_bars import ProbabilityBars
from cnnviz.ui.images.sample_asked import AskedLine
from cnnviz.ui.images.sample_rows import ROOM
from cnnviz.ui.images.sample_text import SampleText, describe_sample
from cnnviz.ui.theme import Theme, load_theme

_BACK = "Back to the training sample"
_BACK_IN_TWO_LINES = "Back to the\ntraining sample"
_LOSS_TIP = "L = −log P of the true class, in nats\nClick or Enter: where the number comes from."


class SampleView(QWidget):
    """The image on view, a step's training sample or a probe. Scrolls where there is too little room."""

    probe_cleared = Signal()
    """The training sample is to be looked at again."""
    cell_clicked = Signal(object)
    """The `Cell` of a probability or of the loss that was asked where it comes from; only what is computed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Sample")
        self.setAccessibleDescription("The image on view and what the network makes of it")
        self._run: Run | None = None
        self._places: dict[int, int] = {}
        self._shown: tuple[object, ...] = ()
        self._text: SampleText | None = None
        self._theme = load_theme("light")
        self.heading = self._make_label("Image on view", "The image that the network reads")
        self.origin = self._make_label("Origin", "Set, place in the set (from 1), number in the data set (from 0)")
        self.probe_note = self._make_label("Probe", "The weights stay as they are while you look at an image")
        self.preprocessing = self._make_label(
            "Preprocessing", "How the image becomes the network's input: grey levels 0 to 255 become 0 to 1"
        )
        self.probabilities_title = self._make_label("Probabilities", "P = softmax of the last layer's logits")
        self.bars = ProbabilityBars(self)
        self.bars.asked.connect(self._ask_probability)
        self.bars.rows.walked.connect(self._scroll_to_bar)
        self.verdict = self._make_label("Prediction", "The most probable class, and whether it is true")
        self.loss = self._make_label("Loss", _LOSS_TIP)
        self.loss.setContentsMargins(0, 0, 0, 0)
        self.loss_line = AskedLine(self.loss, self)
        self.loss_line.asked.connect(self._ask_loss)
        self.after_update = self._make_label("Moment", "The update came after them, and has not changed them")
        self.back = self._make_back()
        self._muted = (self.origin, self.probe_note, self.preprocessing, self.probabilities_title, self.after_update)
        self._set_fonts()
        self._lay_out()

    def show_frame(self, frame: Frame) -> None:
        """Show the frame's image, and of the probabilities and the loss what is computed."""
        shown = (frame.run, frame.sample, frame.trace, frame.phases_done, frame.probe is None)
        if len(shown) == len(self._shown) and all(a is b or a == b for a, b in zip(shown, self._shown, strict=True)):
            return
        self._shown = shown
        if frame.run is not self._run:
            self._run = frame.run
            self._places = {sample.number: index for index, sample in enumerate(frame.run.train_samples)}
        self._say(describe_sample(frame, self._places))

    def apply_theme(self, theme: Theme) -> None:
        """Draw in the colours of a theme."""
        self._theme = theme
        self.bars.apply_theme(theme)
        self.loss_line.apply_theme(theme)
        for label in self._muted:
            _color(label, theme, "muted")
        for label in (self.heading, self.loss):
            _color(label, theme, "text")
        _color(self.verdict, theme, "wrong" if self._text and self._text.is_wrong else "text")

    def _say(self, text: SampleText) -> None:
        if self._text is None or text.is_wrong != self._text.is_wrong:
            _color(self.verdict, self._theme, "wrong" if text.is_wrong else "text")
        self._text = text
        for label, line in (
            (self.heading, text.heading),
            (self.origin, text.origin),
            (self.probe_note, text.probe_note),
            (self.preprocessing, text.preprocessing),
            (self.probabilities_title, text.probabilities_title),
            (self.verdict, text.verdict),
            (self.loss, text.loss),
            (self.after_update, text.after_update),
        ):
            if label.text() != line:
                label.setText(line)
                label.setVisible(bool(line))
        self.loss_line.setVisible(bool(text.loss))
        self.loss_line.set_askable(bool(text.loss), text.loss, _LOSS_TIP)
        self.back.setVisible(bool(text.probe_note))
        self.bars.show_bars(text.bars)

    @Slot(int)
    def _ask_probability(self, place: int) -> None:
        self._ask("output", (place,))

    @Slot()
    def _ask_loss(self) -> None:
        self._ask("loss", ())

    def _ask(self, tensor: str, index: tuple[int, ...]) -> None:
        if self._run is not None:
            self.cell_clicked.emit(Cell(len(self._run.layers) - 1, tensor, index))

    @Slot(int)
    def _scroll_to_bar(self, row: int) -> None:
        box = self.bars.row_box(row).toRect()
        corner = self.bars.mapTo(self.scroll.widget(), box.center())
        self.scroll.ensureVisible(corner.x(), corner.y(), 0, box.height())

    def _set_fonts(self) -> None:
        for label in self._muted:
            label.setFont(smaller(self.font()))
        for label in (self.heading, self.verdict):
            label.setFont(bold(self.font()))

    def _make_label(self, name: str, tip: str) -> QLabel:
        label = QLabel(self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        label.setContentsMargins(ROOM, 0, 0, 0)
        label.hide()
        label.setAccessibleDescription(name)  # a name would be read instead of the text
        label.setToolTip(tip)
        return label

    def _make_back(self) -> QPushButton:
        back = QPushButton(_BACK, self)
        back.setAccessibleName(_BACK)
        back.setAccessibleDescription("Stop looking at the chosen image")
        back.setToolTip("Stop looking at the chosen image (Esc in the gallery)")
        back.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        back.clicked.connect(self.probe_cleared)
        return back

    def _lay_out(self) -> None:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(8 - ROOM, 6, 8 - ROOM, 6)
        column.setSpacing(3)
        for widget in (self.heading, self.origin, self.probe_note, self.back):
            column.addWidget(widget)
        column.addSpacing(3)
        for widget in (self.probabilities_title, self.bars):
            column.addWidget(widget)
        column.addSpacing(3)
        for widget in (self.verdict, self.loss_line, self.after_update, self.preprocessing):
            column.addWidget(widget)
        column.addStretch(1)
        self.scroll = QScrollArea(self)
        self.scroll.setWidgetResizable(True)
        self.scroll.setFrameShape(QFrame.Shape.NoFrame)
        self.scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.scroll.setWidget(content)
        self.scroll.setAccessibleName("Sample, scrolled by the up and down keys")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.scroll)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._set_fonts()

    def sizeHint(self) -> QSize:
        return QSize(200, 300)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, 90)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        room = self.width() - 60
        fits = self.back.fontMetrics().horizontalAdvance(_BACK) <= room
        self.back.setText(_BACK if fits else _BACK_IN_TWO_LINES)


def _color(label: QLabel, theme: Theme, name: str) -> None:
    palette = label.palette()
    palette.setColor(label.foregroundRole(), theme.color(name))
    label.setPalette(palette)
