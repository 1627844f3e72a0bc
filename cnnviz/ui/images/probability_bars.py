"""One bar a class: how probable the network takes it to be, and which class is the true one."""

from dataclasses import dataclass
from math import isfinite

from PySide6.QtCore import QEvent, QObject, QPointF, QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from cnnviz.ui.images.fonts import bold
from cnnviz.ui.images.sample_rows import ROOM, ChosenRow
from cnnviz.ui.images.sample_text import ClassBar, write_probability
from cnnviz.ui.numbers import write_exactly
from cnnviz.ui.theme import Theme, load_theme

_GAP = 6


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the parts of each row begin and end, in pixels."""

    name: int
    """The width of the names, from 0."""
    bar_left: int
    bar_right: int
    number_left: int
    mark_left: int


def layout_columns(width: int, widest_name: int, number: int, mark: int) -> Columns:
    """The columns of a width: the names take up to two fifths, the bars what is left by names, numbers and mark."""
    name = min(widest_name, 2 * width // 5)
    mark_left = width - mark
    number_left = mark_left - _GAP // 2 - number
    bar_left = name + _GAP
    return Columns(name, bar_left, max(bar_left, number_left - _GAP), number_left, mark_left)


class ProbabilityBars(QWidget):
    """Bars for numbers from 0 to 1. The true class is bold and ticked, and its bar has an outline to fill: T = 1."""

    asked = Signal(int)
    """The place of a class whose probability is asked where it comes from; only once it is computed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.installEventFilter(self)  # not `event`: an error in paintEvent beneath it would end the process
        self._bars: tuple[ClassBar, ...] = ()
        self._theme = load_theme("light")
        self.rows = ChosenRow(self, self._row_at, lambda: len(self._bars))
        self.rows.chosen.connect(self._ask)
        self.setAccessibleName("Class probabilities")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_bars(self, bars: tuple[ClassBar, ...]) -> None:
        """Show these classes, top to bottom."""
        if bars == self._bars:
            return
        more = len(bars) != len(self._bars)
        self._bars = bars
        self.setAccessibleDescription("; ".join(bar.text for bar in bars))
        if more:
            self.updateGeometry()
        self.update()

    def apply_theme(self, theme: Theme) -> None:
        """Draw in the colours of a theme."""
        self._theme = theme
        self.update()

    @property
    def row_height(self) -> int:
        """The height of a class, in pixels."""
        return self.fontMetrics().height() + 3

    def row_box(self, row: int) -> QRectF:
        """Where a class is drawn."""
        return QRectF(0, row * self.row_height, self.width(), self.row_height)

    def _row_at(self, point: QPointF) -> int | None:
        """The class at a point whose probability can be asked."""
        row = int(point.y() // self.row_height)
        return row if 0 <= row < len(self._bars) and self._bars[row].probability is not None else None

    @Slot(int)
    def _ask(self, row: int) -> None:
        if self._bars[row].probability is not None:
            self.asked.emit(row)

    def _columns(self) -> Columns:
        strong = QFontMetrics(bold(self.font()))
        widest = max((strong.horizontalAdvance(bar.name) for bar in self._bars), default=0)
        number, mark = strong.horizontalAdvance(">.999"), self.fontMetrics().horizontalAdvance("✓") + 1
        return layout_columns(self.width() - 2 * ROOM, widest, number, mark)

    def _draw_row(self, painter: QPainter, bar: ClassBar, row: QRect, columns: Columns) -> None:
        """Draw a class in the painter's font."""
        theme, top, height = self._theme, row.top(), row.height()
        painter.setPen(theme.color("text"))
        middle = Qt.AlignmentFlag.AlignVCenter
        name = painter.fontMetrics().elidedText(bar.name, Qt.TextElideMode.ElideRight, columns.name)
        painter.drawText(QRect(0, top, columns.name, height), middle | Qt.AlignmentFlag.AlignLeft, name)
        if bar.is_true:
            painter.drawText(
                QRect(columns.mark_left, top, row.width() - columns.mark_left, height),
                middle | Qt.AlignmentFlag.AlignRight,
                "✓",
            )
        track = QRect(columns.bar_left, top + 3, columns.bar_right - columns.bar_left, height - 6)
        if bar.probability is not None and isfinite(bar.probability):
            length = round(min(max(bar.probability, 0.0), 1.0) * track.width())
            color = theme.color("forward" if bar.is_predicted else "faint")
            painter.fillRect(QRect(track.left(), track.top(), max(length, 1), track.height()), color)
        if bar.is_true:
            painter.setPen(QPen(theme.color("outline"), 1))
            painter.drawRect(track.adjusted(0, 0, -1, -1))
        else:
            painter.fillRect(QRect(track.left(), track.bottom(), track.width(), 1), theme.color("line"))
        if bar.probability is not None:
            painter.setPen(theme.color("not_a_number" if not isfinite(bar.probability) else "text"))
            painter.drawText(
                QRect(columns.number_left, top, columns.mark_left - _GAP // 2 - columns.number_left, height),
                middle | Qt.AlignmentFlag.AlignRight,
                write_probability(bar.probability),
            )

    def sizeHint(self) -> QSize:
        return QSize(150, max(1, len(self._bars)) * self.row_height)

    def minimumSizeHint(self) -> QSize:
        return QSize(80, self.sizeHint().height())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            row = event.pos().y() // self.row_height
            if 0 <= row < len(self._bars):
                QToolTip.showText(event.globalPos(), tooltip(self._bars[row]), self)
                return True
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        columns, height = self._columns(), self.row_height
        plain, strong = self.font(), bold(self.font())
        painter.translate(ROOM, 0)
        for place, bar in enumerate(self._bars):
            row = QRect(0, place * height, self.width() - 2 * ROOM, height)
            if event.rect().intersects(row):
                painter.setFont(strong if bar.is_true or bar.is_predicted else plain)
                self._draw_row(painter, bar, row, columns)
        painter.resetTransform()
        self.rows.draw(painter, self._theme, self.row_box)
        painter.end()


def tooltip(bar: ClassBar) -> str:
    """A class with its probability to the last digit."""
    known = "not computed yet" if bar.probability is None else f"P = {write_exactly(bar.probability)}"
    lines = [f"class {bar.name}", known]
    if bar.is_predicted:
        lines.append("the most probable class: the network's prediction")
    if bar.is_true:
        lines.append("✓ the true class: the outline is its target, T = 1")
    if bar.probability is not None:
        lines.append("Click, or Enter after Up and Down: where the number comes from.")
    return "\n".join(lines)
