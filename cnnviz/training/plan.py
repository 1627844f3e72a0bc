"""What each step of a run is to do: its sample and its learning rate, from the experiment and the timeline's events."""

from collections.abc import Sequence

from cnnviz.datasets import Sample, shifted
from cnnviz.training.experiment import Experiment
from cnnviz.training.timeline import Timeline

_EPOCHS_KEPT = 4
"""Orders that are kept: of the epochs that were asked for last."""


class Plan:
    """The steps of a run of an experiment on its training samples."""

    def __init__(self, experiment: Experiment, samples: Sequence[Sample]) -> None:
        self.steps_per_epoch = len(samples)
        self.total_steps = experiment.total_steps(len(samples))
        self._experiment = experiment
        self._samples = samples
        self._latest: tuple[int, int, Sample] | None = None
        self._orders: dict[int, tuple[list[int], list[int]]] = {}

    @property
    def completed(self) -> str:
        """The sentence that says that the run is at its end."""
        epochs, more = self._experiment.epochs, "steps" if self._experiment.steps is not None else "epochs"
        return f"the run of {epochs} epochs is complete at step {self.total_steps}; plan more {more} to go on"

    def sample_index(self, step: int, timeline: Timeline) -> int:
        """The place among the training samples of the sample of a step: chosen by an event or drawn by its epoch."""
        chosen = timeline.chosen.get(step)
        if chosen is not None:
            return chosen
        epoch, place = divmod(step, self.steps_per_epoch)
        return self._order(epoch)[0][place]

    def sample(self, step: int, timeline: Timeline) -> Sample:
        """The training sample of a step, moved as the experiment says."""
        index = self.sample_index(step, timeline)
        if self._latest is None or self._latest[:2] != (step, index):
            self._latest = step, index, shifted(self._samples[index], *self._experiment.shift_at(step))
        return self._latest[2]

    def learning_rate(self, step: int, timeline: Timeline) -> float:
        """Eta of a step."""
        event = timeline.learning_rate(step)
        if event is None:
            return self._experiment.learning_rate_at(step, self.total_steps)
        since = 0 if event.is_of_start else event.position
        return self._experiment.learning_rate_at(step, self.total_steps, event.learning_rate, since)

    def step_before(self, step: int, timeline: Timeline) -> int | None:
        """The last step before `step` on the same sample; None where there is none."""
        wanted, size = self.sample_index(step, timeline), self.steps_per_epoch
        latest = max((at for at, index in timeline.chosen.items() if index == wanted and at < step), default=-1)
        for epoch in range(step // size, latest // size - 1, -1):
            at = epoch * size + self._order(epoch)[1][wanted] if epoch >= 0 else -1
            if at < step and timeline.chosen.get(at, wanted) == wanted:
                latest = max(latest, at)
                break
        return latest if latest >= 0 else None

    def _order(self, epoch: int) -> tuple[list[int], list[int]]:
        """The sample of each place of an epoch, and the place of each sample."""
        if epoch not in self._orders:
            order = self._experiment.order(epoch, self.steps_per_epoch)
            places = [0] * len(order)
            for place, index in enumerate(order):
                places[index] = place
            if len(self._orders) >= _EPOCHS_KEPT:
                del self._orders[next(iter(self._orders))]
            self._orders[epoch] = order, places
        return self._orders[epoch]
