import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnviz.datasets import DatasetError, bundled_digits, make_sample, to_input


@settings(deadline=None)
@given(rows=st.integers(1, 9), columns=st.integers(1, 9), data=st.data())
def test_every_pixel_keeps_its_place_and_is_divided_by_255(rows, columns, data):
    pixels = data.draw(st.binary(min_size=rows * columns, max_size=rows * columns))
    expected = [[[pixels[row * columns + column] / 255 for column in range(columns)] for row in range(rows)]]
    assert to_input(pixels, rows, columns) == expected


def test_every_level_is_exact():
    assert to_input(bytes(range(256)), 1, 256) == [[[level / 255 for level in range(256)]]]


def test_inputs_share_no_lists():
    first, second = (to_input(bytes(6), 2, 3) for _ in range(2))
    first[0][0][0] = 7.0
    assert first[0][1] == [0.0, 0.0, 0.0]
    assert second == [[[0.0] * 3] * 2]


@pytest.mark.parametrize(("count", "rows", "columns"), [(5, 2, 3), (7, 2, 3), (0, 0, 3), (6, -2, -3)])
def test_refuses_a_wrong_number_of_pixels(count, rows, columns):
    with pytest.raises(DatasetError, match=f"An image of {rows}×{columns} cannot be made from {count} pixels"):
        to_input(bytes(count), rows, columns)


def test_a_sample_tells_class_and_place_of_the_class():
    digits = bundled_digits()
    number = digits.labels.index(7)
    sample = make_sample(digits, number, (4, 7, 1))
    assert (sample.number, sample.label, sample.target) == (number, 7, 1)
    assert sample.image == to_input(digits.image(number), 28, 28)
    assert (len(sample.image), len(sample.image[0]), len(sample.image[0][0])) == (1, 28, 28)
    assert make_sample(digits, number, range(5, 10)).target == 2


def test_a_sample_can_be_hashed_and_printed():
    sample = make_sample(bundled_digits(), 3, (0, 1))
    assert sample in {sample}
    assert len(repr(sample)) < 100


def test_refuses_a_class_that_is_not_chosen_and_an_image_that_is_not_there():
    with pytest.raises(DatasetError, match="Image 0 of MNIST digits has class 0, which is not among 1, 2"):
        make_sample(bundled_digits(), 0, (1, 2))
    for number in (-1, 10_000):
        with pytest.raises(DatasetError, match=f"has no image {number}"):
            make_sample(bundled_digits(), number, (0, 1))
