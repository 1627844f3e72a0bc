"""The generated functions of a pooling: one row of windows, written out window by window.

For one window of 2 × 2 it says

    def pool(rows):
        (x0_0, x0_1,), (x1_0, x1_1,), = rows
        y0 = x0_0; p0 = 0
        if x0_1 > y0: y0 = x0_1; p0 = 1
        if x1_0 > y0: y0 = x1_0; p0 = 2
        if x1_1 > y0: y0 = x1_1; p0 = 3
        return [y0], [p0]

where a place is counted row by row from the start of the first row: the first of equals wins. And the way back, where
windows stand side by side, so that each row of them has its own rows of dL/dX:

    def route(places, gradients):
        made = []
        for (p0,), (g0,) in zip(places, gradients):
            flat = [0.0] * 4
            flat[p0] = g0
            made += flat[0:2], flat[2:4],
        return made
"""

from cnnviz.nn.kernels.source import function, listed, lists, names, patterns, unpack_rows


def pool_source(width: int, size: int, step: int, windows: int) -> str:
    """A function `(rows) -> (maxima, places)` for `size` rows of `width` entries, none of them NaN."""
    rows = [names(f"x{i}_", width) for i in range(size)]
    body = [unpack_rows(rows, "rows")]
    for window in range(windows):
        left = window * step
        body.append(f"y{window} = x0_{left}; p{window} = {left}")
        body += [
            f"if x{i}_{j} > y{window}: y{window} = x{i}_{j}; p{window} = {i * width + j}"
            for i in range(size)
            for j in range(left, left + size)
            if (i, j) != (0, left)
        ]
    body.append(f"return {lists([names('y', windows), names('p', windows)])}")
    return function("pool(rows)", body)


def route_source(width: int, size: int, windows: int) -> str:
    """A function `(places, gradients) -> rows` for windows `size` apart; entries that no window covers get 0.

    For each row of windows it makes `size` rows of `width` entries: each gradient in its winner's place.
    """
    rows = [f"flat[{row * width}:{(row + 1) * width}]" for row in range(size)]
    return function(
        "route(places, gradients)",
        [
            "made = []",
            f"for {patterns([names('p', windows), names('g', windows)])[:-1]} in zip(places, gradients):",
            f"    flat = [0.0] * {size * width}",
            *(f"    flat[p{window}] = g{window}" for window in range(windows)),
            f"    made += {listed(rows)},",
            "return made",
        ],
    )
