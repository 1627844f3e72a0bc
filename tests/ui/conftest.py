"""Frames of real sessions, for the tests of the views."""

from collections.abc import Callable
from typing import Any

import pytest

from cnnviz.training import Experiment, Session
from cnnviz.ui.frame import Activity, Frame, Run
from cnnviz.ui.theme import Theme, load_theme

SMALL = {"train_per_class": 4, "test_per_class": 3, "epochs": 3}


def frame_of(session: Session, **changes: Any) -> Frame:
    """The frame that a worker would publish for a session as it is, with some fields changed."""
    run = Run(
        session.experiment,
        session.dataset,
        session.train_samples,
        session.test_samples,
        session.network.layers,
        tuple(session.network.shapes),
        session.phases,
        session.steps_per_epoch,
        session.total_steps,
        len(session.network.state()),
    )
    values = {
        "run": run,
        "shown": session.shown(),
        "position": session.position,
        "phase": session.phase,
        "furthest": session.furthest,
        "learning_rate": session.learning_rate,
        "history": session.known_history,
        "activity": Activity.PAUSED,
        "evaluated": 0,
        "probe": None,
        "steps_per_second": None,
        "note": "",
    }
    return Frame(**{**values, **changes})


@pytest.fixture
def session() -> Session:
    """A small session of the paper's experiment, at its start."""
    return Session(Experiment.preset("paper", **SMALL))


@pytest.fixture
def make_frame() -> Callable[..., Frame]:
    """`make_frame(session, **changes)`."""
    return frame_of


@pytest.fixture(params=["light", "dark"])
def theme(request: pytest.FixtureRequest) -> Theme:
    """Each theme in its turn."""
    return load_theme(request.param)
