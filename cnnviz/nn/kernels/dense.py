"""The fully connected layer by generated rows; zeros are passed over where there are many.

Behind a ReLU many inputs are 0. Where most are, forward picks from each row the weights that meet the others, and
backward leaves the weights that meet a 0 as they are. A zero passed over must not hide what is not finite: forward
passes over nothing while a weight is infinite or NaN, backward while a dL/dY is. In backward a unit whose dL/dY is 0
adds nothing to dL/dX and its weights stay as they are, whatever they are, as in the layer's own method.

Backward visits a weight once, for dL/dX and for its update w − eta · (dL/dY · x). dL/dW as a list of its own is made
only for a trace, of the same products.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import chain, pairwise
from math import isfinite
from operator import itemgetter, mul
from typing import Any

from cnnviz.nn.dense import Dense
from cnnviz.nn.kernels.dense_source import forward_source, visit_source
from cnnviz.nn.kernels.kernel import Asked, Backward, Breathe, descended
from cnnviz.nn.kernels.source import compiled
from cnnviz.nn.layer import Parameters, Shape, Tensor

MAX_INPUTS = 2048
"""The longest row that is written out."""

INPUTS_AT_ONCE = 200
"""Inputs a function: beyond, its local variables grow too many."""

SHARE_TO_PICK = 0.35
"""The share of inputs other than 0 up to which picking their weights takes less time than multiplying all."""

SHARE_TO_TEST = 0.6
"""The same for testing an input before its weight's update."""

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
        texts = {skips: {length: visit_source(length, skips) for length in lengths} for skips in (False, True)}
        self.source = "\n".join([*forward_texts.values(), *texts[False].values(), *texts[True].values()])
        self._forward = [compiled(forward_texts[part.stop - part.start]) for part in self._parts]
        self._visit = {
            skips: [compiled(visit_texts[part.stop - part.start]) for part in self._parts]
            for skips, visit_texts in texts.items()
        }
        self._rows_a_breath = max(1, BREATH // inputs)

    @staticmethod
    def fits(layer: Dense, input_shape: Shape) -> bool:
        """Whether a row of the weight is short enough to be written out."""
        return input_shape[0] <= MAX_INPUTS

    def forward(self, x: Tensor, parameters: Parameters, breathe: Breathe) -> tuple[Tensor, float]:
        """Y[j] = B[j] + Σ_i W[j,i] · X[i]; and the share of X that is not 0."""
        others = len(x) - x.count(0.0)
        passes_over = 2 <= others <= SHARE_TO_PICK * len(x) and isfinite(sum(map(sum, parameters["weight"])))
        met = [place for place, value in enumerate(x) if value != 0.0] if passes_over else []
        output: list[float] = []
        for rows, bias in self._spans(breathe, parameters["weight"], parameters["bias"]):
            if passes_over:
                output += _picked(x, rows, bias, met)
            elif len(self._parts) == 1:
                output += self._forward[0](x, rows, bias)
            else:
                sums = bias
                for part, forward in zip(self._parts, self._forward, strict=True):
                    sums = forward(x[part], [row[part] for row in rows], sums)
                output += sums
        return output, others / len(x)

    def backward(
        self,
        x: Tensor,
        memory: float,
        parameters: Parameters,
        output_gradient: Tensor,
        asked: Asked,
        breathe: Breathe,
    ) -> Backward:
        """dL/dX and the updated weights, in one visit of the units that are alive; dL/dW for a trace alone."""
        input_gradient, weight = [0.0] * len(x), []
        rate = asked.learning_rate or 0.0
        visits = self._visit[memory <= SHARE_TO_TEST and isfinite(sum(output_gradient))]
        for rows, slopes in self._spans(breathe, parameters["weight"], output_gradient):
            input_gradient, new = self._visited(visits, x, rows, slopes, rate, input_gradient)
            weight += new
        gradients: Parameters | None = None
        if asked.gradients:
            dead = [0.0] * len(x)
            gradients = {
                "weight": [[slope * v for v in x] if slope != 0.0 else dead for slope in output_gradient],
                "bias": output_gradient,
            }
        if asked.learning_rate is None:
            return Backward(input_gradient, gradients, {})
        bias = descended(parameters["bias"], output_gradient, rate)
        return Backward(input_gradient, gradients, {"weight": weight, "bias": bias})

    def _visited(
        self,
        visits: list[Callable[..., Any]],
        x: Tensor,
        rows: Tensor,
        slopes: list[float],
        rate: float,
        sums: list[float],
    ) -> tuple[list[float], Tensor]:
        if len(self._parts) == 1:
            return visits[0](x, rows, slopes, rate, sums)  # type: ignore[no-any-return]
        added: list[float] = []
        pieces = []
        for part, visit in zip(self._parts, visits, strict=True):
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


def _picked(x: Tensor, rows: Tensor, starts: Sequence[float], met: Sequence[int]) -> Iterator[float]:
    """start + Σ w_i · x_i for each row, over the places given alone, at least two."""
    pick = itemgetter(*met)
    values = pick(x)
    return (sum(map(mul, values, pick(row)), start) for row, start in zip(rows, starts, strict=True))
