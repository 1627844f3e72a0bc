"""A gradient against a measurement: the loss with a parameter a little larger and a little smaller."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import isnan
from typing import Any

from cnnviz.explain.cells import Cell, checked_cell, read, symbol
from cnnviz.explain.errors import ExplainError
from cnnviz.nn import Layer, Network, NetworkError, SoftmaxCrossEntropy, Tensor, Trace

HALF_DECADES = tuple(10 ** (-half / 2) for half in range(2, 25))
"""From 0.1 down to 1e-12, two a decade: the steps over which an error is drawn."""


@dataclass(frozen=True, slots=True)
class GradientCheck:
    """One comparison of a gradient with a difference of two losses."""

    h: float
    """By how much the parameter was moved, up and down."""
    loss_plus: float
    """L(w + h), in nats."""
    loss_minus: float
    """L(w − h), in nats."""
    numeric: float
    """(L(w + h) − L(w − h)) / 2h."""
    analytic: float
    """dL/dw of the trace."""
    relative_error: float
    """|numeric − analytic| relative to the larger of the two by size; 0 where both are 0."""


class GradientChecker:
    """Checks one parameter's gradient for as many h as are wanted; the network is built once.

    Raises ExplainError for what is no parameter or a gradient of one, and where the trace's parameters are not finite.
    """

    def __init__(
        self,
        layers: Sequence[Layer],
        input_shape: Sequence[int],
        trace: Trace,
        layer: int,
        tensor: str,
        index: Sequence[int],
    ) -> None:
        cell = checked_cell(trace, layer, tensor, index)
        parameter = cell.tensor.removeprefix("new_").removesuffix("_gradient")
        if parameter not in ("weight", "bias"):
            raise ExplainError(
                f"{symbol(trace, cell)} is no parameter: ask for a weight or a bias, or for the gradient of one"
            )
        self._trace = trace
        self._cell = Cell(layer, parameter, cell.index)
        self._parameters = {
            f"{number}.{name}": values
            for number, at in enumerate(trace.layers)
            for name, values in at.parameters.items()
        }
        self._network = Network(layers, input_shape)
        self._analytic = read(trace, Cell(layer, f"{parameter}_gradient", cell.index))
        self._value = read(trace, self._cell)

    def check(self, h: float) -> GradientCheck:
        """The difference over 2h, from two forward passes on the trace's input; raises ExplainError unless h > 0."""
        if not 0 < h < float("inf"):
            raise ExplainError(f"h must be a positive number, not {h!r}")
        plus, minus = self.loss_at(h), self.loss_at(-h)
        numeric = (plus - minus) / (2 * h)
        return GradientCheck(h, plus, minus, numeric, self._analytic, _relative(numeric, self._analytic))

    def check_all(self, steps: Iterable[float] = HALF_DECADES) -> list[GradientCheck]:
        """A check for each h."""
        return [self.check(h) for h in steps]

    def loss_at(self, change: float) -> float:
        """L, in nats, with the parameter changed by so much: one forward pass."""
        name = f"{self._cell.layer}.{self._cell.tensor}"
        changed = _changed(self._parameters[name], self._cell.index, self._value + change)
        try:
            self._network.set_parameters({**self._parameters, name: changed})
        except NetworkError as error:
            raise ExplainError(f"the loss cannot be computed at another weight: {error}") from None
        probabilities = self._network.predict(self._trace.layers[0].input)
        return float(SoftmaxCrossEntropy().loss(probabilities, self._trace.label))


def gradient_check(
    network_layers: Sequence[Layer],
    input_shape: Sequence[int],
    trace: Trace,
    layer: int,
    tensor: str,
    index: Sequence[int],
    h: float,
) -> GradientCheck:
    """The gradient of a parameter beside (L(w + h) − L(w − h)) / 2h, from two real forward passes.

    `tensor` is weight or bias, or their gradient or updated value, which ask for the same. The passes start from the
    parameters that the trace began with, on its own input. Raises ExplainError for what is no parameter, for h that
    is not positive, and where the parameters are not finite.
    """
    return GradientChecker(network_layers, input_shape, trace, layer, tensor, index).check(h)


def _changed(values: Tensor, index: tuple[int, ...], value: float) -> Any:
    """A copy of nested lists with another number at an index; what did not change is shared."""
    copy = list(values)
    copy[index[0]] = _changed(values[index[0]], index[1:], value) if len(index) > 1 else value
    return copy


def _relative(one: float, other: float) -> float:
    if one == other:
        return 0.0
    if isnan(one) or isnan(other):
        return float("nan")
    return abs(one - other) / max(abs(one), abs(other))
