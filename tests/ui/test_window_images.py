"""The gallery, the confusion matrix and the results, joined in the window."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox

from cnnviz.training import Session


def evaluated(qtbot, window):
    """Where the test set has been answered once: its newest answers."""
    window.worker.run_to_epoch_end()
    qtbot.waitUntil(lambda: 1 in window.frame.history.evaluations and not window.frame.is_running, timeout=20_000)
    return window.frame.history.evaluations[1]


def listed(window):
    gallery = window.docks.gallery
    model = gallery.lists["test"].model()
    return [model.index_of(row) for row in range(model.rowCount())]


def test_a_cell_of_the_confusion_matrix_shows_its_images(qtbot, window):
    answers = evaluated(qtbot, window)
    pairs = sorted(set(zip(answers.targets, answers.predictions, strict=True)))
    for true, predicted in pairs:
        window.docks.confusion.cell_clicked.emit(true, predicted)
        expected = {
            place
            for place, pair in enumerate(zip(answers.targets, answers.predictions, strict=True))
            if pair == (true, predicted)
        }
        qtbot.waitUntil(lambda expected=expected: set(listed(window)) == expected, timeout=5_000)
    mistake = next(pair for pair in pairs if pair[0] != pair[1])
    window.docks.confusion.cell_clicked.emit(*mistake)
    window.docks._results.raise_()
    results = window.docks.results
    qtbot.waitUntil(lambda: bool(results.hardest.model.rowCount()), timeout=5_000)
    found = {results.hardest.model.index_of(row) for row in range(results.hardest.model.rowCount())}
    assert {(answers.targets[place], answers.predictions[place]) for place in found} == {mistake}


def test_a_training_image_is_trained_on_next(qtbot, window):
    window.docks.gallery.train_chosen.emit(7)
    qtbot.waitUntil(lambda: window.frame.sample is window.frame.run.train_samples[7], timeout=5_000)
    assert window.frame.position == 0
    window.worker.next_sample()
    qtbot.waitUntil(lambda: window.frame.position == 1, timeout=5_000)
    assert window.frame.shown.sample is window.frame.run.train_samples[7]
    assert [event.text for event in window.frame.events]


@pytest.mark.parametrize("answer", [QMessageBox.StandardButton.Ok, QMessageBox.StandardButton.Cancel])
def test_another_image_where_the_run_has_gone_on_is_asked_about(qtbot, window, monkeypatch, answer):
    window.worker.run_to_epoch_end()
    qtbot.waitUntil(lambda: window.frame.position == 12 and not window.frame.is_running, timeout=20_000)
    window.worker.seek(4)
    qtbot.waitUntil(lambda: window.frame.position == 4, timeout=5_000)
    monkeypatch.setattr(QMessageBox, "question", lambda *args: answer)
    before = window.frame.run.train_samples.index(window.worker._runner._session.sample_at(4))
    window.docks.gallery.train_chosen.emit((before + 1) % 12)
    if answer == QMessageBox.StandardButton.Ok:
        qtbot.waitUntil(lambda: len(window.frame.branches) == 2, timeout=5_000)
    else:
        qtbot.wait(100)
        assert len(window.frame.branches) == 1


def test_a_result_is_looked_at_through_the_network(qtbot, window):
    evaluated(qtbot, window)
    window.docks.results.probe_chosen.emit("test", 3)
    qtbot.waitUntil(lambda: window.frame.probe is not None, timeout=5_000)
    assert window.frame.probe.sample is window.frame.run.test_samples[3]
    qtbot.keyClick(window, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: window.frame.probe is None, timeout=5_000)


def test_images_are_pinned_by_key_and_followed_along_the_run(qtbot, window):
    qtbot.keyClick(window, Qt.Key.Key_P)
    qtbot.waitUntil(lambda: len(window.frame.pins) == 1, timeout=5_000)
    assert window.docks.pinned.isVisible()
    window.worker.set_probe("test", 2)
    qtbot.waitUntil(lambda: window.frame.probe is not None, timeout=5_000)
    qtbot.keyClick(window, Qt.Key.Key_P)
    qtbot.waitUntil(lambda: len(window.frame.pins) == 2, timeout=5_000)
    window.worker.run_to_epoch_end()
    qtbot.waitUntil(lambda: window.frame.position == 12 and not window.frame.is_running, timeout=20_000)
    qtbot.waitUntil(lambda: all(pin.position == 12 for pin in window.frame.pins), timeout=10_000)
    session = Session(window.frame.run.experiment)
    session.seek(12)
    samples = session.train_samples[window.frame.pins[0].choice.index], session.test_samples[2]
    assert [pin.probe.trace for pin in window.frame.pins] == [session.probe(sample) for sample in samples]
    window.worker.seek(3)
    qtbot.waitUntil(lambda: window.frame.position == 3, timeout=5_000)
    qtbot.waitUntil(lambda: all(pin.position == 3 for pin in window.frame.pins), timeout=10_000)


def test_a_pinned_image_is_looked_at_again(qtbot, window):
    window.worker.set_probe("test", 2)
    qtbot.waitUntil(lambda: window.frame.probe is not None, timeout=5_000)
    qtbot.keyClick(window, Qt.Key.Key_P)
    qtbot.waitUntil(lambda: len(window.frame.pins) == 1, timeout=5_000)
    window.worker.clear_probe()
    qtbot.waitUntil(lambda: window.frame.probe is None, timeout=5_000)
    window.docks.pinned.probe_chosen.emit(window.frame.pins[0].choice)
    qtbot.waitUntil(lambda: window.frame.probe is not None, timeout=5_000)
    assert window.frame.probe.sample is window.frame.run.test_samples[2]


def test_while_a_person_draws_ctrl_z_is_the_drawings(qtbot, window):
    window.worker.set_learning_rate(0.5)
    undo = window.actions_by_name["undo"]
    qtbot.waitUntil(undo.isEnabled, timeout=5_000)
    window.activateWindow()
    pad = window.docks.draw.pad
    window.docks._draw.raise_()
    pad.setFocus()
    qtbot.waitUntil(lambda: not undo.isEnabled(), timeout=5_000)
    window.network.canvas.setFocus()
    qtbot.waitUntil(undo.isEnabled, timeout=5_000)
