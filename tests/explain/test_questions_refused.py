"""Questions that a trace cannot answer get one sentence that says what there is."""

import pytest
from explain_helpers import SMALL, SMALL_SHAPE, traced

from cnnviz.explain import ExplainError, derive, tensor_shapes, value_at


@pytest.fixture(scope="module")
def trace():
    return traced(SMALL, SMALL_SHAPE)


@pytest.mark.parametrize("layer", [-1, 10, 99, 1.0, "0", None, True])
def test_a_layer_that_does_not_exist(trace, layer):
    with pytest.raises(ExplainError, match="the layers 0 to 9") as error:
        derive(trace, layer, "output", (0, 0, 0))
    assert repr(layer) in str(error.value)


@pytest.mark.parametrize("tensor", ["outputs", "", "Weight", None, 3, ["output"], "layer", "parameters"])
def test_a_tensor_that_does_not_exist(trace, tensor):
    with pytest.raises(
        ExplainError, match="it has input, output, output_gradient, input_gradient, weight, bias"
    ) as error:
        derive(trace, 0, tensor, (0, 0, 0))
    assert repr(tensor) in str(error.value)


@pytest.mark.parametrize("tensor", ["weight", "bias_gradient", "new_weight"])
def test_a_layer_that_learns_nothing(trace, tensor):
    with pytest.raises(
        ExplainError, match=rf"layer 1, ReLU\(\) has no {tensor}, because it learns nothing; it has input"
    ):
        derive(trace, 1, tensor, (0,))


@pytest.mark.parametrize("tensor", ["new_weight", "new_bias"])
def test_an_update_without_a_learning_rate(tensor):
    trace = traced(SMALL, SMALL_SHAPE, learning_rate=None)
    with pytest.raises(ExplainError, match=f"no {tensor}, because this trace was made without a learning rate: make"):
        derive(trace, 0, tensor, (0,))
    assert derive(trace, 0, "weight_gradient", (0, 0, 0, 0)).agrees


def test_the_loss_belongs_to_the_last_layer(trace):
    with pytest.raises(ExplainError, match="loss belongs to the last layer, 9, not to layer 2, MaxPool2D"):
        derive(trace, 2, "loss", ())


def test_the_last_layer_has_no_output_gradient(trace):
    with pytest.raises(ExplainError, match="no output_gradient, because the gradient starts at its loss"):
        derive(trace, 9, "output_gradient", (0,))


@pytest.mark.parametrize(
    ("tensor", "index", "there_is"),
    [
        ("output", (0, 5), r"from \(0, 0, 0\) to \(2, 4, 3\)"),
        ("output", (0, 5, 0), r"from \(0, 0, 0\) to \(2, 4, 3\)"),
        ("output", (0, -1, 0), r"from \(0, 0, 0\) to \(2, 4, 3\)"),
        ("output", (0, 1.0, 0), r"from \(0, 0, 0\) to \(2, 4, 3\)"),
        ("output", (0, True, 0), r"from \(0, 0, 0\) to \(2, 4, 3\)"),
        ("output", 3, r"from \(0, 0, 0\) to \(2, 4, 3\)"),
        ("output", None, r"from \(0, 0, 0\) to \(2, 4, 3\)"),
        ("output", "000", r"from \(0, 0, 0\) to \(2, 4, 3\)"),
        ("weight", (3, 0, 0, 0), r"from \(0, 0, 0, 0\) to \(2, 1, 2, 2\)"),
        ("new_bias", (), r"from \(0,\) to \(2,\)"),
    ],
)
def test_an_index_that_does_not_exist(trace, tensor, index, there_is):
    with pytest.raises(ExplainError, match=there_is) as error:
        derive(trace, 0, tensor, index)
    assert f"no index {index!r}" in str(error.value)


def test_the_loss_is_one_number(trace):
    with pytest.raises(ExplainError, match=r"loss of layer 9, .* has no index \(0,\): its indices go \(\) alone"):
        derive(trace, 9, "loss", (0,))


def test_an_index_may_be_a_list(trace):
    assert derive(trace, 0, "output", [0, 1, 2]) == derive(trace, 0, "output", (0, 1, 2))


def test_the_tensors_of_a_layer(trace):
    assert (
        tensor_shapes(trace, 6)["new_weight"]
        == trace.layers[6].layer.parameter_shapes(trace.layers[6].input_shape)["weight"]
    )
    assert tensor_shapes(trace, 9)["loss"] == ()
    with pytest.raises(ExplainError, match="no layer 10"):
        tensor_shapes(trace, 10)


def test_the_number_in_a_cell(trace):
    assert value_at(trace, (0, "weight", (1, 0, 2, 2))) == trace.layers[0].parameters["weight"][1][0][2][2]
    with pytest.raises(ExplainError, match="no index"):
        value_at(trace, (0, "weight", (1, 0, 2, 3)))
