"""Branches: a change on the way keeps the old course, and going back to it brings it back, bit for bit."""

from dataclasses import replace

import pytest
from training_oracle import SMALL
from training_replay import assert_exact, assert_same

from cnnviz.training import Branch, ChooseSample, Session, SetLearningRate, SetParameter, TrainingError
from cnnviz.training import branches as branches_module
from cnnviz.training.keyframes import Keyframes, Spacing

SHORT = replace(SMALL, epochs=4)
EPOCH, END = 6, 24
PLACE = "0.weight", (1, 0, 2, 0)


def a_session(position=0, experiment=SHORT):
    session = Session(experiment)
    session.seek(position)
    return session


def test_a_run_without_changes_has_one_branch():
    assert a_session(7).branches == (Branch(0, None, 0, None, 7, True),)


def test_a_change_at_the_furthest_position_begins_no_branch():
    session = a_session(7)
    session.set_learning_rate(0.5)
    session.set_parameter(*PLACE, 0.75)
    session.choose_sample(0)
    session.undo_change()
    assert session.branches == (Branch(0, None, 0, None, 7, True),)


@pytest.mark.parametrize(
    ("change", "event"),
    [
        (lambda s: s.set_learning_rate(0.5), SetLearningRate(8, 0.5)),
        (lambda s: s.set_parameter(*PLACE, 0.75), SetParameter(8, *PLACE, 0.75)),
        (lambda s: s.choose_sample((s.train_samples.index(s.sample_at(8)) + 1) % EPOCH), None),
        (lambda s: s.repeat_sample(), None),
    ],
)
def test_a_change_on_the_way_keeps_the_old_course(change, event):
    session, plain = a_session(20), a_session(20)
    session.seek(8)
    change(session)
    assert session.furthest == 8
    event = event or next(one for one in session.events if isinstance(one, ChooseSample))
    assert session.branches == (Branch(0, None, 0, None, 20, False), Branch(1, 0, 8, event, 8, True))
    session.seek(20)
    changed = a_session(20)
    changed.seek(8)
    change(changed)
    changed.seek(20)
    assert session.history == changed.history != plain.history
    session.switch_branch(0)
    assert (session.position, session.events) == (20, ())
    assert session.history == plain.history
    assert_same(session, plain)
    session.switch_branch(1)
    assert session.history == changed.history
    assert_same(session, changed)


def test_switching_stays_at_the_place_to_compare_it():
    session = a_session(20)
    session.seek(8)
    session.set_parameter(*PLACE, 0.75)
    session.seek(12)
    for _ in range(5):
        session.next_phase()
    session.switch_branch(0)
    assert (session.position, session.phase, session.furthest) == (12, 5, 20)
    assert_exact(session)
    session.seek(18)
    session.next_phase()
    session.switch_branch(1)
    assert (session.position, session.phase, session.furthest) == (12, 0, 12)
    assert_exact(session)
    session.seek(3)
    session.switch_branch(0)
    assert (session.position, session.furthest) == (3, 20)
    assert_exact(session)


def test_switching_to_the_current_branch_changes_nothing():
    session = a_session(20)
    session.seek(8)
    session.next_phase()
    before = session.trace()
    session.switch_branch(0)
    assert (session.position, session.phase) == (8, 1)
    assert session.trace() is before


