"""Where a run stands, and how it gets elsewhere: one step on, one step back, or from a keyframe by replay.

A place is a position and a phase. The parameters at a position are those after the update of the step before it and
after the edits at the position; every way of arriving there gives the same bits.
"""

from array import array
from collections.abc import Sequence

from cnnviz.datasets import Sample
from cnnviz.nn import Network, NetworkError, Taken, Trace
from cnnviz.nn.tensors import flat
from cnnviz.training.errors import RunFinishedError
from cnnviz.training.keyframes import FINE
from cnnviz.training.line import Line
from cnnviz.training.plan import Plan
from cnnviz.training.run import SavedRun
from cnnviz.training.timeline import SetParameter


class Walk:
    """A network on its way along a line."""

    def __init__(self, network: Network, plan: Plan, line: Line) -> None:
        self.network = network
        self.line = line
        self.position = 0
        self.phase = 0
        self._plan = plan
        self._start = array("d", network.state())
        self._at_hand: Trace | None = None
        self._finished: tuple[int, Trace] | None = None

    def sample(self, step: int) -> Sample:
        """The training sample of a step."""
        return self._plan.sample(step, self.line.timeline)

    def learning_rate(self) -> float:
        """Eta of the step at hand."""
        return self._plan.learning_rate(self.position, self.line.timeline)

    def trace(self) -> Trace:
        """The step at hand, computed whole before its update. Raises RunFinishedError at the end of the run."""
        if self._at_hand is None:
            if self.position >= self._plan.total_steps:
                raise RunFinishedError(self._plan.completed)
            sample = self.sample(self.position)
            self._at_hand = self.network.trace(sample.image, sample.target, self.learning_rate())
        return self._at_hand

    def finished_trace(self) -> Trace:
        """The step before the position, from 1 up; replayed where it is not at hand."""
        if self._finished is None or self._finished[0] != self.position - 1:
            phase, at_hand, position = self.phase, self._at_hand, self.position
            self._look_ahead()
            self.to(position)
            self.phase, self._at_hand = phase, at_hand
        assert self._finished is not None
        return self._finished[1]

    def take(self) -> Trace:
        """Finish the step at hand, and stand after it, with the edits that are made there."""
        trace = self.trace()
        self.network.apply(trace)
        self._finished = (self.position, trace)
        self._at_hand = None
        self.position += 1
        self.phase = 0
        self._edit(self.line.timeline.edits(self.position))
        return trace

    def take_unseen(self) -> Taken | Trace:
        """As `take`, for a step that nobody looks at: its trace is not made, unless it is there."""
        if self._at_hand is not None:
            return self.take()
        if self.position >= self._plan.total_steps:
            raise RunFinishedError(self._plan.completed)
        sample = self.sample(self.position)
        taken = self.network.take_step(sample.image, sample.target, self.learning_rate())
        self._finished = None
        self.position += 1
        self.phase = 0
        self._edit(self.line.timeline.edits(self.position))
        return taken

    def take_back(self) -> None:
        """Stand before the step that is just finished: its trace holds the parameters that it began with."""
        trace = self.finished_trace()
        self.network.revert(trace)
        self._at_hand = trace
        self._finished = None
        self.position -= 1
        self.phase = 0

    def to(self, position: int) -> None:
        """Arrive at a position by taking the step before it, so that its trace is there to be shown.

        On the way the last few steps are remembered each, those before them here and there.
        """
        start = self.line.keyframes.last(max(0, position - 1))
        if not start <= self.position < position:
            self._place(*self.line.keyframes.nearest(start))
        while self.position < position - 1:
            self.take_unseen()
            if self.position > position - FINE:
                self.line.keyframes.remember(self.position, self.network.state())
            self.keep_keyframe()
        if self.position < position:
            self.take()
            self.line.keyframes.remember(self.position, self.network.state())
            self.keep_keyframe()

    def onto(self, line: Line, position: int) -> None:
        """Leave this line for a position of another."""
        self.line = line
        self._place(*line.keyframes.nearest(max(0, position - 1)))
        self.to(position)

    def change(self, line: Line) -> None:
        """Go on along a line that differs only in what has just been put on its timeline at the position."""
        self.line = line
        self._at_hand = None

    def edit(self, line: Line, event: SetParameter) -> None:
        """As `change`, where a parameter was set."""
        self.change(line)
        self._edit([event])
        line.keyframes.replace(self.position, self.network.state())

    def edit_anew(self, line: Line) -> None:
        """As `change`, where an edit was taken back: the parameters of before all edits at the position, and the rest.

        What `line` keeps from the position on is made anew.
        """
        self.change(line)
        if self.position:
            self.network.apply(self.finished_trace())
        else:
            self.network.set_state(self._start)
        self._edit(line.timeline.edits(self.position))
        line.keyframes.replace(self.position, self.network.state())

    def keep_keyframe(self) -> None:
        """Keep the parameters, where the position is one to keep, for good or for a while."""
        keyframes = self.line.keyframes
        if keyframes.wants(self.position):
            keyframes.keep(self.position, self.network.state())
        elif self.position % FINE == 0 and keyframes.last(self.position) != self.position:
            keyframes.remember(self.position, self.network.state())

    def state_before(self) -> list[float]:
        """The parameters, flat, that the step before the position began with."""
        return [
            number
            for layer in self.finished_trace().layers
            for part in layer.parameters.values()
            for number in flat(part)
        ]

    def resume(self, run: SavedRun) -> None:
        """Stand, from the start, at the position of a saved run with the parameters that it had there, edits and all.

        Raises NetworkError for parameters or keyframes that do not fit the network.
        """
        if any(len(state) != len(self._start) for state in run.keyframes.values()):
            raise NetworkError(f"a keyframe does not hold {len(self._start)} numbers, as the network has")
        self._edit(self.line.timeline.edits(0))
        self.line.keyframes.replace(0, self.network.state())
        run.give_parameters_to(self.network)
        for at, state in (*run.keyframes.items(), (run.position, self.network.state())):
            self.line.keyframes.keep(at, state)
        self.position = run.position

    def _look_ahead(self) -> None:
        """Spread the replay that a walk back comes to at the keyframe behind it over the way to there.

        A step of the walk whose trace has to be found by a replay of a few steps finds out some more: in the stretch
        that ends with that keyframe, from its start as far as the walk has come from its own stretch's end. So once
        the walk is there, a few steps are left. It moves the network; where it stood is told by the caller.
        """
        keyframes, step = self.line.keyframes, self.position - 1
        if not 2 * FINE < keyframes.apart < keyframes.room // 2 or not 0 < step - keyframes.last(step) <= FINE:
            return
        behind = step // keyframes.apart * keyframes.apart
        wanted = min(behind - 1, 2 * behind - step + FINE) // FINE * FINE
        if wanted > 0 and wanted - (start := keyframes.last(wanted)) >= FINE:
            self._place(*keyframes.nearest(start))
            for _ in range(min(2 * FINE, wanted - start)):
                self.take_unseen()
                self.keep_keyframe()

    def _edit(self, edits: Sequence[SetParameter]) -> None:
        for event in edits:
            self.network.set_parameter(event.name, event.index, event.value)

    def _place(self, position: int, state: Sequence[float]) -> None:
        self.network.set_state(state)
        self.position = position
        self.phase = 0
        self._at_hand = None
        self._finished = None
