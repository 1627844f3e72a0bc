"""The keys of panels that the sheet lists: where the window gives one another meaning, the panel keeps it to itself."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget

from cnnviz.explain import Cell
from cnnviz.ui.images.gallery_list import GalleryList
from cnnviz.ui.images.probability_bars import ProbabilityBars
from cnnviz.ui.inspector.canvas import Canvas
from cnnviz.ui.inspector.slide.slide_canvas import SlideCanvas
from cnnviz.ui.inspector.terms_view import TermsView
from cnnviz.ui.panel_keys import ARROWS, PANELS

CELL = Cell(2, "output", (0, 5, 7))


def view_of(panel: str) -> Callable[[QWidget], QWidget]:
    """How to come by the widget of a panel that has the focus while its keys are pressed."""
    return {
        "Network picture": lambda window: window.network.canvas,
        "Timeline": lambda window: window.timeline,
        "Images and results": lambda window: window.docks.gallery.view.findChild(GalleryList),
        "This sample, gradient norms": lambda window: window.docks.sample.view.findChild(ProbabilityBars),
        "Inspector: Number": lambda window: window.docks.inspector.number.findChild(TermsView),
        "Inspector: Map": lambda window: map_on_view(window.docks.inspector.map),
        "Inspector: Slide": lambda window: window.docks.inspector.slide.findChild(SlideCanvas),
        "Confusion": lambda window: window.docks.confusion.view,
        "Parameters": lambda window: window.docks.parameters.table,
        "Comparison of two cards": lambda window: window.docks.pinned.comparison,
    }[panel]


def map_on_view(view: QWidget) -> Canvas:
    return next(canvas for canvas in view.findChildren(Canvas) if canvas.isVisibleTo(view))


def presses(keys: tuple[str, ...]) -> set[str]:
    return {key.replace(ARROWS, arrow) for key in keys for arrow in ("Left", "Right", "Up", "Down")}


def of_the_window(window: QWidget) -> set[str]:
    portable = QKeySequence.SequenceFormat.PortableText
    return {key.toString(portable) for action in window.actions_by_name.all() for key in action.shortcuts()}


PANELS_WITH_KEYS_OF_THE_WINDOW = (
    "Network picture",
    "Timeline",
    "Images and results",
    "This sample, gradient norms",
    "Inspector: Number",
    "Inspector: Map",
    "Inspector: Slide",
    "Confusion",
    "Parameters",
    "Comparison of two cards",
)


@pytest.mark.parametrize("title", PANELS_WITH_KEYS_OF_THE_WINDOW)
def test_a_panel_keeps_its_keys_from_the_window(shared_window, qtbot, title):
    shared_window.worker.next_sample()
    shared_window.worker.previous_phase()
    qtbot.waitUntil(lambda: shared_window.frame.phase > 0)
    shared_window.network.canvas.choose(CELL)
    shared_window.docks.inspector.map.show_frame(shared_window.frame)
    panel = next(panel for panel in PANELS if panel.title == title)
    shared = set().union(*(presses(key.keys) for key in panel.keys)) & of_the_window(shared_window)
    assert shared
    view = view_of(title)(shared_window)

    for key in shared:
        pressed = QKeySequence(key)[0]
        event = QKeyEvent(QEvent.Type.ShortcutOverride, pressed.key(), pressed.keyboardModifiers())
        event.ignore()
        QCoreApplication.sendEvent(view, event)
        assert event.isAccepted(), f"{key} goes to the window"
