"""Which recipe a collection was made by; clothes made by theirs: moved and enlarged, they come out as they were."""

from dataclasses import replace
from random import Random

import pytest

from cnnviz.datasets import Dataset, Images, bundled_digits, bundled_fashion
from cnnviz.datasets.grey import Picture
from cnnviz.datasets.preprocess import prepare
from cnnviz.datasets.recipe import STROKES, WHOLE_FRAME, bounds, recipe_of

SAMPLE = range(7, 10_000, 250)
"""Clothes of each class."""


def clothing(number: int) -> Picture:
    pixels = bundled_fashion().image(number)
    return tuple(pixels[start : start + 28] for start in range(0, 784, 28))


def placed(picture: Picture, times: int, rows: int, columns: int, top: int, left: int) -> list[bytes]:
    """A picture with each pixel as a square of pixels, somewhere in a larger one."""
    large = [bytes(level for level in row for _ in range(times)) for row in picture for _ in range(times)]
    middle = [bytes(left) + row + bytes(columns - left - len(row)) for row in large]
    return [bytes(columns)] * top + middle + [bytes(columns)] * (rows - top - len(large))


def difference(picture: Picture, other: Picture) -> float:
    """The mean absolute difference of two pictures, as a share of the full level."""
    pairs = list(zip(b"".join(picture), b"".join(other), strict=True))
    return sum(abs(a - b) for a, b in pairs) / len(pairs) / 255


def collection(*images: list[list[int]]) -> Dataset:
    rows, columns = len(images[0]), len(images[0][0])
    pixels = b"".join(bytes(row) for image in images for row in image)
    whole = range(len(images))
    return Dataset("made up", Images(pixels, rows, columns), bytes(len(images)), rows, columns, ("it",), whole, whole)


def test_digits_are_strokes_and_clothes_fill_the_frame():
    assert recipe_of(bundled_digits()) is STROKES
    assert recipe_of(bundled_fashion()) is WHOLE_FRAME
    assert recipe_of(replace(bundled_fashion(), name="another name")) is WHOLE_FRAME


def test_the_recipe_is_that_of_most_images():
    small, wide, empty = [[0, 0, 9], [0, 0, 0]], [[255, 0, 8], [0, 0, 0]], [[7] * 3] * 2
    assert recipe_of(collection(wide, small, wide)) is WHOLE_FRAME
    assert recipe_of(collection(wide, small, small)) is STROKES
    assert recipe_of(collection(empty)) is STROKES


def test_the_bounds_of_a_picture_leave_out_what_is_faint():
    assert bounds((b"\x07\x00\x00\x00", b"\x00\x00\x08\x07", b"\x00\xff\x00\x00", b"\x00\x00\x00\x07")) == (1, 2, 1, 2)
    assert bounds((b"\x07\x00", b"\x00\x07")) is None


@pytest.mark.parametrize("times", [1, 2, 5])
def test_a_piece_of_clothing_moved_and_enlarged_comes_out_as_it_was(times: int):
    random = Random(times)
    size, differences = 28 * times + 20, []
    for number in SAMPLE:
        moved = placed(clothing(number), times, size, size + 9, random.randint(0, 20), random.randint(0, 29))
        differences.append(difference(prepare(moved, recipe=WHOLE_FRAME).steps[-1].picture, clothing(number)))
    # Where an edge is so faint that it is cut, the rest may come to lie a pixel beside where it was.
    assert sorted(differences)[len(SAMPLE) - 2] < 1e-3
    assert max(differences) < 0.1


def test_each_step_says_what_it_did():
    shirt = placed(clothing(2000), 4, 200, 300, 10, 150)
    inverted = [bytes(255 - level for level in row) for row in shirt]
    preparation = prepare(inverted, recipe=WHOLE_FRAME)
    assert [step.name for step in preparation.steps] == ["Picture", "Figure", "Crop", "Scale", "Centre"]
    _, figure, crop, scale, centre = preparation.steps
    assert "so the figure is what is darker: inverted" in figure.explanation
    assert crop.explanation.startswith("Cut to the figure: rows ")
    assert "to fit 28×28" in scale.explanation
    height, width = len(scale.picture), len(scale.picture[0])
    assert max(height, width) == 28
    top, left = (29 - height) // 2, (29 - width) // 2
    assert f"empty are {top} rows above, {28 - height - top} below, {left} columns on the left, " in centre.explanation
    assert tuple(row[left : left + width] for row in centre.picture[top : top + height]) == scale.picture
    assert preparation.image == [[[level / 255 for level in row] for row in centre.picture]]
    assert preparation.image == prepare(shirt, recipe=WHOLE_FRAME).image
    assert preparation.image != prepare(shirt).image


def test_a_piece_of_clothing_photographed_in_uneven_light_is_told_from_the_background():
    random, differences = Random(4), []
    for number in SAMPLE[::4]:
        page = placed(clothing(number), 4, 200, 180, 40, 20)
        photograph = [
            bytes(
                min(max(round(150 + 0.3 * row + 0.2 * column - 0.6 * level + random.gauss(0, 4)), 0), 255)
                for column, level in enumerate(line)
            )
            for row, line in enumerate(page)
        ]
        preparation = prepare(photograph, recipe=WHOLE_FRAME)
        assert "uneven" in preparation.steps[1].explanation
        assert "too faint for it removed" in preparation.steps[1].explanation
        differences.append(difference(preparation.steps[-1].picture, clothing(number)))
    assert sum(differences) / len(differences) < 0.05
