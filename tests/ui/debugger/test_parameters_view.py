"""A layer's parameters with their update: what is seen at which phase, sorted, typed over; before and after."""

from dataclasses import replace
from math import inf, nan

import pytest
from debugger_frames import new_session, walked_frames
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QToolTip

from cnnviz.explain import Cell
from cnnviz.nn.tensors import flat
from cnnviz.training import Experiment, Session
from cnnviz.ui.debugger.before_after import before_after, change_text
from cnnviz.ui.debugger.number_room import NumberRoom
from cnnviz.ui.debugger.pair_bars import ABOUT_AFTER, ASK_BEFORE
from cnnviz.ui.debugger.parameter_rows import Column, ParameterRows, editable_column, learning_layers
from cnnviz.ui.debugger.parameters_view import ParametersView
from cnnviz.ui.debugger.typed_number import read_number
from cnnviz.ui.frame import Activity, Probe, frame_of, run_of
from cnnviz.ui.numbers import write_exactly
from cnnviz.ui.view_model import value_of

LEFT = Qt.MouseButton.LeftButton
DENSE = 6


@pytest.fixture
def view(show, complete, theme):
    return show(ParametersView(), complete, theme)


@pytest.fixture
def edits(view, told):
    return told(view.parameter_edited)


def texts(view, column, every=1):
    return [view.model.index(row, column).data() for row in range(0, view.model.rowCount(), every)]


def names(view, every=1):
    return [view.model.headerData(row, Qt.Orientation.Vertical) for row in range(0, view.model.rowCount(), every)]


def editor_of(view):
    return view.table.findChild(QLineEdit)


def press_enter(qtbot, view):
    """Enter ends the editing, which Qt does only in its event loop."""
    qtbot.keyClick(editor_of(view), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: editor_of(view) is None)


def type_over(qtbot, view, row, column, text):
    """Type a number over another as a person does: go there, type, Enter."""
    view.table.setCurrentIndex(view.model.index(row, column))
    view.table.setFocus()
    qtbot.keyClick(view.table, Qt.Key.Key_F2)
    editor = editor_of(view)
    editor.selectAll()
    qtbot.keyClicks(editor, text)
    press_enter(qtbot, view)


# The rows


def test_every_parameter_has_a_row_with_its_own_numbers(complete):
    for layer in learning_layers(complete):
        rows = ParameterRows()
        rows.take(complete, layer, None)
        traced = complete.trace.layers[layer]
        expected = [
            (f"{layer}.{name}", index, old, gradient, new)
            for name in traced.parameters
            for (index, old), gradient, new in zip(
                entries(traced.parameters[name]),
                flat(traced.parameter_gradients[name]),
                flat(traced.new_parameters[name]),
                strict=True,
            )
        ]
        found = [
            (*rows.key(row), *(rows.value(row, column) for column in (Column.OLD, Column.GRADIENT, Column.NEW)))
            for row in range(rows.count)
        ]
        assert found == expected
        assert rows.count == sum(len(flat(part)) for part in traced.parameters.values())


def entries(tensor, index=()):
    """Each number of a tensor with its place."""
    for place, part in enumerate(tensor):
        if isinstance(part, list):
            yield from entries(part, (*index, place))
        else:
            yield (*index, place), part


def test_old_plus_the_step_is_new(complete):
    rows = ParameterRows()
    rows.take(complete, DENSE, None)
    rate = complete.trace.learning_rate
    for row in range(0, rows.count, 97):
        old, gradient, step, new = (rows.value(row, column) for column in Column)
        assert step == -rate * gradient
        assert old + step == pytest.approx(new, rel=1e-12, abs=1e-300)


def test_what_is_not_computed_is_blank(show, theme):
    view = show(ParametersView(), walked_frames()[1], theme)
    view.set_layer(DENSE)
    seen = []
    for frame in walked_frames()[1:]:
        view.show_frame(frame)
        seen.append(tuple(bool(view.model.index(3, column).data()) for column in Column))

    phases = walked_frames()[0].run.phases
    backward = next(
        place for place, phase in enumerate(phases) if phase.kind.value == "backward" and phase.layer == DENSE
    )
    update = len(phases) - 1
    assert seen == [(True, place >= backward, place >= update, place >= update) for place in range(len(phases))]


