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
from collections.abc import Sequence
from typing import Self

from cnnviz.datasets import Dataset
from cnnviz.nn import NetworkError
from cnnviz.training.checks import check_learning_rate
from cnnviz.training.errors import RunFinishedError, TrainingError
from cnnviz.training.event_checks import check_event, check_number
from cnnviz.training.moves import Moves
from cnnviz.training.run import SavedRun
from cnnviz.training.standing import Shown as Shown
from cnnviz.training.timeline import ChooseSample, Event, SetLearningRate, SetParameter, Timeline

SAVED_KEYFRAME_BYTES = 8_000_000
"""How much of what is kept on the way a saved run takes along."""


class Session(Moves):
    """One run of an experiment, walked (`moves`), looked at (`standing`) and changed in mid-run.

    Raises what `Experiment.dataset`, `Experiment.samples` and `Experiment.network` raise.
    """

    @classmethod
    def resume(cls, run: SavedRun, dataset: Dataset | None = None) -> Self:
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
            session._walk.resume(run)
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

    def set_learning_rate(self, learning_rate: float) -> None:
        """Give the step at hand this eta, to the bit: an event on the timeline.

        It stays so where the schedule is constant; a linear one falls from it to 0 at the end of the run. Steps
        already taken after it are kept as a branch.

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
