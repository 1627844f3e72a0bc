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

**Band** does the same for several rows of targets at once, so that a row of sources is unpacked and tested once for
all of them; it serves where the maps are few and local variables are left. **Window** does it for one source map
without a test for zeros: each entry is then one sum.

**Correlate** turns this around for dL/dK: there the taps are the sums. Each row of one map is walked once, its zeros
passed over, against the rows of other maps that it meets: dL/dY against X, or X against dL/dY.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple, TypeAlias

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
            *indented(_assigned(rows, starts)),
            "    for kernel, rows in sources:",
            "        for i, y in meets:",
            "            row = rows[y]",
            "            if row:",
            *indented(add, 4),
            f"    made.append({_tuple(rows)})",
            "return made",
        ],
    )


Band: TypeAlias = Sequence[Sequence[tuple[int, int]]]
"""For each row of sources of a band, from its first: the pairs (target row, tap row) that meet there."""


def band_source(columns: Columns, maps: int, band: Band, height: int, tap_rows: int, skip_zeros: bool) -> str:
    """A function `(starts, sources, bases) -> rows`, as by `spread_source`, band by band.

    A band makes `height` rows. A base is the place of its first row of sources.
    """
    rows = [[names(f"t{t}_{m}_", columns.targets) for m in range(maps)] for t in range(height)]
    starts = names("s", maps)
    kernel = [[name for m in range(maps) for name in names(f"k{i}_{m}_", columns.taps)] for i in range(tap_rows)]
    add = [f"{listed(f'({listed(taps)},)' for taps in kernel)}, = kernel"]
    for place, meets in enumerate(band):
        made = [(f"t{t}_{m}_", f"k{i}_{m}_") for t, i in meets for m in range(maps)]
        lines = [unpack(names("v", columns.sources), "row"), *columns.sums(made, skip_zeros)]
        add += [f"row = rows[base + {place}]", "if row:", *indented(lines)] if meets else []
    return function(
        "band(starts, sources, bases)",
        [
            unpack(starts, "starts"),
            "made = []",
            "for base in bases:",
            *indented(line for row in rows for line in _assigned(row, starts)),
            "    for kernel, rows in sources:",
            *indented(add, 2),
            f"    made += ({listed(_tuple(row) for row in rows)},)",
            "return made",
        ],
    )


def window_source(columns: Columns, maps: int, band: Band, height: int, tap_rows: int) -> str:
    """A function like `band_source`'s without tests for zeros, for one source map without blank rows.

    The rows of sources that a band meets are all unpacked at once, so that each entry is one sum and needs no variable.
    """
    starts, rows = names("s", maps), [names(f"v{place}_", columns.sources) for place in range(len(band))]
    kernel = [[name for m in range(maps) for name in names(f"k{i}_{m}_", columns.taps)] for i in range(tap_rows)]

    def entry(t: int, m: int, target: int) -> str:
        products = [
            f"k{i}_{m}_{tap}*v{place}_{source}"
            for place, meets in enumerate(band)
            for met_target, i in meets
            if met_target == t
            for source, tap, column in columns.met
            if column == target
        ]
        return " + ".join([starts[m], *products])

    made = [[[entry(t, m, target) for target in range(columns.targets)] for m in range(maps)] for t in range(height)]
    return function(
        "window(starts, sources, bases)",
        [
            unpack(starts, "starts"),
            "(kernel, rows), = sources",
            f"{listed(f'({listed(taps)},)' for taps in kernel)}, = kernel",
            "made = []",
            "for base in bases:",
            f"    {listed(f'({listed(row)},)' for row in rows)}, = rows[base:base + {len(band)}]",
            f"    made += ({listed(_tuple(row) for row in made)},)",
            "return made",
        ],
    )


def correlate_source(met: Sequence[tuple[int, int, int]], maps: int, size: int, walked: int, others: int) -> str:
    """A function `(walked, others, step) -> taps`: for each other map its size × size sums, tap row by tap row.

    `met` lists (walked, tap, other) by columns. `walked` are the rows of one map, None for zeros; a row of `others`
    holds the rows of all the other maps side by side. Row n of the walked meets, at tap row i, row n · step + i.
    """
    sums = [[names(f"k{m}_{i}_", size) for i in range(size)] for m in range(maps)]
    entries = [[name for m in range(maps) for name in names(f"x{i}_{m}_", others)] for i in range(size)]
    lines: list[str] = []
    for place in range(walked):
        meeting = [(tap, other) for w, tap, other in met if w == place]
        products = [
            total(f"k{m}_{i}_{tap}", [f"v{place}*x{i}_{m}_{other}"])
            for m in range(maps)
            for i in range(size)
            for tap, other in meeting
        ]
        lines += guarded(f"v{place}", products)
    return function(
        "correlate(walked, others, step)",
        [
            f"{' = '.join(name for rows in sums for row in rows for name in row)} = 0.0",
            "base = 0",
            "for row in walked:",
            "    if row:",
            *indented(
                [
                    unpack(names("v", walked), "row"),
                    f"{listed(f'({listed(row)},)' for row in entries)}, = others[base:base + {size}]",
                    *lines,
                ],
                2,
            ),
            "    base += step",
            f"return {listed(_nested(rows) for rows in sums)},",
        ],
    )


def _assigned(rows: Sequence[Sequence[str]], starts: Sequence[str]) -> list[str]:
    return [f"{' = '.join(row)} = {start}" for row, start in zip(rows, starts, strict=True)]


def _tuple(rows: Iterable[Sequence[str]]) -> str:
    return f"({listed(f'[{listed(row)}]' for row in rows)},)"


def _nested(rows: Iterable[Sequence[str]]) -> str:
    return f"[{listed(f'[{listed(row)}]' for row in rows)}]"
