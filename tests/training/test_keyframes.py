"""Which parameters are kept on the way: the newest at a position, the right ones for a branch, the start always."""

from random import Random

import pytest
from training_oracle import SMALL
from training_replay import assert_same, counted_steps, replayed

from cnnviz.training import Experiment, Session
from cnnviz.training import keyframes as keyframes_module
from cnnviz.training.keyframes import FINE, KEPT_BYTES, Keyframes, Spacing, spacing


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


def test_packed_keyframes_are_the_same_to_the_bit():
    random = Random(1)
    state = [random.gauss(0, 1) for _ in range(500)]
    plain, packed = (Keyframes(state, Spacing(5, packs=packs)) for packs in (False, True))
    states = {}
    for position in range(5, 200, 5):
        state = [number * (1 + 1e-9 * random.random()) for number in state]
        states[position] = state
        plain.keep(position, state)
        packed.keep(position, state)
    assert {at: list(packed.nearest(at + 2)[1]) for at in states} == states
    assert packed._kept.bytes < 0.8 * plain._kept.bytes
    copy = packed.copy(102)
    packed.rest(0)
    assert kept(packed, 199)[0] in states
    assert kept(copy, 199) == (100, states[100])


def test_keyframes_that_take_too_much_memory_are_kept_farther_apart(monkeypatch):
    monkeypatch.setattr(keyframes_module, "KEPT_BYTES", 8 * 100 * 20)
    keyframes = Keyframes([0.0] * 100, Spacing(1, packs=False))
    for position in range(1, 200):
        if keyframes.wants(position):
            keyframes.keep(position, [float(position)] * 100)
        assert keyframes.bytes <= 8 * 100 * 20
        places = [keyframes.last(at) for at in range(position + 1)]
        assert max(at - place for at, place in enumerate(places)) < 2 * keyframes.apart
        assert kept(keyframes, position) == (places[-1], [float(places[-1])] * 100)
    assert keyframes.apart == 8
    assert len(keyframes._kept) >= 16


@pytest.mark.parametrize("steps", [1, 240, 3_750, 24_000, 100_000, 10_000_000])
@pytest.mark.parametrize("preset", ["paper", "ten-digits"])
def test_keyframes_fit_into_memory_and_are_as_near_as_they_can_be(preset, steps):
    network = Experiment.preset(preset).network((1, 28, 28))
    how = spacing(network, steps)
    size = 8 * len(network.state())
    assert how.apart <= 16 or steps / how.apart * size > KEPT_BYTES
    assert steps / how.apart * size * (0.75 if how.packs else 1) <= KEPT_BYTES


def test_a_costlier_step_has_keyframes_nearer_to_each_other():
    apart = {
        preset: spacing(Experiment.preset(preset).network((1, 28, 28)), 1_000).apart
        for preset in ("paper", "ten-digits")
    }
    assert 1 < apart["ten-digits"] < apart["paper"]


@pytest.mark.parametrize("apart", [16, 40])
def test_walking_back_computes_a_few_steps_at_a_time(apart, monkeypatch):
    monkeypatch.setattr("cnnviz.training.standing.spacing", lambda network, steps: Spacing(apart, packs=True))
    monkeypatch.setattr(keyframes_module, "RECENT_BYTES", 80_000)
    session = Session(SMALL)
    session.seek(240)
    assert apart < session._line.keyframes.room < 100, "less than the whole run"
    computed = counted_steps(monkeypatch)
    counts = []
    for _ in range(190):
        session.previous_step()
        session.shown()
        counts.append(len(computed))
        computed.clear()
    assert max(counts) <= 3 * FINE
    assert sum(counts) <= 4 * len(counts)
    assert_same(session, replayed(session))


@pytest.mark.parametrize("packs", [True, False])
def test_a_jump_computes_no_more_steps_than_lie_between_two_keyframes(packs, monkeypatch):
    monkeypatch.setattr("cnnviz.training.standing.spacing", lambda network, steps: Spacing(24, packs))
    session = Session(SMALL)
    session.seek(240)
    computed = counted_steps(monkeypatch)
    random = Random(0)
    for position in random.sample(range(240), 40):
        computed.clear()
        session.seek(position)
        session.shown()
        assert len(computed) <= 24
    assert_same(session, replayed(session))


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
