"""How far a training is: a bar on a terminal, a line an epoch elsewhere, nothing where nothing is wanted."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import TextIO

from cnnviz.training import EpochRecord

_EVERY = 0.1
"""Seconds between two drawings of the bar."""


class Progress:
    """Says nothing; what the other two have in common."""

    def step(self, done: int, loss: float) -> None:
        """`done` steps are done; the last one had this loss."""

    def epoch(self, record: EpochRecord) -> None:
        """An epoch is complete."""

    def say(self, what: str) -> None:
        """Something else than training begins."""


class Lines(Progress):
    """A line an epoch."""

    def __init__(self, stream: TextIO, epochs: int) -> None:
        self._stream = stream
        self._epochs = epochs

    def epoch(self, record: EpochRecord) -> None:
        tested = "" if record.test_accuracy is None else f", test {record.test_accuracy:.1%}"
        self._stream.write(
            f"epoch {record.epoch} of {self._epochs}: loss {record.train_loss:.4f}, "
            f"accuracy {record.train_accuracy:.1%}{tested}\n"
        )
        self._stream.flush()


class Bar(Progress):
    """A bar with the step, its loss, the accuracy of the last epoch and the time left."""

    def __init__(self, stream: TextIO, start: int, total: int) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
        from rich.progress import Progress as RichProgress

        self._accuracy = "accuracy –"
        self._drawn = 0.0
        self.bar = RichProgress(
            TextColumn("step"),
            MofNCompleteColumn(),
            BarColumn(),
            TextColumn("{task.description}"),
            TimeRemainingColumn(),
            console=Console(file=stream),
            auto_refresh=False,  # no thread of its own: it would take turns with the training
            transient=True,
        )
        self._task = self.bar.add_task("", completed=start, total=total)

    def step(self, done: int, loss: float) -> None:
        now = perf_counter()
        if now - self._drawn >= _EVERY:
            self._drawn = now
            self.bar.update(self._task, completed=done, description=f"loss {loss:.4f}, {self._accuracy}", refresh=True)

    def epoch(self, record: EpochRecord) -> None:
        self._accuracy = f"accuracy {record.train_accuracy:.1%}"

    def say(self, what: str) -> None:
        self.bar.update(self._task, description=what, refresh=True)


@contextmanager
def progress_on(stream: TextIO, quiet: bool, epochs: int, start: int, total: int) -> Iterator[Progress]:
    """The progress that suits a stream, from step `start` of `total`."""
    if quiet:
        yield Progress()
    elif not stream.isatty():
        yield Lines(stream, epochs)
    else:
        shown = Bar(stream, start, total)
        with shown.bar:
            yield shown
