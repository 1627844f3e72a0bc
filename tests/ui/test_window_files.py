"""Runs and tables written and read from the window."""

import pytest
from PySide6.QtWidgets import QFileDialog, QMessageBox
from windows import SMALL, oracle, place, wait_for

from cnnviz.training import Experiment, read_run


@pytest.fixture
def window(bare_window):
    """No panel is needed here."""
    return bare_window


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
