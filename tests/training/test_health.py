"""What is wrong with a run: found at the right step, told in one sentence, and the same however the run was walked."""

from dataclasses import replace
from math import inf, log, nan
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from training_oracle import SMALL

from cnnviz.nn import Conv2D, Dense, Flatten, ReLU, SoftmaxCrossEntropy
from cnnviz.nn.tensors import flat
from cnnviz.training import Session, Trouble
from cnnviz.training.health import findings
from cnnviz.training.history import Log
from cnnviz.training.vitals import Vitals

EPOCH = 6
DYING = replace(
    SMALL,
    layers=(Conv2D(3, 5, stride=6), ReLU(), Flatten(), Dense(5), ReLU(), Dense(3), SoftmaxCrossEntropy()),
    initializer="he",
    learning_rate=0.3,
    epochs=8,
    seed=2,
)
"""Some of its units are silent for a while, some die, some never do."""
EDITS = [(4, 0, -1e6), (7, 1, -1e6), (7, 3, 5.0), (20, 0, 5.0), (31, 1, 5.0), (36, 1, -1e6)]
"""Biases of layer 3 set by hand, so that units die and revive whatever else happens: step, unit, value."""


def a_session():
    """The whole run, at its end."""
    session = Session(DYING)
    for step, unit, value in EDITS:
        session.seek(step)
        session.set_parameter("3.bias", (unit,), value)
    session.seek(session.total_steps)
    return session


def silent_units(trace):
    """The units of a step behind a ReLU that are 0 all over."""
    return {
        (index, unit)
        for index, layer in enumerate(trace.layers)
        if isinstance(layer.layer, ReLU)
        for unit, values in enumerate(layer.output)
        if not any(flat([values]))
    }


@pytest.fixture(scope="module")
def silence():
    """The silent units of each step of the run."""
    session, steps = a_session(), []
    session.seek(0)
    while not session.is_finished:
        steps.append(silent_units(session.trace()))
        session.advance()
    return steps


def dead_units(silence, position, first=0):
    """The dead units of each layer with the first step of their silence, by looking at every step."""
    dead = {}
    if position - EPOCH >= first:
        for layer, unit in sorted(set.intersection(*silence[position - EPOCH : position])):
            since = position
            while since > first and (layer, unit) in silence[since - 1]:
                since -= 1
            dead.setdefault(layer, []).append((since, unit))
    return {
        layer: (min(since for since, _ in units), tuple(unit for _, unit in units)) for layer, units in dead.items()
    }


def found_dead(session):
    return {one.layer: (one.step, one.units) for one in session.health if one.trouble is Trouble.DEAD_UNITS}


def test_dead_units_are_found_at_every_position(silence):
    session, different = Session(DYING), set()
    events = list(EDITS)
    while not session.is_finished:
        while events and events[0][0] == session.position:
            _, unit, value = events.pop(0)
            session.set_parameter("3.bias", (unit,), value)
        assert found_dead(session) == dead_units(silence, session.position)
        different.add(repr(found_dead(session)))
        session.advance()
    assert len(different) > 3, "the run shows too little"


def test_dead_units_are_the_same_however_the_run_is_walked(silence):
    session, random = a_session(), Random(5)
    for _ in range(60):
        session.seek(random.randint(0, session.total_steps))
        for _ in range(random.randint(0, 2)):
            session.previous_phase()
        assert found_dead(session) == dead_units(silence, session.position)


def test_a_dead_layer_is_one_sentence(silence):
    session = a_session()
    session.seek(18)
    (finding,) = [one for one in session.health if one.layer == 4]
    since, units = dead_units(silence, 18)[4]
    assert {0, 1} <= set(units)
    *others, last = map(str, units)
    assert finding.sentence == (
        f"Since step {since} ReLU 2 has {len(units)} dead units of 5 (numbers {', '.join(others)} and {last}), "
        "0 in all of the last 6 steps."
    )


def test_a_branch_has_a_health_of_its_own(silence):
    session = a_session()
    session.seek(20)
    for unit in range(5):
        session.set_parameter("3.bias", (unit,), -1e6)
    changed = [*silence[:20]]
    for _ in range(20):
        changed.append(silent_units(session.trace()))
        session.advance()
    assert set.intersection(*changed[20:]) >= {(4, unit) for unit in range(5)}
    for position in (40, 25, 30, 19, 26, 22):
        session.switch_branch(1)
        session.seek(position)
        assert found_dead(session) == dead_units(changed, position)
        session.switch_branch(0)
        assert found_dead(session) == dead_units(silence, position)


def test_a_run_taken_up_again_looks_back_no_further(silence):
    session = a_session()
    session.seek(40)
    session = Session.resume(session.saved())
    for position in (40, 45, 46, 48, 47, 15, 40):
        session.seek(position)
        assert found_dead(session) == dead_units(silence, position, first=40)
    session.seek(10)
    session.set_learning_rate(0.0)
    session.seek(15)
    assert found_dead(session) == {}


def test_more_units_than_a_machine_word_holds():
    wide = replace(DYING, layers=(Flatten(), Dense(150), ReLU(), Dense(3), SoftmaxCrossEntropy()), epochs=2)
    session, steps = Session(wide), []
    session.set_parameter("1.bias", (149,), -1e6)
    session.set_parameter("1.bias", (64,), -1e6)
    while not session.is_finished:
        steps.append(silent_units(session.trace()))
        session.advance()
        assert found_dead(session) == dead_units(steps, session.position)
    assert {64, 149} <= set(found_dead(session)[2][1])


