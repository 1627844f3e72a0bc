"""Which images are listed, and in which order."""

from array import array
from math import nan

import numpy as np
import pytest

from cnnviz.training.predicted import NEVER, UNKNOWN, Predicted
from cnnviz.ui.images.gallery_order import Choice, Order, Show, listed, tally

TARGETS = np.array([2, 0, 1, 0, 2, 1], np.uint8)
PREDICTED = Predicted(
    bytes([2, 2, 1, 0, 0, 0]),
    array("f", [0.9, 0.5, 0.6, 0.7, 0.8, UNKNOWN]),
    array("f", [0.9, 0.2, 0.6, 0.7, 0.1, UNKNOWN]),
    array("i", [5, 5, 3, -2 - 5, 5, NEVER]),
)


@pytest.mark.parametrize(
    ("choice", "indices"),
    [
        (Choice(), [0, 1, 2, 3, 4, 5]),
        (Choice(target=0), [1, 3]),
        (Choice(show=Show.RIGHT), [0, 2, 3]),
        (Choice(show=Show.WRONG), [1, 4]),
        (Choice(target=2, show=Show.WRONG), [4]),
        (Choice(target=2, show=Show.WRONG, read_as=0), [4]),
        (Choice(target=2, show=Show.WRONG, read_as=1), []),
        (Choice(show=Show.LEAST_SURE), [0, 1, 2, 3, 4]),
        (Choice(order=Order.LEAST_SURE), [1, 2, 3, 4, 0, 5]),
        (Choice(order=Order.MOST_WRONG), [4, 1, 2, 3, 0, 5]),
        (Choice(order=Order.CLASS), [1, 3, 2, 5, 0, 4]),
        (Choice(show=Show.RIGHT, order=Order.LEAST_SURE), [2, 3, 0]),
    ],
)
def test_a_choice_lists_these_in_this_order(choice: Choice, indices: list[int]):
    assert listed(choice, TARGETS, PREDICTED) == indices


def test_before_the_network_has_been_asked_only_classes_count():
    assert listed(Choice(show=Show.WRONG), TARGETS, None) == []
    assert listed(Choice(target=1, order=Order.MOST_WRONG), TARGETS, None) == [2, 5]
    assert listed(Choice(order=Order.CLASS), TARGETS, None) == [1, 3, 2, 5, 0, 4]


def test_the_least_sure_are_a_tenth_and_at_least_ten():
    images = 500
    sure = np.arange(images, 0, -1, dtype=np.float32) / images
    predicted = Predicted(bytes(images), array("f", sure), array("f", sure), array("i", [0]) * images)
    targets = np.zeros(images, np.uint8)
    assert listed(Choice(show=Show.LEAST_SURE), targets, predicted) == list(range(450, 500))
    few = Predicted(bytes(30), array("f", sure[:30]), array("f", sure[:30]), array("i", [0]) * 30)
    assert listed(Choice(show=Show.LEAST_SURE), targets[:30], few) == list(range(20, 30))


def test_lost_numbers_come_last_and_are_never_the_least_sure():
    lost = array("f", [nan] * 6)
    predicted = Predicted(PREDICTED.classes, lost, lost, array("i", [1]) * 6)
    assert listed(Choice(order=Order.LEAST_SURE), TARGETS, predicted) == [0, 1, 2, 3, 4, 5]
    assert listed(Choice(show=Show.LEAST_SURE), TARGETS, predicted) == []


def test_the_tally_counts_the_chosen_class():
    all_of_them = tally(None, TARGETS, PREDICTED, 5)
    assert (all_of_them.images, all_of_them.asked, all_of_them.wrong, all_of_them.fresh) == (6, 5, 2, 3)
    assert (all_of_them.oldest, all_of_them.newest, all_of_them.position) == (3, 5, 5)
    ones = tally(1, TARGETS, PREDICTED, 5)
    assert (ones.images, ones.asked, ones.wrong, ones.fresh) == (2, 1, 0, 0)
    assert tally(None, TARGETS, None, 5).asked == 0


def test_only_choices_that_speak_of_answers_depend_on_them():
    assert not Choice(target=1, order=Order.CLASS).depends_on_answers
    assert Choice(show=Show.RIGHT).depends_on_answers
    assert Choice(order=Order.LEAST_SURE).depends_on_answers
    assert Choice(read_as=0).depends_on_answers
