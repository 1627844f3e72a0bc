"""The start of a network: its moments over many draws, its limits, its biases.

Bounds are five standard errors (a chance of 1 in 1.7 million each) of what is estimated, for seeds that are fixed.
"""

from math import sqrt
from random import Random

import pytest
from nn_helpers import flat, shape_of

from cnnviz.nn import INITIALIZERS, Conv2D, Dense, Flatten, MaxPool2D, NetworkError, ReLU, Shape, SoftmaxCrossEntropy
from cnnviz.nn.initializers import check_initializer, initial_parameters

# layer, input shape, fan-in, fan-out
FANS = [
    (Dense(150), (200,), 200, 150),
    (Dense(200), (50,), 50, 200),
    (Conv2D(64, 5), (16, 9, 9), 16 * 25, 64 * 25),
    (Conv2D(96, 3), (4, 9, 9), 4 * 9, 96 * 9),
    (Conv2D(96, 3, stride=2, padding=1), (4, 9, 9), 4 * 9, 96 * 9),
    (Conv2D(60, 1), (80, 2, 2), 80, 60),
]


def weights(name, layer, shape, seed=0):
    return flat(initial_parameters(name, layer, Shape(shape), Random(seed))["weight"])


def check_moments(numbers, variance, kurtosis):
    """Mean 0 and the variance, within five standard errors: σ/√n, and σ²·√((kurtosis − 1)/n)."""
    n = len(numbers)
    assert n > 3000
    mean = sum(numbers) / n
    assert abs(mean) < 5 * sqrt(variance / n)
    measured = sum((v - mean) ** 2 for v in numbers) / n
    assert abs(measured - variance) < 5 * variance * sqrt((kurtosis - 1) / n)


def share_within(numbers, limit):
    return sum(abs(v) < limit for v in numbers) / len(numbers)


@pytest.mark.parametrize(("layer", "shape", "fan_in", "fan_out"), FANS, ids=str)
def test_he_is_normal_with_variance_2_over_fan_in(layer, shape, fan_in, fan_out):
    numbers = weights("he", layer, shape)
    variance = 2 / fan_in
    check_moments(numbers, variance, 3.0)
    for deviations, share in ((1, 0.6827), (2, 0.9545)):
        error = sqrt(share * (1 - share) / len(numbers))
        assert abs(share_within(numbers, deviations * sqrt(variance)) - share) < 5 * error


@pytest.mark.parametrize(("layer", "shape", "fan_in", "fan_out"), FANS, ids=str)
def test_xavier_is_uniform_with_variance_2_over_fan_in_and_fan_out(layer, shape, fan_in, fan_out):
    numbers = weights("xavier", layer, shape)
    limit = sqrt(6 / (fan_in + fan_out))
    check_uniform(numbers, limit)
    check_moments(numbers, 2 / (fan_in + fan_out), 1.8)


@pytest.mark.parametrize(("layer", "shape", "fan_in", "fan_out"), FANS, ids=str)
def test_uniform_is_between_a_tenth_below_and_above(layer, shape, fan_in, fan_out):
    numbers = weights("uniform", layer, shape)
    check_uniform(numbers, 0.1)
    check_moments(numbers, 0.1**2 / 3, 1.8)


def check_uniform(numbers, limit):
    """No number beyond the limit, some near it on either side, half of them within half of it.

    That all of n numbers stay below (1 − 30/n) of the limit has a chance of exp(−15).
    """
    assert max(map(abs, numbers)) <= limit
    near = (1 - 30 / len(numbers)) * limit
    assert max(numbers) > near
    assert min(numbers) < -near
    assert abs(share_within(numbers, limit / 2) - 0.5) < 5 * sqrt(0.25 / len(numbers))


def test_upright_filters_are_hes_with_their_signs_turned():
    layer, shape = Conv2D(40, 3), Shape(2, 9, 9)
    plain = initial_parameters("he", layer, shape, Random(5))["weight"]
    upright = initial_parameters("he-upright", layer, shape, Random(5))["weight"]
    turned = 0
    for before, after in zip(plain, upright, strict=True):
        assert sum(flat(after)) >= 0
        assert [abs(value) for value in flat(after)] == [abs(value) for value in flat(before)]
        turned += flat(after) == [-value for value in flat(before)]
        assert flat(after) in (flat(before), [-value for value in flat(before)])
    assert 8 < turned < 32


def test_upright_leaves_dense_layers_as_he_draws_them():
    assert weights("he-upright", Dense(30), (20,)) == weights("he", Dense(30), (20,))


@pytest.mark.parametrize("name", ["he", "he-upright", "xavier"])
@pytest.mark.parametrize(("layer", "shape"), [(Dense(5), (4,)), (Conv2D(5, 3), (2, 9, 9))], ids=str)
def test_biases_start_at_zero(name, layer, shape):
    assert initial_parameters(name, layer, Shape(shape), Random(0))["bias"] == [0.0] * 5


def test_uniform_biases_are_drawn_too():
    biases = initial_parameters("uniform", Dense(4000), Shape(1), Random(0))["bias"]
    check_uniform(biases, 0.1)
    check_moments(biases, 0.1**2 / 3, 1.8)


@pytest.mark.parametrize("name", INITIALIZERS)
@pytest.mark.parametrize(("layer", "shape"), [(Dense(5), (4,)), (Conv2D(5, 3, 2, 1), (2, 9, 8))], ids=str)
def test_parameters_have_the_layers_shapes(name, layer, shape):
    parameters = initial_parameters(name, layer, Shape(shape), Random(0))
    expected = layer.parameter_shapes(Shape(shape))
    assert {part: shape_of(tensor) for part, tensor in parameters.items()} == expected
    assert list(parameters) == ["weight", "bias"]
    assert {type(value) for tensor in parameters.values() for value in flat(tensor)} == {float}


@pytest.mark.parametrize("name", INITIALIZERS)
@pytest.mark.parametrize(
    ("layer", "shape"),
    [(ReLU(), (1, 4, 4)), (MaxPool2D(), (1, 4, 4)), (Flatten(), (1, 4, 4)), (SoftmaxCrossEntropy(), (4,))],
    ids=str,
)
def test_a_layer_that_learns_nothing_draws_nothing(name, layer, shape):
    random = Random(3)
    assert initial_parameters(name, layer, Shape(shape), random) == {}
    assert random.random() == Random(3).random()


@pytest.mark.parametrize("name", INITIALIZERS)
def test_no_two_weights_are_drawn_alike(name):
    numbers = weights(name, Conv2D(8, 3), (4, 9, 9))
    assert len(set(numbers)) == len(numbers)


@pytest.mark.parametrize("name", INITIALIZERS)
def test_the_draws_are_the_seeds(name):
    layer, shape = Dense(5), (4,)
    assert weights(name, layer, shape, 1) == weights(name, layer, shape, 1)
    assert weights(name, layer, shape, 1) != weights(name, layer, shape, 2)


def test_the_initializers_have_names():
    assert INITIALIZERS == ("he", "he-upright", "xavier", "uniform")
    for name in INITIALIZERS:
        check_initializer(name)


@pytest.mark.parametrize("name", ["", "HE", "he ", "normal", None, 1, ["he"], {}])
def test_an_unknown_name_is_refused(name):
    with pytest.raises(
        NetworkError, match=r"^no initialiser is called .*; choose one of he, he-upright, xavier, uniform$"
    ) as refusal:
        initial_parameters(name, Dense(2), Shape(3), Random(0))
    assert repr(name) in str(refusal.value)
    with pytest.raises(NetworkError):
        check_initializer(name)
