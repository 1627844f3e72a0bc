"""Putting one view on the screen, for the tests of that view alone."""

from typing import TypeVar

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from cnnviz.ui.theme import load_theme

View = TypeVar("View", bound=QWidget)


def on_view(qtbot: QtBot, view: View, width: int, height: int, is_active: bool = False) -> View:
    """The view, shown in the light theme at a size; active: keys pressed anywhere go to it."""
    qtbot.addWidget(view)
    view.apply_theme(load_theme("light"))
    view.resize(width, height)
    with qtbot.waitExposed(view):
        view.show()
    if is_active:
        view.activateWindow()
        qtbot.waitUntil(view.isActiveWindow)
    return view
