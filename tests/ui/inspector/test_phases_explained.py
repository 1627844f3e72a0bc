"""Every phase of every network is explained in full, and the marked line is the formula."""

import inspect

import pytest

from cnnviz.nn import (
    Conv2D,
    Dense,
    Flatten,
    Layer,
    MaxPool2D,
    Network,
    Phase,
    PhaseKind,
    SoftmaxCrossEntropy,
    phases_of,
    reference,
)
from cnnviz.training import Experiment
from cnnviz.ui.inspector import sources
from cnnviz.ui.inspector.formulas import plain_text, rich_text, tensor_formula
from cnnviz.ui.inspector.phases_explained import Explanation, explain_phase

NETWORKS: dict[str, tuple[tuple[Layer, ...], tuple[int, int, int]]] = {
    "paper": (Experiment.preset("paper").layers, (1, 28, 28)),
    "ten digits": (Experiment.preset("ten-digits").layers, (1, 28, 28)),
    "strides": (
        (Conv2D(3, 3, stride=2, padding=2), MaxPool2D(3, 1), Conv2D(2, 2), Flatten(), Dense(4), SoftmaxCrossEntropy()),
        (2, 9, 11),
    ),
    "no convolution": ((Flatten(), Dense(2), SoftmaxCrossEntropy()), (1, 4, 4)),
}
PHASES = [
    pytest.param(name, phase, id=f"{name} {phase.kind.value} {phase.layer}")
    for name, (layers, _) in NETWORKS.items()
    for phase in phases_of(layers)
]


def explain(name: str, phase: Phase) -> Explanation:
    layers, shape = NETWORKS[name]
    return explain_phase(layers, Network(layers, shape).shapes, phase)


def explain_one(layer: Layer, kind: PhaseKind, shape: tuple[int, ...] = (1, 8, 8)) -> Explanation:
    layers = (layer, Flatten(), Dense(2), SoftmaxCrossEntropy())
    return explain_phase(layers, Network(layers, shape).shapes, Phase(kind, 0))


@pytest.mark.parametrize(("name", "phase"), PHASES)
def test_every_phase_has_every_part(name, phase):
    explanation = explain(name, phase)
    assert explanation.title.split(" · ")[0] in ("Forward", "Backward", "Loss", "Update")
    assert explanation.is_forward == (phase.kind in (PhaseKind.FORWARD, PhaseKind.LOSS))
    assert explanation.sentence.endswith((".", "?"))
    assert 20 < len(explanation.sentence) < 220
    assert explanation.formulas
    assert all(" = " in formula for formula in explanation.formulas)
    assert any(digit in explanation.shapes for digit in "123456789")
    assert explanation.sources
    assert not explanation.where or explanation.where.endswith(".")


@pytest.mark.parametrize(("name", "phase"), PHASES)
def test_the_marked_line_is_the_formula_in_the_real_source(name, phase):
    for source in explain(name, phase).sources:
        lines = source.text.splitlines()
        marked = lines[source.formula_line].strip()
        assert sources.FORMULA_LINES[source.name] in marked
        real = [line.strip() for line in inspect.getsource(getattr(reference, source.name)).splitlines()]
        assert real.count(marked) == 1
        assert lines[0].startswith(f"def {source.name}(")
        assert source.summary
        assert '"""' not in source.text


def test_every_formula_line_marks_exactly_one_line():
    for name, part in sources.FORMULA_LINES.items():
        text = sources.source_of(name, "").text
        assert sum(part in line for line in text.splitlines()) == 1, name


def test_the_shown_source_is_python_that_computes_the_same():
    source = sources.source_of("winner", "")
    assert compile(source.text.replace("Tensor", "list"), "winner", "exec")
    assert "  best = (top, left)" in source.text.splitlines()


def test_without_source_files_the_head_of_the_function_is_shown(monkeypatch):
    def missing(function):
        raise OSError("could not get source code")

    monkeypatch.setattr(sources.inspect, "getsource", missing)
    sources._read.cache_clear()
    try:
        source = sources.source_of("softmax", "P")
    finally:
        sources._read.cache_clear()
    assert source.text == f"def softmax{inspect.signature(reference.softmax)}: ..."
    assert source.formula_line == 0


def test_the_backward_convolution_has_three_formulas_and_their_sources():
    explanation = explain("paper", Phase(PhaseKind.BACKWARD, 2))
    assert explanation.title == "Backward · Conv2D 2"
    assert [source.name for source in explanation.sources] == [
        "conv2d_weight_gradient",
        "conv2d_bias_gradient",
        "conv2d_input_gradient",
    ]
    assert [formula.split(" = ")[0] for formula in explanation.formulas] == [
        "∂L/∂K[f,d,i,j]",
        "∂L/∂b[f]",
        "∂L/∂X[d,i,j]",
    ]
    assert explanation.shapes == "∂L/∂Y 1×28×28, X 1×28×28, K 1×1×3×3 → ∂L/∂K 1×1×3×3, ∂L/∂b 1, ∂L/∂X 1×28×28"


