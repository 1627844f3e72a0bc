"""The convolution by generated rows, zeros passed over.

Most of what a convolution meets is 0: four of five pixels of a digit, and behind MaxPool and ReLU at least three
of four entries of dL/dY. A row of zeros is left out altogether, and in the others a zero costs one test; where few
entries are zeros the tests are left out instead. Both forms add the same products in the same order.

A zero passed over must not hide what is not finite. While a tap is infinite or NaN, or a sum of dL/dY is, the
layer's own methods compute, which pass over nothing. What remains is a pixel that is not finite where dL/dY is 0: in
dL/dK it is passed over, and shows in the output instead.
"""

from itertools import chain
from math import isfinite
from typing import Any

from cnnviz.nn.conv2d import Conv2D
from cnnviz.nn.kernels.conv2d_plan import Lines, Spreader
from cnnviz.nn.kernels.conv2d_rows import LivingRows, living_rows
from cnnviz.nn.kernels.conv2d_source import Columns, meetings, update_source
from cnnviz.nn.kernels.conv2d_walk import Correlator, Walk
from cnnviz.nn.kernels.kernel import Asked, Backward, Breathe, IdiomaticKernel, descended
from cnnviz.nn.kernels.source import compiled
from cnnviz.nn.layer import Parameters, Shape, Tensor


class Conv2DKernel:
    """Conv2D for inputs of one shape; `fits` says whether a shape is small enough to be written out."""

    def __init__(self, layer: Conv2D, input_shape: Shape) -> None:
        channels, height, width = input_shape
        filters, rows, columns = layer.output_shape(input_shape)
        size, stride, padding = layer.kernel_size, layer.stride, layer.padding
        self._idiomatic = IdiomaticKernel(layer)
        self._filters, self._channels = filters, channels
        to_output, to_input, met = _columns(layer, input_shape)
        forward = Lines(height, rows, size, stride, padding, to_input=False)
        backward = Lines(rows, height, size, stride, padding, to_input=True)
        self._to_output = Spreader(to_output, forward, filters, channels)
        self._to_input = Spreader(to_input, backward, channels, filters)
        self._walk_gradient = Correlator(met, Walk(rows, columns, width, padding, stride), channels, size)
        self._walk_input: Correlator | None = None
        if stride == 1 and padding < size:
            turned = [(input_, tap, output) for output, tap, input_ in met]
            walk = Walk(height, width, columns, size - 1 - padding, 1)
            if Correlator.fits(turned, walk, 1, size):
                self._walk_input = Correlator(turned, walk, filters, size)
        update = update_source(size)
        self._update = compiled(update)
        spreads, walks = (self._to_output, self._to_input), (self._walk_gradient, self._walk_input)
        texts = [text for spread in spreads for text in spread.sources]
        texts += [text for each in walks if each is not None for text in each.sources]
        self.source = "\n".join(dict.fromkeys([*texts, update]))

    @staticmethod
    def fits(layer: Conv2D, input_shape: Shape) -> bool:
        """Whether one map's rows and taps fit the generated functions' local variables."""
        to_output, to_input, met = _columns(layer, input_shape)
        walk = Walk(1, to_output.targets, to_output.sources, 0, 1)
        return Spreader.fits(to_output) and Spreader.fits(to_input) and Correlator.fits(met, walk, 1, layer.kernel_size)

    def forward(self, x: Tensor, parameters: Parameters, breathe: Breathe) -> tuple[Tensor, LivingRows | None]:
        """Y, and the rows of X that are not blank; no memory where a tap is not finite."""
        weight, bias = parameters["weight"], parameters["bias"]
        if not isfinite(sum(map(sum, chain.from_iterable(chain.from_iterable(weight))))):
            return self._idiomatic.forward(x, parameters, breathe)[0], None
        living = living_rows(x)
        return self._to_output(bias, list(zip(*weight, strict=True)), living, breathe), living

    def backward(
        self,
        x: Tensor,
        memory: Any,
        parameters: Parameters,
        output_gradient: Tensor,
        asked: Asked,
        breathe: Breathe,
    ) -> Backward:
        """dL/dX from the rows of dL/dY that are not blank; dL/dK from those and the rows of X that are not."""
        living = living_rows(output_gradient)
        bias_gradient = [sum(map(sum, filter(None, rows))) for rows in living.maps]
        if memory is None or not isfinite(sum(bias_gradient)):
            memory = self._idiomatic.forward(x, parameters, breathe)[1]
            return self._idiomatic.backward(x, memory, parameters, output_gradient, asked, breathe)
        gradients = {"weight": self._weight_gradient(memory, living, breathe), "bias": bias_gradient}
        input_gradient: Tensor = []
        if asked.input_gradient:
            breathe()
            turned = [[[row[::-1] for row in taps[::-1]] for taps in kernel] for kernel in parameters["weight"]]
            input_gradient = self._to_input([0.0] * self._channels, turned, living, breathe)
        if asked.learning_rate is None:
            return Backward(input_gradient, gradients, {})
        pairs = zip(parameters["weight"], gradients["weight"], strict=True)
        new_weight = [self._update(kernel, slopes, asked.learning_rate) for kernel, slopes in pairs]
        new_bias = descended(parameters["bias"], bias_gradient, asked.learning_rate)
        return Backward(input_gradient, gradients, {"weight": new_weight, "bias": new_bias})

    def _weight_gradient(self, x: LivingRows, gradient: LivingRows, breathe: Breathe) -> Tensor:
        """dL/dK, walking dL/dY or X, whichever has more zeros to pass over.

        Walked along X, a tap row i is met from the other side: it is the last but i.
        """
        if self._walk_input is None or x.nonzeros * self._filters >= gradient.nonzeros * self._channels:
            return self._walk_gradient(gradient, x, breathe)
        by_channel = self._walk_input(x, gradient, breathe)
        return [[taps[::-1] for taps in kernel] for kernel in zip(*by_channel, strict=True)]


def _columns(layer: Conv2D, input_shape: Shape) -> tuple[Columns, Columns, list[tuple[int, int, int]]]:
    """How columns meet in forward, in dL/dX (taps turned), and as (output, tap, input)."""
    width, columns, size = input_shape[2], layer.output_shape(input_shape)[2], layer.kernel_size
    met: list[tuple[int, int, int]] = [*meetings(width, size, layer.stride, layer.padding)]
    to_output = sorted((input_, tap, output) for output, tap, input_ in met)
    to_input = sorted((output, size - 1 - tap, input_) for output, tap, input_ in met)
    return Columns(to_output, width, size, columns), Columns(to_input, columns, size, width), met
