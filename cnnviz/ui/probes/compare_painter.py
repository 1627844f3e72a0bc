"""How a comparison is drawn: captions, mosaics, bars and what is pointed at."""

from math import isfinite
from typing import TypeAlias

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetrics, QImage, QPainter, QPen

from cnnviz.ui.images.fonts import bold, smaller
from cnnviz.ui.probes.card_painter import fitting
from cnnviz.ui.probes.compare_layout import CompareLayout
from cnnviz.ui.probes.comparison import BLOCKS, ClassPair, Comparison
from cnnviz.ui.probes.pin_maps import Mosaic
from cnnviz.ui.theme import Theme

Caption: TypeAlias = tuple[tuple[str, ...], tuple[str, ...]]
"""Two lines, each from its longest form to its shortest."""

_GAP = 6


class ComparePainter:
    """Draws a comparison with a painter that is open on its view."""

    def __init__(self, painter: QPainter, theme: Theme, font: QFont, layout: CompareLayout) -> None:
        self._p = painter
        self._theme = theme
        self._small = smaller(font)
        self._strong = bold(self._small)
        self._line = QFontMetrics(self._small).height()
        self._layout = layout

    def draw_captions(self, captions: tuple[Caption, ...]) -> None:
        """Two lines above each mosaic."""
        for room, (first, second) in zip(self._layout.captions, captions, strict=True):
            upper = QRect(room.left(), room.top(), room.width(), self._line)
            self._text(upper, fitting(first, self._strong, room.width()), self._strong, "text")
            lower = upper.translated(0, self._line)
            self._text(lower, fitting(second, self._small, room.width()), self._small, "muted")

    def draw_maps(self, images: tuple[QImage, ...]) -> None:
        """The three mosaics."""
        for place, image in zip(self._layout.maps, images, strict=True):
            shrunk = image.width() > place.width() or image.height() > place.height()
            self._p.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, shrunk)
            self._p.drawImage(place, image)
            self._p.setPen(QPen(self._theme.color("line"), 1))
            self._p.setBrush(Qt.BrushStyle.NoBrush)
            self._p.drawRect(place.adjusted(-1, -1, 0, 0))

    def draw_cell(self, mosaic: Mosaic, cell: tuple[int, int, int]) -> None:
        """An outline around one cell of each mosaic."""
        top, left = mosaic.corner(cell[0])
        for place in self._layout.maps:
            unit = place.width() / max(1, mosaic.width), place.height() / max(1, mosaic.height)
            box = QRectF(
                place.left() + (left + cell[2]) * unit[0], place.top() + (top + cell[1]) * unit[1], unit[0], unit[1]
            )
            for out, color in ((1.5, "base"), (0.5, "outline")):
                self._p.setPen(QPen(self._theme.color(color), 1))
                self._p.drawRect(box.adjusted(-out, -out, out, out))

    def draw_readout(self, text: str, is_pointed: bool) -> None:
        """One line below all."""
        self._text(self._layout.readout, text, self._small, "text" if is_pointed else "muted")

    def draw_classes(self, comparison: Comparison) -> None:
        """A row a class: a bar for A above one for B, and by how much B is more."""
        rows = class_rows(self._layout.bars, self._line, comparison)
        if not rows:
            return
        room = self._layout.bars
        metrics = QFontMetrics(self._strong)
        name = min(max(metrics.horizontalAdvance(pair.name) for pair, _ in rows) + 4, room.width() * 3 // 10)
        points = metrics.horizontalAdvance("+100.0") + 2
        head = QRect(room.left(), room.top(), room.width(), self._line)
        self._text(head, "P: A above B", self._strong, "text")
        if room.width() >= 190:
            self._text(head, f"{BLOCKS[2]}, points", self._small, "muted", Qt.AlignmentFlag.AlignRight)
        for pair, row in rows:
            self._class(pair, row, name, points)

    def _class(self, pair: ClassPair, row: QRect, name: int, points: int) -> None:
        self._text(QRect(row.left(), row.top(), name, row.height()), pair.name, self._small, "text")
        left, right = row.left() + name + 2, row.right() - points - _GAP
        inset = max(1, row.height() // 8)
        half = max(2, (row.height() - 2 * inset) // 2)
        for number, (value, color) in enumerate(((pair.a, "faint"), (pair.b, "forward"))):
            track = QRect(left, row.top() + inset + number * half, max(1, right - left), half - 1)
            if not isfinite(value):
                self._p.fillRect(track, self._theme.color("not_a_number"))
                continue
            self._p.fillRect(QRect(track.left(), track.bottom(), track.width(), 1), self._theme.color("line"))
            filled = QRect(track)
            filled.setWidth(max(1, round(min(max(value, 0.0), 1.0) * track.width())))
            self._p.fillRect(filled, self._theme.color(color))
        color = "not_a_number" if pair.points == "NaN" else "text"
        place = QRect(row.right() - points, row.top(), points, row.height())
        self._text(place, pair.points, self._small, color, Qt.AlignmentFlag.AlignRight)

    def _text(
        self, room: QRect, text: str, font: QFont, color: str, side: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft
    ) -> None:
        self._p.setFont(font)
        self._p.setPen(self._theme.color(color))
        elided = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        self._p.drawText(room, side | Qt.AlignmentFlag.AlignVCenter, elided)


def class_rows(room: QRect, line: int, comparison: Comparison) -> list[tuple[ClassPair, QRect]]:
    """The classes that there is room for, below a line of heading, and where each is."""
    most = max(0, (room.height() - line - 2) // max(1, line))
    shown = comparison.most_probable(most)
    if not shown:
        return []
    height = min((room.height() - line - 2) // len(shown), line + 10)
    top = room.top() + line + 2
    return [
        (pair, QRect(room.left(), top + number * height, room.width(), height)) for number, pair in enumerate(shown)
    ]
