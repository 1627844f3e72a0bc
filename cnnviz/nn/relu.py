"""The rectifier: what is negative becomes zero, and lets no gradient back."""

from dataclasses import dataclass

from cnnviz.nn.layer import Layer, Parameters, Shape, Tensor


@dataclass(frozen=True)
class ReLU(Layer):
    """Y = max(0, X), entry by entry, for a volume or a vector; the output has the input's shape."""

    def output_shape(self, input_shape: Shape) -> Shape:
        return input_shape

    def forward(self, x: Tensor, parameters: Parameters) -> tuple[Tensor, None]:
        """Y = max(0, X) (the paper). A NaN stays a NaN: an error must show, not vanish."""
        if isinstance(x[0], list):
            return [[[0.0 if v <= 0.0 else v for v in row] for row in channel] for channel in x], None
        return [0.0 if v <= 0.0 else v for v in x], None

    def backward(
        self, x: Tensor, memory: None, parameters: Parameters, output_gradient: Tensor
    ) -> tuple[Tensor, dict[str, Tensor]]:
        """dL/dX = dL/dY · [X > 0] (the paper): where X was cut off, Y does not depend on it; zero at X = 0."""
        if not isinstance(x[0], list):
            return _passed(x, output_gradient), {}
        return [
            [_passed(row, gradient) for row, gradient in zip(channel, gradients, strict=True)]
            for channel, gradients in zip(x, output_gradient, strict=True)
        ], {}


def _passed(row: list[float], gradient: list[float]) -> list[float]:
    return [0.0 if v <= 0.0 else g for v, g in zip(row, gradient, strict=True)]
