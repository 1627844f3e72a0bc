"""A session's rules: its ends, its evaluations, what its history keeps and forgets, and what it refuses."""

from dataclasses import replace
from math import isfinite, isnan

import pytest
from training_oracle import SMALL

from cnnviz.nn import PhaseKind
from cnnviz.training import Experiment, ExperimentError, RunFinishedError, Session, SetLearningRate, TrainingError

SHORT = replace(SMALL, epochs=2)
EPOCH = 6


def a_session(position=0, experiment=SHORT):
    session = Session(experiment)
    session.seek(position)
    return session


def test_a_session_stands_at_the_start_of_its_experiment():
    session = Session(SHORT)
    assert (session.position, session.phase, session.furthest) == (0, 0, 0)
    assert (session.steps_per_epoch, session.total_steps) == (EPOCH, 2 * EPOCH)
    assert not session.is_finished
    assert session.events == ()
    assert len(session.history.losses) == 0
    assert session.network.parameters() == SHORT.network((1, 28, 28)).parameters()


def test_phases_go_forward_through_the_layers_and_back():
    session = Session(SHORT)
    kinds = [phase.kind for phase in session.phases]
    layers = len(session.network.layers)
    assert kinds == [PhaseKind.FORWARD] * layers + [PhaseKind.LOSS] + [PhaseKind.BACKWARD] * layers + [PhaseKind.UPDATE]
    assert [phase.layer for phase in session.phases[layers + 1 : -1]] == list(reversed(range(layers)))


def test_at_the_start_nothing_of_the_first_step_is_done():
    shown = Session(SHORT).shown()
    assert (shown.step, shown.phases_done) == (0, 0)


def test_within_a_step_that_step_is_shown_with_its_phases():
    session = a_session(3)
    session.next_phase()
    session.next_phase()
    shown = session.shown()
    assert (shown.step, shown.phases_done, shown.sample) == (3, 2, session.sample_at(3))
    assert shown.trace is session.trace()


def test_between_steps_the_step_before_is_shown_complete():
    session = a_session(3)
    shown = session.shown()
    assert (shown.step, shown.phases_done, shown.sample) == (2, len(session.phases), session.sample_at(2))
    new = {
        f"{index}.{name}": tensor
        for index, layer in enumerate(shown.trace.layers)
        for name, tensor in layer.new_parameters.items()
    }
    assert new == session.network.parameters()


def test_the_update_is_the_last_phase():
    session = a_session(3)
    before = session.network.state()
    for _ in session.phases[1:]:
        session.next_phase()
    assert session.network.state() == before
    assert session.history.losses == a_session(3).history.losses
    session.next_phase()
    assert (session.position, session.phase) == (4, 0)
    assert session.network.state() != before


def test_each_epoch_goes_through_every_training_image_once_in_an_order_of_its_own():
    session = Session(SMALL)
    epochs = [[session.sample_at(EPOCH * epoch + place).number for place in range(EPOCH)] for epoch in range(4)]
    everything = sorted(sample.number for sample in session.train_samples)
    assert all(sorted(epoch) == everything for epoch in epochs)
    assert len({tuple(epoch) for epoch in epochs}) > 1


def test_the_run_ends_after_its_last_epoch():
    session = a_session(2 * EPOCH)
    assert session.is_finished
    before = session.network.state()
    for going_on in (session.step, session.advance, session.next_phase, session.trace):
        with pytest.raises(RunFinishedError, match="run of 2 epochs is complete at step 12"):
            going_on()
    assert (session.position, session.phase, session.network.state()) == (2 * EPOCH, 0, before)
    assert session.shown().step == 2 * EPOCH - 1
    session.previous_step()
    assert not session.is_finished
    assert session.step() == session.history.losses[-1]


@pytest.mark.parametrize("position", [-1, 13, 10**30, 2.0, True, None, "3"])
def test_a_position_outside_the_run_is_refused(position):
    session = a_session(5)
    with pytest.raises(TrainingError, match="steps 0 to 12"):
        session.seek(position)
    assert session.position == 5


def test_the_history_records_each_step_before_its_update():
    session = Session(SHORT)
    for _ in range(EPOCH):
        trace = session.trace()
        assert session.step() == trace.loss == session.history.losses[-1] == session.loss_of(session.position - 1)
        assert session.history.predictions[-1] == trace.predicted
        assert session.history.correct[-1] == (trace.predicted == trace.label)


