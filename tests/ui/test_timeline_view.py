"""The timeline: what it draws and says, and how the mouse and the keys go along it."""

from dataclasses import replace
from functools import cache
from itertools import pairwise
from math import inf, nan

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QHelpEvent, QKeyEvent, QKeySequence, QShortcut, QWheelEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QToolTip

from cnnviz.training import Branch, Experiment, Session, SetLearningRate, SetParameter
from cnnviz.training.breakpoints import EpochEnd, StepReached
from cnnviz.ui.frame import Activity, StopAt
from cnnviz.ui.theme import load_theme
from cnnviz.ui.timeline_marks import forks_of, mark_positions
from cnnviz.ui.timeline_scale import Axis, epoch_marks, loss_columns, loss_shades, position_text
from cnnviz.ui.timeline_view import TimelineView

# The offscreen platform has no window manager to ask for a window's sizes or to raise a tooltip, and says so.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

LEFT = Qt.MouseButton.LeftButton


def width_of(text: str) -> float:
    return 7.0 * len(text)


# The scale


@pytest.mark.parametrize("position", [0, 1, 36, 3750])
def test_a_place_on_the_axis_and_back(position):
    axis = Axis(12, 976, 3750)

    assert axis.position_at(axis.x_of(position)) == position


def test_places_outside_the_axis_are_its_ends():
    axis = Axis(12, 100, 50)

    assert axis.position_at(-500) == 0
    assert axis.position_at(500) == 50
    assert Axis(12, -4, 50).position_at(20) == 0


@pytest.mark.parametrize("epochs", [1, 2, 3, 7, 50, 999, 12345])
@pytest.mark.parametrize("length", [10, 60, 150, 600, 1400])
def test_numbers_of_epochs_never_collide(epochs, length):
    marks = epoch_marks(Axis(12, length, epochs * 75), epochs, width_of)
    edges = []
    for mark in marks:
        if mark.text:
            left = mark.x if mark.epoch == 0 else mark.x - width_of(mark.text) / 2
            edges.append((left, left + width_of(mark.text)))

    assert marks[0].text == "epoch 0"
    assert all(end < start for (_, end), (start, _) in pairwise(edges))
    assert len(marks) <= length / 4 + 2


def test_numbers_are_round_and_the_ticks_between_them_are_bare():
    marks = epoch_marks(Axis(12, 700, 3750), 50, width_of)

    assert [mark.text for mark in marks if mark.text] == ["epoch 0", *map(str, range(5, 51, 5))]
    assert len(marks) == 51


def test_the_loss_in_columns_keeps_the_least_and_the_greatest():
    columns = loss_columns(np.array([1.0, 3.0, 2.0, 6.0, 4.0]), total=10, columns=5)

    assert columns.size == 2
    assert columns.means.tolist() == [2.0, 4.0, 4.0]
    assert columns.lows.tolist() == [1.0, 2.0, 4.0]
    assert columns.highs.tolist() == [3.0, 6.0, 4.0]


def test_losses_that_are_no_numbers_do_not_hide_the_others():
    columns = loss_columns(np.array([1.0, nan, inf, nan, -inf, 5.0]), total=6, columns=3)

    assert columns.means[[0, 2]].tolist() == [1.0, 5.0]
    assert np.isnan(columns.means[1])


def test_the_picture_of_the_loss_ends_where_the_training_ended():
    shades, missing = loss_shades(loss_columns(np.full(50, 2.0), 100, 40), 100, width=80, height=10)

    assert shades[:, :40].max(axis=0).min() > 0.5
    assert shades[:, 40:].max() == 0
    assert not missing.any()


def test_a_higher_loss_is_drawn_higher():
    falling = np.linspace(4.0, 0.5, 100)
    shades, _ = loss_shades(loss_columns(falling, 100, 100), 100, width=100, height=20)
    depth = shades.argmax(axis=0)

    assert (np.diff(depth.astype(int)) >= 0).all()
    assert depth[0] < 6
    assert depth[-1] > 14


def test_the_picture_marks_what_is_no_number():
    losses = np.array([1.0] * 50 + [nan] * 50)
    shades, missing = loss_shades(loss_columns(losses, 100, 100), 100, width=100, height=10)

    assert missing.tolist() == [False] * 50 + [True] * 50
    assert shades[:, 50:].max() == 0


