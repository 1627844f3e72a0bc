"""How a card of the strip is drawn: picture, maps and probabilities side by side, two lines of text around them."""

from dataclasses import dataclass
from math import isfinite

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFont, QFontMetrics, QImage, QPainter, QPen

from cnnviz.ui.images.fonts import bold, smaller
from cnnviz.ui.images.sample_text import ClassBar, write_probability
from cnnviz.ui.probes.pin_maps import magnified
from cnnviz.ui.probes.pin_text import most_probable
from cnnviz.ui.theme import Theme

_MARGIN = 5
_GAP = 7
_LEAST_COLUMN = 8
_LEAST_BARS = 84
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
    """Draws one card with a painter that is open on it."""

    def __init__(self, painter: QPainter, theme: Theme, font: QFont, layout: CardLayout) -> None:
        self._p = painter
        self._theme = theme
        self._font = font
        self._small = smaller(font)
        self._metrics = QFontMetrics(self._small)
        self._layout = layout

    def draw(self, look: CardLook) -> None:
        """Draw all of it."""
        where = self._layout
        self._text(where.title, fitting(look.titles, bold(self._font), where.title.width()), bold(self._font), "text")
        if look.picture is not None:
            self._image(where.picture, look.picture)
        self._frame(where.picture)
        if look.maps is not None:
            wide, high = magnified(look.maps.width(), look.maps.height(), where.maps.width(), where.maps.height())
            place = QRect(where.maps.left(), where.maps.top(), wide, high)
            self._image(place, look.maps)
            self._frame(place)
        else:
            self._p.setPen(QPen(self._theme.color("line"), 1, Qt.PenStyle.DashLine))
            self._p.drawRect(where.maps.adjusted(0, 0, -1, -1))
        self._bars(look.bars)
        self._footer(look)

    def _footer(self, look: CardLook) -> None:
        strong = bold(self._small)
        wanted = QFontMetrics(strong).horizontalAdvance(look.verdict) + 2
        room = self._layout.footer
        self._text(room, look.verdict, strong, "wrong" if look.is_wrong else "text")
        rest = room.adjusted(wanted + _GAP, 0, 0, 0)
        if rest.width() > self._metrics.horizontalAdvance("0 steps"):
            moment = fitting(look.moments, self._small, rest.width())
            self._text(rest, moment, self._small, "muted", Qt.AlignmentFlag.AlignRight)

    def _text(
        self,
        room: QRect,
        text: str,
        font: QFont,
        color: str,
        side: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
    ) -> None:
        self._p.setFont(font)
        self._p.setPen(self._theme.color(color))
        elided = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        self._p.drawText(room, side | Qt.AlignmentFlag.AlignVCenter, elided)

    def _image(self, place: QRect, image: QImage) -> None:
        shrunk = image.width() > place.width() or image.height() > place.height()
        self._p.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, shrunk)
        self._p.drawImage(place, image)

    def _frame(self, place: QRect) -> None:
        self._p.setPen(QPen(self._theme.color("line"), 1))
        self._p.setBrush(Qt.BrushStyle.NoBrush)
        self._p.drawRect(place.adjusted(-1, -1, 0, 0))

    def _bars(self, bars: tuple[ClassBar, ...]) -> None:
        room, line = self._layout.bars, self._metrics.height()
        if not bars or room.width() < 8 or room.height() < line:
            return
        widest = max(self._metrics.horizontalAdvance(bar.name) for bar in bars)
        fits = room.width() >= len(bars) * max(_LEAST_COLUMN, widest + 1)
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
        font = bold(self._small) if bar.is_true or bar.is_predicted else self._small
        self._text(name, bar.name, font, self._ink(bar), Qt.AlignmentFlag.AlignHCenter)

    def _row(self, bar: ClassBar, row: QRect, widest: int) -> None:
        number = self._metrics.horizontalAdvance(">.999") + 4
        name = QRect(row.left(), row.top(), min(widest + 3, row.width() * 45 // 100), row.height())
        numbered = row.width() - name.width() - number >= 16
        right = row.right() - (number if numbered else 0)
        font = bold(self._small) if bar.is_true or bar.is_predicted else self._small
        self._text(name, bar.name, font, self._ink(bar))
        inset = max(2, row.height() // 5)
        left = name.right() + 4
        self._fill(bar, QRect(left, row.top() + inset, max(1, right - left), row.height() - 2 * inset), upright=False)
        if numbered and bar.probability is not None:
            place = QRect(right + 1, row.top(), row.right() - right, row.height())
            color = "text" if isfinite(bar.probability) else "not_a_number"
            self._text(place, write_probability(bar.probability), self._small, color, Qt.AlignmentFlag.AlignRight)

    def _ink(self, bar: ClassBar) -> str:
        return "text" if bar.is_true or bar.is_predicted else "muted"

    def _fill(self, bar: ClassBar, track: QRect, upright: bool) -> None:
        """A bar in its track; the true class's track has an outline to fill."""
        theme, known = self._theme, bar.probability
        if known is None or not isfinite(known):
            self._p.fillRect(track, theme.color("not_a_number"))
            return
        share = min(max(known, 0.0), 1.0)
        filled = QRect(track)
        if upright:
            filled.setTop(track.bottom() + 1 - max(1, round(share * track.height())))
        else:
            filled.setWidth(max(1, round(share * track.width())))
        self._p.fillRect(filled, theme.color("forward" if bar.is_predicted else "faint"))
        if bar.is_true:
            self._p.setPen(QPen(theme.color("outline"), 1))
            self._p.drawRect(track.adjusted(0, 0, -1, -1))
        else:
            edge = QRect(track.left(), track.bottom(), track.width(), 1)
            self._p.fillRect(edge, theme.color("line"))


def fitting(forms: tuple[str, ...], font: QFont, width: int) -> str:
    """The longest form that fits a width, else the shortest."""
    metrics = QFontMetrics(font)
    return next((form for form in forms if metrics.horizontalAdvance(form) <= width), forms[-1])