def test_an_epoch_is_summed_up_when_it_is_complete():
    session = a_session(EPOCH - 1)
    assert session.history.epochs == ()
    session.step()
    (record,) = session.history.epochs
    history = session.history
    assert record.epoch == 1
    assert record.train_loss == sum(history.losses) / EPOCH
    assert record.train_accuracy == sum(history.correct) / EPOCH
    assert record.test_loss == history.evaluations[1].loss
    assert record.test_accuracy == history.evaluations[1].accuracy


def test_an_evaluation_is_what_the_network_answers_on_the_test_set():
    session = a_session(EPOCH)
    epochs, evaluation = session.history.latest_evaluation
    answers = [session.network.predict(sample.image) for sample in session.test_samples]
    assert epochs == 1
    assert list(evaluation.targets) == [sample.target for sample in session.test_samples]
    assert list(evaluation.predictions) == [answer.index(max(answer)) for answer in answers]
    right = sum(map(int.__eq__, evaluation.targets, evaluation.predictions))
    assert evaluation.accuracy == right / len(session.test_samples)
    traced = [session.network.trace(sample.image, sample.target).loss for sample in session.test_samples]
    assert evaluation.loss == pytest.approx(sum(traced) / len(traced))


def test_the_test_set_is_due_at_the_start_and_after_each_epoch():
    session = Session(SHORT)
    assert session.history.latest_evaluation is None
    due = []
    while not session.is_finished:
        due.append(session.evaluation_due)
        session.advance()
    assert due == [position % EPOCH == 0 for position in range(2 * EPOCH)]
    assert session.history.epochs[1].test_loss is None
    assert session.history.epochs[1].test_accuracy is None
    session.evaluate()
    assert not session.evaluation_due
    assert session.history.epochs[1].test_accuracy == session.history.evaluations[2].accuracy
    assert session.history.epochs[0].test_accuracy is None


def test_an_evaluation_goes_on_by_parts():
    session = Session(SHORT)
    session.evaluate_some(4)
    assert (session.evaluated, session.evaluation_due) == (4, True)
    session.evaluate_some(10, interrupted=lambda: True)
    assert session.evaluated == 5
    session.evaluate_some(10, interrupted=lambda: False)
    assert (session.evaluated, session.evaluation_due) == (0, False)
    whole = Session(SHORT)
    whole.evaluate()
    assert session.history.evaluations == whole.history.evaluations
    session.evaluate_some(10)
    assert session.evaluated == 0


def test_an_evaluation_is_finished_before_the_parameters_change():
    session, whole = Session(SHORT), Session(SHORT)
    session.evaluate_some(1)
    session.step()
    whole.evaluate()
    assert session.history.evaluations == whole.history.evaluations


def test_an_evaluation_that_was_left_begins_anew():
    session, whole = a_session(EPOCH), a_session(EPOCH)
    session.set_learning_rate(0.01)
    for _ in range(EPOCH):
        session.advance()
    session.evaluate_some(3)
    session.previous_phase()
    assert (session.evaluated, session.evaluation_due) == (0, False)
    session.next_phase()
    assert session.evaluation_due
    session.evaluate()
    whole.set_learning_rate(0.01)
    whole.seek(2 * EPOCH)
    assert session.history.evaluations == whole.history.evaluations


def test_walking_back_hides_what_came_later_and_going_on_brings_it_back():
    session = a_session(2 * EPOCH)
    whole = session.history
    session.seek(EPOCH + 2)
    assert session.furthest == 2 * EPOCH
    assert session.history.losses == whole.losses[: EPOCH + 2]
    assert session.history.epochs == whole.epochs[:1]
    assert sorted(session.history.evaluations) == [1]
    assert session.known_history == whole
    session.seek(2 * EPOCH)
    assert session.history == whole


def test_a_history_does_not_change_when_the_run_goes_on():
    session = a_session(EPOCH)
    history = session.history
    losses, evaluations = list(history.losses), dict(history.evaluations)
    session.seek(2 * EPOCH)
    session.seek(0)
    session.set_learning_rate(1.0)
    session.seek(3)
    assert list(history.losses) == losses
    assert dict(history.evaluations) == evaluations
    assert len(history.epochs) == 1
    with pytest.raises(TypeError):
        history.evaluations[5] = None


