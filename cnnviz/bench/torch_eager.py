"""PyTorch in eager mode on one thread, float64: how far compiled arithmetic is ahead."""

from collections.abc import Mapping, Sequence
from typing import Any

from cnnviz.bench.contenders import Contender
from cnnviz.nn import Conv2D, Dense, Flatten, Layer, MaxPool2D, ReLU, Tensor


def torch_eager(layers: Sequence[Layer], parameters: Mapping[str, Tensor], learning_rate: float) -> Contender | None:
    """One SGD step, dL/dX of the first layer included; None where PyTorch is not installed."""
    try:
        import torch
    except ImportError:
        return None
    functional: Any = torch.nn.functional
    held: dict[str, Any] = {
        name: torch.tensor(value, dtype=torch.float64, requires_grad=True) for name, value in parameters.items()
    }

    def forward(x: Any) -> Any:
        for index, layer in enumerate(layers):
            match layer:
                case Conv2D():
                    weight, bias = held[f"{index}.weight"], held[f"{index}.bias"]
                    x = functional.conv2d(x, weight, bias, layer.stride, layer.padding)
                case ReLU():
                    x = functional.relu(x)
                case MaxPool2D():
                    x = functional.max_pool2d(x, layer.pool_size, layer.step)
                case Flatten():
                    x = x.flatten(1)
                case Dense():
                    x = functional.linear(x, held[f"{index}.weight"], held[f"{index}.bias"])
        return x

    def prepare(image: Tensor) -> Any:
        return torch.tensor([image], dtype=torch.float64, requires_grad=True)

    def step(x: Any, label: int) -> float:
        threads = torch.get_num_threads()
        torch.set_num_threads(1)
        try:
            x.grad = None
            loss = functional.cross_entropy(forward(x), torch.tensor([label]))
            loss.backward()
            with torch.no_grad():
                for value in held.values():
                    value -= learning_rate * value.grad
                    value.grad = None
        finally:
            torch.set_num_threads(threads)
        return float(loss.detach())

    return Contender(step, prepare)
