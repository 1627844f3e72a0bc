"""Two bars a class: its probability under the old weights and, below, under the new ones."""

from math import isfinite

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from cnnviz.ui.debugger.before_after import ClassPair
from cnnviz.ui.images.fonts import bold, smaller
from cnnviz.ui.theme import Theme, load_theme

_GAP = 6.0
_KEY = (("before", "faint"), ("after", "forward"))


class PairBars(QWidget):
    """The bars of all classes on a common scale from 0 to 1; the true class is bold and outlined."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pairs: tuple[ClassPair, ...] = ()
        self._theme = load_theme("light")
        self.setAccessibleName("Probabilities before and after the update")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.installEventFilter(self)

    def show_pairs(self, pairs: tuple[ClassPair, ...]) -> None:
        """Show these classes, top to bottom."""
        if pairs != self._pairs:
            more = len(pairs) != len(self._pairs)
            self._pairs = pairs
            self.setAccessibleDescription("; ".join(pair.text for pair in pairs))
            if more:
                self.updateGeometry()
            self.update()

    def apply_theme(self, theme: Theme) -> None:
        """Draw in the colours of a theme."""
        self._theme = theme
        self.update()

    def tip(self, y: float) -> str:
        """What is said of the class at y pixels from the top; of the key above the first class: what it means."""
        row = int((y - self._row_height) // self._row_height)
        return self._pairs[row].text if 0 <= row < len(self._pairs) else "Class probabilities P, on a scale from 0 to 1"

    @property
    def _row_height(self) -> float:
        return float(QFontMetricsF(smaller(self.font())).height()) + 1

    def sizeHint(self) -> QSize:
        return QSize(200, round(self._row_height * (len(self._pairs) + 1)) + 2)

    def minimumSizeHint(self) -> QSize:
        return QSize(60, self.sizeHint().height())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self.tip(event.pos().y()), self)
            return True
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        font = smaller(self.font())
        strong = QFontMetricsF(bold(font))
        widest = max((strong.horizontalAdvance(pair.name) for pair in self._pairs), default=0.0)
        left = min(widest, 0.4 * self.width()) + _GAP
        track = max(0.0, self.width() - left - 2)
        painter.setFont(font)
        self._paint_key(painter, left)
        for row, pair in enumerate(self._pairs):
            self._paint_row(painter, pair, (row + 1) * self._row_height, left, track)
        painter.end()

    def _paint_key(self, painter: QPainter, left: float) -> None:
        metrics, height, x = painter.fontMetrics(), self._row_height, left
        for text, color in _KEY:
            painter.fillRect(QRectF(x, height / 2 - 2, 8, 5), self._theme.color(color))
            painter.setPen(self._theme.color("muted"))
            x += 12
            width = metrics.horizontalAdvance(text)
            painter.drawText(QRectF(x, 0, width + 2, height), Qt.AlignmentFlag.AlignVCenter, text)
            x += width + 10

    def _paint_row(self, painter: QPainter, pair: ClassPair, top: float, left: float, track: float) -> None:
        theme, height = self._theme, self._row_height
        font = smaller(self.font())
        painter.setFont(bold(font) if pair.is_true else font)
        painter.setPen(theme.color("text"))
        name = painter.fontMetrics().elidedText(pair.name, Qt.TextElideMode.ElideRight, int(left - _GAP) + 1)
        painter.drawText(QRectF(0, top, left, height), Qt.AlignmentFlag.AlignVCenter, name)
        thick = (height - 4) / 2
        for place, (value, color) in enumerate(((pair.before, "faint"), (pair.after, "forward"))):
            if value is not None:
                share = min(1.0, max(0.0, value)) if isfinite(value) else 1.0
                shown = color if isfinite(value) else "not_a_number"
                bar = QRectF(left, top + 2 + place * thick, max(1.0, share * track), thick)
                painter.fillRect(bar, theme.color(shown))
        painter.setPen(QPen(theme.color("outline" if pair.is_true else "line"), 1))
        if pair.is_true:
            painter.drawRect(QRectF(left - 0.5, top + 1.5, track, height - 3))
        else:
            painter.drawLine(round(left), round(top + height - 1), round(left + track), round(top + height - 1))