def test_a_network_without_a_relu_has_no_dead_units():
    session = Session(replace(DYING, layers=(Flatten(), Dense(3), SoftmaxCrossEntropy())))
    session.seek(12)
    assert found_dead(session) == {}


def test_a_good_run_is_healthy():
    session = Session(replace(SMALL, epochs=10, learning_rate=0.01))
    session.seek(session.total_steps)
    assert [one for one in session.health if one.trouble is not Trouble.DEAD_UNITS] == []


def test_a_start_is_healthy():
    assert Session(SMALL).health == ()


@pytest.mark.parametrize("learning_rate", [1e200, 1e308])
def test_a_run_that_diverges(learning_rate):
    session = Session(replace(SMALL, epochs=4, learning_rate=learning_rate))
    session.seek(session.total_steps)
    losses = session.history.losses
    finite = [loss - loss == 0 for loss in losses]
    since = finite.index(False)
    assert not any(finite[since:])
    worst = session.health[0]
    assert (worst.trouble, worst.step) == (Trouble.NOT_FINITE, since)
    assert worst.sentence.startswith(f"Since step {since} the loss is ")
    session.seek(since)
    assert all(one.trouble is not Trouble.NOT_FINITE for one in session.health)
    session.next_phase()
    session.seek(since + 1)
    assert session.health[0].step == since


def health_of(losses, correct, position=None, steps_per_epoch=4):
    """The health of a run with these losses, from a record that has gone beyond the position."""
    log_, vitals = Log(steps_per_epoch), Vitals((), ())
    for loss, right in zip(losses, correct, strict=True):
        log_.record_step(loss, 0, right)
    vitals.restore(log_.until(len(losses)))
    history = log_.until(len(losses) if position is None else position)
    return {one.trouble: one for one in findings(history, vitals, 3)}


def test_a_loss_that_explodes_is_seen_at_its_epochs_end():
    losses = [1.0] * 4 + [0.5] * 4 + [1.4] * 4 + [1.6] * 4 + [9.0] * 4 + [1.2] * 4
    right = [True] * 24
    seen = {position for position in range(25) if Trouble.EXPLODING_LOSS in health_of(losses, right, position)}
    assert seen == set(range(16, 24))
    finding = health_of(losses, right, 20)[Trouble.EXPLODING_LOSS]
    assert finding.step == 12
    assert finding.sentence == "Since step 12 the loss explodes: epoch 5 has a mean of 9, epoch 2 had 0.5."


def test_a_loss_better_than_guessing_does_not_explode():
    quiet = [0.001] * 4 + [log(3) * 0.99] * 4
    assert Trouble.EXPLODING_LOSS not in health_of(quiet, [True] * 8)
    assert Trouble.EXPLODING_LOSS in health_of([0.001] * 4 + [log(3) * 1.01] * 4, [True] * 8)


@pytest.mark.parametrize("losses", [[inf] * 8, [nan] * 8, [1.0] * 4 + [nan] * 4, [inf] * 4 + [9.0] * 4])
def test_epochs_that_are_not_finite_do_not_explode(losses):
    assert Trouble.EXPLODING_LOSS not in health_of(losses, [False] * 8)


def test_wrong_answers_beyond_doubt_saturate():
    losses = [1.0] * 20
    for step in (3, 8, 11, 17):
        losses[step] = 14.0
    wrong = [loss < 2 for loss in losses]
    began = {position: health_of(losses, wrong, position).get(Trouble.SATURATED) for position in range(21)}
    steps = {position: one.step for position, one in began.items() if one}
    assert steps == dict.fromkeys(range(4, 8), 3) | dict.fromkeys(range(9, 16), 8) | dict.fromkeys(range(18, 21), 17)
    assert began[12].sentence == (
        "Since step 8 the softmax is saturated on wrong answers: 2 of the last 4 steps gave the true class a "
        "probability below 1e-06."
    )
    assert Trouble.SATURATED not in health_of(losses, [True] * 20)
    assert Trouble.SATURATED not in health_of([13.8] * 20, [False] * 20)


@given(st.lists(st.sampled_from([1.0, 14.0, inf, -inf, nan]), max_size=30), st.data())
def test_divergence_at_any_position_of_any_run(losses, data):
    vitals, log_ = Vitals((), ()), Log(4)
    for loss in losses:
        log_.record_step(loss, 0, False)
    vitals.restore(log_.until(len(losses)))
    cut = data.draw(st.integers(0, len(losses)))
    copied = vitals.copy(cut)
    for position in range(len(losses) + 1):
        since = position
        while since and losses[since - 1] not in (1.0, 14.0):
            since -= 1
        expected = since if since < position else None
        assert vitals.diverged_since(position) == expected
        if position <= cut:
            assert copied.diverged_since(position) == expected
            assert copied.sure_and_wrong(position, 2) == vitals.sure_and_wrong(position, 2)


@given(st.lists(st.sampled_from([1.0, 14.0]), max_size=30), st.data())
def test_saturation_at_any_position_whatever_was_asked_before(losses, data):
    vitals, log_ = Vitals((), ()), Log(4)
    for loss in losses:
        log_.record_step(loss, 0, False)
    vitals.restore(log_.until(len(losses)))
    places = st.tuples(st.integers(0, len(losses)), st.integers(1, 5))
    for position, window in data.draw(st.lists(places, min_size=1, max_size=20)):
        steps = [step for step in range(position) if losses[step] == 14.0]
        recent = sum(step >= position - window for step in steps)
        since = steps[-1] if steps else 0
        for step in reversed(steps):
            since = step if since - step <= window else since
        assert vitals.sure_and_wrong(position, window) == ((recent, since) if recent else None)
