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


def windows_over(trace: Trace, layer: int, pool: MaxPool2D, index: tuple[int, ...]) -> list[tuple[int, int, int]]:
    """The windows (d, r, c) of a pooling that cover an entry of its input, in reading order."""
    d, y, x = index
    _, rows, columns = trace.layers[layer].output_shape
    return [
        (d, r, c)
        for r in covering(y, pool.pool_size, pool.step, rows)
        for c in covering(x, pool.pool_size, pool.step, columns)
    ]
