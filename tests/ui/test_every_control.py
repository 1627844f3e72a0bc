"""Every control says what it does and, where it has one, its key; and the shortcut sheet lists them all."""

import pytest
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QDialogButtonBox,
    QLineEdit,
    QScrollBar,
    QTabBar,
)

from cnnviz.ui.experiment_dialog import ExperimentDialog

CONTROLS = (QAbstractButton, QAbstractSlider, QAbstractSpinBox, QComboBox, QLineEdit)


def is_qts_own(control):
    """Parts of Qt's widgets, not controls of this window: scroll bars, dock buttons, tab arrows, a spin box's field."""
    return (
        isinstance(control, QScrollBar)
        or control.objectName().startswith("qt_")
        or isinstance(control.parent(), (QTabBar, QAbstractSpinBox, QComboBox))
        or control.metaObject().className() in ("QDockWidgetTitleButton", "QToolBarExtension", "QMenuBarExtension")
    )


def untold(widget):
    """The controls in a widget without a tooltip."""
    for kind in CONTROLS:
        for control in widget.findChildren(kind):
            if not is_qts_own(control) and not control.toolTip():
                text = getattr(control, "text", str)()
                yield f"{type(control).__name__} {control.objectName()} {text!r} in {type(control.parent()).__name__}"


def test_every_control_of_the_window_has_a_tooltip(shared_window):
    for view in shared_window.docks.views:
        assert view.view is not None  # built now, where it was not yet
    found = list(untold(shared_window))
    assert not found, "\n".join(found)


def test_every_control_of_a_new_experiment_has_a_tooltip(qtbot, shared_window):
    dialog = ExperimentDialog(shared_window.frame.run.experiment, shared_window, shared_window.frame.run.dataset)
    qtbot.addWidget(dialog)
    standard = {button for box in dialog.findChildren(QDialogButtonBox) for button in box.buttons()}
    assert [one for one in untold(dialog) if not any(repr(button.text()) in one for button in standard)] == []


def test_every_action_tells_what_it_does_and_its_keys(shared_window):
    seen = {}
    for action in shared_window.actions_by_name.all():
        what, _, how = action.toolTip().partition("\n")
        assert how.endswith("."), f"{action.objectName()} does not say what it does"
        for key in action.shortcuts():
            text = key.toString(QKeySequence.SequenceFormat.NativeText)
            assert text in what
            assert seen.setdefault(text, action) is action, f"{text} does two things"


@pytest.mark.parametrize("name", ["run", "previous_phase", "next_phase", "previous_sample", "next_sample"])
def test_the_moves_of_a_lesson_have_a_button_and_a_key(shared_window, name):
    action = shared_window.actions_by_name[name]
    assert shared_window.toolbar.widgetForAction(action).toolTip() == action.toolTip()
    assert action.shortcuts()