def test_rows_can_stand_in_the_order_of_their_gradients(view, qtbot):
    view.set_layer(DENSE)
    in_order = names(view)
    view.order.setFocus()
    qtbot.keyClick(view.order, Qt.Key.Key_Down)

    assert view.order.currentText() == "by |gradient|"
    sizes = [abs(view.model.rows.value(row, Column.GRADIENT)) for row in range(view.model.rowCount())]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] > 0
    assert sorted(names(view)) == sorted(in_order)


@pytest.mark.parametrize("column", Column)
def test_a_click_on_a_title_sorts_by_it_and_a_second_one_puts_all_in_order(view, qtbot, column):
    in_order = names(view)
    header = view.table.horizontalHeader()
    spot = header.rect().topLeft()
    spot.setX(header.sectionViewportPosition(column) + 5)
    spot.setY(5)
    qtbot.mouseClick(header.viewport(), LEFT, pos=spot)
    sizes = [abs(view.model.rows.value(row, column)) for row in range(view.model.rowCount())]
    assert sizes == sorted(sizes, reverse=True)
    assert names(view) != in_order

    qtbot.mouseClick(header.viewport(), LEFT, pos=spot)
    assert names(view) == in_order


def test_a_number_keeps_the_cursor_when_the_rows_move(view):
    view.table.setCurrentIndex(view.model.index(4, Column.OLD))
    name = names(view)[4]
    view.order.setCurrentIndex(1)

    index = view.table.currentIndex()
    assert names(view)[index.row()] == name
    assert index.column() == Column.OLD


def test_rows_fall_back_into_order_where_there_is_no_gradient(view):
    in_order = names(view)
    view.order.setCurrentIndex(1)
    assert names(view) != in_order
    view.show_frame(walked_frames()[1])

    assert names(view) == in_order


def test_numbers_that_are_none_come_first_and_have_their_own_colour(view, complete, theme):
    traced = complete.trace.layers[0]
    gradients = {**traced.parameter_gradients, "bias": [nan]}
    ill = replace(traced, parameter_gradients=gradients)
    trace = replace(complete.trace, layers=(ill, *complete.trace.layers[1:]))
    view.order.setCurrentIndex(1)
    view.show_frame(replace(complete, shown=replace(complete.shown, trace=trace)))

    assert names(view)[0] == "b[0]"
    index = view.model.index(0, Column.GRADIENT)
    assert index.data() == "NaN"
    assert index.data(Qt.ItemDataRole.ForegroundRole) == theme.color("not_a_number")


# The layers


def test_only_layers_with_parameters_are_offered(view):
    assert [view.layer.itemText(place) for place in range(view.layer.count())] == [
        "Conv2D 1",
        "Conv2D 2",
        "Dense 1",
        "Dense 2",
    ]


def test_a_layer_is_chosen_by_its_index_and_one_without_parameters_changes_nothing(view):
    view.set_layer(DENSE)
    assert (view.layer.currentText(), names(view)[0], names(view)[-1]) == ("Dense 1", "W[0,0]", "B[31]")
    view.set_layer(1)

    assert view.layer.currentText() == "Dense 1"


def test_a_layer_is_chosen_by_hand(view, qtbot):
    view.layer.setFocus()
    qtbot.keyClick(view.layer, Qt.Key.Key_End)
    assert names(view)[-1] == "B[2]"
    qtbot.keyClick(view.layer, Qt.Key.Key_Up)

    assert view.layer.currentText() == "Dense 1"
    assert names(view)[0] == "W[0,0]"


def test_a_new_run_offers_its_own_layers(view):
    view.set_layer(DENSE)
    other = Session(Experiment.preset("ten-digits", train_per_class=3, test_per_class=2))
    view.show_frame(frame_of(other, run_of(other)))

    layers = [view.layer.itemData(place) for place in range(view.layer.count())]
    assert layers == [index for index, layer in enumerate(other.network.layers) if layer.name in ("Conv2D", "Dense")]
    assert view.model.rowCount() == sum(
        len(flat(part)) for part in other.trace().layers[view.layer.currentData()].parameters.values()
    )


