"""NumPy, with windows laid out as columns of a matrix: how far one matrix product a layer is ahead."""

from collections.abc import Mapping, Sequence
from typing import Any

from cnnviz.bench.contenders import Contender
from cnnviz.nn import Conv2D, Dense, Flatten, Layer, MaxPool2D, ReLU, Tensor
from cnnviz.nn.softmax_cross_entropy import EPSILON


def numpy_im2col(layers: Sequence[Layer], parameters: Mapping[str, Tensor], learning_rate: float) -> Contender | None:
    """One SGD step, dL/dX of the first layer included; None where NumPy is not installed.

    Poolings must tile their input, with a stride of their own size.
    """
    try:
        import numpy as np
    except ImportError:
        return None
    held = {name: np.array(value) for name, value in parameters.items()}

    def windows(x: Any, layer: Conv2D) -> tuple[Any, Any]:
        """The padded input, and its windows [channel, tap row, tap column, row, column] as a view."""
        padded = np.pad(x, ((0, 0), (layer.padding,) * 2, (layer.padding,) * 2))
        view = np.lib.stride_tricks.sliding_window_view(padded, (layer.kernel_size,) * 2, axis=(1, 2))
        return padded, view[:, :: layer.stride, :: layer.stride].transpose(0, 3, 4, 1, 2)

    def forward(layer: Layer, index: int, x: Any) -> tuple[Any, Any]:
        match layer:
            case Conv2D():
                weight, (padded, view) = held[f"{index}.weight"], windows(x, layer)
                columns = view.reshape(-1, view.shape[3] * view.shape[4])
                y = weight.reshape(len(weight), -1) @ columns + held[f"{index}.bias"][:, None]
                return y.reshape(-1, *view.shape[3:]), (columns, padded.shape, view.shape)
            case ReLU():
                return np.maximum(x, 0.0), x
            case MaxPool2D():
                size = layer.pool_size
                channels, rows, columns_ = x.shape[0], x.shape[1] // size, x.shape[2] // size
                tiles = x[:, : rows * size, : columns_ * size].reshape(channels, rows, size, columns_, size)
                tiles = tiles.transpose(0, 1, 3, 2, 4).reshape(channels, rows, columns_, size * size)
                winners = tiles.argmax(-1)[..., None]
                return np.take_along_axis(tiles, winners, -1)[..., 0], (x.shape, winners)
            case Dense():
                return held[f"{index}.weight"] @ x + held[f"{index}.bias"], x
            case Flatten():
                return x.reshape(-1), x.shape
        return x, None

    def backward(layer: Layer, index: int, memory: Any, gradient: Any) -> Any:
        match layer:
            case Conv2D():
                weight, bias = held[f"{index}.weight"], held[f"{index}.bias"]
                columns, padded_shape, view_shape = memory
                flat = gradient.reshape(len(weight), -1)
                taps = (weight.reshape(len(weight), -1).T @ flat).reshape(view_shape)
                dx = np.zeros(padded_shape)
                reach = tuple((length - 1) * layer.stride + 1 for length in view_shape[3:])
                for i in range(layer.kernel_size):
                    for j in range(layer.kernel_size):
                        dx[:, i : i + reach[0] : layer.stride, j : j + reach[1] : layer.stride] += taps[:, i, j]
                weight -= learning_rate * (flat @ columns.T).reshape(weight.shape)
                bias -= learning_rate * flat.sum(1)
                inside = slice(layer.padding, -layer.padding or None)
                return dx[:, inside, inside]
            case ReLU():
                return gradient * (memory > 0.0)
            case MaxPool2D():
                (channels, height, width), winners = memory
                size, (rows, columns_) = layer.pool_size, winners.shape[1:3]
                tiles = np.zeros((channels, rows, columns_, size * size))
                np.put_along_axis(tiles, winners, gradient[..., None], -1)
                tiles = tiles.reshape(channels, rows, columns_, size, size).transpose(0, 1, 3, 2, 4)
                dx = np.zeros((channels, height, width))
                dx[:, : rows * size, : columns_ * size] = tiles.reshape(channels, rows * size, columns_ * size)
                return dx
            case Dense():
                weight, bias = held[f"{index}.weight"], held[f"{index}.bias"]
                dx = gradient @ weight
                weight -= learning_rate * np.outer(gradient, memory)
                bias -= learning_rate * gradient
                return dx
            case Flatten():
                return gradient.reshape(memory)
        return gradient

    def step(x: Any, label: int) -> float:
        memories = []
        for index, layer in enumerate(layers[:-1]):
            x, memory = forward(layer, index, x)
            memories.append(memory)
        exponentials = np.exp(x - x.max())
        gradient = exponentials / exponentials.sum()
        loss = -float(np.log(gradient[label] + EPSILON))
        gradient[label] -= 1.0
        for index in range(len(layers) - 2, -1, -1):
            gradient = backward(layers[index], index, memories[index], gradient)
        return loss

    return Contender(step, np.array)
