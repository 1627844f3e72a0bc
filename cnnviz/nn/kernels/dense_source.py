"""The generated functions of a fully connected layer: rows of W unpacked into local variables.

For three inputs, the sums of forward and the update are

    def forward(x, rows, starts):
        x0, x1, x2, = x
        sums = []
        for row, start in zip(rows, starts):
            w0, w1, w2, = row
            sums.append(start + w0*x0 + w1*x1 + w2*x2)
        return sums

    def update(x, rows, gradients, rate):
        x0, x1, x2, = x
        new = []
        for row, g in zip(rows, gradients):
            if g:
                w0, w1, w2, = row
                new.append([w0 - rate*(g*x0), w1 - rate*(g*x1), w2 - rate*(g*x2)])
            else:
                new.append(row)
        return new

and dL/dX gathers the rows of the units that are alive, so many at a time; for two

    def gather(starts, gradients, rows):
        g0, g1, = gradients
        return [start + g0*w0 + g1*w1 for start, w0, w1, in zip(starts, *rows)]
"""

from cnnviz.nn.kernels.source import function, indented, listed, names, unpack


def forward_source(inputs: int) -> str:
    """A function `(x, rows, starts) -> sums`: start + Σ_i w_i · x_i for each row, from left to right."""
    x, w = names("x", inputs), names("w", inputs)
    products = " + ".join(f"{weight}*{entry}" for weight, entry in zip(w, x, strict=True))
    return function(
        "forward(x, rows, starts)",
        [
            unpack(x, "x"),
            "sums = []",
            "for row, start in zip(rows, starts):",
            *indented([unpack(w, "row"), f"sums.append(start + {products})"]),
            "return sums",
        ],
    )


def update_source(inputs: int) -> str:
    """A function `(x, rows, gradients, rate) -> rows`: w − rate · (g · x); a row whose g is 0 stays the same list."""
    x, w = names("x", inputs), names("w", inputs)
    updated = listed(f"{weight} - rate*(g*{entry})" for weight, entry in zip(w, x, strict=True))
    return function(
        "update(x, rows, gradients, rate)",
        [
            unpack(x, "x"),
            "new = []",
            "for row, g in zip(rows, gradients):",
            *indented(
                [
                    "if g:",
                    *indented([unpack(w, "row"), f"new.append([{updated}])"]),
                    "else:",
                    *indented(["new.append(row)"]),
                ]
            ),
            "return new",
        ],
    )


def gather_source(units: int) -> str:
    """A function `(starts, gradients, rows) -> sums`: start + Σ_j g_j · w_j, column by column of `units` rows."""
    g, w = names("g", units), names("w", units)
    products = " + ".join(f"{gradient}*{weight}" for gradient, weight in zip(g, w, strict=True))
    return function(
        "gather(starts, gradients, rows)",
        [unpack(g, "gradients"), f"return [start + {products} for start, {listed(w)}, in zip(starts, *rows)]"],
    )
