"""What is wrong with the run, each trouble in a sentence, with a way to the step where it began."""

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from cnnviz.training import Finding, Trouble
from cnnviz.ui.frame import Frame
from cnnviz.ui.keys import SpaceForButtons
from cnnviz.ui.theme import Theme, load_theme

HEALTHY = "Nothing is wrong with the run so far."
_LOOKED_FOR = (
    "Looked for: a loss that is not finite or explodes, a softmax that is sure of wrong answers, "
    "and units that are always 0."
)

_BESIDE = 55
"""From this many characters of width on, the button stands beside the sentence, below that under it."""


def go_tip(finding: Finding) -> str:
    """What "Go there" does for a finding."""
    return f"Go to step {finding.step}, where it began, before anything of it is computed."


def color_of(finding: Finding) -> str:
    """The theme's name of a finding's colour."""
    return "not_a_number" if finding.trouble is Trouble.NOT_FINITE else "wrong"


class HealthView(QWidget):
    """The findings, the worst first."""

    seek_requested = Signal(int)
    """The step where a trouble began."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Health of the run")
        self._theme = load_theme("light")
        self._findings: tuple[Finding, ...] | None = None
        self._rows: list[_FindingRow] = []
        self._healthy = QLabel()
        self._healthy.setWordWrap(True)
        self._healthy.setTextFormat(Qt.TextFormat.PlainText)
        content = QWidget()
        self._list = QVBoxLayout(content)
        self._list.setContentsMargins(8, 6, 8, 6)
        self._list.setSpacing(6)
        self._list.addWidget(self._healthy)
        self._list.addStretch(1)
        self._scroll = QScrollArea()
        self._scroll.setWidget(content)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setAccessibleName("What is wrong with the run")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._scroll)
        self._show(())

    def show_frame(self, frame: Frame) -> None:
        """Show what is wrong at the frame's position."""
        if frame.health != self._findings:
            self._show(frame.health)

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        for row in self._rows:
            row.color(theme)

    @property
    def texts(self) -> tuple[str, ...]:
        """What is said, top to bottom."""
        return tuple(row.text for row in self._rows) or (self._healthy.text(),)

    def _show(self, findings: tuple[Finding, ...]) -> None:
        self._findings = findings
        while len(self._rows) > len(findings):
            row = self._rows.pop()
            self._list.removeWidget(row)
            row.hide()
            row.deleteLater()
        while len(self._rows) < len(findings):
            row = _FindingRow(self)
            row.asked.connect(self.seek_requested)
            self._list.insertWidget(len(self._rows), row)
            self._rows.append(row)
        for row, finding in zip(self._rows, findings, strict=True):
            row.show_finding(finding, self._theme)
        self._healthy.setText(f"✓ {HEALTHY}\n{_LOOKED_FOR}")
        self._healthy.setVisible(not findings)
        self.setAccessibleDescription(" ".join(finding.sentence for finding in findings) or HEALTHY)

    def sizeHint(self) -> QSize:
        return QSize(260, 150)


class _FindingRow(QWidget):
    """A sentence, and a button that goes to the step where the trouble began."""

    asked = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._finding: Finding | None = None
        self._label = QLabel()
        self._label.setWordWrap(True)
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._sign = QLabel("⚠")
        self.button = QPushButton("Go there")
        self.button.installEventFilter(SpaceForButtons(self))
        self.button.clicked.connect(self._ask)
        sentence = QHBoxLayout()
        sentence.setSpacing(6)
        sentence.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        sentence.addWidget(self._label, 1, Qt.AlignmentFlag.AlignTop)
        self._layout = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(2)
        self._layout.addLayout(sentence, 1)
        self._layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight)

    @property
    def text(self) -> str:
        """The sentence."""
        return self._label.text()

    def show_finding(self, finding: Finding, theme: Theme) -> None:
        """Show a finding."""
        if finding == self._finding:
            return
        self._finding = finding
        self._label.setText(finding.sentence)
        self.button.setToolTip(go_tip(finding))
        self.button.setAccessibleName(f"Go to step {finding.step}, where this began")
        self.button.setAccessibleDescription(finding.sentence)
        self.color(theme)

    def color(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        if self._finding is not None:
            palette = self._sign.palette()
            palette.setColor(self._sign.foregroundRole(), theme.color(color_of(self._finding)))
            self._sign.setPalette(palette)

    @Slot()
    def _ask(self) -> None:
        if self._finding is not None:
            self.asked.emit(self._finding.step)

    def resizeEvent(self, event: QResizeEvent) -> None:
        direction = QBoxLayout.Direction
        is_wide = event.size().width() >= _BESIDE * self.fontMetrics().averageCharWidth()
        self._layout.setDirection(direction.LeftToRight if is_wide else direction.TopToBottom)
        super().resizeEvent(event)
