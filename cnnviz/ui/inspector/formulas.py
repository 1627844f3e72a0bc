"""The paper's formulas, written for one layer as it stands in a network: its stride, padding and shapes put in.

A formula is plain text in which `_{...}` marks a subscript; `rich_text` turns it into what a label shows. No Qt.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from cnnviz.nn import Conv2D, Dense, Flatten, Layer, MaxPool2D, ReLU, Shape
from cnnviz.ui.naming import bias_letter, layer_titles, weight_letter

LOSS = "L = −log(P[k] + ε)"

_WORD_JOINER = "\u2060"
_GRADIENT = re.compile(r"∂L/∂\w(?:\[[^\]]*\])?")
_SUBSCRIPT = re.compile(r"_\{([^}]*)\}( ?)")


@dataclass(frozen=True, slots=True)
class LayerFormulas:
    """The formulas of one layer; None for what it does not have."""

    output: str
    input_gradient: str
    weight_gradient: str | None = None
    bias_gradient: str | None = None


def layer_formulas(layer: Layer, input_shape: Shape) -> LayerFormulas:
    """What a layer computes, forward and backward (the paper, for every stride, padding and number of filters)."""
    match layer:
        case Conv2D():
            return _conv2d(layer)
        case ReLU():
            return LayerFormulas("Y = max(0, X)", "∂L/∂X = ∂L/∂Y · [X > 0]")
        case MaxPool2D():
            window = f"X[d,{_times(layer.step)}r+i,{_times(layer.step)}c+j]"
            return LayerFormulas(
                f"Y[d,r,c] = max_{{i,j}} {window}",
                "∂L/∂X[d,i,j] = Σ_{r,c won by i,j} ∂L/∂Y[d,r,c]",
            )
        case Flatten():
            return _flatten(input_shape)
        case Dense():
            return LayerFormulas(
                "Y[j] = Σ_{i} W[j,i] · X[i] + B[j]",
                "∂L/∂X[i] = Σ_{j} ∂L/∂Y[j] · W[j,i]",
                "∂L/∂W[j,i] = ∂L/∂Y[j] · X[i]",
                "∂L/∂B[j] = ∂L/∂Y[j]",
            )
    return LayerFormulas("P[i] = exp(z[i]) / Σ_{j} exp(z[j])", "∂L/∂z[i] = P[i] − T[i]")


def update_formula(letter: str) -> str:
    """How a parameter learns: `W_new = W − η · ∂L/∂W`."""
    return f"{letter}_{{new}} = {letter} − η · ∂L/∂{letter}"


def tensor_formula(layers: Sequence[Layer], shapes: Sequence[Shape], layer: int, tensor: str) -> str:
    """The formula that a tensor of a step comes from, by the names of `Cell`."""
    titles = layer_titles(layers)
    own = layer_formulas(layers[layer], shapes[layer])
    last = layer == len(layers) - 1
    weight, bias = weight_letter(layers[layer]), bias_letter(layers[layer])
    match tensor:
        case "input":
            return "X = pixel / 255" if layer == 0 else f"{'z' if last else 'X'} = Y of {titles[layer - 1]}"
        case "output":
            return own.output
        case "output_gradient":
            after = "z" if layer == len(layers) - 2 else "X"
            return f"∂L/∂Y = ∂L/∂{after} of {titles[layer + 1]}"
        case "input_gradient":
            return own.input_gradient
        case "weight_gradient":
            return own.weight_gradient or ""
        case "bias_gradient":
            return own.bias_gradient or ""
        case "weight":
            return f"{weight} = {weight}_{{new}} of the step before"
        case "bias":
            return f"{bias} = {bias}_{{new}} of the step before"
        case "new_weight":
            return update_formula(weight)
        case "new_bias":
            return update_formula(bias)
    return LOSS


def rich_text(formula: str, gradient_color: str | None = None) -> str:
    """A formula for a rich-text label: subscripts low, gradients in a colour, no line break inside `∂L/∂Y`."""
    text = escape(formula, quote=False)
    if gradient_color is not None:
        text = _GRADIENT.sub(lambda found: f'<span style="color:{gradient_color}">{found[0]}</span>', text)
    text = text.replace("∂L/∂", f"∂L/{_WORD_JOINER}∂")
    return _SUBSCRIPT.sub(_subscript, text)


def plain_text(formula: str) -> str:
    """A formula for a screen reader or a tool tip: `Σ_d,i,j`."""
    return _SUBSCRIPT.sub(r"_\1\2", formula)


def _subscript(found: re.Match[str]) -> str:
    low, space = (part.replace(" ", "&nbsp;") for part in found.groups())
    return f"<sub>{low}</sub>{space}"


def _times(stride: int) -> str:
    return "" if stride == 1 else str(stride)


def _conv2d(layer: Conv2D) -> LayerFormulas:
    stride = _times(layer.stride)
    pixel = f"{'X_{pad}' if layer.padding else 'X'}[d,{stride}r+i,{stride}c+j]"
    padding = f"+{layer.padding}" if layer.padding else ""
    tap = f"K[f,d,i{padding}−{stride}r,j{padding}−{stride}c]"
    return LayerFormulas(
        f"Y[f,r,c] = Σ_{{d,i,j}} {pixel} · K[f,d,i,j] + b[f]",
        f"∂L/∂X[d,i,j] = Σ_{{f,r,c}} {tap} · ∂L/∂Y[f,r,c]",
        f"∂L/∂K[f,d,i,j] = Σ_{{r,c}} {pixel} · ∂L/∂Y[f,r,c]",
        "∂L/∂b[f] = Σ_{r,c} ∂L/∂Y[f,r,c]",
    )


def _flatten(shape: Shape) -> LayerFormulas:
    channels, rows, columns = shape
    place = f"{rows * columns}d + {columns}r + c" if channels > 1 else f"{columns}r + c"
    place = place.replace(" ", "\u00a0")
    return LayerFormulas(f"Y[n] = X[d,r,c], n\u00a0=\u00a0{place}", f"∂L/∂X[d,r,c] = ∂L/∂Y[n], n\u00a0=\u00a0{place}")
