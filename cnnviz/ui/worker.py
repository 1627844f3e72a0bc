"""The thread that computes: it takes what the window asks through one queue, and drives a session (`runner`).

It publishes by overwriting one latest frame (`Mailbox`), never by a signal a sample. While it computes it passes
the gate between layers, so that the window gets its turn at once.
"""

import queue
import sys
import traceback
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QThread, Signal, Slot

from cnnviz.datasets import Dataset, DatasetError
from cnnviz.nn import NetworkError, Tensor
from cnnviz.training import Experiment, Session, TrainingError
from cnnviz.training.saved_file import read_run
from cnnviz.ui.frame import OWN, StopAt
from cnnviz.ui.gate import Gate
from cnnviz.ui.mailbox import Mailbox
from cnnviz.ui.probing import ProbeChoice
from cnnviz.ui.runner import Runner

_SWITCH_INTERVAL = 1e-4
"""Seconds after which Python hands over the interpreter lock: short, so that the window need not wait 5 ms for it."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Something that went wrong in the worker."""

    sentence: str
    details: str
    """The traceback of an error in the program itself; empty where what was asked for was the cause."""


@dataclass(slots=True)
class _Seek:
    """A position to go to, unless another seek follows it at once."""

    position: int
    counts: bool = True


class _StoppedError(Exception):
    """The worker is to end, wherever it is."""


