"""How a card of the strip is drawn: picture, maps and probabilities side by side, two lines of text around them."""

from dataclasses import dataclass
from functools import cache
from math import isfinite

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QImage, QPainter, QPen

from cnnviz.ui.images.fonts import bold, smaller
from cnnviz.ui.images.sample_text import ClassBar, write_probability
from cnnviz.ui.probes.pin_maps import magnified
from cnnviz.ui.probes.pin_text import most_probable
from cnnviz.ui.theme import Theme

_MARGIN = 5
_GAP = 7
_LEAST_COLUMN = 8
_LEAST_BARS = 84
_MIDDLE = {
    side: side | Qt.AlignmentFlag.AlignVCenter
    for side in (Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight, Qt.AlignmentFlag.AlignHCenter)
}
_STACKED = 7
"""The lines of text that picture and bars take, one below the other."""
_ROWS_AT_MOST = 4
"""Classes that have a row each; more, where their names are short, have a column each."""


@dataclass(frozen=True, slots=True)
class CardLook:
    """All that is seen of a card."""

    titles: tuple[str, ...]
    """From the longest form to the shortest."""
    verdict: str
    moments: tuple[str, ...]
    is_wrong: bool
    bars: tuple[ClassBar, ...]
    picture: QImage | None
    maps: QImage | None


@dataclass(frozen=True, slots=True)
class CardLayout:
    """Where a card's parts are, in pixels."""

    title: QRect
    picture: QRect
    maps: QRect
    bars: QRect
    footer: QRect


