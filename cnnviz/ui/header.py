"""The lines above the picture: where the run is, what the worker does, and why it stopped."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from cnnviz.ui.frame import Frame
from cnnviz.ui.headline import PACE_OF_VIEWS, activity_text, phase_line, step_text, subject_text
from cnnviz.ui.theme import Theme, load_theme


class ElidedLabel(QLabel):
    """A line of text that ends in … where there is no room, rather than push the window wider.

    Another text is only painted: it does not make the window lay itself out again, as a QLabel's does.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = ""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def text(self) -> str:
        """The whole text."""
        return self._text

    def setText(self, text: str) -> None:
        """Show another text."""
        if text != self._text:
            self._text = text
            self.setAccessibleDescription(text)
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        text = QFontMetrics(self.font()).elidedText(self._text, Qt.TextElideMode.ElideRight, self.width())
        painter.setFont(self.font())
        painter.setPen(self.palette().windowText().color())
        painter.drawText(self.rect(), self.alignment(), text)


class SnugLabel(ElidedLabel):
    """A line that is as wide as its text; its place is laid out again only where the width changes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)  # ignored, it would have no room

    def setText(self, text: str) -> None:
        """Show a text."""
        super().setText(text)
        width = self.fontMetrics().horizontalAdvance(text)
        if width != self.maximumWidth():
            self.setFixedWidth(width)


class Header(QWidget):
    """Step and phase in one line; a second one for a probe or for why the run stopped."""

    probe_cleared = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = load_theme("light")
        self._phase_color = "muted"
        self._step = ElidedLabel()
        self._step.setAccessibleName("Step")
        self._activity = SnugLabel()
        self._activity.setAccessibleName("Activity")
        self._activity.setToolTip(PACE_OF_VIEWS)
        self._phase = ElidedLabel()
        self._phase.setAccessibleName("Phase")
        self._phase.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        bold = self._step.font()
        bold.setBold(True)
        self._step.setFont(bold)
        self._note = ElidedLabel()
        self._note.setAccessibleName("Note")
        self._back = QPushButton("Back to the training sample")
        self._back.setToolTip("Stop looking at the chosen image (Ctrl+B)")
        self._back.clicked.connect(self.probe_cleared)
        upper, lower = QHBoxLayout(), QHBoxLayout()
        upper.addWidget(self._step, 5)
        upper.addWidget(self._activity, 0)
        upper.addWidget(self._phase, 5)
        upper.setSpacing(16)
        lower.addWidget(self._note, 1)
        lower.addWidget(self._back)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 5, 12, 3)
        layout.setSpacing(2)
        layout.addLayout(upper)
        layout.addLayout(lower)
        self._note.hide()
        self._back.hide()

    def show_frame(self, frame: Frame) -> None:
        """Say where the run is."""
        _say(self._step, step_text(frame))
        self._activity.setText(activity_text(frame))
        text, color = phase_line(frame)
        _say(self._phase, text)
        note = " ".join(part for part in (frame.note, subject_text(frame)) if part)
        _say(self._note, note)
        self._note.setVisible(bool(note))
        self._back.setVisible(frame.probe is not None)
        if color != self._phase_color:
            self._phase_color = color
            self._color()

    def tell(self, text: str) -> None:
        """Say something until the next frame."""
        self._note.setText(text)
        self._note.setVisible(True)

    def apply_theme(self, theme: Theme) -> None:
        """Take over a theme's colours."""
        self._theme = theme
        self._color()

    def _color(self) -> None:
        for label, color in ((self._phase, self._phase_color), (self._activity, "muted"), (self._note, "backward")):
            palette = label.palette()
            palette.setColor(label.foregroundRole(), self._theme.color(color))
            label.setPalette(palette)


def _say(label: ElidedLabel, text: str) -> None:
    """Show a text, and the whole of it in the tooltip."""
    if text != label.text():
        label.setText(text)
        label.setToolTip(text)
