"""Tensors become arrays and colours in one go just as they would one by one."""

from math import inf, nan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from cnnviz.ui.maps import Colors, as_array, colors_of, flat, summarize
from cnnviz.ui.theme import load_theme

any_number = st.floats(allow_nan=True, allow_infinity=True)
vectors = st.lists(
    st.tuples(st.lists(any_number, min_size=1, max_size=9), st.sampled_from([True, None])), min_size=1, max_size=6
)


@given(vectors)
def test_colours_of_all_are_those_of_each(parts):
    theme = load_theme("dark")
    numbers = [np.array(values) for values, _ in parts]
    signed = [one for _, one in parts]
    together = Colors([len(values) for values in numbers], signed, theme).of(np.concatenate(numbers))
    one_by_one = [
        colors_of(values, summarize(values, one).scale, theme) for values, one in zip(numbers, signed, strict=True)
    ]
    assert np.array_equal(together, np.concatenate(one_by_one))


@pytest.mark.parametrize("value", [nan, inf, -inf], ids=str)
def test_one_that_is_no_number_leaves_the_other_maps_alone(value):
    theme = load_theme("light")
    sound, broken = np.array([-1.0, 0.0, 2.0]), np.array([1.0, value, 3.0])
    all_colors = Colors([3, 3], [None, None], theme)
    colors = all_colors.of(np.concatenate([sound, broken]))
    assert np.array_equal(colors[:3], colors_of(sound, summarize(sound).scale, theme))
    assert f"#{int(colors[4]) & 0xFFFFFF:06x}" == theme.not_a_number
    again = all_colors.of(np.concatenate([sound, sound]))  # what was broken is forgotten
    assert np.array_equal(again, np.concatenate([colors[:3], colors[:3]]))


@given(arrays(float, array_shapes(max_dims=4, max_side=4), elements=any_number))
def test_nested_lists_become_the_array_they_are(values):
    assert np.array_equal(as_array(values.tolist()), values, equal_nan=True)
    assert np.array_equal(flat(values.tolist()), values.ravel(), equal_nan=True)


def test_an_array_may_be_written_to():
    values = as_array([[1.0, 2.0]])
    values[0, 0] = 5.0
    assert values.tolist() == [[5.0, 2.0]]
