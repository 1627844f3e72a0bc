"""A gradient checked by measuring: opened when it is wanted, computed in slices so that nothing waits."""

from collections.abc import Iterator

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSlider, QToolButton, QVBoxLayout, QWidget

from cnnviz.explain import Cell, ExplainError
from cnnviz.explain.gradient_check import HALF_DECADES, GradientCheck, GradientChecker
from cnnviz.nn import Trace
from cnnviz.ui.frame import Frame
from cnnviz.ui.inspector.error_plot import LARGEST, SMALLEST, ErrorPlot
from cnnviz.ui.inspector.gradient_text import WHY, gradient_lines, gradient_sentence, is_checkable
from cnnviz.ui.inspector.look import derived_font, dress_button, set_color, set_text, text_label
from cnnviz.ui.naming import cell_symbol
from cnnviz.ui.numbers import write
from cnnviz.ui.theme import Theme
from cnnviz.ui.view_model import value_of

PAUSE = "Pause the training to check this gradient."
NOT_YET = "The gradient is not computed yet in this step."

_FIRST_EXPONENT = -5
_LINES = 5


class GradientSection(QWidget):
    """A button that opens the check of one parameter's gradient; nothing is computed while it is shut."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.toggle = QToolButton(self)
        self.toggle.setCheckable(True)
        tip = "Compare the gradient with (L(w + h) − L(w − h)) / 2h, from two real forward passes"
        dress_button(self.toggle, "", "Gradient check", tip)
        self.toggle.toggled.connect(self._open)
        self.body = QWidget(self)
        self.slider = QSlider(Qt.Orientation.Horizontal, self.body)
        self.slider.setRange(SMALLEST, LARGEST)
        self.slider.setPageStep(2)
        self.slider.setValue(_FIRST_EXPONENT)
        self.slider.setAccessibleName("h")
        self.slider.setAccessibleDescription("By how much the parameter is moved, as a power of ten")
        self.slider.setToolTip("By how much the parameter is moved, up and down: 1e−12 to 0.1 (arrow keys)")
        self.slider.valueChanged.connect(self._show)
        self.step = text_label("h in numbers", self.body)
        self.step.setWordWrap(False)
        self.names = tuple(text_label("Name", self.body) for _ in range(_LINES))
        self.numbers = tuple(text_label("Number", self.body) for _ in range(_LINES))
        self.plot = ErrorPlot(self.body)
        self.plot.exponent_chosen.connect(self.slider.setValue)
        self.sentence = text_label("What the comparison says", self.body)
        self.why = text_label("Why h must be neither too small nor too large", self.body)
        set_text(self.why, WHY)
        self._lay_out()
        self._asked: tuple[Trace, Cell] | None = None
        self._is_live = False
        self._frame: Frame | None = None
        self._checks: dict[float, GradientCheck] = {}
        self._work: Iterator[None] | None = None
        self._slices = QTimer(self)
        self._slices.timeout.connect(self._work_on)
        self._open(False)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.addWidget(self.step)
        row.addWidget(self.slider, 1)
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(1)
        grid.setColumnStretch(0, 1)
        right = Qt.AlignmentFlag.AlignRight
        for line, (name, number) in enumerate(zip(self.names, self.numbers, strict=True)):
            number.setAlignment(right | Qt.AlignmentFlag.AlignVCenter)
            for label in (name, number):
                label.setWordWrap(False)
            grid.addWidget(name, line, 0)
            grid.addWidget(number, line, 1, right)
        inner = QVBoxLayout(self.body)
        inner.setContentsMargins(2, 2, 0, 4)
        inner.setSpacing(4)
        for part in (row, grid):
            inner.addLayout(part)
        for widget in (self.plot, self.sentence, self.why):
            inner.addWidget(widget)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(2)
        outer.addWidget(self.toggle, 0, Qt.AlignmentFlag.AlignLeft)
        outer.addWidget(self.body)

    @property
    def check(self) -> GradientCheck | None:
        """The check for the chosen h; None while it is not computed."""
        return self._checks.get(10.0 ** self.slider.value())

    def ask(self, frame: Frame | None, cell: Cell | None, is_live: bool) -> None:
        """Take the parameter, or the gradient of one, on view; anything else hides the section."""
        self.setVisible(frame is not None and cell is not None and is_checkable(cell.tensor))
        asked = (frame.trace, cell) if frame is not None and cell is not None else None
        is_same = asked is self._asked or (
            asked is not None and self._asked is not None and asked[0] is self._asked[0] and asked[1] == self._asked[1]
        )
        self._frame = frame
        if is_same and is_live == self._is_live and (self._checks or self._work):
            return
        self._asked, self._is_live = asked, is_live
        self._begin()

    def apply_theme(self, theme: Theme) -> None:
        """Take over a theme's colours."""
        self.plot.apply_theme(theme)
        for label in (self.why, *self.names):
            set_color(label, theme.color("muted"))

    def take_fonts(self) -> None:
        """Derive the fonts from the window's."""
        for label in (*self.names, self.why, self.step):
            label.setFont(derived_font(self, 0.92))
        for label in self.numbers:
            label.setFont(derived_font(self, 0.95, fixed=True))
        self.numbers[-1].setFont(derived_font(self, 0.95, bold=True, fixed=True))

    def _begin(self) -> None:
        self._slices.stop()
        self._checks, self._work = {}, None
        if self.toggle.isChecked() and self._asked is not None and not self.isHidden():
            reason = self._why_not()
            if reason:
                self._say(reason)
                return
            self._work = self._all_checks(*self._asked)
            self._slices.start(0)
        self._show()

    def _why_not(self) -> str:
        if self._is_live:
            return PAUSE
        assert self._asked is not None
        _, cell = self._asked
        name = cell.tensor.removeprefix("new_").removesuffix("_gradient")
        gradient = Cell(cell.layer, f"{name}_gradient", cell.index)
        return NOT_YET if self._frame is None or value_of(self._frame, gradient) is None else ""

    def _all_checks(self, trace: Trace, cell: Cell) -> Iterator[None]:
        layers = [at.layer for at in trace.layers]
        checker = GradientChecker(layers, trace.layers[0].input_shape, trace, cell.layer, cell.tensor, cell.index)
        yield
        own = 10.0 ** self.slider.value()
        for h in (own, *(h for h in HALF_DECADES if h != own)):
            self._checks[h] = checker.check(h)
            yield

    @Slot()
    def _work_on(self) -> None:
        try:
            if self._work is None or next(self._work, self) is self:
                self._slices.stop()
                return
        except ExplainError as error:
            self._slices.stop()
            self._say(f"{str(error)[0].upper()}{str(error)[1:]}.")
            return
        self._show()

    @Slot()
    def _show(self) -> None:
        exponent = self.slider.value()
        set_text(self.step, f"h = {write(10.0**exponent, 2)}")
        checks = list(self._checks.values())
        self.plot.show_checks(checks, exponent)
        check = self.check
        if check is None or self._asked is None or self._frame is None:
            self._say("computing …" if self._work else "")
            return
        _, cell = self._asked
        name = cell.tensor.removeprefix("new_").removesuffix("_gradient")
        symbol = cell_symbol(Cell(cell.layer, f"{name}_gradient", cell.index), self._frame.run.layers)
        for line, label, number in zip(gradient_lines(check, symbol), self.names, self.numbers, strict=True):
            set_text(label, line.name)
            set_text(number, line.number)
        set_text(self.sentence, gradient_sentence(check, checks))

    def _say(self, sentence: str) -> None:
        for label in (*self.names, *self.numbers):
            set_text(label, "")
        set_text(self.sentence, sentence)

    @Slot(bool)
    def _open(self, is_open: bool) -> None:
        self.toggle.setText(f"{'▾' if is_open else '▸'} Gradient check")
        self.body.setVisible(is_open)
        self._begin()
