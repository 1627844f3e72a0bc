"""Views that are built when they are needed, and then behave as if they had always been there."""

import pytest
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from cnnviz.ui.deferred import Deferred
from cnnviz.ui.theme import load_theme


class View(QWidget):
    chosen = Signal(int)

    def __init__(self, parent=None):
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.calls = []

    def show_frame(self, frame):
        self.calls.append(("frame", frame, self.size().toTuple()))

    def apply_theme(self, theme):
        self.calls.append(("theme", theme.name))

    def set_cell(self, cell):
        self.calls.append(("cell", cell))


class Sender(QObject):
    asked = Signal(object)


@pytest.fixture
def later(qtbot):
    later = Deferred(View, signals=("chosen",), slots=("set_cell",))
    qtbot.addWidget(later)
    later.resize(120, 80)
    return later


def test_connections_wait_for_the_view(later):
    heard = []
    later.chosen.connect(heard.append)
    later.chosen.connect(lambda number: heard.append(-number))
    assert not later.is_built
    later.view.chosen.emit(3)
    assert heard == [3, -3]
    later.chosen.connect(lambda number: heard.append(number + 100))
    later.chosen.emit(4)
    assert heard == [3, -3, 4, -4, 104]


def test_a_signal_asked_for_early_can_be_connected_late(later):
    heard = []
    chosen = later.chosen
    view = later.view
    chosen.connect(heard.append)
    view.chosen.emit(5)
    assert heard == [5]


def test_emitting_builds_the_view(later):
    heard = []
    later.chosen.connect(heard.append)
    later.chosen.emit(5)
    assert heard == [5]
    assert later.is_built


def test_a_slot_is_connected_to_without_building_and_builds_when_called(later):
    sender = Sender()
    sender.asked.connect(later.set_cell)
    assert not later.is_built
    sender.asked.emit("a cell")
    assert later.calls == [("cell", "a cell")]
    sender.asked.emit(None)
    assert later.calls[1:] == [("cell", None)]


def test_a_frame_comes_after_the_theme_and_at_full_size(later, qtbot):
    later.show()
    qtbot.waitExposed(later)
    later.apply_theme(load_theme("dark"))
    assert not later.is_built
    later.show_frame("a frame")
    assert later.calls == [("theme", "dark"), ("frame", "a frame", (120, 80))]
    assert later.view.isVisible()
    later.apply_theme(load_theme("light"))
    assert later.calls[2:] == [("theme", "light")]


def test_what_the_view_has_it_has_and_nothing_else(later):
    assert later.calls == []
    with pytest.raises(AttributeError):
        later.no_such_thing  # noqa: B018
    with pytest.raises(AttributeError):
        later._private  # noqa: B018


def test_the_view_takes_the_focus(qtbot):
    holder = QWidget()
    qtbot.addWidget(holder)
    later = Deferred(View)
    QVBoxLayout(holder).addWidget(later)
    assert later.view is later.view
    later.setFocus()
    assert holder.focusWidget() is later.view
