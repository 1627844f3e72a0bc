"""Frames of real sessions, for the tests of the views."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from leaks import watched_for_leaks
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot
from windows import SMALL, is_ready, open_window

from cnnviz.training import Experiment, Session
from cnnviz.ui import frame
from cnnviz.ui.frame import Frame
from cnnviz.ui.main_window import MainWindow
from cnnviz.ui.theme import Theme, load_theme


def frame_of(session: Session, **changes: Any) -> Frame:
    """The frame that a worker would publish for a session as it is, with some fields changed."""
    return replace(frame.frame_of(session, frame.run_of(session)), **changes)


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


@pytest.fixture(autouse=True)
def no_leaks(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fail a test that leaves a thread or a timer running."""
    with watched_for_leaks(monkeypatch) as leaks:
        yield
    assert not leaks, "; ".join(leaks)


@pytest.fixture(autouse=True)
def no_question_nobody_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    """A question that a test does not expect fails it, where it would wait for ever."""

    def fail(parent, title, text, *buttons):
        raise AssertionError(f"asked: {title}")

    monkeypatch.setattr(QMessageBox, "question", fail)


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[MainWindow]:
    """The main window, on view, with a small run of the paper's experiment open and evaluated."""
    yield from _open(qtbot, shows_panels=True)


@pytest.fixture
def bare_window(qtbot: QtBot) -> Iterator[MainWindow]:
    """The same with the picture, the timeline and the toolbar alone: no panel is built that a test does not ask for."""
    yield from _open(qtbot, shows_panels=False)


@pytest.fixture(scope="module")
def shared_window(qapp: QApplication, request: pytest.FixtureRequest) -> Iterator[MainWindow]:
    """One window, all of its panels built, for those tests of a module that do not mind what others left in it."""
    with pytest.MonkeyPatch.context() as patch, watched_for_leaks(patch) as leaks:
        main = open_window()
        main.resize(1440, 900)  # as wide as at first, so that all panels have their places
        bot = QtBot(request)  # the fixture qtbot is of one test
        bot.waitUntil(lambda: is_ready(main) and all(view.is_built for view in main.docks.views), timeout=20_000)
        yield main
        main.close()
        main.deleteLater()
    assert not leaks, "; ".join(leaks)


def _open(qtbot: QtBot, shows_panels: bool) -> Iterator[MainWindow]:
    main = open_window(shows_panels)
    qtbot.addWidget(main)
    qtbot.waitUntil(lambda: is_ready(main), timeout=10_000)
    yield main
    main.close()
