"""The lines above the picture: what they say, and that saying it does not lay the window out again."""

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from cnnviz.ui.frame import Activity
from cnnviz.ui.header import Header
from cnnviz.ui.headline import activity_text, phase_line, step_text
from cnnviz.ui.theme import load_theme


@pytest.fixture
def header(qtbot):
    holder = QWidget()
    qtbot.addWidget(holder)
    header = Header()
    QVBoxLayout(holder).addWidget(header)
    header.apply_theme(load_theme("light"))
    holder.resize(700, 100)
    holder.show()
    yield header


class Watch(QObject):
    def __init__(self):
        super().__init__()
        self.layouts = 0

    def eventFilter(self, watched, event):  # noqa: N802
        self.layouts += event.type() == QEvent.Type.LayoutRequest
        return False


def test_it_says_step_activity_and_phase(header, session, make_frame):
    session.next_phase()
    frame = make_frame(session)
    header.show_frame(frame)
    assert header._step.text() == header._step.toolTip() == header._step.accessibleDescription() == step_text(frame)
    assert header._phase.text() == header._phase.toolTip() == phase_line(frame)[0]
    assert header._activity.text() == activity_text(frame) == "paused"


def test_the_activity_is_as_wide_as_its_text(header, session, make_frame):
    for speed in (5.0, 12_345.0):
        frame = make_frame(session, activity=Activity.RUNNING, steps_per_second=speed)
        header.show_frame(frame)
        QApplication.processEvents()
        label = header._activity
        assert label.width() == label.fontMetrics().horizontalAdvance(activity_text(frame))


def test_the_three_texts_never_overlap(header, session, make_frame):
    for speed in (None, 5.0, 12_345.0):
        header.show_frame(make_frame(session, activity=Activity.RUNNING, steps_per_second=speed))
        QApplication.processEvents()
        left, middle, right = (label.geometry() for label in (header._step, header._activity, header._phase))
        assert left.right() < middle.left()
        assert middle.right() < right.left()
        assert left.width() > 100 < right.width()


def test_another_step_needs_no_new_layout(header, session, make_frame):
    session.step()
    header.show_frame(make_frame(session, activity=Activity.RUNNING, steps_per_second=310.0))
    QApplication.processEvents()
    watch = Watch()
    header.installEventFilter(watch)
    session.step()
    header.show_frame(make_frame(session, activity=Activity.RUNNING, steps_per_second=311.0))
    QApplication.processEvents()
    assert watch.layouts == 0
    assert header._step.text().startswith("Step 1 ")
