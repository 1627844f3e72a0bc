"""A picture becomes an input in MNIST's own steps; MNIST's digits, moved and scaled, come out as they were."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnviz.datasets import DatasetError, bundled_digits
from cnnviz.datasets.grey import Picture
from cnnviz.datasets.preprocess import LARGEST_SIDE, Preparation, prepare
from cnnviz.datasets.recipe import STROKES, WHOLE_FRAME, Recipe
from cnnviz.datasets.resample import resample

NAMES = ["Picture", "Ink", "Crop", "Scale", "Centre"]
SAMPLE = range(7, 10_000, 250)
"""Digits of each class."""


def digit(number: int) -> Picture:
    pixels = bundled_digits().image(number)
    return tuple(pixels[start : start + 28] for start in range(0, 784, 28))


def enlarged(picture: Picture, times: int) -> Picture:
    """Each pixel as a square of pixels."""
    return tuple(bytes(level for level in row for _ in range(times)) for row in picture for _ in range(times))


def placed(picture, rows: int, columns: int, top: int, left: int, ground: int = 0) -> list[bytes]:
    """A picture somewhere in a larger one."""
    empty = bytes([ground]) * columns
    right = columns - left - len(picture[0])
    middle = [bytes([ground]) * left + bytes(row) + bytes([ground]) * right for row in picture]
    return [empty] * top + middle + [empty] * (rows - top - len(picture))


def difference(picture: Picture, other: Picture) -> float:
    """The mean absolute difference of two pictures, as a share of the full level."""
    pairs = [(a, b) for row, other_row in zip(picture, other, strict=True) for a, b in zip(row, other_row, strict=True)]
    return sum(abs(a - b) for a, b in pairs) / len(pairs) / 255


def result(picture, *size: int) -> Picture:
    return prepare(picture, *size).steps[-1].picture


def by_name(preparation: Preparation) -> dict[str, Picture]:
    return {step.name: step.picture for step in preparation.steps}


@pytest.mark.parametrize("times", [1, 2, 5])
def test_a_digit_of_mnist_moved_and_enlarged_comes_out_as_it_was(times: int):
    random = Random(times)
    for number in SAMPLE:
        size = 28 * times + 20
        moved = placed(enlarged(digit(number), times), size, size + 9, random.randint(0, 20), random.randint(0, 29))
        assert difference(result(moved), digit(number)) < 1e-3


@pytest.mark.parametrize(("side", "bound"), [(14, 0.07), (21, 0.065), (45, 0.05), (150, 0.04)])
def test_a_digit_of_mnist_scaled_smoothly_comes_out_close_to_what_it_was(side: int, bound: float):
    random = Random(side)
    differences = []
    for number in SAMPLE:
        scaled = [[round(level) for level in row] for row in resample(digit(number), side, side)]
        moved = placed(scaled, side + 30, side + 40, random.randint(0, 30), random.randint(0, 40))
        differences.append(difference(result(moved), digit(number)))
    assert sum(differences) / len(differences) < bound


def test_each_step_is_kept_and_the_last_over_255_is_the_input():
    preparation = prepare(placed(enlarged(digit(5), 4), 200, 300, 10, 150))
    assert [step.name for step in preparation.steps] == NAMES
    pictures = by_name(preparation)
    assert (len(pictures["Picture"]), len(pictures["Picture"][0])) == (200, 300)
    assert max(len(pictures["Crop"]), len(pictures["Crop"][0])) == 80
    assert max(len(pictures["Scale"]), len(pictures["Scale"][0])) == 20
    assert preparation.image == [[[level / 255 for level in row] for row in pictures["Centre"]]]
    assert all(step.explanation.endswith(".") for step in preparation.steps)


def test_dark_ink_on_light_paper_is_inverted_and_the_step_says_so():
    original = placed(digit(3000), 40, 40, 2, 9)
    inverted = [bytes(255 - level for level in row) for row in original]
    light, dark = prepare(inverted), prepare(original)
    assert light.image == dark.image
    assert "light (level 255), so the ink is what is darker: inverted" in light.steps[1].explanation
    assert "dark (level 0), so the ink is what is brighter: not inverted" in dark.steps[1].explanation


def test_pale_ink_is_stretched_and_the_step_says_so():
    pale = [bytes(60 + level // 4 for level in row) for row in digit(3000)]
    preparation = prepare(pale)
    assert difference(preparation.steps[-1].picture, digit(3000)) < 0.01
    assert "not inverted, and its strongest level, 63, stretched to 255" in preparation.steps[1].explanation


def test_a_hair_thin_stroke_reaches_the_full_level_and_the_step_says_so():
    stroke = placed([b"\xff"] * 200, 280, 280, 40, 100)
    stroke[40] = bytes(60) + b"\xff" * 60 + bytes(160)
    preparation = prepare(stroke)
    assert max(map(max, preparation.steps[-1].picture)) == 255
    assert "stretched to 255" in preparation.steps[3].explanation


def test_a_digit_photographed_in_uneven_light_is_told_from_the_paper():
    random = Random(4)
    for number in SAMPLE[::4]:
        page = placed(enlarged(digit(number), 4), 200, 180, 40, 20)
        photograph = [
            bytes(
                min(max(round(150 + 0.3 * row + 0.2 * column - 0.45 * ink + random.gauss(0, 4)), 0), 255)
                for column, ink in enumerate(line)
            )
            for row, line in enumerate(page)
        ]
        preparation = prepare(photograph)
        assert "uneven" in preparation.steps[1].explanation
        assert difference(preparation.steps[-1].picture, digit(number)) < 0.08


def test_two_specks_far_apart_in_a_large_picture_are_still_ink():
    picture = placed([b"\xff" + bytes(299)] + [bytes(300)] * 298 + [bytes(299) + b"\xff"], 320, 320, 9, 9)
    for size in ((28, 28), (1, 1)):
        assert max(map(max, prepare(picture, *size).image[0])) == 1


def test_the_centre_of_mass_lies_on_the_middle_pixel():
    for number in SAMPLE:
        rows = result(placed(digit(number), 60, 70, 30, 1))
        mass = sum(map(sum, rows))
        assert abs(sum(place * sum(row) for place, row in enumerate(rows)) / mass - 14) <= 0.5
        assert abs(sum(place * level for row in rows for place, level in enumerate(row)) / mass - 14) <= 0.5


def test_ink_whose_centre_of_mass_is_at_its_edge_is_not_cut():
    pin = [b"\xff" * 40] * 6 + [bytes(20) + b"\x20" + bytes(19)] * 34
    pictures = by_name(prepare(placed(pin, 60, 60, 10, 10)))
    assert sum(map(sum, pictures["Centre"])) == sum(map(sum, pictures["Scale"]))


def test_a_large_picture_is_reduced_first():
    preparation = prepare(placed(enlarged(digit(40), 30), 900, 1001, 10, 100))
    seen = preparation.steps[0]
    assert (len(seen.picture), len(seen.picture[0])) == (300, 333)
    assert max(len(seen.picture), len(seen.picture[0])) <= LARGEST_SIDE
    assert "3 to 1, from 900×1001 to 300×333" in seen.explanation
    assert difference(preparation.steps[-1].picture, digit(40)) < 0.03


@pytest.mark.parametrize("size", [(28, 28), (20, 36), (1, 1), (3, 2), (64, 64)])
def test_the_input_has_the_size_asked_for(size: tuple[int, int]):
    image = prepare(placed(digit(8000), 50, 50, 5, 5), *size).image
    assert len(image) == 1
    assert len(image[0]) == size[0]
    assert {len(row) for row in image[0]} == {size[1]}


@pytest.mark.parametrize("level", [0, 100, 255])
def test_an_empty_picture_is_refused_in_one_sentence(level: int):
    with pytest.raises(
        DatasetError, match=f"^The picture is empty: all of it has the level {level} of its border; .*\\.$"
    ):
        prepare([[level] * 30 for _ in range(20)])


@pytest.mark.parametrize(
    ("picture", "sentence"),
    [
        ([], "no pixels"),
        ([[], []], "no pixels"),
        ([[0, 1], [2]], "Row 1 of the picture has 1 pixels, but row 0 has 2"),
        ([[0, 256]], "Row 0, column 1 of the picture is 256"),
        ([[0.0], [-0.5]], "Row 1, column 0 of the picture is -0.5"),
        ([[float("nan")]], "is nan; levels go from 0 to 255"),
    ],
)
def test_what_is_no_picture_is_refused(picture, sentence: str):
    with pytest.raises(DatasetError, match=sentence):
        prepare(picture)


@pytest.mark.parametrize("size", [(0, 28), (28, -1)])
def test_an_input_without_pixels_is_refused(size: tuple[int, int]):
    with pytest.raises(DatasetError, match=f"{size[0]}×{size[1]} pixels has no room"):
        prepare(digit(0), *size)


@pytest.mark.parametrize("recipe", [STROKES, WHOLE_FRAME], ids=["strokes", "whole frame"])
@given(
    st.integers(1, 12).flatmap(
        lambda width: st.lists(st.binary(min_size=width, max_size=width), min_size=1, max_size=12)
    ),
    st.tuples(st.integers(1, 30), st.integers(1, 30)),
)
def test_any_picture_gives_an_input_or_a_refusal(recipe: Recipe, picture: list[bytes], size: tuple[int, int]):
    try:
        preparation = prepare(picture, *size, recipe)
    except DatasetError as error:
        assert str(error).startswith("The picture is empty")
        return
    assert [len(row) for row in preparation.image[0]] == [size[1]] * size[0]
    levels = [level for row in preparation.image[0] for level in row]
    assert all(0 <= level <= 1 for level in levels)
    assert max(levels) >= 254 / 255


@given(st.integers(1, 40), st.integers(1, 40), st.integers(1, 40), st.integers(1, 40), st.randoms())
def test_resampling_keeps_an_even_picture_and_shrinking_keeps_the_mean(rows, columns, new_rows, new_columns, random):
    assert all(
        level == pytest.approx(93) for row in resample([[93] * columns] * rows, new_rows, new_columns) for level in row
    )
    picture = [bytes(random.randrange(256) for _ in range(columns)) for _ in range(rows)]
    smaller = resample(picture, min(rows, new_rows), min(columns, new_columns))
    mean = sum(map(sum, smaller)) / len(smaller) / len(smaller[0])
    assert mean == pytest.approx(sum(map(sum, picture)) / rows / columns)
