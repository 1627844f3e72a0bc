"""Which parameters are kept on the way: the newest at a position, the right ones for a branch, the start always."""

from training_oracle import SMALL
from training_replay import assert_same

from cnnviz.training import Session
from cnnviz.training.keyframes import Keyframes, Spacing


def kept(keyframes, position):
    at, state = keyframes.nearest(position)
    return at, list(state)


def filled(room, monkeypatch):
    monkeypatch.setattr("cnnviz.training.keyframes.RECENT_BYTES", 8 * room)
    keyframes = Keyframes([0.0], Spacing(100, packs=False))
    for position in (100, 200):
        keyframes.keep(position, [float(position)])
    return keyframes


def test_parameters_replaced_at_a_keyframe_stay_when_recent_ones_have_gone(monkeypatch):
    keyframes = filled(2, monkeypatch)
    keyframes.replace(100, [-1.0])
    for position in (101, 102, 103):
        keyframes.remember(position, [float(position)])
    assert kept(keyframes, 100) == (100, [-1.0])
    assert kept(keyframes, 300) == (103, [103.0])


def test_parameters_replaced_between_keyframes_drop_what_comes_after(monkeypatch):
    keyframes = filled(2, monkeypatch)
    keyframes.replace(150, [-1.0])
    assert kept(keyframes, 250) == (150, [-1.0])
    assert kept(keyframes, 149) == (100, [100.0])


def test_the_start_can_be_replaced_and_is_always_there(monkeypatch):
    keyframes = filled(2, monkeypatch)
    keyframes.replace(0, [-1.0])
    for position in (1, 2, 3):
        keyframes.remember(position, [float(position)])
    assert kept(keyframes, 0) == (0, [-1.0])


def test_a_copy_goes_its_own_way(monkeypatch):
    keyframes = filled(2, monkeypatch)
    keyframes.remember(99, [99.0])
    keyframes.remember(120, [120.0])
    copy = keyframes.copy(110)
    assert kept(copy, 300) == (100, [100.0])
    assert kept(copy, 99) == (99, [99.0])
    copy.replace(50, [-1.0])
    assert kept(keyframes, 300) == (200, [200.0])
    assert kept(keyframes, 120) == (120, [120.0])


def test_saving_in_mid_step_keeps_the_place():
    session = Session(SMALL)
    session.seek(5)
    session.previous_step()
    session.next_phase()
    session.next_phase()
    trace = session.trace()
    session.saved()
    assert (session.position, session.phase) == (4, 2)
    assert session.trace() is trace


def test_an_evaluation_under_way_is_left_behind_by_a_seek():
    session, plain = Session(SMALL), Session(SMALL)
    for _ in range(12):
        session.advance()
        plain.advance()
    session.evaluate_some(3)
    session.seek(6)
    assert (session.evaluated, session.evaluation_due) == (0, True)
    session.evaluate()
    plain.seek(6)
    plain.evaluate()
    assert session.history == plain.history
    assert_same(session, plain)
