"""Where the number asked about comes from: the path to it, its value, its formula, its terms, its gradient's check."""

from PySide6.QtCore import QEvent, Qt, Slot
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from cnnviz.explain import Cell
from cnnviz.ui.frame import Frame
from cnnviz.ui.inspector.answer_view import AnswerView
from cnnviz.ui.inspector.copy_button import CopyButton
from cnnviz.ui.inspector.formulas import plain_text, rich_text, tensor_formula
from cnnviz.ui.inspector.gradient_section import GradientSection
from cnnviz.ui.inspector.look import derived_font, set_color, set_text, text_label
from cnnviz.ui.inspector.number_text import ASK, layer_text, title_text
from cnnviz.ui.inspector.path import unbroken
from cnnviz.ui.inspector.path_bar import PathBar
from cnnviz.ui.inspector.question import Question
from cnnviz.ui.numbers import write_exactly
from cnnviz.ui.theme import Theme, load_theme
from cnnviz.ui.view_model import value_of


class NumberView(QScrollArea):
    """Shows the answer of a `Question`; each term's source can be asked in its turn, as far as a pixel."""

    def __init__(self, question: Question, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Number")
        self.setAccessibleDescription("Where the number asked about comes from")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.question = question
        self._theme = load_theme("light")
        self._is_stale = False
        content = QWidget(self)
        self.hint = text_label("How to begin", content)
        set_text(self.hint, ASK)
        self.path = PathBar(content)
        self.path.back_asked.connect(self._go_back)
        self.path.place_asked.connect(self._go_back_to)
        self.title = text_label("The number", content)
        self.layer = text_label("The number's layer", content)
        self.copy = CopyButton(question, content)
        self.formula = text_label("Formula", content)
        self.formula.setTextFormat(Qt.TextFormat.RichText)
        self.answer = AnswerView(content)
        self.answer.cell_asked.connect(self._follow)
        self.gradient = GradientSection(content)
        self._lay_out(content)
        for keys in ("Backspace", "Alt+Left"):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(self._go_back)
        question.cell_changed.connect(self._change_cell)
        question.answered.connect(self._show_answer)
        self.setFocusProxy(self.answer.terms)
        self._take_fonts()
        self._change_cell()

    def _lay_out(self, content: QWidget) -> None:
        under = QHBoxLayout()
        under.addWidget(self.layer, 1)
        under.addWidget(self.copy)
        layout = QVBoxLayout(content)
        layout.setContentsMargins(8, 6, 6, 6)
        layout.setSpacing(4)
        for part in (self.hint, self.path, self.title):
            layout.addWidget(part)
        layout.addLayout(under)
        layout.addWidget(self.formula)
        layout.addWidget(self.answer, 100)
        self.answer.add_below(self.gradient)
        layout.addStretch(1)
        self.setWidget(content)

    def show_frame(self, frame: Frame) -> None:
        """Write the number anew; while training runs, with its terms, when the question has them."""
        cell = self.question.cell
        if self._is_stale:
            self._show_words()
        if cell is not None:
            if not (self.question.is_live and self.question.derivation):
                self._show_value(frame, cell)
            self.gradient.ask(frame, cell, self.question.is_live)

    def apply_theme(self, theme: Theme) -> None:
        """Take over a theme's colours."""
        self._theme = theme
        for label in (self.hint, self.layer, self.formula):
            set_color(label, theme.color("muted"))
        for part in (self.path, self.answer, self.gradient):
            part.apply_theme(theme)
        self._take_fonts()
        self._show_words()

    @Slot()
    def _change_cell(self) -> None:
        self.answer.forget()
        self._show_words()
        self.verticalScrollBar().setValue(0)

    def _show_words(self) -> None:
        frame, cell = self.question.frame, self.question.cell
        is_asked = frame is not None and cell is not None
        self.hint.setVisible(not is_asked)
        for part in (self.title, self.layer, self.copy, self.formula):
            part.setVisible(is_asked)
        self._show_answer()
        if frame is None or cell is None:
            self.path.setVisible(False)
            self.gradient.ask(None, None, False)
            return
        self.path.show_path(self.question.path, frame.run.layers)
        set_text(self.layer, layer_text(frame, cell))
        self._show_value(frame, cell)
        self.gradient.ask(frame, cell, self.question.is_live)

    def _show_value(self, frame: Frame, cell: Cell) -> None:
        title = title_text(frame, cell)
        set_text(self.title, unbroken(title))
        self.title.setAccessibleDescription(title)
        value = value_of(frame, cell)
        self.copy.setEnabled(value is not None)
        self.title.setToolTip("" if value is None else write_exactly(value))

    @Slot()
    def _show_answer(self) -> None:
        derivation, frame, cell = self.question.derivation, self.question.frame, self.question.cell
        self._is_stale = self.question.is_live and not self.isVisible()
        if self._is_stale:
            return  # it is written when it comes into sight
        if derivation is not None and self.question.is_live and frame is not None and cell is not None:
            self._show_value(frame, cell)
        self.answer.show_answer(derivation, frame.run if frame else None)
        if frame is None or cell is None:
            return
        own = tensor_formula(frame.run.layers, frame.run.shapes, cell.layer, cell.tensor)
        formula = derivation.formula if derivation else own
        set_text(self.formula, rich_text(formula, self._theme.backward))
        self.formula.setAccessibleDescription(plain_text(formula))

    @Slot(object)
    def _follow(self, cell: Cell) -> None:
        self.question.follow(cell)
        self._keep_focus()

    @Slot()
    def _go_back(self) -> None:
        if len(self.question.path.cells) > 1:
            self.question.back()
            self._keep_focus()

    @Slot(int)
    def _go_back_to(self, place: int) -> None:
        self.question.back_to(place)
        self._keep_focus()

    def _keep_focus(self) -> None:
        terms = self.answer.terms
        if terms.isVisible() and terms.table.rows:
            terms.choose(0, 0)
            terms.setFocus()
        else:  # the end of a path has no terms; from here the keyboard goes back
            self.path.back.setFocus()

    def _take_fonts(self) -> None:
        self.title.setFont(derived_font(self, 1.25, bold=True))
        self.layer.setFont(derived_font(self, 0.92))
        for part in (self.path, self.answer, self.gradient):
            part.take_fonts()

    def showEvent(self, event: QShowEvent) -> None:
        self._take_fonts()  # the application's style sheet drops the fonts of what gets a new parent
        super().showEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "gradient"):
            self._take_fonts()
