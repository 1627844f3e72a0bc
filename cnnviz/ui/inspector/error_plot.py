"""The error of a gradient check over h, both on logarithmic axes."""

from collections.abc import Sequence
from math import isfinite, log10

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from cnnviz.explain.gradient_check import GradientCheck
from cnnviz.ui.inspector.look import derived_font
from cnnviz.ui.numbers import write, write_power
from cnnviz.ui.theme import Theme, load_theme

SMALLEST, LARGEST = -12, -1
"""The powers of ten of h at the ends of the axis."""

_LOW, _HIGH = -12.0, 0.5
"""The powers of ten of the error at the ends of its axis; smaller errors, 0 too, stand at the lower end."""


class ErrorPlot(QWidget):
    """A mark for each h; a click chooses the nearest power of ten."""

    exponent_chosen = Signal(int)
    """The power of ten of the h that was clicked."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Error over h")
        self.setToolTip("The relative error over h; click to choose h")
        self._theme = load_theme("light")
        self._checks: Sequence[GradientCheck] = ()
        self._chosen = SMALLEST

    def show_checks(self, checks: Sequence[GradientCheck], exponent: int) -> None:
        """Draw the errors, and which h is chosen."""
        self._checks, self._chosen = checks, exponent
        said = ", ".join(f"{write(check.h, 2)}: {write(check.relative_error, 2)}" for check in checks)
        self.setAccessibleDescription(f"Relative error by h: {said}" if said else "No errors computed yet")
        self.update()

    def apply_theme(self, theme: Theme) -> None:
        """Take over a theme's colours."""
        self._theme = theme
        self.update()

    def place(self, h: float, error: float) -> QPointF:
        """Where a mark is drawn."""
        box = self._box()
        across = (log10(h) - SMALLEST) / (LARGEST - SMALLEST)
        size = log10(error) if error > 0 else _LOW
        up = (min(_HIGH, max(_LOW, size)) - _LOW) / (_HIGH - _LOW)
        return QPointF(box.left() + across * box.width(), box.bottom() - up * box.height())

    def _box(self) -> QRectF:
        metrics = QFontMetricsF(derived_font(self, 0.85))
        left, bottom = metrics.horizontalAdvance("10⁻¹²") + 8, 2 * metrics.height() + 2
        return QRectF(self.rect()).adjusted(left, 6, -10, -bottom)

    def _axes(self, painter: QPainter) -> None:
        box, theme = self._box(), self._theme
        painter.setFont(derived_font(self, 0.85))
        metrics = painter.fontMetrics()
        for power in (-12, -8, -4, 0):
            y = self.place(1e-1, 10.0**power).y()
            painter.setPen(QPen(theme.color("line"), 1))
            painter.drawLine(QPointF(box.left(), y), QPointF(box.right(), y))
            painter.setPen(theme.color("muted"))
            label = QRectF(0, y - metrics.height() / 2, box.left() - 4, metrics.height())
            painter.drawText(label, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, _power(power))
        for power in (-12, -10, -8, -6, -4, -2):
            x = self.place(10.0**power, 1.0).x()
            label = QRectF(x - 24, box.bottom() + 1, 48, metrics.height())
            painter.drawText(label, Qt.AlignmentFlag.AlignHCenter, _power(power))
        below = QRectF(box.left(), box.bottom() + metrics.height(), box.width(), metrics.height())
        painter.drawText(
            below,
            Qt.AlignmentFlag.AlignHCenter,
            metrics.elidedText("h   (upward: relative error)", Qt.TextElideMode.ElideRight, int(box.width())),
        )

    def mousePressEvent(self, event: QMouseEvent) -> None:
        box = self._box()
        if event.button() == Qt.MouseButton.LeftButton and box.width() > 1:
            share = (event.position().x() - box.left()) / box.width()
            exponent = round(SMALLEST + share * (LARGEST - SMALLEST))
            self.exponent_chosen.emit(min(LARGEST, max(SMALLEST, exponent)))

    def paintEvent(self, event: QPaintEvent) -> None:
        box = self._box()
        if box.width() < 20 or box.height() < 20:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._axes(painter)
        checks = [check for check in self._checks if isfinite(check.relative_error)]
        checks.sort(key=lambda check: check.h)
        points = [self.place(check.h, check.relative_error) for check in checks]
        x = self.place(10.0**self._chosen, 1.0).x()
        painter.setPen(QPen(self._theme.color("text"), 1, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(x, box.top()), QPointF(x, box.bottom()))
        painter.setPen(QPen(self._theme.color("backward"), 1.5))
        painter.drawPolyline(QPolygonF(points))
        painter.setBrush(self._theme.color("backward"))
        for point in points:
            painter.drawEllipse(point, 2.2, 2.2)
        painter.end()

    def sizeHint(self) -> QSize:
        return QSize(220, 140)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, 110)


def _power(exponent: int) -> str:
    return "1" if exponent == 0 else write_power(exponent).removeprefix("×")
