"""A run where it stands: what a viewer sees there, what has been, what was changed. Nothing here moves it."""

from dataclasses import dataclass

from cnnviz.datasets import Dataset, Sample
from cnnviz.nn import Network, Phase, Trace, phases_of
from cnnviz.training.branches import Branch, Branches
from cnnviz.training.errors import TrainingError
from cnnviz.training.evaluator import Evaluator
from cnnviz.training.experiment import Experiment
from cnnviz.training.health import Finding, findings
from cnnviz.training.history import History, Log
from cnnviz.training.keyframes import Keyframes, spacing
from cnnviz.training.line import Line
from cnnviz.training.plan import Plan
from cnnviz.training.timeline import Event, SetLearningRate, Timeline
from cnnviz.training.vitals import Vitals
from cnnviz.training.walk import Walk


@dataclass(frozen=True, slots=True)
class Shown:
    """What a viewer sees: one step, and how much of it has been computed."""

    step: int
    sample: Sample
    phases_done: int
    trace: Trace
    """The whole step, also those of its phases that are still to come."""


class Standing:
    """One run of an experiment, at a position and a phase.

    Raises what `Experiment.dataset`, `Experiment.samples` and `Experiment.network` raise.
    """

    def __init__(self, experiment: Experiment, dataset: Dataset | None = None) -> None:
        self.experiment = experiment
        self.dataset = dataset or experiment.dataset()
        self.train_samples, self.test_samples = experiment.samples(self.dataset)
        self.network: Network = experiment.network((1, self.dataset.rows, self.dataset.columns))
        self.phases: tuple[Phase, ...] = phases_of(self.network.layers)
        self._plan = Plan(experiment, self.train_samples)
        vitals = Vitals(self.network.layers, self.network.shapes)
        keyframes = Keyframes(self.network.state(), spacing(self.network, self.total_steps))
        line = Line(Timeline(), Log(self.steps_per_epoch), keyframes, vitals)
        self._branches = Branches(line)
        self._walk = Walk(self.network, self._plan, line)
        self._evaluator = Evaluator(self.network, self.test_samples)

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

    @property
    def branches(self) -> tuple[Branch, ...]:
        """The courses that the run has taken, by number, the current one among them."""
        return self._branches.all

    @property
    def _line(self) -> Line:
        return self._branches.current

    def _begins_otherwise(self) -> bool:
        """Whether the step at hand begins with other parameters or another sample because of an event."""
        return any(not isinstance(event, SetLearningRate) for event in self.events_here)