@pytest.mark.parametrize("losses", [[], [nan], [0.0], [inf, -inf], [1e308, 1e308, 1e308], [-1.0]])
@pytest.mark.parametrize("width", [1, 2, 300])
def test_any_losses_make_a_picture(losses, width):
    shades, missing = loss_shades(loss_columns(np.array(losses, dtype=float), 10, 5), 10, width, 6)

    assert shades.shape == (6, width)
    assert ((shades >= 0) & (shades <= 1)).all()
    assert missing.shape == (width,)


def test_a_position_is_named_by_the_step_seen_there(session, make_frame):
    for _ in range(14):
        session.advance()
    frame = make_frame(session)

    assert position_text(frame, 0) == "Start of the run · no step taken"
    assert position_text(frame, 1).startswith("Step 0 · epoch 1 of 3 · loss ")
    assert position_text(frame, 12).startswith("Step 11 · epoch 1 of 3")
    assert position_text(frame, 13).startswith("Step 12 · epoch 2 of 3")
    assert position_text(frame, 15) == "Step 14 · epoch 2 of 3 · not trained yet: the run has been as far as step 13"


def test_before_the_first_step_nothing_is_trained(session, make_frame):
    assert position_text(make_frame(session), 5).endswith("not trained yet: the run has been as far as its start")


# The marks


def course(number, parent, fork, is_current=False):
    return Branch(number, parent, fork, None, 30, is_current)


def parted(*courses):
    """Where each course that is not walked parts from the one that is, by number."""
    return {branch.number: place for place, branch in forks_of(courses).places}


def test_a_course_parts_where_it_was_begun_on_the_current_one():
    assert parted(course(0, None, 0, is_current=True), course(1, 0, 10), course(2, 0, 5)) == {1: 10, 2: 5}


def test_the_course_that_one_comes_from_parts_where_one_left_it():
    assert parted(course(0, None, 0), course(1, 0, 10, is_current=True)) == {0: 10}


def test_two_courses_from_a_third_part_where_the_first_of_them_left_it():
    assert parted(course(0, None, 0), course(1, 0, 10), course(2, 0, 15, is_current=True)) == {0: 15, 1: 10}
    assert parted(course(0, None, 0), course(1, 0, 10, is_current=True), course(2, 0, 15)) == {0: 10, 2: 10}


def test_courses_part_where_those_that_they_come_from_do():
    courses = (
        course(0, None, 0),
        course(1, 0, 10),
        course(2, 1, 20),
        course(3, 0, 4),
        course(4, 3, 25, is_current=True),
    )
    assert parted(*courses) == {0: 4, 1: 4, 2: 4, 3: 25}


def test_a_course_between_that_is_not_kept_any_more_leaves_the_fork_that_is_known():
    assert parted(course(0, None, 0, is_current=True), course(5, 3, 12)) == {5: 12}
    assert parted(course(0, None, 0), course(5, 3, 12, is_current=True), course(6, 3, 8)) == {0: 0, 6: 8}


def test_where_courses_part_is_where_a_session_walks_them_apart():
    session = Session(Experiment.preset("paper", train_per_class=4, test_per_class=3, epochs=3))
    rates = {}
    for number, (start, place) in enumerate([(0, 0), (0, 9), (1, 14), (0, 5), (3, 11), (2, 16)]):
        session.switch_branch(start)
        session.seek(place)
        if number:
            session.set_parameter("0.weight", (0, 0, 0, 0), 0.1 + 0.01 * number)
        session.seek(20)
        assert len(session.branches) == number + 1
    for branch in session.branches:
        session.switch_branch(branch.number)
        rates[branch.number] = session.known_history.losses
    for walked in rates:
        session.switch_branch(walked)
        for place, branch in forks_of(session.branches).places:
            same = [one == other for one, other in zip(rates[walked], rates[branch.number], strict=True)]
            assert same.index(False) == place


def test_no_course_and_one_course_have_no_forks():
    assert parted() == {}
    assert parted(course(0, None, 0, is_current=True)) == {}


# The view


@cache
def walked_session() -> Session:
    """A session of 36 steps that has been at 30 and stands at 20; nobody moves it."""
    session = Session(Experiment.preset("paper", train_per_class=4, test_per_class=3, epochs=3))
    for _ in range(30):
        session.advance()
    session.seek(20)
    return session


@pytest.fixture
def frame(make_frame):
    return make_frame(walked_session())