# Typing over


def test_a_number_is_typed_over(view, edits, qtbot):
    type_over(qtbot, view, 5, Column.NEW, "0.75")

    assert edits == [("0.weight", (0, 0, 1, 2), 0.75)]


def test_typing_on_a_number_begins_to_edit_it(view, edits, qtbot):
    view.table.setCurrentIndex(view.model.index(9, Column.NEW))
    view.table.setFocus()
    qtbot.keyClick(view.table, "4")
    qtbot.keyClicks(editor_of(view), "e-1")
    press_enter(qtbot, view)

    assert edits == [("0.bias", (0,), 0.4)]


def test_enter_and_a_double_click_begin_to_edit_too(view, qtbot):
    index = view.model.index(2, Column.NEW)
    spot = view.table.visualRect(index).center()
    qtbot.mouseClick(view.table.viewport(), LEFT, pos=spot)
    qtbot.mouseDClick(view.table.viewport(), LEFT, pos=spot)
    assert float(editor_of(view).text()) == view.model.rows.value(2, Column.NEW)
    qtbot.keyClick(editor_of(view), Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: editor_of(view) is None)

    qtbot.keyClick(view.table, Qt.Key.Key_Return)
    assert editor_of(view) is not None


def test_escape_and_an_unchanged_number_edit_nothing(view, edits, qtbot):
    view.table.setCurrentIndex(view.model.index(2, Column.NEW))
    view.table.setFocus()
    qtbot.keyClick(view.table, Qt.Key.Key_F2)
    press_enter(qtbot, view)
    type_over(qtbot, view, 2, Column.NEW, repr(view.model.rows.value(2, Column.NEW)) + "0")

    assert edits == []


@pytest.mark.parametrize("typed", ["nan", "inf", "1e999", "0x10", "1_000", "one", "", "1 2", "--1"])
def test_what_is_no_finite_number_is_refused_in_one_sentence(view, edits, qtbot, typed):
    before = texts(view, Column.NEW)
    view.table.setCurrentIndex(view.model.index(5, Column.NEW))
    view.table.setFocus()
    qtbot.keyClick(view.table, Qt.Key.Key_F2)
    editor_of(view).clear()
    qtbot.keyClicks(editor_of(view), typed)
    press_enter(qtbot, view)

    assert edits == []
    said = f"“{typed}”" if typed else "an empty field"
    assert view.note.text() == f"⚠ K[0,0,1,2] must be a finite number such as 0.5 or 1e-3, not {said}."
    assert texts(view, Column.NEW) == before
    type_over(qtbot, view, 5, Column.NEW, "1")
    assert not view.note.text().startswith("⚠")


def test_the_numbers_that_the_next_step_begins_with_are_the_ones_to_type_over(complete, changed):
    assert editable_column(complete) is Column.NEW
    assert [editable_column(frame) for frame in walked_frames()[1:-1]] == [Column.OLD] * (len(walked_frames()) - 2)
    assert editable_column(changed) is Column.OLD, "after an edit the step at hand is seen, at its beginning"
    assert editable_column(replace(complete, activity=Activity.RUNNING)) is None
    assert editable_column(replace(complete, position=complete.run.total_steps)) is None
    probe = Probe("test", 0, complete.run.test_samples[0], complete.shown.trace)
    assert editable_column(replace(complete, probe=probe)) is Column.OLD


@pytest.mark.parametrize("column", [Column.OLD, Column.GRADIENT, Column.STEP])
def test_the_other_numbers_cannot_be_typed_over(view, edits, qtbot, column):
    view.table.setCurrentIndex(view.model.index(2, column))
    view.table.setFocus()
    qtbot.keyClick(view.table, "4")
    qtbot.keyClick(view.table, Qt.Key.Key_Return)

    assert editor_of(view) is None
    assert edits == []


