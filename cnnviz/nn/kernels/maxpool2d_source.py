"""The generated function of a pooling: one row of windows, written out window by window.

For one window of 2 × 2 it says

    def pool(rows):
        (x0_0, x0_1,), (x1_0, x1_1,), = rows
        y0 = x0_0; p0 = 0
        if x0_1 > y0: y0 = x0_1; p0 = 1
        if x1_0 > y0: y0 = x1_0; p0 = 2
        if x1_1 > y0: y0 = x1_1; p0 = 3
        return [y0], [p0]

where a place is counted row by row from the start of the first row: the first of equals wins.
"""

from cnnviz.nn.kernels.source import function, lists, names, unpack_rows


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
