"""A run computed the plain way, forward only and without keyframes or traces kept: what a session must agree with."""

from cnnviz.nn import Conv2D, Dense, Flatten, MaxPool2D, ReLU, SoftmaxCrossEntropy
from cnnviz.training import Experiment

SMALL = Experiment(
    classes=(3, 5, 8),
    train_per_class=2,
    test_per_class=2,
    layers=(Conv2D(2, 3, stride=4), ReLU(), MaxPool2D(2), Flatten(), Dense(3), SoftmaxCrossEntropy()),
    learning_rate=0.05,
    epochs=40,
    seed=1,
)
"""Six images an epoch, 240 steps: more than two keyframes."""


class PlainRun:
    """The parameters (flat) before each step, and each step's loss, under events that can still come."""

    def __init__(self, experiment):
        dataset = experiment.dataset()
        self.experiment = experiment
        self.train, self.test = experiment.samples(dataset)
        self.network = experiment.network((1, dataset.rows, dataset.columns))
        self.steps = experiment.epochs * len(self.train)
        self.states = [self.network.state()]
        self.losses = []
        self.events = {}

    def sample(self, step):
        epoch, place = divmod(step, len(self.train))
        return self.train[self.experiment.order(epoch, len(self.train))[place]]

    def learning_rate(self, step):
        since = max((at for at in self.events if at <= step), default=0)
        rate = self.events.get(since, self.experiment.learning_rate)
        if self.experiment.schedule == "linear" and step > since:
            rate *= (1.0 - step / self.steps) / (1.0 - since / self.steps)
        return rate

    def state(self, position):
        while len(self.states) <= position:
            step = len(self.states) - 1
            sample = self.sample(step)
            self.network.set_state(self.states[-1])
            self.losses.append(self.network.train_step(sample.image, sample.target, self.learning_rate(step)))
            self.states.append(self.network.state())
        return self.states[position]

    def set_learning_rate(self, position, learning_rate):
        self.events = {at: rate for at, rate in self.events.items() if at < position} | {position: learning_rate}
        del self.states[position + 1 :]
        del self.losses[position:]

    def trace(self, step):
        """The step as it would be done."""
        sample = self.sample(step)
        self.network.set_state(self.state(step))
        return self.network.trace(sample.image, sample.target, self.learning_rate(step))
