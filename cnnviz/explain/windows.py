"""Windows that slide: which of them cover a place, and which entry of one wins."""

from cnnviz.explain.cells import Cell
from cnnviz.explain.terms import Factor
from cnnviz.nn import MaxPool2D, Trace


def covering(place: int, size: int, stride: int, positions: int) -> range:
    """The positions, along one axis, at which a window of `size` entries covers a place.

    At position n a window covers the places from n · stride up; there are `positions` of them.
    """
    first = max(0, -((size - 1 - place) // stride))
    return range(first, min(positions - 1, place // stride) + 1)


def winner(trace: Trace, layer: int, pool: MaxPool2D, index: tuple[int, ...]) -> Factor:
    """The largest entry of the window at (d, r, c); the first in reading order wins a tie, a NaN wins always."""
    d, r, c = index
    channel, top, left = trace.layers[layer].input[d], r * pool.step, c * pool.step
    best, place = channel[top][left], (d, top, left)
    for y in range(top, top + pool.pool_size):
        for x in range(left, left + pool.pool_size):
            entry = channel[y][x]
            if entry > best or (entry != entry and best == best):
                best, place = entry, (d, y, x)
    return Factor("X", float(best), Cell(layer, "input", place))


def windows_won(trace: Trace, layer: int, pool: MaxPool2D, index: tuple[int, ...]) -> list[tuple[int, int, int]]:
    """Those of `windows_over` that the entry has won."""
    return [window for window in windows_over(trace, layer, pool, index) if _wins(trace, layer, pool, window, index)]


def windows_over(trace: Trace, layer: int, pool: MaxPool2D, index: tuple[int, ...]) -> list[tuple[int, int, int]]:
    """The windows (d, r, c) of a pooling that cover an entry of its input, in reading order."""
    d, y, x = index
    _, rows, columns = trace.layers[layer].output_shape
    return [
        (d, r, c)
        for r in covering(y, pool.pool_size, pool.step, rows)
        for c in covering(x, pool.pool_size, pool.step, columns)
    ]


def _wins(trace: Trace, layer: int, pool: MaxPool2D, window: tuple[int, int, int], index: tuple[int, ...]) -> bool:
    """Whether `winner` is the entry, found out with the first one that beats it."""
    d, r, c = window
    _, own_y, own_x = index
    channel = trace.layers[layer].input[d]
    own, left, right = channel[own_y][own_x], c * pool.step, c * pool.step + pool.pool_size
    for y in range(r * pool.step, r * pool.step + pool.pool_size):
        for x, entry in enumerate(channel[y][left:right], left):
            if y < own_y or (y == own_y and x < own_x):
                if not (own > entry or (own != own and entry == entry)):
                    return False
            elif entry > own or (entry != entry and own == own):
                return False
    return True
