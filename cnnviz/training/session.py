"""A run that can be walked through in both directions, phase by phase and step by step.

A session is at a `position`, the number of steps done, and at a `phase` of the step at hand: how many of its
phases a viewer has seen computed. At phase 0 nothing of that step is computed, and what a viewer sees is the step
before, complete with its update (`shown`). So every move is one place on one line, and can be taken back.

The session knows no thread: the window's worker, the command line and the tests drive it alike.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from cnnviz.datasets import Dataset, Sample
from cnnviz.nn import Network, NetworkError, Phase, SoftmaxCrossEntropy, Trace, phases_of
from cnnviz.training.checks import check_learning_rate
from cnnviz.training.errors import RunFinishedError, TrainingError
from cnnviz.training.experiment import Experiment
from cnnviz.training.history import Evaluation, History, Log
from cnnviz.training.keyframes import Keyframes
from cnnviz.training.run import SavedRun
from cnnviz.training.timeline import SetLearningRate, Timeline

_LOSS = SoftmaxCrossEntropy().loss


@dataclass(frozen=True, slots=True)
class Shown:
    """What a viewer sees: one step, and how much of it has been computed."""

    step: int
    sample: Sample
    phases_done: int
    trace: Trace
    """The whole step, also those of its phases that are still to come."""


class Session:
    """One run of an experiment. Raises what `Experiment.dataset` and `Experiment.samples` raise."""

    def __init__(self, experiment: Experiment, dataset: Dataset | None = None) -> None:
        self.experiment = experiment
        self.dataset = dataset or experiment.dataset()
        self.train_samples, self.test_samples = experiment.samples(self.dataset)
        self.network: Network = experiment.network((1, self.dataset.rows, self.dataset.columns))
        self.phases: tuple[Phase, ...] = phases_of(self.network.layers)
        self.position = 0
        self.phase = 0
        self._timeline = Timeline()
        self._log = Log(self.steps_per_epoch)
        self._keyframes = Keyframes(self.network.state())
        self._at_hand: Trace | None = None
        self._finished: tuple[int, Trace] | None = None
        self._answers: list[tuple[float, int]] = []
        self._orders: dict[int, list[int]] = {}

    @classmethod
    def resume(cls, run: SavedRun, dataset: Dataset | None = None) -> "Session":
        """The session that `saved` wrote down, at its position.

        Raises TrainingError where the run's parts do not fit each other, and what `Session` raises.
        """
        session = cls(run.experiment, dataset)
        if not 0 <= run.position <= session.total_steps:
            raise TrainingError(f"the run has the steps 0 to {session.total_steps}, not {run.position!r}")
        try:
            session.network.set_parameters(run.parameters)
        except NetworkError as error:
            raise TrainingError(f"the saved parameters do not fit the saved experiment: {error}") from None
        session._log.restore(run.history, run.position, len(session.test_samples))
        session._timeline = Timeline(run.events)
        session._keyframes.keep(run.position, session.network.state())
        session.position = run.position
        return session

    def saved(self) -> SavedRun:
        """The run up to the position, to be written to a file."""
        events = tuple(event for event in self.events if event.position <= self.position)
        return SavedRun(self.experiment, self.position, self.network.parameters(), events, self.history)

    @property
    def steps_per_epoch(self) -> int:
        """The number of training images."""
        return len(self.train_samples)

    @property
    def total_steps(self) -> int:
        """The number of steps of the whole run."""
        return self.experiment.epochs * self.steps_per_epoch

    @property
    def furthest(self) -> int:
        """The furthest position that the run has been at."""
        return len(self._log)

    @property
    def is_finished(self) -> bool:
        """Whether the run is at its end."""
        return self.position >= self.total_steps

    @property
    def history(self) -> History:
        """The history up to the position."""
        return self._log.until(self.position)

    @property
    def known_history(self) -> History:
        """The history as far as the run has ever gone, beyond the position where it was walked back."""
        return self._log.until(self.furthest)

    def loss_of(self, step: int) -> float:
        """The loss of a step that has been done, before its update (in nats)."""
        return self._log.loss(step)

    @property
    def events(self) -> tuple[SetLearningRate, ...]:
        """What was changed in mid-run, earliest first."""
        return self._timeline.events

    @property
    def learning_rate(self) -> float:
        """Eta of the step at hand."""
        return self._learning_rate_at(self.position)

    def sample_at(self, step: int) -> Sample:
        """The training sample of a step."""
        epoch, place = divmod(step, self.steps_per_epoch)
        if epoch not in self._orders:
            self._orders = {epoch: self.experiment.order(epoch, self.steps_per_epoch)}
        return self.train_samples[self._orders[epoch][place]]

    def trace(self) -> Trace:
        """The step at hand, computed whole before its update. Raises RunFinishedError at the end of the run."""
        if self._at_hand is None:
            if self.is_finished:
                raise RunFinishedError(
                    f"the run of {self.experiment.epochs} epochs is complete at step {self.position}; "
                    "plan more epochs to go on"
                )
            sample = self.sample_at(self.position)
            self._at_hand = self.network.trace(sample.image, sample.target, self.learning_rate)
        return self._at_hand

    def shown(self) -> Shown:
        """What a viewer sees at the position and phase."""
        if self.phase:
            return Shown(self.position, self.sample_at(self.position), self.phase, self.trace())
        if self.position == 0:
            return Shown(0, self.sample_at(0), 0, self.trace())
        step = self.position - 1
        return Shown(step, self.sample_at(step), len(self.phases), self._finished_trace())

    def step(self) -> float:
        """Finish the step at hand, all its phases; returns its loss (in nats). At an epoch's end, evaluate.

        Raises RunFinishedError at the end of the run.
        """
        loss = self.advance()
        if self.position % self.steps_per_epoch == 0:
            self.evaluate()
        return loss

    def advance(self) -> float:
        """As `step`, but the evaluation at an epoch's end is left to `evaluate_some`, for whoever must not wait."""
        if self._answers:
            self.evaluate()  # what has begun is finished under the parameters that it began with
        trace = self.trace()
        self._take(trace)
        if self.position > self.furthest:
            self._log.record_step(trace.loss, trace.predicted, trace.predicted == trace.label)
        self._keep_keyframe()
        return trace.loss

    def next_phase(self) -> None:
        """Compute one phase more. Raises RunFinishedError at the end of the run."""
        self.trace()
        if self.phase == len(self.phases) - 1:
            self.advance()
        else:
            self.phase += 1

    def previous_phase(self) -> None:
        """Take one phase back, from the first of a step to the last of the step before; at the start, stay."""
        if self.phase:
            self.phase -= 1
        elif self.position:
            self._step_back()
            self.phase = len(self.phases) - 1

    def previous_step(self) -> None:
        """Take the phases of the step at hand back or, where there are none, the whole step before."""
        if self.phase:
            self.phase = 0
        elif self.position:
            self._step_back()

    def seek(self, position: int) -> None:
        """Go to a position, back or forward, from the nearest keyframe by replay: the same bits each time.

        Beyond the furthest position this trains. Raises TrainingError for a position outside the run.
        """
        if isinstance(position, bool) or not isinstance(position, int) or not 0 <= position <= self.total_steps:
            raise TrainingError(f"the run has the steps 0 to {self.total_steps}, not {position!r}")
        target = min(position, self.furthest)
        if target != self.position:
            self._replay_to(target)
        self.phase = 0
        while self.position < position:
            self.step()

    def set_learning_rate(self, learning_rate: float) -> None:
        """Change eta from the step at hand on: an event on the timeline. Steps already taken after it are dropped.

        Raises ExperimentError, and changes nothing, for a value that is no learning rate.
        """
        rate = check_learning_rate(learning_rate)
        self._timeline.forget_from(self.position)
        self._timeline.add(SetLearningRate(self.position, rate))
        self._log.forget_from(self.position)
        self._keyframes.forget_after(self.position)
        self._at_hand = None

    def probe(self, sample: Sample) -> Trace:
        """What the network as it is makes of a sample, forward and backward; it learns nothing from it."""
        return self.network.trace(sample.image, sample.target)

    @property
    def evaluation_due(self) -> bool:
        """Whether the position is at an epoch's end (or the start) and the test set has not been evaluated there."""
        epochs, place = divmod(self.position, self.steps_per_epoch)
        return place == 0 and not self._log.has_evaluation(epochs)

    @property
    def evaluated(self) -> int:
        """How many test images of an evaluation under way are done."""
        return len(self._answers)

    def evaluate(self) -> None:
        """Evaluate the test set, or what is left of it, if that is due."""
        while self.evaluation_due:
            self.evaluate_some(len(self.test_samples))

    def evaluate_some(self, images: int, interrupted: Callable[[], bool] | None = None) -> None:
        """Go on with the evaluation that is due, by at most so many images, or until `interrupted()`."""
        if not self.evaluation_due:
            return
        start = len(self._answers)
        for sample in self.test_samples[start : start + images]:
            probabilities = self.network.predict(sample.image)
            self._answers.append((_LOSS(probabilities, sample.target), probabilities.index(max(probabilities))))
            if interrupted is not None and interrupted():
                break
        if len(self._answers) == len(self.test_samples):
            evaluation = Evaluation(
                sum(loss for loss, _ in self._answers) / len(self._answers),
                bytes(sample.target for sample in self.test_samples),
                bytes(predicted for _, predicted in self._answers),
            )
            self._answers = []
            self._log.record_evaluation(self.position // self.steps_per_epoch, evaluation)

    def _learning_rate_at(self, step: int) -> float:
        return self.experiment.learning_rate_at(step, self.total_steps, self._timeline.base_learning_rate(step))

    def _take(self, trace: Trace) -> None:
        """Apply the trace of the step at hand, and stand after it."""
        self.network.apply(trace)
        self._finished = (self.position, trace)
        self._at_hand = None
        self.position += 1
        self.phase = 0

    def _step_back(self) -> None:
        """Stand before the step that is just finished: its trace holds the parameters that it began with."""
        trace = self._finished_trace()
        self._answers = []
        self.network.revert(trace)
        self._at_hand = trace
        self._finished = None
        self.position -= 1
        self.phase = 0

    def _finished_trace(self) -> Trace:
        if self._finished is None or self._finished[0] != self.position - 1:
            self._replay_to(self.position)
        assert self._finished is not None
        return self._finished[1]

    def _replay_to(self, position: int) -> None:
        """Arrive at a position by taking the step before it, so that its trace is there to be shown."""
        start, state = self._keyframes.nearest(max(0, position - 1))
        if not start <= self.position < position:
            self._place(start, state)
        self._answers = []
        while self.position < position:
            self._take(self.trace())
            self._keyframes.remember(self.position, self.network.state())
            self._keep_keyframe()

    def _keep_keyframe(self) -> None:
        if self._keyframes.wants(self.position):
            self._keyframes.keep(self.position, self.network.state())

    def _place(self, position: int, state: Sequence[float]) -> None:
        self.network.set_state(state)
        self.position = position
        self.phase = 0
        self._at_hand = None
        self._finished = None
