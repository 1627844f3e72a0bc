"""Main windows of tests, a small run open in each, and the hands that tests use them with."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from cnnviz.training import Experiment, Session
from cnnviz.ui.main_window import MainWindow

SMALL = {"train_per_class": 4, "test_per_class": 3, "epochs": 3}
"""What of the paper's experiment the tests' runs change: 12 images an epoch, 36 steps."""


def open_window(shows_panels: bool = True, **changes: int) -> MainWindow:
    """A window on view whose run begins; without its panels, none is built before it is asked for."""
    window = MainWindow(theme_name="light")
    window.show()
    if not shows_panels:
        for dock in window.docks.all:
            dock.hide()
        window.docks._stop_building()
    window.start(Experiment.preset("paper", **SMALL, **changes))
    return window


def is_ready(window: MainWindow) -> bool:
    """Whether the run is on view and the test set has been evaluated before its first step."""
    return window.frame is not None and 0 in window.frame.history.evaluations


def place(window: MainWindow) -> tuple[int, int]:
    """Step and phase on view."""
    return window.frame.position, window.frame.phase


def wait_for(qtbot: QtBot, window: MainWindow, position: int, phase: int) -> None:
    """Wait until a step and phase are on view."""
    qtbot.waitUntil(lambda: place(window) == (position, phase), timeout=10_000)


def button(window: MainWindow, name: str) -> QToolButton:
    """The toolbar's button of an action."""
    return window.toolbar.widgetForAction(window.actions_by_name[name])


def press(
    qtbot: QtBot,
    window: MainWindow,
    key: Qt.Key,
    modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> None:
    """Press a key in a window."""
    qtbot.keyClick(window, key, modifier)


def oracle(position: int, phase: int = 0) -> Session:
    """A session of the window's experiment, led to a place."""
    session = Session(Experiment.preset("paper", **SMALL))
    session.seek(position)
    for _ in range(phase):
        session.next_phase()
    return session
