"""What layers, tensors and phases are called in the window. Pure functions, no Qt."""

from collections.abc import Sequence

from cnnviz.explain import Cell
from cnnviz.nn import Conv2D, Dense, Layer, MaxPool2D, Phase, PhaseKind, Shape
from cnnviz.training.titles import layer_titles as layer_titles


def layer_settings(layer: Layer, input_shape: Shape) -> str:
    """A layer's settings in a few characters: `3×3, pad 1`."""
    match layer:
        case Conv2D():
            stride = f", stride {layer.stride}" if layer.stride != 1 else ""
            padding = f", pad {layer.padding}" if layer.padding else ""
            return f"{layer.kernel_size}×{layer.kernel_size}{stride}{padding}"
        case MaxPool2D():
            return f"{layer.pool_size}×{layer.pool_size}, stride {layer.step}"
        case Dense():
            return f"{input_shape} → {layer.units}"
    return {"ReLU": "max(0, x)", "Flatten": "maps → row", "SoftmaxCrossEntropy": "P and loss"}.get(layer.name, "")


def weight_letter(layer: Layer) -> str:
    """The paper's letter for a layer's weight: K for Conv2D, W for Dense."""
    return "K" if isinstance(layer, Conv2D) else "W"


def bias_letter(layer: Layer) -> str:
    """The paper's letter for a layer's bias: b for Conv2D, B for Dense."""
    return "b" if isinstance(layer, Conv2D) else "B"


def article(name: str) -> str:
    """The article of a class's name, as it is spoken: an 8, an Ankle boot, a 2."""
    return "an" if name[:1].lower() in tuple("aeiou8") or name in ("11", "18") else "a"


def phase_text(phase: Phase, layers: Sequence[Layer], titles: Sequence[str]) -> str:
    """What a phase does, in one short line: `backward · Conv2D 2: ∂L/∂K, ∂L/∂b, ∂L/∂X`."""
    if phase.kind is PhaseKind.LOSS:
        return "loss · L = −log P of the true class"
    if phase.kind is PhaseKind.UPDATE:
        return "update · W becomes W − η·∂L/∂W"
    assert phase.layer is not None
    layer, title = layers[phase.layer], titles[phase.layer]
    if phase.kind is PhaseKind.FORWARD:
        what = "P" if layer.name == "SoftmaxCrossEntropy" else "Y"
        return f"forward · {title}: {what}"
    if layer.name == "SoftmaxCrossEntropy":
        return f"backward · {title}: ∂L/∂z = P − T"
    if isinstance(layer, (Conv2D, Dense)):
        weight, bias = weight_letter(layer), bias_letter(layer)
        return f"backward · {title}: ∂L/∂{weight}, ∂L/∂{bias}, ∂L/∂X"
    return f"backward · {title}: ∂L/∂X"


def cell_symbol(cell: Cell, layers: Sequence[Layer]) -> str:
    """How the paper writes a number: `∂L/∂K[0,0,1,2]`."""
    layer = layers[cell.layer]
    last = cell.layer == len(layers) - 1
    symbols = {
        "input": "z" if last else "X",
        "output": "P" if last else "Y",
        "output_gradient": "∂L/∂Y",
        "input_gradient": "∂L/∂z" if last else "∂L/∂X",
        "weight": weight_letter(layer),
        "bias": bias_letter(layer),
        "weight_gradient": f"∂L/∂{weight_letter(layer)}",
        "bias_gradient": f"∂L/∂{bias_letter(layer)}",
        "new_weight": f"new {weight_letter(layer)}",
        "new_bias": f"new {bias_letter(layer)}",
        "loss": "L",
    }
    index = f"[{','.join(map(str, cell.index))}]" if cell.index else ""
    return symbols[cell.tensor] + index
