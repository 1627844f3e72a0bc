"""The learning rate in the toolbar: what Enter takes over, and what it leaves as it is."""

import pytest
from PySide6.QtCore import Qt

from cnnviz.ui.learning_rate_field import LearningRateField


@pytest.fixture
def field(qtbot):
    field = LearningRateField()
    qtbot.addWidget(field)
    field.show_value(0.1 / 3)
    field.taken = []
    field.changed.connect(field.taken.append)
    return field


def test_enter_without_typing_does_not_round_the_learning_rate(qtbot, field):
    assert field.edit.text() == "0.0333333"
    qtbot.keyClick(field.edit, Qt.Key.Key_Return)
    assert (field.taken, field.edit.text()) == ([], "0.0333333")


@pytest.mark.parametrize("value", [0.0296187, 1.23456789e-5, 0.001, 12.3456])
def test_the_whole_number_is_seen(qtbot, field, value):
    field.show()
    field.show_value(value)
    edit = field.edit
    start = edit.cursorRect().x()
    edit.end(False)
    assert edit.cursorRect().x() - start >= edit.fontMetrics().horizontalAdvance(edit.text()) - 2  # it has not scrolled


def test_enter_takes_over_what_was_typed(qtbot, field):
    for typed, value in (("0.0333333", 0.0333333), ("1e-2", 0.01), ("0,5", 0.5)):
        field.taken.clear()
        field.edit.selectAll()
        qtbot.keyClicks(field.edit, typed)
        qtbot.keyClick(field.edit, Qt.Key.Key_Return)
        assert field.taken == [value]


def test_the_tooltip_says_how_a_schedule_goes_on(field):
    assert "from this step on" in field.edit.toolTip()
    assert "to 0 at the end of the run" in field.edit.toolTip()