@pytest.fixture
def view(qtbot, frame):
    widget = TimelineView()
    qtbot.addWidget(widget)
    widget.apply_theme(load_theme("light"))
    widget.resize(384, 45)  # ten pixels a step
    widget.show_frame(frame)
    widget.show()
    qtbot.waitExposed(widget)
    yield widget
    QToolTip.hideText()


@pytest.fixture
def seeks(view):
    asked = []
    view.seek_requested.connect(asked.append)
    return asked


def at(view: TimelineView, position: float, y: int = 25) -> QPoint:
    return QPoint(round(12 + (view.width() - 24) * position / view.maximum()), y)


def test_the_handle_is_at_the_position(view):
    assert (view.minimum(), view.maximum(), view.value()) == (0, 36, 20)


def test_frames_ask_for_nothing(view, seeks, frame):
    view.show_frame(replace(frame, position=5))

    assert view.value() == 5
    assert seeks == []


def test_a_click_goes_there(view, seeks, qtbot):
    qtbot.mouseClick(view, LEFT, pos=at(view, 7))

    assert set(seeks) == {7}
    assert view.value() == 7


def test_a_click_on_the_handle_itself_asks_for_nothing(view, seeks, qtbot):
    qtbot.mouseClick(view, LEFT, pos=at(view, 20) + QPoint(4, 2))

    assert seeks == []
    assert view.value() == 20


def test_the_handle_does_not_jump_when_it_is_taken_off_its_middle(view, seeks, qtbot):
    grip = QPoint(4, 0)
    qtbot.mousePress(view, LEFT, pos=at(view, 20) + grip)
    qtbot.mouseMove(view, at(view, 10) + grip)
    qtbot.mouseRelease(view, LEFT, pos=at(view, 10) + grip)

    assert seeks[-1] == 10


def test_a_drag_asks_at_once_then_seldom_and_last_for_where_it_ended(view, seeks, qtbot):
    qtbot.mousePress(view, LEFT, pos=at(view, 20))
    for position in range(19, 2, -1):
        qtbot.mouseMove(view, at(view, position))

    assert seeks[0] == 19
    assert len(seeks) < 10

    qtbot.mouseRelease(view, LEFT, pos=at(view, 3))

    assert seeks[-1] == 3
    assert view.value() == 3


def test_a_drag_that_pauses_has_its_place_asked_for(view, seeks, qtbot):
    qtbot.mousePress(view, LEFT, pos=at(view, 20))
    qtbot.mouseMove(view, at(view, 15))
    qtbot.mouseMove(view, at(view, 8))

    qtbot.waitUntil(lambda: seeks == [15, 8])


def test_a_drag_ends_where_the_training_has_not_been(view, seeks, qtbot):
    qtbot.mousePress(view, LEFT, pos=at(view, 20))
    qtbot.mouseMove(view, at(view, 35))
    qtbot.mouseRelease(view, LEFT, pos=at(view, 35))

    assert seeks[-1] == 30
    assert max(seeks) == 30
    assert view.value() == 30


def test_the_tooltip_of_a_drag_says_why_it_does_not_go_on(view, qtbot):
    qtbot.mousePress(view, LEFT, pos=at(view, 20))
    qtbot.mouseMove(view, at(view, 35))

    assert QToolTip.text() == "Step 34 · epoch 3 of 3 · not trained yet: the run has been as far as step 29"
    qtbot.mouseRelease(view, LEFT, pos=at(view, 35))


def test_the_cursor_tells_how_far_one_can_go(view, qtbot):
    qtbot.mouseMove(view, at(view, 29))
    assert view.cursor().shape() == Qt.CursorShape.PointingHandCursor

    qtbot.mouseMove(view, at(view, 33))
    assert view.cursor().shape() == Qt.CursorShape.ForbiddenCursor


def test_frames_do_not_pull_the_handle_from_the_mouse(view, frame, qtbot):
    qtbot.mousePress(view, LEFT, pos=at(view, 20))
    qtbot.mouseMove(view, at(view, 10))
    view.show_frame(replace(frame, position=25, activity=Activity.RUNNING))
    assert view.value() == 10

    qtbot.mouseRelease(view, LEFT, pos=at(view, 10))
    view.show_frame(replace(frame, position=26))
    assert view.value() == 10  # an older frame, made before the worker heard

    view.show_frame(replace(frame, position=10))
    view.show_frame(replace(frame, position=11))
    assert view.value() == 11


