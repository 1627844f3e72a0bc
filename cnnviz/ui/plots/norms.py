"""How long the parameter gradients of a step are, and the axis that they are drawn on. NumPy, no Qt."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, floor, isfinite, log10, sqrt

import numpy as np

from cnnviz.nn import LayerTrace, Trace

USUAL_DECADES = (-3, 1)
"""The powers of ten that the axis covers at least, so that bars can be compared from step to step."""

_SMALLEST_DECADE = -12
"""Norms below 10 to this power are drawn as if they had it: they are nought for any learning rate."""
_LARGEST_DECADE = 12


@dataclass(frozen=True, slots=True)
class GradientNorm:
    """The L2 norm of all parameter gradients of one layer, weight and bias together."""

    layer: int
    value: float
    count: int
    """How many numbers it is made of."""


def l2_norm(values: np.ndarray) -> float:
    """The root of the sum of squares; NaN and infinity stay what they are, and squares do not overflow."""
    if not values.size:
        return 0.0
    largest = float(np.abs(values).max())
    if largest == 0 or not isfinite(largest):
        return largest
    return largest * sqrt(float(np.square(values / largest).sum()))


def gradient_norm(index: int, layer: LayerTrace) -> GradientNorm:
    """The norm of one layer's parameter gradients."""
    parts = [np.array(gradient, dtype=float).ravel() for gradient in layer.parameter_gradients.values()]
    values = np.concatenate(parts)
    return GradientNorm(index, l2_norm(values), values.size)


def gradient_norms(trace: Trace) -> tuple[GradientNorm, ...]:
    """One norm for each layer that has parameters, first layer first."""
    return tuple(gradient_norm(index, layer) for index, layer in enumerate(trace.layers) if layer.parameter_gradients)


def decades(values: Iterable[float], least: tuple[int, int] = USUAL_DECADES) -> tuple[int, int]:
    """The powers of ten that hold all values, and at least those of `least`."""
    low, high = least
    for value in values:
        if isfinite(value) and value > 0:
            low = max(_SMALLEST_DECADE, min(low, floor(log10(value))))
            high = min(_LARGEST_DECADE, max(high, ceil(log10(value))))
    return low, high


def bar_share(value: float, axis: tuple[int, int]) -> float:
    """Which part, 0 to 1, of a logarithmic axis a bar fills; NaN and infinity fill it all, 0 nothing."""
    if not isfinite(value):
        return 1.0
    if value <= 0:
        return 0.0
    low, high = axis
    return min(1.0, max(0.0, (log10(value) - low) / (high - low)))


def label_every(count: int, pixels: float, widest: float) -> int:
    """Of `count` decades, `pixels` wide each, every how many get a label so that both ends do and none overlap."""
    return next((every for every in range(1, count) if count % every == 0 and every * pixels >= widest), count)
