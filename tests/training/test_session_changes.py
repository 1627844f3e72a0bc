"""Weights set by hand, samples chosen and repeated: events that replay puts back and stepping back undoes."""

from dataclasses import replace

import pytest
from training_oracle import SMALL
from training_replay import assert_exact, assert_same

from cnnviz.training import (
    ChooseSample,
    RunFinishedError,
    Session,
    SetLearningRate,
    SetParameter,
    TrainingError,
)

SHORT = replace(SMALL, epochs=3)
EPOCH, END = 6, 18
PLACE = "0.weight", (1, 0, 2, 0)


def a_session(position=0, phase=0, experiment=SHORT):
    session = Session(experiment)
    session.seek(position)
    for _ in range(phase):
        session.next_phase()
    return session


def test_an_edit_sets_one_number_before_the_step_at_hand():
    session, plain = a_session(4), a_session(4)
    session.set_parameter(*PLACE, 0.75)
    assert session.events == session.events_here == (SetParameter(4, *PLACE, 0.75),)
    before, after = plain.network.parameters(), session.network.parameters()
    assert after["0.weight"][1][0][2][0] == 0.75
    after["0.weight"][1][0][2][0] = before["0.weight"][1][0][2][0]
    assert after == before
    assert session.trace().layers[0].parameters["weight"][1][0][2][0] == 0.75
    assert session.history.losses == plain.history.losses
    session.step()
    assert session.history.losses[4] != a_session(5).history.losses[4]


def test_an_edit_between_steps_shows_the_beginning_of_the_step_at_hand():
    session = a_session(4)
    assert session.shown().step == 3
    session.set_parameter(*PLACE, 0.75)
    shown = session.shown()
    assert (shown.step, shown.phases_done, shown.sample) == (4, 0, session.sample_at(4))
    assert shown.trace is session.trace()
    assert (session.finished().step, session.finished().phases_done) == (3, len(session.phases))


def test_a_learning_rate_between_steps_leaves_the_view_as_it_is():
    session = a_session(4)
    before = session.shown()
    session.set_learning_rate(0.5)
    assert session.shown() == before


def test_an_edit_within_a_step_keeps_its_phases_and_computes_them_anew():
    session = a_session(4, phase=5)
    before = session.trace()
    session.set_parameter(*PLACE, 0.75)
    assert (session.position, session.phase) == (4, 5)
    assert session.trace() != before
    assert before.layers[0].parameters["weight"][1][0][2][0] != 0.75
    assert_exact(session)
    session.previous_phase()
    assert session.trace().layers[0].parameters["weight"][1][0][2][0] == 0.75


def test_stepping_back_over_an_edit_undoes_it_and_going_on_brings_it_back():
    session, plain = a_session(4), a_session(3)
    session.set_parameter(*PLACE, 0.75)
    state = session.network.state()
    session.previous_phase()
    assert (session.position, session.phase) == (3, len(session.phases) - 1)
    assert session.network.state() == plain.network.state()
    session.next_phase()
    assert session.network.state() == state
    session.previous_step()
    assert session.network.state() == plain.network.state()
    session.step()
    assert session.network.state() == state
    assert_exact(session)


@pytest.mark.parametrize("at", [0, 1, 99, 100, 101])
def test_an_edit_survives_seeking_over_keyframes(at):
    session = a_session(130, experiment=SMALL)
    session.seek(at)
    session.set_parameter(*PLACE, -0.25)
    session.seek(130)
    assert_exact(session)
    for position in (at, max(0, at - 1), at + 1, 120, at):
        session.seek(position)
        assert_exact(session)


def test_edits_of_one_number_at_one_step_take_each_others_place():
    session = a_session(4)
    session.set_parameter(*PLACE, 0.75)
    session.set_parameter("4.bias", (2,), 1)
    session.set_parameter(*PLACE, 0.5)
    assert session.events == (SetParameter(4, *PLACE, 0.5), SetParameter(4, "4.bias", (2,), 1.0))
    assert session.network.parameters()["4.bias"][2] == 1.0
    session.seek(2)
    session.seek(4)
    assert_exact(session)


def test_the_value_that_is_there_changes_nothing():
    session = a_session(END)
    session.seek(4)
    value = session.network.parameter(*PLACE)
    session.set_parameter(*PLACE, value)
    session.choose_sample(session.train_samples.index(session.sample_at(4)))
    assert (session.events, session.furthest) == ((), END)


