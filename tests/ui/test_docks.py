"""Panels are built after the window is seen, those in sight first; or when they are asked for."""

import pytest
from PySide6.QtWidgets import QMainWindow

from cnnviz.ui.docks import Docks
from cnnviz.ui.theme import load_theme


@pytest.fixture
def docks(qtbot):
    window = QMainWindow()
    qtbot.addWidget(window)
    window.resize(1440, 900)
    return Docks(window)


def built(docks):
    return [view for view in docks.views if view.is_built]


def test_nothing_is_built_before_the_window_is_seen(docks, qtbot):
    qtbot.wait(20)
    assert not built(docks)


def test_one_panel_is_built_when_it_is_asked_for(docks):
    assert docks.draw.pad.isEnabled()
    assert built(docks) == [docks.draw]


def test_once_the_window_is_seen_all_are_built_those_in_sight_first(docks, qtbot, monkeypatch):
    order = []
    build = docks._build_next

    def watched():
        before = built(docks)
        build()
        order.extend((view, view.isVisible()) for view in docks.views if view.is_built and view not in before)

    docks._builder.timeout.disconnect()
    docks._builder.timeout.connect(watched)
    for view in docks.views:
        view.apply_theme(load_theme("light"))
    docks.parent().show()
    qtbot.waitUntil(lambda: len(built(docks)) == len(docks.views) and not docks._builder.isActive(), timeout=10_000)
    in_sight = [was_visible for _, was_visible in order]
    assert len(order) == len(docks.views)
    assert in_sight == sorted(in_sight, reverse=True)
    assert in_sight.count(True) >= 4


def test_a_window_that_is_closed_early_builds_no_more(docks, qtbot):
    docks.parent().show()
    qtbot.waitUntil(lambda: bool(built(docks)))
    docks.parent().close()
    count = len(built(docks))
    qtbot.wait(30)
    assert len(built(docks)) == count < len(docks.views)


def test_a_panel_behind_anothers_tab_is_not_visible_until_it_is_raised(docks, qtbot):
    docks.parent().show()
    qtbot.waitUntil(docks.confusion.isVisible)
    assert not docks.per_class.isVisible()
    came = []
    docks.became_visible.connect(lambda: came.append(docks.per_class.isVisible()))
    next(dock for dock in docks.all if dock.objectName() == "per_class").raise_()
    assert docks.per_class.isVisible()
    assert not docks.confusion.isVisible()
    assert True in came


def test_a_panel_that_cannot_be_built_is_told_of_once(docks, qtbot, monkeypatch):
    def fail(parent):
        raise RuntimeError("no panel today")

    for view in docks.views:
        monkeypatch.setattr(view, "_build", fail)
    with qtbot.captureExceptions() as caught:
        docks.parent().show()
        qtbot.waitUntil(lambda: bool(caught))
        qtbot.wait(30)
    assert [str(error) for _, error, _ in caught] == ["no panel today"]
    assert not docks._builder.isActive()
