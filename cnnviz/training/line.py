"""One course of a run: what was changed on it, what it has shown, and the parameters kept on its way."""

from cnnviz.nn import Taken, Trace
from cnnviz.training.history import Log
from cnnviz.training.keyframes import Keyframes
from cnnviz.training.timeline import Timeline
from cnnviz.training.vitals import Vitals


class Line:
    """A course of a run, from its start as far as it has ever gone."""

    def __init__(self, timeline: Timeline, log: Log, keyframes: Keyframes, vitals: Vitals) -> None:
        self.timeline = timeline
        self.log = log
        self.keyframes = keyframes
        self.vitals = vitals

    @property
    def furthest(self) -> int:
        """The furthest position that it has been at."""
        return len(self.log)

    def record(self, step: Taken | Trace) -> None:
        """Write down a step that is done for the first time."""
        predicted = step.predicted
        self.vitals.record(self.furthest, step.outputs, step.loss, predicted == step.label)
        self.log.record_step(step.loss, predicted, predicted == step.label)

    def until(self, position: int) -> "Line":
        """A line of its own that is the same up to a position, with the events there, and ends there."""
        return Line(
            self.timeline.until(position),
            self.log.copy(position),
            self.keyframes.copy(position),
            self.vitals.copy(position),
        )
