"""What computes a layer for inputs of one shape, and the plain form of it: the layer's own methods."""

from collections.abc import Callable
from typing import Any, NamedTuple, Protocol

from cnnviz.nn.layer import Layer, Parameters, Tensor

Breathe = Callable[[], None]
"""Called within a long computation, so that whoever drives the network can make room for others."""


class Asked(NamedTuple):
    """What a layer's backward is to answer; the numbers are the same, whatever else is asked for."""

    learning_rate: float | None = None
    """Eta, where the updated parameters are asked for."""
    gradients: bool = True
    """Whether dL/dweight is: the update comes from the same products, but need not keep them."""
    input_gradient: bool = True
    """Whether dL/dX is. Nothing learns from that of the image, so only a viewer asks the first layer."""


class Backward(NamedTuple):
    """What a layer's backward answers."""

    input_gradient: Tensor
    """dL/dX, in the input's shape. May be empty where it was not asked for."""
    gradients: Parameters | None
    """dL/dweight and dL/dbias; `{}` where the layer has none. May be None where they were not asked for."""
    new_parameters: Parameters
    """W_old − eta · dL/dW; `{}` where the layer has none or no learning rate was given."""


class Kernel(Protocol):
    """The computation of one layer for inputs of one shape.

    Pure functions: what they are given is never written into, and what they answer depends on nothing else. An
    answer may share lists with what was given, an unchanged row of a weight, say.
    """

    source: str
    """The generated functions as text; empty where nothing was generated."""

    def forward(self, x: Tensor, parameters: Parameters, breathe: Breathe) -> tuple[Tensor, Any]:
        """The output for the input `x`, and the memory that backward asks for."""
        ...

    def backward(
        self,
        x: Tensor,
        memory: Any,
        parameters: Parameters,
        output_gradient: Tensor,
        asked: Asked,
        breathe: Breathe,
    ) -> Backward:
        """From dL/dY to what is asked: dL/dX, the gradients, the updated parameters."""
        ...


class IdiomaticKernel:
    """A layer's own methods as its kernel: the readable form, correct for every geometry."""

    source = ""

    def __init__(self, layer: Layer) -> None:
        self._layer = layer

    def forward(self, x: Tensor, parameters: Parameters, breathe: Breathe) -> tuple[Tensor, Any]:
        return self._layer.forward(x, parameters)

    def backward(
        self,
        x: Tensor,
        memory: Any,
        parameters: Parameters,
        output_gradient: Tensor,
        asked: Asked,
        breathe: Breathe,
    ) -> Backward:
        input_gradient, gradients = self._layer.backward(x, memory, parameters, output_gradient)
        return Backward(input_gradient, gradients, descended_all(parameters, gradients, asked.learning_rate))


def descended_all(parameters: Parameters, gradients: Parameters, learning_rate: float | None) -> Parameters:
    """The parameters after the update; `{}` without a learning rate."""
    if learning_rate is None:
        return {}
    return {name: descended(part, gradients[name], learning_rate) for name, part in parameters.items()}


def descended(old: Tensor, gradient: Tensor, learning_rate: float) -> Tensor:
    """W_old − eta · dL/dW, number by number (the paper)."""
    if isinstance(old[0], list):
        return [descended(part, slope, learning_rate) for part, slope in zip(old, gradient, strict=True)]
    return [value - learning_rate * slope for value, slope in zip(old, gradient, strict=True)]
