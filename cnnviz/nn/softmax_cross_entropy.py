"""The end of the network: from logits to probabilities, and how wrong they are."""

from dataclasses import dataclass
from math import exp, log

from cnnviz.nn.errors import NetworkError
from cnnviz.nn.layer import Layer, Parameters, Shape, Tensor

EPSILON = 1e-12
"""Added to the true class's probability before the logarithm, so that a probability of 0 gives a finite loss."""


@dataclass(frozen=True)
class SoftmaxCrossEntropy(Layer):
    """Softmax and its cross-entropy loss, the last layer: a vector of logits in, probabilities out."""

    def output_shape(self, input_shape: Shape) -> Shape:
        self._vector(input_shape)
        return input_shape

    def forward(self, x: Tensor, parameters: Parameters) -> tuple[Tensor, None]:
        """P[i] = exp(z[i]) / Σ_j exp(z[j])   (the paper), after max z is subtracted.

        The subtraction changes no probability (it cancels in the fraction) and keeps exp from overflowing.
        """
        largest = max(x)
        exponentials = [exp(z - largest) for z in x]
        total = sum(exponentials)
        return [e / total for e in exponentials], None

    def loss(self, probabilities: Tensor, label: int) -> float:
        """L = −log(P[label] + eps), eps = 1e-12 (the paper), in nats."""
        return -log(probabilities[label] + EPSILON)

    def input_gradient(self, probabilities: Tensor, label: int) -> Tensor:
        """dL/dz[i] = P[i] − T[i], T one-hot (the paper): softmax and logarithm undo each other.

        dL/dP[k] = −1/P[k] for the true class k, dP[k]/dz[i] = P[k]·([i = k] − P[i]); the product is P[i] − T[i].
        """
        return [p - 1.0 if i == label else p for i, p in enumerate(probabilities)]

    def backward(
        self, x: Tensor, memory: None, parameters: Parameters, output_gradient: Tensor
    ) -> tuple[Tensor, dict[str, Tensor]]:
        """Not to be asked: the gradient starts here, from the label (`input_gradient`)."""
        raise NetworkError("SoftmaxCrossEntropy has no dL/dY to go back from; the gradient starts at its loss")
