"""Rows of a drawn chart that can be chosen like those of a list: pointed at, clicked, walked with the arrow keys.

Three charts draw a bar a row, and each of their numbers can be asked where it comes from; how a row is chosen is the
same in all of them, and stands here.
"""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QWidget

from cnnviz.ui.focus import draw_focus_ring
from cnnviz.ui.keys import keeps
from cnnviz.ui.theme import Theme

_WALK = frozenset({Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End})
ROOM = 3
"""Pixels that a chart leaves free at both sides, for the mark around a row."""
_CHOOSE = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})


class ChosenRow(QObject):
    """Which row of a widget the keyboard is at and which one the pointer is over; tells when one is chosen.

    `row_at` gives the row at a point of the widget, None where there is none to choose; `count` how many there are.
    """

    chosen = Signal(int)
    """A row was clicked, or Enter was pressed at it."""
    walked = Signal(int)
    """The keyboard has come to a row."""

    def __init__(self, widget: QWidget, row_at: Callable[[QPointF], int | None], count: Callable[[], int]) -> None:
        super().__init__(widget)
        self._widget = widget
        self._row_at = row_at
        self._count = count
        self._current = 0
        self._hovered: int | None = None
        widget.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        widget.setMouseTracking(True)
        widget.installEventFilter(self)

    @property
    def current(self) -> int:
        """The row that the keyboard is at."""
        return max(0, min(self._current, self._count() - 1))

    @property
    def hovered(self) -> int | None:
        """The row under the pointer."""
        return self._hovered if self._hovered is not None and self._hovered < self._count() else None

    def draw(self, painter: QPainter, theme: Theme, row_box: Callable[[int], QRectF]) -> None:
        """Mark the row at the keyboard, while it has the focus, and the one under the pointer."""
        if not self._count():
            return
        if self.hovered is not None:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.color("muted"), 1))
            painter.drawRect(row_box(self.hovered).adjusted(0.5, 0.5, -0.5, -0.5))
        if self._widget.hasFocus():
            draw_focus_ring(painter, theme, row_box(self.current), 2)

    def _point(self, row: int | None) -> None:
        if row != self._hovered:
            self._hovered = row
            shape = Qt.CursorShape.ArrowCursor if row is None else Qt.CursorShape.PointingHandCursor
            self._widget.setCursor(shape)
            self._widget.update()

    def _go(self, row: int) -> None:
        self._current = max(0, min(row, self._count() - 1))
        self._widget.update()
        self.walked.emit(self.current)

    def _press(self, event: QMouseEvent) -> bool:
        row = self._row_at(event.position()) if event.button() == Qt.MouseButton.LeftButton else None
        if row is None:
            return False
        self._go(row)
        self.chosen.emit(row)
        return True

    def _type(self, event: QKeyEvent) -> bool:
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier or not self._count():
            return False
        match event.key():
            case Qt.Key.Key_Up:
                self._go(self.current - 1)
            case Qt.Key.Key_Down:
                self._go(self.current + 1)
            case Qt.Key.Key_Home:
                self._go(0)
            case Qt.Key.Key_End:
                self._go(self._count() - 1)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.chosen.emit(self.current)
            case _:
                return False
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.ShortcutOverride:
            return keeps(event, _WALK | _CHOOSE)
        if kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._type(event)
        if kind == QEvent.Type.MouseButtonPress and isinstance(event, QMouseEvent):
            return self._press(event)
        if kind == QEvent.Type.MouseMove and isinstance(event, QMouseEvent):
            self._point(self._row_at(event.position()))
        elif kind == QEvent.Type.Leave:
            self._point(None)
        return False