def test_an_edit_at_an_epochs_end_makes_the_test_set_due_again():
    session = a_session(2 * EPOCH)
    before = session.history
    session.set_parameter("4.bias", (0,), 30.0)
    assert session.evaluation_due
    assert session.history.epochs[1].test_loss is None
    assert session.history.epochs[0] == before.epochs[0]
    session.evaluate()
    assert session.history.evaluations[2] != before.evaluations[2]
    assert set(session.history.evaluations[2].predictions) == {0}
    assert session.history.epochs[1].test_loss == session.history.evaluations[2].loss
    session.set_learning_rate(0.5)
    session.choose_sample(0)
    assert not session.evaluation_due


def test_an_edit_drops_an_evaluation_under_way():
    session = a_session(0)
    session.evaluate_some(3)
    session.set_parameter("4.bias", (0,), 30.0)
    assert session.evaluated == 0
    session.evaluate()
    assert set(session.history.evaluations[0].predictions) == {0}


def test_the_end_of_the_run_can_be_edited_but_has_no_sample_to_choose():
    session = a_session(END)
    session.set_parameter("4.bias", (0,), 30.0)
    assert session.shown().step == END - 1
    session.evaluate()
    assert set(session.history.latest_evaluation[1].predictions) == {0}
    for going_on in (lambda: session.choose_sample(0), session.repeat_sample):
        with pytest.raises(RunFinishedError):
            going_on()
    session.previous_step()
    assert_exact(session)


def test_a_chosen_sample_is_the_step_at_hands_and_no_other_steps():
    session, plain = a_session(4), a_session(4)
    wanted = next(i for i, sample in enumerate(session.train_samples) if sample != plain.sample_at(4))
    session.choose_sample(wanted)
    assert session.events_here == (ChooseSample(4, wanted),)
    assert session.sample_at(4) == session.shown().sample == session.train_samples[wanted]
    assert (session.shown().step, session.shown().phases_done) == (4, 0)
    others = [step for step in range(END) if step != 4]
    assert [session.sample_at(step) for step in others] == [plain.sample_at(step) for step in others]
    session.step()
    assert session.finished().trace.label == session.train_samples[wanted].target
    assert_exact(session)


def test_a_sample_is_repeated_after_its_step():
    session = a_session(4)
    seen = session.shown().sample
    session.repeat_sample()
    assert (session.position, session.phase) == (4, 0)
    assert session.sample_at(4) == session.sample_at(3) == seen
    session.step()
    session.repeat_sample()
    assert session.sample_at(5) == seen
    assert len(session.events) == 2
    assert_exact(session)


def test_within_a_step_repeating_finishes_it_first():
    session = a_session(4, phase=3)
    seen = session.shown().sample
    session.repeat_sample()
    assert (session.position, session.phase) == (5, 0)
    assert session.sample_at(4) == session.sample_at(5) == seen
    assert_exact(session)


def test_at_the_start_there_is_nothing_to_repeat():
    session = a_session(0)
    with pytest.raises(TrainingError, match="no sample has been trained on yet"):
        session.repeat_sample()
    session.next_phase()
    session.repeat_sample()
    assert session.sample_at(0) == session.sample_at(1)


def test_no_sample_is_repeated_after_the_last_step():
    session = a_session(END - 1, phase=2)
    with pytest.raises(RunFinishedError, match="no sample can be repeated"):
        session.repeat_sample()
    assert (session.position, session.phase) == (END - 1, 2)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda s: s.set_parameter("1.weight", (0,), 1.0), "no parameters called '1.weight'"),
        (lambda s: s.set_parameter("weight", (0,), 1.0), "no parameters called"),
        (lambda s: s.set_parameter("0.weight", (0, 0, 3, 0), 1.0), "shape 2×1×3×3, so it holds no number at"),
        (lambda s: s.set_parameter("0.weight", (0, 0, -1, 0), 1.0), "holds no number at"),
        (lambda s: s.set_parameter("0.weight", (0, 0, 1), 1.0), "holds no number at"),
        (lambda s: s.set_parameter("4.bias", (True,), 1.0), "holds no number at"),
        (lambda s: s.set_parameter("4.bias", (0,), float("nan")), "finite number, not nan"),
        (lambda s: s.set_parameter("4.bias", (0,), float("-inf")), "finite number, not -inf"),
        (lambda s: s.set_parameter("4.bias", (0,), 10**400), "finite number"),
        (lambda s: s.set_parameter("4.bias", (0,), "1"), "finite number, not '1'"),
        (lambda s: s.set_parameter("4.bias", (0,), True), "finite number, not True"),
        (lambda s: s.choose_sample(6), "training images are 0 to 5, so there is none 6"),
        (lambda s: s.choose_sample(-1), "none -1"),
        (lambda s: s.choose_sample(True), "none True"),
        (lambda s: s.choose_sample(2.0), "none 2.0"),
        (lambda s: s.undo_change(), "nothing was changed at step 4"),
    ],
)
def test_a_wrong_change_is_refused_and_changes_nothing(change, reason):
    session = a_session(END)
    session.seek(4)
    with pytest.raises(TrainingError, match=reason):
        change(session)
    assert (session.events, session.position, session.furthest) == ((), 4, END)
    assert_exact(session)


