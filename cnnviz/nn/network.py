"""Ordered layers and their parameters: forward, one training step, and everything that a step computed."""

from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import Any

from cnnviz.nn.errors import NetworkError
from cnnviz.nn.initializers import initial_parameters
from cnnviz.nn.kernels import kernel_for
from cnnviz.nn.layer import Layer, Parameters, Shape, Tensor
from cnnviz.nn.softmax_cross_entropy import SoftmaxCrossEntropy
from cnnviz.nn.tensors import check_shape, checked_copy, copied, flatten, nest
from cnnviz.nn.trace import LayerTrace, Trace


class Network:
    """A list of layers that ends in SoftmaxCrossEntropy, with its parameters.

    Images are nested lists `[channel][row][column]` of floats in `input_shape`; a label is the index of the true
    class. Raises NetworkError when it is built from layers whose shapes do not fit each other.

    Parameters are replaced, never written into, so that a trace keeps what it saw.
    """

    def __init__(
        self,
        layers: Sequence[Layer],
        input_shape: Sequence[int] = (1, 28, 28),
        initializer: str = "he",
        seed: int = 0,
    ) -> None:
        if not layers or not isinstance(layers[-1], SoftmaxCrossEntropy):
            raise NetworkError("a network must end in SoftmaxCrossEntropy(), where its loss is")
        self.layers = tuple(layers)
        self.input_shape = Shape(input_shape)
        self.shapes = _shapes(self.layers, self.input_shape)
        """The input shape of each layer, and last the output shape of the last."""
        self.between_layers: Callable[[], None] | None = None
        """Called between the computations of layers: a place for whoever drives the network to make room for others."""
        self._last = layers[-1]
        self._kernels = [kernel_for(layer, shape) for layer, shape in zip(self.layers, self.shapes[:-1], strict=True)]
        random = Random(seed)
        self._parameters: list[Parameters] = [
            initial_parameters(initializer, layer, shape, random)
            for layer, shape in zip(self.layers, self.shapes[:-1], strict=True)
        ]

    def forward(self, image: Tensor) -> Tensor:
        """The logits of an image, one number a class."""
        return self._forward(image)[0][-2]

    def predict(self, image: Tensor) -> Tensor:
        """The probabilities of the classes for an image."""
        return self._forward(image)[0][-1]

    def train_step(self, image: Tensor, label: int, learning_rate: float) -> float:
        """Forward, loss, backward and update on one image; returns the loss (in nats) before the update."""
        return self.apply(self.trace(image, label, learning_rate))

    def apply(self, trace: Trace) -> float:
        """Take over the updated parameters of a trace of this network; returns its loss.

        Raises NetworkError for a trace that was made without a learning rate.
        """
        if trace.learning_rate is None:
            raise NetworkError("this trace holds no updated parameters; make it with a learning rate")
        self._parameters = [layer.new_parameters for layer in trace.layers]
        return trace.loss

    def revert(self, trace: Trace) -> None:
        """Take back the parameters that a trace of this network began with: the exact undo of `apply`."""
        self._parameters = [layer.parameters for layer in trace.layers]

    def trace(self, image: Tensor, label: int, learning_rate: float | None = None) -> Trace:
        """One step as it would be done, with everything it computes; the network stays as it is.

        With a learning rate the trace also holds the updated parameters, W_new = W_old − eta · dL/dW (the paper).
        Raises NetworkError for an image of another shape or a label that is no class's index.
        """
        classes = self.shapes[-1].size
        if isinstance(label, bool) or not isinstance(label, int) or not 0 <= label < classes:
            raise NetworkError(f"the label must be the index of one of {classes} classes, not {label!r}")
        tensors, memories = self._forward(image)
        probabilities = tensors[-1]
        loss = self._last.loss(probabilities, label)
        gradient = self._last.input_gradient(probabilities, label)
        last = len(self.layers) - 1
        traced = [self._layer_trace(last, tensors, None, gradient, {}, learning_rate)]
        for index in range(last - 1, -1, -1):
            self._breathe()
            output_gradient = gradient
            gradient, gradients = self._kernels[index].backward(
                tensors[index], memories[index], self._parameters[index], output_gradient
            )
            traced.append(self._layer_trace(index, tensors, output_gradient, gradient, gradients, learning_rate))
        self._breathe()
        return Trace(label, learning_rate, loss, tuple(reversed(traced)))

    def parameters(self) -> dict[str, Tensor]:
        """A copy of all parameters as nested lists: `{"0.weight": ..., "0.bias": ...}`, by layer index."""
        return {
            f"{index}.{name}": copied(tensor)
            for index, parameters in enumerate(self._parameters)
            for name, tensor in parameters.items()
        }

    def parameter_shapes(self) -> dict[str, Shape]:
        """The shape of each of `parameters()`, by the same names."""
        return {
            f"{index}.{name}": shape
            for index, layer in enumerate(self.layers)
            for name, shape in layer.parameter_shapes(self.shapes[index]).items()
        }

    def set_parameters(self, parameters: Mapping[str, Any]) -> None:
        """Take over copies of the given parameters, all that `parameters()` names.

        Raises NetworkError, and changes nothing, for missing or unknown names, other shapes, or what is not a
        finite number.
        """
        shapes = self.parameter_shapes()
        if missing := sorted(shapes.keys() - parameters.keys()):
            raise NetworkError(f"these parameters are missing: {', '.join(missing)}")
        if unknown := sorted(parameters.keys() - shapes.keys()):
            raise NetworkError(f"this network has no parameters called {', '.join(unknown)}")
        taken = {name: checked_copy(parameters[name], shape, name) for name, shape in shapes.items()}
        self._parameters = [
            {name: taken[f"{index}.{name}"] for name in old} for index, old in enumerate(self._parameters)
        ]

    def state(self) -> list[float]:
        """All parameters as one flat list, in the order of `parameters()`."""
        return [value for parameters in self._parameters for part in parameters.values() for value in flatten(part)]

    def set_state(self, state: Sequence[float]) -> None:
        """Take over what `state()` gave; raises NetworkError for another number of parameters."""
        size = sum(shape.size for shape in self.parameter_shapes().values())
        if len(state) != size:
            raise NetworkError(f"this network has {size} parameters, but the state holds {len(state)}")
        numbers = iter(state)
        self._parameters = [
            {name: nest(numbers, shape) for name, shape in layer.parameter_shapes(self.shapes[index]).items()}
            for index, layer in enumerate(self.layers)
        ]

    def _forward(self, image: Tensor) -> tuple[list[Tensor], list[Any]]:
        check_shape(image, self.input_shape, "the image")
        tensors, memories = [image], []
        for kernel, parameters in zip(self._kernels, self._parameters, strict=True):
            output, memory = kernel.forward(tensors[-1], parameters)
            tensors.append(output)
            memories.append(memory)
            self._breathe()
        return tensors, memories

    def _layer_trace(
        self,
        index: int,
        tensors: list[Tensor],
        output_gradient: Tensor | None,
        input_gradient: Tensor,
        gradients: Parameters,
        learning_rate: float | None,
    ) -> LayerTrace:
        parameters = self._parameters[index]
        new = (
            {}
            if learning_rate is None
            else {name: _descended(part, gradients[name], learning_rate) for name, part in parameters.items()}
        )
        return LayerTrace(
            layer=self.layers[index],
            input_shape=self.shapes[index],
            output_shape=self.shapes[index + 1],
            input=tensors[index],
            output=tensors[index + 1],
            output_gradient=output_gradient,
            input_gradient=input_gradient,
            parameters=parameters,
            parameter_gradients=gradients,
            new_parameters=new,
        )

    def _breathe(self) -> None:
        if self.between_layers is not None:
            self.between_layers()


def _shapes(layers: Sequence[Layer], input_shape: Shape) -> list[Shape]:
    shapes = [input_shape]
    for index, layer in enumerate(layers):
        if isinstance(layer, SoftmaxCrossEntropy) and index != len(layers) - 1:
            raise NetworkError(f"layer {index}, SoftmaxCrossEntropy(), must be the last")
        try:
            shapes.append(layer.output_shape(shapes[-1]))
        except NetworkError as error:
            raise NetworkError(f"layer {index}: {error}") from None
    return shapes


def _descended(old: Tensor, gradient: Tensor, learning_rate: float) -> Tensor:
    """W_old − eta · dL/dW, number by number (the paper)."""
    if isinstance(old[0], list):
        return [_descended(part, slope, learning_rate) for part, slope in zip(old, gradient, strict=True)]
    return [value - learning_rate * slope for value, slope in zip(old, gradient, strict=True)]
