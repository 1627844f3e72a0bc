"""The timeline: the whole run on one line, with its loss behind it and a handle that goes back and forth in it."""

from typing import Final

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QFont,
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractSlider, QSizePolicy, QToolTip, QWidget

from cnnviz.ui.frame import Activity, Frame, Run
from cnnviz.ui.keys import ARROWS
from cnnviz.ui.theme import Theme, load_theme
from cnnviz.ui.timeline_backdrop import LABEL_TOP, LINE_Y, MARGIN
from cnnviz.ui.timeline_marks import Forks, forks_of, mark_near, marks_text
from cnnviz.ui.timeline_painter import HANDLE_RADIUS, Look, TimelinePainter
from cnnviz.ui.timeline_scale import Axis, position_text

_EMIT_EVERY: Final = 30
"""Milliseconds between two requests while the handle is dragged or a key is held."""
_HOLD: Final = 600
"""Milliseconds that the handle stays where it was put while the worker has not got there."""

_KEYS: Final = ARROWS | {Qt.Key.Key_Home, Qt.Key.Key_End}
_MODIFIERS: Final = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier


class TimelineView(QAbstractSlider):
    """A slider over the positions of the run, 0 to all its steps; what has not been trained cannot be reached."""

    seek_requested = Signal(int)
    """The position to go to: at most one every 30 ms, and always the last."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._frame: Frame | None = None
        self._run: Run | None = None
        self._theme: Theme = load_theme("light")
        self._painter = TimelinePainter()
        self._forks = Forks(())
        self._hovered: float | None = None
        self._pressed = False
        self._grip = 0.0
        self._moved = False
        self._asked: int | None = None
        """Where the user wants to be, until a frame is there."""
        self._unsent = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_EMIT_EVERY)
        self._pause.timeout.connect(self._send_the_rest)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(_HOLD)
        self._patience.timeout.connect(self._give_up_waiting)
        self.setOrientation(Qt.Orientation.Horizontal)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # so that the window behind need not be painted
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setRange(0, 0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Timeline of the run")
        self.setAccessibleDescription("No run is open.")
        self.setToolTip(
            "Drag or click to go to a step of the run. Keys: arrows a step, Shift+arrows an epoch, Home, End."
        )
        self.valueChanged.connect(self._ask)
        self.installEventFilter(self)

    def show_frame(self, frame: Frame) -> None:
        """Show where the run is; while the user drags, the handle stays with the mouse."""
        if self._frame is None or frame.branches != self._frame.branches:
            self._forks = forks_of(frame.branches)
        self._frame = frame
        if frame.run is not self._run:
            self._run = frame.run
            self._forget_request()
            self._pressed = False
            self.setPageStep(frame.run.steps_per_epoch)
            with QSignalBlocker(self):
                self.setRange(0, frame.run.total_steps)
        if self._asked is not None and not self._pressed and frame.position == self._asked and not self._unsent:
            self._forget_request()
        if not self._pressed and self._asked is None:
            self._take_position()
        self.update()

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.update()

    def text_at(self, x: float) -> str:
        """What the tooltip says at x pixels from the left: the place, and what is marked there."""
        if self._frame is None:
            return "No run is open."
        marks = marks_text(self._frame, self._forks, self._axis(), x)
        return "\n".join(filter(None, (position_text(self._frame, self._axis().position_at(x)), marks)))

    @Slot(int)
    def _ask(self, position: int) -> None:
        """The value has changed: the user, or an assistive technology, wants to go there (frames set it silently)."""
        if self._frame is None:
            return
        if position > self._frame.furthest:
            self.setValue(self._frame.furthest)
            return
        self._asked = position
        self._unsent = True
        self._moved = True
        if not self._pause.isActive():
            self._send()

    def _send(self) -> None:
        assert self._asked is not None
        self._unsent = False
        self._pause.start()
        self._patience.start()
        self.seek_requested.emit(self._asked)

    @Slot()
    def _send_the_rest(self) -> None:
        if self._unsent:
            self._send()

    @Slot()
    def _give_up_waiting(self) -> None:
        """The worker is elsewhere (a running one has gone on): show where."""
        if not self._pressed and not self._unsent:
            self._forget_request()
            self._take_position()

    def _forget_request(self) -> None:
        self._asked = None
        self._unsent = False
        self._patience.stop()

    def _take_position(self) -> None:
        frame = self._frame
        if frame is None:
            return
        with QSignalBlocker(self):
            self.setValue(frame.position)
        if frame.activity is not Activity.RUNNING:  # a screen reader could not follow a running one
            self.setAccessibleDescription(position_text(frame, frame.position))

    def _axis(self) -> Axis:
        return Axis(MARGIN, self.width() - 2 * MARGIN, self.maximum())

    def _follow(self, event: QMouseEvent) -> None:
        """Move the handle to the mouse, as far as the run has been."""
        assert self._frame is not None
        self._go_to(event, self._axis().position_at(event.position().x() - self._grip))

    def _go_to(self, event: QMouseEvent, wanted: int) -> None:
        assert self._frame is not None
        self.setValue(min(wanted, self._frame.furthest))
        said = position_text(self._frame, wanted if wanted > self._frame.furthest else self.value())
        QToolTip.showText(event.globalPosition().toPoint(), said, self)

    def _show_reach(self, x: float) -> None:
        """Tell by the cursor whether a place can be gone to."""
        beyond = self._frame is not None and self._axis().position_at(x) > self._frame.furthest
        self.setCursor(Qt.CursorShape.ForbiddenCursor if beyond else Qt.CursorShape.PointingHandCursor)

    def _label_font(self) -> QFont:
        font = QFont(self.font())
        font.setPointSizeF(max(8.0, font.pointSizeF() - 1))
        return font

    def sizeHint(self) -> QSize:
        return QSize(600, LABEL_TOP + QFontMetrics(self._label_font()).height())

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.sizeHint().height())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # Not an override of event(): an error in a paintEvent below one would end the process instead of being shown.
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and _is_ours(event):
            event.accept()
            return True
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), f"{self.text_at(event.pos().x())}\n{self.toolTip()}", self)
            return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._frame is None or not _is_ours(event):
            event.ignore()
            return
        shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        distance = self._frame.run.steps_per_epoch if shifted else 1
        match event.key():
            case Qt.Key.Key_Home:
                target = 0
            case Qt.Key.Key_End:
                target = self._frame.furthest
            case Qt.Key.Key_Left | Qt.Key.Key_Down:
                target = self.value() - distance
            case _:
                target = self.value() + distance
        self.setValue(min(target, self._frame.furthest))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._frame is None or event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        self._pressed = True
        self._moved = False
        off = event.position().x() - self._axis().x_of(self.value())
        self._grip = (
            off if abs(off) <= HANDLE_RADIUS and abs(event.position().y() - LINE_Y) <= HANDLE_RADIUS + 2 else 0.0
        )
        mark = None if self._grip else mark_near(self._frame, self._forks, self._axis(), event.position().x())
        if mark is None:
            self._follow(event)
        else:  # a pixel may be several steps wide: whoever presses a mark means its step
            self._go_to(event, mark)
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        x = event.position().x()
        self._hovered = x
        self._show_reach(x)
        if self._pressed:
            self._follow(event)
        elif QToolTip.isVisible():
            QToolTip.showText(event.globalPosition().toPoint(), f"{self.text_at(x)}\n{self.toolTip()}", self)
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if not self._pressed or event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        self._pressed = False
        if self._moved:
            self._asked = self.value()
            self._send()
        else:
            self._take_position()
        self.update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # a wheel turned in passing must not leave the step at hand

    def leaveEvent(self, event: QEvent) -> None:
        self._hovered = None
        self.update()
        super().leaveEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        axis = self._axis()
        if self._frame is None or axis.length <= 0:
            painter.fillRect(self.rect(), self._theme.color("window"))
            return
        painter.setFont(self._label_font())
        hovered = None if self._hovered is None else axis.position_at(self._hovered)
        look = Look(self.value(), hovered, self.hasFocus(), self._pressed, self._forks)
        self._painter.paint(painter, self._frame, axis, look, self._theme)


def _is_ours(event: QKeyEvent) -> bool:
    return event.key() in _KEYS and not event.modifiers() & ~_MODIFIERS
