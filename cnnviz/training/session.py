"""A run that can be walked through in both directions: by phases, by samples and by epochs.

A session is at a `position`, the number of steps done, and at a `phase` of the step at hand: how many of its
phases a viewer has seen computed. At phase 0 nothing of that step is computed, and what a viewer sees is the step
before, complete with its update (`shown`). So every move is one place on one line, and can be taken back.

What a person changes is an event at the position (`timeline`): it comes after the update of the step before and
before the step at hand, and is undone by stepping back to the step before. Where an event changes what the step at
hand begins with, a weight or its sample, a viewer sees that step at once: at phase 0 its beginning, as at the start
of the run. Where the run has already gone further, the change begins a branch; the old course is kept (`branches`).

The session knows no thread: the window's worker, the command line and the tests drive it alike.
"""

from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from cnnviz.datasets import Dataset, Sample
from cnnviz.nn import Network, NetworkError, Phase, Trace, phases_of
from cnnviz.training.branches import Branch, Branches
from cnnviz.training.checks import check_learning_rate
from cnnviz.training.errors import RunFinishedError, TrainingError
from cnnviz.training.evaluator import Evaluator
from cnnviz.training.event_checks import check_event, check_number
from cnnviz.training.experiment import Experiment
from cnnviz.training.health import Finding, findings
from cnnviz.training.history import History, Log
from cnnviz.training.keyframes import Keyframes
from cnnviz.training.line import Line
from cnnviz.training.plan import Plan
from cnnviz.training.run import SavedRun
from cnnviz.training.timeline import ChooseSample, Event, SetLearningRate, SetParameter, Timeline
from cnnviz.training.vitals import Vitals
from cnnviz.training.walk import Walk