class TrainingWorker(QThread):
    """Trains, steps and seeks for the window. All public methods are called from the window's thread."""

    failed = Signal(object)
    """A `Failure`. The run is as it was before what failed."""
    saved = Signal(str)
    """The path of a file that was written."""
    _save_ended = Signal(object)

    def __init__(self, mailbox: Mailbox, gate: Gate, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._gate = gate
        self._commands: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._is_ending = False
        self._is_waiting = False
        self._waiting_seek: _Seek | None = None
        self._saves: tuple[Future[bool], ...] = ()
        """Whether each could be written; those whose outcome the window's thread has been told are left out."""
        self._save_ended.connect(self._forget_save)
        self._runner = Runner(mailbox, self._breathe, lambda: not self._commands.empty())

    def open_experiment(self, experiment: Experiment, dataset: Dataset | None = None) -> None:
        """Begin a new run; `dataset` spares reading the experiment's data again."""
        self._ask(lambda: self._runner.open(Session(experiment, dataset)))

    def open_file(self, path: Path) -> None:
        """Go on with a saved run."""
        self._ask(lambda: self._runner.open(Session.resume(read_run(path))))

    def save_file(self, path: Path) -> None:
        """Write the run to a file, before the thread ends."""
        saving: Future[bool] = Future()
        self._saves = (*self._saves, saving)
        self._ask(lambda: self._save(path, saving))

    @Slot()
    def run_freely(self) -> None:
        """Go on until the end of the run, or until paused."""
        self._ask(self._runner.go)

    @Slot()
    def run_to_epoch_end(self) -> None:
        """Go on until the end of the epoch."""
        self._ask(self._runner.go_to_epoch_end)

    @Slot()
    def pause(self) -> None:
        """Stand still."""
        self._ask(self._runner.pause)

    @Slot()
    def next_phase(self) -> None:
        """Compute one phase."""
        self._ask(lambda: self._runner.move(Session.next_phase))

    @Slot()
    def previous_phase(self) -> None:
        """Take one phase back."""
        self._ask(lambda: self._runner.move(Session.previous_phase))

    @Slot()
    def next_sample(self) -> None:
        """Finish the step at hand."""
        self._ask(lambda: self._runner.move(Session.advance, keep_probe=True))

    @Slot()
    def previous_sample(self) -> None:
        """Take the step at hand, or the one before, back."""
        self._ask(lambda: self._runner.move(Session.previous_step, keep_probe=True))

    @Slot(int)
    def seek(self, position: int) -> None:
        """Go to a position that the run has been at; of several in a row in the queue only the last counts."""
        before, seek = self._waiting_seek, _Seek(position)
        if before is not None:
            before.counts = False
        self._ask(lambda: self._seek(seek))
        self._waiting_seek = seek

    @Slot()
    def previous_epoch(self) -> None:
        """Go back to the start of the epoch or, where that is, of the one before."""
        self._ask(lambda: self._runner.move(Session.previous_epoch, keep_probe=True))

    @Slot(str, object, float)
    def set_parameter(self, name: str, index: tuple[int, ...], value: float) -> None:
        """Set one number of a weight or bias by hand, before the step at hand."""
        self._ask(lambda: self._runner.change(lambda session: session.set_parameter(name, index, value)))

    @Slot(int)
    def choose_sample(self, index: int) -> None:
        """Train the step at hand on this one of the training samples."""
        self._ask(lambda: self._runner.change(lambda session: session.choose_sample(index)))

    @Slot()
    def repeat_sample(self) -> None:
        """Train on the same sample once more."""
        self._ask(lambda: self._runner.change(Session.repeat_sample))

    @Slot()
    def undo_change(self) -> None:
        """Take back the last change at the position."""
        self._ask(lambda: self._runner.change(Session.undo_change))

    @Slot(int)
    def switch_branch(self, number: int) -> None:
        """Walk another course of the run."""
        self._ask(lambda: self._runner.change(lambda session: session.switch_branch(number)))

    @Slot(object)
    def set_breakpoints(self, breakpoints: tuple[StopAt, ...]) -> None:
        """Where the run is to stop by itself."""
        self._commands.put(lambda: self._runner.set_breakpoints(breakpoints))

    @Slot(object)
    def set_pace(self, phases_per_second: float | None) -> None:
        """How fast to run; None: as fast as possible."""
        self._commands.put(lambda: self._runner.set_pace(phases_per_second))

    @Slot(float)
    def set_learning_rate(self, learning_rate: float) -> None:
        """Change eta from the step at hand on."""
        self._ask(lambda: self._runner.set_learning_rate(learning_rate))

    @Slot(str, int)
    def set_probe(self, part: str, index: int) -> None:
        """Look at an image of the "train" or the "test" set under the weights of the moment."""
        self._commands.put(lambda: self._runner.set_probe(ProbeChoice(part, index)))

    @Slot(object)
    def set_pins(self, choices: tuple[ProbeChoice, ...]) -> None:
        """Keep these images on view while the run goes on; they are forgotten with the experiment."""
        self._commands.put(lambda: self._runner.set_pins(choices))

    @Slot(str, object)
    def look_at(self, part: str, indices: tuple[int, ...]) -> None:
        """Say which images of the "train" or the "test" set are in sight in the gallery; "": none."""
        self._commands.put(lambda: self._runner.look_at(part, indices))

    def set_own_image(self, name: str, image: Tensor) -> None:
        """Look at an image of one's own, `[1][row][column]` in the network's input shape."""
        self._commands.put(lambda: self._runner.set_probe(ProbeChoice(OWN, image=image, name=name)))

    @Slot(object)
    def look_through(self, choice: ProbeChoice) -> None:
        """Look at an image, of the run or of one's own."""
        self._commands.put(lambda: self._runner.set_probe(choice))

    @Slot()
    def clear_probe(self) -> None:
        """Look at the training sample again."""
        self._commands.put(lambda: self._runner.set_probe(None))

    def all_saved(self) -> bool:
        """Wait until all that is to be saved is saved; False as soon as a file could not be written (see `failed`)."""
        self._gate.open()
        return all(saving.result() for saving in self._saves)

    def stop(self) -> None:
        """End the thread soon, wherever it is, once all that is to be saved is saved; `wait()` for it."""
        self._is_ending = True
        self._gate.open()
        self._ask(lambda: None)

    @property
    def is_waiting(self) -> bool:
        """Whether it has nothing to do, and takes no time, until something is asked."""
        return self._is_waiting and self._commands.empty()

    @property
    def _is_stopping(self) -> bool:
        return self._is_ending and all(saving.done() for saving in self._saves)

    def _ask(self, command: Callable[[], None]) -> None:
        """Have something done whose outcome depends on where the run stands: a seek before it counts."""
        self._waiting_seek = None
        self._commands.put(command)

    def _loop(self) -> None:
        while not self._is_stopping:
            self._take_commands()
            self._do(self._runner.work)
            self._do(self._runner.publish)

    def _take_commands(self) -> None:
        timeout = self._runner.idle_time()
        while not self._is_stopping:
            self._is_waiting = timeout is None
            try:
                command = self._commands.get(block=timeout != 0, timeout=timeout)
            except queue.Empty:
                return
            finally:
                self._is_waiting = False
            self._do(command)
            self._do(self._runner.publish)
            timeout = 0

    def _do(self, work: Callable[[], object]) -> None:
        """Do something, and tell of what goes wrong; not once the thread is to end, which is noticed by its owner."""
        if self._is_stopping:
            return
        try:
            work()
        except _StoppedError:
            pass
        except Exception as error:
            self._runner.give_up()
            self.failed.emit(_failure(error))

    def _seek(self, seek: _Seek) -> None:
        if seek.counts:
            self._runner.seek(seek.position)

    def _save(self, path: Path, saving: "Future[bool]") -> None:
        """Write the run, and tell the outcome. Training goes on in either case."""
        is_saved = False
        try:
            self._runner.save(path)
            is_saved = True
            self.saved.emit(str(path))
        except Exception as error:
            self.failed.emit(_failure(error))
        finally:
            self._save_ended.emit(saving)
            saving.set_result(is_saved)

    @Slot(object)
    def _forget_save(self, ended: "Future[bool]") -> None:
        self._saves = tuple(saving for saving in self._saves if saving is not ended)

    def _breathe(self) -> None:
        if self._is_stopping:
            raise _StoppedError
        self._gate.pass_through()

    def run(self) -> None:
        interval = sys.getswitchinterval()
        sys.setswitchinterval(_SWITCH_INTERVAL)
        try:
            self._loop()
        finally:
            sys.setswitchinterval(interval)


def _failure(error: Exception) -> Failure:
    expected = isinstance(error, (NetworkError, DatasetError, TrainingError, OSError))
    details = "" if expected else "".join(traceback.format_exception(error))
    return Failure(str(error) or type(error).__name__, details)
