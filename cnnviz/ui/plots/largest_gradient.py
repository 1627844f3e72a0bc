"""What stands behind the gradient norm of a layer: its squares, the largest of them first. Pure functions, no Qt.

A norm is no number of the step but a summary of thousands. Where it comes from is said in words, and its largest
part can be asked in its turn.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import isfinite, isnan

from cnnviz.explain import Cell
from cnnviz.nn import Layer, LayerTrace, Tensor
from cnnviz.ui.naming import bias_letter, cell_symbol, weight_letter
from cnnviz.ui.numbers import write
from cnnviz.ui.plots.norms import GradientNorm


@dataclass(frozen=True, slots=True)
class Largest:
    """The parameter gradient of a layer that is furthest from 0."""

    cell: Cell
    value: float


def largest_gradient(index: int, layer: LayerTrace) -> Largest:
    """The gradient of the layer at `index` that counts most in its norm: the first NaN, or the first of the largest.

    Raises ValueError for a layer without parameters.
    """
    entries = (
        (Cell(index, f"{name}_gradient", place), value)
        for name, tensor in layer.parameter_gradients.items()
        for place, value in _entries(tensor, ())
    )
    return Largest(*max(entries, key=lambda entry: (isnan(entry[1]), abs(entry[1]))))


def norm_text(norm: GradientNorm, layers: Sequence[Layer], largest: Largest) -> str:
    """How a norm is computed, and how much of it the largest gradient is, in two sentences."""
    share = ""
    if isfinite(norm.value) and norm.value > 0:
        share = f", {100 * (largest.value / norm.value) ** 2:.2g} % of that sum"
    symbol = cell_symbol(largest.cell, layers)
    return (
        f"{how_computed(norm, layers)}\nThe largest of them is {symbol} = {write(largest.value, 4)}{share}. "
        "Click, or Enter after Up and Down: where it comes from."
    )


def how_computed(norm: GradientNorm, layers: Sequence[Layer]) -> str:
    """What a norm is made of, in one sentence."""
    layer = layers[norm.layer]
    return (
        f"The L2 norm of ∂L/∂{weight_letter(layer)} and ∂L/∂{bias_letter(layer)} together: "
        f"the root of the sum of the squares of their {norm.count} numbers."
    )


def _entries(tensor: Tensor, index: tuple[int, ...]) -> Iterator[tuple[tuple[int, ...], float]]:
    for place, part in enumerate(tensor):
        if isinstance(part, list):
            yield from _entries(part, (*index, place))
        else:
            yield (*index, place), part
