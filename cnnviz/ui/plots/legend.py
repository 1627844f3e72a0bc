"""A legend above a plot, where it covers no data; it wraps where the plot is narrow."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

_MARK = 20
_GAP = 5
_BETWEEN = 12
_MARGIN = 6


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a legend."""

    text: str
    ink: QColor
    """The colour of its mark and, for a warning, of its text."""
    style: Qt.PenStyle = Qt.PenStyle.SolidLine
    width: float = 2.0
    is_warning: bool = False
    """A small triangle instead of a line."""


class Legend(QWidget):
    """Entries side by side, in as many rows as they need."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._entries: tuple[Entry, ...] = ()
        self._ink = QColor()
        self._places: list[QRect] = []
        self._lay_out()

    @property
    def texts(self) -> tuple[str, ...]:
        """What it says."""
        return tuple(entry.text for entry in self._entries)

    def set_entries(self, entries: tuple[Entry, ...], ink: QColor) -> None:
        """Show entries, their texts in `ink`."""
        if (entries, ink) != (self._entries, self._ink):
            self._entries, self._ink = entries, ink
            self._lay_out()
            self.update()

    def _lay_out(self) -> None:
        metrics = self.fontMetrics()
        height = metrics.height() + 2
        self._places = []
        x, y = _MARGIN, 2
        for entry in self._entries:
            wanted = _MARK + _GAP + metrics.horizontalAdvance(entry.text) + 1
            if x > _MARGIN and x + wanted > self.width() - _MARGIN:
                x, y = _MARGIN, y + height
            width = min(wanted, max(_MARK, self.width() - 2 * _MARGIN))
            self._places.append(QRect(x, y, width, height))
            x += width + _BETWEEN
        wanted_height = y + height
        if wanted_height != self.height() or self.minimumHeight() != wanted_height:
            self.setFixedHeight(wanted_height)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for entry, place in zip(self._entries, self._places, strict=True):
            middle = place.center().y() + 0.5
            painter.setPen(QPen(entry.ink, entry.width, entry.style, Qt.PenCapStyle.FlatCap))
            if entry.is_warning:
                left = place.left() + _MARK / 2
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(entry.ink)
                painter.drawPolygon(
                    QPolygonF([QPointF(left - 5, middle - 4), QPointF(left + 5, middle - 4), QPointF(left, middle + 4)])
                )
            else:
                painter.drawLine(QPointF(place.left(), middle), QPointF(place.left() + _MARK, middle))
            painter.setPen(entry.ink if entry.is_warning else self._ink)
            room = place.adjusted(_MARK + _GAP, 0, 0, 0)
            text = self.fontMetrics().elidedText(entry.text, Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()
