"""Shape: a tuple that checks itself."""

import copy
import pickle

import pytest

from cnnviz.nn import NetworkError, Shape


def test_shape_is_a_tuple_of_lengths():
    shape = Shape(1, 28, 27)
    assert shape == (1, 28, 27) == Shape((1, 28, 27)) == Shape([1, 28, 27])
    assert hash(shape) == hash((1, 28, 27))
    channels, rows, columns = shape
    assert (channels, rows, columns, len(shape)) == (1, 28, 27, 3)
    assert Shape(10) == (10,)


def test_shape_prints_as_the_field_writes_it():
    assert str(Shape(1, 28, 28)) == "1×28×28"
    assert str(Shape(10)) == "10"


@pytest.mark.parametrize(("lengths", "size"), [((1, 28, 28), 784), ((7,), 7), ((2, 3, 4, 5), 120)])
def test_shape_size_is_the_product(lengths, size):
    assert Shape(lengths).size == size


def test_shape_survives_copying():
    shape = Shape(2, 3)
    for other in (copy.copy(shape), copy.deepcopy(shape), pickle.loads(pickle.dumps(shape))):
        assert other == shape
        assert type(other) is Shape


@pytest.mark.parametrize("bad", [0, -1, 2.0, True, False, "3", None, (3,)])
@pytest.mark.parametrize("place", range(3))
def test_shape_refuses_what_is_no_length_and_names_it(bad, place):
    lengths = [4, 5, 6]
    lengths[place] = bad
    for make in (lambda: Shape(*lengths), lambda: Shape(lengths)):
        with pytest.raises(NetworkError) as refusal:
            make()
        assert f"holds {bad!r}" in str(refusal.value)


@pytest.mark.parametrize("bad", [2.5, None, "28", True, 0, -3, {28}])
def test_shape_refuses_a_lone_value_that_is_no_length(bad):
    with pytest.raises(NetworkError, match="whole numbers from 1 up"):
        Shape(bad)
