"""The thread that computes: it drives a session, and takes what the window asks through one queue.

It publishes by overwriting one latest frame (`Mailbox`), never by a signal a sample. While it computes it passes
the gate between layers, so that the window gets its turn at once.
"""

import queue
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from math import isfinite
from pathlib import Path

from PySide6.QtCore import QObject, QThread, Signal

from cnnviz.datasets import Dataset, DatasetError, Sample
from cnnviz.nn import NetworkError, SoftmaxCrossEntropy, Tensor
from cnnviz.training import Experiment, Session, TrainingError, first_hit
from cnnviz.training.saved_file import read_run, write_run
from cnnviz.ui.frame import OWN, Activity, Frame, Mailbox, Probe, Run, StopAt, frame_of, run_of
from cnnviz.ui.gate import Gate
from cnnviz.ui.numbers import write

_SWITCH_INTERVAL = 1e-4
"""Seconds after which Python hands over the interpreter lock: short, so that the window need not wait 5 ms for it."""

_IMAGES_A_TURN = 8
"""Test images between two looks at the queue."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Something that went wrong in the worker."""

    sentence: str
    details: str
    """The traceback of an error in the program itself; empty where what was asked for was the cause."""


class _StoppedError(Exception):
    """The worker is to end, wherever it is."""


class TrainingWorker(QThread):
    """Trains, steps and seeks for the window. All public methods may be called from the window's thread."""

    failed = Signal(object)
    """A `Failure`. The run is as it was before what failed."""
    saved = Signal(str)
    """The path of a file that was written."""

    def __init__(self, mailbox: Mailbox, gate: Gate, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._mailbox = mailbox
        self._gate = gate
        self._commands: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._is_stopping = False
        self._seek_ticket = 0
        self._session: Session | None = None
        self._run: Run | None = None
        self._probe: tuple[str, int | Tensor] | None = None
        self._is_running = False
        self._stop_at: int | None = None
        self._pace: float | None = None
        self._due = 0.0
        self._note = ""
        self._breakpoints: tuple[StopAt, ...] = ()
        self._changed = False
        self._speed = _Speed()

    # What the window asks, from its own thread.

    def open_experiment(self, experiment: Experiment, dataset: Dataset | None = None) -> None:
        """Begin a new run; `dataset` spares reading the experiment's data again."""
        self._commands.put(lambda: self._open(Session(experiment, dataset)))

    def open_file(self, path: Path) -> None:
        """Go on with a saved run."""
        self._commands.put(lambda: self._open(Session.resume(read_run(path))))

    def save_file(self, path: Path) -> None:
        """Write the run to a file."""
        self._commands.put(lambda: self._save(path))

    def run_freely(self) -> None:
        """Go on until the end of the run, or until paused."""
        self._commands.put(lambda: self._go(None))

    def run_to_epoch_end(self) -> None:
        """Go on until the end of the epoch."""
        self._commands.put(self._go_to_epoch_end)

    def pause(self) -> None:
        """Stand still."""
        self._commands.put(self._halt)

    def next_phase(self) -> None:
        """Compute one phase."""
        self._commands.put(lambda: self._move(Session.next_phase))

    def previous_phase(self) -> None:
        """Take one phase back."""
        self._commands.put(lambda: self._move(Session.previous_phase))

    def next_sample(self) -> None:
        """Finish the step at hand."""
        self._commands.put(lambda: self._move(_finish_step, keep_probe=True))

    def previous_sample(self) -> None:
        """Take the step at hand, or the one before, back."""
        self._commands.put(lambda: self._move(Session.previous_step, keep_probe=True))

    def seek(self, position: int) -> None:
        """Go to a position that the run has been at; of several in the queue only the last counts."""
        self._seek_ticket += 1
        ticket = self._seek_ticket
        self._commands.put(lambda: self._seek(position, ticket))

    def previous_epoch(self) -> None:
        """Go back to the start of the epoch or, where that is, of the one before."""
        self._commands.put(lambda: self._move(Session.previous_epoch, keep_probe=True))

    def set_parameter(self, name: str, index: tuple[int, ...], value: float) -> None:
        """Set one number of a weight or bias by hand, before the step at hand."""
        self._commands.put(lambda: self._change(lambda session: session.set_parameter(name, index, value)))

    def choose_sample(self, index: int) -> None:
        """Train the step at hand on this one of the training samples."""
        self._commands.put(lambda: self._change(lambda session: session.choose_sample(index)))

    def repeat_sample(self) -> None:
        """Train on the same sample once more."""
        self._commands.put(lambda: self._change(Session.repeat_sample))

    def undo_change(self) -> None:
        """Take back the last change at the position."""
        self._commands.put(lambda: self._change(Session.undo_change))

    def switch_branch(self, number: int) -> None:
        """Walk another course of the run."""
        self._commands.put(lambda: self._change(lambda session: session.switch_branch(number)))

    def set_breakpoints(self, breakpoints: tuple[StopAt, ...]) -> None:
        """Where the run is to stop by itself."""
        self._commands.put(lambda: self._set_breakpoints(breakpoints))

    def set_pace(self, phases_per_second: float | None) -> None:
        """How fast to run; None: as fast as possible."""
        self._commands.put(lambda: self._set_pace(phases_per_second))

    def set_learning_rate(self, learning_rate: float) -> None:
        """Change eta from the step at hand on."""
        self._commands.put(lambda: self._set_learning_rate(learning_rate))

    def set_probe(self, part: str, index: int) -> None:
        """Look at an image of the "train" or the "test" set under the weights of the moment."""
        self._commands.put(lambda: self._set_probe((part, index)))

    def set_own_image(self, name: str, image: Tensor) -> None:
        """Look at an image of one's own, `[1][row][column]` in the network's input shape."""
        self._commands.put(lambda: self._set_probe((name, image)))

    def clear_probe(self) -> None:
        """Look at the training sample again."""
        self._commands.put(lambda: self._set_probe(None))

    def stop(self) -> None:
        """End the thread soon, wherever it is; `wait()` for it."""
        self._is_stopping = True
        self._gate.open()
        self._commands.put(lambda: None)

    # What the worker does, in its thread.

    def _loop(self) -> None:
        while not self._is_stopping:
            self._take_commands()
            try:
                self._work()
            except _StoppedError:
                return
            except Exception as error:
                self._fail(error)
            self._publish()

    def _take_commands(self) -> None:
        timeout = self._idle_time()
        while True:
            try:
                command = self._commands.get(block=timeout != 0, timeout=timeout)
            except queue.Empty:
                return
            try:
                command()
            except _StoppedError:
                return
            except Exception as error:
                self._fail(error)
            if self._is_stopping:
                return
            self._publish()
            timeout = 0

    def _idle_time(self) -> float | None:
        """Seconds to wait for a command: 0 while there is work, None while there is none."""
        if self._session is None or self._changed:
            return 0 if self._changed else None
        if self._is_running:
            return 0 if self._pace is None else max(0.0, self._due - time.monotonic())
        return 0 if self._session.evaluation_due else None

    def _work(self) -> None:
        session = self._session
        if session is None:
            return
        if session.evaluation_due:
            session.evaluate_some(_IMAGES_A_TURN, lambda: not self._commands.empty())
            self._changed = True
        elif self._is_running:
            self._train(session)

    def _train(self, session: Session) -> None:
        if session.is_finished:
            self._halt()
            self._note = f"The run of {session.experiment.epochs} epochs is complete."
            return
        if self._stop_at is not None and session.position >= self._stop_at:
            self._halt()
            return
        if self._pace is None:
            session.advance()
            self._speed.count(1)
        else:
            now = time.monotonic()
            if now < self._due:
                return
            self._due = max(self._due + 1 / self._pace, now - 0.1)
            before = session.position
            session.next_phase()
            self._speed.count(session.position - before)
        self._changed = True
        if session.phase == 0:
            self._check_breakpoints(session)
            self._check_health(session)

    def _check_breakpoints(self, session: Session) -> None:
        reason = first_hit((one.condition for one in self._breakpoints if one.is_on), session)
        if reason is not None:
            self._halt()
            self._note = f"Stopped: {reason}."

    def _check_health(self, session: Session) -> None:
        if session.phase or not session.position:
            return
        loss = session.loss_of(session.position - 1)
        if not isfinite(loss):
            self._halt()
            self._note = (
                f"Stopped: the loss of step {session.position - 1} is {write(loss)}. "
                "Step back and choose a smaller learning rate."
            )

    def _open(self, session: Session) -> None:
        session.network.between_layers = self._breathe
        self._session = session
        self._run = run_of(session)
        self._probe = None
        self._breakpoints = ()  # they speak of the layers and classes of the experiment before
        self._halt()

    def _go(self, stop_at: int | None) -> None:
        self._is_running = True
        self._stop_at = stop_at
        self._due = time.monotonic()
        self._note = ""
        self._speed.reset()
        self._changed = True

    def _go_to_epoch_end(self) -> None:
        if self._session is not None:
            size = self._session.steps_per_epoch
            self._go((self._session.position // size + 1) * size)

    def _halt(self) -> None:
        self._is_running = False
        self._stop_at = None
        self._note = ""
        self._changed = True

    def _move(self, move: Callable[[Session], None], keep_probe: bool = False) -> None:
        if self._session is None:
            return
        self._halt()
        if not keep_probe:
            self._probe = None
        move(self._session)
        self._check_health(self._session)

    def _seek(self, position: int, ticket: int) -> None:
        if self._session is not None and ticket == self._seek_ticket:
            self._halt()
            self._session.seek(min(position, self._session.furthest))

    def _change(self, change: Callable[[Session], None]) -> None:
        if self._session is not None:
            self._halt()
            self._probe = None
            change(self._session)

    def _set_breakpoints(self, breakpoints: tuple[StopAt, ...]) -> None:
        self._breakpoints = breakpoints
        self._changed = True

    def _set_pace(self, phases_per_second: float | None) -> None:
        self._pace = phases_per_second
        self._due = time.monotonic()
        self._speed.reset()
        self._changed = True

    def _set_learning_rate(self, learning_rate: float) -> None:
        if self._session is not None and learning_rate != self._session.learning_rate:
            self._session.set_learning_rate(learning_rate)
            self._changed = True

    def _set_probe(self, probe: tuple[str, int | Tensor] | None) -> None:
        self._probe = probe
        self._changed = True

    def _save(self, path: Path) -> None:
        if self._session is not None:
            write_run(path, self._session.saved())
            self.saved.emit(str(path))

    def _breathe(self) -> None:
        if self._is_stopping:
            raise _StoppedError
        self._gate.pass_through()

    def _fail(self, error: Exception) -> None:
        self._is_running = False
        self._changed = True
        expected = isinstance(error, (NetworkError, DatasetError, TrainingError, OSError))
        sentence = str(error) or type(error).__name__
        details = "" if expected else "".join(traceback.format_exception(error))
        self.failed.emit(Failure(sentence, details))

    def _publish(self) -> None:
        """Leave a frame where something has changed; while running, only once the window has taken the last one."""
        if self._session is None or not self._changed:
            return
        if (self._is_running or self._session.evaluated) and not self._mailbox.is_wanted:
            return
        try:
            frame = self._frame(self._session)
        except _StoppedError:
            return
        except Exception as error:
            self._probe = None
            self._fail(error)
            self._changed = False
            return
        self._changed = False
        self._mailbox.put(frame)

    def _frame(self, session: Session) -> Frame:
        assert self._run is not None
        return frame_of(
            session,
            self._run,
            self._activity(session),
            self._probed(session),
            self._speed.value if self._is_running else None,
            self._note,
            self._breakpoints,
            self._is_running,
            self._after(session),
        )

    def _after(self, session: Session) -> tuple[float, Tensor] | None:
        """What the step's sample gets under the new weights, where a viewer stands still after the update."""
        shown = session.shown()
        if self._is_running or shown.phases_done < len(session.phases):
            return None
        probabilities = session.network.predict(shown.sample.image)
        return SoftmaxCrossEntropy().loss(probabilities, shown.sample.target), probabilities

    def _activity(self, session: Session) -> Activity:
        if session.evaluated:
            return Activity.EVALUATING
        if self._is_running:
            return Activity.RUNNING
        return Activity.FINISHED if session.is_finished else Activity.PAUSED

    def _probed(self, session: Session) -> Probe | None:
        if self._probe is None:
            return None
        part, index = self._probe
        if not isinstance(index, int):
            return self._probed_own(session, part, index)
        sample = (session.train_samples if part == "train" else session.test_samples)[index]
        return Probe(part, index, sample, session.probe(sample))

    @staticmethod
    def _probed_own(session: Session, name: str, image: Tensor) -> Probe:
        probabilities = session.network.predict(image)
        target = probabilities.index(max(probabilities))
        sample = Sample(-1, session.experiment.classes[target], target, image)
        return Probe(OWN, 0, sample, session.probe(sample), name)

    def run(self) -> None:
        interval = sys.getswitchinterval()
        sys.setswitchinterval(_SWITCH_INTERVAL)
        try:
            self._loop()
        finally:
            sys.setswitchinterval(interval)


def _finish_step(session: Session) -> None:
    session.advance()


class _Speed:
    """Steps a second, averaged over about a second."""

    def __init__(self) -> None:
        self.value: float | None = None
        self.reset()

    def reset(self) -> None:
        """Begin anew."""
        self._since = time.monotonic()
        self._steps = 0
        self.value = None

    def count(self, steps: int) -> None:
        """So many steps more are done."""
        self._steps += steps
        elapsed = time.monotonic() - self._since
        if elapsed > 0.7:
            self.value = self._steps / elapsed
            self._since, self._steps = time.monotonic(), 0