def test_a_number_is_not_set_at_a_step_that_it_was_not_typed_for(view, edits, qtbot):
    view.table.setCurrentIndex(view.model.index(5, Column.NEW))
    view.table.setFocus()
    qtbot.keyClick(view.table, "4")
    view.show_frame(walked_frames()[3])
    press_enter(qtbot, view)

    assert edits == []
    assert view.note.text().startswith("⚠ The run has gone on meanwhile")


@pytest.mark.parametrize("phases", [0, 1, 9])
def test_a_session_takes_every_edit_and_the_table_then_shows_it(show, theme, told, qtbot, phases):
    session = new_session()
    session.seek(3)
    for _ in range(phases):
        session.next_phase()
    run = run_of(session)
    view = show(ParametersView(), frame_of(session, run), theme)
    edits = told(view.parameter_edited)
    for layer in learning_layers(frame_of(session, run)):
        view.show_frame(frame_of(session, run))
        view.set_layer(layer)
        for row in (0, view.model.rowCount() - 1):
            view.show_frame(frame_of(session, run))
            column = editable_column(frame_of(session, run))
            type_over(qtbot, view, row, column, "-0,125")
            name, index, value = edits[-1]
            session.set_parameter(name, index, value)
            view.show_frame(frame_of(session, run))
            assert session.network.parameter(name, index) == -0.125
            assert view.model.rows.value(row, Column.OLD) == -0.125
            assert view.model.index(row, Column.OLD).data(Qt.ItemDataRole.FontRole).bold()
            assert "set by hand" in view.model.index(row, Column.OLD).data(Qt.ItemDataRole.ToolTipRole)
    assert len(edits) == 8


def test_the_note_says_what_can_be_done(view, complete):
    assert view.note.text() == "Type over a number under “new” to set it by hand."
    view.show_frame(walked_frames()[2])
    assert "“old”" in view.note.text()
    view.show_frame(replace(complete, activity=Activity.RUNNING))
    assert view.note.text().startswith("Pause")
    view.show_frame(replace(complete, position=complete.run.total_steps))
    assert "at its end" in view.note.text()


@pytest.mark.parametrize("key", [Qt.Key.Key_Left, Qt.Key.Key_Home, Qt.Key.Key_Minus, Qt.Key.Key_PageDown])
def test_the_table_keeps_its_keys_from_the_windows_shortcuts(view, key):
    event = QKeyEvent(QEvent.Type.ShortcutOverride, key, Qt.KeyboardModifier.NoModifier)
    event.ignore()
    QApplication.sendEvent(view.table, event)

    assert event.isAccepted()


def test_space_stays_the_windows(view, qtbot):
    event = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_Space, Qt.KeyboardModifier.NoModifier)
    event.ignore()
    QApplication.sendEvent(view.table, event)

    assert not event.isAccepted()


# How it looks


def test_a_tooltip_has_all_digits(view, complete):
    value = complete.trace.layers[0].parameters["weight"][0][0][1][2]
    tip = view.model.index(5, Column.OLD).data(Qt.ItemDataRole.ToolTipRole)

    assert tip.startswith(f"K[0,0,1,2], old: {write_exactly(value)}\n")


@pytest.mark.parametrize("width", [240, 260, 312, 400, 600])
@pytest.mark.parametrize("layer", [0, DENSE])
def test_no_number_is_cut_off(view, width, layer):
    view.resize(width, 420)
    view.set_layer(layer)
    table, metrics, every = view.table, view.table.fontMetrics(), 1 if layer == 0 else 13
    for column in (column for column in Column if not table.isColumnHidden(column)):
        widest = max(map(metrics.horizontalAdvance, texts(view, column, every)))
        assert widest <= table.columnWidth(column) - 6
    assert sum(table.columnWidth(column) for column in Column) <= table.viewport().width()
    assert max(map(metrics.horizontalAdvance, names(view, every))) <= table.verticalHeader().width() - 6


def test_narrow_docks_leave_out_what_can_be_told_from_the_rest(view):
    view.resize(240, 420)
    assert view.table.isColumnHidden(Column.STEP)
    view.resize(312, 420)
    assert not view.table.isColumnHidden(Column.STEP)