def test_a_worker_that_goes_elsewhere_is_followed_after_a_while(view, frame, qtbot):
    qtbot.keyClick(view, Qt.Key.Key_Home)
    view.show_frame(replace(frame, position=25))
    assert view.value() == 0

    qtbot.waitUntil(lambda: view.value() == 25)


def test_pressing_the_handle_of_a_running_run_does_not_hold_it_for_good(view, frame, qtbot):
    qtbot.mousePress(view, LEFT, pos=at(view, 20))
    view.show_frame(replace(frame, position=24, activity=Activity.RUNNING))
    assert view.value() == 20

    qtbot.mouseRelease(view, LEFT, pos=at(view, 20))
    assert view.value() == 24


@pytest.mark.parametrize(
    ("key", "modifier", "expected"),
    [
        (Qt.Key.Key_Left, Qt.KeyboardModifier.NoModifier, 19),
        (Qt.Key.Key_Down, Qt.KeyboardModifier.NoModifier, 19),
        (Qt.Key.Key_Right, Qt.KeyboardModifier.NoModifier, 21),
        (Qt.Key.Key_Up, Qt.KeyboardModifier.NoModifier, 21),
        (Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier, 8),
        (Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier, 30),
        (Qt.Key.Key_Home, Qt.KeyboardModifier.NoModifier, 0),
        (Qt.Key.Key_End, Qt.KeyboardModifier.NoModifier, 30),
    ],
)
def test_keys(view, seeks, qtbot, key, modifier, expected):
    qtbot.keyClick(view, key, modifier)

    assert seeks == [expected]
    assert view.value() == expected


def test_quick_keys_add_up_and_the_last_is_asked_for(view, seeks, qtbot):
    for _ in range(6):
        qtbot.keyClick(view, Qt.Key.Key_Left)

    assert view.value() == 14
    qtbot.waitUntil(lambda: seeks[-1] == 14)
    assert seeks[0] == 19


def test_keys_stop_at_the_start(view, seeks, qtbot):
    qtbot.keyClick(view, Qt.Key.Key_Home)
    qtbot.keyClick(view, Qt.Key.Key_Left)

    assert seeks == [0]


