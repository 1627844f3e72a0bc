"""What a run has shown so far: the loss of each step, the averages of each epoch, the answers on the test set."""

from array import array
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from cnnviz.training.errors import TrainingError

_MOST_TOLD = 2
"""Histories that are remembered: up to where the run stands, and as far as it is known."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What the network answers on the test set at one moment; bytes hold one class index an image."""

    loss: float
    """The mean loss, in nats."""
    targets: bytes
    predictions: bytes

    @property
    def accuracy(self) -> float:
        """The share of right answers, 0 to 1."""
        right = sum(t == p for t, p in zip(self.targets, self.predictions, strict=True))
        return right / len(self.targets)


@dataclass(frozen=True, slots=True)
class EpochRecord:
    """One completed epoch.

    The training figures are means over the epoch's steps, each taken just before the step's update; the test
    figures come after the epoch's last update (None where the test set has not been evaluated then).
    """

    epoch: int
    """How many epochs are complete, from 1."""
    train_loss: float
    train_accuracy: float
    test_loss: float | None
    test_accuracy: float | None


@dataclass(frozen=True, slots=True)
class History:
    """A run up to a step. It does not change when the run goes on."""

    steps_per_epoch: int
    losses: "array[float]"
    """The loss of each step, before its update, in nats."""
    predictions: bytes
    """The class index answered in each step, before its update."""
    correct: bytes
    """1 for each step whose answer was right, else 0."""
    epochs: tuple[EpochRecord, ...]
    evaluations: Mapping[int, Evaluation]
    """The evaluations on the test set, by the number of completed epochs; 0: before training."""

    @property
    def latest_evaluation(self) -> tuple[int, Evaluation] | None:
        """The newest evaluation with the number of epochs it came after; None before the first."""
        if not self.evaluations:
            return None
        newest = max(self.evaluations)
        return newest, self.evaluations[newest]


@dataclass(frozen=True, slots=True)
class _Epochs:
    complete: int
    records: tuple[EpochRecord, ...]
    evaluations: Mapping[int, Evaluation]


class Log:
    """The record of a run as far as it has ever gone; `until` gives the history of any step on the way."""

    def __init__(self, steps_per_epoch: int) -> None:
        self._steps_per_epoch = steps_per_epoch
        self._losses = array("d")
        self._predictions = bytearray()
        self._correct = bytearray()
        self._epochs: list[EpochRecord] = []
        self._evaluations: dict[int, Evaluation] = {}
        self._told: dict[int, History] = {}
        """The histories that were asked for last, by position, for as long as nothing is added."""
        self._told_epochs: _Epochs | None = None

    def __len__(self) -> int:
        """The number of steps recorded."""
        return len(self._losses)

    def loss(self, step: int) -> float:
        """The loss of a recorded step."""
        return self._losses[step]

    def prediction(self, step: int) -> int:
        """The class index answered in a recorded step."""
        return self._predictions[step]

    def record_step(self, loss: float, predicted: int, correct: bool) -> None:
        """Add the next step."""
        self._told.clear()
        self._losses.append(loss)
        self._predictions.append(predicted)
        self._correct.append(correct)
        if len(self._losses) % self._steps_per_epoch == 0:
            self._epochs.append(self._epoch_record(len(self._epochs) + 1))
            self._told_epochs = None

    def record_evaluation(self, epochs: int, evaluation: Evaluation) -> None:
        """Keep what the network answered after `epochs` completed epochs."""
        self._evaluations[epochs] = evaluation
        self._forget_told()
        if epochs:
            self._epochs[epochs - 1] = self._epoch_record(epochs)

    def has_evaluation(self, epochs: int) -> bool:
        """Whether the test set has been evaluated after `epochs` completed epochs."""
        return epochs in self._evaluations

    def forget_evaluation(self, epochs: int) -> None:
        """Drop what the network answered after `epochs` completed epochs: its parameters are other ones now."""
        self._forget_told()
        if self._evaluations.pop(epochs, None) and epochs:
            self._epochs[epochs - 1] = self._epoch_record(epochs)

    def copy(self, position: int) -> "Log":
        """The record of the first `position` steps, to go on with by itself."""
        complete = position // self._steps_per_epoch
        other = Log(self._steps_per_epoch)
        other._losses = self._losses[:position]
        other._predictions = self._predictions[:position]
        other._correct = self._correct[:position]
        other._epochs = self._epochs[:complete]
        other._evaluations = {epochs: kept for epochs, kept in self._evaluations.items() if epochs <= complete}
        return other

    def until(self, position: int) -> History:
        """The history of the first `position` steps, which costs little where it has just been asked for."""
        told = self._told.pop(position, None)
        if told is None:
            complete = self._until_epoch(position // self._steps_per_epoch)
            told = History(
                self._steps_per_epoch,
                self._losses[:position],
                bytes(memoryview(self._predictions)[:position]),
                bytes(memoryview(self._correct)[:position]),
                complete.records,
                complete.evaluations,
            )
            if len(self._told) >= _MOST_TOLD:
                del self._told[next(iter(self._told))]
        self._told[position] = told
        return told

    def restore(self, history: History, position: int, test_images: int) -> None:
        """Take over a saved history of `position` steps; raises TrainingError where its lengths do not fit."""
        lengths = {len(history.losses), len(history.predictions), len(history.correct)}
        if lengths != {position} or history.steps_per_epoch != self._steps_per_epoch:
            raise TrainingError(f"the saved history does not have the {position} steps of the run")
        for epochs, evaluation in history.evaluations.items():
            if not 0 <= epochs <= position // self._steps_per_epoch or {
                len(evaluation.targets),
                len(evaluation.predictions),
            } != {test_images}:
                raise TrainingError(f"the saved evaluation after epoch {epochs} does not fit the run")
        self._evaluations = dict(history.evaluations)
        self._forget_told()
        for loss, predicted, correct in zip(history.losses, history.predictions, history.correct, strict=True):
            self.record_step(loss, predicted, bool(correct))

    def _until_epoch(self, complete: int) -> "_Epochs":
        """What the first epochs have left; as long as no other is complete it is the same object."""
        if self._told_epochs is None or self._told_epochs.complete != complete:
            evaluations = {epochs: kept for epochs, kept in self._evaluations.items() if epochs <= complete}
            self._told_epochs = _Epochs(complete, tuple(self._epochs[:complete]), MappingProxyType(evaluations))
        return self._told_epochs

    def _forget_told(self) -> None:
        self._told.clear()
        self._told_epochs = None

    def _epoch_record(self, epoch: int) -> EpochRecord:
        steps = slice((epoch - 1) * self._steps_per_epoch, epoch * self._steps_per_epoch)
        evaluation = self._evaluations.get(epoch)
        return EpochRecord(
            epoch,
            sum(self._losses[steps]) / self._steps_per_epoch,
            sum(self._correct[steps]) / self._steps_per_epoch,
            evaluation.loss if evaluation else None,
            evaluation.accuracy if evaluation else None,
        )