SAVED_KEYFRAME_BYTES = 8_000_000
"""How much of what is kept on the way a saved run takes along."""


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
        self._plan = Plan(experiment, self.train_samples)
        vitals = Vitals(self.network.layers, self.network.shapes)
        line = Line(Timeline(), Log(self.steps_per_epoch), Keyframes(self.network.state()), vitals)
        self._branches = Branches(line)
        self._walk = Walk(self.network, self._plan, line)
        self._evaluator = Evaluator(self.network, self.test_samples)

    @classmethod
    def resume(cls, run: SavedRun, dataset: Dataset | None = None) -> "Session":
        """The session that `saved` wrote down, at its position.

        Raises TrainingError where the run's parts do not fit each other, and what `Session` raises.
        """
        session = cls(run.experiment, dataset)
        if not 0 <= run.position <= session.total_steps:
            raise TrainingError(f"the run has the steps 0 to {session.total_steps}, not {run.position!r}")
        for event in run.events:
            check_event(event, run.position, session.network, len(session.train_samples))
        session._line.timeline = Timeline(run.events)
        session._line.log.restore(run.history, run.position, len(session.test_samples))
        session._line.vitals.restore(run.history)
        try:
            session._walk.resume(run.position, run.parameters, run.keyframes)
        except NetworkError as error:
            raise TrainingError(f"the saved parameters do not fit the saved experiment: {error}") from None
        return session

    def saved(self) -> SavedRun:
        """The run up to the position, to be written to a file."""
        events = self._line.timeline.until(self.position).events
        keyframes = self._line.keyframes.thinned(self.position, SAVED_KEYFRAME_BYTES)
        if self.position > 1:
            keyframes[self.position - 1] = array("d", self._walk.state_before())
        return SavedRun(self.experiment, self.position, self.network.parameters(), events, self.history, keyframes)

    @property
    def position(self) -> int:
        """The number of steps done."""
        return self._walk.position

    @property
    def phase(self) -> int:
        """How many phases of the step at hand a viewer has seen computed."""
        return self._walk.phase

    @property
    def steps_per_epoch(self) -> int:
        """The number of training images."""
        return self._plan.steps_per_epoch

    @property
    def total_steps(self) -> int:
        """The number of steps of the whole run."""
        return self._plan.total_steps

    @property
    def furthest(self) -> int:
        """The furthest position that the run has been at."""
        return self._line.furthest

    @property
    def is_finished(self) -> bool:
        """Whether the run is at its end."""
        return self.position >= self.total_steps

    @property
    def history(self) -> History:
        """The history up to the position."""
        return self._line.log.until(self.position)

    @property
    def known_history(self) -> History:
        """The history as far as the run has ever gone, beyond the position where it was walked back."""
        return self._line.log.until(self.furthest)

    @property
    def health(self) -> tuple[Finding, ...]:
        """What is wrong with the run at the position, the worst first.

        Units that died before a saved run was taken up again are found an epoch after that.
        """
        return findings(self.history, self._line.vitals, len(self.experiment.classes))

    def loss_of(self, step: int) -> float:
        """The loss of a step that has been done, before its update (in nats)."""
        return self._line.log.loss(step)

    def answer_of(self, step: int) -> int:
        """The class index that a step that has been done answered, before its update."""
        return self._line.log.prediction(step)

    def step_before(self, step: int) -> int | None:
        """The last step before `step` on the same training sample; None where there is none."""
        return self._plan.step_before(step, self._line.timeline)

    @property
    def events(self) -> tuple[Event, ...]:
        """What was changed in mid-run, earliest first."""
        return self._line.timeline.events

    @property
    def events_here(self) -> tuple[Event, ...]:
        """What was changed at the position."""
        return self._line.timeline.at(self.position)

    @property
    def learning_rate(self) -> float:
        """Eta of the step at hand."""
        return self._walk.learning_rate()

    def sample_at(self, step: int) -> Sample:
        """The training sample of a step: the chosen one, or the one that its epoch's order brings."""
        return self._walk.sample(step)

    def trace(self) -> Trace:
        """The step at hand, computed whole before its update. Raises RunFinishedError at the end of the run."""
        return self._walk.trace()

    def shown(self) -> Shown:
        """What a viewer sees at the position and phase."""
        if self.phase or self.position == 0 or (self._begins_otherwise() and not self.is_finished):
            return Shown(self.position, self.sample_at(self.position), self.phase, self.trace())
        return self.finished()

    def finished(self) -> Shown:
        """The step before the position, complete. Raises TrainingError at the start, where there is none."""
        if not self.position:
            raise TrainingError("no step is finished yet; finish the first one")
        step = self.position - 1
        return Shown(step, self.sample_at(step), len(self.phases), self._walk.finished_trace())

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
        if self._evaluator.done:
            self.evaluate()  # what has begun is finished under the parameters that it began with
        trace = self._walk.take()
        if self.position > self.furthest:
            self._line.record(trace)
        self._walk.keep_keyframe()
        return trace.loss

    def next_phase(self) -> None:
        """Compute one phase more. Raises RunFinishedError at the end of the run."""
        self.trace()
        if self.phase == len(self.phases) - 1:
            self.advance()
        else:
            self._walk.phase += 1

    def previous_phase(self) -> None:
        """Take one phase back, from the first of a step to the last of the step before; at the start, stay."""
        if self.phase:
            self._walk.phase -= 1
        elif self.position:
            self._step_back()
            self._walk.phase = len(self.phases) - 1

    def previous_step(self) -> None:
        """Take the phases of the step at hand back or, where there are none, the whole step before."""
        if self.phase:
            self._walk.phase = 0
        elif self.position:
            self._step_back()

    def next_epoch(self) -> None:
        """Finish the epoch at hand, its evaluation too. Raises RunFinishedError at the end of the run."""
        if self.is_finished:
            self.trace()
        self.seek(min(self.total_steps, (self.position // self.steps_per_epoch + 1) * self.steps_per_epoch))

    def previous_epoch(self) -> None:
        """Take the epoch at hand back to its start or, from there, the whole epoch before; at the start, stay."""
        epoch, place = divmod(self.position, self.steps_per_epoch)
        if not place and not self.phase:
            epoch = max(0, epoch - 1)
        self.seek(epoch * self.steps_per_epoch)

    def seek(self, position: int) -> None:
        """Go to a position, back or forward, from the nearest keyframe by replay: the same bits each time.

        Beyond the furthest position this trains. Raises TrainingError for a position outside the run.
        """
        if isinstance(position, bool) or not isinstance(position, int) or not 0 <= position <= self.total_steps:
            raise TrainingError(f"the run has the steps 0 to {self.total_steps}, not {position!r}")
        target = min(position, self.furthest)
        if target != self.position:
            self._evaluator.drop()
            self._walk.to(target)
        self._walk.phase = 0
        while self.position < position:
            self.step()

    def set_learning_rate(self, learning_rate: float) -> None:
        """Change eta from the step at hand on: an event on the timeline.

        Steps already taken after it are kept as a branch.

        Raises ExperimentError, and changes nothing, for a value that is no learning rate.
        """
        self._change(SetLearningRate(self.position, check_learning_rate(learning_rate)))

    def set_parameter(self, name: str, index: Sequence[int], value: float) -> None:
        """Set one number of a weight or bias by hand, before the step at hand: an event on the timeline.

        `name` is as `Network.parameters()` has it, "0.weight" say, and `index` a place in its shape, (filter, channel,
        row, column) say. Within a step the phases seen stay, computed anew. At an epoch's end the test set is due
        again. Steps already taken after it are kept as a branch. The value that is there already changes nothing.

        Raises TrainingError, and changes nothing, for another name or place or what is not a finite number.
        """
        event = SetParameter(self.position, name, tuple(index), check_number(f"the value of {name}", value))
        self._check(event)
        if repr(self.network.parameter(name, event.index)) != repr(event.value):
            self._change(event)

    def choose_sample(self, index: int) -> None:
        """Train the step at hand on the training sample at this place of `train_samples`: an event on the timeline.

        The steps after it keep the samples that they would have had; those already taken are kept as a branch. The
        sample that the step has already changes nothing.

        Raises TrainingError, and changes nothing, for a place where there is none, and RunFinishedError at the end.
        """
        if self.is_finished:
            self.trace()
        event = ChooseSample(self.position, index)
        self._check(event)
        if index != self._plan.sample_index(self.position, self._line.timeline):
            self._change(event)

    def repeat_sample(self) -> None:
        """Train on the same sample once more: the step at hand gets the sample of the step before.

        Within a step, which is seen with its own sample, that step is finished first (as by `advance`).

        Raises TrainingError at the start, where no step is finished, and RunFinishedError at the end of the run.
        """
        if not self.position and not self.phase:
            raise TrainingError("no sample has been trained on yet; finish the first step, or choose a sample")
        if self.position + bool(self.phase) >= self.total_steps:
            raise RunFinishedError("after the last step of the run no sample can be repeated; go back by a step")
        if self.phase:
            self.advance()
        self.choose_sample(self._plan.sample_index(self.position - 1, self._line.timeline))

    def undo_change(self) -> None:
        """Take back the last change at the position. Steps already taken after it are kept as a branch.

        Raises TrainingError where nothing was changed at the position.
        """
        if not self.events_here:
            raise TrainingError(f"nothing was changed at step {self.position}; go to the step of a change first")
        self._change(None, self.events_here[-1])

    @property
    def branches(self) -> tuple[Branch, ...]:
        """The courses that the run has taken, by number, the current one among them."""
        return self._branches.all

    def switch_branch(self, number: int) -> None:
        """Walk another course of the run: at the same place where it has gone so far, else at its furthest.

        Raises TrainingError where no branch of that number is kept.
        """
        line = self._branches.switch(number)
        if line is not self._walk.line:
            phase, position = self.phase, min(self.position, line.furthest)
            if position < self.position:
                phase = 0
            self._evaluator.drop()
            self._walk.onto(line, position)
            self._walk.phase = phase

    def probe(self, sample: Sample) -> Trace:
        """What the network as it is makes of a sample, forward and backward; it learns nothing from it."""
        return self.network.trace(sample.image, sample.target)

    @property
    def evaluation_due(self) -> bool:
        """Whether the position is at an epoch's end (or the start) and the test set has not been evaluated there."""
        epochs, place = divmod(self.position, self.steps_per_epoch)
        return place == 0 and not self._line.log.has_evaluation(epochs)

    @property
    def evaluated(self) -> int:
        """How many test images of an evaluation under way are done."""
        return self._evaluator.done

    def evaluate(self) -> None:
        """Evaluate the test set, or what is left of it, if that is due."""
        while self.evaluation_due:
            self.evaluate_some(len(self.test_samples))

    def evaluate_some(self, images: int, interrupted: Callable[[], bool] | None = None) -> None:
        """Go on with the evaluation that is due, by at most so many images, or until `interrupted()`."""
        if self.evaluation_due and (evaluation := self._evaluator.go_on(images, interrupted)) is not None:
            self._line.log.record_evaluation(self.position // self.steps_per_epoch, evaluation)

    @property
    def _line(self) -> Line:
        return self._branches.current

    def _begins_otherwise(self) -> bool:
        """Whether the step at hand begins with other parameters or another sample because of an event."""
        return any(not isinstance(event, SetLearningRate) for event in self.events_here)

    def _check(self, event: Event) -> None:
        check_event(event, self.position, self.network, len(self.train_samples))

    def _change(self, event: Event | None, undone: Event | None = None) -> None:
        """Put an event at the position or take one back, on a branch of its own where the run has gone further."""
        line = self._branches.changed_at(self.position, event)
        if event is not None:
            line.timeline.put(event)
        if undone is not None:
            line.timeline.remove(undone)
        if isinstance(event or undone, SetParameter):
            self._forget_evaluation()
        match event, undone:
            case SetParameter(), _:
                self._walk.edit(line, event)
            case _, SetParameter():
                self._walk.edit_anew(line)
            case _:
                self._walk.change(line)

    def _forget_evaluation(self) -> None:
        self._evaluator.drop()
        if self.position % self.steps_per_epoch == 0:
            self._line.log.forget_evaluation(self.position // self.steps_per_epoch)

    def _step_back(self) -> None:
        self._evaluator.drop()
        self._walk.take_back()
