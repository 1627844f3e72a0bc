"""A worker that is asked anything at any time: each frame is what a walk from the start shows, and then it waits."""

import random
import time
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from worker_oracle import Oracle

from cnnviz.training import Experiment
from cnnviz.training.breakpoints import LossAbove, Misclassified
from cnnviz.ui.frame import OWN, Frame, ProbeChoice, StopAt
from cnnviz.ui.gate import Gate
from cnnviz.ui.mailbox import Mailbox
from cnnviz.ui.worker import Failure, TrainingWorker

EXPERIMENT = Experiment.preset("paper", train_per_class=4, test_per_class=3, epochs=3)
ROUNDS = 160
CHECKED = 60


class Kept(Mailbox):
    """Remembers every frame."""

    def __init__(self) -> None:
        super().__init__()
        self.frames: list[Frame] = []

    def put(self, frame: Frame) -> None:
        self.frames.append(frame)
        super().put(frame)


def commands(worker: TrainingWorker, draw: random.Random, oracle: Oracle) -> list[Callable[[], None]]:
    """All that can be asked, the usual things more often."""
    train, test = len(oracle.session.train_samples), len(oracle.session.test_samples)
    image, total = oracle.session.test_samples[0].image, oracle.session.total_steps
    stops = (StopAt("loss", LossAbove(1.2)), StopAt("wrong", Misclassified()))

    def pins() -> tuple[ProbeChoice, ...]:
        known = (ProbeChoice("train", draw.randrange(train)), ProbeChoice("test", draw.randrange(test)))
        return tuple(draw.sample((*known, ProbeChoice(OWN, image=image, name="own")), draw.randrange(3)))

    return [
        *[worker.run_freely] * 6,
        *[worker.pause, worker.next_sample, worker.previous_sample] * 4,
        *[worker.next_phase, worker.previous_phase] * 2,
        *[lambda: worker.seek(draw.randrange(total + 1))] * 3,
        *[lambda: worker.seek(total)] * 2,
        *[lambda: worker.set_pace(draw.choice([None, None, 5.0, 500.0]))] * 3,
        *[lambda: worker.look_at(draw.choice(["train", "test", ""]), tuple(draw.sample(range(test), 3)))] * 2,
        worker.run_to_epoch_end,
        worker.previous_epoch,
        lambda: worker.set_probe("test", draw.randrange(test)),
        lambda: worker.set_own_image("own", image),
        worker.clear_probe,
        lambda: worker.set_pins(pins()),
        lambda: worker.set_breakpoints(draw.choice([(), stops[:1], stops[1:]])),
        *[lambda: worker.set_parameter("0.weight", (0, 0, 1, draw.randrange(3)), draw.choice([0.0, 0.5]))] * 3,
        lambda: worker.choose_sample(draw.randrange(train)),
        lambda: worker.set_learning_rate(draw.choice([0.001, 0.01])),
        worker.repeat_sample,
        worker.undo_change,
        lambda: worker.switch_branch(draw.randrange(3)),
    ]


@pytest.mark.parametrize("seed", [1, 2])
def test_frames_are_what_a_walk_from_the_start_shows(qtbot: QtBot, seed: int) -> None:
    draw, mailbox, oracle = random.Random(seed), Kept(), Oracle(EXPERIMENT)
    worker = TrainingWorker(mailbox, Gate())
    failures: list[Failure] = []
    worker.failed.connect(failures.append, Qt.ConnectionType.DirectConnection)
    worker.open_experiment(EXPERIMENT)
    worker.start()
    try:
        possible = commands(worker, draw, oracle)
        for _ in range(ROUNDS):
            draw.choice(possible)()
            time.sleep(draw.choice([0, 0, 0.002, 0.01]))
            if draw.random() < 0.5:
                mailbox.take()
        worker.pause()
        worker.clear_probe()
        worker.set_pins((ProbeChoice("test", 0), ProbeChoice("train", 1)))
        qtbot.waitUntil(lambda: all(pin.position is not None for pin in mailbox.frames[-1].pins), timeout=10_000)
        worker.previous_sample()
        worker.previous_sample()

        def waits() -> bool:
            mailbox.take()
            return worker.is_waiting

        qtbot.wait(20)
        qtbot.waitUntil(waits, timeout=10_000)
    finally:
        worker.stop()
        worker.wait()
    assert not [failure for failure in failures if failure.details]
    last = mailbox.frames[-1]
    assert not last.is_running and last.probe is None
    assert [pin.position for pin in last.pins] == [last.position] * 2
    for frame in [*draw.sample(mailbox.frames, min(CHECKED, len(mailbox.frames))), last]:
        oracle.check(frame)
