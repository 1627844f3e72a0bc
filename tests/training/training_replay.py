"""A fresh session led to where another stands: what every session, however it got there, must agree with."""

from cnnviz.nn import Network
from cnnviz.training import ChooseSample, Session, SetLearningRate, SetParameter


def replayed(session):
    """A new session of the same experiment that only went forward, met the same events, and stands where it stands.

    Each change is made by way of another one: a change to what is there already is none.
    """
    fresh = Session(session.experiment, session.dataset)
    for event in session.events:
        if event.position > session.position:
            break
        while fresh.position < event.position:
            fresh.advance()
        match event:
            case SetLearningRate(_, rate):
                fresh.set_learning_rate(rate)
            case SetParameter(_, name, index, value):
                fresh.set_parameter(name, index, value + 1 if abs(value) < 2**50 else 0)
                fresh.set_parameter(name, index, value)
            case ChooseSample(_, sample):
                fresh.choose_sample((sample + 1) % fresh.steps_per_epoch)
                fresh.choose_sample(sample)
    assert fresh.events == tuple(event for event in session.events if event.position <= session.position)
    while fresh.position < session.position:
        fresh.advance()
    while fresh.phase < session.phase:
        fresh.next_phase()
    return fresh


def assert_same(session, fresh):
    """Both stand at one place and show the same, to the bit."""
    assert (session.position, session.phase) == (fresh.position, fresh.phase)
    assert session.network.state() == fresh.network.state()
    assert session.history.losses == fresh.history.losses
    assert session.history.predictions == fresh.history.predictions
    assert session.history.correct == fresh.history.correct
    assert session.learning_rate == fresh.learning_rate
    if not session.is_finished:
        assert session.sample_at(session.position) == fresh.sample_at(fresh.position)
        assert session.trace() == fresh.trace()
    assert session.shown() == fresh.shown()
    assert session.network.state() == fresh.network.state(), "showing changed the network"


def assert_exact(session):
    """The session has the bits of a fresh one led to its place."""
    assert_same(session, replayed(session))


def counted_steps(monkeypatch):
    """A list to which every step computed from now on, with a trace or without, adds the sample's label."""
    computed = []

    def count(compute):
        def counted(self, image, label, *rest):
            computed.append(label)
            return compute(self, image, label, *rest)

        return counted

    for name in ("trace", "take_step"):
        monkeypatch.setattr(Network, name, count(getattr(Network, name)))
    return computed
