"""The worker by itself: in which order it does what it is asked, when it waits, and how it ends."""

from collections.abc import Iterator
from math import isfinite
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from cnnviz.training import ChooseSample, Experiment, SavedRun, SetLearningRate, TrainingError, read_run
from cnnviz.ui import runner as runner_module
from cnnviz.ui.frame import Frame
from cnnviz.ui.gate import Gate
from cnnviz.ui.mailbox import Mailbox
from cnnviz.ui.runner import Runner
from cnnviz.ui.worker import TrainingWorker

SMALL = Experiment.preset("paper", train_per_class=4, test_per_class=3, epochs=3)


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
def worker(qtbot: QtBot, mailbox: Mailbox) -> Iterator[TrainingWorker]:
    """A worker that is not started yet: what is asked of it waits. It is to take six steps."""
    worker = TrainingWorker(mailbox, Gate())
    worker.open_experiment(SMALL)
    for _ in range(6):
        worker.next_sample()
    yield worker
    worker.stop()
    worker.wait()


def done(qtbot: QtBot, worker: TrainingWorker, mailbox: Mailbox) -> Frame:
    """Start it; the frame after all that it was asked for."""
    worker.set_probe("test", 0)
    worker.start()
    frames: list[Frame] = []

    def come() -> bool:
        frame = mailbox.take()
        frames.extend(() if frame is None else (frame,))
        return bool(frames) and frames[-1].probe is not None

    qtbot.waitUntil(come, timeout=5_000)
    return frames[-1]


def test_a_change_is_made_at_the_position_that_was_sought_before_it(
    qtbot: QtBot, worker: TrainingWorker, mailbox: Mailbox
) -> None:
    worker.seek(2)
    worker.choose_sample(0)
    worker.choose_sample(1)
    worker.seek(1)
    frame = done(qtbot, worker, mailbox)
    assert (frame.position, frame.events) == (1, (ChooseSample(2, 1),))


def test_of_seeks_in_a_row_only_the_last_counts(
    qtbot: QtBot, worker: TrainingWorker, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    sought: list[int] = []
    real = Runner.seek

    def seek(runner: Runner, position: int) -> None:
        sought.append(position)
        real(runner, position)

    monkeypatch.setattr(Runner, "seek", seek)
    for position in (5, 4, 3, 2):
        worker.seek(position)
    assert done(qtbot, worker, mailbox).position == 2
    assert sought == [2]


def test_a_run_is_saved_though_the_worker_is_to_end_at_once(worker: TrainingWorker, tmp_path: Path) -> None:
    file = tmp_path / "run.safetensors"
    worker.save_file(file)
    worker.run_freely()
    worker.start()
    worker.stop()
    worker.wait()
    assert read_run(file).position == 6


def test_a_run_that_diverged_is_saved_and_opened_again(
    qtbot: QtBot, worker: TrainingWorker, mailbox: Mailbox, tmp_path: Path
) -> None:
    file = tmp_path / "run.safetensors"
    worker.set_learning_rate(1e200)
    for _ in range(3):
        worker.next_sample()
    worker.save_file(file)
    worker.open_file(file)
    frame = done(qtbot, worker, mailbox)
    assert (frame.position, frame.events) == (9, (SetLearningRate(6, 1e200),))
    assert not isfinite(frame.shown.trace.loss)


def test_it_ends_though_a_file_cannot_be_written(
    worker: TrainingWorker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner_module, "write_run", no_room)
    worker.save_file(tmp_path / "run.safetensors")
    worker.start()
    worker.stop()
    assert worker.wait(5_000)


def no_room(path: Path, run: SavedRun) -> None:
    raise OSError("no room")


def test_training_goes_on_though_a_file_cannot_be_written(
    qtbot: QtBot, worker: TrainingWorker, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(runner_module, "write_run", no_room)
    worker.set_pace(0.5)
    worker.run_freely()
    worker.save_file(tmp_path / "run.safetensors")
    with qtbot.waitSignal(worker.failed, timeout=5_000) as told:
        assert done(qtbot, worker, mailbox).is_running
    assert told.args[0].sentence == "no room"


def test_it_says_whether_all_is_saved_until_the_window_has_been_told(
    qtbot: QtBot, worker: TrainingWorker, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    worker.save_file(tmp_path / "run.safetensors")
    worker.start()
    assert worker.all_saved()
    assert read_run(tmp_path / "run.safetensors").position == 6
    monkeypatch.setattr(runner_module, "write_run", no_room)
    with qtbot.waitSignal(worker.failed, timeout=5_000):
        worker.save_file(tmp_path / "run.safetensors")
        assert not worker.all_saved()
    qtbot.waitUntil(worker.all_saved, timeout=5_000)


def test_without_a_run_nothing_is_said_to_be_saved(mailbox: Mailbox, tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="there is no run to save"):
        Runner(mailbox, lambda: None, lambda: False).save(tmp_path / "run.safetensors")
    assert list(tmp_path.iterdir()) == []


def test_a_runner_without_a_session_waits(mailbox: Mailbox) -> None:
    runner = Runner(mailbox, lambda: None, lambda: False)
    assert runner.idle_time() is None
    runner.set_pace(5.0)
    assert runner.idle_time() is None
    runner.give_up()  # the first experiment could not be opened
    assert runner.idle_time() is None
