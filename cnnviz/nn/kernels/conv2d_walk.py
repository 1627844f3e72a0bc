"""From rows of dL/dY and rows of X to dL/dK: the generated function, and how rows are handed to it.

Here the taps are the sums. Each row of one map is walked once, its zeros passed over, against the rows of other maps
that it meets: dL/dY against X, or X against dL/dY.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from cnnviz.nn.kernels.conv2d_rows import BREATH, LivingRows, blocks_of, side_by_side
from cnnviz.nn.kernels.kernel import Breathe
from cnnviz.nn.kernels.source import (
    MAX_TERMS,
    MAX_WIDE_LOCALS,
    compiled,
    function,
    guarded,
    indented,
    listed,
    lists,
    names,
    total,
    unpack,
    unpack_rows,
)


class Walk(NamedTuple):
    """How the rows of a map are walked against others: row n meets the others' rows from n · step − before on."""

    rows: int
    columns: int
    other_columns: int
    before: int
    step: int


class Correlator:
    """From rows of one volume, walked, and rows of another that they meet, to taps."""

    def __init__(self, met: list[tuple[int, int, int]], lines: Walk, maps: int, size: int) -> None:
        self._lines = lines
        self._blocks: list[tuple[slice, Callable[..., Any]]] = []
        self.sources: list[str] = []
        for block in blocks_of(maps, lambda count: self.fits(met, lines, count, size)):
            text = correlate_source(met, block.stop - block.start, size, lines.columns, lines.other_columns)
            self.sources.append(text)
            self._blocks.append((block, compiled(text)))
        self._length = (lines.rows - 1) * lines.step + size
        self._maps_a_breath = max(1, BREATH // max(1, len(met) * size * lines.rows * maps))

    @staticmethod
    def fits(met: list[tuple[int, int, int]], lines: Walk, maps: int, size: int) -> bool:
        """Whether so many maps beside each other fit a function."""
        variables = maps * size * (lines.other_columns + size) + lines.columns
        return variables <= MAX_WIDE_LOCALS and maps * size * len(met) <= MAX_TERMS

    def __call__(self, walked: LivingRows, others: LivingRows, breathe: Breathe) -> list[list[Any]]:
        """For each walked map, for each other map, its size × size taps."""
        result: list[list[Any]] = [[] for _ in walked.maps]
        for block, correlate in self._blocks:
            rows = side_by_side(others.maps[block], self._lines.other_columns, self._lines.before, self._length)
            for number, (taps, walk) in enumerate(zip(result, walked.maps, strict=True)):
                if number and number % self._maps_a_breath == 0:
                    breathe()
                taps += correlate(walk, rows, self._lines.step)
        return result


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
                    unpack_rows(entries, f"others[base:base + {size}]"),
                    *lines,
                ],
                2,
            ),
            "    base += step",
            f"return {listed(f'[{lists(rows)}]' for rows in sums)},",
        ],
    )