def test_a_learning_rate_counts_from_the_step_at_hand_on():
    session, plain = a_session(4), a_session(4)
    session.set_learning_rate(0.5)
    assert session.learning_rate == session.trace().learning_rate == 0.5
    assert session.events == (SetLearningRate(4, 0.5),)
    assert session.history == plain.history
    session.step()
    plain.step()
    assert session.history.losses == plain.history.losses  # the loss comes before the update
    assert session.network.state() != plain.network.state()
    session.seek(3)
    assert session.learning_rate == SHORT.learning_rate


def test_a_learning_rate_drops_the_future_that_it_changes():
    session = a_session(2 * EPOCH)
    session.seek(EPOCH + 1)
    before = session.history
    session.set_learning_rate(0.5)
    assert session.furthest == EPOCH + 1
    assert session.history == session.known_history == before
    session.seek(2 * EPOCH)
    fresh = a_session(EPOCH + 1)
    fresh.set_learning_rate(0.5)
    fresh.seek(2 * EPOCH)
    assert session.history == fresh.history
    assert session.network.state() == fresh.network.state()


def test_a_learning_rate_at_an_earlier_step_drops_the_later_events():
    session = a_session(3)
    session.set_learning_rate(0.3)
    session.seek(8)
    session.set_learning_rate(0.8)
    session.seek(5)
    assert len(session.events) == 2
    session.set_learning_rate(0.5)
    assert session.events == (SetLearningRate(3, 0.3), SetLearningRate(5, 0.5))
    session.set_learning_rate(0.6)
    assert session.events == (SetLearningRate(3, 0.3), SetLearningRate(5, 0.6))


def test_a_wrong_learning_rate_changes_nothing():
    session = a_session(2 * EPOCH)
    session.seek(5)
    for wrong in (-1, float("nan"), float("inf"), "fast", None, True, 10**400):
        with pytest.raises(ExperimentError, match="learning rate"):
            session.set_learning_rate(wrong)
    assert (session.events, session.furthest, session.position) == ((), 2 * EPOCH, 5)


def test_a_probe_changes_nothing():
    session, untouched = a_session(5), a_session(5)
    session.next_phase()
    untouched.next_phase()
    sample = session.test_samples[0]
    trace = session.probe(sample)
    assert trace.learning_rate is None
    assert trace.probabilities == session.network.predict(sample.image)
    assert session.network.state() == untouched.network.state()
    assert session.shown() == untouched.shown()
    assert session.history == untouched.history
    session.seek(2 * EPOCH)
    untouched.seek(2 * EPOCH)
    assert session.network.state() == untouched.network.state()


def test_a_saved_run_holds_what_is_behind_the_position_only():
    session = a_session(4)
    session.set_learning_rate(0.3)
    session.seek(8)
    session.set_learning_rate(0.8)
    session.seek(10)
    session.seek(7)
    session.next_phase()
    saved = session.saved()
    assert (saved.experiment, saved.position) == (SHORT, 7)
    assert saved.events == (SetLearningRate(4, 0.3),)
    assert saved.history == session.history
    assert saved.parameters == session.network.parameters()


def test_parts_of_a_saved_run_that_do_not_fit_are_refused():
    saved = a_session(8).saved()
    lacking = dict(saved.parameters)
    del lacking["4.bias"]
    for wrong, reason in (
        (replace(saved, position=13), "steps 0 to 12"),
        (replace(saved, position=7), "7 steps"),
        (replace(saved, parameters=lacking), "4.bias"),
        (replace(saved, history=a_session(7).history), "8 steps"),
        (replace(saved, experiment=replace(SHORT, test_per_class=3)), "evaluation after epoch 1"),
        (replace(saved, experiment=replace(SHORT, train_per_class=3)), "8 steps"),
    ):
        with pytest.raises(TrainingError, match=reason):
            Session.resume(wrong)


@pytest.mark.parametrize("learning_rate", [1e6, 1e100, 1e308])
def test_a_run_that_diverges_goes_on_without_an_error(learning_rate):
    experiment = Experiment.preset("paper", train_per_class=2, test_per_class=1, epochs=3, learning_rate=learning_rate)
    session = Session(experiment)
    session.seek(session.total_steps)
    if learning_rate > 1e6:
        assert not all(map(isfinite, session.network.state()))
        assert isnan(session.history.losses[-1])
    losses = repr(session.history.losses)
    session.seek(4)
    assert session.shown().phases_done == len(session.phases)
    session.seek(session.total_steps)
    assert repr(session.history.losses) == losses
    assert len(session.history.epochs) == 3
