"""What the gallery says of an image, and which image a typed number means."""

from dataclasses import replace
from math import nan

import pytest

from cnnviz.ui.images.gallery_order import Choice, Order, Show, Tally
from cnnviz.ui.images.gallery_text import (
    Entry,
    Found,
    caption_lines,
    count_line,
    find_image,
    last_line,
    nothing_listed,
    one_line,
    tooltip,
)

UNKNOWN = Entry("train", 5, 75, 4711, "2")
WRONG = Entry("test", 7, 30, 12, "2", "0", "after epoch 3")
RIGHT = Entry("test", 8, 30, 13, "2", "2", "before training")
PLACES = {"train": {40: 0, 3: 1, 7: 2}, "test": {9: 0, 1: 1}}


def test_an_image_that_was_not_asked_about_has_its_class_alone():
    assert one_line(UNKNOWN) == "2 · #4711"
    assert (caption_lines(UNKNOWN, 3), last_line(UNKNOWN)) == (("2",), "#4711")
    assert not UNKNOWN.is_wrong
    assert "read" not in tooltip(UNKNOWN, "MNIST digits")


def test_an_answer_is_shown_as_right_or_wrong_without_colour():
    assert caption_lines(WRONG, 2) == ("2 → 0 ✗",)
    assert caption_lines(RIGHT, 2) == caption_lines(RIGHT, 3) == ("2 ✓",)
    assert caption_lines(WRONG, 3) == ("2", "→ 0 ✗")
    assert WRONG.is_wrong
    assert not RIGHT.is_wrong


def test_the_tooltip_says_set_place_number_class_and_answer():
    assert tooltip(WRONG, "MNIST digits").splitlines() == [
        "Test image 7 of 30",
        "number 12 in the data set MNIST digits",
        "class 2",
        "after epoch 3 the network read it as 0 ✗",
    ]


@pytest.mark.parametrize(
    ("typed", "part", "index"),
    [
        ("3", "train", 1),  # a number in the set on view comes before a place
        ("1", "train", 0),  # a place in the set on view before a number in the other set
        ("#1", "test", 1),
        (" 9 ", "test", 0),
        ("# 7", "train", 2),
    ],
)
def test_a_number_or_a_place_is_found(typed: str, part: str, index: int):
    found = find_image(typed, "train", PLACES)
    assert isinstance(found, Found)
    assert (found.part, found.index) == (part, index)


def test_the_message_says_how_a_number_was_taken():
    assert find_image("2", "train", PLACES) == Found("train", 1, "place 2 of 3: #3")
    assert find_image("40", "test", PLACES) == Found("train", 0, "#40: place 1 of 3")


@pytest.mark.parametrize("typed", ["99", "#2", "0", "two", "-1", "1.5", "²", "#"])
def test_what_is_not_found_gets_one_sentence_that_names_it(typed: str):
    said = find_image(typed, "train", PLACES)
    assert isinstance(said, str)
    assert typed in said
    assert said.endswith(".")


def test_the_confidence_takes_the_place_of_the_number():
    assert last_line(WRONG) == "#12"
    assert last_line(replace(WRONG, confidence=0.934)) == "93 %"
    assert last_line(replace(WRONG, confidence=nan)) == "NaN"


def test_the_tooltip_says_how_sure_the_network_is_and_whether_the_answer_is_old():
    assert tooltip(replace(WRONG, confidence=0.5), "digits").endswith("\nP(0) = 50 %")
    assert tooltip(replace(WRONG, confidence=0.5, is_old=True), "digits").endswith("P(0) = 50 %; to be asked again")
    assert tooltip(UNKNOWN, "digits").endswith("\nT: train on it next")


ALL = Choice()


@pytest.mark.parametrize(
    ("choice", "listed", "tally", "is_waiting", "line"),
    [
        (ALL, 75, Tally(75, 0, 0, 0, 9, 0, 0), True, "75 images"),
        (ALL, 75, Tally(75, 75, 12, 75, 212, 212, 212), True, "12 of 75 wrong · as of step 212"),
        (
            ALL,
            75,
            Tally(75, 75, 12, 35, 212, 150, 212),
            True,
            "12 of 75 wrong · as of step 212 · 40 still to be asked",
        ),
        (ALL, 75, Tally(75, 35, 6, 35, 212, 212, 212), True, "6 of 35 wrong · as of step 212 · 40 still to be asked"),
        (ALL, 75, Tally(75, 75, 12, 0, 212, 150, 210), False, "12 of 75 wrong · as of steps 150 to 210"),
        (ALL, 75, Tally(75, 75, 12, 5, 100, 100, 300), False, "12 of 75 wrong · as of step 100"),
        (Choice(2, Show.WRONG), 5, Tally(25, 25, 5, 25, 1, 1, 1), False, "5 of 25 wrong · as of step 1"),
        (Choice(2, Show.RIGHT), 20, Tally(25, 25, 5, 25, 1, 1, 1), False, "20 listed · 5 of 25 wrong · as of step 1"),
        (
            Choice(2, Show.WRONG, Order.PLACE, 0),
            3,
            Tally(25, 25, 5, 25, 1, 1, 1),
            False,
            "3 listed · 5 of 25 wrong · as of step 1",
        ),
    ],
)
def test_the_line_says_how_many_are_wrong_as_of_when(choice, listed, tally, is_waiting, line):
    assert count_line(choice, listed, tally, is_waiting) == line


def test_an_empty_list_says_why():
    names = ("0", "1", "2")
    assert nothing_listed(Choice(show=Show.WRONG), Tally(9, 0, 0, 0, 0, 0, 0), names).endswith("not been asked yet.")
    known = Tally(9, 9, 0, 9, 0, 0, 0)
    assert nothing_listed(Choice(2, Show.WRONG), known, names) == "No image of class 2 is wrong now."
    assert nothing_listed(Choice(2, Show.WRONG, Order.PLACE, 1), known, names).endswith("is read as 1 now.")
