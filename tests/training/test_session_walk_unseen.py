"""Steps that nobody looks at: the same bits, without their traces, which are there when they are asked for."""

import pytest
from training_replay import assert_same

from cnnviz.nn import Network
from cnnviz.training import Experiment, RunFinishedError, Session

SMALL = {"train_per_class": 4, "test_per_class": 3, "epochs": 3}


@pytest.mark.parametrize("preset", ["paper", "ten-digits"])
def test_unseen_steps_lead_to_the_same_place(preset):
    seen, unseen = (Session(Experiment.preset(preset, **SMALL)) for _ in range(2))
    for step in range(20):
        assert seen.advance() == unseen.advance(is_seen=False)
        assert seen.answer_of(step) == unseen.answer_of(step)
    assert seen.health == unseen.health
    assert_same(unseen, seen)


def test_an_unseen_step_makes_no_trace(monkeypatch):
    session = Session(Experiment.preset("paper", **SMALL))
    session.advance(is_seen=False)
    with monkeypatch.context() as patch:
        patch.setattr(Network, "trace", lambda *args: pytest.fail("a trace was made"))
        session.advance(is_seen=False)
        session.step()
    assert session.shown().step == 2


def test_a_trace_that_is_there_is_taken_for_an_unseen_step_too(monkeypatch):
    session = Session(Experiment.preset("paper", **SMALL))
    trace = session.trace()
    monkeypatch.setattr(Network, "take_step", lambda *args: pytest.fail("the step was computed again"))
    session.advance(is_seen=False)
    assert session.shown().trace is trace


def test_after_the_end_no_step_is_taken_unseen():
    session = Session(Experiment.preset("paper", train_per_class=1, test_per_class=1, epochs=1))
    session.seek(session.total_steps)
    with pytest.raises(RunFinishedError):
        session.advance(is_seen=False)