@pytest.mark.parametrize("size", [(1, 1), (170, 150), (240, 300), (900, 700)])
def test_it_survives_any_size(view, size):
    view.resize(*size)

    assert not view.grab().isNull()


def test_the_bars_give_way_to_the_table(view):
    view.resize(312, 420)
    assert view.bars.isVisible()
    view.resize(312, 240)
    assert not view.bars.isVisible()


def test_everything_is_named_and_reached_by_tab(view):
    for widget in (view.layer, view.order, view.table):
        assert widget.accessibleName()
        assert widget.toolTip()
        assert widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    said = view.model.index(5, Column.NEW).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said == f"K[0,0,1,2], new: {texts(view, Column.NEW)[5]}"


def test_without_a_run_it_is_empty(show, theme):
    view = show(ParametersView(), None, theme)

    assert view.model.rowCount() == 0
    assert not view.grab().isNull()


@pytest.mark.parametrize(
    ("text", "number"), [("−1e-3", -0.001), (" 0,5 ", 0.5), ("+.5", 0.5), ("5.", 5.0), ("1E3", 1000.0)]
)
def test_a_number_may_be_written_as_it_is_shown(text, number):
    assert read_number("it", text) == number


@pytest.mark.parametrize(
    ("value", "digits", "characters", "expected"),
    [
        (-0.000123456, 4, 8, "−1.23e−4"),
        (-0.000123456, 4, 7, "−1.2e−4"),
        (-0.0123456, 4, 8, "−0.01235"),
        (-0.0123456, 4, 6, "−0.012"),
        (0.5, 4, 7, "0.5"),
        (-1.23456e-12, 3, 8, "−1.2e−12"),
        (-1.23456e-120, 3, 6, "−1e−120"),
        (123456.0, 3, 7, "1.23e5"),
        (0.0, 3, 7, "0"),
        (nan, 3, 7, "NaN"),
        (-inf, 3, 7, "−∞"),
    ],
)
def test_a_number_is_written_shorter_rather_than_cut(value, digits, characters, expected):
    assert NumberRoom(digits, characters).write(value) == expected


@pytest.mark.parametrize("room", [NumberRoom(5, 9), NumberRoom(3, 8), NumberRoom(2, 7), NumberRoom(2, 6)])
def test_numbers_keep_to_their_room_and_are_right(room):
    for exponent in range(-9, 7):
        for sign in (1, -1):
            value = sign * 1.23456789 * 10.0**exponent
            text = room.write(value)
            assert len(text) <= room.characters
            assert float(text.replace("−", "-")) == pytest.approx(value, rel=0.25)
    assert all(len(text) == room.characters for text in room.widest[:1])


# Asking where a number comes from


