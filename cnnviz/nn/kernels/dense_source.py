"""The generated functions of a fully connected layer: rows of W unpacked into local variables.

For two inputs they say

    def forward(x, rows, starts):
        w0, w1, = rows[0]
        x0, x1, = x
        sums = []
        for row, start in zip(rows, starts):
            w0, w1, = row
            sums.append(start + w0*x0 + w1*x1)
        return sums

    def visit(x, rows, gradients, rate, starts):
        new = []
        g = None
        w0, w1, = rows[0]
        d0, d1, = starts
        x0, x1, = x
        for row, g in zip(rows, gradients):
            if g != 0.0:
                w0, w1, = row
                new.append([w0 - rate*(g*x0), w1 - rate*(g*x1)])
                d0 = d0 + g*w0
                d1 = d1 + g*w1
            else:
                new.append(row)
        return [d0, d1], new

and, where many inputs are 0, so that their weights are not worth a multiplication:

                new.append([w0 if x0 == 0.0 else w0 - rate*(g*x0), w1 if x1 == 0.0 else w1 - rate*(g*x1)])

The first 256 local variables, in the order in which they first appear, are the quicker ones to reach. So the weights,
which are most often reached, are named before all others, though each row is unpacked anew.
"""

from cnnviz.nn.kernels.source import function, guarded, indented, listed, names, total, unpack


def forward_source(inputs: int) -> str:
    """A function `(x, rows, starts) -> sums`: start + Σ_i w_i · x_i for each row, from left to right."""
    x, w = names("x", inputs), names("w", inputs)
    products = " + ".join(f"{weight}*{entry}" for weight, entry in zip(w, x, strict=True))
    return function(
        "forward(x, rows, starts)",
        [
            unpack(w, "rows[0]"),
            unpack(x, "x"),
            "sums = []",
            "for row, start in zip(rows, starts):",
            *indented([unpack(w, "row"), f"sums.append(start + {products})"]),
            "return sums",
        ],
    )


def visit_source(inputs: int, skip_zeros: bool = False) -> str:
    """A function `(x, rows, gradients, rate, starts) -> (sums, rows)` that visits each weight once.

    A weight becomes w − rate · (g · x), and adds g · w to its input's sum. A row whose g is 0 stays the same list.
    """
    x, w, d = names("x", inputs), names("w", inputs), names("d", inputs)
    updated = listed(
        f"{weight} if {entry} == 0.0 else {weight} - rate*(g*{entry})" if skip_zeros else f"{weight} - rate*(g*{entry})"
        for weight, entry in zip(w, x, strict=True)
    )
    alive = [
        unpack(w, "row"),
        f"new.append([{updated}])",
        *(total(entry, [f"g*{weight}"]) for entry, weight in zip(d, w, strict=True)),
    ]
    return function(
        "visit(x, rows, gradients, rate, starts)",
        [
            "new = []",
            "g = None",
            unpack(w, "rows[0]"),
            unpack(d, "starts"),
            unpack(x, "x"),
            "for row, g in zip(rows, gradients):",
            *indented([*guarded("g", alive), "else:", "    new.append(row)"]),
            f"return [{listed(d)}], new",
        ],
    )
