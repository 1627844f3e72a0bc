"""What the gallery says of an image, and which image a typed number means."""

import pytest

from cnnviz.training import Session
from cnnviz.ui.images.gallery_text import (
    Answers,
    Entry,
    Found,
    caption_lines,
    count_line,
    find_image,
    latest_answers,
    one_line,
    tooltip,
)

UNKNOWN = Entry("train", 5, 75, 4711, "2")
WRONG = Entry("test", 7, 30, 12, "2", "0", "after epoch 3")
RIGHT = Entry("test", 8, 30, 13, "2", "2", "before training")
PLACES = {"train": {40: 0, 3: 1, 7: 2}, "test": {9: 0, 1: 1}}


def test_an_image_that_was_not_asked_about_has_its_class_alone():
    assert one_line(UNKNOWN) == "2 · #4711"
    assert caption_lines(UNKNOWN, 3) == ("2", "#4711")
    assert not UNKNOWN.is_wrong
    assert "read" not in tooltip(UNKNOWN, "MNIST digits")


def test_an_answer_is_shown_as_right_or_wrong_without_colour():
    assert caption_lines(WRONG, 2) == ("2 → 0 ✗", "#12")
    assert caption_lines(RIGHT, 2) == ("2 → 2 ✓", "#13")
    assert caption_lines(WRONG, 3) == ("2", "→ 0 ✗", "#12")
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


def test_the_answers_are_those_of_the_latest_evaluation_at_or_before_the_position(session: Session, make_frame):
    assert latest_answers(make_frame(session)) is None
    session.evaluate()
    assert latest_answers(make_frame(session)) == Answers(session.history.evaluations[0].predictions, "before training")
    session.seek(2 * session.steps_per_epoch + 1)
    after_two = Answers(session.known_history.evaluations[2].predictions, "after epoch 2")
    assert latest_answers(make_frame(session)) == after_two
    session.seek(2 * session.steps_per_epoch - 1)
    answers = latest_answers(make_frame(session))
    assert answers is not None
    assert answers.when == "after epoch 1"


def test_the_count_names_the_filter_and_the_moment():
    assert count_line(75, 75, None) == "75 images"
    assert count_line(25, 75, None) == "25 of 75 images"
    assert count_line(30, 30, Answers(bytes(30), "after epoch 2")) == "30 images · read after epoch 2"