@pytest.mark.parametrize("at", [0, 1, 7, EPOCH, END - 1])
def test_a_linear_schedule_falls_from_the_learning_rate_that_is_set(at):
    session = a_session(at, experiment=replace(SHORT, schedule="linear"))
    session.set_learning_rate(0.1)
    assert (session.learning_rate, session.trace().learning_rate) == (0.1, 0.1)
    for step in range(at, END):
        assert session.learning_rate == pytest.approx(0.1 * (END - step) / (END - at))
        session.step()
    session.seek(at)
    assert session.learning_rate == 0.1
    assert_exact(session)


def test_a_learning_rate_is_set_at_the_very_end_of_a_linear_schedule():
    session = a_session(END, experiment=replace(SHORT, schedule="linear"))
    assert session.learning_rate == 0
    session.set_learning_rate(0.1)
    assert session.learning_rate == 0.1


@pytest.mark.parametrize("at", [0, 4, 6])
def test_changes_at_a_step_can_be_taken_back_one_by_one(at):
    session, plain = a_session(at), a_session(at)
    session.set_learning_rate(0.5)
    session.set_parameter(*PLACE, 0.75)
    session.set_parameter("4.bias", (2,), 1.0)
    session.choose_sample((session.train_samples.index(session.sample_at(at)) + 1) % EPOCH)
    left = list(session.events)
    while left:
        session.undo_change()
        left.pop()
        assert list(session.events) == left
        assert_exact(session)
    assert_same(session, plain)
    session.seek(at + 2)
    plain.seek(at + 2)
    assert_same(session, plain)


def test_a_saved_run_remembers_its_changes():
    session = a_session(0)
    session.set_parameter(*PLACE, 0.75)
    session.seek(3)
    session.repeat_sample()
    session.seek(5)
    session.set_parameter("4.bias", (0,), -1.0)
    session.set_learning_rate(0.2)
    session.seek(9)
    resumed = Session.resume(session.saved())
    for position in (9, 5, 4, 0, 12):
        session.seek(position)
        resumed.seek(position)
        assert_same(resumed, session)
    assert resumed.events == session.events


def test_a_saved_run_holds_the_edits_at_its_position():
    session = a_session(4)
    session.set_parameter(*PLACE, 0.75)
    resumed = Session.resume(session.saved())
    assert_same(resumed, session)


@pytest.mark.parametrize(
    ("event", "reason"),
    [
        (SetParameter(2, "9.weight", (0, 0), 1.0), "no parameters called '9.weight'"),
        (SetParameter(2, "0.weight", (0, 0), 1.0), "holds no number at"),
        (SetParameter(2, "4.bias", (0,), float("inf")), "finite number"),
        (ChooseSample(2, 6), "there is none 6"),
        (SetLearningRate(2, -1.0), "learning rate"),
        (SetLearningRate(5, 1.0), "nothing can be changed at step 5"),
    ],
)
def test_saved_events_that_do_not_fit_the_run_are_refused(event, reason):
    saved = a_session(4).saved()
    with pytest.raises(TrainingError, match=reason):
        Session.resume(replace(saved, events=(event,)))


def test_events_say_what_was_changed():
    assert SetLearningRate(3, 0.05).text == "learning rate 0.05"
    assert SetParameter(3, "0.weight", (0, 0, 1, 2), -0.5).text == "0.weight[0, 0, 1, 2] = -0.5"
    assert ChooseSample(3, 17).text == "training image 17"
