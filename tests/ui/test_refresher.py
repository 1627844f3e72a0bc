"""Which views are shown a frame, and when: while a run is watched slowly, all of them, though a few at a time."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from cnnviz.training import Session
from cnnviz.ui.frame import Frame
from cnnviz.ui.refresher import Refresher


class Recorder(QWidget):
    """A view that keeps what it is shown."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.frames: list[Frame] = []

    def show_frame(self, frame: Frame) -> None:
        self.frames.append(frame)


@pytest.fixture
def views(qtbot: QtBot) -> Iterator[list[Recorder]]:
    """Nine views in sight, children of one window."""
    window = QWidget()
    qtbot.addWidget(window)
    views = [Recorder(window) for _ in range(9)]
    window.show()
    yield views
    window.close()


@pytest.fixture
def refresher(views: list[Recorder]) -> Refresher:
    return Refresher(views, views[0], lambda: None, views[0].window())


def test_every_view_in_sight_comes_to_a_frame_that_stays(
    qtbot: QtBot, session: Session, make_frame: Callable[..., Frame], views: list[Recorder], refresher: Refresher
) -> None:
    first = make_frame(session, is_running=True)
    refresher.show(first)
    session.next_phase()
    second = make_frame(session, is_running=True, run=first.run)
    refresher.show(second)  # as of a slow run, where the next one comes seconds later
    assert views[0].frames[-1] is second
    qtbot.waitUntil(lambda: all(view.frames[-1] is second for view in views), timeout=3_000)
    refresher.stop()


def test_views_take_turns_while_training_runs(
    qtbot: QtBot, session: Session, make_frame: Callable[..., Frame], views: list[Recorder], refresher: Refresher
) -> None:
    first = make_frame(session, is_running=True)
    refresher.show(first)
    for _ in range(12):
        session.next_phase()
        refresher.show(make_frame(session, is_running=True, run=first.run))
        qtbot.wait(30)
    refresher.stop()
    assert len(views[0].frames) == 13
    assert all(len(view.frames) < 6 for view in views[1:])


def test_what_is_out_of_sight_is_not_waited_for(
    qtbot: QtBot, session: Session, make_frame: Callable[..., Frame], views: list[Recorder], refresher: Refresher
) -> None:
    first = make_frame(session, is_running=True)
    refresher.show(first)
    views[5].hide()
    second = make_frame(session, is_running=True, run=first.run)
    refresher.show(second)
    qtbot.waitUntil(lambda: refresher.stale == {views[5]}, timeout=3_000)
    qtbot.waitUntil(lambda: not refresher.is_waiting, timeout=3_000)
    assert views[5].frames == [first]
