"""The rectifier by generated rows.

For rows of two entries the generated functions say

    def forward(rows):
        result = []
        for x0, x1, in rows:
            result.append([0.0 if x0 <= 0.0 else x0, 0.0 if x1 <= 0.0 else x1])
        return result

    def backward(rows, gradients):
        result = []
        for (x0, x1,), (g0, g1,) in zip(rows, gradients):
            result.append([0.0 if x0 <= 0.0 else g0, 0.0 if x1 <= 0.0 else g1])
        return result
"""

from typing import Any

from cnnviz.nn.kernels.kernel import Asked, Backward, Breathe
from cnnviz.nn.kernels.source import MAX_LOCALS, compiled, function, listed, lists, names, patterns
from cnnviz.nn.layer import Parameters, Shape, Tensor
from cnnviz.nn.relu import ReLU


class ReLUKernel:
    """ReLU for inputs of one shape; a vector is one row."""

    def __init__(self, layer: ReLU, input_shape: Shape) -> None:
        self._is_vector = len(input_shape) == 1
        forward, backward = forward_source(input_shape[-1]), backward_source(input_shape[-1])
        self.source = "\n".join([forward, backward])
        self._forward, self._backward = compiled(forward), compiled(backward)

    @staticmethod
    def fits(layer: ReLU, input_shape: Shape) -> bool:
        """Whether a row and its gradient fit a function's local variables."""
        return 2 * input_shape[-1] <= MAX_LOCALS and len(input_shape) in (1, 3)

    def forward(self, x: Tensor, parameters: Parameters, breathe: Breathe) -> tuple[Tensor, Any]:
        """Y = max(0, X); a NaN stays a NaN."""
        if self._is_vector:
            return self._forward([x])[0], None
        output = []
        for channel in x:
            output.append(self._forward(channel))
            breathe()
        return output, None

    def backward(
        self,
        x: Tensor,
        memory: Any,
        parameters: Parameters,
        output_gradient: Tensor,
        asked: Asked,
        breathe: Breathe,
    ) -> Backward:
        """dL/dX = dL/dY · [X > 0]."""
        if self._is_vector:
            return Backward(self._backward([x], [output_gradient])[0], {}, {})
        result = []
        for channel, gradients in zip(x, output_gradient, strict=True):
            result.append(self._backward(channel, gradients))
            breathe()
        return Backward(result, {}, {})


def forward_source(width: int) -> str:
    x = names("x", width)
    return function(
        "forward(rows)",
        [
            "result = []",
            f"for {listed(x)}, in rows:",
            f"    result.append({lists([[f'0.0 if {v} <= 0.0 else {v}' for v in x]])})",
            "return result",
        ],
    )


def backward_source(width: int) -> str:
    x, g = names("x", width), names("g", width)
    passed = [f"0.0 if {v} <= 0.0 else {gradient}" for v, gradient in zip(x, g, strict=True)]
    return function(
        "backward(rows, gradients)",
        [
            "result = []",
            f"for {patterns([x, g]).rstrip(',')} in zip(rows, gradients):",
            f"    result.append({lists([passed])})",
            "return result",
        ],
    )
