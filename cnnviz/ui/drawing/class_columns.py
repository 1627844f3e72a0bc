"""A column a class, side by side, for classes with short names: ten digits in the height of three lines."""

from math import isfinite
from typing import Final

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from cnnviz.ui.images.fonts import bold
from cnnviz.ui.images.probability_bars import tooltip
from cnnviz.ui.images.sample_text import ClassBar
from cnnviz.ui.theme import Theme, load_theme

_COLUMN_HEIGHT: Final = 40
_GAP: Final = 2


class ClassColumns(QWidget):
    """Columns for numbers from 0 to 1, each over the name of its class; the predicted class is bold."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.installEventFilter(self)  # not `event`: an error in paintEvent beneath it would end the process
        self._bars: tuple[ClassBar, ...] = ()
        self._theme = load_theme("light")
        self.setAccessibleName("Class probabilities")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_bars(self, bars: tuple[ClassBar, ...]) -> None:
        """Show these classes, left to right."""
        if bars != self._bars:
            self._bars = bars
            self.setAccessibleDescription("; ".join(bar.text for bar in bars))
            self.update()

    def apply_theme(self, theme: Theme) -> None:
        """Draw in the colours of a theme."""
        self._theme = theme
        self.update()

    def fits(self, names: tuple[str, ...], width: int) -> bool:
        """Whether each name has room under its column in a width."""
        metrics = QFontMetrics(bold(self.font()))
        widest = max(map(metrics.horizontalAdvance, names), default=0)
        return (widest + _GAP) * len(names) <= width

    def _cell(self, place: int) -> QRect:
        left, right = (edge * self.width() // len(self._bars) for edge in (place, place + 1))
        return QRect(left, 0, right - left, self.height())

    def _draw(self, painter: QPainter, bar: ClassBar, cell: QRect) -> None:
        theme, line = self._theme, self.fontMetrics().height()
        base = cell.bottom() - line
        column = QRect(cell.left() + 1, 0, max(1, cell.width() - _GAP), max(1, base))
        painter.fillRect(QRect(column.left(), base, column.width(), 1), theme.color("line"))
        if bar.probability is not None and isfinite(bar.probability):
            height = max(1, round(min(max(bar.probability, 0.0), 1.0) * column.height()))
            color = theme.color("forward" if bar.is_predicted else "faint")
            painter.fillRect(QRect(column.left(), base - height, column.width(), height), color)
        elif bar.probability is not None:
            painter.fillRect(column.adjusted(0, column.height() // 2, 0, 0), theme.color("not_a_number"))
        painter.setFont(bold(self.font()) if bar.is_predicted else self.font())
        painter.setPen(theme.color("muted" if bar.probability is None else "text"))
        painter.drawText(QRect(cell.left(), base + 1, cell.width(), line), Qt.AlignmentFlag.AlignCenter, bar.name)

    def sizeHint(self) -> QSize:
        return QSize(150, _COLUMN_HEIGHT + self.fontMetrics().height() + 1)

    def minimumSizeHint(self) -> QSize:
        return QSize(80, self.sizeHint().height())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            for place, bar in enumerate(self._bars):
                if self._cell(place).contains(event.pos()):
                    QToolTip.showText(event.globalPos(), tooltip(bar), self)
                    return True
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        for place, bar in enumerate(self._bars):
            self._draw(painter, bar, self._cell(place))
        painter.end()
