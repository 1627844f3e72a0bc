"""Samples moved by whole pixels."""

from hypothesis import given
from hypothesis import strategies as st

from cnnviz.datasets import Sample, shifted

IMAGE = [[[float(10 * row + column + 1) for column in range(4)] for row in range(3)]]


@given(st.integers(-5, 5), st.integers(-5, 5))
def test_each_pixel_moves_and_the_rest_is_background(down, right):
    moved = shifted(Sample(1, 2, 0, IMAGE), down, right).image[0]
    for row in range(3):
        for column in range(4):
            y, x = row - down, column - right
            expected = IMAGE[0][y][x] if 0 <= y < 3 and 0 <= x < 4 else 0.0
            assert moved[row][column] == expected
    assert [len(row) for row in moved] == [4, 4, 4]


def test_the_original_stays_as_it_is():
    before = [[row[:] for row in channel] for channel in IMAGE]
    sample = Sample(1, 2, 0, IMAGE)
    assert shifted(sample, 0, 0) is sample
    shifted(sample, 1, -1)
    assert before == IMAGE
