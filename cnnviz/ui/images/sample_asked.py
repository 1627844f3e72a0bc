"""A line of text with a number that can be asked where it comes from, by a click or by Enter."""

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QEnterEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from cnnviz.ui.focus import draw_focus_ring
from cnnviz.ui.images.sample_rows import ROOM
from cnnviz.ui.theme import Theme, load_theme


class AskedLine(QWidget):
    """Stands around a label; is reached by Tab and can be clicked for as long as its number is known."""

    asked = Signal()

    def __init__(self, label: QLabel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.label = label
        self._theme = load_theme("light")
        self._is_askable = False
        layout = QVBoxLayout(self)
        layout.setContentsMargins(ROOM, 2, ROOM, 2)
        layout.addWidget(label)
        self.set_askable(False)

    def set_askable(self, is_askable: bool, text: str = "", tip: str = "") -> None:
        """Whether there is a number to ask about, the line that it stands in, and what is said to the pointer."""
        self._is_askable = is_askable
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if is_askable else Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor if is_askable else Qt.CursorShape.ArrowCursor)
        self.setAccessibleName(text)
        self.setAccessibleDescription(tip)
        self.setToolTip(tip)
        self.label.setToolTip(tip)
        self.update()

    def apply_theme(self, theme: Theme) -> None:
        """Draw in the colours of a theme."""
        self._theme = theme
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._is_askable and event.button() == Qt.MouseButton.LeftButton:
            self.asked.emit()
        else:
            super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._is_askable and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.asked.emit()
        else:
            super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._is_askable or not (self.hasFocus() or self.underMouse()):
            return
        painter = QPainter(self)
        if self.hasFocus():
            draw_focus_ring(painter, self._theme, self.rect(), 2)
        else:
            painter.setPen(QPen(self._theme.color("muted"), 1))
            painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))
        painter.end()
