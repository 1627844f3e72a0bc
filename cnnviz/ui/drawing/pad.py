"""The pad: a sheet on the screen, drawn on with a mouse, a pen or a finger."""

from typing import Final

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QInputDevice,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPointingDevice,
    QTabletEvent,
    QTouchEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from cnnviz.datasets.grey import Picture
from cnnviz.ui.drawing.ink import in_ink
from cnnviz.ui.drawing.sheet import SIDE, Sheet
from cnnviz.ui.theme import Theme, load_theme

SMALLEST_BRUSH: Final = 8
LARGEST_BRUSH: Final = 64
DEFAULT_BRUSH: Final = 28
"""In pixels of the sheet: a tenth of it, about as thick as MNIST's pens for digits that nearly fill it."""
_LARGEST_SIDE: Final = 300
_LIGHTEST: Final = 0.4
"""The share of the brush's width at no pressure; full pressure adds as much to 1.2 of it."""
_HEAVIEST: Final = 1.2


class DrawingPad(QWidget):
    """A square to draw one digit on. The right mouse button and a pen's other end erase."""

    changed = Signal()
    """A person has drawn, erased, undone, redone or cleared something."""
    undo_changed = Signal()
    """What can be undone or redone may be another."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.installEventFilter(self)  # not `event`: an error in paintEvent beneath it would end the process
        self._sheet = Sheet()
        self._theme = load_theme("light")
        self._last: QPointF | None = None
        self._erases_now = False
        self._pointer: QPointF | None = None
        self.brush_size = float(DEFAULT_BRUSH)
        self.erases = False
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self.setMouseTracking(True)
        self.setTabletTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setAccessibleName("Drawing pad")
        self.setAccessibleDescription("Draw one digit with a mouse, a pen or a finger; the network reads it at once")
        self.setToolTip("Draw one digit. The right mouse button or the other end of a pen erases.")

    @property
    def is_empty(self) -> bool:
        """Whether there is no ink."""
        return self._sheet.is_empty

    @property
    def can_undo(self) -> bool:
        """Whether there is something to undo."""
        return self._sheet.can_undo

    @property
    def can_redo(self) -> bool:
        """Whether there is something to do again."""
        return self._sheet.can_redo

    def picture(self) -> Picture:
        """`SIDE` rows of `SIDE` grey levels: ink 255 on 0."""
        return self._sheet.picture

    def show_picture(self, picture: Picture) -> None:
        """Put a picture on the pad, ink bright on dark, to be drawn on; what was there can be had back by undo."""
        self._lift()
        self._sheet.show(picture)
        self.undo_changed.emit()
        self.update()

    def apply_theme(self, theme: Theme) -> None:
        """Draw in the colours of a theme."""
        self._theme = theme
        self.update()

    @Slot()
    def undo(self) -> None:
        """Take the last stroke, clearing or opened picture back."""
        self._lift()
        if self._sheet.undo():
            self._tell()

    @Slot()
    def redo(self) -> None:
        """Do again what was undone last."""
        self._lift()
        if self._sheet.redo():
            self._tell()

    @Slot()
    def clear(self) -> None:
        """Take all ink away; it can be had back by undo."""
        self._lift()
        if not self._sheet.is_empty:
            self._sheet.clear()
            self._tell()

    def _square(self) -> QRectF:
        """Where the sheet is on the widget."""
        side = max(1, min(self.width(), self.height()))
        return QRectF((self.width() - side) // 2, (self.height() - side) // 2, side, side)

    def _place(self, position: QPointF) -> QPointF:
        """A position on the widget, in pixels of the sheet."""
        square = self._square()
        return (position - square.topLeft()) * (SIDE / square.width())

    def _put_down(self, position: QPointF, erases: bool, pressure: float | None = None) -> None:
        self._sheet.begin()
        self._erases_now = erases or self.erases
        self._last = self._place(position)
        self._draw_to(position, pressure)
        self.undo_changed.emit()

    def _draw_to(self, position: QPointF, pressure: float | None = None) -> None:
        if self._last is None:
            return
        share = 1.0 if pressure is None else _LIGHTEST + (_HEAVIEST - _LIGHTEST) * pressure
        place = self._place(position)
        self._sheet.draw(self._last, place, self.brush_size * share, self._erases_now)
        self._last = place
        self.changed.emit()
        self.update()

    def _lift(self) -> None:
        self._last = None

    def _tell(self) -> None:
        self.undo_changed.emit()
        self.changed.emit()
        self.update()

    def _point_at(self, position: QPointF | None) -> None:
        self._pointer = position
        self.update()

    def _touch(self, event: QTouchEvent) -> None:
        """Draw with the first finger; a second one ends the stroke."""
        points, kind = event.points(), event.type()
        if kind == QEvent.Type.TouchBegin and len(points) == 1:
            self._put_down(points[0].position(), erases=False)
        elif kind == QEvent.Type.TouchUpdate and len(points) == 1:
            self._draw_to(points[0].position())
        else:
            self._lift()
        event.accept()

    def _draw_hint(self, painter: QPainter, square: QRectF) -> None:
        painter.setPen(self._theme.color("muted"))
        painter.drawText(
            square.adjusted(6, 6, -6, -6),
            Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap,
            "Draw a digit here,\nor drop an image",
        )

    def _draw_brush(self, painter: QPainter, square: QRectF) -> None:
        if self._pointer is None:
            return
        radius = self.brush_size * square.width() / SIDE / 2
        erases = self.erases if self._last is None else self._erases_now
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        style = Qt.PenStyle.DashLine if erases else Qt.PenStyle.SolidLine
        painter.setPen(QPen(self._theme.color("highlight"), 1, style))
        painter.setClipRect(square)
        painter.drawEllipse(self._pointer, radius, radius)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        touches = (QEvent.Type.TouchBegin, QEvent.Type.TouchUpdate, QEvent.Type.TouchEnd, QEvent.Type.TouchCancel)
        if event.type() in touches and isinstance(event, QTouchEvent):
            if event.device().type() == QInputDevice.DeviceType.TouchPad:
                return False
            self._touch(event)
            return True
        return False

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton) and self._last is None:
            self._put_down(event.position(), erases=event.button() == Qt.MouseButton.RightButton)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._draw_to(event.position())
        self._point_at(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if not event.buttons():
            self._lift()

    def tabletEvent(self, event: QTabletEvent) -> None:
        event.accept()  # or Qt would make mouse events of it
        kind = event.type()
        if kind == QEvent.Type.TabletPress:
            is_turned = event.pointerType() == QPointingDevice.PointerType.Eraser
            self._put_down(event.position(), is_turned, event.pressure())
        elif kind == QEvent.Type.TabletMove:
            self._draw_to(event.position(), event.pressure())
            self._point_at(event.position())
        else:
            self._lift()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._point_at(None)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return min(width, _LARGEST_SIDE)

    def sizeHint(self) -> QSize:
        return QSize(200, 200)

    def minimumSizeHint(self) -> QSize:
        return QSize(80, 80)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        square, theme = self._square(), self._theme
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(square, in_ink(self._sheet.image, theme))
        if self._last is None and self.is_empty:
            self._draw_hint(painter, square)
        painter.setPen(QPen(theme.color("highlight" if self.hasFocus() else "line"), 2 if self.hasFocus() else 1))
        painter.drawRect(square.adjusted(0.5, 0.5, -0.5, -0.5))
        self._draw_brush(painter, square)
        painter.end()
