"""Dense against the paper's loops and against finite differences."""

import pytest
from hypothesis import given
from nn_geometries import cases_of, denses, layer_case
from nn_helpers import bits, central_differences, dot, shape_of

from cnnviz.nn import Dense, NetworkError, Shape, reference

CORNERS = [(Dense(1), (1,)), (Dense(9), (1,)), (Dense(1), (9,)), (Dense(3), (196,))]


def check_against_the_loops(case, agree):
    weight, output_gradient = case.parameters["weight"], case.output_gradient
    y, input_gradient, gradients = case.run()
    agree(y, reference.dense_forward(case.x, weight, case.parameters["bias"]), "Y")
    agree(input_gradient, reference.dense_input_gradient(weight, output_gradient), "dL/dX")
    assert gradients == {
        "weight": reference.dense_weight_gradient(case.x, output_gradient),
        "bias": reference.dense_bias_gradient(output_gradient),
    }


@given(case=cases_of(denses))
def test_dense_is_the_papers(case, agree):
    check_against_the_loops(case, agree)


@pytest.mark.parametrize("values", ["gauss", "sparse"])
@pytest.mark.parametrize(("layer", "shape"), CORNERS, ids=str)
def test_dense_is_the_papers_in_the_corners(layer, shape, values, agree):
    check_against_the_loops(layer_case(layer, shape, 6, values), agree)


@pytest.mark.parametrize(("layer", "shape"), [*CORNERS[:3], (Dense(6), (11,))], ids=str)
def test_dense_gradients_are_finite_differences(layer, shape, agree):
    """L = Σ G·Y is linear in X, in W and in B each: a central difference is exact for any h; h = 1."""
    case = layer_case(layer, shape, 7)
    slopes = case.output_gradient
    _, input_gradient, gradients = case.run()
    agree(
        input_gradient,
        central_differences(lambda x: dot(slopes, layer.forward(x, case.parameters)[0]), case.x, 1.0),
        "dL/dX",
    )
    for name, gradient in gradients.items():

        def loss(part, name=name):
            return dot(slopes, layer.forward(case.x, {**case.parameters, name: part})[0])

        agree(gradient, central_differences(loss, case.parameters[name], 1.0), f"dL/d{name}")


@given(case=cases_of(denses))
def test_dense_has_the_shapes_that_it_says(case):
    shape = Shape(len(case.x))
    y, input_gradient, gradients = case.run()
    assert shape_of(y) == case.layer.output_shape(shape) == (case.layer.units,)
    assert shape_of(input_gradient) == shape
    expected = {"weight": (case.layer.units, len(case.x)), "bias": (case.layer.units,)}
    assert {name: shape_of(part) for name, part in gradients.items()} == expected
    assert case.layer.parameter_shapes(shape) == expected


def test_dense_bias_gradient_is_a_list_of_its_own():
    case = layer_case(Dense(3), (2,))
    _, _, gradients = case.run()
    assert gradients["bias"] is not case.output_gradient


def test_dense_leaves_what_it_is_given_as_it_is():
    case = layer_case(Dense(3), (5,))
    given_tensors = [case.x, *case.parameters.values(), case.output_gradient]
    before = [bits(tensor) for tensor in given_tensors]
    case.run()
    assert [bits(tensor) for tensor in given_tensors] == before


@pytest.mark.parametrize("shape", [(1, 28, 28), (28, 28)], ids=str)
def test_dense_refuses_what_is_no_vector_and_says_what_to_do(shape):
    with pytest.raises(NetworkError) as refusal:
        Dense(3).output_shape(Shape(shape))
    assert str(refusal.value).startswith(f"Dense(units=3) does not fit an input of shape {Shape(shape)}: ")
    assert "put a Flatten() before it" in str(refusal.value)
