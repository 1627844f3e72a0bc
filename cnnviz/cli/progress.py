"""How far a training is: a bar on a terminal, a line now and then elsewhere, nothing where nothing is wanted."""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import TextIO

from cnnviz.training import EpochRecord

_EVERY = 0.1
"""Seconds between two drawings of the bar."""
_LINE_EVERY = 10.0
"""Seconds after the last line until there is another one in mid-epoch."""
_RECENT = 500
"""Steps whose loss and accuracy, each before its update, are averaged: one alone says nothing."""


class Progress:
    """Says nothing; what the other two have in common."""

    def say(self, what: str) -> None:
        """Something begins that nobody counts."""

    def begin(self, steps: int, epochs: int) -> None:
        """A training of so many steps and epochs begins."""

    def step(self, done: int, loss: float, correct: bool) -> None:
        """`done` steps are done; the last one had this loss, and its answer was right or not."""

    def epoch(self, record: EpochRecord) -> None:
        """An epoch is complete."""

    def evaluated(self, done: int, total: int) -> None:
        """So many images are evaluated, after the training."""


class Recent:
    """The means of the steps taken last."""

    def __init__(self) -> None:
        self._steps: deque[tuple[float, bool]] = deque(maxlen=_RECENT)

    def add(self, loss: float, correct: bool) -> None:
        """One step more."""
        self._steps.append((loss, correct))

    def __str__(self) -> str:
        count = len(self._steps)
        loss, right = (sum(step[part] for step in self._steps) for part in (0, 1))
        return f"loss {loss / count:.4f}, accuracy {right / count:.1%}"


class Lines(Progress):
    """A line an epoch, and where an epoch takes long a line now and then."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._recent = Recent()
        self._total = self._epochs = 0
        self._begun = self._written = perf_counter()

    def say(self, what: str) -> None:
        self._write(what)

    def begin(self, steps: int, epochs: int) -> None:
        self._total, self._epochs = steps, epochs
        self._begun = self._written = perf_counter()

    def step(self, done: int, loss: float, correct: bool) -> None:
        self._recent.add(loss, correct)
        if perf_counter() - self._written >= _LINE_EVERY:
            self._write(f"{_counted('step', done, self._total)}: {self._recent}, {self._left(done, self._total)}")

    def epoch(self, record: EpochRecord) -> None:
        tested = "" if record.test_accuracy is None else f", test {record.test_accuracy:.1%}"
        self._write(
            f"epoch {record.epoch} of {self._epochs}: loss {record.train_loss:.4f}, "
            f"accuracy {record.train_accuracy:.1%}{tested}"
        )

    def evaluated(self, done: int, total: int) -> None:
        now = perf_counter()
        if done == 1:
            self._begun = now
        elif now - self._written >= _LINE_EVERY:
            self._write(f"{_counted('evaluated', done, total)}, {self._left(done, total)}")

    def _left(self, done: int, total: int) -> str:
        return f"{_clock((perf_counter() - self._begun) / done * (total - done))} left"

    def _write(self, line: str) -> None:
        self._stream.write(line + "\n")
        self._stream.flush()
        self._written = perf_counter()


class Bar(Progress):
    """A bar with the percentage, the step, loss and accuracy of the steps taken last, and the time left."""

    def __init__(self, stream: TextIO) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, TaskProgressColumn, TextColumn, TimeRemainingColumn
        from rich.progress import Progress as RichProgress

        self._recent = Recent()
        self._drawn = 0.0
        self.bar = RichProgress(
            TaskProgressColumn(),
            BarColumn(bar_width=20),
            MofNCompleteColumn(),
            TextColumn("{task.description}"),
            TimeRemainingColumn(),
            TextColumn("left"),
            console=Console(file=stream),
            auto_refresh=False,  # no thread of its own: it would take turns with the training
            transient=True,
        )
        self._task = self.bar.add_task("", total=None)

    def say(self, what: str) -> None:
        self.bar.update(self._task, description=what, refresh=True)

    def begin(self, steps: int, epochs: int) -> None:
        self._restart("steps", steps)

    def step(self, done: int, loss: float, correct: bool) -> None:
        self._recent.add(loss, correct)
        if self._is_time():
            self.bar.update(self._task, completed=done, description=f"steps, {self._recent}", refresh=True)

    def evaluated(self, done: int, total: int) -> None:
        if done == 1:
            self._restart("images evaluated", total)
        if self._is_time() or done == total:
            self.bar.update(self._task, completed=done, refresh=True)

    def _restart(self, what: str, total: int) -> None:
        self.bar.reset(self._task, total=total, description=what)
        self.bar.refresh()

    def _is_time(self) -> bool:
        now = perf_counter()
        if now - self._drawn < _EVERY:
            return False
        self._drawn = now
        return True


def _counted(what: str, done: int, total: int) -> str:
    return f"{what} {done:,} of {total:,} ({done / total:.0%})"


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02d}:{rest:02d}" if minutes >= 60 else f"{minutes}:{rest:02d}"


@contextmanager
def progress_on(stream: TextIO, quiet: bool) -> Iterator[Progress]:
    """The progress that suits a stream."""
    if quiet:
        yield Progress()
    elif not stream.isatty():
        yield Lines(stream)
    else:
        shown = Bar(stream)
        with shown.bar:
            yield shown
