"""What the phase that was computed last does, and why: a sentence, its formulas, its shapes and its source."""

import re

from PySide6.QtCore import QEvent, Qt, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QTabBar, QVBoxLayout, QWidget

from cnnviz.ui.frame import Frame, Run
from cnnviz.ui.inspector.formulas import plain_text, rich_text
from cnnviz.ui.inspector.look import derived_font, set_color, set_text, text_label
from cnnviz.ui.inspector.phases_explained import Explanation, explain_phase
from cnnviz.ui.inspector.source_view import SourceView
from cnnviz.ui.theme import Theme

NOTHING_YET = "nothing computed yet: press → to compute the first phase"
PROBE = "A probe: forward and backward, no update"


class PhaseView(QScrollArea):
    """Explains `frame.run.phases[frame.phases_done - 1]`; for a probe, the last phase of its backward pass."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Phase")
        self.setAccessibleDescription("What the current phase does: formulas, shapes and source")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        content = QWidget(self)
        self.title = text_label("Phase", content)
        self.place = text_label("Which phase of the step", content)
        self.sentence = text_label("What the phase does and why", content)
        self.formulas = text_label("Formulas of the phase", content)
        self.where = text_label("What the letters stand for", content)
        self.shapes = text_label("Shapes of the phase", content)
        for label in (self.formulas, self.where, self.shapes):
            label.setTextFormat(Qt.TextFormat.RichText)
        self.functions = QTabBar(content)
        self.functions.setAccessibleName("Functions of the phase")
        self.functions.setAccessibleDescription("Choose which function's source is shown")
        self.functions.setToolTip("Choose the function whose source is shown (← → while this has the focus)")
        self.functions.setExpanding(False)
        self.functions.setDrawBase(False)
        self.functions.currentChanged.connect(self._show_function)
        self.function = text_label("Name of the function", content)
        self.source = SourceView(content)
        layout = QVBoxLayout(content)
        layout.setContentsMargins(10, 8, 10, 8)
        layout.setSpacing(6)
        for part in (self.title, self.place, self.sentence, self.formulas, self.where, self.shapes):
            layout.addWidget(part)
        layout.addWidget(self.functions)
        layout.addWidget(self.function)
        layout.addWidget(self.source, 1000)
        layout.addStretch(1)  # before the first phase there is no source to take the room below
        self._parts = (self.sentence, self.formulas, self.where, self.shapes, self.function, self.source)
        self.setWidget(content)
        self._theme: Theme | None = None
        self._key: tuple[Run, int, bool] | None = None
        self._explanation: Explanation | None = None
        self._take_fonts()

    @property
    def explanation(self) -> Explanation | None:
        """What is on view; None before the first phase."""
        return self._explanation

    def show_frame(self, frame: Frame) -> None:
        """Explain the phase computed last, unless it is the one on view."""
        key = (frame.run, frame.phases_done, frame.probe is not None)
        if key == self._key:
            return
        self._key = key
        run, number = frame.run, frame.phases_done
        self._explanation = explain_phase(run.layers, run.shapes, run.phases[number - 1]) if number else None
        place = f"phase {number} of {len(run.phases)}"
        set_text(self.place, f"{PROBE} · {place}" if frame.probe else place if number else NOTHING_YET)
        self._fill()

    def apply_theme(self, theme: Theme) -> None:
        """Take over a theme's colours."""
        self._theme = theme
        self._take_fonts()
        for label in (self.place, self.where, self.shapes, self.function):
            set_color(label, theme.color("muted"))
        self.source.apply_theme(theme)
        self._fill()

    def _fill(self) -> None:
        explanation = self._explanation
        for part in self._parts:
            part.setVisible(explanation is not None)
        self.functions.setVisible(explanation is not None and len(explanation.sources) > 1)
        if explanation is None:
            set_text(self.title, "Step by step")
        if explanation is None or self._theme is None:
            return
        set_text(self.title, explanation.title)
        set_color(self.title, self._theme.color("forward" if explanation.is_forward else "backward"))
        set_text(self.sentence, explanation.sentence)
        set_text(self.formulas, self._formulas_text(explanation, self._theme))
        self.formulas.setAccessibleDescription("; ".join(map(plain_text, explanation.formulas)))
        set_text(self.where, rich_text(explanation.where))
        self.where.setVisible(bool(explanation.where))
        set_text(self.shapes, rich_text(re.sub(r" (?=\d)", "\u00a0", explanation.shapes)))
        self._fill_functions(explanation)

    def _formulas_text(self, explanation: Explanation, theme: Theme) -> str:
        lines = (rich_text(formula, theme.backward) for formula in explanation.formulas)
        return "".join(f'<p style="margin: 1px 0 3px 14px; text-indent: -14px">{line}</p>' for line in lines)

    def _fill_functions(self, explanation: Explanation) -> None:
        names = [source.name for source in explanation.sources]
        if names != [self.functions.tabData(tab) for tab in range(self.functions.count())]:
            self.functions.blockSignals(True)
            while self.functions.count():
                self.functions.removeTab(0)
            for tab, source in enumerate(explanation.sources):
                self.functions.addTab(source.symbol)
                self.functions.setTabData(tab, source.name)
                self.functions.setTabToolTip(tab, f"{source.name}: {source.summary}")
            self.functions.blockSignals(False)
        self._show_function(max(0, self.functions.currentIndex()))

    @Slot(int)
    def _show_function(self, number: int) -> None:
        if self._explanation is None or self._theme is None or not 0 <= number < len(self._explanation.sources):
            return
        source = self._explanation.sources[number]
        set_text(self.function, f"reference.py · {source.name}")
        band = "forward_band" if self._explanation.is_forward else "backward_band"
        self.source.show_source(source, self._theme.color(band))

    def _take_fonts(self) -> None:
        self.title.setFont(derived_font(self, 1.35, bold=True))
        self.formulas.setFont(derived_font(self, 1.15))
        for label in (self.place, self.where, self.shapes, self.function):
            label.setFont(derived_font(self, 0.92))
        self.source.take_font()

    def showEvent(self, event: QShowEvent) -> None:
        self._take_fonts()  # the application's style sheet drops the fonts of what gets a new parent
        super().showEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "source"):
            self._take_fonts()
