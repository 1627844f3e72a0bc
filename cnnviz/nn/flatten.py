"""From maps to one long row of numbers, and back."""

from dataclasses import dataclass
from itertools import chain

from cnnviz.nn.layer import Layer, Parameters, Shape, Tensor


@dataclass(frozen=True)
class Flatten(Layer):
    """A volume `[channels][rows][columns]` as the vector of its entries in reading order, channel by channel."""

    def output_shape(self, input_shape: Shape) -> Shape:
        return Shape(self._volume(input_shape).size)

    def forward(self, x: Tensor, parameters: Parameters) -> tuple[Tensor, None]:
        """Y[(d · rows + r) · columns + c] = X[d,r,c]."""
        return list(chain.from_iterable(chain.from_iterable(x))), None

    def backward(
        self, x: Tensor, memory: None, parameters: Parameters, output_gradient: Tensor
    ) -> tuple[Tensor, dict[str, Tensor]]:
        """dL/dX[d,r,c] = dL/dY[(d · rows + r) · columns + c]: the same numbers, back in their places."""
        rows, columns = len(x[0]), len(x[0][0])
        lines = [output_gradient[start : start + columns] for start in range(0, len(output_gradient), columns)]
        return [lines[start : start + rows] for start in range(0, len(lines), rows)], {}