def test_keys_are_its_own_while_it_has_the_focus(qtbot, frame):
    window = QMainWindow()
    qtbot.addWidget(window)
    view = TimelineView(window)
    window.setCentralWidget(view)
    view.show_frame(frame)
    fired = []
    for keys in ("Left", "Home", "Shift+Left"):
        QShortcut(QKeySequence(keys), window).activated.connect(lambda keys=keys: fired.append(keys))
    window.show()
    qtbot.waitActive(window)
    view.setFocus()

    qtbot.keyClick(view, Qt.Key.Key_Left)
    qtbot.keyClick(view, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert view.value() == 7
    qtbot.keyClick(view, Qt.Key.Key_Home)

    assert view.value() == 0
    assert fired == []


@pytest.mark.parametrize(
    ("key", "modifier"),
    [(Qt.Key.Key_Space, Qt.KeyboardModifier.NoModifier), (Qt.Key.Key_Left, Qt.KeyboardModifier.ControlModifier)],
)
def test_other_keys_stay_the_windows(view, seeks, qtbot, key, modifier):
    event = QKeyEvent(QEvent.Type.ShortcutOverride, key, modifier)
    event.ignore()
    QApplication.sendEvent(view, event)
    qtbot.keyClick(view, key, modifier)

    assert not event.isAccepted()
    assert seeks == []


def test_the_wheel_does_not_move_it(view, seeks):
    place = QPointF(at(view, 20))
    wheel = QWheelEvent(
        place,
        place,
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view, wheel)

    assert seeks == []
    assert view.value() == 20


def test_other_mouse_buttons_do_nothing(view, seeks, qtbot):
    qtbot.mouseClick(view, Qt.MouseButton.RightButton, pos=at(view, 3))

    assert seeks == []


def test_hovering_tells_step_epoch_and_loss(view):
    place = at(view, 13)
    QApplication.sendEvent(view, QHelpEvent(QEvent.Type.ToolTip, place, view.mapToGlobal(place)))

    first, second = QToolTip.text().splitlines()
    assert first == view.text_at(place.x())
    assert first.startswith("Step 12 · epoch 2 of 3 · loss ")
    assert second.startswith("Drag or click")


def test_it_is_a_slider_for_screen_readers(view, seeks):
    interface = QAccessible.queryAccessibleInterface(view)
    value = interface.valueInterface()

    assert interface.role() == QAccessible.Role.Slider
    assert interface.text(QAccessible.Text.Name) == "Timeline of the run"
    assert interface.text(QAccessible.Text.Description) == view.text_at(at(view, 20).x())
    assert (value.minimumValue(), value.currentValue(), value.maximumValue()) == (0, 20, 36)

    value.setCurrentValue(4)
    assert seeks == [4]
    assert view.value() == 4


def test_a_screen_reader_cannot_go_beyond_the_training_either(view, seeks, qtbot):
    QAccessible.queryAccessibleInterface(view).valueInterface().setCurrentValue(36)

    assert view.value() == 30
    assert set(seeks) == {30}


def test_the_description_waits_while_the_run_runs(view, frame):
    before = view.accessibleDescription()

    view.show_frame(replace(frame, position=21, activity=Activity.RUNNING))
    assert view.accessibleDescription() == before

    view.show_frame(replace(frame, position=22))
    assert view.accessibleDescription().startswith("Step 21")


def test_a_new_run_starts_anew(view, qtbot, make_frame):
    qtbot.keyClick(view, Qt.Key.Key_Home)
    other = Session(Experiment.preset("ten-digits", train_per_class=3, test_per_class=2))
    for _ in range(4):
        other.advance()

    view.show_frame(make_frame(other))

    assert (view.maximum(), view.value()) == (90, 4)


def test_it_does_nothing_without_a_run(qtbot):
    view = TimelineView()
    qtbot.addWidget(view)
    view.resize(300, 45)
    with qtbot.assertNotEmitted(view.seek_requested):
        qtbot.mouseClick(view, LEFT, pos=QPoint(100, 25))
        qtbot.keyClick(view, Qt.Key.Key_Right)

    assert view.text_at(100) == "No run is open."
    assert not view.grab().isNull()


@pytest.mark.parametrize("size", [(1, 1), (24, 10), (25, 45), (170, 45), (1400, 60)])
def test_it_draws_itself_at_any_size(view, theme, size):
    view.apply_theme(theme)
    view.resize(*size)

    assert view.grab().size().width() == size[0]


def colors_in(view: TimelineView) -> set[str]:
    image = view.grab().toImage()
    return {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}


def test_it_draws_forward_blue_for_the_loss_and_dims_what_lies_beyond(view, theme):
    view.apply_theme(theme)
    image = view.grab().toImage()
    window = theme.color("window")

    def strongest(start: float, end: float) -> float:
        columns = range(at(view, start).x(), at(view, end).x())
        return max(abs(image.pixelColor(x, y).lightness() - window.lightness()) for x in columns for y in range(1, 20))

    assert strongest(1, 19) > 1.5 * strongest(21, 29) > 0
    assert strongest(31, 36) == 0


def test_a_loss_that_is_no_number_is_seen(view, frame, theme):
    view.apply_theme(theme)
    losses = frame.history.losses[:]
    losses[3:8] = type(losses)("d", [nan, inf, nan, nan, -inf])
    assert theme.not_a_number not in colors_in(view)

    view.show_frame(replace(frame, history=replace(frame.history, losses=losses)))

    assert theme.not_a_number in colors_in(view)


def test_it_keeps_its_height(view):
    assert 40 <= view.sizeHint().height() <= 50
    assert view.minimumSizeHint().height() == view.sizeHint().height()


EVENTS = (SetLearningRate(7, 0.005), SetParameter(7, "0.weight", (0, 0, 1, 2), -0.5), SetLearningRate(25, 0.001))
BRANCHES = (Branch(0, None, 0, None, 30, False), Branch(1, 0, 13, None, 30, True))


@pytest.fixture
def marked(view, frame):
    """The view, at 20, with changes at 7 and 25 and a fork at 13."""
    marked_frame = replace(frame, events=EVENTS, branches=BRANCHES)
    assert mark_positions(marked_frame) == (7, 25)
    view.show_frame(marked_frame)
    return view


def difference(view, before, after, position):
    """How many pixels near a position differ between two pictures."""
    x = at(view, position).x()
    columns = range(x - 5, x + 6)
    return sum(before.pixel(c, y) != after.pixel(c, y) for c in columns for y in range(before.height()))


def test_changes_and_forks_are_marked_where_they_are(view, frame, theme):
    view.apply_theme(theme)
    plain = view.grab().toImage()
    view.show_frame(replace(frame, events=EVENTS))
    changed = view.grab().toImage()
    view.show_frame(replace(frame, branches=BRANCHES))
    forked = view.grab().toImage()

    assert [difference(view, plain, changed, position) > 0 for position in (7, 13, 25)] == [True, False, True]
    assert [difference(view, plain, forked, position) > 0 for position in (7, 13, 25)] == [False, True, False]


def test_a_change_is_orange_and_pale_where_the_run_has_not_come_to_it(marked, theme):
    marked.apply_theme(theme)
    image = marked.grab().toImage()

    def has_orange(position):
        x = at(marked, position).x()
        return any(image.pixelColor(c, y).name() == theme.backward for c in range(x - 4, x + 5) for y in range(24))

    assert has_orange(7)
    assert not has_orange(25)


def test_a_change_under_the_handle_is_still_seen(view, frame, theme):
    view.apply_theme(theme)
    view.show_frame(replace(frame, events=(SetLearningRate(20, 0.5),)))

    assert theme.backward in colors_in(view)


def test_the_marks_say_what_they_are(marked):
    assert marked.text_at(at(marked, 7).x()).splitlines()[1:] == [
        "Changed at step 7: learning rate 0.005",
        "Changed at step 7: 0.weight[0, 0, 1, 2] = −0.5",
    ]
    assert marked.text_at(at(marked, 13).x() + 3).splitlines()[1:] == ["At step 13 course 0 parts; it goes to step 30"]
    assert "\n" not in marked.text_at(at(marked, 18).x())


def test_the_tooltip_of_a_mark_says_it_too(marked):
    place = at(marked, 25)
    QApplication.sendEvent(marked, QHelpEvent(QEvent.Type.ToolTip, place, marked.mapToGlobal(place)))

    assert QToolTip.text().splitlines()[1] == "Changed at step 25: learning rate 0.001"


def test_many_marks_in_one_place_are_counted(view, frame):
    view.show_frame(replace(frame, events=tuple(SetLearningRate(7, rate / 10) for rate in range(1, 10))))
    lines = view.text_at(at(view, 7).x()).splitlines()

    assert len(lines) == 7
    assert lines[-1] == "… and 4 more marks here"


def test_stops_at_a_step_are_marked_and_told(view, frame):
    plain = view.grab().toImage()
    on, off = StopAt("step 5", StepReached(5)), StopAt("step 9", StepReached(9), is_on=False)
    elsewhere = StopAt("step 900", StepReached(900))
    view.show_frame(replace(frame, breakpoints=(on, off, elsewhere, StopAt("epoch", EpochEnd()))))
    stopped = view.grab().toImage()

    assert [difference(view, plain, stopped, position) > 0 for position in (5, 9)] == [True, False]
    assert view.text_at(at(view, 5).x() + 2).splitlines()[1:] == ["Stops at step 5"]


def test_pressing_beside_a_mark_goes_to_its_step(qtbot, make_frame):
    session = walked_session()
    narrow = TimelineView()
    qtbot.addWidget(narrow)
    narrow.resize(200, 45)  # five pixels a step
    narrow.show_frame(make_frame(session, events=EVENTS))
    narrow.show()
    asked = []
    narrow.seek_requested.connect(asked.append)
    qtbot.mouseClick(narrow, LEFT, pos=at(narrow, 7) + QPoint(3, 0))
    assert asked[-1] == 7
    qtbot.mouseClick(narrow, LEFT, pos=at(narrow, 14))
    assert asked[-1] == 14


def test_a_drag_goes_over_marks_as_over_any_place(marked, qtbot):
    asked = []
    marked.seek_requested.connect(asked.append)
    qtbot.mousePress(marked, LEFT, pos=at(marked, 20))
    qtbot.mouseMove(marked, at(marked, 13))
    qtbot.mouseMove(marked, at(marked, 7))
    qtbot.mouseRelease(marked, LEFT, pos=at(marked, 7))

    assert asked[0] == 13
    assert asked[-1] == marked.value() == 7


@pytest.mark.parametrize("size", [(1, 1), (25, 45), (1400, 60)])
def test_marks_are_drawn_at_any_size(marked, theme, size):
    marked.apply_theme(theme)
    marked.resize(*size)

    assert not marked.grab().isNull()
