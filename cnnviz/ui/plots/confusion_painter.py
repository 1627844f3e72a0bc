"""Draws a confusion matrix and the words around it into the places that its grid gives them."""

from math import ceil

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontInfo, QFontMetricsF, QPainter, QPen

from cnnviz.training.metrics import Confusion
from cnnviz.ui.images.fonts import smaller
from cnnviz.ui.plots.confusion_grid import Grid
from cnnviz.ui.plots.shades import cell_shade, ink_on, mix
from cnnviz.ui.theme import Theme

_LARGEST_FONT = 1.6
_SIDE_GAP = 16
_SHARE_MARGIN = 3
_CENTER = Qt.AlignmentFlag.AlignCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class ConfusionPainter:
    """One pass over one widget; the painter has the widget's font when it comes and when it goes."""

    def __init__(self, painter: QPainter, grid: Grid, theme: Theme) -> None:
        self._painter = painter
        self._grid = grid
        self._theme = theme
        self._font = QFont(painter.font())
        self._small = smaller(self._font)
        self._metrics = QFontMetricsF(self._font)

    def title(self, width: float, title: str, short_title: str) -> None:
        """The title, or the short one where the width is too small for it."""
        fits = self._metrics.horizontalAdvance(title) <= width - 12
        self._painter.setPen(self._theme.color("text"))
        self._write(QRectF(6, 3, width - 12, self._grid.title_height), _LEFT, title if fits else short_title)

    def summary(self, width: float, figures: tuple[tuple[str, str], ...]) -> None:
        """Names and values: on a line below the title, or beside the matrix."""
        grid = self._grid
        self._painter.setPen(self._theme.color("muted"))
        line = " · ".join(f"{name.removeprefix('weighted ')} {value}" for name, value in figures)
        self._write(QRectF(6, 3 + grid.title_height, width - 12, grid.summary_height), _LEFT, line)
        if not grid.side_width:
            return
        bold = QFont(self._font)
        bold.setBold(True)
        left, top, height = grid.right + _SIDE_GAP, grid.top, self._metrics.height()
        for name, value in figures:
            self._painter.setPen(self._theme.color("muted"))
            self._write(QRectF(left, top, grid.side_width, height), _LEFT, name)
            self._painter.setFont(bold)
            self._painter.setPen(self._theme.color("text"))
            self._write(QRectF(left, top + height, grid.side_width, height), _LEFT, value)
            self._painter.setFont(self._font)
            top += 2.7 * height

    def names(self, names: tuple[str, ...]) -> None:
        """The classes of rows and columns, and which are the true and which the predicted ones."""
        grid = self._grid
        self._painter.setPen(self._theme.color("muted"))
        above = grid.top - grid.names_height - grid.axis_height
        self._write(QRectF(grid.left, above, grid.right - grid.left, grid.axis_height), _CENTER, "predicted")
        self._write_upright(QRectF(4, grid.top, grid.axis_width, grid.bottom - grid.top), _CENTER, "true")
        self._painter.setPen(self._theme.color("text"))
        for index, name in enumerate(names):
            left, top, width, height = grid.cell(index, index)
            self._write(QRectF(grid.left - 4 - grid.names_width, top, grid.names_width, height), _RIGHT, name)
            column = QRectF(left, grid.top - grid.names_height, width, grid.names_height)
            if grid.upright_names:
                self._write_upright(column.adjusted(0, 0, 0, -3), _LEFT, name)
            else:
                self._painter.drawText(column, _CENTER | Qt.TextFlag.TextDontClip, self._cut(name, width - 1))

    def cells(self, confusion: Confusion) -> None:
        """The counts on their shades and, where the cells have room, below each its share of the row in per cent.

        A count that does not fit is left to its shade.
        """
        painter, grid, theme = self._painter, self._grid, self._theme
        usual = QFontInfo(self._font).pointSizeF()
        font = QFont(self._font)
        font.setPointSizeF(min(_LARGEST_FONT * usual, max(usual, 0.3 * grid.cell_height)))
        painter.setFont(font)
        metrics = painter.fontMetrics()
        share_height = self._share_height(metrics.height())
        gap = 1.0 if grid.cell_width > 8 else 0.0
        for true, row in enumerate(confusion):
            total = sum(row)
            for predicted, count in enumerate(row):
                paint = theme.forward if true == predicted else theme.wrong
                ground = mix(theme.alternate, paint, cell_shade(count, total))
                rect = QRectF(*grid.cell(true, predicted)).adjusted(0, 0, -gap, -gap)
                painter.fillRect(rect, QColor(ground))
                painter.setPen(QColor(ink_on(ground)) if count else theme.color("muted"))
                if count and share_height:
                    upper = rect.adjusted(0, _SHARE_MARGIN, 0, -share_height)
                    painter.drawText(upper, _CENTER | Qt.TextFlag.TextDontClip, str(count))
                    painter.setFont(self._small)
                    below = QRectF(rect.left(), upper.bottom(), rect.width(), share_height - _SHARE_MARGIN)
                    painter.drawText(below, _CENTER | Qt.TextFlag.TextDontClip, share_text(count, total))
                    painter.setFont(font)
                    continue
                text = str(count)
                if metrics.horizontalAdvance(text) <= rect.width() + 2 and metrics.ascent() <= rect.height() + 1:
                    painter.drawText(rect, _CENTER | Qt.TextFlag.TextDontClip, text)
        painter.setFont(self._font)

    def _share_height(self, count_height: float) -> float:
        """How much of a cell a share takes below a count; 0 where there is no room for it."""
        metrics = QFontMetricsF(self._small)
        wide = metrics.horizontalAdvance("100 %") + 2 * _SHARE_MARGIN
        high = metrics.height() + _SHARE_MARGIN
        fits = wide <= self._grid.cell_width and count_height + high + _SHARE_MARGIN <= self._grid.cell_height
        return high if fits else 0.0

    def focus(self, true: int, predicted: int) -> None:
        """The frame around the cell that the keys are at."""
        self._painter.setPen(QPen(self._theme.color("outline"), 2))
        self._painter.drawRect(QRectF(*self._grid.cell(true, predicted)).adjusted(0.5, 0.5, -1.5, -1.5))

    def _write(self, rect: QRectF, flags: Qt.AlignmentFlag, text: str) -> None:
        if rect.height() > 0 and rect.width() > 0:
            shown = self._painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, ceil(rect.width()))
            self._painter.drawText(rect, flags | Qt.TextFlag.TextDontClip, shown)

    def _write_upright(self, rect: QRectF, flags: Qt.AlignmentFlag, text: str) -> None:
        self._painter.save()
        self._painter.translate(rect.left(), rect.bottom())
        self._painter.rotate(-90)
        self._write(QRectF(0, 0, rect.height(), rect.width()), flags, text)
        self._painter.restore()

    def _cut(self, name: str, width: float) -> str:
        """As much of a name as fits; dots would take the place of its few letters."""
        while len(name) > 1 and self._metrics.horizontalAdvance(name) > width:
            name = name[:-1]
        return name


def share_text(count: int, total: int) -> str:
    """A count's share of its row in whole per cent, never 0 or 100 where it is neither: `83 %`, `<1 %`."""
    whole = round(100 * count / total)
    if 0 < count < total and whole in (0, 100):
        return ">99 %" if whole else "<1 %"
    return f"{whole} %"
