"""Run until: conditions are ticked, added, refused and removed as a person does it."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QComboBox, QStyle, QStyleOptionViewItem

from cnnviz.training import Experiment, Session, breakpoint_kinds
from cnnviz.training.breakpoints import (
    EpochEnd,
    GradientNormAbove,
    LossAbove,
    Misclassified,
    SampleOfClass,
    StepReached,
)
from cnnviz.ui.debugger.stop_text import kinds_of, title_of
from cnnviz.ui.debugger.stops_view import StopsView
from cnnviz.ui.frame import StopAt, frame_of, run_of

LEFT = Qt.MouseButton.LeftButton
THREE = (
    StopAt("loss above 2 nats", LossAbove(2.0)),
    StopAt("sample misclassified", Misclassified(), is_on=False),
    StopAt("end of an epoch", EpochEnd()),
)


@pytest.fixture
def view(show, complete, theme):
    return show(StopsView(), replace(complete, breakpoints=THREE), theme, (240, 300))


@pytest.fixture
def wanted(view, told):
    return told(view.breakpoints_changed)


def choose(view, title):
    view.form.kind.setCurrentIndex(view.form.kind.findText(title))


def type_into(qtbot, field, text):
    field.selectAll()
    qtbot.keyClicks(field, text)


def box_of(view, place):
    """Where the check box of a row is."""
    index = view.list.model().index(place, 0)
    option = QStyleOptionViewItem()
    view.list.itemDelegate().initStyleOption(option, index)
    option.rect = view.list.visualRect(index)
    option.widget = view.list
    return view.list.style().subElementRect(QStyle.SubElement.SE_ItemViewItemCheckIndicator, option, view.list).center()


def test_the_kinds_are_those_of_a_session(complete):
    session = Session(complete.run.experiment)
    session.seek(complete.position)

    assert kinds_of(complete) == breakpoint_kinds(session)


def test_the_conditions_of_the_frame_are_listed_with_their_boxes(view):
    assert [view.list.item(place).text() for place in range(view.list.count())] == [one.title for one in THREE]
    assert [view.list.item(place).checkState() is Qt.CheckState.Checked for place in range(3)] == [True, False, True]


def test_a_click_on_a_box_switches_a_condition(view, wanted, qtbot):
    qtbot.mouseClick(view.list.viewport(), LEFT, pos=box_of(view, 1))

    assert wanted == [(THREE[0], replace(THREE[1], is_on=True), THREE[2])]
    assert view.list.item(1).checkState() is Qt.CheckState.Checked


def test_space_switches_the_current_condition(view, wanted, qtbot):
    view.list.setCurrentRow(0)
    qtbot.keyClick(view.list, Qt.Key.Key_Space)

    assert wanted == [(replace(THREE[0], is_on=False), *THREE[1:])]


@pytest.mark.parametrize("how", ["button", "key"])
def test_the_selected_condition_is_removed(view, wanted, qtbot, how):
    view.list.setCurrentRow(-1)
    assert not view.remove.isEnabled()
    view.list.setCurrentRow(1)
    if how == "button":
        qtbot.mouseClick(view.remove, LEFT)
    else:
        qtbot.keyClick(view.list, Qt.Key.Key_Delete)

    assert wanted == [(THREE[0], THREE[2])]
    assert view.list.count() == 2


def test_delete_without_a_selected_row_changes_nothing(view, wanted, qtbot):
    view.list.setCurrentRow(-1)
    qtbot.keyClick(view.list, Qt.Key.Key_Delete)

    assert wanted == []


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Delete, Qt.Key.Key_Home, Qt.Key.Key_PageDown])
def test_the_list_keeps_its_keys_from_the_windows_shortcuts(view, key):
    event = QKeyEvent(QEvent.Type.ShortcutOverride, key, Qt.KeyboardModifier.NoModifier)
    event.ignore()
    QApplication.sendEvent(view.list, event)

    assert event.isAccepted()


def test_a_limit_is_typed_and_added_with_enter(view, wanted, qtbot):
    choose(view, "loss above")
    type_into(qtbot, view.form.fields["limit"], "3,5")
    qtbot.keyClick(view.form.fields["limit"], Qt.Key.Key_Return)

    added = StopAt("loss above 3.5 nats", LossAbove(3.5))
    assert wanted == [(*THREE, added)]
    assert view.stops == (*THREE, added)
    assert view.list.currentRow() == 3
    assert not view.form.problem.isVisible()


def test_a_class_and_a_layer_are_chosen_from_lists(view, wanted, qtbot):
    choose(view, "sample of class")
    view.form.fields["label"].setCurrentIndex(2)
    qtbot.mouseClick(view.form.add, LEFT)
    choose(view, "gradient norm above")
    assert isinstance(view.form.fields["layer"], QComboBox)
    view.form.fields["layer"].setCurrentIndex(1)
    qtbot.mouseClick(view.form.add, LEFT)

    assert wanted[-1][3:] == (
        StopAt("sample of class 2", SampleOfClass(2)),
        StopAt("gradient norm above 10, layer 2 Conv2D", GradientNormAbove(2, 10.0)),
    )


def test_the_step_to_stop_at_is_the_next_one_at_first(view, wanted, qtbot):
    choose(view, "step")
    qtbot.mouseClick(view.form.add, LEFT)

    assert wanted[-1][-1] == StopAt("step 6", StepReached(6))


@pytest.mark.parametrize(
    ("title", "name", "typed", "said"),
    [
        ("loss above", "limit", "much", "The loss must be a finite number such as 0.5 or 1e-3, not “much”."),
        ("loss above", "limit", "", "The loss must be a finite number such as 0.5 or 1e-3, not an empty field."),
        ("loss above", "limit", "nan", "The loss must be a finite number such as 0.5 or 1e-3, not “nan”."),
        ("loss above", "limit", "1e999", "The loss must be a finite number such as 0.5 or 1e-3, not “1e999”."),
        ("loss above", "limit", "-1", "The loss must be from 0 up, not -1.0."),
        ("step", "step", "37", "The step must be from 1 to 36, not 37.0."),
        ("step", "step", "2.5", "The step must be a whole number, not 2.5."),
        ("loss above", "limit", "2", "“loss above 2 nats” is in the list already; tick it to stop there."),
    ],
)
def test_a_wrong_value_is_told_in_one_sentence_and_changes_nothing(view, wanted, qtbot, title, name, typed, said):
    choose(view, title)
    view.form.fields[name].clear()
    qtbot.keyClicks(view.form.fields[name], typed)
    qtbot.mouseClick(view.form.add, LEFT)

    assert view.form.problem.text() == f"⚠ {said}"
    assert view.form.problem.isVisible()
    assert wanted == []
    assert view.stops == THREE

    qtbot.keyClicks(view.form.fields[name], "1")
    assert not view.form.problem.isVisible()


def test_every_kind_can_be_added_as_it_is_offered(view, wanted, complete):
    view.show_frame(replace(complete, breakpoints=()))
    for place in range(view.form.kind.count()):
        view.form.kind.setCurrentIndex(place)
        view.form.submit()

    assert [one.title for one in wanted[-1]] == [
        title_of(kind, {one.name: one.default for one in kind.parameters}) for kind in kinds_of(complete)
    ]


def test_an_older_frame_does_not_undo_what_was_asked_for(view, wanted, complete, qtbot):
    before = replace(complete, breakpoints=THREE)
    view.list.setCurrentRow(0)
    qtbot.keyClick(view.list, Qt.Key.Key_Delete)
    qtbot.keyClick(view.list, Qt.Key.Key_Delete)
    view.show_frame(before)
    assert view.stops == THREE[2:]

    view.show_frame(replace(complete, breakpoints=wanted[0]))
    assert view.stops == THREE[2:]

    view.show_frame(replace(complete, breakpoints=wanted[1]))
    other = (StopAt("end of an epoch", EpochEnd()),)
    view.show_frame(replace(complete, breakpoints=other))
    assert view.stops is other


def test_conditions_set_elsewhere_are_shown_though_an_answer_is_missing(view, wanted, complete, qtbot):
    view.list.setCurrentRow(0)
    qtbot.keyClick(view.list, Qt.Key.Key_Delete)
    view.show_frame(replace(complete, breakpoints=()))

    assert view.stops == ()
    assert view.list.count() == 0


def test_a_new_run_brings_its_own_classes(view, qtbot, wanted):
    choose(view, "sample of class")
    session = Session(Experiment.preset("ten-digits", train_per_class=3, test_per_class=2))
    view.show_frame(frame_of(session, run_of(session), breakpoints=THREE))

    assert view.form.kind.currentText() == "sample of class"
    assert view.form.fields["label"].count() == 10


def test_without_a_run_nothing_can_be_added(show, theme):
    view = show(StopsView(), None, theme, (240, 300))

    assert not view.form.isEnabled()
    assert not view.grab().isNull()


@pytest.mark.parametrize("size", [(170, 150), (240, 300), (600, 200)])
@pytest.mark.parametrize("stops", [(), THREE])
def test_it_fits_any_dock(view, complete, size, stops):
    view.show_frame(replace(complete, breakpoints=stops))
    view.resize(*size)

    assert not view.grab().isNull()
    assert view.minimumSizeHint().width() <= 240
    assert view.minimumSizeHint().height() <= 300
    assert view.list.height() > 0


def test_everything_is_named_and_reached_by_tab(view):
    choose(view, "gradient norm above")
    for widget in (view.list, view.remove, view.form.kind, view.form.add, *view.form.fields.values()):
        assert widget.accessibleName()
        assert widget.toolTip()
        assert widget.focusPolicy() & Qt.FocusPolicy.TabFocus


def test_the_empty_list_says_what_to_do(view, complete):
    view.show_frame(replace(complete, breakpoints=()))
    blank = view.list.viewport().grab().toImage()
    ground = blank.pixelColor(QPoint(blank.width() - 2, blank.height() - 2))
    pixels = (blank.pixelColor(x, y) for x in range(blank.width()) for y in range(40))

    assert any(pixel != ground for pixel in pixels)
