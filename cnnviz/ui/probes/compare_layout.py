"""Where the parts of a comparison are: three mosaics side by side, and the bars beside or beneath them."""

from dataclasses import dataclass

from PySide6.QtCore import QRect

from cnnviz.ui.probes.pin_maps import Mosaic, magnified

_MARGIN = 6
_GAP = 10
_LEAST_BARS = 150
_MOST_BARS = 300


@dataclass(frozen=True, slots=True)
class CompareLayout:
    """The rooms, in pixels."""

    captions: tuple[QRect, QRect, QRect]
    maps: tuple[QRect, QRect, QRect]
    """Exactly as large as the mosaics are drawn."""
    bars: QRect
    readout: QRect


def layout_comparison(width: int, height: int, line: int, mosaic: Mosaic) -> CompareLayout:
    """The parts in a room; `line` is the height of a line of text."""
    readout = QRect(_MARGIN, height - line - 2, max(1, width - 2 * _MARGIN), line)
    head = 2 * line + 2
    inner, body = max(3, width - 2 * _MARGIN), max(1, height - head - line - 8)
    bars_width = min(_MOST_BARS, max(_LEAST_BARS, inner - 3 * (body + _GAP)), inner * 2 // 5)
    each = max(1, (inner - bars_width - 3 * _GAP) // 3)
    wide, high = magnified(mosaic.width, mosaic.height, each, body)
    wider = max(1, (inner - 2 * _GAP) // 3)
    larger = magnified(mosaic.width, mosaic.height, wider, min(body * 3 // 5, body - 5 * line))
    beneath = body > 5 * line and larger > (wide, high)
    if beneath:
        each, (wide, high) = wider, larger
    else:
        each = min(each, max(wide, 8 * line))
    lefts = [_MARGIN + number * (each + _GAP) for number in range(3)]
    captions = tuple(QRect(left, 2, each, head - 2) for left in lefts)
    maps = tuple(QRect(left, head + 2, wide, high) for left in lefts)
    if beneath:
        top = head + high + 2 + line // 2
        bars = QRect(_MARGIN, top, inner, max(1, readout.top() - top - 2))
    else:
        left = lefts[2] + each + _GAP
        bars = QRect(left, 2, max(1, min(_MOST_BARS, width - _MARGIN - left)), max(1, readout.top() - 4))
    return CompareLayout((captions[0], captions[1], captions[2]), (maps[0], maps[1], maps[2]), bars, readout)
