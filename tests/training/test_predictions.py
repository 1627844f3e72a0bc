"""The answers on a run's images: which are asked first, how old each is, and what another course of the run does."""

from math import isnan

import pytest

from cnnviz.training import Experiment, Session
from cnnviz.training.predicted import NEVER, UNKNOWN, Predicted
from cnnviz.training.predictions import Predictions, ask_all


@pytest.fixture
def session() -> Session:
    return Session(Experiment.preset("paper", train_per_class=4, test_per_class=3, epochs=3))


@pytest.fixture
def asked(session: Session, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The numbers of the images that the network is asked about, in order."""
    numbers = {id(sample.image): sample.number for sample in (*session.train_samples, *session.test_samples)}
    asked: list[int] = []
    real = session.network.predict
    monkeypatch.setattr(session.network, "predict", lambda image: asked.append(numbers[id(image)]) or real(image))
    return asked


def complete(predictions: Predictions) -> None:
    while predictions.go_on(5):
        pass


def fresh(session: Session, predicted: Predicted) -> list[int]:
    return [index for index, age in enumerate(predicted.ages) if age == session.position]


def test_an_answer_is_what_the_network_predicts(session: Session):
    session.seek(7)
    told = ask_all(session)
    for part, samples in (("train", session.train_samples), ("test", session.test_samples)):
        predicted = told[part]
        for index, sample in enumerate(samples):
            probabilities = session.network.predict(sample.image)
            assert predicted.classes[index] == probabilities.index(max(probabilities))
            assert predicted.confidences[index] == pytest.approx(max(probabilities), rel=1e-6)
            assert predicted.true_probabilities[index] == pytest.approx(probabilities[sample.target], rel=1e-6)
            assert predicted.position(index) == 7


def test_nobody_is_asked_where_nobody_looks(session: Session, asked: list[int]):
    predictions = Predictions(session)
    assert predictions.is_complete
    assert predictions.go_on(5) == 0
    assert not predictions.renew_oldest()
    assert asked == []
    assert set(predictions.snapshot()["train"].ages) == {NEVER}
    assert predictions.snapshot()["train"].position(0) is None


def test_images_in_sight_come_first_then_the_others_in_turn(session: Session, asked: list[int]):
    predictions = Predictions(session)
    predictions.look_at("train", (7, 3))
    assert predictions.go_on(3) == 3
    numbers = [sample.number for sample in session.train_samples]
    assert asked == [numbers[7], numbers[3], numbers[0]]
    assert predictions.is_sight_complete
    assert not predictions.is_complete
    asked.clear()
    session.step()
    predictions.go_on(4)
    assert asked == [numbers[7], numbers[3], numbers[1], numbers[2]]
    asked.clear()
    session.step()
    predictions.look_at("train", ())
    predictions.go_on(2)
    assert asked == [numbers[3], numbers[4]]  # where it had come to


def test_each_image_is_asked_once_then_no_more(session: Session, asked: list[int]):
    predictions = Predictions(session)
    predictions.look_at("test", (2,))
    complete(predictions)
    assert sorted(asked) == sorted(sample.number for sample in session.test_samples)
    assert predictions.is_complete
    assert fresh(session, predictions.snapshot()["test"]) == list(range(9))
    assert fresh(session, predictions.snapshot()["train"]) == []


def test_it_stops_where_something_else_is_asked_for(session: Session, asked: list[int]):
    predictions = Predictions(session)
    predictions.look_at("train", ())
    assert predictions.go_on(12, lambda: len(asked) == 2) == 2


def test_a_step_makes_answers_old_and_going_back_makes_them_new(session: Session):
    predictions = Predictions(session)
    session.seek(5)
    predictions.look_at("train", ())
    complete(predictions)
    session.step()
    assert not predictions.is_complete
    told = predictions.snapshot()["train"]
    assert {told.position(index) for index in range(12)} == {5}
    session.seek(5)
    assert predictions.is_complete


def test_answers_of_another_course_are_told_apart_until_it_is_walked_again(session: Session):
    session.seek(5)
    predictions = Predictions(session)
    predictions.look_at("train", ())
    complete(predictions)
    session.seek(3)
    session.choose_sample(1)
    session.seek(5)
    assert not predictions.is_complete
    told = predictions.snapshot()["train"]
    assert fresh(session, told) == []
    assert told.position(0) == 5
    session.switch_branch(next(branch.number for branch in session.branches if not branch.is_current))
    assert session.position == 5
    assert predictions.is_complete


def test_a_weight_set_by_hand_makes_the_answers_at_its_place_old(session: Session):
    session.seek(5)
    predictions = Predictions(session)
    predictions.look_at("train", ())
    complete(predictions)
    session.set_parameter("0.bias", (0,), 0.5)
    assert not predictions.is_complete
    session.undo_change()
    assert predictions.is_complete


@pytest.mark.parametrize("change", ["learning rate", "sample"])
def test_what_only_steps_to_come_depend_on_leaves_the_answers(session: Session, change: str):
    session.seek(5)
    predictions = Predictions(session)
    predictions.look_at("train", ())
    complete(predictions)
    if change == "sample":
        session.repeat_sample()
    else:
        session.set_learning_rate(0.5)
    assert predictions.is_complete


def test_a_snapshot_never_changes_and_costs_nothing_where_nothing_was_asked(session: Session):
    predictions = Predictions(session)
    predictions.look_at("train", ())
    before = predictions.snapshot()
    predictions.go_on(12)
    after = predictions.snapshot()
    assert set(before["train"].ages) == {NEVER}
    assert set(after["train"].ages) == {0}
    assert after["test"] is before["test"]
    assert predictions.snapshot()["train"] is after["train"]


def test_an_evaluation_tells_all_test_answers(session: Session):
    predictions = Predictions(session)
    predictions.look_at("test", ())
    session.evaluate_some(100, None, lambda index, probabilities: predictions.hear("test", index, probabilities))
    assert predictions.is_complete
    told = predictions.snapshot()["test"]
    assert told.classes == session.history.evaluations[0].predictions
    assert UNKNOWN not in told.confidences


def test_a_run_that_was_evaluated_before_begins_with_those_answers(session: Session):
    session.seek(session.steps_per_epoch + 2)
    told = Predictions(session).snapshot()["test"]
    assert told.classes == session.history.evaluations[1].predictions
    assert {told.position(index) for index in range(9)} == {session.steps_per_epoch}
    assert set(told.confidences) == {UNKNOWN}


def test_what_an_evaluation_before_left_open_is_asked_all_the_same(session: Session):
    session.evaluate()
    predictions = Predictions(session)
    predictions.look_at("test", ())
    complete(predictions)
    assert UNKNOWN not in predictions.snapshot()["test"].confidences
    session.seek(2)
    session.seek(0)
    assert predictions.is_complete


def test_while_training_the_oldest_in_sight_is_renewed(session: Session, asked: list[int]):
    predictions = Predictions(session)
    predictions.look_at("train", (4, 5))
    for _ in range(3):
        assert predictions.renew_oldest()
        session.step()
    numbers = [sample.number for sample in session.train_samples]
    in_sight = [number for number in asked if number in (numbers[4], numbers[5])]
    assert in_sight == [numbers[4], numbers[5], numbers[4]]
    predictions.renew_oldest()
    predictions.renew_oldest()
    assert not predictions.renew_oldest()


def test_places_without_an_image_are_left_out(session: Session):
    predictions = Predictions(session)
    predictions.look_at("test", (-1, 99, 2))
    assert predictions.go_on(1) == 1
    assert fresh(session, predictions.snapshot()["test"]) == [2]
    predictions.look_at("elsewhere", (1,))
    assert predictions.is_complete


def test_a_network_that_has_blown_up_is_asked_all_the_same(session: Session, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(session.network, "predict", lambda image: [float("nan")] * 3)
    told = ask_all(session)["train"]
    assert set(told.classes) == {0}
    assert all(map(isnan, told.confidences))
