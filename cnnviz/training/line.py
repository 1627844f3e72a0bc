"""One course of a run: what was changed on it, what it has shown, and the parameters kept on its way."""

from cnnviz.nn import Trace
from cnnviz.training.history import Log
from cnnviz.training.keyframes import Keyframes
from cnnviz.training.timeline import Event, Timeline


class Line:
    """A course of a run, from its start as far as it has ever gone."""

    def __init__(self, timeline: Timeline, log: Log, keyframes: Keyframes) -> None:
        self.timeline = timeline
        self.log = log
        self.keyframes = keyframes

    @property
    def furthest(self) -> int:
        """The furthest position that it has been at."""
        return len(self.log)

    def record(self, trace: Trace) -> None:
        """Write down a step that is done for the first time."""
        self.log.record_step(trace.loss, trace.predicted, trace.predicted == trace.label)

    def put(self, event: Event) -> None:
        """Change something."""
        self.timeline.put(event)

    def forget_after(self, position: int) -> None:
        """Drop all that comes after a position."""
        self.timeline = self.timeline.until(position)
        self.log.forget_from(position)
        self.keyframes.forget_after(position)
