"""Where the parts of a scene stand: as large as the room allows, and never smaller than can be read. No widgets."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QRectF
from PySide6.QtGui import QFontMetricsF

from cnnviz.ui.inspector.slide.scene import Grid, Line, Overview, Scene

MARGIN = 3.0
GAP = 6.0
_SIZES = tuple(1 + step / 10 for step in range(16, -1, -1))
"""How many times larger than the window's font, the largest first."""
_LOWEST_OVERVIEW, _USUAL_OVERVIEW = 56.0, 100.0
_SHORTEST = "−.42"
_LARGEST_CELL = 5.0
"""Of a cell, in lines of text."""
_CURVE_LINES = 2.6
_BOLD = 0.92
"""The share of the room that a bold text fills when it is measured as if it were not."""
_ALONE = 1.7
"""A grid of one number gets the room of so many columns."""


@dataclass(frozen=True, slots=True)
class Arrangement:
    """Rectangles for everything, at one size of the font."""

    size: float
    overviews: tuple[QRectF, ...]
    """The maps themselves; their titles stand above."""
    grids: tuple[QRectF, ...]
    curve: QRectF
    lines_top: float
    height: float
    """What is needed for it all."""


def arrange(
    scene: Scene, width: float, height: float, metrics_at: Callable[[float], QFontMetricsF], text_height: float = 0.0
) -> Arrangement:
    """The arrangement with the largest letters that fits, else the one that needs the least room.

    `text_height` is what the lines need at least, in lines of text, so that nothing moves from one position to the
    next.
    """
    tight: Arrangement | None = None
    flows = _flows(scene.grids)
    for size in _SIZES:
        metrics = metrics_at(size)
        found = [
            one
            for rows in flows
            if (one := _arrangement(scene, width, height, metrics, size, rows, text_height)) is not None
        ]
        fitting = [
            one for one in found if one.height <= height and (size == 1 or _is_roomy(scene, one, width, metrics))
        ]
        if fitting:
            return max(fitting, key=_cell_area)
        if found:
            tight = min(found, key=lambda one: one.height)
    return _sum_first(tight or _forced(scene, width, height, metrics_at(1.0), text_height), metrics_at(1.0))


def _sum_first(one: Arrangement, metrics: QFontMetricsF) -> Arrangement:
    """Where not all can be seen at once: the sum first, then the grids; the maps, which the picture has too, last."""
    titles = metrics.height() + 2
    maps = MARGIN + titles
    grids = one.overviews[0].top() + max(map(QRectF.height, one.overviews)) + GAP
    text = one.height - one.lines_top
    down = one.lines_top - grids
    return replace(
        one,
        lines_top=MARGIN,
        grids=tuple(rect.translated(0, text + MARGIN - grids) for rect in one.grids),
        curve=one.curve.translated(0, text + MARGIN - grids),
        overviews=tuple(rect.translated(0, text + MARGIN + down + titles - maps) for rect in one.overviews),
    )


def _is_roomy(scene: Scene, one: Arrangement, width: float, metrics: QFontMetricsF) -> bool:
    """Whether no title is cut and no line is folded, so that larger letters make it easier to read."""
    titles = zip((grid.title for grid in scene.grids), one.grids, strict=True)
    return all(metrics.horizontalAdvance(title) <= rect.width() for title, rect in titles) and all(
        len(folded(line, width, metrics)) == 1 for line in scene.lines if line.number
    )


def lines_height(lines: Sequence[Line], width: float, metrics: QFontMetricsF) -> float:
    """How many lines of text some lines need in a width."""
    return float(sum(len(folded(line, width, metrics)) for line in lines))


def folded(line: Line, width: float, metrics: QFontMetricsF) -> list[tuple[str, str]]:
    """A line as it is written: beside its number where that fits, else above it; a long sum in several lines."""
    room = (width - 2 * MARGIN) * (_BOLD if line.tone.is_strong else 1.0)
    if not line.number:
        return [(part, "") for part in _wrapped(line.text, room, metrics)]
    both = metrics.horizontalAdvance(line.text) + metrics.horizontalAdvance(line.number)
    if both + metrics.horizontalAdvance("  ") <= room:
        return [(line.text, line.number)]
    return [*((part, "") for part in _wrapped(line.text, room, metrics)), ("", line.number)]


def _wrapped(text: str, room: float, metrics: QFontMetricsF) -> list[str]:
    """A text in lines; a sign stays with its number."""
    words = text.replace(" − ", " −\u00a0").replace(" + ", " +\u00a0").replace(" = ", " =\u00a0").split(" ")
    lines = [words[0]]
    for word in words[1:]:
        longer = f"{lines[-1]} {word}"
        if metrics.horizontalAdvance(longer) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _columns_of(grid: Grid) -> float:
    return _ALONE if grid.columns == 1 and grid.rows == 1 else float(grid.columns)


