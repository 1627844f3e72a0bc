"""What an update has done for the sample that it was made for: two lines, a hint, and two bars a class."""

from PySide6.QtCore import QEvent, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from cnnviz.explain import Cell
from cnnviz.ui.debugger.before_after import BeforeAfter, before_after
from cnnviz.ui.debugger.pair_bars import ABOUT_AFTER, PairBars
from cnnviz.ui.frame import Frame
from cnnviz.ui.header import ElidedLabel
from cnnviz.ui.images.fonts import bold
from cnnviz.ui.images.sample_asked import AskedLine
from cnnviz.ui.images.sample_rows import ROOM
from cnnviz.ui.theme import Theme
from cnnviz.ui.view_model import value_of

_ASK_LINE = "before: click or Enter: where the number comes from."


class BeforeAfterView(QWidget):
    """Loss and probabilities before and after; those before are of the trace on view, and can be asked about."""

    cell_clicked = Signal(object)
    """The `Cell` of a number from before the update."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._frame: Frame | None = None
        self._texts: BeforeAfter | None = None
        self._loss, self._probability, self._why = ElidedLabel(), ElidedLabel(), ElidedLabel()
        for label, name in (
            (self._loss, "Loss before and after the update"),
            (self._probability, "Probability of the true class before and after the update"),
            (self._why, "What is compared"),
        ):
            label.setAccessibleName(name)
        self.loss_line, self.probability_line = AskedLine(self._loss), AskedLine(self._probability)
        self.bars = PairBars()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        under = QHBoxLayout()
        under.setContentsMargins(ROOM, 0, ROOM, 0)
        under.addWidget(self._why)
        layout.addWidget(self.loss_line)
        layout.addWidget(self.probability_line)
        layout.addLayout(under)
        layout.addWidget(self.bars)
        self.loss_line.asked.connect(self._ask_loss)
        self.probability_line.asked.connect(self._ask_true_class)
        self.bars.asked.connect(self._ask_class)
        self._take_fonts()

    def show_frame(self, frame: Frame) -> None:
        """Show the sample of a frame."""
        self._frame = frame
        texts = before_after(frame)
        if texts == self._texts:
            return
        self._texts = texts
        self._show_line(self.loss_line, self._loss, texts.loss, self._cell(frame, "loss"))
        true_class = self._cell(frame, "output", frame.sample.target)
        self._show_line(self.probability_line, self._probability, texts.probability, true_class)
        self._why.setText(texts.hint)
        self._why.setToolTip(texts.hint)
        self.bars.show_pairs(texts.classes)

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        for widget in (self.loss_line, self.probability_line, self.bars):
            widget.apply_theme(theme)
        for label, color in ((self._probability, "text"), (self._why, "muted")):
            palette = label.palette()
            palette.setColor(label.foregroundRole(), theme.color(color))
            label.setPalette(palette)

    def set_short(self, is_short: bool) -> None:
        """Leave out what the first line implies, where there is too little room for all lines."""
        self.probability_line.setVisible(not is_short)
        self._why.setVisible(not is_short)

    @property
    def texts(self) -> BeforeAfter | None:
        """What is said."""
        return self._texts

    def _cell(self, frame: Frame, tensor: str, *index: int) -> Cell:
        return Cell(len(frame.run.layers) - 1, tensor, index)

    def _show_line(self, line: AskedLine, label: ElidedLabel, text: str, cell: Cell) -> None:
        assert self._frame is not None
        label.setText(text)
        is_known = value_of(self._frame, cell) is not None
        ways = (_ASK_LINE,) if is_known else ()
        if "→" in text:
            ways = (*ways, ABOUT_AFTER)
        line.set_askable(is_known, text, "\n".join((text, *ways)))

    @Slot()
    def _ask_loss(self) -> None:
        if self._frame is not None:
            self.cell_clicked.emit(self._cell(self._frame, "loss"))

    @Slot()
    def _ask_true_class(self) -> None:
        if self._frame is not None:
            self._ask_class(self._frame.sample.target)

    @Slot(int)
    def _ask_class(self, place: int) -> None:
        if self._frame is not None:
            self.cell_clicked.emit(self._cell(self._frame, "output", place))

    def _take_fonts(self) -> None:
        self._loss.setFont(bold(self.font()))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._take_fonts()
