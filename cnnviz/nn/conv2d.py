"""The convolution: each filter slides over the input and answers, at each position, how well it matches.

Written with whole maps rather than single cells: the numbers that one tap of a filter meets while it slides,
over all positions, are one list (`_met`), so that a tap costs one list comprehension.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from operator import mul
from typing import Any

from cnnviz.nn.layer import Layer, Parameters, Shape, Tensor, check_setting, window_positions


@dataclass(frozen=True)
class Conv2D(Layer):
    """A two-dimensional convolution (cross-correlation, as is usual in the field) with square kernels.

    Input `[channels][rows][columns]`; weight K `[filters][channels][kernel_size][kernel_size]`; bias
    `[filters]`; output `[filters][rows'][columns']` with rows' = (rows + 2·padding − kernel_size) // stride + 1.
    One filter over one channel is the paper's Conv2D. Raises NetworkError for settings that make no sense.
    """

    filters: int
    kernel_size: int
    stride: int = 1
    padding: int = 0

    def __post_init__(self) -> None:
        check_setting("Conv2D", "filters", self.filters, 1)
        check_setting("Conv2D", "kernel_size", self.kernel_size, 1)
        check_setting("Conv2D", "stride", self.stride, 1)
        check_setting("Conv2D", "padding", self.padding, 0)

    def output_shape(self, input_shape: Shape) -> Shape:
        _, rows, columns = self._volume(input_shape)
        for axis, length in (("rows", rows), ("columns", columns)):
            if length + 2 * self.padding < self.kernel_size:
                raise self._refuse(
                    input_shape,
                    f"the kernel of size {self.kernel_size} is larger than the {length + 2 * self.padding} "
                    f"padded {axis}",
                )
        return Shape(
            self.filters,
            window_positions(rows + 2 * self.padding, self.kernel_size, self.stride),
            window_positions(columns + 2 * self.padding, self.kernel_size, self.stride),
        )

    def parameter_shapes(self, input_shape: Shape) -> dict[str, Shape]:
        channels = self._volume(input_shape)[0]
        return {
            "weight": Shape(self.filters, channels, self.kernel_size, self.kernel_size),
            "bias": Shape(self.filters),
        }

    def forward(self, x: Tensor, parameters: Parameters) -> tuple[Tensor, list[list[float]]]:
        """Y[f,r,c] = Σ_{d,i,j} Xpad[d, r·S+i, c·S+j] · K[f,d,i,j] + b[f]   (the paper's formula, any stride).

        The memory is what each tap meets, in the order (d, i, j): backward needs it again.
        """
        rows = window_positions(len(x[0]) + 2 * self.padding, self.kernel_size, self.stride)
        columns = window_positions(len(x[0][0]) + 2 * self.padding, self.kernel_size, self.stride)
        met = _met(_pad(x, self.padding), self.kernel_size, self.stride, rows, columns)
        output = [
            _rows(_match(met, _flat(kernel), bias), columns)
            for kernel, bias in zip(parameters["weight"], parameters["bias"], strict=True)
        ]
        return output, met

    def backward(
        self, x: Tensor, memory: list[list[float]], parameters: Parameters, output_gradient: Tensor
    ) -> tuple[Tensor, dict[str, Tensor]]:
        """From dL/dY to dL/dK, dL/db and dL/dX.

        A weight K[f,d,i,j] meets Xpad[d, r·S+i, c·S+j] once for each position (r, c), and adds the product to
        Y[f,r,c]; so by the chain rule (the paper's formulas)

            dL/dK[f,d,i,j] = Σ_{r,c} Xpad[d, r·S+i, c·S+j] · dL/dY[f,r,c]
            dL/db[f]       = Σ_{r,c} dL/dY[f,r,c].

        An entry X[d,y,x] adds X·K to every output whose window covers it; read from the entry's side this is
        again a convolution: of dL/dY, its entries spread S apart and a border of zeros around it, with the
        kernel turned by 180°. The zeros stand for the positions at which no window stands.
        """
        size = self.kernel_size
        channels = range(len(x))
        gradient_maps = [list(chain.from_iterable(gradient)) for gradient in output_gradient]
        weight_gradient = [
            [
                _rows([sum(map(mul, met, gradient)) for met in memory[d * size * size : (d + 1) * size * size]], size)
                for d in channels
            ]
            for gradient in gradient_maps
        ]
        bias_gradient = [sum(gradient) for gradient in gradient_maps]

        rows, columns = len(x[0]), len(x[0][0])
        spread = [self._spread(gradient, rows, columns) for gradient in output_gradient]
        met = _met(spread, size, 1, rows, columns)
        input_gradient = []
        for d in channels:
            turned = list(chain.from_iterable(_flat([kernel[d]])[::-1] for kernel in parameters["weight"]))
            input_gradient.append(_rows(_match(met, turned, 0.0), columns))
        return input_gradient, {"weight": weight_gradient, "bias": bias_gradient}

    def _spread(self, gradient: Tensor, rows: int, columns: int) -> Tensor:
        """dL/dY of one filter on the grid where its windows' last cells stand, ready for the turned kernel."""
        spread = []
        blank = [0.0] * (columns + self.kernel_size - 1)
        for line in self._apart(gradient, blank, rows):
            spread.append(line if line is blank else self._apart(line, 0.0, columns))
        return spread

    def _apart(self, entries: list[Any], blank: Any, length: int) -> list[Any]:
        """The entries `stride` apart with blanks between and around them, less the padding, for `length` windows."""
        before = self.kernel_size - 1
        spaced = [blank] * ((len(entries) - 1) * self.stride + 1)
        spaced[:: self.stride] = entries
        end = self.padding + length + self.kernel_size - 1
        after = [blank] * max(0, end - before - len(spaced))
        return ([blank] * before + spaced + after)[self.padding : end]


def _pad(x: Tensor, padding: int) -> Tensor:
    if padding == 0:
        return x
    side = [0.0] * padding
    blank = [0.0] * (len(x[0][0]) + 2 * padding)
    border = [blank] * padding
    return [[*border, *(side + row + side for row in channel), *border] for channel in x]


def _met(padded: Tensor, size: int, stride: int, rows: int, columns: int) -> list[list[float]]:
    """For each tap (d, i, j) of a kernel, in this order: the entries that it meets, over all positions."""
    span_rows, span_columns = (rows - 1) * stride + 1, (columns - 1) * stride + 1
    return [
        list(chain.from_iterable(row[j : j + span_columns : stride] for row in channel[i : i + span_rows : stride]))
        for channel in padded
        for i in range(size)
        for j in range(size)
    ]


def _match(met: list[list[float]], taps: list[float], bias: float) -> list[float]:
    """bias + Σ tap · what it meets, at each position; four taps a pass, because a pass has a price of its own."""
    total = [bias] * len(met[0])
    fours = len(taps) - len(taps) % 4
    for n in range(0, fours, 4):
        k1, k2, k3, k4 = taps[n : n + 4]
        total = [y + k1 * p + k2 * q + k3 * r + k4 * s for y, p, q, r, s in zip(total, *met[n : n + 4], strict=True)]
    for tap, entries in zip(taps[fours:], met[fours:], strict=True):
        total = [y + tap * p for y, p in zip(total, entries, strict=True)]
    return total


def _flat(kernel: Sequence[Sequence[Sequence[float]]]) -> list[float]:
    return [tap for channel in kernel for row in channel for tap in row]


def _rows(values: list[float], columns: int) -> list[list[float]]:
    return [values[start : start + columns] for start in range(0, len(values), columns)]
