"""How the timeline looks: the loss, the line of the run, the epoch marks, what was changed, and the handle."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPen, QPolygonF

from cnnviz.training import History
from cnnviz.ui.frame import Frame
from cnnviz.ui.theme import Theme
from cnnviz.ui.timeline_marks import Forks, mark_positions
from cnnviz.ui.timeline_scale import Axis, epoch_marks, loss_columns, loss_shades

MARGIN: Final = 12
"""From the edges of the view to the ends of the line."""
HANDLE_RADIUS: Final = 6
LINE_Y: Final = 25
"""Where the line of the run is, from the top."""
LABEL_TOP: Final = 32

_LOSS_TOP: Final = 2
_LOSS_HEIGHT: Final = 19
_PIXELS_A_COLUMN: Final = 2
_BEYOND: Final = 0.4
"""How strong the loss and the changes are drawn beyond the position."""
_TRIANGLE: Final = 4
"""Half the width of a change's mark."""
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
    """Draws a timeline; remembers the picture of the loss for as long as it stays the same."""

    def __init__(self) -> None:
        self._key: tuple[History, Axis, float] | None = None
        self._shades = np.zeros((0, 0))
        self._missing = np.zeros(0, dtype=np.bool_)

    def paint(self, painter: QPainter, frame: Frame, axis: Axis, look: Look, theme: Theme) -> None:
        """Draw everything in the painter's font, from the back to the front."""
        self._paint_loss(painter, frame.history, axis, look, theme)
        _paint_line(painter, frame, axis, look, theme)
        _paint_marks(painter, frame, axis, theme)
        _paint_forks(painter, axis, look, theme)
        _paint_handle(painter, axis, look, theme)
        _paint_changes(painter, frame, axis, look, theme)

    def _paint_loss(self, painter: QPainter, history: History, axis: Axis, look: Look, theme: Theme) -> None:
        density = painter.device().devicePixelRatioF()
        key = (history, axis, density)
        if self._key is None or self._key[0] is not history or self._key[1:] != key[1:]:
            width, height = max(1, int(axis.length * density)), max(1, round(_LOSS_HEIGHT * density))
            losses = np.frombuffer(history.losses, dtype=np.float64) if len(history.losses) else np.empty(0)
            columns = loss_columns(losses, axis.total, max(1, int(axis.length / _PIXELS_A_COLUMN)))
            self._shades, self._missing = loss_shades(columns, axis.total, width, height)
            self._key = key
        here = round((axis.x_of(look.position) - axis.left) * density)
        image = _colored(self._shades, self._missing, here, theme)
        painter.drawImage(QRectF(axis.left, _LOSS_TOP, axis.length, _LOSS_HEIGHT), image)


def _colored(shades: NDArray[np.float64], missing: NDArray[np.bool_], here: int, theme: Theme) -> QImage:
    """The loss as a picture: dimmed from column `here` on, where it is missing in a colour of its own."""
    height, width = shades.shape
    alpha = np.where(missing, 1.0, shades) * np.where(np.arange(width) < here, 1.0, _BEYOND)
    pixels = (alpha * 255 + 0.5).astype(np.uint32) << np.uint32(24)
    color, strange = (theme.color(name).rgb() & 0xFFFFFF for name in ("training", "not_a_number"))
    pixels |= np.where(missing, np.uint32(strange), np.uint32(color))
    return QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_ARGB32).copy()


def _paint_line(painter: QPainter, frame: Frame, axis: Axis, look: Look, theme: Theme) -> None:
    pen = QPen()
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    for end, color, width in (
        (axis.total, "line", 2),
        (frame.furthest, "faint", 3),
        (look.position, "highlight", 3),
    ):
        pen.setColor(theme.color(color))
        pen.setWidth(width)
        painter.setPen(pen)
        painter.drawLine(QPointF(axis.left, LINE_Y), QPointF(axis.x_of(end), LINE_Y))
    if look.hovered is not None and not look.pressed:
        x = axis.x_of(min(look.hovered, frame.furthest))
        painter.setPen(QPen(theme.color("muted"), 1, Qt.PenStyle.DotLine))
        painter.drawLine(QPointF(x, _LOSS_TOP), QPointF(x, LINE_Y))


def _paint_marks(painter: QPainter, frame: Frame, axis: Axis, theme: Theme) -> None:
    metrics = painter.fontMetrics()
    marks = epoch_marks(axis, frame.run.experiment.epochs, metrics.horizontalAdvance)
    painter.setPen(QPen(theme.color("muted"), 1))
    painter.drawLines([QLineF(mark.x, LINE_Y + 3, mark.x, LINE_Y + (7 if mark.text else 5)) for mark in marks])
    for mark in marks:
        if mark.text:
            width = metrics.horizontalAdvance(mark.text)
            left = min(mark.x if mark.epoch == 0 else mark.x - width / 2, axis.left + axis.length + MARGIN - width)
            reached = mark.epoch * frame.run.steps_per_epoch <= frame.furthest
            painter.setPen(theme.color("text" if reached else "muted"))
            painter.drawText(QPointF(left, LABEL_TOP + metrics.ascent()), mark.text)


def _paint_forks(painter: QPainter, axis: Axis, look: Look, theme: Theme) -> None:
    """A short way down to the right that ends in a dot, for each place where other courses go on."""
    for x in sorted({round(axis.x_of(place)) for place, _ in look.forks.places}):
        end = QPointF(x + _FORK, LINE_Y + _FORK)
        painter.setPen(QPen(theme.color("muted"), 2))
        painter.drawLine(QPointF(x, LINE_Y), end)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("muted"))
        painter.drawEllipse(end, 2.5, 2.5)


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
