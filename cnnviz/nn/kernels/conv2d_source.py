"""The generated functions of a convolution: one row of maps at a time, written out column by column.

Everything follows from which output, tap and input meet along one axis (`meetings`): input = output · stride + tap
− padding. Rows and columns have the same list of them. Along columns it is written out into the functions below;
along rows it stays a list, which the kernel walks.

`spread_source` serves forward (from rows of X to rows of Y) and dL/dX (from rows of dL/dY to rows of dL/dX). For one
target map with rows of two entries, kernel size 2, stride 1, no padding, and zeros skipped, it says

    def spread(starts, sources, met):
        s0, = starts
        made = []
        for meets in met:
            t0_0 = t0_1 = s0
            for kernel, rows in sources:
                for i, y in meets:
                    row = rows[y]
                    if row:
                        k0_0, k0_1, = kernel[i]
                        v0, v1, v2, = row
                        if v0:
                            t0_0 = t0_0 + k0_0*v0
                        if v1:
                            t0_0 = t0_0 + k0_1*v1
                            t0_1 = t0_1 + k0_0*v1
                        if v2:
                            t0_1 = t0_1 + k0_1*v2
            made.append(([t0_0, t0_1],))
        return made

and, with no zeros skipped, the same sums in the same order, one line for each entry:

                        t0_0 = t0_0 + k0_0*v0 + k0_1*v1
                        t0_1 = t0_1 + k0_0*v1 + k0_1*v2

`met` says, for each row that is made, which rows of taps meet which rows of the sources. `correlate_source` turns
this around for dL/dK: there the taps are the sums.
"""

from collections.abc import Sequence
from typing import NamedTuple

from cnnviz.nn.kernels.source import function, guarded, indented, listed, names, total, unpack
from cnnviz.nn.layer import window_positions


class Meeting(NamedTuple):
    """An output, a tap and an input, by their places along one axis: input = output · stride + tap − padding."""

    output: int
    tap: int
    input: int


def meetings(length: int, size: int, stride: int, padding: int) -> list[Meeting]:
    """All meetings along an axis of `length` inputs; a tap that meets the padding meets nothing."""
    return [
        Meeting(output, tap, output * stride + tap - padding)
        for output in range(window_positions(length + 2 * padding, size, stride))
        for tap in range(size)
        if 0 <= output * stride + tap - padding < length
    ]


def spread_source(
    met: Sequence[tuple[int, int, int]], maps: int, taps: int, sources: int, targets: int, skip_zeros: bool
) -> str:
    """A function `(starts, sources, met) -> rows`, each row a tuple of `maps` lists of `targets` entries.

    Each map starts from its number in `starts`; each source is `(kernel, rows)`: `kernel[i]` holds `taps` numbers a
    map, and a row `sources` entries, or None where all are 0. The argument `met` of this function lists (source, tap,
    target) by columns; that of the generated one has, for each row to make, the pairs of places (kernel, rows).
    """
    targets_of = [names(f"t{m}_", targets) for m in range(maps)]
    starts, entries = names("s", maps), names("v", sources)
    kernel = [name for m in range(maps) for name in names(f"k{m}_", taps)]
    if skip_zeros:
        sums: list[str] = []
        for source in range(sources):
            meeting = [(tap, target) for s, tap, target in met if s == source]
            lines = [total(f"t{m}_{target}", [f"k{m}_{tap}*v{source}"]) for m in range(maps) for tap, target in meeting]
            sums += guarded(f"v{source}", lines)
    else:
        meeting_at = [[(source, tap) for source, tap, t in sorted(met) if t == target] for target in range(targets)]
        sums = [
            total(f"t{m}_{target}", [f"k{m}_{tap}*v{source}" for source, tap in meeting_at[target]])
            for m in range(maps)
            for target in range(targets)
            if meeting_at[target]
        ]
    return function(
        "spread(starts, sources, met)",
        [
            unpack(starts, "starts"),
            "made = []",
            "for meets in met:",
            *indented(f"{' = '.join(row)} = {start}" for row, start in zip(targets_of, starts, strict=True)),
            *indented(
                [
                    "for kernel, rows in sources:",
                    "    for i, y in meets:",
                    "        row = rows[y]",
                    "        if row:",
                    *(f"            {line}" for line in (unpack(kernel, "kernel[i]"), unpack(entries, "row"), *sums)),
                    f"made.append(({listed(f'[{listed(row)}]' for row in targets_of)},))",
                ]
            ),
            "return made",
        ],
    )


def correlate_source(met: Sequence[Meeting], maps: int, taps: int, outputs: int, inputs: int, skip: str) -> str:
    """A function `(gradients, inputs, met) -> rows`, each row a tuple of `maps` lists of `taps` sums.

    `gradients` are the rows of one map of dL/dY; a row of `inputs` holds the rows of all maps of X side by side; None
    stands for a row of zeros. `met` has, for each row of taps, the pairs of places in them that meet. `skip` says
    whose zeros are passed over: "gradient" or "input".
    """
    sums = [names(f"k{m}_", taps) for m in range(maps)]
    entries = [name for m in range(maps) for name in names(f"x{m}_", inputs)]
    lines: list[str] = []
    if skip == "gradient":
        for output in range(outputs):
            meeting = [(tap, i) for o, tap, i in met if o == output]
            products = [total(f"k{m}_{tap}", [f"g{output}*x{m}_{i}"]) for m in range(maps) for tap, i in meeting]
            lines += guarded(f"g{output}", products)
    else:
        for m in range(maps):
            for entry in range(inputs):
                products = [total(f"k{m}_{tap}", [f"g{o}*x{m}_{entry}"]) for o, tap, i in met if i == entry]
                lines += guarded(f"x{m}_{entry}", products)
    return function(
        "correlate(gradients, inputs, met)",
        [
            "made = []",
            "for meets in met:",
            *indented(
                [
                    f"{' = '.join(name for row in sums for name in row)} = 0.0",
                    "for r, y in meets:",
                    "    gradient, row = gradients[r], inputs[y]",
                    "    if gradient and row:",
                    *(
                        f"        {line}"
                        for line in (unpack(names("g", outputs), "gradient"), unpack(entries, "row"), *lines)
                    ),
                    f"made.append(({listed(f'[{listed(row)}]' for row in sums)},))",
                ]
            ),
            "return made",
        ],
    )
