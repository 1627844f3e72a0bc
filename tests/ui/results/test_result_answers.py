"""Which images are hard and what an epoch changed, from made-up answers that can be checked by hand."""

from array import array
from dataclasses import replace
from math import isnan

import pytest

from cnnviz.training import Evaluation
from cnnviz.training.predicted import Predicted
from cnnviz.ui.results.answers import (
    MOST_UNSURE,
    ImageAnswer,
    Mistake,
    answered,
    answers_of,
    changes,
    losses_of,
    mistakes,
    two_latest,
    unsure,
)
from cnnviz.ui.results.results_text import (
    ALL,
    UNSURE,
    choices,
    chosen_text,
    fixed_text,
    hardest_text,
    newly_wrong_text,
    when,
)

TARGETS = bytes([0, 0, 0, 1, 1, 1, 2, 2, 2])
BEFORE = Evaluation(1.2, TARGETS, bytes([0, 1, 1, 1, 1, 2, 0, 0, 2]))
NOW = Evaluation(1.0, TARGETS, bytes([0, 0, 2, 1, 1, 1, 0, 0, 1]))
LOSSES = [0.1, 0.6, 2.0, 0.2, 0.9, 0.3, 1.0, 3.0, float("nan")]
NAMES = ("cat", "dog", "Ankle boot")


def test_mistakes_are_grouped_the_most_frequent_first():
    assert mistakes(answers_of(NOW)) == (Mistake(2, 0, (6, 7)), Mistake(0, 2, (2,)), Mistake(2, 1, (8,)))


def test_of_each_kind_the_highest_loss_comes_first_and_no_number_before_all():
    answers = answers_of(NOW, LOSSES)
    assert mistakes(answers)[0] == Mistake(2, 0, (7, 6))
    answers = [ImageAnswer(n, 0, 1, loss) for n, loss in enumerate((1.0, float("inf"), 0.5, float("nan")))]
    assert mistakes(answers)[0].indexes == (3, 1, 0, 2)


def test_the_least_sure_are_right_ones_with_the_highest_loss():
    assert unsure(answers_of(NOW)) == ()
    assert unsure(answers_of(NOW, LOSSES)) == (4, 1, 5, 3, 0)
    many = [ImageAnswer(n, 0, 0, float(n)) for n in range(500)]
    assert unsure(many) == tuple(range(499, 499 - MOST_UNSURE, -1))


def test_losses_of_another_number_of_images_are_refused():
    with pytest.raises(ValueError, match="8 losses are not one for each of 9 images"):
        answers_of(NOW, LOSSES[:-1])


def test_losses_are_known_only_where_every_image_was_asked_at_the_position(session):
    session.evaluate()
    assert losses_of(None, 0) is None
    assert losses_of(Predicted.by_evaluation(NOW, 0), 1) is None
    probabilities = [session.network.predict(sample.image)[sample.target] for sample in session.test_samples]
    true = array("f", probabilities)
    here = Predicted(NOW.predictions, true, true, array("i", [0] * 9))
    losses = losses_of(here, 0)
    assert sum(losses) / 9 == pytest.approx(session.history.evaluations[0].loss, rel=1e-6)
    one_older = replace(here, ages=array("i", [0] * 8 + [-2]))
    assert losses_of(one_older, 0) is None
    broken = replace(here, true_probabilities=array("f", [float("nan"), *probabilities[1:]]))
    assert isnan(losses_of(broken, 0)[0])


def test_a_cell_has_its_images_right_ones_too():
    answers = answers_of(NOW)
    assert answered(answers, 1, 1) == (3, 4, 5)
    assert answered(answers, 2, 0) == (6, 7)
    assert answered(answers, 1, 0) == ()


def test_what_an_epoch_changed_stands_by_class():
    changed = changes(BEFORE, NOW)
    assert changed.fixed == (1, 5)
    assert changed.newly_wrong == (8,)
    back = changes(NOW, BEFORE)
    assert (back.fixed, back.newly_wrong) == ((8,), (1, 5))
    same = changes(NOW, NOW)
    assert (same.fixed, same.newly_wrong) == ((), ())


def test_the_two_latest_are_those_at_or_before_the_position(session, make_frame):
    frame = make_frame(session)
    per_epoch = session.steps_per_epoch
    assert two_latest(frame) == (None, None)
    frame = replace(frame, history=replace(frame.history, evaluations={0: BEFORE, 1: NOW, 3: BEFORE}))
    found = []
    for position in (0, per_epoch - 1, per_epoch, 3 * per_epoch - 1, 3 * per_epoch):
        found.append([at and at.epochs for at in two_latest(replace(frame, position=position))])
    assert found == [[0, None], [0, None], [1, 0], [1, 0], [3, 1]]
    assert two_latest(replace(frame, position=per_epoch))[0].evaluation is NOW


def test_the_choices_name_their_counts():
    found = choices(answers_of(NOW, LOSSES), mistakes(answers_of(NOW, LOSSES)), NAMES, ALL)
    assert [(choice.key, choice.text) for choice in found] == [
        (ALL, "all mistakes (4)"),
        ((2, 0), "Ankle boot → cat (2)"),
        ((0, 2), "cat → Ankle boot (1)"),
        ((2, 1), "Ankle boot → dog (1)"),
        (UNSURE, "right, but least sure (5)"),
    ]
    assert found[0].indexes == (7, 6, 2, 8)
    assert UNSURE not in [choice.key for choice in choices(answers_of(NOW), mistakes(answers_of(NOW)), NAMES, ALL)]


@pytest.mark.parametrize(
    ("key", "text"), [((1, 1), "dog → dog ✓ (3)"), ((1, 0), "dog → cat (0)"), ((2, 0), "Ankle boot → cat (2)")]
)
def test_a_chosen_cell_is_among_the_choices_once(key, text):
    found = [
        choice.text for choice in choices(answers_of(NOW), mistakes(answers_of(NOW)), NAMES, key) if choice.key == key
    ]
    assert found == [text]


def test_sentences():
    answers = answers_of(NOW, LOSSES)
    sentence = hardest_text(answers, mistakes(answers), NAMES, when(3))
    assert sentence == "After epoch 3: 4 of 9 test images are read wrongly, most often “Ankle boot” as “cat” (2 times)."
    one = answers[:3]
    assert hardest_text(one, mistakes(one), NAMES, when(0)) == "Before training: 1 of 3 test images is read wrongly."
    right = answers[3:6]
    assert hardest_text(right, (), NAMES, when(2)) == "After epoch 2: all 3 test images are read right."
    cells = {key: choices(answers, mistakes(answers), NAMES, key) for key in ((1, 1), (0, 2), UNSURE)}
    said = {
        key: chosen_text(next(choice for choice in found if choice.key == key), NAMES, when(3))
        for key, found in cells.items()
    }
    assert said[1, 1] == "After epoch 3: 3 images of class “dog” are read as “dog”, which is right."
    assert said[0, 2] == "After epoch 3: 1 image of class “cat” is read as “Ankle boot”."
    assert said[UNSURE].startswith("After epoch 3: these 5 images are read right with the least certainty")
    assert fixed_text(1, when(0), when(1)) == "1 image that was wrong before training is right after epoch 1."
    assert newly_wrong_text(2, when(1), when(2)) == "2 images that were right after epoch 1 are wrong after epoch 2."
    assert fixed_text(0, when(1), when(2)) == "No image that was wrong after epoch 1 is right after epoch 2."
