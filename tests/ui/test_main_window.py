"""The window as a person uses it: every button and key, and what is on view afterwards."""

import math

import pytest
from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox, QTabBar

from cnnviz.explain import Cell
from cnnviz.nn import PhaseKind
from cnnviz.training import Experiment, Session, read_run
from cnnviz.training.breakpoints import GradientNormAbove, StepReached
from cnnviz.ui.frame import OWN, Activity, StopAt
from cnnviz.ui.main_window import MainWindow
from cnnviz.ui.view_model import tensor_of

SMALL = {"train_per_class": 4, "test_per_class": 3, "epochs": 3}


def place(window):
    return window.frame.position, window.frame.phase


def wait_for(qtbot, window, position, phase):
    qtbot.waitUntil(lambda: place(window) == (position, phase), timeout=10_000)


def button(window, name):
    return window.toolbar.widgetForAction(window.actions_by_name[name])


def press(qtbot, window, key, modifier=Qt.KeyboardModifier.NoModifier):
    qtbot.keyClick(window, key, modifier)


def oracle(position, phase=0):
    session = Session(Experiment.preset("paper", **SMALL))
    session.seek(position)
    for _ in range(phase):
        session.next_phase()
    return session


def test_starts_before_the_first_step_with_nothing_computed(window):
    frame = window.frame
    assert place(window) == (0, 0)
    assert frame.activity is Activity.PAUSED
    assert tensor_of(frame, 0, "input") is not None
    assert tensor_of(frame, 0, "weight") is not None
    assert all(tensor_of(frame, layer, "output") is None for layer in range(len(frame.run.layers)))


@pytest.mark.parametrize("by", ["button", "key", "remote"])
def test_phases_forward_and_backward(qtbot, window, by):
    moves = {
        "button": (
            lambda: qtbot.mouseClick(button(window, "next_phase"), Qt.MouseButton.LeftButton),
            lambda: qtbot.mouseClick(button(window, "previous_phase"), Qt.MouseButton.LeftButton),
        ),
        "key": (
            lambda: press(qtbot, window, Qt.Key.Key_Right),
            lambda: press(qtbot, window, Qt.Key.Key_Left),
        ),
        "remote": (
            lambda: press(qtbot, window, Qt.Key.Key_PageDown),
            lambda: press(qtbot, window, Qt.Key.Key_PageUp),
        ),
    }
    forward, back = moves[by]
    phases = window.frame.run.phases
    for phase in range(1, len(phases)):
        forward()
        wait_for(qtbot, window, 0, phase)
        done = phases[phase - 1]
        if done.kind is PhaseKind.FORWARD:
            assert tensor_of(window.frame, done.layer, "output") == oracle(0, phase).trace().layers[done.layer].output
    forward()
    wait_for(qtbot, window, 1, 0)
    assert tensor_of(window.frame, 0, "new_weight") == oracle(1).network.parameters()["0.weight"]
    back()
    wait_for(qtbot, window, 0, len(phases) - 1)
    assert tensor_of(window.frame, 0, "new_weight") is None
    for phase in range(len(phases) - 2, -1, -1):
        back()
        wait_for(qtbot, window, 0, phase)


@pytest.mark.parametrize("by", ["button", "key"])
def test_samples_forward_and_backward(qtbot, window, by):
    def move(name, key):
        if by == "button":
            qtbot.mouseClick(button(window, name), Qt.MouseButton.LeftButton)
        else:
            press(qtbot, window, key, Qt.KeyboardModifier.ShiftModifier)

    for position in (1, 2, 3):
        move("next_sample", Qt.Key.Key_Right)
        wait_for(qtbot, window, position, 0)
        assert window.frame.shown.step == position - 1
        assert window.frame.trace.loss == oracle(position).history.losses[-1]
    move("previous_sample", Qt.Key.Key_Left)
    wait_for(qtbot, window, 2, 0)
    assert window.frame.trace.layers[6].new_parameters["weight"] == oracle(2).network.parameters()["6.weight"]


