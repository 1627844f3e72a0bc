"""How one image of the gallery is drawn: its picture, its class and number below, and the marks around it."""

from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QImage, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from cnnviz.ui.focus import draw_focus_ring
from cnnviz.ui.images.fonts import smaller
from cnnviz.ui.images.gallery_model import GalleryRole
from cnnviz.ui.images.gallery_text import Entry, caption_lines, last_line
from cnnviz.ui.theme import Theme, load_theme

_MARGIN = 3
_SIDES = (56, 48)
"""How large a picture is drawn; the larger shows each of 28×28 pixels as 2×2."""


_MOST_FITTED = 2000
"""Captions that are remembered as they fit."""


@dataclass(frozen=True, slots=True)
class CellLayout:
    """The size of each cell of the gallery and of the picture in it, in pixels, and the lines below the picture."""

    width: int
    height: int
    side: int
    lines: int


def layout_cells(available: int, widest_name: int, widest_answer: int, line_height: int) -> CellLayout:
    """Cells that fill a width: as many columns as fit pictures of 48 pixels and most of the names.

    `widest_name` and `widest_answer` are the widths of a class and of a class with what it was read as, 0 where
    there are no answers. An answer that does not fit beside its class gets a line of its own.
    """
    room = max(1, available - 1)  # Qt begins a new row when a cell would touch the edge
    least = min(max(_SIDES[-1] + 2, widest_name + 2), 74)
    columns = max(1, room // least)
    width = max(room // columns, 8)
    side = next((side for side in _SIDES if side + 2 <= width), max(1, min(width - 2, _SIDES[-1])))
    lines = 3 if widest_answer + 2 > width else 2
    return CellLayout(width, side + lines * line_height + 3 * _MARGIN, side, lines)


class GalleryDelegate(QStyledItemDelegate):
    """Draws an image of a `GalleryModel`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.cells = CellLayout(52, 80, 48, 2)
        self._theme = load_theme("light")
        self._font, self._small = QFont(), smaller(QFont())
        self._line_height = QFontMetrics(self._small).height()
        self._fitted: dict[tuple[str, int], str] = {}

    def set_theme(self, theme: Theme) -> None:
        """Draw in other colours from now on."""
        self._theme = theme

    def _draw_marks(self, painter: QPainter, picture: QRect, at_hand: bool, probe: bool) -> None:
        """A thin frame; blue with a filled corner for the image at hand; a thick one for the probe, outermost."""
        theme = self._theme
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.color("line"), 1))
        painter.drawRect(picture.adjusted(-1, -1, 0, 0))
        if at_hand:
            painter.setPen(Qt.PenStyle.NoPen)
            for edge in _edges(picture, 2):
                painter.fillRect(edge, theme.color("forward"))
            corner = QPointF(picture.topLeft())
            painter.setBrush(theme.color("forward"))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.drawPolygon(QPolygonF([corner, corner + QPointF(13, 0), corner + QPointF(0, 13)]))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        if probe:
            out = min(2, max(0, (self.cells.width - self.cells.side) // 2))  # not into the next cell
            for edge in _edges(picture.adjusted(-out, -out, out, out), 3):
                painter.fillRect(edge, theme.color("outline"))

    def _use_font(self, font: QFont) -> None:
        """Measuring words costs as much as drawing them; what fits is remembered for as long as the font stays."""
        if font != self._font:
            self._font, self._small = QFont(font), smaller(font)
            self._line_height = QFontMetrics(self._small).height()
            self._fitted.clear()

    def _fit(self, text: str, width: int) -> str:
        """A text, without its mark and cut where there is no room for it."""
        fitted = self._fitted.get((text, width))
        if fitted is None:
            if len(self._fitted) > _MOST_FITTED:
                self._fitted.clear()
            metrics = QFontMetrics(self._small)
            bare = text.removesuffix(" ✓").removesuffix(" ✗") if metrics.horizontalAdvance(text) > width else text
            side = Qt.TextElideMode.ElideLeft if text.startswith("#") else Qt.TextElideMode.ElideRight
            fitted = self._fitted[text, width] = metrics.elidedText(bare, side, width)
        return fitted

    def _draw_caption(self, painter: QPainter, rect: QRect, entry: Entry) -> None:
        line = QRect(rect.left() + 1, rect.top(), rect.width() - 2, self._line_height)
        painter.setFont(self._small)
        painter.setPen(self._theme.color("muted" if entry.is_old else "wrong" if entry.is_wrong else "text"))
        for text in caption_lines(entry, self.cells.lines):
            painter.drawText(line, Qt.AlignmentFlag.AlignCenter, self._fit(text, line.width()))
            line.translate(0, self._line_height)
        painter.setPen(self._theme.color("muted"))
        painter.drawText(line, Qt.AlignmentFlag.AlignCenter, self._fit(last_line(entry), line.width()))

    def _draw_wrong(self, painter: QPainter, picture: QRect, is_old: bool) -> None:
        """A cross on a disc in the upper right corner; on a ring where the answer is old."""
        theme, color = self._theme, self._theme.color("wrong")
        disc = QRectF(picture.right() - 11, picture.top() - 1, 13, 13)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(color if is_old else theme.color("base"), 1))
        painter.setBrush(theme.color("base") if is_old else color)
        painter.drawEllipse(disc)
        painter.setPen(QPen(color if is_old else theme.color("base"), 1.8))
        arm, middle = 2.5, disc.center()
        painter.drawLine(middle + QPointF(-arm, -arm), middle + QPointF(arm, arm))
        painter.drawLine(middle + QPointF(-arm, arm), middle + QPointF(arm, -arm))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(self.cells.width, self.cells.height)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        entry, thumbnail = index.data(GalleryRole.ENTRY), index.data(GalleryRole.THUMBNAIL)
        if not isinstance(entry, Entry) or not isinstance(thumbnail, QImage):
            return
        cell, side = option.rect, self.cells.side
        box = QRect(cell.left() + (cell.width() - side) // 2, cell.top() + _MARGIN, side, side)
        painter.save()
        if option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(cell, self._theme.color("alternate"))
        size = thumbnail.size().scaled(box.size(), Qt.AspectRatioMode.KeepAspectRatio)
        shrunk = thumbnail.width() > side or thumbnail.height() > side
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, shrunk)
        painter.fillRect(box, QColor(self._theme.positive[0]))
        painter.drawImage(QRect(box.topLeft(), size), thumbnail)
        self._draw_marks(painter, box, bool(index.data(GalleryRole.AT_HAND)), bool(index.data(GalleryRole.PROBE)))
        if entry.is_wrong:
            self._draw_wrong(painter, box, entry.is_old)
        below = QRect(cell.left(), box.bottom() + _MARGIN, cell.width(), cell.bottom() - box.bottom() - _MARGIN)
        self._use_font(option.font)
        self._draw_caption(painter, below, entry)
        if option.state & QStyle.StateFlag.State_HasFocus:
            draw_focus_ring(painter, self._theme, cell, style=Qt.PenStyle.DashLine)
        painter.restore()


def _edges(rect: QRect, width: int) -> tuple[QRect, QRect, QRect, QRect]:
    """The four sides of a frame of a width, inside a rectangle."""
    left, top, right, bottom = rect.left(), rect.top(), rect.right() + 1, rect.bottom() + 1
    return (
        QRect(left, top, rect.width(), width),
        QRect(left, bottom - width, rect.width(), width),
        QRect(left, top, width, rect.height()),
        QRect(right - width, top, width, rect.height()),
    )