def _flows(grids: Sequence[Grid]) -> list[list[Sequence[Grid]]]:
    """The ways to put grids into rows, each as full as its width allows, the narrowest first."""
    units = [_columns_of(grid) for grid in grids]
    widths = {sum(units[start:end]) for end in range(1, len(units) + 1) for start in range(end)}
    return [_flow(grids, width) for width in sorted(widths) if width >= max(units)]


def _flow(grids: Sequence[Grid], width: float) -> list[Sequence[Grid]]:
    rows: list[list[Grid]] = [[]]
    for grid in grids:
        if rows[-1] and sum(map(_columns_of, [*rows[-1], grid])) > width + 1e-9:
            rows.append([])
        rows[-1].append(grid)
    return [tuple(row) for row in rows]


def _signs(row: Sequence[Grid], metrics: QFontMetricsF) -> float:
    return sum(sign_width(grid, metrics) for grid in row) + GAP * (len(row) - 1)


def sign_width(grid: Grid, metrics: QFontMetricsF) -> float:
    """The room for the sign before a grid."""
    return metrics.horizontalAdvance(f" {grid.sign} ") if grid.sign else 0.0


def _arrangement(
    scene: Scene,
    width: float,
    height: float,
    metrics: QFontMetricsF,
    size: float,
    rows: list[Sequence[Grid]],
    text_height: float,
    is_forced: bool = False,
) -> Arrangement | None:
    line = metrics.height()
    room = width - 2 * MARGIN
    wide = min((room - _signs(row, metrics)) / sum(map(_columns_of, row)) for row in rows)
    wide = min(wide, _LARGEST_CELL * line)
    if wide < metrics.horizontalAdvance(_SHORTEST) + 1 and not is_forced:
        return None
    lowest = line + 4
    text = line * max(text_height, lines_height(scene.lines, width, metrics))
    curve = _CURVE_LINES * line if scene.curve else 0.0
    units = sum(max(grid.rows for grid in row) for row in rows)
    fixed = 2 * MARGIN + (line + 2) * (1 + len(rows)) + GAP * (len(rows) + 2) + text + curve
    tall_overview = _overview_height(scene.overviews, room)
    least_overview = min(tall_overview, _LOWEST_OVERVIEW * size)
    needed = fixed + units * lowest + least_overview
    spare = max(0.0, height - needed)
    overview = min(tall_overview, least_overview + min(spare, (_USUAL_OVERVIEW - _LOWEST_OVERVIEW) * size))
    spare -= overview - least_overview
    high = min(max(lowest, 0.8 * wide), lowest + spare / units)
    spare = max(0.0, spare - units * (high - lowest))
    overview = min(tall_overview, overview + spare)
    return _placed(scene, rows, (wide, high), overview, metrics, (size, room, text, curve))


def _forced(scene: Scene, width: float, height: float, metrics: QFontMetricsF, text_height: float) -> Arrangement:
    one = _arrangement(
        scene, max(40.0, width), height, metrics, 1.0, _flows(scene.grids)[0], text_height, is_forced=True
    )
    assert one is not None
    return one


def _placed(
    scene: Scene,
    rows: list[Sequence[Grid]],
    cell: tuple[float, float],
    overview: float,
    metrics: QFontMetricsF,
    rest: tuple[float, float, float, float],
) -> Arrangement:
    (wide, high), (size, room, text, curve) = cell, rest
    line = metrics.height()
    top = MARGIN + line + 2
    overviews = tuple(_overview_rects(scene.overviews, top, overview, room))
    top += overview + GAP
    grids = []
    for row in rows:
        top += line + 2
        tallest = high * max(grid.rows for grid in row)
        left = MARGIN
        for grid in row:
            left += sign_width(grid, metrics)
            across = wide * _columns_of(grid)
            down = min(tallest, 1.5 * high) if _columns_of(grid) == _ALONE else high * grid.rows
            grids.append(QRectF(left, top + (tallest - down) / 2, across, down))
            left += across + GAP
        top += tallest + GAP
    strip = QRectF(MARGIN, top, room, curve)
    top += curve
    return Arrangement(size, overviews, tuple(grids), strip, top, top + text + MARGIN + GAP)


def _overview_height(overviews: Sequence[Overview], room: float) -> float:
    across = (room - GAP * (len(overviews) - 1)) / len(overviews)
    return max(across * one.values.shape[0] / one.values.shape[1] for one in overviews)


def _overview_rects(overviews: Sequence[Overview], top: float, height: float, room: float) -> Iterator[QRectF]:
    across = (room - GAP * (len(overviews) - 1)) / len(overviews)
    for number, one in enumerate(overviews):
        rows, columns = one.values.shape
        scale = min(across / columns, height / rows)
        yield QRectF(MARGIN + number * (across + GAP), top, scale * columns, scale * rows)


def _cell_area(one: Arrangement) -> float:
    return min(grid.width() for grid in one.grids) * min(grid.height() for grid in one.grids)
