"""The numbers a network starts from, drawn from a seed.

An initialiser draws one number of a weight from the weight's fan-in and fan-out: how many inputs one output
listens to, and how many outputs one input reaches.
"""

from collections.abc import Callable, Iterator
from itertools import islice
from math import sqrt
from random import Random

from cnnviz.nn.errors import NetworkError
from cnnviz.nn.layer import Layer, Shape, Tensor
from cnnviz.nn.tensors import nest

UNIFORM_LIMIT = 0.1


def _he(random: Random, fan_in: int, fan_out: int) -> float:
    """Normal with variance 2 / fan-in: keeps the signal's size through ReLU layers (He et al., 2015)."""
    return random.gauss(0.0, sqrt(2.0 / fan_in))


def _xavier(random: Random, fan_in: int, fan_out: int) -> float:
    """Uniform with variance 2 / (fan-in + fan-out) (Glorot and Bengio, 2010)."""
    limit = sqrt(6.0 / (fan_in + fan_out))
    return random.uniform(-limit, limit)


def _uniform(random: Random, fan_in: int, fan_out: int) -> float:
    """Uniform between −0.1 and 0.1, whatever the layer's size; the biases too, as in the paper."""
    return random.uniform(-UNIFORM_LIMIT, UNIFORM_LIMIT)


_DRAWS: dict[str, Callable[[Random, int, int], float]] = {
    "he": _he,
    "he-upright": _he,
    "xavier": _xavier,
    "uniform": _uniform,
}

INITIALIZERS: tuple[str, ...] = tuple(_DRAWS)
"""The names that a network takes."""


def check_initializer(name: str) -> None:
    """Raise NetworkError unless `name` is one of INITIALIZERS."""
    if name not in INITIALIZERS:
        raise NetworkError(f"no initialiser is called {name!r}; choose one of {', '.join(INITIALIZERS)}")


def initial_parameters(name: str, layer: Layer, input_shape: Shape, random: Random) -> dict[str, Tensor]:
    """Fresh parameters of `layer`: weights drawn from `random`; biases zero, or drawn too for "uniform".

    Raises NetworkError for a name that is not in INITIALIZERS.
    """
    check_initializer(name)
    shapes = layer.parameter_shapes(input_shape)
    if not shapes:
        return {}
    weight = shapes["weight"]
    receptive_field = Shape(weight[2:]).size
    fan_in, fan_out = weight[1] * receptive_field, weight[0] * receptive_field
    draw = _DRAWS[name]
    numbers: Iterator[float] = (draw(random, fan_in, fan_out) for _ in range(weight.size))
    if name == "he-upright" and len(weight) == 4:
        numbers = _upright(numbers, fan_in)
    biases = (_uniform(random, fan_in, fan_out) if name == "uniform" else 0.0 for _ in range(weight[0]))
    return {"weight": nest(numbers, weight), "bias": nest(biases, shapes["bias"])}


def _upright(numbers: Iterator[float], filter_size: int) -> Iterator[float]:
    """The filters of a convolution, each with its sign turned where its weights add up to less than 0.

    Pixels and what a ReLU lets through are never negative, so a filter whose weights add up to more than 0 answers
    even areas with more than 0, and the ReLU behind it is alive. A filter and its negative are equally likely draws:
    sizes and variance are He's. For a network whose layers have one filter, a dead one is the end of its training.
    """
    while drawn := list(islice(numbers, filter_size)):
        sign = -1.0 if sum(drawn) < 0 else 1.0
        yield from (sign * number for number in drawn)
