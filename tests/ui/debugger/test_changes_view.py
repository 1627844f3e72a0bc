"""What was changed and the courses since: listed, gone to, repeated and taken back."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from cnnviz.training import Branch, SetLearningRate
from cnnviz.ui.debugger.changes_text import course_rows, why_no_repeat, why_no_undo
from cnnviz.ui.debugger.changes_view import ChangesView
from cnnviz.ui.frame import Activity, Probe, frame_of, run_of

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def view(show, changed, theme):
    return show(ChangesView(), changed, theme, (240, 300))


def texts(rows):
    return [rows.item(place).text() for place in range(rows.count())]


def double_click(qtbot, rows, place):
    spot = rows.visualItemRect(rows.item(place)).center()
    qtbot.mouseClick(rows.viewport(), LEFT, pos=spot)
    qtbot.mouseDClick(rows.viewport(), LEFT, pos=spot)


def test_the_changes_of_the_course_are_listed(view):
    assert texts(view.changes) == [
        "step 4: learning rate 0.005",
        "step 8: 0.weight[0,0,1,2] = −0.5",
        "step 11: training image 3",
    ]


def test_the_change_at_hand_is_bold_and_those_ahead_are_muted(view, theme):
    rows = view.changes
    assert [rows.item(place).font().bold() for place in range(3)] == [False, True, False]
    shades = [rows.item(place).foreground().color() for place in range(3)]
    assert shades == [theme.color("text"), theme.color("text"), theme.color("muted")]


@pytest.mark.parametrize("how", ["double click", "Enter"])
def test_a_change_is_gone_to(view, told, qtbot, how):
    asked = told(view.seek_requested)
    if how == "Enter":
        view.changes.setCurrentRow(2)
        qtbot.keyClick(view.changes, Qt.Key.Key_Return)
    else:
        double_click(qtbot, view.changes, 2)

    assert asked == [11]


def test_a_single_click_goes_nowhere(view, told, qtbot):
    asked = told(view.seek_requested)
    qtbot.mouseClick(view.changes.viewport(), LEFT, pos=view.changes.visualItemRect(view.changes.item(0)).center())

    assert asked == []


def test_the_courses_say_how_they_began_and_how_far_they_go(view):
    assert texts(view.courses) == [
        "course 0, to step 12\nas it began",
        "course 1, to step 10\nlearning rate 0.005, at step 4 of course 0",
        "course 2, to step 13 (here)\n0.weight[0,0,1,2] = −0.5, at step 8 of course 1",
    ]
    assert [view.courses.item(place).font().bold() for place in range(3)] == [False, False, True]


def test_a_course_that_began_with_a_change_taken_back():
    courses = (
        Branch(0, None, 0, None, 9, False),
        Branch(3, 0, 2, None, 5, True),
        Branch(4, 3, 1, SetLearningRate(1, 0.5), 2, False),
    )
    assert course_rows(courses)[1].text == "course 3, to step 5 (here)\na change taken back, at step 2 of course 0"
    assert course_rows(courses[:1]) == ()


@pytest.mark.parametrize("how", ["double click", "Enter"])
def test_another_course_is_chosen(view, told, qtbot, how):
    chosen = told(view.branch_chosen)
    for place in (2, 1):  # the current one is not to be chosen
        if how == "Enter":
            view.courses.setCurrentRow(place)
            qtbot.keyClick(view.courses, Qt.Key.Key_Enter)
        else:
            double_click(qtbot, view.courses, place)

    assert chosen == [1]


def test_one_course_alone_is_not_listed(view, changed):
    assert view.courses.isVisible()
    view.show_frame(replace(changed, branches=changed.branches[:1]))

    assert not view.courses.isVisible()


def test_the_buttons_ask(show, theme, complete, changed, told, qtbot):
    view = show(ChangesView(), complete, theme)
    repeats, undos = told(view.repeat_requested), told(view.undo_requested)
    assert view.repeat.isEnabled()
    assert not view.undo.isEnabled()
    qtbot.mouseClick(view.repeat, LEFT)
    qtbot.mouseClick(view.undo, LEFT)
    view.show_frame(changed)
    assert view.undo.isEnabled()
    qtbot.keyClick(view.undo, Qt.Key.Key_Space)

    assert (len(repeats), len(undos)) == (1, 1)


def test_a_disabled_button_says_why(view, changed):
    assert not view.repeat.isEnabled()
    assert view.repeat.toolTip() == why_no_repeat(changed) != ""


def test_what_can_be_repeated_is_what_a_session_repeats(session):
    run = run_of(session)
    assert "compute it first" in why_no_repeat(frame_of(session, run))
    session.next_phase()
    assert why_no_repeat(frame_of(session, run)) == ""
    session.repeat_sample()
    assert session.position == 1
    assert "compute it first" in why_no_repeat(frame_of(session, run)), "the repeated image is not trained on yet"
    session.seek(session.total_steps - 1)
    assert why_no_repeat(frame_of(session, run)) == ""
    session.next_phase()
    assert "ends with this step" in why_no_repeat(frame_of(session, run))
    session.seek(session.total_steps)
    assert "ends with this step" in why_no_repeat(frame_of(session, run))


def test_nothing_is_repeated_or_taken_back_while_the_run_runs(complete, changed):
    running = replace(changed, activity=Activity.RUNNING)
    assert why_no_repeat(replace(complete, activity=Activity.RUNNING)).startswith("Pause")
    assert why_no_undo(running).startswith("Pause")
    assert why_no_undo(changed) == ""
    assert why_no_undo(complete) == "Nothing was changed at step 5; go to the step of a change first."


def test_an_image_that_is_only_looked_at_is_not_repeated(complete):
    probe = Probe("test", 0, complete.run.test_samples[0], complete.shown.trace)

    assert "only looked at" in why_no_repeat(replace(complete, probe=probe))


@pytest.mark.parametrize("size", [(170, 150), (240, 300), (320, 420), (700, 160)])
def test_it_fits_any_dock(view, size):
    view.resize(*size)

    assert not view.grab().isNull()
    assert view.minimumSizeHint().width() <= 170
    for button in (view.repeat, view.undo):
        assert button.fontMetrics().horizontalAdvance(button.text()) <= button.width()


def test_without_a_run_it_is_empty(show, theme):
    view = show(ChangesView(), None, theme)

    assert not view.repeat.isEnabled()
    assert not view.undo.isEnabled()
    assert not view.grab().isNull()


def test_everything_is_named_and_reached_by_tab(view):
    for widget in (view.repeat, view.undo, view.changes, view.courses):
        assert widget.accessibleName()
        assert widget.toolTip()
        assert widget.focusPolicy() & Qt.FocusPolicy.TabFocus
