"""Frames of a session that was walked, changed and walked on."""

from functools import cache

from cnnviz.nn import SoftmaxCrossEntropy
from cnnviz.training import Experiment, Session
from cnnviz.ui.frame import Frame, frame_of, run_of

SMALL = {"train_per_class": 4, "test_per_class": 3, "epochs": 3}


def new_session() -> Session:
    """36 steps of the paper's experiment, at the start."""
    return Session(Experiment.preset("paper", **SMALL))


def after_of(session: Session):
    """What the worker adds to a frame once a step is complete."""
    shown = session.shown()
    probabilities = session.network.predict(shown.sample.image)
    return SoftmaxCrossEntropy().loss(probabilities, shown.sample.target), probabilities


@cache
def walked_frames() -> tuple[Frame, ...]:
    """A frame after each phase of step 5, from phase 0 (step 4 is complete) to its completion."""
    session = new_session()
    session.seek(5)
    run = run_of(session)
    frames = [frame_of(session, run, after=after_of(session))]
    for _ in session.phases:
        session.next_phase()
        frames.append(frame_of(session, run, after=None if session.phase else after_of(session)))
    return tuple(frames)


@cache
def changed_frame() -> Frame:
    """Course 2 of three, standing at step 8, where a weight was set; a change lies behind and one ahead."""
    session = new_session()
    session.seek(12)
    session.seek(4)
    session.set_learning_rate(0.005)
    session.seek(10)
    session.seek(8)
    session.set_parameter("0.weight", (0, 0, 1, 2), -0.5)
    session.seek(11)
    session.choose_sample(3)
    session.seek(13)
    session.seek(8)
    return frame_of(session, run_of(session))
