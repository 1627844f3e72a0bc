"""The layers and networks to test: drawn geometries, and a list of the corners that draws seldom hit."""

from dataclasses import dataclass
from random import Random
from typing import Any

from hypothesis import strategies as st
from nn_helpers import KINDS, SEEDS, VALUES, shape_of, tensor_of

from cnnviz.nn import Conv2D, Dense, Flatten, MaxPool2D, Network, ReLU, Shape, SoftmaxCrossEntropy


@dataclass(frozen=True)
class LayerCase:
    """A layer and everything that its forward and backward read."""

    layer: Any
    x: Any
    parameters: Any
    output_gradient: Any

    def run(self):
        """(Y, dL/dX, gradients of the parameters), by the layer."""
        y, memory = self.layer.forward(self.x, self.parameters)
        return y, *self.layer.backward(self.x, memory, self.parameters, self.output_gradient)


def layer_case(layer, input_shape, seed=0, values="gauss"):
    """The layer with numbers drawn from the seed; the input and dL/dY are of the given kind."""
    random = Random(seed)
    shape = Shape(input_shape)
    return LayerCase(
        layer,
        tensor_of(random, shape, values),
        {name: tensor_of(random, part) for name, part in layer.parameter_shapes(shape).items()},
        tensor_of(random, layer.output_shape(shape), values),
    )


CONV_CORNERS = [
    (Conv2D(1, 1), (1, 1, 1)),  # a 1×1 kernel on one pixel
    (Conv2D(3, 1, stride=2), (2, 5, 4)),  # a 1×1 kernel that leaves pixels out
    (Conv2D(2, 1, padding=2), (3, 2, 3)),  # the padding wider than the kernel
    (Conv2D(2, 3, padding=3), (1, 4, 4)),  # the outermost windows see padding alone
    (Conv2D(2, 2, stride=3, padding=4), (2, 3, 5)),
    (Conv2D(2, 4), (3, 4, 4)),  # the kernel as large as the input
    (Conv2D(1, 5, padding=2), (2, 1, 1)),  # the kernel larger than the unpadded input
    (Conv2D(2, 2, stride=3), (1, 8, 8)),  # the stride larger than the kernel
    (Conv2D(2, 3, stride=9), (2, 5, 5)),  # the stride larger than the input
    (Conv2D(2, 3, stride=2), (1, 6, 8)),  # the last row and column under no window
    (Conv2D(2, 3, stride=3, padding=1), (2, 6, 9)),
    (Conv2D(3, 3, padding=1), (2, 1, 7)),  # one row high
    (Conv2D(3, 1), (2, 1, 7)),
    (Conv2D(3, 3, padding=1), (2, 7, 1)),  # one column wide
    (Conv2D(8, 3, padding=1), (8, 6, 6)),
    (Conv2D(1, 3, padding=1), (1, 28, 28)),  # the paper's
]

POOL_CORNERS = [
    (MaxPool2D(1), (2, 3, 4)),  # nothing pooled
    (MaxPool2D(1, stride=2), (2, 5, 4)),
    (MaxPool2D(2), (3, 5, 7)),  # the last row and column under no window
    (MaxPool2D(2, stride=1), (2, 4, 5)),  # overlapping windows
    (MaxPool2D(3, stride=2), (2, 7, 8)),
    (MaxPool2D(2, stride=3), (2, 8, 7)),  # gaps between the windows
    (MaxPool2D(3, stride=9), (1, 4, 4)),
    (MaxPool2D(4), (2, 4, 4)),  # the window as large as the input
    (MaxPool2D(1), (1, 1, 6)),  # one row high
    (MaxPool2D(2), (1, 28, 28)),  # the paper's
]


@st.composite
def convolutions(draw):
    """A Conv2D and an input shape that it fits."""
    size, padding = draw(st.integers(1, 4)), draw(st.integers(0, 2) | st.integers(3, 5))
    stride = draw(st.integers(1, 3) | st.just(5))
    least = max(1, size - 2 * padding)
    shape = (draw(st.integers(1, 8)), draw(st.integers(least, least + 6)), draw(st.integers(least, least + 6)))
    return Conv2D(draw(st.integers(1, 8)), size, stride, padding), shape


