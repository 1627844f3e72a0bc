"""A run walked in every direction: wherever the session arrives, and however, it has the bits of the plain run."""

from array import array
from dataclasses import replace
from math import isnan
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from training_oracle import SMALL, PlainRun

from cnnviz.training import Experiment, Session, SetLearningRate


def assert_agrees(session, plain):
    """The session stands where a plain run of as many steps stands, and shows what that run computed."""
    position = session.position
    assert session.network.state() == plain.state(position)
    assert list(session.history.losses) == plain.losses[:position]
    shown = session.shown()
    if session.phase or position == 0:
        assert (shown.step, shown.phases_done) == (position, session.phase)
    else:
        assert (shown.step, shown.phases_done) == (position - 1, len(session.phases))
    assert shown.sample == plain.sample(shown.step)
    assert shown.trace == plain.trace(shown.step)
    assert session.network.state() == plain.state(position), "showing changed the network"
    assert session.position == position


MOVES = ("seek", "seek", "step", "next_phase", "previous_phase", "previous_step", "evaluate", "probe")


def move(session, plain, kind, random, furthest):
    """One move of a kind, where it is possible, with the place that it must lead to."""
    position, phase, phases = session.position, session.phase, len(session.phases)
    if kind == "seek":
        target = random.randint(0, furthest)
        session.seek(target)
        expected = target, 0
    elif kind == "step" and not session.is_finished:
        assert session.step() == plain.trace(position).loss
        expected = position + 1, 0
    elif kind == "next_phase" and not session.is_finished:
        session.next_phase()
        expected = (position, phase + 1) if phase < phases - 1 else (position + 1, 0)
    elif kind == "previous_phase":
        session.previous_phase()
        expected = (position, phase - 1) if phase else (position - 1, phases - 1) if position else (0, 0)
    elif kind == "previous_step":
        session.previous_step()
        expected = (position, 0) if phase else (max(0, position - 1), 0)
    elif kind == "learning rate":
        rate = random.choice([0.0, 0.01, 0.2])
        session.set_learning_rate(rate)
        plain.set_learning_rate(position, rate)
        expected = position, phase
    elif kind == "probe":
        session.probe(random.choice(session.test_samples))
        expected = position, phase
    elif kind == "evaluate":
        session.evaluate_some(random.randint(1, 4))
        expected = position, phase
    else:
        expected = position, phase
    assert (session.position, session.phase) == expected, kind


@pytest.mark.parametrize("seed", range(4))
def test_fifty_jumps_with_moves_between_them(seed):
    """Over the whole run, across its keyframes and epochs."""
    random = Random(seed)
    session, plain = Session(SMALL), PlainRun(SMALL)
    for jump in range(50):
        move(session, plain, "seek", random, session.total_steps)
        assert_agrees(session, plain)
        for kind in random.choices(MOVES[2:], k=jump % 4):
            move(session, plain, kind, random, session.total_steps)
            assert_agrees(session, plain)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("schedule", ["constant", "linear"])
def test_learning_rates_changed_on_the_way(seed, schedule):
    random = Random(f"events {seed}")
    experiment = replace(SMALL, schedule=schedule)
    session, plain = Session(experiment), PlainRun(experiment)
    for _ in range(60):
        furthest = min(session.total_steps, session.furthest + 20)
        move(session, plain, random.choice((*MOVES, "learning rate")), random, furthest)
        assert_agrees(session, plain)
    assert session.events
    assert session.events == tuple(SetLearningRate(at, rate) for at, rate in sorted(plain.events.items()))


@given(st.lists(st.sampled_from((*MOVES, "learning rate")), max_size=30), st.integers(0, 99))
def test_any_walk(kinds, seed):
    random = Random(seed)
    short = replace(SMALL, epochs=3)
    session, plain = Session(short), PlainRun(short)
    for kind in kinds:
        move(session, plain, kind, random, min(session.total_steps, session.furthest + 3))
    assert_agrees(session, plain)


def test_every_step_back_from_the_end_to_the_start_and_on_again():
    short = replace(SMALL, epochs=3)
    session, plain = Session(short), PlainRun(short)
    session.seek(session.total_steps)
    end = session.history
    while session.position:
        session.previous_step()
        assert_agrees(session, plain)
    while not session.is_finished:
        session.next_phase()
    assert_agrees(session, plain)
    assert session.history == end


def test_every_phase_back_over_the_end_of_an_epoch():
    session, plain = Session(SMALL), PlainRun(SMALL)
    session.seek(8)
    places = []
    while (session.position, session.phase) != (4, 0):
        session.previous_phase()
        places.append((session.position, session.phase))
        assert_agrees(session, plain)
    assert places == sorted(places, reverse=True)
    assert len(places) == 4 * len(session.phases)
    for place in (*places[-2::-1], (8, 0)):
        session.next_phase()
        assert (session.position, session.phase) == place


def test_a_keyframe_just_after_a_changed_learning_rate_is_dropped():
    session, plain = Session(SMALL), PlainRun(SMALL)
    session.seek(130)
    session.seek(99)
    session.set_learning_rate(0.2)
    plain.set_learning_rate(99, 0.2)
    session.seek(130)
    session.seek(101)
    assert_agrees(session, plain)


def test_two_sessions_of_one_experiment_are_equal_to_the_bit():
    experiment = Experiment.preset("ten-digits", train_per_class=1, test_per_class=1, epochs=2)
    one, other = Session(experiment), Session(experiment)
    one.seek(one.total_steps)
    while not other.is_finished:
        other.next_phase()
        other.evaluate()
    assert one.network.state() == other.network.state()
    assert {epochs: one.history.evaluations[epochs] for epochs in (1, 2)} == {
        epochs: other.history.evaluations[epochs] for epochs in (1, 2)
    }
    assert one.history.epochs == other.history.epochs


@pytest.mark.parametrize("field", ["seed", "initializer", "learning_rate", "train_per_class"])
def test_another_experiment_gives_another_run(field):
    other = {"seed": 2, "initializer": "uniform", "learning_rate": 0.06, "train_per_class": 3}[field]
    sessions = Session(SMALL), Session(replace(SMALL, **{field: other}))
    for session in sessions:
        session.seek(8)
    assert sessions[0].network.state() != sessions[1].network.state()


@pytest.mark.parametrize("learning_rate", [0.05, 1e100, 1e308])
@pytest.mark.parametrize("layers", ["paper", "small"])
def test_the_same_bits_again_also_where_they_are_no_numbers(learning_rate, layers):
    """Not by ==, for which no NaN is the same, nor by repr, which shows all of them alike."""
    changes = {"learning_rate": learning_rate, "epochs": 10}
    if layers == "paper":
        experiment = Experiment.preset("paper", train_per_class=2, test_per_class=1, **changes)
    else:
        experiment = replace(SMALL, **changes)
    session = Session(experiment)
    states = []
    while not session.is_finished:
        states.append(array("d", session.network.state()).tobytes())
        session.advance()
    assert learning_rate < 1e308 or any(map(isnan, session.network.state()))
    places = Random(4).choices(range(session.total_steps), k=15)
    for place in places:
        session.seek(place)
        assert array("d", session.network.state()).tobytes() == states[place]
        session.previous_step()
        session.shown()
        assert array("d", session.network.state()).tobytes() == states[max(0, place - 1)]
