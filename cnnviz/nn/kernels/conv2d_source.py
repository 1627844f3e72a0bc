"""The generated functions of a convolution: one row of maps at a time, written out column by column.

Everything follows from which output, tap and input meet along one axis (`meetings`): input = output · stride + tap
− padding. Rows and columns have the same list of them. Along columns it is written out into the functions below;
along rows it stays a list, which the kernel walks.

`spread_source` serves forward (from a row of X to a row of Y) and dL/dX (from a row of dL/dY to a row of dL/dX).
For one output map of two entries, kernel size 2, stride 1, no padding, and zeros skipped, it says

    def spread(starts, pairs):
        s0, = starts
        t0_0 = t0_1 = s0
        for (k0_0, k0_1,), (v0, v1, v2,) in pairs:
            if v0:
                t0_0 = t0_0 + k0_0*v0
            if v1:
                t0_0 = t0_0 + k0_1*v1
                t0_1 = t0_1 + k0_0*v1
            if v2:
                t0_1 = t0_1 + k0_1*v2
        return [t0_0, t0_1],

and, with no zeros skipped, the same sums in the same order, one line for each entry:

            t0_0 = t0_0 + k0_0*v0 + k0_1*v1
            t0_1 = t0_1 + k0_0*v1 + k0_1*v2

A pair is a row of taps, for all target maps, and the source row that meets it. `correlate_source` turns this
around for dL/dK: there the taps are the sums.
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
    """A function `(starts, pairs) -> rows`: each map's row is its start plus, pair by pair, taps times sources.

    `met` lists (source, tap, target) by columns. `starts` holds one number a map; a pair is `maps · taps` taps and
    `sources` entries; the result is one row of `targets` entries a map.
    """
    rows = [names(f"t{m}_", targets) for m in range(maps)]
    starts, entries = names("s", maps), names("v", sources)
    kernel = [name for m in range(maps) for name in names(f"k{m}_", taps)]
    by_source: list[str] = []
    for source in range(sources):
        lines = [
            total(f"t{m}_{target}", [f"k{m}_{tap}*v{source}"])
            for m in range(maps)
            for s, tap, target in met
            if s == source
        ]
        by_source += guarded(f"v{source}", lines)
    by_target = [
        total(f"t{m}_{target}", products)
        for m in range(maps)
        for target in range(targets)
        if (products := [f"k{m}_{tap}*v{source}" for source, tap, t in sorted(met) if t == target])
    ]
    return function(
        "spread(starts, pairs)",
        [
            unpack(starts, "starts"),
            *(f"{' = '.join(row)} = {start}" for row, start in zip(rows, starts, strict=True)),
            f"for ({listed(kernel)},), ({listed(entries)},) in pairs:",
            *indented((by_source if skip_zeros else by_target) or ["pass"]),
            f"return {listed(f'[{listed(row)}]' for row in rows)},",
        ],
    )


def correlate_source(met: Sequence[Meeting], maps: int, taps: int, outputs: int, inputs: int, skip: str) -> str:
    """A function `(pairs) -> rows`: for each input map a row of taps, each the sum of what met there.

    A pair is a row of dL/dY and the row of X that meets it, all maps of it in one list. `skip` says whose zeros
    are passed over: "gradient" or "input".
    """
    sums = [names(f"k{m}_", taps) for m in range(maps)]
    entries = [name for m in range(maps) for name in names(f"x{m}_", inputs)]
    lines: list[str] = []
    if skip == "gradient":
        for output in range(outputs):
            products = [
                total(f"k{m}_{tap}", [f"g{output}*x{m}_{i}"]) for m in range(maps) for o, tap, i in met if o == output
            ]
            lines += guarded(f"g{output}", products)
    else:
        for m in range(maps):
            for i in range(inputs):
                products = [total(f"k{m}_{tap}", [f"g{o}*x{m}_{i}"]) for o, tap, met_by in met if met_by == i]
                lines += guarded(f"x{m}_{i}", products)
    return function(
        "correlate(pairs)",
        [
            f"{' = '.join(name for row in sums for name in row)} = 0.0",
            f"for ({listed(names('g', outputs))},), ({listed(entries)},) in pairs:",
            *indented(lines or ["pass"]),
            f"return {listed(f'[{listed(row)}]' for row in sums)},",
        ],
    )
