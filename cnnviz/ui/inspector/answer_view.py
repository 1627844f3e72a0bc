"""What a number is made of: the formula with its numbers, the terms, their sum, and whether the engine agrees."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from cnnviz.explain import Derivation
from cnnviz.ui.frame import Run
from cnnviz.ui.inspector.formulas import plain_text, rich_text
from cnnviz.ui.inspector.look import derived_font, dress_button, set_color, set_text, text_label
from cnnviz.ui.inspector.number_text import count_text, filled_text, note_text, order_text, result_text, verdict_of
from cnnviz.ui.inspector.outline import Order, first_order
from cnnviz.ui.inspector.path import unbroken
from cnnviz.ui.inspector.softmax_rows import softmax_forms, softmax_text
from cnnviz.ui.inspector.term_rows import tables_of
from cnnviz.ui.inspector.terms_view import TermsView
from cnnviz.ui.theme import Theme, load_theme


class AnswerView(QWidget):
    """Shows a `Derivation`; the order of the terms and what is open stay as they are until another number is asked."""

    cell_asked = Signal(object)
    """A term's source, a `Cell`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.filled = text_label("Formula with numbers", self)
        self.filled.setTextFormat(Qt.TextFormat.RichText)
        self.note = text_label("Note", self)
        self.count = text_label("How many terms", self)
        self.order = QToolButton(self)
        dress_button(self.order, "", "Order of the terms", "Change the order of the terms: the formula's, or by size")
        self.order.clicked.connect(self._change_order)
        self.terms = TermsView(self)
        self.terms.cell_asked.connect(self.cell_asked)
        self.terms.fold_toggled.connect(self._toggle_fold)
        self.line = QFrame(self)
        self.line.setFrameShape(QFrame.Shape.HLine)
        self.result_name = text_label("Result", self)
        self.result = text_label("Sum", self)
        self.result.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.common = text_label("Softmax and loss", self)
        self.verdict = text_label("The engine's number", self)
        self._lay_out()
        self._theme = load_theme("light")
        self._derivation: Derivation | None = None
        self._run: Run | None = None
        self._order: Order | None = None
        self._opened: frozenset[str] = frozenset()

    def _lay_out(self) -> None:
        heads, result = QHBoxLayout(), QHBoxLayout()
        heads.addWidget(self.count, 1)
        heads.addWidget(self.order)
        result.setContentsMargins(0, 0, 8, 0)
        result.addWidget(self.result_name)
        result.addWidget(self.result, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.filled)
        layout.addWidget(self.note)
        layout.addLayout(heads)
        layout.addWidget(self.terms, 100)
        layout.addWidget(self.line)
        layout.addLayout(result)
        layout.addWidget(self.common)
        layout.addWidget(self.verdict)
        layout.addStretch(1)
        self._layout = layout

    def add_below(self, widget: QWidget) -> None:
        """Put a widget right below the answer."""
        self._layout.insertWidget(self._layout.count() - 1, widget)

    def forget(self) -> None:
        """Begin anew for another number: its easiest order, nothing opened."""
        self._order, self._opened = None, frozenset()

    def show_answer(self, derivation: Derivation | None, run: Run | None) -> None:
        """Show where a number of a run comes from; None: nothing."""
        self._derivation, self._run = derivation, run
        self.setVisible(derivation is not None and run is not None)
        if derivation is None or run is None:
            return
        filled = filled_text(derivation)
        _tell(self.filled, rich_text(filled, self._theme.backward))
        self.filled.setAccessibleDescription(plain_text(filled))
        _tell(self.note, unbroken(note_text(derivation, run.layers)))
        self._show_terms(derivation, run)
        name, number = result_text(derivation)
        _tell(self.result_name, name)
        _tell(self.result, number)
        self.line.setVisible(bool(name))
        self._show_verdict(derivation)

    def apply_theme(self, theme: Theme) -> None:
        """Take over a theme's colours."""
        self._theme = theme
        for label in (self.note, self.count, self.common, self.result_name):
            set_color(label, theme.color("muted"))
        set_color(self.line, theme.color("line"))
        self.terms.apply_theme(theme)
        self.show_answer(self._derivation, self._run)

    def take_fonts(self) -> None:
        """Derive the fonts from the window's."""
        self.filled.setFont(derived_font(self, 1.05))
        for part in (self.note, self.count, self.common, self.order):
            part.setFont(derived_font(self, 0.92))
        for label in (self.result_name, self.result):
            label.setFont(derived_font(self, 1.05, bold=True))
        self.terms.take_fonts()
        if self._derivation is not None:
            self._show_verdict(self._derivation)

    def _show_terms(self, derivation: Derivation, run: Run) -> None:
        has_terms, is_softmax = bool(derivation.terms), derivation.softmax is not None
        self.terms.setVisible(has_terms)
        self.order.setVisible(has_terms and not is_softmax and len(derivation.terms) > 2)
        _tell(self.count, count_text(derivation) if has_terms and not is_softmax else "")
        _tell(self.common, "\n".join(softmax_text(derivation.softmax)) if derivation.softmax else "")
        if is_softmax:
            self.terms.show_forms(*softmax_forms(derivation, run.class_names))
        elif has_terms:
            order = self._order or first_order(derivation)
            self.order.setText(order_text(order))
            self.terms.show_forms(*tables_of(derivation, order, self._opened))
        else:
            self.terms.show_forms()

    def _show_verdict(self, derivation: Derivation) -> None:
        verdict = verdict_of(derivation)
        _tell(self.verdict, verdict.text)
        set_color(self.verdict, self._theme.color("muted" if verdict.agrees else "wrong"))
        self.verdict.setFont(derived_font(self, 0.92 if verdict.agrees else 1.15, bold=not verdict.agrees))

    @Slot(str)
    def _toggle_fold(self, key: str) -> None:
        self._opened ^= {key}
        self.show_answer(self._derivation, self._run)

    @Slot()
    def _change_order(self) -> None:
        if self._derivation is not None:
            order = self._order or first_order(self._derivation)
            self._order = Order.FORMULA if order is Order.LARGEST else Order.LARGEST
            self.show_answer(self._derivation, self._run)


def _tell(label: QLabel, text: str) -> None:
    set_text(label, text)
    label.setAccessibleDescription(text)
    label.setVisible(bool(text))
