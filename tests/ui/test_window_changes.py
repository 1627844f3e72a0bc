"""What a person changes in mid-run, and what is asked before it begins a branch."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox
from windows import oracle, press, wait_for


@pytest.fixture
def window(bare_window):
    """No panel is needed here."""
    return bare_window


@pytest.fixture
def branching_agreed(monkeypatch):
    """Whoever is asked whether the run may go another way says yes."""
    monkeypatch.setattr(QMessageBox, "question", lambda *args: QMessageBox.StandardButton.Ok)


def test_every_change_that_begins_a_branch_is_asked_about(qtbot, window, monkeypatch):
    asked = []

    def refuse(parent, title, text, buttons):
        asked.append((title, text))
        return QMessageBox.StandardButton.Cancel

    monkeypatch.setattr(QMessageBox, "question", refuse)
    for position in (1, 2, 3):
        window.worker.next_sample()
        wait_for(qtbot, window, position, 0)
    window.worker.previous_sample()
    wait_for(qtbot, window, 2, 0)
    press(qtbot, window, Qt.Key.Key_R)
    window.docks.parameters.parameter_edited.emit("0.weight", (0, 0, 1, 1), 0.75)
    window.interventions.choose_sample(0)
    window.interventions.undo()
    assert [title for title, _ in asked] == [
        "Repeat the image here?",
        "Change a parameter here?",
        "Train on this image here?",
        "Take the change back here?",
    ]
    assert all(text.startswith("Step 2 was made ") for _, text in asked)
    window.worker.next_phase()
    wait_for(qtbot, window, 2, 1)
    assert window.frame.events == ()
    assert len(window.frame.branches) == 1


def test_the_same_image_again_and_back(qtbot, window, branching_agreed):
    window.worker.next_sample()
    wait_for(qtbot, window, 1, 0)
    first = window.frame.sample
    press(qtbot, window, Qt.Key.Key_R)
    qtbot.waitUntil(lambda: len(window.frame.events) == 1, timeout=5_000)
    window.worker.next_sample()
    wait_for(qtbot, window, 2, 0)
    assert window.frame.sample.number == first.number
    window.worker.previous_sample()
    wait_for(qtbot, window, 1, 0)
    press(qtbot, window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: not window.frame.events, timeout=5_000)
    assert len(window.frame.branches) == 2


def test_a_weight_edited_by_hand_is_where_the_next_step_begins(qtbot, window):
    window.worker.next_sample()
    wait_for(qtbot, window, 1, 0)
    window.docks.parameters.parameter_edited.emit("0.weight", (0, 0, 1, 1), 0.75)
    qtbot.waitUntil(lambda: len(window.frame.events) == 1, timeout=5_000)
    assert window.frame.trace.layers[0].parameters["weight"][0][0][1][1] == 0.75
    window.worker.previous_sample()
    wait_for(qtbot, window, 0, 0)
    assert window.frame.trace.layers[0].parameters["weight"] == oracle(0).network.parameters()["0.weight"]


def test_courses_are_gone_back_to_from_the_panel(qtbot, window, branching_agreed):
    for position in (1, 2, 3):
        window.worker.next_sample()
        wait_for(qtbot, window, position, 0)
    window.worker.seek(1)
    wait_for(qtbot, window, 1, 0)
    window.docks.parameters.parameter_edited.emit("0.bias", (0,), 0.5)
    qtbot.waitUntil(lambda: len(window.frame.branches) == 2, timeout=5_000)
    window.docks.changes.branch_chosen.emit(0)
    qtbot.waitUntil(lambda: window.frame.furthest == 3, timeout=5_000)
    assert window.frame.events == ()


def test_learning_rate_is_taken_over_and_refused(qtbot, window):
    edit = window.toolbar.learning_rate.edit
    assert edit.text() == "0.001"
    for wrong in ("fast", "-1", "nan", ""):
        edit.setFocus()
        edit.selectAll()
        qtbot.keyClicks(edit, wrong or " ")
        qtbot.keyClick(edit, Qt.Key.Key_Return)
        assert window.frame.learning_rate == 0.001
        assert "learning rate" in edit.accessibleDescription()
    edit.selectAll()
    qtbot.keyClicks(edit, "1e-2")
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.frame.learning_rate == 0.01, timeout=5_000)
    assert edit.text() == "0.01"


@pytest.mark.parametrize("answer", [QMessageBox.StandardButton.Ok, QMessageBox.StandardButton.Cancel])
def test_a_learning_rate_that_drops_steps_is_asked_about(qtbot, window, monkeypatch, answer):
    for position in (1, 2, 3):
        window.worker.next_sample()
        wait_for(qtbot, window, position, 0)
    window.worker.previous_sample()
    wait_for(qtbot, window, 2, 0)
    monkeypatch.setattr(QMessageBox, "question", lambda *args: answer)
    edit = window.toolbar.learning_rate.edit
    edit.setFocus()
    edit.selectAll()
    qtbot.keyClicks(edit, "0.5")
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    if answer == QMessageBox.StandardButton.Ok:
        qtbot.waitUntil(lambda: window.frame.learning_rate == 0.5, timeout=5_000)
        assert window.frame.furthest == 2
        assert [branch.furthest for branch in window.frame.branches] == [3, 2]
    else:
        assert window.frame.furthest == 3
        assert edit.text() == "0.001"
