"""A training step of a whole network made of the paper's loops alone: the oracle and the baseline."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cnnviz.nn import reference
from cnnviz.nn.conv2d import Conv2D
from cnnviz.nn.dense import Dense
from cnnviz.nn.errors import NetworkError
from cnnviz.nn.flatten import Flatten
from cnnviz.nn.layer import Layer, Tensor
from cnnviz.nn.maxpool2d import MaxPool2D
from cnnviz.nn.relu import ReLU
from cnnviz.nn.softmax_cross_entropy import SoftmaxCrossEntropy


@dataclass(frozen=True, slots=True)
class ReferenceStep:
    """What one step computed, by the loops; lists have one entry a layer."""

    loss: float
    outputs: list[Tensor]
    input_gradients: list[Tensor]
    parameter_gradients: list[dict[str, Tensor]]
    new_parameters: dict[str, Tensor]
    """By the names of `Network.parameters()`."""


def reference_step(
    layers: Sequence[Layer], parameters: Mapping[str, Tensor], image: Tensor, label: int, learning_rate: float
) -> ReferenceStep:
    """Forward, loss, backward of every layer (dL/dX of the first included) and update, in nested loops.

    `parameters` are named as by `Network.parameters()`. Raises NetworkError for a layer that the paper has not.
    """
    inputs, outputs = [], []
    x = image
    for index, layer in enumerate(layers):
        inputs.append(x)
        x = layer_forward(layer, x, parameters.get(f"{index}.weight"), parameters.get(f"{index}.bias"))
        outputs.append(x)
    loss = reference.cross_entropy(x, label)
    gradient = reference.softmax_cross_entropy_gradient(x, label)
    input_gradients = [gradient]
    parameter_gradients: list[dict[str, Tensor]] = [{}]
    for index in reversed(range(len(layers) - 1)):
        weight = parameters.get(f"{index}.weight")
        parameter_gradients.append(layer_parameter_gradients(layers[index], inputs[index], gradient))
        gradient = layer_input_gradient(layers[index], inputs[index], weight, gradient)
        input_gradients.append(gradient)
    input_gradients.reverse()
    parameter_gradients.reverse()
    new = {}
    for name, old in parameters.items():
        index_text, kind = name.split(".")
        new[name] = reference.update(old, parameter_gradients[int(index_text)][kind], learning_rate)
    return ReferenceStep(loss, outputs, input_gradients, parameter_gradients, new)


def layer_forward(layer: Layer, x: Tensor, weight: Any, bias: Any) -> Tensor:
    """One layer's output, in nested loops; weight and bias are None where it has none."""
    match layer:
        case Conv2D():
            return reference.conv2d_forward(x, weight, bias, layer.stride, layer.padding)
        case ReLU():
            return reference.relu_forward(x)
        case MaxPool2D():
            return reference.maxpool2d_forward(x, layer.pool_size, layer.step)
        case Flatten():
            return reference.flatten_forward(x)
        case Dense():
            return reference.dense_forward(x, weight, bias)
        case SoftmaxCrossEntropy():
            return reference.softmax(x)
    raise NetworkError(f"the paper has no layer like {layer}")


def layer_input_gradient(layer: Layer, x: Tensor, weight: Any, gradient: Tensor) -> Tensor:
    """One layer's dL/dX from its dL/dY, in nested loops."""
    match layer:
        case Conv2D():
            return reference.conv2d_input_gradient(x, weight, gradient, layer.stride, layer.padding)
        case ReLU():
            return reference.relu_input_gradient(x, gradient)
        case MaxPool2D():
            return reference.maxpool2d_input_gradient(x, gradient, layer.pool_size, layer.step)
        case Flatten():
            return reference.flatten_input_gradient(x, gradient)
        case Dense():
            return reference.dense_input_gradient(weight, gradient)
    raise NetworkError(f"the paper has no layer like {layer}")


def layer_parameter_gradients(layer: Layer, x: Tensor, gradient: Tensor) -> dict[str, Tensor]:
    """One layer's dL/dweight and dL/dbias from its dL/dY, in nested loops; empty where it learns nothing."""
    match layer:
        case Conv2D():
            weight = reference.conv2d_weight_gradient(x, gradient, layer.kernel_size, layer.stride, layer.padding)
            return {"weight": weight, "bias": reference.conv2d_bias_gradient(gradient)}
        case Dense():
            return {
                "weight": reference.dense_weight_gradient(x, gradient),
                "bias": reference.dense_bias_gradient(gradient),
            }
    return {}