@st.composite
def poolings(draw):
    """A MaxPool2D and an input shape that it fits."""
    size, stride = draw(st.integers(1, 3)), draw(st.none() | st.integers(1, 4))
    return MaxPool2D(size, stride), (
        draw(st.integers(1, 8)),
        draw(st.integers(size, size + 6)),
        draw(st.integers(size, size + 6)),
    )


volumes = st.tuples(st.integers(1, 8), st.integers(1, 7), st.integers(1, 7))
vectors = st.tuples(st.integers(1, 30))
rectifiers = st.tuples(st.just(ReLU()), volumes | vectors)
flattenings = st.tuples(st.just(Flatten()), volumes)
denses = st.tuples(st.builds(Dense, st.integers(1, 12)), vectors)


def cases_of(layers):
    """Layer cases from a strategy of (layer, input shape)."""
    return st.builds(lambda pair, seed, values: layer_case(*pair, seed, values), layers, SEEDS, VALUES)


@dataclass(frozen=True)
class NetworkCase:
    """A network, and one labelled image for it."""

    network: Any
    image: Any
    label: int


def network_case(layers, input_shape, seed=0, values="gauss"):
    """A network and an image for it: parameters of He's size and normal biases, or all of the given exact kind.

    The label is the least probable class: near P = 1 the difference P − T cancels, in any float64 computation, and
    its relative error is no longer the implementation's.
    """
    random = Random(seed)
    network = Network(layers, input_shape, "he", seed)
    kind = {"zeros": "grid"}.get(values, values)
    parameters = {
        name: value if values == "gauss" and name.endswith("weight") else tensor_of(random, shape_of(value), kind)
        for name, value in network.parameters().items()
    }
    network.set_parameters(parameters)
    image = tensor_of(random, input_shape, values)
    probabilities = network.predict(image)
    return NetworkCase(network, image, probabilities.index(min(probabilities)))


@st.composite
def stacks(draw):
    """(layers, input shape) of a whole network: up to four layers on volumes, up to two Dense, the loss."""
    input_shape = Shape(draw(st.integers(1, 3)), draw(st.integers(1, 9)), draw(st.integers(1, 9)))
    layers, shape = [], input_shape
    for _ in range(draw(st.integers(0, 4))):
        size = draw(st.integers(1, min(3, *shape[1:])))
        layer = draw(
            st.builds(Conv2D, st.integers(1, 4), st.just(size), st.integers(1, 3), st.integers(0, 2))
            | st.just(ReLU())
            | st.builds(MaxPool2D, st.just(size), st.none() | st.integers(1, 3))
        )
        layers.append(layer)
        shape = layer.output_shape(shape)
    layers.append(Flatten())
    for units in draw(st.lists(st.integers(1, 8), max_size=2)):
        layers += draw(st.sampled_from([[Dense(units)], [Dense(units), ReLU()]]))
    return [*layers, SoftmaxCrossEntropy()], tuple(input_shape)


@st.composite
def lone_layers(draw):
    """(layers, input shape) of a network of one layer and the loss, in the geometries of the layer's own tests."""
    layer, shape = draw(convolutions() | poolings() | rectifiers | denses)
    between = [Flatten()] if len(shape) == 3 else []
    return [layer, *between, SoftmaxCrossEntropy()], shape


@st.composite
def network_cases(draw, layers, kinds=KINDS):
    """Network cases from a strategy of (layers, input shape)."""
    return network_case(*draw(layers), draw(SEEDS), draw(st.sampled_from(kinds)))


PAPER = [
    *(Conv2D(1, 3, padding=1), ReLU(), Conv2D(1, 3, padding=1), ReLU(), MaxPool2D(2)),
    *(Flatten(), Dense(32), ReLU(), Dense(3), SoftmaxCrossEntropy()),
]
TEN_DIGITS = [
    *(Conv2D(6, 5), ReLU(), MaxPool2D(2), Conv2D(12, 3), ReLU(), MaxPool2D(2)),
    *(Flatten(), Dense(10), SoftmaxCrossEntropy()),
]
SMALL = [
    *(Conv2D(3, 3, padding=1), ReLU(), MaxPool2D(2), Conv2D(2, 2, stride=2), ReLU()),
    *(Flatten(), Dense(5), ReLU(), Dense(3), SoftmaxCrossEntropy()),
]
"""Every kind of layer, for images of SMALL_SHAPE."""
SMALL_SHAPE = (2, 8, 8)
