"""Everything one training step computed: each layer's input, output, gradients and parameters.

A trace never changes. The network replaces its parameters rather than writing into them, so a trace can share
every list with the step that made it, and neighbours share theirs: one layer's output is the next one's input.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from cnnviz.nn.layer import Layer, Parameters, Shape, Tensor


@dataclass(frozen=True, slots=True)
class LayerTrace:
    """What one layer met in one step; every tensor in the shape of the thing it belongs to."""

    layer: Layer
    input_shape: Shape
    output_shape: Shape
    input: Tensor
    """X, what the layer read."""
    output: Tensor
    """Y, what it answered."""
    output_gradient: Tensor | None
    """dL/dY, in the output's shape; None for the last layer, whose output the loss reads."""
    input_gradient: Tensor
    """dL/dX, in the input's shape; P − T for the last layer."""
    parameters: Parameters
    """`{"weight": ..., "bias": ...}` as they were before the update; `{}` where the layer has none."""
    parameter_gradients: Parameters
    """dL/dweight and dL/dbias, in the same shapes."""
    new_parameters: Parameters
    """The parameters after the update; `{}` where no learning rate was given."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A step that was done, with what it answered and without what only a trace shows."""

    label: int
    """The index of the true class among the logits."""
    loss: float
    """L, in nats, before the update."""
    outputs: Sequence[Tensor]
    """Y of each layer; of the last, P."""

    @property
    def predicted(self) -> int:
        """The index of the most probable class; the first of equals."""
        return self.outputs[-1].index(max(self.outputs[-1]))


@dataclass(frozen=True, slots=True)
class Trace:
    """One whole step of a network: forward, loss, backward and, with a learning rate, the update."""

    label: int
    """The index of the true class among the logits."""
    learning_rate: float | None
    loss: float
    """L, in nats."""
    layers: tuple[LayerTrace, ...]

    @property
    def outputs(self) -> Sequence[Tensor]:
        """Y of each layer; of the last, P."""
        return [layer.output for layer in self.layers]

    @property
    def probabilities(self) -> Tensor:
        """P, one number a class."""
        return self.layers[-1].output

    @property
    def predicted(self) -> int:
        """The index of the most probable class; the first of equals."""
        return self.probabilities.index(max(self.probabilities))
