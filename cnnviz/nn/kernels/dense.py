"""The fully connected layer by generated rows; units that dL/dY = 0 has left dead are passed over in backward.

Forward passes over nothing, so a weight that is not finite always shows in the output. In backward a unit whose
dL/dY is 0 adds nothing to dL/dX and its weights stay as they are, whatever they are, as in the layer's own method.

A weight's update takes its gradient in the same visit: w − eta · (dL/dY · x). dL/dW as a list of its own is made only
for a trace, of the same products.
"""

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

from cnnviz.nn.dense import Dense
from cnnviz.nn.kernels.dense_source import forward_source, gather_source, update_source
from cnnviz.nn.kernels.kernel import Backward, Breathe, descended
from cnnviz.nn.kernels.source import compiled
from cnnviz.nn.layer import Parameters, Shape, Tensor

MAX_INPUTS = 2048
"""The longest row that is written out."""

INPUTS_AT_ONCE = 200
"""Inputs a function: beyond, its local variables grow too many."""

UNITS_AT_ONCE = 16
"""Units whose dL/dX is gathered in one pass."""

BREATH = 12_000
"""About how many weights may be visited between two calls of `breathe`: 0.2 to 0.3 ms."""


class DenseKernel:
    """Dense for inputs of one length."""

    def __init__(self, layer: Dense, input_shape: Shape) -> None:
        (inputs,) = input_shape
        parts = -(-inputs // INPUTS_AT_ONCE)
        edges = [inputs * part // parts for part in range(parts + 1)]
        self._parts = [slice(start, stop) for start, stop in pairwise(edges)]
        lengths = sorted({part.stop - part.start for part in self._parts})
        forward_texts = {length: forward_source(length) for length in lengths}
        update_texts = {length: update_source(length) for length in lengths}
        gather_texts = [gather_source(units) for units in range(1, min(layer.units, UNITS_AT_ONCE) + 1)]
        self.source = "\n".join([*forward_texts.values(), *update_texts.values(), *gather_texts])
        self._forward = [compiled(forward_texts[part.stop - part.start]) for part in self._parts]
        self._update = [compiled(update_texts[part.stop - part.start]) for part in self._parts]
        self._gather: list[Callable[..., Any]] = [compiled(text) for text in gather_texts]
        self._rows_a_breath = max(1, BREATH // inputs)

    @staticmethod
    def fits(layer: Dense, input_shape: Shape) -> bool:
        """Whether a row of the weight is short enough to be written out."""
        return input_shape[0] <= MAX_INPUTS

    def forward(self, x: Tensor, parameters: Parameters, breathe: Breathe) -> tuple[Tensor, None]:
        """Y[j] = B[j] + Σ_i W[j,i] · X[i]."""
        output: list[float] = []
        for rows, bias in self._spans(breathe, parameters["weight"], parameters["bias"]):
            if len(self._parts) == 1:
                output += self._forward[0](x, rows, bias)
                continue
            sums = bias
            for part, forward in zip(self._parts, self._forward, strict=True):
                sums = forward(x[part], [row[part] for row in rows], sums)
            output += sums
        return output, None

    def backward(
        self,
        x: Tensor,
        memory: None,
        parameters: Parameters,
        output_gradient: Tensor,
        learning_rate: float | None,
        traced: bool,
        breathe: Breathe,
    ) -> Backward:
        """dL/dX and the updated weights from the units that are alive; dL/dW for a trace alone."""
        weight = parameters["weight"]
        input_gradient = [0.0] * len(x)
        alive = [(g, row) for g, row in zip(output_gradient, weight, strict=True) if g]
        for start in range(0, len(alive), UNITS_AT_ONCE):
            some = alive[start : start + UNITS_AT_ONCE]
            input_gradient = self._gather[len(some) - 1](input_gradient, [g for g, _ in some], [row for _, row in some])
            breathe()
        gradients: Parameters | None = None
        if traced:
            dead = [0.0] * len(x)
            weight_gradient = [[g * v for v in x] if g else dead for g in output_gradient]
            gradients = {"weight": weight_gradient, "bias": output_gradient}
            breathe()
        if learning_rate is None:
            return Backward(input_gradient, gradients, {})
        new_weight: list[Any] = []
        for rows, slopes in self._spans(breathe, weight, output_gradient):
            new_weight += self._updated(x, rows, slopes, learning_rate)
        new_bias = descended(parameters["bias"], output_gradient, learning_rate)
        return Backward(input_gradient, gradients, {"weight": new_weight, "bias": new_bias})

    def _updated(self, x: Tensor, rows: Tensor, slopes: list[float], rate: float) -> Tensor:
        if len(self._parts) == 1:
            return self._update[0](x, rows, slopes, rate)  # type: ignore[no-any-return]
        pieces = [
            update(x[part], [row[part] for row in rows], slopes, rate)
            for part, update in zip(self._parts, self._update, strict=True)
        ]
        return [
            [value for piece in row for value in piece] if slope else old
            for old, slope, *row in zip(rows, slopes, *pieces, strict=True)
        ]

    def _spans(self, breathe: Breathe, rows: Tensor, values: list[float]) -> Iterator[tuple[Tensor, list[float]]]:
        """The units in spans with breaths between them."""
        step = self._rows_a_breath
        for start in range(0, len(rows), step):
            if start:
                breathe()
            yield rows[start : start + step], values[start : start + step]