def layout_card(width: int, height: int, line: int, buttons: int) -> CardLayout:
    """The parts of a card of a size; `line` is the height of a line of text, `buttons` the room of those in the title.

    The maps get the most room. The bars are beside them or, in a high card, below the picture.
    """
    head = max(line, 18) + 4
    inner = max(1, width - 2 * _MARGIN)
    body = max(1, height - head - line - _MARGIN - 3)
    top = head + 1
    title = QRect(_MARGIN, 2, max(1, inner - buttons - 4), head - 2)
    footer = QRect(_MARGIN, top + body + 1, inner, line)
    room = min(body, max(1, inner * 42 // 100))
    stacked = min(body, inner - _GAP - max(_LEAST_BARS, inner * 3 // 10))
    if stacked > room and body >= _STACKED * line:
        left = _MARGIN + inner - stacked
        side = _whole(min(left - _MARGIN - _GAP, body - 3 * line - _GAP, 84))
        bars = QRect(_MARGIN, top + side + _GAP, left - _MARGIN - _GAP, body - side - _GAP)
        return CardLayout(title, QRect(_MARGIN, top, side, side), QRect(left, top, stacked, body), bars, footer)
    side = _whole(min(body, max(28, inner * 26 // 100)))
    picture = QRect(_MARGIN, top, side, side)
    maps = QRect(picture.right() + 1 + _GAP, top, room, body)
    left = maps.right() + 1 + _GAP
    return CardLayout(title, picture, maps, QRect(left, top, max(1, width - _MARGIN - left), body), footer)


def _whole(side: int) -> int:
    """The side of a picture whose pixels, 28 of them, get the same size each, or every other one does."""
    return side - side % 14 if side >= 28 else max(1, side)


class CardPainter:
    """Draws cards with the fonts and colours that it is made for."""

    def __init__(self, theme: Theme, font: QFont) -> None:
        self._theme = theme
        self._title = bold(font)
        self._small = smaller(font)
        self._strong = bold(self._small)
        self._metrics = QFontMetrics(self._small)
        self._strong_metrics = QFontMetrics(self._strong)
        self._name_width = cache(self._strong_metrics.horizontalAdvance)
        self._number = self._metrics.horizontalAdvance(">.999") + 4

    def draw(self, painter: QPainter, layout: CardLayout, look: CardLook, dirty: QRect) -> None:
        """Draw those parts of a card that are in need of it."""
        self._p, self._layout = painter, layout
        where = layout
        if dirty.intersects(where.title):
            self._text(where.title, fitting(look.titles, self._title, where.title.width()), self._title, "text")
        if dirty.intersects(where.picture):
            if look.picture is not None:
                self._image(where.picture, look.picture)
            self._frame(where.picture)
        if dirty.intersects(where.maps):
            self._maps(look)
        if dirty.intersects(where.bars):
            self._bars(look.bars)
        if dirty.intersects(where.footer):
            self._footer(look)

    def _maps(self, look: CardLook) -> None:
        where = self._layout
        if look.maps is not None:
            wide, high = magnified(look.maps.width(), look.maps.height(), where.maps.width(), where.maps.height())
            place = QRect(where.maps.left(), where.maps.top(), wide, high)
            self._image(place, look.maps)
            self._frame(place)
        else:
            self._p.setPen(QPen(self._ink("line"), 1, Qt.PenStyle.DashLine))
            self._p.drawRect(where.maps.adjusted(0, 0, -1, -1))

    def _footer(self, look: CardLook) -> None:
        strong = self._strong
        wanted = self._strong_metrics.horizontalAdvance(look.verdict) + 2
        room = self._layout.footer
        self._text(room, look.verdict, strong, "wrong" if look.is_wrong else "text")
        rest = room.adjusted(wanted + _GAP, 0, 0, 0)
        if rest.width() > self._metrics.horizontalAdvance("0 steps"):
            moment = fitting(look.moments, self._small, rest.width())
            self._draw_text(rest, moment, self._small, "muted", Qt.AlignmentFlag.AlignRight)

    def _text(
        self,
        room: QRect,
        text: str,
        font: QFont,
        color: str,
        side: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
    ) -> None:
        elided = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        self._draw_text(room, elided, font, color, side)

    def _draw_text(
        self,
        room: QRect,
        text: str,
        font: QFont,
        color: str,
        side: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
    ) -> None:
        """Text that is known to fit."""
        self._p.setFont(font)
        self._p.setPen(self._ink(color))
        self._p.drawText(room, _MIDDLE[side], text)

    def _ink(self, name: str) -> QColor:
        return _color(getattr(self._theme, name))

    def _image(self, place: QRect, image: QImage) -> None:
        shrunk = image.width() > place.width() or image.height() > place.height()
        self._p.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, shrunk)
        self._p.drawImage(place, image)

    def _frame(self, place: QRect) -> None:
        self._p.setPen(QPen(self._ink("line"), 1))
        self._p.setBrush(Qt.BrushStyle.NoBrush)
        self._p.drawRect(place.adjusted(-1, -1, 0, 0))

    def _bars(self, bars: tuple[ClassBar, ...]) -> None:
        room, line = self._layout.bars, self._metrics.height()
        if not bars or room.width() < 8 or room.height() < line:
            return
        widest = max(map(self._name_width, (bar.name for bar in bars)))
        fits = room.width() >= len(bars) * max(_LEAST_COLUMN, widest + 2)
        if len(bars) > _ROWS_AT_MOST and fits and room.height() >= 2 * line:
            for place, bar in enumerate(bars):
                left, right = (room.left() + edge * room.width() // len(bars) for edge in (place, place + 1))
                self._column(bar, QRect(left, room.top(), right - left, room.height()))
            return
        shown = most_probable(bars, room.height() // line)
        height = min(room.height() // len(shown), line + 6)
        for place, bar in enumerate(shown):
            self._row(bar, QRect(room.left(), room.top() + place * height, room.width(), height), widest)

    def _column(self, bar: ClassBar, cell: QRect) -> None:
        base = cell.bottom() - self._metrics.height()
        self._fill(bar, QRect(cell.left(), cell.top(), cell.width() - 2, base - cell.top()), upright=True)
        name = QRect(cell.left() - 1, base + 1, cell.width(), self._metrics.height())
        self._draw_text(name, bar.name, self._font(bar), self._name_ink(bar), Qt.AlignmentFlag.AlignHCenter)

    def _row(self, bar: ClassBar, row: QRect, widest: int) -> None:
        number = self._number
        share = min(widest + 3, row.width() * 45 // 100)
        numbered = row.width() - share - number >= 16
        if not numbered:
            share = min(widest + 3, row.width() * 62 // 100)
        name = QRect(row.left(), row.top(), share, row.height())
        right = row.right() - (number if numbered else 0)
        write = self._draw_text if name.width() > widest else self._text
        write(name, bar.name, self._font(bar), self._name_ink(bar))
        inset = max(2, row.height() // 5)
        left = name.right() + 4
        self._fill(bar, QRect(left, row.top() + inset, max(1, right - left), row.height() - 2 * inset), upright=False)
        if numbered and bar.probability is not None:
            place = QRect(right + 1, row.top(), row.right() - right, row.height())
            color = "text" if isfinite(bar.probability) else "not_a_number"
            self._draw_text(place, write_probability(bar.probability), self._small, color, Qt.AlignmentFlag.AlignRight)

    def _font(self, bar: ClassBar) -> QFont:
        return self._strong if bar.is_true or bar.is_predicted else self._small

    def _name_ink(self, bar: ClassBar) -> str:
        return "text" if bar.is_true or bar.is_predicted else "muted"

    def _fill(self, bar: ClassBar, track: QRect, upright: bool) -> None:
        """A bar in its track; the true class's track has an outline to fill."""
        known = bar.probability
        if known is None or not isfinite(known):
            self._p.fillRect(track, self._ink("not_a_number"))
            return
        share = min(max(known, 0.0), 1.0)
        filled = QRect(track)
        if upright:
            filled.setTop(track.bottom() + 1 - max(1, round(share * track.height())))
        else:
            filled.setWidth(max(1, round(share * track.width())))
        self._p.fillRect(filled, self._ink("forward" if bar.is_predicted else "faint"))
        if bar.is_true:
            self._p.setPen(QPen(self._ink("outline"), 1))
            self._p.drawRect(track.adjusted(0, 0, -1, -1))
        else:
            edge = QRect(track.left(), track.bottom(), track.width(), 1)
            self._p.fillRect(edge, self._ink("line"))


@cache
def _color(text: str) -> QColor:
    return QColor(text)


def fitting(forms: tuple[str, ...], font: QFont, width: int) -> str:
    """The longest form that fits a width, else the shortest."""
    metrics = QFontMetrics(font)
    return next((form for form in forms if metrics.horizontalAdvance(form) <= width), forms[-1])