@pytest.mark.parametrize("by_size", [False, True])
def test_every_number_has_its_cell(complete, by_size):
    rows = ParameterRows()
    for layer in learning_layers(complete):
        rows.take(complete, layer, Column.GRADIENT if by_size else None)
        for row in range(0, rows.count, max(1, rows.count // 20)):
            for column in (Column.OLD, Column.GRADIENT, Column.NEW):
                assert value_of(complete, rows.cell(row, column)) == rows.value(row, column)
            assert rows.cell(row, Column.STEP) == rows.cell(row, Column.NEW)


def test_clicks_and_arrow_keys_choose_a_number_and_programs_do_not(view, told, qtbot):
    chosen, wanted = told(view.cell_clicked), told(view.answer_wanted)
    view.table.setCurrentIndex(view.model.index(1, Column.OLD))
    view.order.setCurrentIndex(1)
    view.order.setCurrentIndex(0)
    assert chosen == []
    qtbot.mouseClick(view.table.viewport(), LEFT, pos=view.table.visualRect(view.model.index(5, 1)).center())
    qtbot.keyClick(view.table, Qt.Key.Key_Down)
    qtbot.keyClick(view.table, Qt.Key.Key_Left)
    assert chosen == [
        Cell(0, "weight_gradient", (0, 0, 1, 2)),
        Cell(0, "weight_gradient", (0, 0, 2, 0)),
        Cell(0, "weight", (0, 0, 2, 0)),
    ]
    assert wanted == []


@pytest.mark.qt_log_ignore("This plugin does not support grabbing the keyboard", extend=True)
def test_the_answer_is_asked_for_by_key_button_and_menu(view, told, qtbot):
    wanted = told(view.answer_wanted)
    assert not view.ask.isEnabled()
    view.ask.click()
    assert wanted == []
    view.table.setCurrentIndex(view.model.index(9, Column.GRADIENT))
    assert view.ask.isEnabled()
    qtbot.keyClick(view.table, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.mouseClick(view.ask, LEFT)
    spot = view.table.visualRect(view.table.currentIndex()).center()
    asked = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, spot, view.table.viewport().mapToGlobal(spot))
    QApplication.sendEvent(view.table.viewport(), asked)
    menu = view.table.findChild(QMenu)
    assert menu.actions()[0].text() == "Where does b[0], gradient, come from?"
    qtbot.keyClick(menu, Qt.Key.Key_Down)
    qtbot.keyClick(menu, Qt.Key.Key_Return)
    assert wanted == [Cell(0, "bias_gradient", (0,))] * 3
    assert editor_of(view) is None


def test_another_layer_has_no_number_chosen(view):
    view.table.setCurrentIndex(view.model.index(0, Column.OLD))
    view.set_layer(DENSE)
    assert not view.ask.isEnabled()


def test_a_narrow_panel_keeps_the_choices_whole(view):
    view.resize(312, 420)
    assert (view.ask.isVisible(), view.ask.text()) == (True, "Where from?")
    view.resize(240, 420)
    assert (view.ask.isVisible(), view.ask.text()) == (True, "?")


@pytest.mark.parametrize("how", ["mouse", "keyboard"])
def test_the_numbers_before_the_update_are_asked_for(view, complete, told, qtbot, how):
    wanted, last = told(view.answer_wanted), len(complete.run.layers) - 1
    part = view.before_after
    if how == "mouse":
        for place in range(3):
            box = view.bars.row_box(place)
            upper, name = QPointF(box.right() - 20, box.top() + 3), QPointF(5, box.bottom() - 3)
            for spot in (upper, name):
                qtbot.mouseClick(view.bars, LEFT, pos=spot.toPoint())
        for line in (part.loss_line, part.probability_line):
            qtbot.mouseClick(line, LEFT, pos=line.rect().center())
    else:
        for _ in range(3):
            qtbot.keyClick(view.bars, Qt.Key.Key_Return)
            qtbot.keyClick(view.bars, Qt.Key.Key_Enter)
            qtbot.keyClick(view.bars, Qt.Key.Key_Down)
        for line in (part.loss_line, part.probability_line):
            qtbot.keyClick(line, Qt.Key.Key_Return)
    probabilities = [Cell(last, "output", (place,)) for place in (0, 0, 1, 1, 2, 2, complete.sample.target)]
    assert wanted == [*probabilities[:-1], Cell(last, "loss", ()), probabilities[-1]]


def test_the_numbers_after_the_update_say_that_they_are_of_another_pass(view, told, qtbot):
    wanted = told(view.answer_wanted)
    box = view.bars.row_box(1)
    qtbot.mouseClick(view.bars, LEFT, pos=QPointF(box.right() - 20, box.bottom() - 3).toPoint())
    assert wanted == []
    assert "under the new weights" in QToolTip.text()
    QToolTip.hideText()
    assert ABOUT_AFTER in view.before_after.loss_line.toolTip()


def test_what_is_not_computed_cannot_be_asked_for(view, told, qtbot):
    wanted, part = told(view.answer_wanted), view.before_after
    view.show_frame(walked_frames()[1])
    qtbot.mouseClick(view.bars, LEFT, pos=view.bars.row_box(0).center().toPoint())
    qtbot.keyClick(view.bars, Qt.Key.Key_Return)
    for line in (part.loss_line, part.probability_line):
        qtbot.mouseClick(line, LEFT, pos=line.rect().center())
        assert line.focusPolicy() == Qt.FocusPolicy.NoFocus
        assert "where the number comes from" not in line.toolTip()
    QToolTip.hideText()
    assert wanted == []


# Before and after


def test_the_loss_and_the_true_class_before_and_after(view, complete):
    said = before_after(complete)
    target, (loss, probabilities) = complete.sample.target, complete.after
    assert said.loss == change_text("loss", complete.trace.loss, loss)
    assert said.classes[target].is_true
    assert [pair.after for pair in said.classes] == probabilities
    assert [pair.before for pair in said.classes] == complete.trace.probabilities
    assert loss < complete.trace.loss, "one step against the gradient lowers the loss of its own sample"
    assert view.texts == said
    assert said.loss in view.before_after.loss_line.toolTip()


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (1.037, 1.021, "loss 1.037 → 1.021 (−0.016)"),
        (0.5, 0.75, "loss 0.5 → 0.75 (+0.25)"),
        (0.5, 0.5, "loss 0.5 → 0.5 (0)"),
        (0.5, None, "loss 0.5"),
        (None, None, "loss: not computed yet"),
        (0.5, nan, "loss 0.5 → NaN"),
        (1.0, inf, "loss 1 → ∞"),
    ],
)
def test_a_change_in_words(before, after, expected):
    assert change_text("loss", before, after) == expected


