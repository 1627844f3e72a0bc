"""The fully connected layer: every output listens to every input."""

from dataclasses import dataclass
from operator import mul

from cnnviz.nn.layer import Layer, Parameters, Shape, Tensor, check_setting


@dataclass(frozen=True)
class Dense(Layer):
    """Y = W·X + B for a vector X of n inputs: weight `[units][n]`, bias `[units]`, output `[units]`.

    Raises NetworkError for a number of units that makes no sense.
    """

    units: int

    def __post_init__(self) -> None:
        check_setting("Dense", "units", self.units, 1)

    def output_shape(self, input_shape: Shape) -> Shape:
        self._vector(input_shape)
        return Shape(self.units)

    def parameter_shapes(self, input_shape: Shape) -> dict[str, Shape]:
        return {"weight": Shape(self.units, self._vector(input_shape)), "bias": Shape(self.units)}

    def forward(self, x: Tensor, parameters: Parameters) -> tuple[Tensor, None]:
        """Y[j] = Σ_i W[j,i] · X[i] + B[j]   (the paper)."""
        return [
            sum(map(mul, row, x)) + bias for row, bias in zip(parameters["weight"], parameters["bias"], strict=True)
        ], None

    def backward(
        self, x: Tensor, memory: None, parameters: Parameters, output_gradient: Tensor
    ) -> tuple[Tensor, dict[str, Tensor]]:
        """From dL/dY to dL/dW, dL/dB and dL/dX.

        W[j,i] touches Y[j] alone, with the factor X[i]; B[j] touches it with the factor 1; X[i] touches every
        Y[j], with the factor W[j,i]. So (the paper)

            dL/dW[j,i] = dL/dY[j] · X[i],   dL/dB[j] = dL/dY[j],   dL/dX[i] = Σ_j dL/dY[j] · W[j,i].

        A unit whose dL/dY is 0 adds nothing to dL/dX, and its row is passed over.
        """
        weight_gradient = []
        input_gradient = [0.0] * len(x)
        for row, gradient in zip(parameters["weight"], output_gradient, strict=True):
            weight_gradient.append([gradient * v for v in x])
            if gradient != 0.0:
                input_gradient = [g + gradient * w for g, w in zip(input_gradient, row, strict=True)]
        return input_gradient, {"weight": weight_gradient, "bias": list(output_gradient)}
