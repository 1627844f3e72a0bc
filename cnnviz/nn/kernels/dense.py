"""The fully connected layer by generated rows; units that dL/dY = 0 has left dead are passed over in backward.

Forward passes over nothing, so a weight that is not finite always shows in the output. In backward a unit whose
dL/dY is 0 adds nothing to dL/dX and its weights stay as they are, whatever they are, as in the layer's own method.

Backward visits a weight once, for dL/dX and for its update w − eta · (dL/dY · x). dL/dW as a list of its own is made
only for a trace, of the same products.
"""

from collections.abc import Iterator
from itertools import chain, pairwise

from cnnviz.nn.dense import Dense
from cnnviz.nn.kernels.dense_source import forward_source, visit_source
from cnnviz.nn.kernels.kernel import Backward, Breathe, descended
from cnnviz.nn.kernels.source import compiled
from cnnviz.nn.layer import Parameters, Shape, Tensor

MAX_INPUTS = 2048
"""The longest row that is written out."""

INPUTS_AT_ONCE = 200
"""Inputs a function: beyond, its local variables grow too many."""

BREATH = 8_000
"""About how many weights may be visited between two calls of `breathe`: 0.2 ms."""


class DenseKernel:
    """Dense for inputs of one length."""

    def __init__(self, layer: Dense, input_shape: Shape) -> None:
        (inputs,) = input_shape
        parts = -(-inputs // INPUTS_AT_ONCE)
        edges = [inputs * part // parts for part in range(parts + 1)]
        self._parts = [slice(start, stop) for start, stop in pairwise(edges)]
        lengths = sorted({part.stop - part.start for part in self._parts})
        forward_texts = {length: forward_source(length) for length in lengths}
        visit_texts = {length: visit_source(length) for length in lengths}
        self.source = "\n".join([*forward_texts.values(), *visit_texts.values()])
        self._forward = [compiled(forward_texts[part.stop - part.start]) for part in self._parts]
        self._visit = [compiled(visit_texts[part.stop - part.start]) for part in self._parts]
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
        """dL/dX and the updated weights, in one visit of the units that are alive; dL/dW for a trace alone."""
        input_gradient, weight = [0.0] * len(x), []
        rate = 0.0 if learning_rate is None else learning_rate
        for rows, slopes in self._spans(breathe, parameters["weight"], output_gradient):
            input_gradient, new = self._visited(x, rows, slopes, rate, input_gradient)
            weight += new
        gradients: Parameters | None = None
        if traced:
            dead = [0.0] * len(x)
            gradients = {
                "weight": [[slope * v for v in x] if slope != 0.0 else dead for slope in output_gradient],
                "bias": output_gradient,
            }
        if learning_rate is None:
            return Backward(input_gradient, gradients, {})
        bias = descended(parameters["bias"], output_gradient, learning_rate)
        return Backward(input_gradient, gradients, {"weight": weight, "bias": bias})

    def _visited(
        self, x: Tensor, rows: Tensor, slopes: list[float], rate: float, sums: list[float]
    ) -> tuple[list[float], Tensor]:
        if len(self._parts) == 1:
            return self._visit[0](x, rows, slopes, rate, sums)  # type: ignore[no-any-return]
        added: list[float] = []
        pieces = []
        for part, visit in zip(self._parts, self._visit, strict=True):
            more, new = visit(x[part], [row[part] for row in rows], slopes, rate, sums[part])
            added += more
            pieces.append(new)
        together = [
            list(chain.from_iterable(parts)) if slope != 0.0 else row
            for row, slope, *parts in zip(rows, slopes, *pieces, strict=True)
        ]
        return added, together

    def _spans(self, breathe: Breathe, rows: Tensor, values: list[float]) -> Iterator[tuple[Tensor, list[float]]]:
        """The units in spans with breaths between them."""
        step = self._rows_a_breath
        for start in range(0, len(rows), step):
            if start:
                breathe()
            yield rows[start : start + step], values[start : start + step]
