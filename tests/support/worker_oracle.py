"""Fresh sessions that only ever walk on, to hold the frames of a worker to, whatever it was asked."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field

from cnnviz.datasets import Sample
from cnnviz.nn import SoftmaxCrossEntropy, Tensor
from cnnviz.training import Experiment, Session
from cnnviz.training.timeline import ChooseSample, Event, SetLearningRate, SetParameter
from cnnviz.ui.frame import Frame


@dataclass
class Course:
    """One timeline, walked from its start."""

    session: Session
    events: Sequence[Event]
    states: list[list[float]] = field(default_factory=list)
    """The parameters at each position, with the edits there."""
    plan: list[tuple[Sample, float]] = field(default_factory=list)
    """The sample and eta of each step."""
    losses: list[float] = field(default_factory=list)

    def to(self, position: int) -> "Course":
        if not self.states:
            self._arrive()
        while len(self.states) <= position:
            self.losses.append(self.session.advance())
            self._arrive()
        return self

    def _arrive(self) -> None:
        session = self.session
        for event in self.events:
            if event.position != session.position:
                continue
            match event:
                case SetLearningRate(_, rate):
                    session.set_learning_rate(rate)
                case SetParameter(_, name, index, value):
                    session.set_parameter(name, index, value)
                case ChooseSample(_, sample):
                    session.choose_sample(sample)
        self.states.append(session.network.state())
        if not session.is_finished:
            self.plan.append((session.sample_at(session.position), session.learning_rate))


class Oracle:
    """What frames of an experiment must hold."""

    def __init__(self, experiment: Experiment) -> None:
        self._experiment = experiment
        self.session = Session(experiment)
        self._network = self.session.network
        self._courses: dict[str, Course] = {}
        self._answers: dict[tuple[str, int, str, int], Tensor] = {}

    def check(self, frame: Frame) -> None:
        """Fail where a frame shows something else than a walk from the start does."""
        run, position, course = frame.run, frame.position, self._course(frame.events, frame.furthest)
        assert frame.history.losses == array("d", course.losses[: frame.furthest])
        begins_otherwise = any(
            event.position == position and not isinstance(event, SetLearningRate) for event in frame.events
        )
        if frame.phase or not position or (begins_otherwise and position < run.total_steps):
            step, done = position, frame.phase
        else:
            step, done = position - 1, len(run.phases)
        sample, rate = course.plan[step]
        assert (frame.shown.step, frame.shown.phases_done, frame.shown.sample.number) == (step, done, sample.number)
        self._network.set_state(course.states[step])
        assert frame.shown.trace == self._network.trace(sample.image, sample.target, rate)
        self._network.set_state(course.states[position])
        assert (frame.after is None) == (frame.is_running or done < len(run.phases))
        if frame.after is not None:
            probabilities = self._network.predict(sample.image)
            assert frame.after == (SoftmaxCrossEntropy().loss(probabilities, sample.target), probabilities)
        if frame.probe is not None:
            looked_at = frame.probe.sample
            assert frame.probe.trace == self._network.trace(looked_at.image, looked_at.target)
        self._check_answers(frame)

    def _check_answers(self, frame: Frame) -> None:
        """Pins, evaluations and predictions: each under the parameters of the position that it claims."""
        for pin in frame.pins:
            if pin.position is not None and pin.probe is not None:
                self._place(frame.events, pin.position)
                sample = pin.probe.sample
                assert pin.probe.trace == self._network.trace(sample.image, sample.target)
        for epochs, evaluation in frame.history.evaluations.items():
            at = epochs * frame.run.steps_per_epoch
            for index, answered in enumerate(evaluation.predictions):
                probabilities = self._answer(frame.events, at, "test", index)
                assert probabilities.index(max(probabilities)) == answered
        for name, part in (frame.predicted or {}).items():
            for index, age in enumerate(part.ages):
                if age >= 0:
                    probabilities = self._answer(frame.events, age, name, index)
                    assert part.classes[index] == probabilities.index(max(probabilities))

    def _course(self, events: Sequence[Event], position: int) -> Course:
        key = repr(list(events))
        if key not in self._courses:
            self._courses[key] = Course(Session(self._experiment, self.session.dataset), tuple(events))
        return self._courses[key].to(position)

    def _place(self, events: Sequence[Event], position: int) -> None:
        """Give the network the parameters of a position."""
        self._network.set_state(self._course(_behind(events, position), position).states[position])

    def _answer(self, events: Sequence[Event], position: int, part: str, index: int) -> Tensor:
        key = repr(_behind(events, position)), position, part, index
        if key not in self._answers:
            samples = self.session.train_samples if part == "train" else self.session.test_samples
            self._place(events, position)
            self._answers[key] = self._network.predict(samples[index].image)
        return self._answers[key]


def _behind(events: Sequence[Event], position: int) -> list[Event]:
    """The events that the parameters at a position come from."""
    return [
        event
        for event in events
        if event.position < position or (event.position == position and isinstance(event, SetParameter))
    ]
