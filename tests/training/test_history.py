"""What a run has shown up to a position: told once as long as nothing is added, and never changed by what is added."""

from random import Random

import pytest

from cnnviz.training.history import Evaluation, History, Log

STEPS = 25


def an_evaluation(prediction):
    return Evaluation(0.5, bytes([1, 1]), bytes([prediction, 1]))


def a_log(steps=STEPS, epochs=()):
    log = Log(5)
    for step in range(steps):
        log.record_step(step / 8, step % 3, step % 2 == 0)
        if step + 1 in [5 * epoch for epoch in epochs]:
            log.record_evaluation((step + 1) // 5, an_evaluation(step % 2))
    return log


def plainly(history):
    return (
        list(history.losses),
        list(history.predictions),
        list(history.correct),
        list(history.epochs),
        dict(history.evaluations),
    )


def test_a_history_asked_for_again_is_the_same_object():
    log = a_log()
    known, here = log.until(STEPS), log.until(12)
    assert log.until(STEPS) is known
    assert log.until(11) is not here
    assert log.until(STEPS) is known, "the one that is asked for each time stays"


@pytest.mark.parametrize(
    "add",
    [
        lambda log: log.record_step(9.0, 1, True),
        lambda log: log.record_evaluation(5, an_evaluation(0)),
        lambda log: log.record_evaluation(4, an_evaluation(0)),
        lambda log: log.forget_evaluation(3),
    ],
)
def test_a_history_does_not_change_when_the_run_goes_on(add):
    log = a_log(epochs=(0, 3))
    known, early = log.until(STEPS), log.until(12)
    before, early_before = plainly(known), plainly(early)
    add(log)
    assert plainly(known) == before
    assert plainly(early) == early_before
    assert plainly(log.until(len(log))) != before
    assert plainly(log.until(12)) == early_before


def test_histories_in_any_order_are_those_of_a_log_asked_once():
    random, log, epochs = Random(3), Log(5), set()
    for step in range(60):
        log.record_step(step / 8, step % 3, step % 2 == 0)
        if (step + 1) % 5 == 0 and random.random() < 0.5:
            log.record_evaluation((step + 1) // 5, an_evaluation(step % 2))
            epochs.add((step + 1) // 5)
        for position in (len(log), *random.choices(range(len(log) + 1), k=3), len(log)):
            asked_once = a_log(position, epochs).until(position)
            assert isinstance(asked_once, History)
            assert log.until(position) == asked_once
