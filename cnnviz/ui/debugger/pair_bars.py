"""Two bars a class: its probability under the old weights and, below, under the new ones."""

from math import isfinite

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetricsF, QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from cnnviz.ui.debugger.before_after import ClassPair
from cnnviz.ui.images.fonts import bold, smaller
from cnnviz.ui.images.sample_rows import ROOM, ChosenRow
from cnnviz.ui.theme import Theme, load_theme

_GAP = 6.0
ASK_BEFORE = "before: click its bar or the name, or Enter: where the number comes from."
ABOUT_AFTER = (
    "after: another forward pass, under the new weights. To ask about it, choose this image in the gallery: "
    "that pass is then on view."
)
_KEY = (("before", "faint"), ("after", "forward"))


class PairBars(QWidget):
    """The bars of all classes on a common scale from 0 to 1; the true class is bold and outlined.

    The probability before can be asked where it comes from; the one after is of a pass that the step does not hold.
    """

    asked = Signal(int)
    """The place of a class whose probability before the update is asked where it comes from."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pairs: tuple[ClassPair, ...] = ()
        self._theme = load_theme("light")
        self.setAccessibleName("Probabilities before and after the update")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.rows = ChosenRow(self, self._row_at, lambda: len(self._pairs))
        self.rows.chosen.connect(self._ask)
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
        if not 0 <= row < len(self._pairs):
            return "Class probabilities P, on a scale from 0 to 1"
        return "\n".join((self._pairs[row].text, *ways_to_ask(self._pairs[row])))

    def row_box(self, row: int) -> QRectF:
        """Where a class is drawn."""
        return QRectF(0, (row + 1) * self._row_height, self.width(), self._row_height)

    def _row_at(self, point: QPointF) -> int | None:
        """The class at a point that stands for its probability before: its name, and the upper of its two bars."""
        place = point.y() / self._row_height - 1
        row = int(place // 1)
        if not 0 <= row < len(self._pairs) or self._pairs[row].before is None:
            return None
        is_after = self._pairs[row].after is not None and place % 1 > 0.5 and point.x() >= self._left
        return None if is_after else row

    @Slot(int)
    def _ask(self, row: int) -> None:
        if self._pairs[row].before is not None:
            self.asked.emit(row)

    @property
    def _left(self) -> float:
        """Where the bars begin."""
        strong = QFontMetricsF(bold(smaller(self.font())))
        widest = max((strong.horizontalAdvance(pair.name) for pair in self._pairs), default=0.0)
        return ROOM + min(widest, 0.4 * self.width()) + _GAP

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

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """What `rows` leaves: on a number of after the update, say at once where that comes from."""
        QToolTip.showText(event.globalPosition().toPoint(), self.tip(event.position().y()), self)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        font = smaller(self.font())
        left = self._left
        track = max(0.0, self.width() - left - 2 - ROOM)
        painter.setFont(font)
        self._paint_key(painter, left)
        for row, pair in enumerate(self._pairs):
            self._paint_row(painter, pair, (row + 1) * self._row_height, left, track)
        self.rows.draw(painter, self._theme, self.row_box)
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
        name = painter.fontMetrics().elidedText(pair.name, Qt.TextElideMode.ElideRight, int(left - ROOM - _GAP) + 1)
        painter.drawText(QRectF(ROOM, top, left - ROOM, height), Qt.AlignmentFlag.AlignVCenter, name)
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


def ways_to_ask(pair: ClassPair) -> tuple[str, ...]:
    """How the two probabilities of a class can be asked where they come from; a line each."""
    ways = () if pair.before is None else (ASK_BEFORE,)
    return ways if pair.after is None else (*ways, ABOUT_AFTER)
