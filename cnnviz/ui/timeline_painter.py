"""How the timeline looks: the loss, the line of the run, the epoch marks, what was changed, and the handle."""

from dataclasses import dataclass
from math import ceil
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from cnnviz.ui.frame import Frame
from cnnviz.ui.theme import Theme
from cnnviz.ui.timeline_backdrop import LINE_Y, Backdrop
from cnnviz.ui.timeline_loss import LossPicture
from cnnviz.ui.timeline_marks import Forks, mark_positions, stop_positions
from cnnviz.ui.timeline_scale import Axis

HANDLE_RADIUS: Final = 6

_LOSS_TOP: Final = 2
_LOSS_HEIGHT: Final = 19
_BEYOND: Final = 0.4
"""How strong the loss and the changes are drawn beyond the position."""
_TRIANGLE: Final = 4
"""Half the width of a change's mark."""
_STOP: Final = 3
"""Half the side of a stop's mark."""
_FORK: Final = 6
"""How far a fork's mark goes to the right and down."""


@dataclass(frozen=True, slots=True)
class Look:
    """What is drawn besides the frame."""

    position: int
    hovered: int | None
    focused: bool
    pressed: bool
    forks: Forks


class TimelinePainter:
    """Draws a timeline; remembers the pictures that stay the same from frame to frame."""

    def __init__(self) -> None:
        self._backdrop = Backdrop()
        self._loss = LossPicture()

    def paint(self, painter: QPainter, frame: Frame, axis: Axis, look: Look, theme: Theme) -> None:
        """Draw everything in the painter's font, from the back to the front."""
        self._backdrop.paint(painter, frame.run, frame.furthest, axis, theme)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_loss(painter, frame, axis, look, theme)
        _paint_line(painter, frame, axis, look, theme)
        _paint_forks(painter, axis, look, theme)
        _paint_stops(painter, frame, axis, theme)
        _paint_handle(painter, axis, look, theme)
        _paint_changes(painter, frame, axis, look, theme)

    def _paint_loss(self, painter: QPainter, frame: Frame, axis: Axis, look: Look, theme: Theme) -> None:
        """The loss up to the position, and dimmed what lies beyond it."""
        density = painter.device().devicePixelRatioF()
        self._loss.update(frame.history, axis, density, _LOSS_HEIGHT, theme)
        image = self._loss.image
        here = max(0, min(image.width(), round((axis.x_of(look.position) - axis.left) * density)))
        known = max(here, min(image.width(), ceil(len(frame.history.losses) / max(1, axis.total) * image.width())))
        for first, last, opacity in ((0, here, 1.0), (here, known, _BEYOND)):
            if last > first:
                target = QRectF(axis.left + first / density, _LOSS_TOP, (last - first) / density, _LOSS_HEIGHT)
                painter.setOpacity(opacity)
                painter.drawImage(target, image, QRectF(first, 0, last - first, image.height()))
        painter.setOpacity(1.0)


def _paint_line(painter: QPainter, frame: Frame, axis: Axis, look: Look, theme: Theme) -> None:
    pen = QPen()
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setWidth(3)
    for end, color in ((frame.furthest, "faint"), (look.position, "highlight")):
        if end == look.position and color == "faint":
            continue  # the other hides it
        pen.setColor(theme.color(color))
        painter.setPen(pen)
        painter.drawLine(QPointF(axis.left, LINE_Y), QPointF(axis.x_of(end), LINE_Y))
    if look.hovered is not None and not look.pressed:
        x = axis.x_of(min(look.hovered, frame.furthest))
        painter.setPen(QPen(theme.color("muted"), 1, Qt.PenStyle.DotLine))
        painter.drawLine(QPointF(x, _LOSS_TOP), QPointF(x, LINE_Y))


def _paint_forks(painter: QPainter, axis: Axis, look: Look, theme: Theme) -> None:
    """A short way down to the right that ends in a dot, for each place where other courses go on."""
    for x in sorted({round(axis.x_of(place)) for place, _ in look.forks.places}):
        end = QPointF(x + _FORK, LINE_Y + _FORK)
        painter.setPen(QPen(theme.color("muted"), 2))
        painter.drawLine(QPointF(x, LINE_Y), end)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("muted"))
        painter.drawEllipse(end, 2.5, 2.5)


def _paint_stops(painter: QPainter, frame: Frame, axis: Axis, theme: Theme) -> None:
    """A small square across the line for each step at which the run is told to stop."""
    painter.setPen(QPen(theme.color("window"), 1))
    painter.setBrush(theme.color("text"))
    for x in sorted({round(axis.x_of(position)) for position in stop_positions(frame)}):
        painter.drawRect(QRectF(x - _STOP, LINE_Y - _STOP, 2 * _STOP, 2 * _STOP))


def _paint_changes(painter: QPainter, frame: Frame, axis: Axis, look: Look, theme: Theme) -> None:
    """A small triangle that points at each change, pale where the run has not come to it."""
    shown: dict[int, bool] = {}
    for position in mark_positions(frame):
        x = round(axis.x_of(position))
        shown[x] = shown.get(x, False) or position <= look.position
    painter.setPen(QPen(theme.color("window"), 1))
    painter.setBrush(theme.color("backward"))
    for x, is_reached in shown.items():
        painter.setOpacity(1.0 if is_reached else _BEYOND)
        tip = LINE_Y - HANDLE_RADIUS - 2  # above the handle, where it is there
        points = [QPointF(x - _TRIANGLE, tip - 6), QPointF(x + _TRIANGLE, tip - 6), QPointF(x, tip)]
        painter.drawPolygon(QPolygonF(points))
    painter.setOpacity(1.0)


def _paint_handle(painter: QPainter, axis: Axis, look: Look, theme: Theme) -> None:
    x = axis.x_of(look.position)
    painter.setPen(QPen(theme.color("text"), 1))
    painter.drawLine(QPointF(x, _LOSS_TOP), QPointF(x, LINE_Y))
    radius = float(HANDLE_RADIUS)
    if look.focused:
        painter.setPen(QPen(theme.color("highlight"), 2))
        painter.setBrush(theme.color("window"))
        painter.drawEllipse(QPointF(x, LINE_Y), radius + 1, radius + 1)
        radius -= 2
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("highlight" if look.pressed else "text"))
    painter.drawEllipse(QPointF(x, LINE_Y), radius, radius)
