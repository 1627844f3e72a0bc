"""What each phase of a step does and why, for a class: title, sentence, formulas, shapes and source. No Qt."""

from collections.abc import Sequence
from dataclasses import dataclass

from cnnviz.nn import Conv2D, Dense, Flatten, Layer, MaxPool2D, Phase, PhaseKind, ReLU, Shape
from cnnviz.ui.inspector.formulas import LOSS, layer_formulas, update_formula
from cnnviz.ui.inspector.sentences import backward_sentence, backward_where, forward_sentence, forward_where
from cnnviz.ui.inspector.sources import Source, source_of
from cnnviz.ui.naming import bias_letter, layer_titles, weight_letter

_FORWARD_KINDS = (PhaseKind.FORWARD, PhaseKind.LOSS)


@dataclass(frozen=True, slots=True)
class Explanation:
    """One phase, explained."""

    title: str
    """`Backward · Conv2D 2`."""
    is_forward: bool
    sentence: str
    formulas: tuple[str, ...]
    """In the notation of `formulas.rich_text`."""
    where: str
    """What the formulas' letters stand for, where that is not plain; or nothing."""
    shapes: str
    """`X 1×28×28, K 1×1×3×3, b 1 → Y 1×28×28`."""
    sources: tuple[Source, ...]


def explain_phase(layers: Sequence[Layer], shapes: Sequence[Shape], phase: Phase) -> Explanation:
    """A phase of a network's step; `shapes` holds the input shape of each layer, and last the network's output."""
    forward = phase.kind in _FORWARD_KINDS
    if phase.kind is PhaseKind.LOSS:
        return _loss(shapes[-1])
    if phase.kind is PhaseKind.UPDATE:
        return _update(layers, shapes)
    assert phase.layer is not None
    layer, given, answered = layers[phase.layer], shapes[phase.layer], shapes[phase.layer + 1]
    formulas = layer_formulas(layer, given)
    parameters = _parameters(layer, given)
    title = f"{'Forward' if forward else 'Backward'} · {layer_titles(layers)[phase.layer]}"
    is_last = phase.layer == len(layers) - 1
    if forward:
        return Explanation(
            title,
            True,
            forward_sentence(layer, given, answered),
            (formulas.output,),
            forward_where(layer),
            f"{', '.join([f'{_input_letter(is_last)} {given}', *parameters])} → {'P' if is_last else 'Y'} {answered}",
            tuple(source_of(name, symbol) for name, symbol in _forward_sources(layer)),
        )
    gradients = [f"∂L/∂{parameter}" for parameter in parameters]
    asked = f"∂L/∂{_input_letter(is_last)} {given}"
    known = ["P", "T"] if is_last else []
    known = [f"{letter} {answered}" for letter in known] or [f"∂L/∂Y {answered}", f"X {given}", *parameters[:1]]
    found = (formulas.weight_gradient, formulas.bias_gradient, formulas.input_gradient)
    return Explanation(
        title,
        False,
        backward_sentence(layer, given, phase.layer == 0),
        tuple(formula for formula in found if formula),
        backward_where(layer),
        f"{', '.join(known)} → {', '.join([*gradients, asked])}",
        tuple(source_of(name, symbol) for name, symbol in _backward_sources(layer)),
    )


def _input_letter(is_last: bool) -> str:
    return "z" if is_last else "X"


def _parameters(layer: Layer, input_shape: Shape) -> list[str]:
    letters = {"weight": weight_letter(layer), "bias": bias_letter(layer)}
    return [f"{letters[name]} {shape}" for name, shape in layer.parameter_shapes(input_shape).items()]


def _forward_sources(layer: Layer) -> tuple[tuple[str, str], ...]:
    match layer:
        case Conv2D():
            return (("conv2d_forward", "Y"), *((("pad", "padding"),) if layer.padding else ()))
        case ReLU():
            return (("relu_forward", "Y"),)
        case MaxPool2D():
            return (("maxpool2d_forward", "Y"), ("winner", "winner"))
        case Flatten():
            return (("flatten_forward", "Y"),)
        case Dense():
            return (("dense_forward", "Y"),)
    return (("softmax", "P"),)


def _backward_sources(layer: Layer) -> tuple[tuple[str, str], ...]:
    match layer:
        case Conv2D():
            return (
                ("conv2d_weight_gradient", "∂L/∂K"),
                ("conv2d_bias_gradient", "∂L/∂b"),
                ("conv2d_input_gradient", "∂L/∂X"),
            )
        case ReLU():
            return (("relu_input_gradient", "∂L/∂X"),)
        case MaxPool2D():
            return (("maxpool2d_input_gradient", "∂L/∂X"), ("winner", "winner"))
        case Flatten():
            return (("flatten_input_gradient", "∂L/∂X"),)
        case Dense():
            return (
                ("dense_weight_gradient", "∂L/∂W"),
                ("dense_bias_gradient", "∂L/∂B"),
                ("dense_input_gradient", "∂L/∂X"),
            )
    return (("softmax_cross_entropy_gradient", "∂L/∂z"),)


def _loss(classes: Shape) -> Explanation:
    return Explanation(
        "Loss · cross-entropy",
        True,
        "How wrong is the answer? Near 0 if the true class was held almost certain, large if it was held unlikely.",
        (LOSS,),
        "k is the true class; ε = 10⁻¹² keeps the logarithm finite.",
        f"P {classes}, k → L, one number",
        (source_of("cross_entropy", "L"),),
    )


def _update(layers: Sequence[Layer], shapes: Sequence[Shape]) -> Explanation:
    learning = [
        (title, layer, _parameters(layer, shape))
        for title, layer, shape in zip(layer_titles(layers), layers, shapes, strict=False)
        if layer.parameter_shapes(shape)
    ]
    letters = dict.fromkeys(letter(layer) for _, layer, _ in learning for letter in (weight_letter, bias_letter))
    return Explanation(
        "Update · weights and biases",
        False,
        "Every weight and bias takes a small step against its gradient, so that the loss on this image falls a little.",
        tuple(update_formula(letter) for letter in letters),
        "η is the learning rate.",
        "; ".join(f"{title}: {', '.join(parameters)}" for title, _, parameters in learning),
        (source_of("update", "new W"),),
    )
