"""Ordered layers and their parameters: forward, one training step, and everything that a step computed."""

from collections.abc import Callable, Mapping, Sequence
from random import Random
from reprlib import repr as shortened
from typing import Any

from cnnviz.nn.errors import NetworkError
from cnnviz.nn.initializers import initial_parameters
from cnnviz.nn.kernels import Asked, Backward, Kernel, kernel_for
from cnnviz.nn.layer import Layer, Parameters, Shape, Tensor
from cnnviz.nn.softmax_cross_entropy import SoftmaxCrossEntropy
from cnnviz.nn.tensors import check_shape, checked_copy, copied, flat, shaped
from cnnviz.nn.trace import LayerTrace, Taken, Trace


class Network:
    """A list of layers that ends in SoftmaxCrossEntropy, with its parameters.

    Images are nested lists `[channel][row][column]` of floats in `input_shape`; a label is the index of the true
    class. Raises NetworkError when it is built from layers whose shapes do not fit each other.

    Parameters are replaced, never written into, so that a trace keeps what it saw.

    `kernels` chooses the code that computes a layer; it changes the time a step takes, not what it computes.
    """

    def __init__(
        self,
        layers: Sequence[Layer],
        input_shape: Sequence[int] = (1, 28, 28),
        initializer: str = "he",
        seed: int = 0,
        *,
        kernels: Callable[[Layer, Shape], Kernel] = kernel_for,
    ) -> None:
        if not layers or not isinstance(layers[-1], SoftmaxCrossEntropy):
            raise NetworkError("a network must end in SoftmaxCrossEntropy(), where its loss is")
        self.layers = tuple(layers)
        self.input_shape = Shape(input_shape)
        self.shapes = _shapes(self.layers, self.input_shape)
        """The input shape of each layer, and last the output shape of the last."""
        self.between_layers: Callable[[], None] | None = None
        """Called between the computations of layers, and within long ones, every 0.3 ms or oftener on a fast machine.

        A place for whoever drives the network to make room for others.
        """
        self._last = layers[-1]
        self._kernels = [kernels(layer, shape) for layer, shape in zip(self.layers, self.shapes[:-1], strict=True)]
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
        """Forward, loss, backward and update on one image; returns the loss (in nats) before the update.

        The same computation as `apply(trace(image, label, learning_rate))`, without what only a trace shows.
        """
        return self._take(image, label, learning_rate, to_image=True).loss

    def take_step(self, image: Tensor, label: int, learning_rate: float) -> Taken:
        """As `train_step`, with what each layer answered, but without the gradient of the image.

        Nothing learns from that gradient, so the parameters are the same, bit for bit.
        """
        return self._take(image, label, learning_rate, to_image=False)

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
        It keeps the image itself, not a copy: whoever goes on drawing on it draws on the trace.
        Raises NetworkError for an image of another shape or a label that is no class's index.
        """
        self._check_label(label)
        tensors, memories = self._forward(image)
        answers = self._backward(tensors, memories, label, Asked(learning_rate))
        output_gradients = [*(answer.input_gradient for answer in answers[1:]), None]
        layers = tuple(
            LayerTrace(
                layer=self.layers[index],
                input_shape=self.shapes[index],
                output_shape=self.shapes[index + 1],
                input=tensors[index],
                output=tensors[index + 1],
                output_gradient=output_gradients[index],
                input_gradient=answer.input_gradient,
                parameters=self._parameters[index],
                parameter_gradients=answer.gradients or {},
                new_parameters=answer.new_parameters,
            )
            for index, answer in enumerate(answers)
        )
        return Trace(label, learning_rate, self._last.loss(tensors[-1], label), layers)

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
        if not isinstance(parameters, Mapping):
            raise NetworkError(f"parameters must be given by name, as parameters() gives them, not as {parameters!r}")
        shapes = self.parameter_shapes()
        if missing := sorted(shapes.keys() - parameters.keys()):
            raise NetworkError(f"these parameters are missing: {', '.join(missing)}")
        if unknown := sorted(map(str, parameters.keys() - shapes.keys())):
            raise NetworkError(f"this network has no parameters called {', '.join(unknown)}")
        taken = {name: checked_copy(parameters[name], shape, name) for name, shape in shapes.items()}
        self._parameters = [
            {name: taken[f"{index}.{name}"] for name in old} for index, old in enumerate(self._parameters)
        ]

    def parameter(self, name: str, index: Sequence[int]) -> float:
        """One number of `parameters()`: `parameter("0.weight", (filter, channel, row, column))`.

        Raises NetworkError where there is none of that name, or at that place.
        """
        self._check_place(name, index)
        layer, part = name.split(".")
        value: Any = self._parameters[int(layer)][part]
        for place in index:
            value = value[place]
        return float(value)

    def set_parameter(self, name: str, index: Sequence[int], value: float) -> None:
        """Replace one number of the parameters, as `parameter` names it.

        Raises NetworkError, and changes nothing, where `parameter` would, or for what is not a finite number.
        """
        self._check_place(name, index)
        (number,) = checked_copy([value], Shape(1), name)
        layer, part = name.split(".")
        tensor = copied(self._parameters[int(layer)][part])
        row = tensor
        for place in index[:-1]:
            row = row[place]
        row[index[-1]] = number
        self._parameters[int(layer)] = {**self._parameters[int(layer)], part: tensor}

    def state(self) -> list[float]:
        """All parameters as one flat list, in the order of `parameters()`."""
        values: list[float] = []
        for parameters in self._parameters:
            for part in parameters.values():
                values += flat(part)
        return values

    def set_state(self, state: Sequence[float]) -> None:
        """Take over what `state()` gave, as a list or any sequence of floats, an `array("d")` say.

        Raises NetworkError, and changes nothing, for another number of parameters.
        """
        sizes = [shape.size for shape in self.parameter_shapes().values()]
        if len(state) != sum(sizes):
            raise NetworkError(f"this network has {sum(sizes)} parameters, but the state holds {len(state)}")
        values, start, taken = list(state), 0, []
        for index, layer in enumerate(self.layers):
            parts = {}
            for name, shape in layer.parameter_shapes(self.shapes[index]).items():
                parts[name] = shaped(values[start : start + shape.size], shape)
                start += shape.size
            taken.append(parts)
        self._parameters = list(taken)

    def _check_place(self, name: str, index: Sequence[int]) -> None:
        shape = self.parameter_shapes().get(name)
        if shape is None:
            raise NetworkError(f"this network has no parameters called {shortened(name)}")
        if len(index) != len(shape) or not all(
            isinstance(place, int) and not isinstance(place, bool) and 0 <= place < length
            for place, length in zip(index, shape, strict=True)
        ):
            raise NetworkError(f"{name} has the shape {shape}, so it holds no number at {shortened(tuple(index))}")

    def _check_label(self, label: int) -> None:
        classes = self.shapes[-1].size
        if isinstance(label, bool) or not isinstance(label, int) or not 0 <= label < classes:
            raise NetworkError(f"the label must be the index of one of {classes} classes, not {label!r}")

    def _forward(self, image: Tensor) -> tuple[list[Tensor], list[Any]]:
        """The image and each layer's output, and each layer's memory."""
        check_shape(image, self.input_shape, "the image")
        breathe = self.between_layers or _go_on
        tensors, memories = [image], []
        for kernel, parameters in zip(self._kernels, self._parameters, strict=True):
            output, memory = kernel.forward(tensors[-1], parameters, breathe)
            tensors.append(output)
            memories.append(memory)
            breathe()
        return tensors, memories

    def _take(self, image: Tensor, label: int, learning_rate: float, to_image: bool) -> Taken:
        self._check_label(label)
        tensors, memories = self._forward(image)
        loss = self._last.loss(tensors[-1], label)
        answers = self._backward(tensors, memories, label, Asked(learning_rate, gradients=False), to_image)
        self._parameters = [answer.new_parameters for answer in answers]
        return Taken(label, loss, tensors[1:])

    def _backward(
        self, tensors: list[Tensor], memories: list[Any], label: int, asked: Asked, to_image: bool = True
    ) -> list[Backward]:
        """What each layer's backward answers, in the layers' order; the gradient goes on to the image if it is to."""
        breathe = self.between_layers or _go_on
        asked_first = asked if to_image else asked._replace(input_gradient=False)
        gradient = self._last.input_gradient(tensors[-1], label)
        answers = [Backward(gradient, {}, {})]
        for index in range(len(self.layers) - 2, -1, -1):
            answer = self._kernels[index].backward(
                tensors[index],
                memories[index],
                self._parameters[index],
                gradient,
                asked if index else asked_first,
                breathe,
            )
            gradient = answer.input_gradient
            answers.append(answer)
            breathe()
        answers.reverse()
        return answers


def _go_on() -> None:
    """Nobody waits."""


def _shapes(layers: Sequence[Layer], input_shape: Shape) -> list[Shape]:
    shapes = [input_shape]
    for index, layer in enumerate(layers):
        if not isinstance(layer, Layer):
            raise NetworkError(f"layer {index} must be a layer such as ReLU(), not {layer!r}")
        if isinstance(layer, SoftmaxCrossEntropy) and index != len(layers) - 1:
            raise NetworkError(f"layer {index}, SoftmaxCrossEntropy(), must be the last")
        try:
            shapes.append(layer.output_shape(shapes[-1]))
        except NetworkError as error:
            raise NetworkError(f"layer {index}: {error}") from None
    return shapes