def test_every_branch_of_a_tree_is_kept_whole():
    session, ends = a_session(20), {}

    def leave():
        ends[next(branch.number for branch in session.branches if branch.is_current)] = (
            session.furthest,
            session.known_history,
            session.events,
        )

    leave()
    session.seek(10)
    session.set_learning_rate(0.5)
    session.seek(18)
    leave()
    session.seek(14)
    session.set_parameter(*PLACE, 0.75)
    session.seek(22)
    leave()
    session.seek(4)
    session.repeat_sample()
    session.seek(9)
    leave()
    session.switch_branch(1)
    session.seek(18)
    session.seek(10)
    session.undo_change()
    session.seek(20)
    leave()
    assert [(one.number, one.parent, one.fork, one.furthest) for one in session.branches] == [
        (0, None, 0, 20),
        (1, 0, 10, 18),
        (2, 1, 14, 22),
        (3, 2, 4, 9),
        (4, 1, 10, 20),
    ]
    assert [one.is_current for one in session.branches] == [False] * 4 + [True]
    assert session.branches[4].change is None
    for number in (2, 0, 4, 3, 1, 0, 3):
        session.switch_branch(number)
        furthest, history, events = ends[number]
        assert (session.furthest, session.known_history, session.events) == (furthest, history, events)
        session.seek(furthest)
        assert_exact(session)
        session.seek(furthest // 2)
        assert_exact(session)
    session.switch_branch(4)
    assert ends[4][1].losses == ends[0][1].losses, "the change taken back, the run is the first one again"


def test_a_branch_goes_on_from_its_end():
    session = a_session(10)
    session.seek(4)
    session.set_learning_rate(0.5)
    session.switch_branch(0)
    session.seek(END)
    plain = a_session(END)
    assert session.history == plain.history
    assert_same(session, plain)
    assert [branch.furthest for branch in session.branches] == [END, 4]


def test_an_evaluation_under_way_is_not_carried_over():
    session = a_session(12)
    session.seek(6)
    session.set_parameter("4.bias", (0,), 30.0)
    session.evaluate_some(2)
    session.switch_branch(0)
    assert (session.evaluated, session.evaluation_due) == (0, False)
    session.switch_branch(1)
    session.evaluate()
    assert set(session.history.evaluations[1].predictions) == {0}
    session.switch_branch(0)
    assert session.history == a_session(6).history


@pytest.mark.parametrize("number", [2, -1, True, "0", None])
def test_an_unknown_branch_is_refused(number):
    session = a_session(10)
    session.seek(4)
    session.set_learning_rate(0.5)
    with pytest.raises(TrainingError, match=r"the run has no branch .*; it has 0, 1"):
        session.switch_branch(number)
    assert session.branches[1].is_current


def test_of_many_branches_the_ones_left_last_are_kept(monkeypatch):
    monkeypatch.setattr(branches_module, "MOST", 3)
    session = a_session(8)
    for change in range(3):
        session.seek(4)
        session.set_learning_rate(0.1 * (change + 1))
        session.seek(8)
    assert [branch.number for branch in session.branches] == [1, 2, 3]
    session.switch_branch(1)
    session.seek(2)
    session.set_learning_rate(0.7)
    assert [branch.number for branch in session.branches] == [1, 3, 4]
    session.switch_branch(1)
    session.seek(8)
    assert_exact(session)


def test_branches_left_keep_few_keyframes_and_lead_to_the_same_bits(monkeypatch):
    session = a_session(230, SMALL)
    monkeypatch.setattr(branches_module, "LEFT_BYTES", 2 * 8 * len(session.network.state()))
    session.seek(150)
    session.set_parameter(*PLACE, 0.75)
    session.seek(220)
    for number in (0, 1, 0):
        session.switch_branch(number)
        for position in (210, 140, 99, 201, 0, 220):
            session.seek(position)
            assert_exact(session)


def test_resting_keyframes_are_bounded_and_keep_the_start():
    keyframes = Keyframes([0.0] * 10, Spacing(100, packs=False))
    for position in range(100, 2000, 100):
        keyframes.keep(position, [float(position)] * 10)
    keyframes.remember(1950, [1950.0] * 10)
    keyframes.rest(800)
    assert keyframes.nearest(50)[0] == 0
    kept = {keyframes.nearest(position)[0] for position in range(2000)}
    assert 5 <= len(kept) <= 10
    assert 1950 not in kept


def test_a_saved_run_is_that_of_the_current_branch():
    session = a_session(20)
    session.seek(8)
    session.set_parameter(*PLACE, 0.75)
    session.seek(12)
    resumed = Session.resume(session.saved())
    assert_same(resumed, session)
    assert len(resumed.branches) == 1
