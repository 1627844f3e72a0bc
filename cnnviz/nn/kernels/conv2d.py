"""The convolution by generated rows, zeros passed over.

Most of what a convolution meets is 0: four of five pixels of a digit, and behind MaxPool and ReLU at least three
of four entries of dL/dY. A row of zeros is left out altogether, and in the others a zero costs one test; where
fewer than `DENSE_SHARE` of the entries are zeros the tests are left out instead. Both forms add the same products
in the same order.

A zero passed over must not hide what is not finite. While a tap is infinite or NaN, or a sum of dL/dY is, the
layer's own methods compute, which pass over nothing. What remains is a pixel that is not finite where dL/dY is 0: in
dL/dK it is passed over, and shows in the output instead.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import chain, pairwise
from math import isfinite
from typing import Any, NamedTuple, TypeAlias

from cnnviz.nn.conv2d import Conv2D
from cnnviz.nn.kernels.conv2d_source import Meeting, correlate_source, meetings, spread_source
from cnnviz.nn.kernels.kernel import Backward, Breathe, IdiomaticKernel, descended_all
from cnnviz.nn.kernels.source import MAX_LOCALS, MAX_TERMS, compiled
from cnnviz.nn.layer import Parameters, Shape, Tensor

DENSE_SHARE = 0.6
"""The share of entries other than 0, in rows that have any, from which on testing for zeros does not pay."""

BREATH = 12_000
"""About how many products may pass between two calls of `breathe`: 0.2 ms."""


_Met: TypeAlias = list[list[tuple[int, int]]]
"""For each row that is made, the pairs of rows that it is made from."""


class _Rows(NamedTuple):
    """The rows of a volume with those left out, as None, that hold nothing but zeros."""

    rows: list[list[list[float] | None]]
    nonzeros: float
    """About how many entries are not 0: one in four of the rows that are not blank is counted."""
    dense: bool
    """Whether more than `DENSE_SHARE` of the entries in rows that are not blank are not 0."""


def _living(volume: Tensor) -> _Rows:
    living: list[list[list[float] | None]] = [[row if any(row) else None for row in channel] for channel in volume]
    kept = [row for rows in living for row in rows if row is not None]
    counted = kept[::4]
    entries = len(counted) * len(volume[0][0])
    zeros = sum(row.count(0.0) for row in counted)
    share = 1.0 - zeros / entries if entries else 0.0
    return _Rows(living, share * len(kept) * len(volume[0][0]), share > DENSE_SHARE)


class _Block(NamedTuple):
    """Some of the maps, as many as one function's local variables hold, and the function's two forms."""

    maps: slice
    size: int
    dense: Callable[..., Any]
    sparse: Callable[..., Any]


class Conv2DKernel:
    """Conv2D for inputs of one shape; `fits` says whether a shape is small enough to be written out."""

    def __init__(self, layer: Conv2D, input_shape: Shape) -> None:
        channels, height, width = input_shape
        filters, rows, columns = layer.output_shape(input_shape)
        size = layer.kernel_size
        self._idiomatic = IdiomaticKernel(layer)
        across = meetings(width, size, layer.stride, layer.padding)
        down = meetings(height, size, layer.stride, layer.padding)
        products = len(across) * size * channels
        step = max(1, BREATH // max(1, products * filters))
        self._by_output = _spans([[(m.tap, m.input) for m in down if m.output == r] for r in range(rows)], step)
        self._by_input = _spans([[(m.tap, m.output) for m in down if m.input == y] for y in range(height)], step)
        self._by_tap = [[(m.output, m.input) for m in down if m.tap == i] for i in range(size)]
        self._filters_a_breath = max(1, BREATH // max(1, products * rows))
        self._texts: list[str] = []
        forward = [(m.input, m.tap, m.output) for m in across]
        self._to_output = self._spreads(forward, filters, size, width, columns)
        self._to_input = self._spreads(list(across), channels, size, columns, width)
        self._to_taps = self._correlates(across, channels, size, width, columns)
        self.source = "\n".join(self._texts)
        self._filters, self._channels = filters, channels

    @staticmethod
    def fits(layer: Conv2D, input_shape: Shape) -> bool:
        """Whether a row of one map, its taps and the row it meets fit a function's local variables."""
        width, columns = input_shape[2], layer.output_shape(input_shape)[2]
        return _locals(1, layer.kernel_size, width, columns) <= MAX_LOCALS and columns * layer.kernel_size <= MAX_TERMS

    def forward(self, x: Tensor, parameters: Parameters, breathe: Breathe) -> tuple[Tensor, Any]:
        """Y, and the rows of X that are not blank; no memory where a tap is not finite."""
        weight, bias = parameters["weight"], parameters["bias"]
        if not isfinite(sum(map(sum, chain.from_iterable(chain.from_iterable(weight))))):
            return self._idiomatic.forward(x, parameters, breathe)[0], None
        living = _living(x)
        output: list[Any] = []
        for block in self._to_output:
            taps = [
                [[tap for kernel in weight[block.maps] for tap in kernel[d][i]] for i in range(len(self._by_tap))]
                for d in range(self._channels)
            ]
            output += self._spread(block, bias[block.maps], taps, living, self._by_output, breathe)
        return output, living

    def backward(
        self,
        x: Tensor,
        memory: Any,
        parameters: Parameters,
        output_gradient: Tensor,
        learning_rate: float | None,
        traced: bool,
        breathe: Breathe,
    ) -> Backward:
        """dL/dX from the rows of dL/dY that are not blank; dL/dK from those and the rows of X that are not."""
        living = _living(output_gradient)
        bias_gradient = [sum(sum(row) for row in rows if row is not None) for rows in living.rows]
        if memory is None or not isfinite(sum(bias_gradient)):
            memory = self._idiomatic.forward(x, parameters, breathe)[1]
            return self._idiomatic.backward(x, memory, parameters, output_gradient, learning_rate, traced, breathe)
        gradients = {"weight": self._weight_gradient(memory, living, breathe), "bias": bias_gradient}
        breathe()
        input_gradient = self._input_gradient(parameters["weight"], living, breathe)
        return Backward(input_gradient, gradients, descended_all(parameters, gradients, learning_rate))

    def _input_gradient(self, weight: Tensor, living: _Rows, breathe: Breathe) -> Tensor:
        result: list[Any] = []
        for block in self._to_input:
            taps = [
                [[tap for channel in kernel[block.maps] for tap in channel[i]] for i in range(len(self._by_tap))]
                for kernel in weight
            ]
            result += self._spread(block, [0.0] * block.size, taps, living, self._by_input, breathe)
        return result

    def _spread(
        self,
        block: _Block,
        starts: list[float],
        taps: Sequence[Sequence[list[float]]],
        living: _Rows,
        spans: list[_Met],
        breathe: Breathe,
    ) -> Iterator[Any]:
        """Maps made row by row from `living` maps, with breaths between the spans of rows."""
        spread = block.dense if living.dense else block.sparse
        sources = list(zip(taps, living.rows, strict=True))
        made = spread(starts, sources, spans[0])
        for met in spans[1:]:
            breathe()
            made += spread(starts, sources, met)
        return map(list, zip(*made, strict=True))

    def _weight_gradient(self, x: _Rows, gradient: _Rows, breathe: Breathe) -> Tensor:
        skip_inputs = x.nonzeros * self._filters < gradient.nonzeros * self._channels
        result: list[list[Any]] = [[] for _ in gradient.rows]
        for block, correlate_gradients, correlate_inputs in self._to_taps:
            correlate = correlate_inputs if skip_inputs else correlate_gradients
            inputs = _side_by_side(x.rows[block])
            for number, rows in enumerate(gradient.rows):
                if number and number % self._filters_a_breath == 0:
                    breathe()
                result[number] += map(list, zip(*correlate(rows, inputs, self._by_tap), strict=True))
        return result

    def _spreads(
        self, met: list[tuple[int, int, int]], maps: int, size: int, sources: int, targets: int
    ) -> list[_Block]:
        def locals_of(count: int) -> int:
            return _locals(count, size, sources, targets)

        blocks = []
        for block in _blocks(maps, locals_of, len(met)):
            count = block.stop - block.start
            make = partial(spread_source, met, count, size, sources, targets)
            dense, sparse = (self._compiled(make(skip_zeros=skip)) for skip in (False, True))
            blocks.append(_Block(block, count, dense, sparse))
        return blocks

    def _correlates(
        self, met: list[Meeting], maps: int, size: int, inputs: int, outputs: int
    ) -> list[tuple[slice, Callable[..., Any], Callable[..., Any]]]:
        def locals_of(count: int) -> int:
            return count * (size + inputs) + outputs

        blocks = []
        for block in _blocks(maps, locals_of, len(met)):
            make = partial(correlate_source, met, block.stop - block.start, size, outputs, inputs)
            gradients, entries = (self._compiled(make(skip=skip)) for skip in ("gradient", "input"))
            blocks.append((block, gradients, entries))
        return blocks

    def _compiled(self, text: str) -> Callable[..., Any]:
        if text not in self._texts:
            self._texts.append(text)
        return compiled(text)


def _locals(maps: int, size: int, sources: int, targets: int) -> int:
    return maps * (targets + size + 1) + sources + 10


def _spans(met: _Met, step: int) -> list[_Met]:
    return [met[start : start + step] for start in range(0, len(met), step)]


def _blocks(maps: int, locals_of: Callable[[int], int], terms: int) -> list[slice]:
    """The maps in as few blocks as fit a function, alike in size; one map a block at least."""
    most = maps
    while most > 1 and (locals_of(most) > MAX_LOCALS or most * terms > MAX_TERMS):
        most -= 1
    count = -(-maps // most)
    edges = [maps * number // count for number in range(count + 1)]
    return [slice(start, stop) for start, stop in pairwise(edges)]


def _side_by_side(channels: Sequence[list[list[float] | None]]) -> list[list[float] | None]:
    """Row by row, the rows of all channels in one list; None where all are blank."""
    if len(channels) == 1:
        return channels[0]
    blank = [0.0] * next((len(row) for rows in channels for row in rows if row is not None), 0)
    return [
        None if all(row is None for row in rows) else list(chain.from_iterable(row or blank for row in rows))
        for rows in zip(*channels, strict=True)
    ]
