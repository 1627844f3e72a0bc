"""The confusion matrix in per cent, and what it says of a click."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip

from cnnviz.training import Evaluation
from cnnviz.ui.plots import confusion_painter
from cnnviz.ui.plots.confusion_painter import share_text
from cnnviz.ui.plots.confusion_view import ConfusionView
from cnnviz.ui.theme import load_theme

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

EVALUATION = Evaluation(1.0, bytes([0, 0, 0, 1, 1, 1, 2, 2, 2]), bytes([0, 0, 2, 1, 1, 1, 0, 0, 2]))


@pytest.fixture
def view(qtbot, session, make_frame):
    confusion = ConfusionView()
    qtbot.addWidget(confusion)
    confusion.apply_theme(load_theme("light"))
    confusion.resize(480, 260)
    confusion.show()
    frame = make_frame(session)
    confusion.show_frame(replace(frame, history=replace(frame.history, evaluations={0: EVALUATION})))
    return confusion


@pytest.mark.parametrize(
    ("count", "total", "text"),
    [
        (2, 3, "67 %"),
        (3, 3, "100 %"),
        (0, 3, "0 %"),
        (1, 1000, "<1 %"),
        (1, 200, "<1 %"),
        (2, 201, "1 %"),
        (999, 1000, ">99 %"),
        (199, 200, ">99 %"),
        (197, 199, "99 %"),
    ],
)
def test_shares_are_never_all_or_nothing_where_they_are_neither(count, total, text):
    assert share_text(count, total) == text


def test_a_cell_tells_its_share_of_the_class(view):
    assert view.cell_tip(2, 0) == '2 images of a "2" were read as "0". That is 67 % of the class "2".'
    assert view.cell_tip(1, 0) == '0 images of a "1" were read as "0".'


def tooltip_at(view, place):
    QApplication.sendEvent(view, QHelpEvent(QEvent.Type.ToolTip, place, view.mapToGlobal(place)))
    text = QToolTip.text()
    QToolTip.hideText()
    return text


def test_pointing_says_what_a_click_does(view):
    assert tooltip_at(view, view.cell_rect(2, 0).center().toPoint()).endswith("A click, or Enter, shows these images.")
    assert "A click on a cell, or Enter, shows its images." in tooltip_at(view, QPoint(1, 1))


@pytest.mark.parametrize(
    ("size", "shares"), [((480, 260), ["67 %", "33 %", "100 %", "67 %", "33 %"]), ((180, 120), [])]
)
def test_shares_stand_in_cells_that_have_room(view, monkeypatch, size, shares):
    written = []

    def told(count, total):
        written.append(share_text(count, total))
        return written[-1]

    monkeypatch.setattr(confusion_painter, "share_text", told)
    view.resize(*size)
    QApplication.processEvents()
    written.clear()
    view.grab()
    assert written == shares