def test_the_shapes_of_a_forward_phase():
    assert explain("paper", Phase(PhaseKind.FORWARD, 2)).shapes == "X 1×28×28, K 1×1×3×3, b 1 → Y 1×28×28"
    assert explain("paper", Phase(PhaseKind.FORWARD, 9)).shapes == "z 3 → P 3"


def test_the_update_names_every_layer_that_learns():
    explanation = explain("paper", Phase(PhaseKind.UPDATE))
    assert "Dense 1: W 32×196, B 32" in explanation.shapes
    assert explanation.formulas[0] == "K_{new} = K − η · ∂L/∂K"
    without_filters = explain("no convolution", Phase(PhaseKind.UPDATE))
    assert not any("K" in formula for formula in without_filters.formulas)


def test_formulas_follow_the_stride_and_the_padding():
    plain = explain_one(Conv2D(1, 3), PhaseKind.FORWARD)
    assert plain.formulas == ("Y[f,r,c] = Σ_{d,i,j} X[d,r+i,c+j] · K[f,d,i,j] + b[f]",)
    assert [source.name for source in plain.sources] == ["conv2d_forward"]
    wide = explain_one(Conv2D(1, 3, stride=2, padding=1), PhaseKind.FORWARD)
    assert wide.formulas == ("Y[f,r,c] = Σ_{d,i,j} X_{pad}[d,2r+i,2c+j] · K[f,d,i,j] + b[f]",)
    assert [source.name for source in wide.sources] == ["conv2d_forward", "pad"]
    back = explain_one(Conv2D(1, 3, stride=2, padding=1), PhaseKind.BACKWARD)
    assert back.formulas[-1] == "∂L/∂X[d,i,j] = Σ_{f,r,c} K[f,d,i+1−2r,j+1−2c] · ∂L/∂Y[f,r,c]"


def test_the_number_of_filters_and_the_first_layer_change_the_sentence():
    assert "Each of the 6 filters" in explain_one(Conv2D(6, 3), PhaseKind.FORWARD).sentence
    assert "The filter slides" in explain_one(Conv2D(1, 3), PhaseKind.FORWARD).sentence
    assert "pixel" in explain_one(Conv2D(1, 3), PhaseKind.BACKWARD).sentence
    assert "layer before" in explain("paper", Phase(PhaseKind.BACKWARD, 2)).sentence


def test_flattening_says_where_each_number_goes():
    shape = (2, 3, 4)
    layers = (Flatten(), Dense(2), SoftmaxCrossEntropy())
    formula = explain_phase(layers, Network(layers, shape).shapes, Phase(PhaseKind.FORWARD, 0)).formulas[0]
    assert formula.replace("\u00a0", " ") == "Y[n] = X[d,r,c], n = 12d + 4r + c"
    volume = [[[100.0 * d + 10 * r + c for c in range(4)] for r in range(3)] for d in range(2)]
    row = reference.flatten_forward(volume)
    assert all(row[12 * d + 4 * r + c] == volume[d][r][c] for d in range(2) for r in range(3) for c in range(4))


@pytest.mark.parametrize(
    ("layer", "tensor", "formula"),
    [
        (0, "input", "X = pixel / 255"),
        (1, "input", "X = Y of Conv2D 1"),
        (9, "input", "z = Y of Dense 2"),
        (0, "output_gradient", "∂L/∂Y = ∂L/∂X of ReLU 1"),
        (8, "output_gradient", "∂L/∂Y = ∂L/∂z of Softmax"),
        (9, "input_gradient", "∂L/∂z[i] = P[i] − T[i]"),
        (6, "weight_gradient", "∂L/∂W[j,i] = ∂L/∂Y[j] · X[i]"),
        (6, "bias_gradient", "∂L/∂B[j] = ∂L/∂Y[j]"),
        (0, "bias", "b = b_{new} of the step before"),
        (0, "new_weight", "K_{new} = K − η · ∂L/∂K"),
        (6, "new_bias", "B_{new} = B − η · ∂L/∂B"),
        (9, "loss", "L = −log(P[k] + ε)"),
    ],
)
def test_every_tensor_has_its_formula(layer, tensor, formula):
    layers, shape = NETWORKS["paper"]
    assert tensor_formula(layers, Network(layers, shape).shapes, layer, tensor) == formula


def test_rich_text_lowers_subscripts_and_escapes_signs():
    assert rich_text("Σ_{d,i} X_{pad}[d]") == "Σ<sub>d,i</sub>&nbsp;X<sub>pad</sub>[d]"
    assert "&gt;" in rich_text("[X > 0]")
    colored = rich_text("∂L/∂X[i] = 1", "#b84a00")
    assert colored.startswith('<span style="color:#b84a00">∂L/')
    assert colored.endswith("</span> = 1")


def test_plain_text_is_readable_without_markup():
    assert plain_text("Σ_{i} W[j,i] · X[i]") == "Σ_i W[j,i] · X[i]"
