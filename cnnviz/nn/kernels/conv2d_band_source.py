"""The generated functions of a convolution that make several rows of targets at once, where the maps are few.

**Band** does what spread does (`conv2d_source`), but a row of sources is unpacked and tested once for all the rows of
targets that it reaches. **Window** does it for one source map without a test for zeros: all rows of sources of a band
are unpacked together, and each entry is one sum.
"""

from collections.abc import Sequence
from typing import TypeAlias

from cnnviz.nn.kernels.conv2d_source import Columns, assigned
from cnnviz.nn.kernels.source import function, indented, listed, lists, names, unpack, unpack_rows

Band: TypeAlias = Sequence[Sequence[tuple[int, int]]]
"""For each row of sources of a band, from its first: the pairs (target row, tap row) that meet there."""


def band_source(columns: Columns, maps: int, band: Band, height: int, tap_rows: int, skip_zeros: bool) -> str:
    """A function `(starts, sources, bases) -> rows`, as by `spread_source`, band by band.

    A band makes `height` rows. A base is the place of its first row of sources.
    """
    rows = [[names(f"t{t}_{m}_", columns.targets) for m in range(maps)] for t in range(height)]
    starts = names("s", maps)
    kernel = [[name for m in range(maps) for name in names(f"k{i}_{m}_", columns.taps)] for i in range(tap_rows)]
    add = [unpack_rows(kernel, "kernel")]
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
            *indented(line for row in rows for line in assigned(row, starts)),
            "    for kernel, rows in sources:",
            *indented(add, 2),
            f"    made += ({listed(f'({lists(row)},)' for row in rows)},)",
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
            unpack_rows(kernel, "kernel"),
            "made = []",
            "for base in bases:",
            f"    {unpack_rows(rows, f'rows[base:base + {len(band)}]')}",
            f"    made += ({listed(f'({lists(row)},)' for row in made)},)",
            "return made",
        ],
    )
