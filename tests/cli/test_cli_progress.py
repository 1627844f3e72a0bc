"""The lines of progress where there is no terminal: seldom, and with all that a person waits to know."""

import io

import pytest

from cnnviz.cli import progress
from cnnviz.cli.progress import Lines
from cnnviz.training import EpochRecord


@pytest.fixture
def seconds(monkeypatch):
    """A clock to be set by hand."""
    now = [0.0]
    monkeypatch.setattr(progress, "perf_counter", lambda: now[0])
    return now


def test_in_a_long_epoch_there_is_a_line_every_ten_seconds(seconds):
    stream = io.StringIO()
    lines = Lines(stream)
    lines.begin(8000, 1)
    for step in range(1, 2001):
        seconds[0] = step * 0.01
        lines.step(step, 0.25, step % 4 > 0)
    assert stream.getvalue().splitlines() == [
        "step 1,000 of 8,000 (12%): loss 0.2500, accuracy 75.0%, 1:10 left",
        "step 2,000 of 8,000 (25%): loss 0.2500, accuracy 75.0%, 1:00 left",
    ]


def test_loss_and_accuracy_are_those_of_the_last_steps(seconds):
    stream = io.StringIO()
    lines = Lines(stream)
    lines.begin(10_000, 1)
    for step in range(1, 1001):
        lines.step(step, 2.0, False)
    for step in range(1001, 1501):
        seconds[0] = step * 10 / 1500
        lines.step(step, 0.5, True)
    assert stream.getvalue() == "step 1,500 of 10,000 (15%): loss 0.5000, accuracy 100.0%, 0:57 left\n"


def test_the_line_of_an_epoch_stands_for_the_one_in_between(seconds):
    stream = io.StringIO()
    lines = Lines(stream)
    lines.begin(20, 2)
    seconds[0] = 9.9
    lines.epoch(EpochRecord(1, 0.5, 0.75, None, None))
    seconds[0] = 19.8
    lines.step(11, 0.5, True)
    assert stream.getvalue() == "epoch 1 of 2: loss 0.5000, accuracy 75.0%\n"


def test_hours_are_told_as_hours(seconds):
    stream = io.StringIO()
    lines = Lines(stream)
    lines.begin(1000, 1)
    seconds[0] = 10.0
    lines.step(1, 0.5, True)
    assert stream.getvalue() == "step 1 of 1,000 (0%): loss 0.5000, accuracy 100.0%, 2:46:30 left\n"


def test_a_long_evaluation_is_told_too(seconds):
    stream = io.StringIO()
    lines = Lines(stream)
    for image in range(1, 101):
        lines.evaluated(image, 100)
        seconds[0] += 0.25
    assert stream.getvalue().splitlines() == [
        "evaluated 41 of 100 (41%), 0:14 left",
        "evaluated 81 of 100 (81%), 0:05 left",
    ]
