"""A run that can be moved, by phases, samples and epochs and to any position, in both directions."""

from collections.abc import Callable

from cnnviz.training.errors import TrainingError
from cnnviz.training.evaluator import Told
from cnnviz.training.standing import Standing


class Moves(Standing):
    """A run on its way; every move leads to a place where it has the same bits each time."""

    def step(self) -> float:
        """Finish the step at hand, all its phases; returns its loss (in nats). At an epoch's end, evaluate.

        Raises RunFinishedError at the end of the run.
        """
        loss = self.advance(is_seen=False)
        if self.position % self.steps_per_epoch == 0:
            self.evaluate()
        return loss

    def advance(self, is_seen: bool = True) -> float:
        """As `step`, but the evaluation at an epoch's end is left to `evaluate_some`, for whoever must not wait.

        A step that is seen has its trace made, to be shown at once; that of another is made, by replay, when it is
        asked for. The parameters are the same, bit for bit.
        """
        if self._evaluator.done:
            self.evaluate()  # what has begun is finished under the parameters that it began with
        done = self._walk.take() if is_seen else self._walk.take_unseen()
        if self.position > self.furthest:
            self._line.record(done)
        self._walk.keep_keyframe()
        return done.loss

    def next_phase(self) -> None:
        """Compute one phase more. Raises RunFinishedError at the end of the run."""
        self.trace()
        if self.phase == len(self.phases) - 1:
            self.advance()
        else:
            self._walk.phase += 1

    def previous_phase(self) -> None:
        """Take one phase back, from the first of a step to the last of the step before; at the start, stay."""
        if self.phase:
            self._walk.phase -= 1
        elif self.position:
            self._step_back()
            self._walk.phase = len(self.phases) - 1

    def previous_step(self) -> None:
        """Take the phases of the step at hand back or, where there are none, the whole step before."""
        if self.phase:
            self._walk.phase = 0
        elif self.position:
            self._step_back()

    def next_epoch(self) -> None:
        """Finish the epoch at hand, its evaluation too. Raises RunFinishedError at the end of the run."""
        if self.is_finished:
            self.trace()
        self.seek(min(self.total_steps, (self.position // self.steps_per_epoch + 1) * self.steps_per_epoch))

    def previous_epoch(self) -> None:
        """Take the epoch at hand back to its start or, from there, the whole epoch before; at the start, stay."""
        epoch, place = divmod(self.position, self.steps_per_epoch)
        if not place and not self.phase:
            epoch = max(0, epoch - 1)
        self.seek(epoch * self.steps_per_epoch)

    def seek(self, position: int) -> None:
        """Go to a position, back or forward, from the nearest keyframe by replay: the same bits each time.

        Beyond the furthest position this trains. Raises TrainingError for a position outside the run.
        """
        if isinstance(position, bool) or not isinstance(position, int) or not 0 <= position <= self.total_steps:
            raise TrainingError(f"the run has the steps 0 to {self.total_steps}, not {position!r}")
        target = min(position, self.furthest)
        if target != self.position:
            self._evaluator.drop()
            self._walk.to(target)
        self._walk.phase = 0
        while self.position < position:
            self.step()

    def evaluate(self) -> None:
        """Evaluate the test set, or what is left of it, if that is due."""
        while self.evaluation_due:
            self.evaluate_some(len(self.test_samples))

    def evaluate_some(
        self, images: int, interrupted: Callable[[], bool] | None = None, told: Told | None = None
    ) -> None:
        """Go on with the evaluation that is due, by at most so many images, or until `interrupted()`.

        `told` is called with the place of each image and its probabilities.
        """
        if self.evaluation_due and (evaluation := self._evaluator.go_on(images, interrupted, told)) is not None:
            self._line.log.record_evaluation(self.position // self.steps_per_epoch, evaluation)

    def _step_back(self) -> None:
        self._evaluator.drop()
        self._walk.take_back()
