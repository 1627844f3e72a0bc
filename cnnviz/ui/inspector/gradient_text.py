"""What is said beside a gradient check. Pure functions, no Qt."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite

from cnnviz.explain.gradient_check import GradientCheck
from cnnviz.ui.numbers import write

WHY = (
    "Too small an h fails because L(w + h) and L(w − h) then agree in almost all their 16 digits: the difference is "
    "their rounding, and dividing by 2h makes that large. Too large an h fails because the loss is not a straight line."
)

_CLOSE = 1e-4


@dataclass(frozen=True, slots=True)
class Line:
    """A name and its number."""

    name: str
    number: str


def gradient_lines(check: GradientCheck, symbol: str) -> tuple[Line, ...]:
    """The gradient, the measurement and how far they are from each other."""
    return (
        Line("L(w + h)", write(check.loss_plus, 12)),
        Line("L(w − h)", write(check.loss_minus, 12)),
        Line("their difference / 2h", write(check.numeric, 8)),
        Line(symbol, write(check.analytic, 8)),
        Line("relative error", write(check.relative_error, 2)),
    )


def gradient_sentence(check: GradientCheck, checks: Sequence[GradientCheck]) -> str:
    """What the comparison says."""
    if check.analytic == 0 and all(other.numeric == 0 for other in (check, *checks)):
        return "Both are 0: this parameter has no say in the loss of this image."
    finite = [other for other in checks if isfinite(other.relative_error)]
    if not finite:
        return "" if isfinite(check.relative_error) else "A loss is not a number here, so nothing can be compared."
    best = min(finite, key=lambda other: other.relative_error)
    told = f"{write(best.relative_error, 2)} at h = {write(best.h, 2)}"
    if best.relative_error <= _CLOSE:
        return f"The gradient is right: the error falls to {told}."
    return f"They differ at every h; the smallest error is {told}. A ReLU or a pooling that switches can be why."


def is_checkable(tensor: str) -> bool:
    """Whether a tensor holds parameters, or gradients of them."""
    return tensor.removeprefix("new_").removesuffix("_gradient") in ("weight", "bias")
