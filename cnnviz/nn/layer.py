"""What a layer is: a description without state, and two pure functions, forward and backward.

A layer holds its settings and nothing else, so a network is a literal list of layers that can be compared,
printed and stored. Parameters live in the network and are handed in; what backward needs from forward (the
winners of a pooling, say) is handed over as `memory`. Nothing is changed in place: each function returns new
lists, so whoever holds a tensor of an earlier step may keep it.

Tensors are nested lists of floats, a volume `[channel][row][column]` or a vector `[unit]`.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import fields
from typing import Any, TypeAlias

from cnnviz.nn.errors import NetworkError

Tensor: TypeAlias = list[Any]
"""Nested lists of floats."""

Parameters: TypeAlias = Mapping[str, Tensor]
"""The parameters of one layer, or their gradients: `{"weight": ..., "bias": ...}`, or `{}`."""


class Shape(tuple[int, ...]):
    """The lengths of a tensor along its axes; a tuple that prints as `1×28×28`.

    `Shape(1, 28, 28)` and `Shape((1, 28, 28))` are the same.
    """

    __slots__ = ()

    def __new__(cls, *lengths: Any) -> "Shape":
        if len(lengths) == 1 and isinstance(lengths[0], (tuple, list)):
            lengths = tuple(lengths[0])
        for length in lengths:
            if isinstance(length, bool) or not isinstance(length, int) or length < 1:
                raise NetworkError(f"a shape is made of whole numbers from 1 up, but {lengths!r} holds {length!r}")
        return super().__new__(cls, lengths)

    def __str__(self) -> str:
        return "×".join(map(str, self))

    @property
    def size(self) -> int:
        """How many numbers a tensor of this shape holds."""
        product = 1
        for length in self:
            product *= length
        return product


class Layer(ABC):
    """One layer of a network, as described by its settings (a frozen dataclass in each subclass)."""

    @property
    def name(self) -> str:
        """The layer's kind, as the field names it: `Conv2D`."""
        return type(self).__name__

    @property
    def settings(self) -> dict[str, Any]:
        """The layer's settings by name, as its constructor takes them."""
        return {field.name: getattr(self, field.name) for field in fields(self)}  # type: ignore[arg-type]

    @abstractmethod
    def output_shape(self, input_shape: Shape) -> Shape:
        """The shape of the output for an input of `input_shape`; raises NetworkError where they do not fit."""

    def parameter_shapes(self, input_shape: Shape) -> dict[str, Shape]:
        """The shapes of `weight` and `bias`; empty for a layer that learns nothing."""
        return {}

    @abstractmethod
    def forward(self, x: Tensor, parameters: Parameters) -> tuple[Tensor, Any]:
        """The output for the input `x`, and the memory that backward asks for."""

    @abstractmethod
    def backward(
        self, x: Tensor, memory: Any, parameters: Parameters, output_gradient: Tensor
    ) -> tuple[Tensor, dict[str, Tensor]]:
        """dL/dX, in the input's shape, and the gradients of the parameters, from dL/dY."""

    def _refuse(self, input_shape: Shape, reason: str) -> NetworkError:
        return NetworkError(f"{self} does not fit an input of shape {input_shape}: {reason}")

    def _volume(self, input_shape: Shape) -> Shape:
        if len(input_shape) != 3:
            raise self._refuse(input_shape, "it needs a volume of channels × rows × columns")
        return input_shape

    def _vector(self, input_shape: Shape) -> int:
        if len(input_shape) != 1:
            raise self._refuse(input_shape, "it needs a vector; put a Flatten() before it")
        return input_shape[0]


def check_setting(layer: str, name: str, value: object, least: int) -> None:
    """Raise NetworkError unless `value` is a whole number from `least` up."""
    if isinstance(value, bool) or not isinstance(value, int) or value < least:
        raise NetworkError(f"{layer}: {name} must be a whole number from {least} up, not {value!r}")


def window_positions(length: int, window: int, stride: int) -> int:
    """How many positions a window has along an axis of `length` entries."""
    return (length - window) // stride + 1