def test_before_the_step_is_complete_there_is_nothing_to_compare_with():
    begun, half = walked_frames()[1], walked_frames()[-2]
    assert before_after(begun).loss == "loss: not computed yet"
    assert {pair.before for pair in before_after(begun).classes} == {None}
    assert before_after(half).loss == f"loss {half.trace.loss:.4g}"
    assert before_after(half).hint.startswith("Finish the step")


def test_an_image_that_is_only_looked_at_has_no_after(complete):
    sample = complete.run.test_samples[0]
    probe = Probe("test", 0, sample, complete.shown.trace)
    said = before_after(replace(complete, probe=probe))

    assert {pair.after for pair in said.classes} == {None}
    assert "→" not in said.loss
    assert said.hint == "This image is only looked at: no update is made for it."


def test_a_running_run_says_to_pause(complete):
    assert before_after(replace(complete, activity=Activity.RUNNING, after=None)).hint.startswith("Pause")


def test_the_bars_say_each_class(view, complete):
    height = view.bars._row_height
    assert view.bars.tip(0.5 * height).startswith("Class probabilities")
    for place, pair in enumerate(before_after(complete).classes):
        said = view.bars.tip((place + 1.5) * height).splitlines()
        assert said == [pair.text, ASK_BEFORE, ABOUT_AFTER]
    assert view.bars.tip(99 * height).startswith("Class probabilities")
    QToolTip.hideText()


def test_the_bars_are_as_long_as_the_probabilities(view, complete, theme):
    view.bars.show_pairs(tuple(replace(pair, before=1.0, after=0.5) for pair in before_after(complete).classes[:1]))
    image = view.bars.grab().toImage()
    columns = {"forward": 0, "faint": 0}
    y0, y1 = round(view.bars._row_height), image.height()
    for name in columns:
        color = theme.color(name).name()
        columns[name] = sum(
            any(image.pixelColor(x, y).name() == color for y in range(y0, y1)) for x in range(image.width())
        )

    assert columns["faint"] > 150
    assert columns["forward"] == pytest.approx(columns["faint"] / 2, abs=4)


@pytest.mark.parametrize("values", [(nan, inf), (-1.0, 2.0), (None, 0.5), (0.0, 0.0)])
@pytest.mark.parametrize("width", [1, 30, 300])
def test_the_bars_survive_any_numbers(view, complete, values, width):
    before, after = values
    pairs = tuple(
        replace(pair, name="Ankle boot", before=before, after=after) for pair in before_after(complete).classes
    )
    view.bars.show_pairs(pairs)
    view.bars.resize(width, 60)

    assert not view.bars.grab().isNull()
