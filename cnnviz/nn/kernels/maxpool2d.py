"""The pooling by generated rows of windows; a map that holds a NaN goes to the layer's own method, where it wins."""

from collections.abc import Callable
from math import isfinite
from typing import Any

from cnnviz.nn.kernels.kernel import Asked, Backward, Breathe, IdiomaticKernel
from cnnviz.nn.kernels.maxpool2d_source import pool_source, route_source
from cnnviz.nn.kernels.source import MAX_LOCALS, MAX_TERMS, compiled
from cnnviz.nn.layer import Parameters, Shape, Tensor
from cnnviz.nn.maxpool2d import MaxPool2D


class MaxPool2DKernel:
    """MaxPool2D for inputs of one shape; `fits` says whether a shape is small enough to be written out."""

    def __init__(self, layer: MaxPool2D, input_shape: Shape) -> None:
        _, self._height, self._width = input_shape
        _, rows, windows = layer.output_shape(input_shape)
        self._size = layer.pool_size
        self._tops = [r * layer.step for r in range(rows)]
        self._idiomatic = IdiomaticKernel(layer)
        self.source = pool = pool_source(self._width, layer.pool_size, layer.step, windows)
        self._pool = compiled(pool)
        self._route: Callable[..., Any] | None = None
        if layer.step == layer.pool_size:
            route = route_source(self._width, layer.pool_size, windows)
            self.source += "\n" + route
            self._route = compiled(route)

    @staticmethod
    def fits(layer: MaxPool2D, input_shape: Shape) -> bool:
        """Whether the rows that a row of windows covers fit a function's local variables."""
        size, windows = layer.pool_size, layer.output_shape(input_shape)[2]
        return size * input_shape[2] + 2 * windows <= MAX_LOCALS and windows * size * size <= MAX_TERMS

    def forward(self, x: Tensor, parameters: Parameters, breathe: Breathe) -> tuple[Tensor, Any]:
        """The maxima, and each winner's place in its map in reading order; places of None where a NaN may be."""
        if not isfinite(sum(sum(map(sum, channel)) for channel in x)):
            output, memory = self._idiomatic.forward(x, parameters, breathe)
            return output, (None, memory)
        size, pool = self._size, self._pool
        output, places = [], []
        for channel in x:
            if output:
                breathe()
            pooled, won = [], []
            for top in self._tops:
                maxima, winners = pool(channel[top : top + size])
                pooled.append(maxima)
                won.append(winners)
            output.append(pooled)
            places.append(won)
        return output, (places, None)

    def backward(
        self,
        x: Tensor,
        memory: Any,
        parameters: Parameters,
        output_gradient: Tensor,
        asked: Asked,
        breathe: Breathe,
    ) -> Backward:
        """Each dL/dY to its winner's place; what wins twice gets both."""
        places, own = memory
        if places is None:
            return self._idiomatic.backward(x, own, parameters, output_gradient, asked, breathe)
        routed = self._routed if self._route is None else self._routed_apart
        return Backward([routed(*pair) for pair in zip(places, output_gradient, strict=True)], {}, {})

    def _routed(self, places: list[list[int]], gradients: Tensor) -> Tensor:
        """One map's dL/dX, wherever its windows stand."""
        width = self._width
        routed = [0.0] * (width * self._height)
        for top, winners, row in zip(self._tops, places, gradients, strict=True):
            start = top * width
            for place, gradient in zip(winners, row, strict=True):
                routed[start + place] += gradient
        return [routed[start : start + width] for start in range(0, len(routed), width)]

    def _routed_apart(self, places: list[list[int]], gradients: Tensor) -> Tensor:
        """The same for windows side by side: each entry is won once at most."""
        assert self._route is not None
        rows: Tensor = self._route(places, gradients)
        return [*rows, *([0.0] * self._width for _ in range(self._height - len(rows)))]
