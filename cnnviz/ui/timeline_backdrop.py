"""What stays the same on the timeline while a run goes on: its line and the epochs' marks, kept as two pictures.

The numbers of the epochs that the run has reached are darker than the others: one picture has them all reached, the
other none, and a frame shows the left part of the one and the right part of the other.
"""

from typing import Final

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPaintDevice, QPainter, QPen, QPixmap

from cnnviz.ui.frame import Run
from cnnviz.ui.theme import Theme
from cnnviz.ui.timeline_scale import Axis, Mark, epoch_marks

MARGIN: Final = 12
"""From the edges of the view to the ends of the line."""
LINE_Y: Final = 25
"""Where the line of the run is, from the top."""
LABEL_TOP: Final = 32


class Backdrop:
    """The line and the marks of a run on an axis."""

    def __init__(self) -> None:
        self._key: tuple[object, ...] = ()
        self._reached = self._ahead = QPixmap()
        self._labels: list[tuple[int, float]] = []
        """The position that each label stands for, and where the label begins; from left to right."""

    def paint(self, painter: QPainter, run: Run, furthest: int, axis: Axis, theme: Theme) -> None:
        """Fill the whole device, in the painter's font, for a run that has been as far as `furthest`."""
        device = painter.device()
        size = (device.width(), device.height(), device.devicePixelRatioF())
        key = (axis, run.experiment.epochs, run.steps_per_epoch, theme.name, painter.font().key(), size)
        if key != self._key:
            self._key = key
            self._draw(device, painter.font(), run, axis, theme)
        ahead = next((left for position, left in self._labels if position > furthest), float(device.width()))
        scale = self._reached.devicePixelRatioF()
        split, width, height = round(ahead * scale) - 1, self._reached.width(), self._reached.height()
        for pixmap, left, right in ((self._reached, 0, split), (self._ahead, split, width)):
            if right > left:
                target = QRectF(left / scale, 0, (right - left) / scale, height / scale)
                painter.drawPixmap(target, pixmap, QRectF(left, 0, right - left, height))

    def _draw(self, device: QPaintDevice, font: QFont, run: Run, axis: Axis, theme: Theme) -> None:
        metrics = QFontMetrics(font)
        marks = epoch_marks(axis, run.experiment.epochs, metrics.horizontalAdvance)
        lefts = [_left_of(mark, axis, metrics) for mark in marks if mark.text]
        self._labels = [
            (mark.epoch * run.steps_per_epoch, left)
            for mark, left in zip((mark for mark in marks if mark.text), lefts, strict=True)
        ]
        self._reached, self._ahead = (
            _picture(device, font, marks, axis, theme, theme.color(name)) for name in ("text", "muted")
        )


def _left_of(mark: Mark, axis: Axis, metrics: QFontMetrics) -> float:
    """Where a label begins: centred below its mark, as far as it stays inside the view."""
    width = metrics.horizontalAdvance(mark.text)
    return min(mark.x if mark.epoch == 0 else mark.x - width / 2, axis.left + axis.length + MARGIN - width)


def _picture(
    device: QPaintDevice, font: QFont, marks: tuple[Mark, ...], axis: Axis, theme: Theme, ink: QColor
) -> QPixmap:
    scale = device.devicePixelRatioF()
    pixmap = QPixmap(round(device.width() * scale), round(device.height() * scale))
    pixmap.setDevicePixelRatio(scale)
    pixmap.fill(theme.color("window"))
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(font)
    metrics = QFontMetrics(font)
    painter.setPen(QPen(theme.color("line"), 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.drawLine(QPointF(axis.left, LINE_Y), QPointF(axis.left + axis.length, LINE_Y))
    painter.setPen(QPen(theme.color("muted"), 1))
    painter.drawLines([QLineF(mark.x, LINE_Y + 3, mark.x, LINE_Y + (7 if mark.text else 5)) for mark in marks])
    painter.setPen(ink)
    for mark in marks:
        if mark.text:
            painter.drawText(QPointF(_left_of(mark, axis, metrics), LABEL_TOP + metrics.ascent()), mark.text)
    painter.end()
    return pixmap
