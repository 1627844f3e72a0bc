"""What the network answers on the images of one set, image by image, as the gallery asks for it. No Qt."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from cnnviz.training import Evaluation
from cnnviz.training.predicted import UNKNOWN, Predicted
from cnnviz.ui.frame import Frame


@dataclass(frozen=True, slots=True)
class Answer:
    """What the network answers on one image."""

    prediction: int
    """A class index."""
    when: str
    """`after epoch 3`, `before training` or `after 212 steps`."""
    confidence: float | None = None
    """The probability of the answered class, 0 to 1 or NaN; None where it is not known."""
    is_old: bool = False
    """Whether it was given under other parameters than those of the moment."""


class AnswersOnASet(Protocol):
    """Answers by image."""

    def at(self, index: int) -> Answer | None:
        """The answer on an image of the set; None where it has not been asked."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What the network read in each image of a set at one moment."""

    predictions: bytes
    """One class index an image."""
    when: str
    """`after epoch 3` or `before training`."""

    def at(self, index: int) -> Answer:
        """The answer on an image of the set."""
        return Answer(self.predictions[index], self.when)


@dataclass(frozen=True, slots=True)
class NewestAnswers:
    """The newest answer on each image of a set, each of its own age, as they are seen from a position of the run."""

    predicted: Predicted
    position: int

    def at(self, index: int) -> Answer | None:
        """The answer on an image of the set; None where it has not been asked."""
        position = self.predicted.position(index)
        if position is None:
            return None
        confidence = self.predicted.confidences[index]
        return Answer(
            self.predicted.classes[index],
            f"after {position:,} steps" if position != 1 else "after 1 step",
            None if confidence == UNKNOWN else confidence,
            self.predicted.ages[index] != self.position,
        )


def answers_in(frame: Frame, part: str) -> NewestAnswers | None:
    """What a frame knows of a set; of a run that nobody has asked for more, the newest evaluation's answers."""
    if frame.predicted is not None:
        return NewestAnswers(frame.predicted[part], frame.position)
    history = frame.history
    known = [epochs for epochs in history.evaluations if epochs * history.steps_per_epoch <= frame.position]
    if part != "test" or not known:
        return None
    epochs = max(known)
    predicted = _by_evaluation(history.evaluations[epochs], epochs * history.steps_per_epoch)
    return NewestAnswers(predicted, frame.position)


@lru_cache(maxsize=2)
def _by_evaluation(evaluation: Evaluation, position: int) -> Predicted:
    return Predicted.by_evaluation(evaluation, position)
