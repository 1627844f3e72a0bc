"""What is generated can be read, holds together, and is what the documentation shows."""

import ast
from textwrap import dedent, indent

import pytest
from nn_geometries import CONV_CORNERS, POOL_CORNERS

from cnnviz.nn import Conv2D, Dense, Flatten, NetworkError, ReLU, Shape, SoftmaxCrossEntropy, kernels
from cnnviz.nn.kernels import conv2d_source, dense_source, generated_source, kernel_for, maxpool2d_source, relu
from cnnviz.nn.kernels.source import MAX_LOCALS


@pytest.mark.parametrize(
    ("layer", "shape"), [*CONV_CORNERS, *POOL_CORNERS, (Dense(3), (450,)), (ReLU(), (9,))], ids=str
)
def test_generated_functions_are_python_with_few_local_variables(layer, shape):
    functions = ast.parse(generated_source(layer, Shape(shape))).body
    assert functions
    for function in functions:
        assert isinstance(function, ast.FunctionDef)
        stored = {n.id for n in ast.walk(function) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
        assert len(stored) <= 3 * MAX_LOCALS


@pytest.mark.parametrize(
    ("module", "sources"),
    [
        (
            conv2d_source,
            [
                conv2d_source.spread_source(
                    conv2d_source.Columns([(0, 0, 0), (1, 0, 1), (1, 1, 0), (2, 1, 1)], 3, 2, 2), 1, True
                )
            ],
        ),
        (kernels, [dense_source.forward_source(2)]),
        (dense_source, [dense_source.forward_source(2), dense_source.visit_source(2)]),
        (maxpool2d_source, [maxpool2d_source.pool_source(2, 2, 2, 1), maxpool2d_source.route_source(2, 2, 1)]),
        (relu, [relu.forward_source(2), relu.backward_source(2)]),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_the_documentation_shows_what_is_generated(module, sources):
    shown = "\n".join(line[4:] for line in module.__doc__.splitlines())
    for source in sources:
        assert dedent(source).strip() in shown


def test_the_documentation_of_the_update_shows_what_is_generated():
    shown = dedent("    " + conv2d_source.update_source.__doc__)
    assert indent(conv2d_source.update_source(1).strip(), "    ") in shown


def test_layers_that_gain_nothing_generate_nothing():
    assert generated_source(Flatten(), Shape(2, 3, 3)) == ""
    assert generated_source(SoftmaxCrossEntropy(), Shape(3)) == ""


def test_a_layer_that_does_not_fit_is_refused():
    with pytest.raises(NetworkError, match="larger than"):
        kernel_for(Conv2D(1, 5), Shape(1, 4, 4))


def test_meetings_obey_the_papers_formula():
    found = conv2d_source.meetings(5, 3, 2, 1)
    assert all(m.input == m.output * 2 + m.tap - 1 for m in found)
    assert sorted((m.output, m.input) for m in found) == [(0, 0), (0, 1), (1, 1), (1, 2), (1, 3), (2, 3), (2, 4)]
