"""The contenders of one network: each takes the same steps from the same parameters, each in its own way."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cnnviz.nn import Layer, Network, Tensor
from cnnviz.nn.kernels import idiomatic_kernel_for
from cnnviz.nn.reference_network import reference_step


def _as_it_is(image: Tensor) -> Tensor:
    return image


@dataclass(frozen=True, slots=True)
class Contender:
    """One way to take training steps."""

    step: Callable[[Any, int], float]
    """One step on a prepared image and its label; returns the loss before the update."""
    prepare: Callable[[Tensor], Any] = _as_it_is
    """An image in the contender's own form; nobody's time is taken for it."""


def naive(layers: Sequence[Layer], parameters: Mapping[str, Tensor], learning_rate: float) -> Contender:
    """The paper's nested loops."""
    held = dict(parameters)

    def step(image: Tensor, label: int) -> float:
        nonlocal held
        done = reference_step(layers, held, image, label, learning_rate)
        held = done.new_parameters
        return done.loss

    return Contender(step)


def idiomatic(layers: Sequence[Layer], parameters: Mapping[str, Tensor], learning_rate: float) -> Contender:
    """The layers' own methods."""
    network = Network(layers, kernels=idiomatic_kernel_for)
    network.set_parameters(parameters)
    return Contender(lambda image, label: network.train_step(image, label, learning_rate))


def kernel(layers: Sequence[Layer], parameters: Mapping[str, Tensor], learning_rate: float) -> Contender:
    """The generated functions, as the program trains."""
    network = Network(layers)
    network.set_parameters(parameters)
    return Contender(lambda image, label: network.train_step(image, label, learning_rate))
