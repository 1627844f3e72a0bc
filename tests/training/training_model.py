"""What a session is to do, told the plain way: where it stands, what was changed, and what every step then computes.

Nothing here walks back, keeps a keyframe or replays: the parameters at a position are computed from those before it,
and remembered by the events that led there.
"""

from dataclasses import dataclass, field
from functools import cache, lru_cache

from cnnviz.datasets import bundled_digits, shifted
from cnnviz.nn import SoftmaxCrossEntropy
from cnnviz.training import ChooseSample, SetLearningRate, SetParameter


@cache
def materials(experiment):
    """The training and test samples and a network to compute with."""
    dataset = bundled_digits()
    train, test = experiment.samples(dataset)
    return train, test, experiment.network((1, dataset.rows, dataset.columns))


@cache
def order(experiment, epoch, images):
    return experiment.order(epoch, images)


def sample_index(experiment, events, step):
    chosen = [event.sample for event in events if isinstance(event, ChooseSample) and event.position == step]
    images = len(materials(experiment)[0])
    return chosen[-1] if chosen else order(experiment, step // images, images)[step % images]


def step_inputs(experiment, events, step):
    """The sample of a step, its image moved, and the learning rate."""
    train = materials(experiment)[0]
    rates = [event for event in events if isinstance(event, SetLearningRate) and event.position <= step]
    since, rate = (rates[-1].position, rates[-1].learning_rate) if rates else (0, experiment.learning_rate)
    if experiment.schedule == "linear" and step > since:
        steps = total_steps(experiment)
        rate *= (1.0 - step / steps) / (1.0 - since / steps)
    return shifted(train[sample_index(experiment, events, step)], *experiment.shift_at(step)), rate


def total_steps(experiment):
    steps = experiment.epochs * len(materials(experiment)[0])
    return steps if experiment.steps is None else min(steps, experiment.steps)


@lru_cache(maxsize=50_000)
def computed(experiment, events, position):
    """The parameters (flat) at a position and the losses and answers of the steps before it; `events` end there."""
    network = materials(experiment)[2]
    if position:
        before = tuple(event for event in events if event.position < position)
        state, losses, answers = computed(experiment, before, position - 1)
        trace = traced(experiment, before, position - 1)
        network.set_state(state)
        network.apply(trace)
        losses, answers = (*losses, trace.loss), (*answers, trace.predicted)
    else:
        network.set_state(experiment.network(network.input_shape).state())
        losses, answers = (), ()
    parameters = network.parameters()
    for event in events:
        if isinstance(event, SetParameter) and event.position == position:
            *rows, last = event.index
            tensor = parameters[event.name]
            for row in rows:
                tensor = tensor[row]
            tensor[last] = event.value
    network.set_parameters(parameters)
    return network.state(), losses, answers


@lru_cache(maxsize=2_000)
def traced(experiment, events, step):
    """The trace of a step; `events` end with it."""
    sample, rate = step_inputs(experiment, events, step)
    network = materials(experiment)[2]
    network.set_state(computed(experiment, events, step)[0])
    return network.trace(sample.image, sample.target, rate)


@lru_cache(maxsize=10_000)
def evaluated(experiment, events, position):
    """The mean loss and the answers on the test set at a position; `events` end there."""
    _, test, network = materials(experiment)
    network.set_state(computed(experiment, events, position)[0])
    answers = [network.predict(sample.image) for sample in test]
    losses = [SoftmaxCrossEntropy().loss(answer, one.target) for answer, one in zip(answers, test, strict=True)]
    return sum(losses) / len(losses), bytes(answer.index(max(answer)) for answer in answers)


@dataclass
class Course:
    events: tuple = ()
    furthest: int = 0


@dataclass
class Model:
    """Where a session is to stand, and the courses that it is to know."""

    experiment: object
    position: int = 0
    phase: int = 0
    courses: dict = field(default_factory=lambda: {0: Course()})
    current: int = 0
    next_number: int = 1

    @property
    def course(self):
        return self.courses[self.current]

    def events(self, position=None):
        """The events of the current course up to a position."""
        at = self.position if position is None else position
        return tuple(event for event in self.course.events if event.position <= at)

    def here(self):
        return tuple(event for event in self.course.events if event.position == self.position)

    def go(self, position, phase=0):
        self.position, self.phase = position, phase
        self.course.furthest = max(self.course.furthest, position)

    def put(self, event):
        here = list(self.here())
        slots = [one.slot for one in here]
        if event.slot in slots:
            here[slots.index(event.slot)] = event
        else:
            here.append(event)
        self.change(here)

    def change(self, here):
        """Other events at the position, on a course of its own where this one has gone further."""
        before = tuple(event for event in self.course.events if event.position < self.position)
        if self.course.furthest > self.position:
            self.current, self.next_number = self.next_number, self.next_number + 1
            self.courses[self.current] = Course(furthest=self.position)
        self.course.events = (*before, *here)
