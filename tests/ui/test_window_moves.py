"""The moves of a run, by button, key and panel, and what is on view afterwards."""

import pytest
from PySide6.QtCore import Qt
from windows import button, oracle, press, wait_for

from cnnviz.nn import PhaseKind
from cnnviz.training import Experiment
from cnnviz.training.breakpoints import GradientNormAbove, StepReached
from cnnviz.ui.frame import Activity, StopAt
from cnnviz.ui.view_model import tensor_of


@pytest.fixture
def window(bare_window):
    """No panel is needed here."""
    return bare_window


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


def test_the_timeline_seeks(qtbot, window):
    window.worker.run_to_epoch_end()
    wait_for(qtbot, window, 12, 0)
    window.timeline.seek_requested.emit(5)
    wait_for(qtbot, window, 5, 0)
    assert window.frame.trace.layers[0].new_parameters["weight"] == oracle(5).network.parameters()["0.weight"]
    assert window.frame.furthest == 12


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


def test_the_button_says_pause_also_while_the_test_set_is_evaluated(qtbot, window):
    texts = set()
    window.frame_shown.connect(lambda frame: texts.add((frame.is_running, button(window, "run").text())))
    window.worker.run_freely()
    qtbot.waitUntil(lambda: window.frame.activity is Activity.FINISHED, timeout=20_000)
    assert texts <= {(True, "Pause"), (False, "Run")}


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


def test_a_breakpoint_stops_the_run_and_says_so(qtbot, window):
    window.worker.set_breakpoints((StopAt("step 5", StepReached(5)), StopAt("off", StepReached(3), is_on=False)))
    window.worker.run_freely()
    qtbot.waitUntil(lambda: window.frame.note != "", timeout=10_000)
    assert window.frame.position == 5
    assert window.frame.note == "Stopped: step 5 is reached."


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


def test_after_the_update_the_sample_is_asked_again(qtbot, window):
    window.worker.next_sample()
    wait_for(qtbot, window, 1, 0)
    loss, probabilities = window.frame.after
    assert probabilities == oracle(1).network.predict(window.frame.sample.image)
    assert loss < window.frame.trace.loss
    window.worker.next_phase()
    wait_for(qtbot, window, 1, 1)
    assert window.frame.after is None


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
