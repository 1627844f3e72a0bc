"""Where a network gets the code that computes a layer: the one place for faster forms.

A kernel has a layer's `forward` and `backward`. The layer's own methods are the readable form and correct for
every geometry, so each layer is its own kernel; a faster form for one geometry is chosen here, and no caller
knows.
"""

from typing import Any, Protocol

from cnnviz.nn.layer import Layer, Parameters, Shape, Tensor


class Kernel(Protocol):
    """The computation of one layer for inputs of one shape."""

    def forward(self, x: Tensor, parameters: Parameters) -> tuple[Tensor, Any]:
        """As `Layer.forward`."""
        ...

    def backward(
        self, x: Tensor, memory: Any, parameters: Parameters, output_gradient: Tensor
    ) -> tuple[Tensor, dict[str, Tensor]]:
        """As `Layer.backward`."""
        ...


def kernel_for(layer: Layer, input_shape: Shape) -> Kernel:
    """The kernel that computes `layer` for inputs of `input_shape`."""
    return layer
