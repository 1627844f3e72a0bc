"""Make a grey picture smaller or larger, in plain Python and fast enough to follow a pen.

Smaller: each new pixel is the average of the area it covers, fractions of pixels included, so that thin strokes fade
instead of breaking. Larger: linear between the centres of pixels. Rows and columns are done one after the other.
"""

from collections.abc import Iterable, Sequence
from itertools import accumulate, pairwise
from typing import TypeAlias

Rows: TypeAlias = Sequence[Sequence[float]]


def resample(picture: Rows, rows: int, columns: int) -> list[list[float]]:
    """A picture, [row][column], as `rows` by `columns` pixels; a side that keeps its length is left as it is."""
    narrow = [list(row) for row in _resample_rows(picture, columns)]
    turned = _resample_rows(list(zip(*narrow, strict=True)), rows)
    return [list(row) for row in zip(*turned, strict=True)]


def _resample_rows(picture: Rows, columns: int) -> Iterable[Sequence[float]]:
    width = len(picture[0])
    if columns == width:
        return picture
    return _shrink_rows(picture, width, columns) if columns < width else _enlarge_rows(picture, width, columns)


def _shrink_rows(picture: Rows, width: int, columns: int) -> Iterable[list[float]]:
    """Average over areas: with sums S of the first pixels of a row, an area's sum is S(right) - S(left)."""
    edges = [divmod(edge * width, columns) for edge in range(columns)]
    share = 1 / columns  # of one pixel, for each unit of the remainders above
    scale = columns / width
    for row in picture:
        sums = list(accumulate(row, initial=0))
        at_edge = [sums[whole] + row[whole] * (rest * share) for whole, rest in edges]
        at_edge.append(sums[width])
        yield [(right - left) * scale for left, right in pairwise(at_edge)]


def _enlarge_rows(picture: Rows, width: int, columns: int) -> Iterable[list[float]]:
    places = [min(max((column + 0.5) * width / columns - 0.5, 0.0), width - 1.0) for column in range(columns)]
    between = [(int(place), min(int(place) + 1, width - 1), place - int(place)) for place in places]
    for row in picture:
        yield [row[left] + (row[right] - row[left]) * share for left, right, share in between]
