"""What the worker hands to the window: one frozen picture of the run."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

from cnnviz.datasets import Dataset, Sample
from cnnviz.nn import Layer, Phase, Shape, Tensor, Trace
from cnnviz.training import Branch, Breakpoint, Event, Experiment, Finding, History, Session, Shown
from cnnviz.training.predicted import Predicted


class Activity(Enum):
    """What the worker is doing."""

    PAUSED = "paused"
    RUNNING = "running"
    EVALUATING = "evaluating"
    FINISHED = "finished"


@dataclass(frozen=True, eq=False)
class Run:
    """What stays the same for as long as an experiment is open; a new experiment brings a new object."""

    experiment: Experiment
    dataset: Dataset
    train_samples: tuple[Sample, ...]
    test_samples: tuple[Sample, ...]
    layers: tuple[Layer, ...]
    shapes: tuple[Shape, ...]
    """The input shape of each layer, and last the output shape of the last."""
    phases: tuple[Phase, ...]
    steps_per_epoch: int
    total_steps: int
    parameter_count: int

    @cached_property
    def phase_places(self) -> dict[Phase, int]:
        """Where each phase stands in a step, from 0."""
        return {phase: place for place, phase in enumerate(self.phases)}

    @property
    def class_names(self) -> tuple[str, ...]:
        """The names of the experiment's classes, in the order of the logits."""
        return tuple(self.dataset.class_names[number] for number in self.experiment.classes)


OWN = "own"
"""The part of a probe that is no image of the run but one that was drawn or opened."""


@dataclass(frozen=True, eq=False)
class Probe:
    """An image that was chosen to look at, under the weights of the moment; nothing is learned from it."""

    part: str
    """Which set it comes from: "train" or "test", or OWN."""
    index: int
    """Its place in that set."""
    sample: Sample
    """Of an image of one's own: the class is the one that the network answers, for want of a true one."""
    trace: Trace
    name: str = ""
    """What an image of one's own is called: `drawing`, or a file's name."""


@dataclass(frozen=True, slots=True)
class ProbeChoice:
    """An image of the run, `index` of its "train" or "test" part, or an `image` of one's own with its name."""

    part: str
    index: int = 0
    image: Tensor | None = None
    name: str = ""


@dataclass(frozen=True, eq=False)
class Pin:
    """An image that stays on view while the run goes on, and the newest that is known of it."""

    choice: ProbeChoice
    probe: Probe | None = None
    """None until it is computed for the first time, and where it cannot be."""
    position: int | None = None
    """The number of steps done when it was computed; None where the run has been changed behind it since."""
    problem: str = ""
    """One sentence why it cannot be computed, or nothing."""


@dataclass(frozen=True, slots=True)
class StopAt:
    """A condition to stop at, as a person has set it."""

    title: str
    """What it is, in a few words: `loss above 2 nats`."""
    condition: Breakpoint
    is_on: bool = True


@dataclass(frozen=True, eq=False)
class Frame:
    """The run at one moment. Nothing in it ever changes."""

    run: Run
    shown: Shown
    """The step that a viewer sees, and how many of its phases are computed."""
    position: int
    """The number of steps done."""
    phase: int
    furthest: int
    learning_rate: float
    """Eta of the step at hand."""
    history: History
    """As far as the run has ever gone, beyond `position` where it was walked back."""
    activity: Activity
    evaluated: int
    """How many test images of an evaluation under way are done."""
    probe: Probe | None
    steps_per_second: float | None
    """While running: how fast."""
    note: str
    """One sentence on why the run stopped by itself, or nothing."""
    events: tuple[Event, ...] = ()
    """What was changed in mid-run, earliest first."""
    branches: tuple[Branch, ...] = ()
    """The courses that the run has taken, the current one among them."""
    health: tuple[Finding, ...] = ()
    """What is wrong with the run at the position, the worst first."""
    breakpoints: tuple[StopAt, ...] = ()
    """Where the run is to stop by itself."""
    is_running: bool = False
    """Whether the run goes on by itself; so it may while the test set is evaluated."""
    after: tuple[float, Tensor] | None = None
    """Once a step is complete and the run stands still: its sample's loss and probabilities under the new weights."""
    predicted: Mapping[str, Predicted] | None = None
    """The newest answer on each image of the "train" and the "test" set; None where nobody has asked for any."""
    pins: tuple[Pin, ...] = ()
    """The pinned images; of the position while the run stands still, soon, and of positions lately while it goes on."""

    @property
    def sample(self) -> Sample:
        """The image on view: the probe where there is one, else the step's."""
        return self.probe.sample if self.probe else self.shown.sample

    @property
    def trace(self) -> Trace:
        """The trace on view: the probe's where there is one, else the step's."""
        return self.probe.trace if self.probe else self.shown.trace

    @property
    def phases_done(self) -> int:
        """How many phases of the trace on view may be seen; all but the update for a probe."""
        return len(self.run.phases) - 1 if self.probe else self.shown.phases_done


def run_of(session: Session) -> Run:
    """What stays the same about a session."""
    return Run(
        session.experiment,
        session.dataset,
        session.train_samples,
        session.test_samples,
        session.network.layers,
        tuple(session.network.shapes),
        session.phases,
        session.steps_per_epoch,
        session.total_steps,
        len(session.network.state()),
    )


def frame_of(
    session: Session,
    run: Run,
    activity: Activity = Activity.PAUSED,
    probe: Probe | None = None,
    steps_per_second: float | None = None,
    note: str = "",
    breakpoints: tuple[StopAt, ...] = (),
    is_running: bool = False,
    after: tuple[float, Tensor] | None = None,
    predicted: Mapping[str, Predicted] | None = None,
    pins: tuple[Pin, ...] = (),
) -> Frame:
    """A picture of a session as it is; `run` is what `run_of` made of the same session."""
    return Frame(
        run=run,
        shown=session.shown(),
        position=session.position,
        phase=session.phase,
        furthest=session.furthest,
        learning_rate=session.learning_rate,
        history=session.known_history,
        activity=activity,
        evaluated=session.evaluated,
        probe=probe,
        steps_per_second=steps_per_second,
        note=note,
        events=session.events,
        branches=session.branches,
        health=session.health,
        breakpoints=breakpoints,
        is_running=is_running,
        after=after,
        predicted=predicted,
        pins=pins,
    )
