"""Which generated functions a convolution uses, block by block, and how its rows are handed to them.

A function holds as many maps as its local variables allow; more maps are done in several blocks. Where there is room
left for several rows of targets, they are made in bands.
"""

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any, NamedTuple

from cnnviz.nn.kernels.conv2d_band_source import band_source, window_source
from cnnviz.nn.kernels.conv2d_rows import BREATH, LivingRows, blocks_of
from cnnviz.nn.kernels.conv2d_source import Columns, spread_source
from cnnviz.nn.kernels.kernel import Breathe
from cnnviz.nn.kernels.source import MAX_LOCALS, MAX_TERMS, MAX_WIDE_LOCALS, compiled
from cnnviz.nn.layer import Tensor

MAX_BAND_TERMS = 1250
"""How many products a function may hold for the sake of bands: compiling takes longer than they save, else."""

DENSE_SHARE = 0.6
"""The share of entries other than 0, in rows that are not blank, from which on testing for zeros does not pay."""

DENSE_SHARE_IN_BANDS = 0.8
"""The same where a test serves several rows of targets."""


class Lines(NamedTuple):
    """How rows of sources and rows of taps make rows of targets; `to_input` tells dL/dX from forward.

    For dL/dX the kernel is turned by 180°: at stride 1 it is then a convolution like forward, and where the maps keep
    their size the very same one, so that the functions generated for one serve both.
    """

    sources: int
    targets: int
    size: int
    stride: int
    padding: int
    to_input: bool

    def source(self, target: int, tap: int) -> int | None:
        """The source row that a row of taps meets for a target row, wherever it may be; None where none is."""
        if not self.to_input:
            return target * self.stride + tap - self.padding
        source, rest = divmod(target + self.padding - (self.size - 1 - tap), self.stride)
        return source if rest == 0 else None

    def met(self) -> list[list[tuple[int, int]]]:
        """For each target row, the pairs (tap row, source row)."""
        return [
            [
                (tap, source)
                for tap in range(self.size)
                if (source := self.source(target, tap)) is not None and 0 <= source < self.sources
            ]
            for target in range(self.targets)
        ]


class Spreader:
    """From rows of sources to rows of targets: forward, or dL/dX."""

    def __init__(self, columns: Columns, lines: Lines, maps: int, source_maps: int) -> None:
        products = len(columns.met) * lines.size * source_maps * maps
        target_rows = max(1, BREATH // max(1, products))
        self._blocks = [
            _Block(block, columns, lines, target_rows, source_maps)
            for block in blocks_of(
                maps,
                lambda count: _spread_locals(columns, count) <= MAX_LOCALS and count * len(columns.met) <= MAX_TERMS,
            )
        ]
        self.sources = [text for block in self._blocks for text in block.texts]

    @staticmethod
    def fits(columns: Columns) -> bool:
        """Whether one map fits a function."""
        return _spread_locals(columns, 1) <= MAX_LOCALS and len(columns.met) <= MAX_TERMS

    def __call__(
        self, starts: list[float], kernels: Sequence[Sequence[Tensor]], living: LivingRows, breathe: Breathe
    ) -> list[Any]:
        """The target maps: each its start plus all sources spread by `kernels[source][map]`."""
        result: list[Any] = []
        for block in self._blocks:
            taps = [
                [list(chain.from_iterable(rows)) for rows in zip(*maps[block.maps], strict=True)] for maps in kernels
            ]
            result += block.spread(starts[block.maps], taps, living, breathe)
        return result


class _Block:
    """Some of the target maps, and the function that makes them, with and without a test for zeros."""

    def __init__(self, maps: slice, columns: Columns, lines: Lines, target_rows: int, source_maps: int) -> None:
        self.maps = maps
        count = maps.stop - maps.start
        height = _band_height(columns, lines, count)
        self._targets = lines.targets
        self._before = self._after = 0
        self._dense_share = DENSE_SHARE_IN_BANDS if height > 1 else DENSE_SHARE
        self._blank: list[float] | None = None
        """What stands for a row of zeros where the function without tests must not meet None."""
        self._spans: list[Any]
        if height > 1:
            self.texts, bases = self._banded(columns, lines, count, height, source_maps)
            self._spans = _spans(bases, max(1, target_rows // height))
        else:
            self.texts = [spread_source(columns, count, skip_zeros) for skip_zeros in (False, True)]
            self._spans = _spans(lines.met(), target_rows)
        self._dense, self._sparse = map(compiled, self.texts)

    def _banded(
        self, columns: Columns, lines: Lines, count: int, height: int, source_maps: int
    ) -> tuple[list[str], list[int]]:
        met = {
            (target, tap): source
            for target in range(height)
            for tap in range(lines.size)
            if (source := lines.source(target, tap)) is not None
        }
        first, last = min(met.values()), max(met.values())
        band = [[pair for pair, source in met.items() if source == place] for place in range(first, last + 1)]
        advance = height // lines.stride if lines.to_input else height * lines.stride
        bases = [first + number * advance for number in range(-(-lines.targets // height))]
        self._before = max(0, -first)
        self._after = max(0, bases[-1] + len(band) - lines.sources)
        variables = len(band) * columns.sources + count * lines.size**2
        if source_maps == 1 and variables <= MAX_WIDE_LOCALS:
            self._blank = [0.0] * columns.sources
            dense = window_source(columns, count, band, height, lines.size)
        else:
            dense = band_source(columns, count, band, height, lines.size, skip_zeros=False)
        sparse = band_source(columns, count, band, height, lines.size, skip_zeros=True)
        return [dense, sparse], [base + self._before for base in bases]

    def spread(
        self, starts: list[float], taps: Sequence[list[list[float]]], living: LivingRows, breathe: Breathe
    ) -> Iterator[Any]:
        dense = living.share > self._dense_share
        function = self._dense if dense else self._sparse
        blank = self._blank if dense else None
        before, after = [blank] * self._before, [blank] * self._after
        sources = [
            (kernel, [*before, *(rows if blank is None else [row or blank for row in rows]), *after])
            for kernel, rows in zip(taps, living.maps, strict=True)
        ]
        made = function(starts, sources, self._spans[0])
        for span in self._spans[1:]:
            breathe()
            made += function(starts, sources, span)
        return map(list, zip(*made[: self._targets], strict=True))


def _spread_locals(columns: Columns, maps: int, height: int = 1, tap_rows: int = 1) -> int:
    return maps * (height * columns.targets + tap_rows * columns.taps + 1) + columns.sources + 10


def _band_height(columns: Columns, lines: Lines, maps: int) -> int:
    """How many target rows a function makes at once: as many as fit, with few left over in the last band."""
    unit = lines.stride if lines.to_input else 1
    terms = maps * lines.size * len(columns.met)
    fitting = [
        height
        for height in range(unit, min(8, lines.targets) + 1, unit)
        if _spread_locals(columns, maps, height, lines.size) <= MAX_LOCALS and height * terms <= MAX_BAND_TERMS
    ]
    return min(fitting, key=lambda height: -(-lines.targets // height) * (height + lines.size - 1), default=1)


def _spans(items: list[Any], step: int) -> list[list[Any]]:
    return [items[start : start + step] for start in range(0, len(items), step)]
