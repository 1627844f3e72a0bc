"""The generated functions of a convolution: rows of maps, written out column by column.

Everything follows from which output, tap and input meet along one axis (`meetings`): input = output · stride + tap
− padding. Rows and columns have the same list of them. Along columns it is written out into the functions below;
along rows it tells which rows a function is handed.

**Spread** serves forward (from rows of X to rows of Y) and dL/dX (from rows of dL/dY to rows of dL/dX). For one
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
                        if v0 != 0.0:
                            t0_0 = t0_0 + k0_0*v0
                        if v1 != 0.0:
                            t0_1 = t0_1 + k0_0*v1
                            t0_0 = t0_0 + k0_1*v1
                        if v2 != 0.0:
                            t0_1 = t0_1 + k0_1*v2
            made.append(([t0_0, t0_1],))
        return made

and, with no zeros skipped, the same sums in the same order, one line for each entry:

                        t0_0 = t0_0 + k0_0*v0 + k0_1*v1
                        t0_1 = t0_1 + k0_0*v1 + k0_1*v2

`met` says, for each row that is made, which rows of taps meet which rows of the sources.

Other modules write the variants: several rows of targets at once (`conv2d_band_source`), and the way back to the
taps (`conv2d_walk`).
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from cnnviz.nn.kernels.source import function, guarded, indented, lists, names, patterns, total, unpack
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


class Columns(NamedTuple):
    """How a row of sources and a row of taps make a row of targets."""

    met: list[tuple[int, int, int]]
    """(source, tap, target) by columns, sorted."""
    sources: int
    taps: int
    targets: int

    def sums(self, made: Iterable[tuple[str, str]], skip_zeros: bool) -> list[str]:
        """The lines that add a source row v0, v1, … to targets: `made` pairs the beginnings of a target row's names
        with those of the taps' names."""
        pairs = list(made)
        if skip_zeros:
            lines: list[str] = []
            for source in range(self.sources):
                meeting = [(tap, target) for s, tap, target in self.met if s == source]
                lines += guarded(
                    f"v{source}",
                    [total(f"{t}{target}", [f"{k}{tap}*v{source}"]) for t, k in pairs for tap, target in meeting],
                )
            return lines
        meeting_at = [[(source, tap) for source, tap, t in self.met if t == target] for target in range(self.targets)]
        return [
            total(f"{t}{target}", [f"{k}{tap}*v{source}" for source, tap in meeting])
            for t, k in pairs
            for target, meeting in enumerate(meeting_at)
            if meeting
        ]


def spread_source(columns: Columns, maps: int, skip_zeros: bool) -> str:
    """A function `(starts, sources, met) -> rows`, each row a tuple of `maps` lists.

    Each map starts from its number in `starts`; each source is `(kernel, rows)`: `kernel[i]` holds the tap row i of all
    maps, and a row is None where all of it is 0. `met` has, for each row to make, the pairs of places in them.
    """
    rows, starts = [names(f"t{m}_", columns.targets) for m in range(maps)], names("s", maps)
    kernel = [name for m in range(maps) for name in names(f"k{m}_", columns.taps)]
    add = [
        unpack(kernel, "kernel[i]"),
        unpack(names("v", columns.sources), "row"),
        *columns.sums([(f"t{m}_", f"k{m}_") for m in range(maps)], skip_zeros),
    ]
    return function(
        "spread(starts, sources, met)",
        [
            unpack(starts, "starts"),
            "made = []",
            "for meets in met:",
            *indented(assigned(rows, starts)),
            "    for kernel, rows in sources:",
            "        for i, y in meets:",
            "            row = rows[y]",
            "            if row:",
            *indented(add, 4),
            f"    made.append(({lists(rows)},))",
            "return made",
        ],
    )


def assigned(rows: Sequence[Sequence[str]], starts: Sequence[str]) -> list[str]:
    """Each row of variables starts from its map's number."""
    return [f"{' = '.join(row)} = {start}" for row, start in zip(rows, starts, strict=True)]


def update_source(size: int) -> str:
    """A function `(kernels, slopes, rate) -> kernels` that takes each tap a step down: k − rate · g.

    For kernels of size 1 it says

        def update(kernels, slopes, rate):
            new = []
            for ((k0_0,),), ((g0_0,),) in zip(kernels, slopes):
                new.append([[k0_0 - rate*g0_0]])
            return new
    """
    kernel, slope = ([names(f"{letter}{i}_", size) for i in range(size)] for letter in "kg")
    new = [[f"{k} - rate*{g}" for k, g in zip(*rows, strict=True)] for rows in zip(kernel, slope, strict=True)]
    return function(
        "update(kernels, slopes, rate)",
        [
            "new = []",
            f"for ({patterns(kernel)}), ({patterns(slope)}) in zip(kernels, slopes):",
            f"    new.append([{lists(new)}])",
            "return new",
        ],
    )
