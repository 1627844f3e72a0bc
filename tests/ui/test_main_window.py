"""The window as a whole: its panels, its themes, its errors, its end."""

import math

import pytest
from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox, QTabBar
from windows import SMALL, open_window, place, press, wait_for

from cnnviz.explain import Cell
from cnnviz.training import Experiment, Session
from cnnviz.ui.frame import OWN, Activity
from cnnviz.ui.main_window import MainWindow
from cnnviz.ui.view_model import tensor_of


def test_starts_before_the_first_step_with_nothing_computed(window):
    frame = window.frame
    assert place(window) == (0, 0)
    assert frame.activity is Activity.PAUSED
    assert tensor_of(frame, 0, "input") is not None
    assert tensor_of(frame, 0, "weight") is not None
    assert all(tensor_of(frame, layer, "output") is None for layer in range(len(frame.run.layers)))


def test_what_a_chosen_number_was_made_from_is_outlined(qtbot, window):
    window.worker.next_phase()
    wait_for(qtbot, window, 0, 1)
    window.network.canvas.choose(Cell(0, "output", (0, 5, 5)))
    qtbot.waitUntil(lambda: len(window.network.canvas._sources) == 19, timeout=5_000)


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


def test_an_error_in_the_worker_is_said_and_the_window_stays_usable(qtbot, bare_window, monkeypatch):
    def broken(self):
        raise RuntimeError("the cat sat on the keyboard")

    monkeypatch.setattr(Session, "next_phase", broken)
    bare_window.worker.next_phase()
    qtbot.waitUntil(lambda: bool(bare_window.findChildren(QMessageBox)), timeout=5_000)
    box = bare_window.findChildren(QMessageBox)[0]
    assert "the cat sat on the keyboard" in box.text()
    assert "broken" in box.detailedText()
    box.close()
    monkeypatch.undo()
    bare_window.worker.next_sample()
    wait_for(qtbot, bare_window, 1, 0)


def test_a_picture_of_the_window_is_saved(qtbot, window, tmp_path, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *args: (str(tmp_path / "window"), ""))
    window.actions_by_name["picture"].trigger()
    assert (tmp_path / "window.png").read_bytes().startswith(b"\x89PNG")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *args: (str(tmp_path / "no" / "window"), ""))
    window.actions_by_name["picture"].trigger()
    box = window.findChildren(QMessageBox)[0]
    assert "cannot be written" in box.text()
    box.close()


def test_a_new_experiment_from_the_form(qtbot, bare_window):
    press(qtbot, bare_window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    dialog = QApplication.activeModalWidget()
    assert dialog is not None
    run = bare_window.frame.run
    dialog.accept()
    qtbot.waitUntil(lambda: bare_window.frame.run is not run, timeout=10_000)
    assert bare_window.frame.run.experiment == run.experiment


def test_the_sheet_of_keys(qtbot, bare_window):
    press(qtbot, bare_window, Qt.Key.Key_F1)
    sheet = QApplication.activeModalWidget()
    assert sheet is not None
    qtbot.keyClick(sheet, Qt.Key.Key_Escape)
    assert QApplication.activeModalWidget() is None


def test_every_action_has_a_tooltip_with_its_key(bare_window):
    for action in bare_window.actions_by_name.all():
        assert action.statusTip() in action.toolTip()
        for shortcut in action.shortcuts():
            assert shortcut.toString() in action.toolTip()


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


def test_closed_in_mid_run_twenty_times(qtbot):
    for number in range(20):
        window = open_window(shows_panels=number % 3 == 0, seed=number)
        qtbot.waitUntil(lambda window=window: window.frame is not None, timeout=10_000)
        window.worker.run_freely()
        qtbot.wait(5 * (number % 7))
        assert window.close()
        assert window.worker.isFinished()
        with qtbot.waitSignal(window.destroyed):
            window.deleteLater()  # at once: what is left is laid out anew with each theme that is put on


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
