"""What the tests of the kernels share: a kernel run as a network runs it, and the loops' answer to the same."""

from copy import deepcopy
from typing import Any, NamedTuple

from nn_helpers import shape_of

from cnnviz.nn import Shape
from cnnviz.nn.kernels import Asked, kernel_for
from cnnviz.nn.reference_network import layer_forward, layer_input_gradient, layer_parameter_gradients

TOLERANCE = 1e-12


def nobody():
    """A `breathe` for nobody who waits."""


class Answers(NamedTuple):
    """Everything that a layer computes in one step."""

    output: Any
    input_gradient: Any
    gradients: Any
    new_parameters: Any


def computed(case, learning_rate=None, traced=True, passes_on=True, kernels=kernel_for, breathe=nobody):
    """The answers of a layer case's kernel."""
    kernel = kernels(case.layer, Shape(shape_of(case.x)))
    output, memory = kernel.forward(case.x, case.parameters, breathe)
    gradient = case.output_gradient
    asked = Asked(learning_rate, gradients=traced, input_gradient=passes_on)
    backward = kernel.backward(case.x, memory, case.parameters, gradient, asked, breathe)
    return Answers(output, *backward)


def looped(case):
    """(Y, dL/dX, gradients of the parameters) of a layer case, by the paper's loops."""
    weight, bias = case.parameters.get("weight"), case.parameters.get("bias")
    return (
        layer_forward(case.layer, case.x, weight, bias),
        layer_input_gradient(case.layer, case.x, weight, case.output_gradient),
        layer_parameter_gradients(case.layer, case.x, case.output_gradient),
    )


def changed(case, **parts):
    """The case, copied, with parts of it replaced."""
    return type(case)(**{**deepcopy(vars(case)), **parts})