@pytest.mark.parametrize("by", ["button", "key"])
def test_to_the_end_of_the_epoch_and_back_to_the_start(qtbot, window, by):
    epoch, reset = button(window, "epoch"), button(window, "reset")
    if by == "button":
        qtbot.mouseClick(epoch, Qt.MouseButton.LeftButton)
    else:
        press(qtbot, window, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    wait_for(qtbot, window, 12, 0)
    qtbot.waitUntil(lambda: 1 in window.frame.history.evaluations, timeout=10_000)
    qtbot.waitUntil(lambda: window.frame.activity is Activity.PAUSED, timeout=10_000)
    assert len(window.frame.history.losses) == 12
    if by == "button":
        qtbot.mouseClick(reset, Qt.MouseButton.LeftButton)
    else:
        press(qtbot, window, Qt.Key.Key_Home)
    wait_for(qtbot, window, 0, 0)
    assert window.frame.furthest == 12
    assert not reset.isEnabled()


def test_back_to_the_start_of_the_epoch(qtbot, window):
    for name, position in (("epoch", 12), ("next_sample", 13), ("next_sample", 14)):
        button(window, name).click()
        wait_for(qtbot, window, position, 0)
    press(qtbot, window, Qt.Key.Key_Left, Qt.KeyboardModifier.ControlModifier)
    wait_for(qtbot, window, 12, 0)
    press(qtbot, window, Qt.Key.Key_Left, Qt.KeyboardModifier.ControlModifier)
    wait_for(qtbot, window, 0, 0)


@pytest.fixture(autouse=True)
def no_question_nobody_answers(monkeypatch):
    """A question that a test does not expect fails it, where it would wait for ever."""

    def fail(parent, title, text, *buttons):
        raise AssertionError(f"asked: {title}")

    monkeypatch.setattr(QMessageBox, "question", fail)


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


def test_after_the_update_the_sample_is_asked_again(qtbot, window):
    window.worker.next_sample()
    wait_for(qtbot, window, 1, 0)
    loss, probabilities = window.frame.after
    assert probabilities == oracle(1).network.predict(window.frame.sample.image)
    assert loss < window.frame.trace.loss
    window.worker.next_phase()
    wait_for(qtbot, window, 1, 1)
    assert window.frame.after is None


def test_a_breakpoint_stops_the_run_and_says_so(qtbot, window):
    window.worker.set_breakpoints((StopAt("step 5", StepReached(5)), StopAt("off", StepReached(3), is_on=False)))
    window.worker.run_freely()
    qtbot.waitUntil(lambda: window.frame.note != "", timeout=10_000)
    assert window.frame.position == 5
    assert window.frame.note == "Stopped: step 5 is reached."


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


def test_stops_set_in_the_panel_reach_the_run(qtbot, window):
    window.docks.stops.breakpoints_changed.emit((StopAt("step 4", StepReached(4)),))
    qtbot.waitUntil(lambda: len(window.frame.breakpoints) == 1, timeout=5_000)
    window.worker.run_freely()
    wait_for(qtbot, window, 4, 0)


def test_stops_go_with_the_experiment_that_they_speak_of(qtbot, window):
    window.worker.set_breakpoints((StopAt("norm", GradientNormAbove(6, 1e9)),))
    qtbot.waitUntil(lambda: len(window.frame.breakpoints) == 1, timeout=5_000)
    window.worker.open_experiment(Experiment.preset("ten-digits", train_per_class=2, test_per_class=1))
    qtbot.waitUntil(lambda: window.frame.run.experiment.name == "ten-digits", timeout=10_000)
    assert window.frame.breakpoints == ()


def test_what_a_chosen_number_was_made_from_is_outlined(qtbot, window):
    window.worker.next_phase()
    wait_for(qtbot, window, 0, 1)
    window.network.canvas.choose(Cell(0, "output", (0, 5, 5)))
    qtbot.waitUntil(lambda: len(window.network.canvas._sources) == 19, timeout=5_000)


def test_run_and_pause_by_key_and_to_the_end_of_the_run(qtbot, window):
    window.toolbar.pace.set_pace(50.0)
    press(qtbot, window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.frame.activity is Activity.RUNNING, timeout=5_000)
    assert button(window, "run").text() == "Pause"
    press(qtbot, window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.frame.activity is Activity.PAUSED, timeout=5_000)
    assert button(window, "run").text() == "Run"
    window.toolbar.pace.set_pace(None)
    qtbot.mouseClick(button(window, "run"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.frame.activity is Activity.FINISHED, timeout=20_000)
    assert window.frame.position == 36
    assert list(window.frame.history.losses) == list(oracle(36).history.losses)
    assert sorted(window.frame.history.evaluations) == [0, 1, 2, 3]
    assert not button(window, "next_phase").isEnabled()


def test_a_slow_pace_shows_phase_by_phase(qtbot, window):
    seen = []
    window.frame_shown.connect(lambda frame: seen.append((frame.position, frame.phase)))
    window.toolbar.pace.set_pace(5.0)
    qtbot.mouseClick(button(window, "run"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.frame.phase >= 4, timeout=10_000)
    window.worker.pause()
    qtbot.waitUntil(lambda: window.frame.activity is Activity.PAUSED, timeout=5_000)
    between = {phase for position, phase in seen if position == 0 and 0 < phase < len(window.frame.run.phases)}
    assert len(between) >= 2


def test_faster_and_slower_by_key(qtbot, window):
    assert window.toolbar.pace.pace() is None
    press(qtbot, window, Qt.Key.Key_Minus)
    slower = window.toolbar.pace.pace()
    assert slower is not None
    press(qtbot, window, Qt.Key.Key_Plus)
    assert window.toolbar.pace.pace() is None


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


def test_a_probe_is_shown_while_training_runs_and_let_go(qtbot, window):
    window.docks.gallery.probe_chosen.emit("test", 2)
    qtbot.waitUntil(lambda: window.frame.probe is not None, timeout=5_000)
    sample = window.frame.run.test_samples[2]
    assert window.frame.sample is sample
    assert window.frame.trace.layers[0].input == sample.image
    before = window.frame.trace.loss
    window.worker.run_to_epoch_end()
    wait_for(qtbot, window, 12, 0)
    assert window.frame.probe.sample is sample
    assert window.frame.trace.loss != before
    assert window.frame.trace.probabilities == oracle(12).network.predict(sample.image)
    press(qtbot, window, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: window.frame.probe is None, timeout=5_000)
    assert window.frame.trace is window.frame.shown.trace


def test_a_drawing_is_read_while_it_grows(qtbot, window):
    window.docks.all[1].raise_()
    pad = window.docks.draw.pad
    middle = pad.rect().center()
    qtbot.mousePress(pad, Qt.MouseButton.LeftButton, pos=middle - QPoint(0, 30))
    qtbot.mouseMove(pad, middle + QPoint(0, 30))
    qtbot.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=middle + QPoint(0, 30))
    qtbot.waitUntil(lambda: window.frame.probe is not None, timeout=5_000)
    probe = window.frame.probe
    assert probe.part == OWN
    assert probe.sample.image is window.docks.draw.own_image.image
    assert probe.trace.predicted == probe.sample.target
    window.docks.all[0].raise_()
    assert "this drawing" in window.docks.sample.heading.text()


def test_the_timeline_seeks(qtbot, window):
    window.worker.run_to_epoch_end()
    wait_for(qtbot, window, 12, 0)
    window.timeline.seek_requested.emit(5)
    wait_for(qtbot, window, 5, 0)
    assert window.frame.trace.layers[0].new_parameters["weight"] == oracle(5).network.parameters()["0.weight"]
    assert window.frame.furthest == 12


def test_a_diverging_run_stops_and_can_be_stepped_back(qtbot, window):
    window.worker.set_learning_rate(1e200)
    window.worker.run_freely()
    qtbot.waitUntil(lambda: "Stopped" in window.frame.note, timeout=10_000)
    assert window.frame.activity is Activity.PAUSED
    position = window.frame.position
    assert not math.isfinite(window.frame.history.losses[position - 1])
    window.worker.previous_sample()
    wait_for(qtbot, window, position - 1, 0)
    window.grab()


def test_an_error_in_the_worker_is_said_and_the_window_stays_usable(qtbot, window, monkeypatch):
    def broken(self):
        raise RuntimeError("the cat sat on the keyboard")

    monkeypatch.setattr(Session, "next_phase", broken)
    window.worker.next_phase()
    qtbot.waitUntil(lambda: bool(window.findChildren(QMessageBox)), timeout=5_000)
    box = window.findChildren(QMessageBox)[0]
    assert "the cat sat on the keyboard" in box.text()
    assert "broken" in box.detailedText()
    box.close()
    monkeypatch.undo()
    window.worker.next_sample()
    wait_for(qtbot, window, 1, 0)


def test_a_file_that_is_no_run_is_one_sentence_and_changes_nothing(qtbot, window, tmp_path):
    wrong = tmp_path / "wrong.safetensors"
    wrong.write_text("not a run", encoding="utf-8")
    window.worker.next_sample()
    wait_for(qtbot, window, 1, 0)
    window.worker.open_file(wrong)
    qtbot.waitUntil(lambda: bool(window.findChildren(QMessageBox)), timeout=5_000)
    box = window.findChildren(QMessageBox)[0]
    assert "wrong.safetensors" in box.text()
    assert box.detailedText() == ""
    box.close()
    assert place(window) == (1, 0)


def test_a_run_is_saved_and_opened_again(qtbot, window, tmp_path):
    window.worker.run_to_epoch_end()
    wait_for(qtbot, window, 12, 0)
    qtbot.waitUntil(lambda: 1 in window.frame.history.evaluations, timeout=10_000)
    losses = list(window.frame.history.losses)
    path = tmp_path / "run.safetensors"
    with qtbot.waitSignal(window.worker.saved, timeout=5_000):
        window.worker.save_file(path)
    window.worker.open_experiment(Experiment.preset("paper", **SMALL, seed=9))
    wait_for(qtbot, window, 0, 0)
    window.worker.open_file(path)
    wait_for(qtbot, window, 12, 0)
    assert list(window.frame.history.losses) == losses
    window.worker.next_sample()
    wait_for(qtbot, window, 13, 0)
    assert window.frame.history.losses[12] == oracle(13).history.losses[12]


def test_a_step_is_saved_as_tables_and_never_over_others(qtbot, window, tmp_path, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *args: str(tmp_path))
    window.worker.next_sample()
    wait_for(qtbot, window, 1, 0)
    window.actions_by_name["tables"].trigger()
    written = sorted((tmp_path / "step-0").iterdir())
    assert len(written) > 30
    window.actions_by_name["tables"].trigger()
    box = window.findChildren(QMessageBox)[0]
    assert "step-0" in box.text()
    box.close()
    assert sorted((tmp_path / "step-0").iterdir()) == written


def test_a_picture_of_the_window_is_saved(qtbot, window, tmp_path, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *args: (str(tmp_path / "window"), ""))
    window.actions_by_name["picture"].trigger()
    assert (tmp_path / "window.png").read_bytes().startswith(b"\x89PNG")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *args: (str(tmp_path / "no" / "window"), ""))
    window.actions_by_name["picture"].trigger()
    box = window.findChildren(QMessageBox)[0]
    assert "cannot be written" in box.text()
    box.close()


def test_a_new_experiment_from_the_form(qtbot, window):
    press(qtbot, window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    dialog = QApplication.activeModalWidget()
    assert dialog is not None
    run = window.frame.run
    dialog.accept()
    qtbot.waitUntil(lambda: window.frame.run is not run, timeout=10_000)
    assert window.frame.run.experiment == run.experiment


def test_the_sheet_of_keys(qtbot, window):
    press(qtbot, window, Qt.Key.Key_F1)
    sheet = QApplication.activeModalWidget()
    assert sheet is not None
    qtbot.keyClick(sheet, Qt.Key.Key_Escape)
    assert QApplication.activeModalWidget() is None


def test_every_action_has_a_tooltip_with_its_key(window):
    for action in window.actions_by_name.all():
        assert action.statusTip() in action.toolTip()
        for shortcut in action.shortcuts():
            assert shortcut.toString() in action.toolTip()


def test_the_button_says_pause_also_while_the_test_set_is_evaluated(qtbot, window):
    texts = set()
    window.frame_shown.connect(lambda frame: texts.add((frame.is_running, button(window, "run").text())))
    window.worker.run_freely()
    qtbot.waitUntil(lambda: window.frame.activity is Activity.FINISHED, timeout=20_000)
    assert texts <= {(True, "Pause"), (False, "Run")}


def test_an_empty_mailbox_is_looked_into_once_sooner_while_training_runs(qtbot, session, make_frame):
    window = MainWindow(theme_name="light")
    qtbot.addWidget(window)
    looks = []
    for is_running, takes in ((False, "fe"), (True, "feeef"), (False, "fe")):
        for take in takes:
            if take == "f":
                window._mailbox.put(make_frame(session, is_running=is_running))
            window.pull_frame()
            looks.append(window._pull.interval())
    standing, running, soon = looks[0], looks[2], looks[3]
    assert looks == [standing, standing, running, soon, running, soon, running, standing, standing]
    assert soon < standing < running <= 40  # 25 frames a second, at least


@pytest.mark.parametrize("theme", ["light", "dark", "system"])
def test_themes_are_put_on(window, theme):
    for action in window.themes.actions:
        if action.data() == theme:
            action.trigger()
            assert action.isChecked()
    window.grab()


def test_hidden_panels_are_shown_the_frame_when_they_come_back(qtbot, window):
    dock = window.docks.all[3]
    dock.close()
    window.worker.next_sample()
    wait_for(qtbot, window, 1, 0)
    assert window.docks.loss in window.refresher.stale
    dock.toggleViewAction().trigger()  # it shares its place with another panel, and comes before it
    qtbot.waitUntil(lambda: window.docks.loss not in window.refresher.stale, timeout=5_000)
    assert window.docks.loss.isVisible()


def test_while_a_run_is_watched_slowly_the_way_back_from_an_image_is_open_at_once(qtbot, window):
    window.toolbar.pace.set_pace(0.5)
    window.worker.run_freely()
    qtbot.waitUntil(lambda: window.frame.phase == 1, timeout=5_000)
    window.worker.set_probe("test", 0)
    qtbot.waitUntil(lambda: window.frame.probe is not None, timeout=1_000)
    assert window.actions_by_name["back_to_training"].isEnabled()
    window.worker.clear_probe()
    qtbot.waitUntil(lambda: window.frame.probe is None, timeout=1_000)
    assert not window.actions_by_name["back_to_training"].isEnabled()


def test_the_network_is_not_asked_about_images_behind_another_tab(qtbot, window):
    told = []
    images, draw = window.docks.all[:2]
    images.raise_()
    window.docks.gallery.view.sight.changed.connect(lambda part, indices: told.append((part, len(indices))))
    draw.raise_()
    qtbot.waitUntil(lambda: told == [("", 0)], timeout=5_000)
    images.raise_()
    qtbot.waitUntil(lambda: len(told) == 2, timeout=5_000)
    assert told[1][0] == "train" and told[1][1] > 0


def test_panels_behind_a_tab_are_shown_the_frame_when_it_is_chosen(qtbot, window):
    window.worker.next_sample()
    wait_for(qtbot, window, 1, 0)
    assert window.docks.results in window.refresher.stale
    tab, bar = next(
        (place, bar)
        for bar in window.findChildren(QTabBar)
        for place in range(bar.count())
        if bar.parent() is window and bar.tabText(place).startswith("Results")
    )
    bar.setCurrentIndex(tab)
    qtbot.waitUntil(lambda: window.docks.results not in window.refresher.stale, timeout=5_000)


def test_closed_in_mid_run_twenty_times(qtbot, tmp_path):
    for number in range(20):
        window = MainWindow(theme_name="light")
        qtbot.addWidget(window)
        window.show()
        window.start(Experiment.preset("paper", **SMALL, seed=number))
        qtbot.waitUntil(lambda window=window: window.frame is not None, timeout=10_000)
        window.worker.run_freely()
        qtbot.wait(5 * (number % 7))
        assert window.close()
        assert window.worker.isFinished()


def test_closed_while_a_save_fails_it_stays_open_and_says_so(qtbot, window, tmp_path):
    window.worker.set_pace(30.0)
    window.worker.run_freely()
    window.worker.save_file(tmp_path / "no folder" / "run.safetensors")
    assert not window.close()
    assert window.isVisible()
    qtbot.waitUntil(lambda: bool(window.findChildren(QMessageBox)), timeout=5_000)
    box = window.findChildren(QMessageBox)[0]
    assert "run.safetensors cannot be written" in box.text()
    box.close()
    before = place(window)
    qtbot.waitUntil(lambda: place(window) > before, timeout=5_000)
    window.worker.save_file(tmp_path / "run.safetensors")
    assert window.close()
    assert window.worker.isFinished()
    assert read_run(tmp_path / "run.safetensors").position >= before[0]


def test_panels_come_back_as_they_were(qtbot, tmp_path):
    settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    window = MainWindow(settings, theme_name="dark")
    qtbot.addWidget(window)
    window.show()
    window.start(Experiment.preset("paper", **SMALL))
    window.docks.all[7].close()
    window.close()
    again = MainWindow(settings)
    qtbot.addWidget(again)
    again.show()
    assert again.docks.all[7].isHidden()
    assert not again.docks.all[6].isHidden()
    assert again._theme.name == "dark"
    again.close()


def test_a_narrow_window_keeps_few_panels_and_the_menu_brings_the_others(qtbot):
    window = MainWindow(theme_name="light")
    qtbot.addWidget(window)
    window.resize(1024, 768)
    window.show()
    hidden = [dock for dock in window.docks.all if dock.isHidden()]
    assert [dock.windowTitle() for dock in hidden] == ["Parameters", "Stops", "Changes"]
    assert (window.width(), window.height()) == (1024, 768)
    hidden[0].toggleViewAction().trigger()
    assert not hidden[0].isHidden()
    window.close()
