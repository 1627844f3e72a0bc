"""A function of the reference implementation, read-only: its formula line on a band, long lines wrapped in place."""

import re

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetricsF,
    QResizeEvent,
    QSyntaxHighlighter,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
)
from PySide6.QtWidgets import QTextEdit, QWidget

from cnnviz.ui.inspector.look import derived_font
from cnnviz.ui.inspector.sources import Source
from cnnviz.ui.theme import Theme

_KEYWORDS = r"\b(?:def|for|in|if|elif|else|return|is|and|or|not)\b"
_BUILT_IN = r"\b(?:range|len|zip|max|isinstance|list|float|int|tuple|math|Tensor)\b"
_GRADIENTS = r"\bd(?:[XYKWBb]|Xpad|z|w|y)\b"
_TENSORS = r"\b(?:[XYKWBbzPT]|Xpad|W_new)\b"


class PythonColors(QSyntaxHighlighter):
    """Few colours, with a meaning: forward tensors in the forward colour, gradients in the backward colour."""

    def __init__(self, view: QTextEdit) -> None:
        super().__init__(view.document())
        self._rules: list[tuple[re.Pattern[str], QTextCharFormat]] = []

    def apply_theme(self, theme: Theme) -> None:
        """Colour the document anew."""
        self._rules = [
            (re.compile(pattern), _format(theme.color(color), bold))
            for pattern, color, bold in (
                (_KEYWORDS, "muted", True),
                (_BUILT_IN, "muted", False),
                (_TENSORS, "forward", False),
                (_GRADIENTS, "backward", False),
            )
        ]
        self.rehighlight()

    def highlightBlock(self, text: str) -> None:
        for pattern, form in self._rules:
            for found in pattern.finditer(text):
                self.setFormat(found.start(), found.end() - found.start(), form)


class SourceView(QTextEdit):
    """Shows a `Source`; it wraps a long line under its own beginning, so that nothing needs a horizontal scroll."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Source of the phase")
        self.setAccessibleDescription("The function of the reference implementation that defines this phase")
        self.setToolTip("The paper's loops for this phase, from the file reference.py; the marked line is the formula")
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._colors = PythonColors(self)
        self._source: Source | None = None
        self._band = QColor(Qt.GlobalColor.transparent)
        self.setCursorWidth(0)
        self.take_font()

    @property
    def source(self) -> Source | None:
        """What is on view."""
        return self._source

    def take_font(self) -> None:
        """Derive the code's font from the window's."""
        window = self.parentWidget()
        self.setFont(derived_font(window if window else self, 0.95, fixed=True))
        self.document().setDocumentMargin(5)
        self._lay_out()

    def show_source(self, source: Source, band: QColor) -> None:
        """Show a function, its formula line on a band of a colour."""
        if source == self._source and band == self._band:
            return
        is_new = source != self._source
        self._source, self._band = source, band
        if is_new:
            self.setPlainText(source.text)
        self._lay_out()

    def apply_theme(self, theme: Theme) -> None:
        """Take over a theme's colours."""
        palette = self.palette()
        palette.setColor(palette.ColorRole.Text, theme.color("text"))
        self.setPalette(palette)
        self._colors.apply_theme(theme)

    def _lay_out(self) -> None:
        if self._source is None:
            return
        width = QFontMetricsF(self.font()).horizontalAdvance(" ")
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        block = self.document().begin()
        while block.isValid():
            text = block.text()
            hang = (len(text) - len(text.lstrip(" ")) + 2) * width
            form = QTextBlockFormat()
            form.setLeftMargin(hang)
            form.setTextIndent(-hang)
            if block.blockNumber() == self._source.formula_line:
                form.setBackground(self._band)
            cursor.setPosition(block.position())
            cursor.setBlockFormat(form)
            block = block.next()
        cursor.endEditBlock()
        self._show_formula()

    def _show_formula(self) -> None:
        if self._source is None:
            return
        line = self.document().findBlockByNumber(self._source.formula_line)
        end = QTextCursor(line)
        end.movePosition(QTextCursor.MoveOperation.EndOfBlock)
        for cursor in (end, QTextCursor(line)):
            self.setTextCursor(cursor)
            self.ensureCursorVisible()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.setCursorWidth(1)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.setCursorWidth(0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_formula()

    def sizeHint(self) -> QSize:
        return QSize(200, self.fontMetrics().lineSpacing() * 8)

    def minimumSizeHint(self) -> QSize:
        return QSize(60, self.fontMetrics().lineSpacing() * 6)


def _format(color: QColor, bold: bool) -> QTextCharFormat:
    form = QTextCharFormat()
    form.setForeground(color)
    if bold:
        form.setFontWeight(600)
    return form
