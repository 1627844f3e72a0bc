"""What the worker does in its own thread: it drives a session and leaves frames of it. Knows no thread and no queue."""

import time
from collections.abc import Callable
from dataclasses import replace
from math import isfinite
from pathlib import Path

from cnnviz.nn import SoftmaxCrossEntropy, Tensor
from cnnviz.training import Session, TrainingError, first_hit
from cnnviz.training.saved_file import write_run
from cnnviz.ui.frame import Activity, Frame, Probe, Run, StopAt, frame_of, run_of
from cnnviz.ui.mailbox import Mailbox
from cnnviz.ui.numbers import write
from cnnviz.ui.pins import Pinning
from cnnviz.ui.predicting import Predicting
from cnnviz.ui.probing import ProbeChoice, probe_of
from cnnviz.ui.speedometer import Speedometer

_IMAGES_A_TURN = 8
"""Test images between two looks at what is asked."""


class Runner:
    """A session on its way. `breathe` is called between layers, `is_asked` says whether something waits to be done."""

    def __init__(self, mailbox: Mailbox, breathe: Callable[[], None], is_asked: Callable[[], bool]) -> None:
        self._mailbox = mailbox
        self._breathe = breathe
        self._is_asked = is_asked
        self._session: Session | None = None
        self._run: Run | None = None
        self._predicting: Predicting | None = None
        self._pinning: Pinning | None = None
        self._left: Frame | None = None
        self._in_sight: tuple[str, tuple[int, ...]] = ("", ())
        self._probe: ProbeChoice | None = None
        self._is_running = False
        self._stop_at: int | None = None
        self._pace: float | None = None
        self._due = 0.0
        self._note = ""
        self._breakpoints: tuple[StopAt, ...] = ()
        self._changed = False
        self._can_publish = True
        self._is_seen = True
        """Whether the step at which the run goes on is one to be shown: its trace is there."""
        self._speed = Speedometer()

    def idle_time(self) -> float | None:
        """Seconds to wait for what is asked next: 0 while there is work, None while there is none."""
        if self._session is None or self._predicting is None:
            return None
        if self._changed:
            return 0
        if self._is_running:
            wait = 0 if self._pace is None else max(0.0, self._due - time.monotonic())
            return 0 if self._predicting.fits(wait) or self._pins.fits(wait) else wait
        if not self._pins.is_complete:
            return 0
        return 0 if self._session.evaluation_due else self._predicting.idle_time()

    def work(self) -> None:
        """Go on by a little: one step, one phase, or a few images."""
        session, predicting = self._session, self._predicting
        if session is None or predicting is None:
            return
        if not self._is_running and not self._pins.is_complete:
            self._pins.go_on()
        elif session.evaluation_due:
            session.evaluate_some(_IMAGES_A_TURN, self._is_asked, predicting.hear)
            self._changed = True
        elif self._is_running:
            self._train(session, predicting)
        else:
            predicting.go_on(self._is_asked)

    def open(self, session: Session) -> None:
        """Drive another session from now on."""
        session.network.between_layers = self._breathe
        self._session = session
        self._run = run_of(session)
        self._predicting = Predicting(session)
        self._predicting.look_at(*self._in_sight)
        self._pinning = Pinning(session)
        self._probe = None
        self._breakpoints = ()  # they speak of the layers and classes of the experiment before
        self._halt()

    def save(self, path: Path) -> None:
        """Write the run to a file; raises TrainingError where that fails."""
        if self._session is None:
            raise TrainingError("there is no run to save yet; begin an experiment or open a run first")
        write_run(path, self._session.saved())

    def go(self, stop_at: int | None = None) -> None:
        """Go on until a position, or the end of the run."""
        self._is_running = True
        self._stop_at = stop_at
        self._due = time.monotonic()
        self._note = ""
        self._speed.reset()
        self._changed = self._is_seen = True

    def go_to_epoch_end(self) -> None:
        """Go on until the end of the epoch."""
        if self._session is not None:
            size = self._session.steps_per_epoch
            self.go((self._session.position // size + 1) * size)

    def pause(self) -> None:
        """Stand still."""
        self._halt()

    def move(self, move: Callable[[Session], object], keep_probe: bool = False) -> None:
        """Stand still after a move of the session; unless kept, the chosen image gives way to the training sample."""
        if self._session is None:
            return
        self._halt()
        if not keep_probe:
            self._probe = None
        move(self._session)
        self._stop_at_lost_numbers(self._session)

    def seek(self, position: int) -> None:
        """Go to a position that the run has been at; beyond, to its furthest."""
        if self._session is not None:
            self._halt()
            self._session.seek(min(position, self._session.furthest))

    def change(self, change: Callable[[Session], object]) -> None:
        """Stand still after a change of the run."""
        if self._session is not None:
            self._halt()
            self._probe = None
            change(self._session)

    def set_breakpoints(self, breakpoints: tuple[StopAt, ...]) -> None:
        """Where the run is to stop by itself."""
        self._breakpoints = breakpoints
        self._changed = True

    def set_pace(self, phases_per_second: float | None) -> None:
        """How fast to run; None: as fast as possible."""
        self._pace = phases_per_second
        self._due = time.monotonic()
        self._speed.reset()
        self._changed = True

    def set_learning_rate(self, learning_rate: float) -> None:
        """Change eta from the step at hand on, without standing still."""
        if self._session is not None and learning_rate != self._session.learning_rate:
            self._session.set_learning_rate(learning_rate)
            self._changed = True

    def set_probe(self, choice: ProbeChoice | None) -> None:
        """Look at an image besides the training sample, or at the sample again."""
        self._probe = choice
        self._changed = True

    def set_pins(self, choices: tuple[ProbeChoice, ...]) -> None:
        """Which images stay on view; another session has none."""
        if self._pinning is not None:
            self._pinning.choose(choices)
            self._changed = True

    def look_at(self, part: str, indices: tuple[int, ...]) -> None:
        """Which images of the "train" or the "test" set are in sight in the gallery; "": none."""
        self._in_sight = part, indices
        if self._predicting is not None:
            self._predicting.look_at(part, indices)

    def give_up(self) -> None:
        """Stand still after an error, and show that, unless showing was the error."""
        self._is_running = False
        self._changed = self._can_publish

    def publish(self) -> None:
        """Leave a frame where something has changed; while running, only once the window has taken the last one.

        Raises what the chosen image brings up; it is let go of then.
        """
        if self._session is None or self._predicting is None:
            return
        if not self._changed:
            news = self._predicting.news()
            if self._pins.has_news and (frame := news or self._left) is not None:
                self._leave(replace(frame, pins=self._pins.take()), self._predicting)
            elif news is not None:
                self._leave(news, self._predicting)
            return
        if (self._is_running or self._session.evaluated) and not self._mailbox.is_wanted:
            return
        if self._is_running and not self._is_seen:
            return
        if self._is_running:
            self._pins.go_on_at_full_speed()
        try:
            frame = self._frame(self._session)
        except Exception:
            self._can_publish, self._probe = self._probe is not None, None
            raise
        self._can_publish, self._changed = True, False
        self._leave(frame, self._predicting)

    @property
    def _pins(self) -> Pinning:
        assert self._pinning is not None
        return self._pinning

    def _leave(self, frame: Frame, predicting: Predicting) -> None:
        self._left = frame
        predicting.keep(frame)
        self._mailbox.put(frame)

    def _train(self, session: Session, predicting: Predicting) -> None:
        if session.is_finished:
            self._halt()
            return
        if self._stop_at is not None and session.position >= self._stop_at:
            self._halt()
            return
        self._is_seen = self._pace is not None or self._mailbox.is_wanted or self._looks_at(session)
        if self._pace is None:
            session.advance(self._is_seen)
            self._speed.count(1)
            predicting.go_on_at_full_speed()
        else:
            now = time.monotonic()
            if now < self._due:
                predicting.go_on_within(self._due - now)
                self._pins.go_on_within(self._due - time.monotonic())
                return
            self._due = max(self._due + 1 / self._pace, now - 0.1)
            before = session.position
            session.next_phase()
            self._speed.count(session.position - before)
        self._changed = True
        if session.phase == 0:
            self._stop_at_breakpoint(session)
            self._stop_at_lost_numbers(session)

    def _looks_at(self, session: Session) -> bool:
        """Whether the step at hand will be looked at: by a breakpoint, or because the run rests after it."""
        after = session.position + 1
        rests = after in (self._stop_at, session.total_steps) or after % session.steps_per_epoch == 0
        return rests or any(one.is_on for one in self._breakpoints)

    def _stop_at_breakpoint(self, session: Session) -> None:
        reason = first_hit((one.condition for one in self._breakpoints if one.is_on), session)
        if reason is not None:
            self._halt()
            self._note = f"Stopped: {reason}."

    def _stop_at_lost_numbers(self, session: Session) -> None:
        if session.phase or not session.position:
            return
        loss = session.loss_of(session.position - 1)
        if not isfinite(loss):
            self._halt()
            self._note = (
                f"Stopped: the loss of step {session.position - 1} is {write(loss)}. "
                "Step back and choose a smaller learning rate."
            )

    def _halt(self) -> None:
        self._is_running = False
        self._stop_at = None
        self._note = ""
        self._changed = True

    def _frame(self, session: Session) -> Frame:
        assert self._run is not None and self._predicting is not None
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
            self._predicting.publish(self._is_running),
            self._pins.take(),
        )

    def _probed(self, session: Session) -> Probe | None:
        return None if self._probe is None else probe_of(session, self._probe)

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
