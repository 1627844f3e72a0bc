"""Nested lists: shapes, copies, and what is refused."""

from decimal import Decimal
from math import inf, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nn_helpers import SEEDS, nested, shape_of, size_of

from cnnviz.nn import NetworkError, Shape
from cnnviz.nn.tensors import check_shape, checked_copy, copied, flat, shaped

shapes = st.lists(st.integers(1, 4), min_size=1, max_size=4).map(Shape)


def counted(shape):
    return nested([float(n) for n in range(size_of(shape))], shape)


@given(shape=shapes)
def test_flat_and_shaped_undo_each_other(shape):
    numbers = [float(n) for n in range(shape.size)]
    assert shaped(numbers, shape) == counted(shape)
    assert flat(counted(shape)) == numbers


@given(shape=shapes)
def test_a_copy_is_equal_and_shares_no_list(shape):
    original = counted(shape)
    for copy in (copied(original), checked_copy(original, shape, "it")):
        assert copy == original
        blank(copy)
    assert original == counted(shape)


def blank(tensor):
    for part in tensor:
        if isinstance(part, list):
            blank(part)
    tensor.clear()


def test_flat_is_a_list_of_its_own():
    vector = [1.0, 2.0]
    assert flat(vector) == vector
    assert flat(vector) is not vector


@given(shape=shapes, other=shapes)
def test_only_the_shape_itself_passes(shape, other):
    check_shape(counted(shape), shape, "it")
    if other != shape and not deeper(other, shape):
        with pytest.raises(NetworkError, match=f"^it must be nested lists of the shape {shape}, but axis "):
            check_shape(counted(other), shape, "it")


def deeper(tensor_shape, shape):
    """The numbers of a tensor are not read, so neither is it seen that they are lists."""
    return tensor_shape[: len(shape)] == shape


@given(shape=shapes, seed=SEEDS)
def test_a_tensor_with_one_part_too_long_or_too_short_is_refused(shape, seed):
    tensor = counted(shape)
    part = tensor
    depth = seed % len(shape)
    for _ in range(depth):
        part = part[seed % len(part)]
    if seed % 2:
        part.append(part[0])
        found = len(part)
    else:
        found = len(part) - 1
        part.pop()
    with pytest.raises(NetworkError, match=f"axis {depth} of it holds {found} entries"):
        check_shape(tensor, shape, "it")


@pytest.mark.parametrize("part", [3.0, None, "abc", {1: 2}, (1.0, 2.0), b"ab", range(2)])
@pytest.mark.parametrize("depth", [0, 1])
def test_what_is_no_list_is_refused_by_name(part, depth):
    tensor = [[1.0, 2.0], part] if depth else part
    with pytest.raises(NetworkError) as refusal:
        check_shape(tensor, Shape(2, 2), "the image")
    message = str(refusal.value)
    assert message == f"the image must be nested lists of the shape 2×2, but axis {depth} of it holds {part!r}"


def test_a_refusal_stays_short_for_a_large_value():
    with pytest.raises(NetworkError) as refusal:
        check_shape("x" * 10_000, Shape(2, 2), "the image")
    assert len(str(refusal.value)) < 150


def test_a_checked_copy_makes_floats_of_whole_numbers_and_lists_of_tuples():
    copy = checked_copy(((1, 2.5), [3, -4]), Shape(2, 2), "it")
    assert copy == [[1.0, 2.5], [3.0, -4.0]]
    assert shape_of(copy) == (2, 2)
    assert {type(value) for row in copy for value in row} == {float}


@pytest.mark.parametrize("bad", [nan, inf, -inf, 10**400, -(10**400), True, False, "1", None, 1j, [1.0], Decimal(1)])
@pytest.mark.parametrize("place", range(4))
def test_a_checked_copy_refuses_what_is_no_finite_number(bad, place):
    numbers = [1.0, 2.0, 3.0, 4.0]
    numbers[place] = bad
    with pytest.raises(NetworkError, match=r"^it must hold finite numbers, not "):
        checked_copy([numbers[:2], numbers[2:]], Shape(2, 2), "it")
