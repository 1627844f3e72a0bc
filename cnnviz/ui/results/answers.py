"""Which test images are hard for the network, and what an epoch has changed. Pure functions, no Qt."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log
from typing import NamedTuple

from cnnviz.nn.softmax_cross_entropy import EPSILON
from cnnviz.training import Evaluation
from cnnviz.training.predicted import Predicted
from cnnviz.ui.frame import Frame

MOST_UNSURE = 60
"""How many of the right answers with the highest loss are listed."""


class ImageAnswer(NamedTuple):
    """What the network read in one test image; classes are places among the run's classes.

    A tuple, because thousands are made at the end of each epoch.
    """

    index: int
    """The image's place in the test set, from 0."""
    target: int
    prediction: int
    loss: float | None = None
    """In nats; None where only the answer is known."""

    @property
    def is_wrong(self) -> bool:
        """Whether another class was read."""
        return self.prediction != self.target


@dataclass(frozen=True, slots=True)
class Mistake:
    """One kind of mistake: the images of a class that were read as another, the worst first."""

    target: int
    prediction: int
    indexes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """What became of the test images between two evaluations; places in the test set."""

    fixed: tuple[int, ...]
    """Wrong before, right now."""
    newly_wrong: tuple[int, ...]
    """Right before, wrong now."""


@dataclass(frozen=True)
class Evaluated:
    """An evaluation and the number of complete epochs it came after."""

    epochs: int
    evaluation: Evaluation


def two_latest(frame: Frame) -> tuple[Evaluated | None, Evaluated | None]:
    """The newest evaluation at or before the position, and the one before it."""
    known = frame.history.evaluations
    complete = frame.position // frame.run.steps_per_epoch
    found = (Evaluated(epochs, known[epochs]) for epochs in range(complete, -1, -1) if epochs in known)
    return next(found, None), next(found, None)


def losses_of(predicted: Predicted | None, position: int) -> tuple[float, ...] | None:
    """The loss of each image under the weights at a position; None unless every image was asked right there.

    L = -log(P + eps), P the probability of the true class, as in the paper.
    """
    if predicted is None or predicted.ages.count(position) != len(predicted.ages):
        return None
    return tuple(-log(probability + EPSILON) for probability in predicted.true_probabilities)


def answers_of(evaluation: Evaluation, losses: Sequence[float] | None = None) -> tuple[ImageAnswer, ...]:
    """An answer a test image, in their order; `losses` gives one an image, where they are known.

    Raises ValueError where there are not as many losses as images.
    """
    known: Sequence[float | None] = [None] * len(evaluation.targets) if losses is None else losses
    if len(known) != len(evaluation.targets):
        raise ValueError(f"{len(known)} losses are not one for each of {len(evaluation.targets)} images")
    return tuple(map(ImageAnswer, range(len(known)), evaluation.targets, evaluation.predictions, known))


def mistakes(answers: Sequence[ImageAnswer]) -> tuple[Mistake, ...]:
    """The wrong answers by kind: the most frequent kind first, and of each kind the highest loss first."""
    kinds: dict[tuple[int, int], list[ImageAnswer]] = {}
    for answer in answers:
        if answer.target != answer.prediction:
            kinds.setdefault((answer.target, answer.prediction), []).append(answer)
    ordered = sorted(kinds.items(), key=lambda kind: (-len(kind[1]), kind[0]))
    return tuple(Mistake(*kind, _worst_first(found)) for kind, found in ordered)


def answered(answers: Sequence[ImageAnswer], target: int, prediction: int) -> tuple[int, ...]:
    """The images of a class that were read as a class, the same or another: a cell of the confusion matrix."""
    return _worst_first([a for a in answers if (a.target, a.prediction) == (target, prediction)])


def unsure(answers: Sequence[ImageAnswer]) -> tuple[int, ...]:
    """The images that were read right, but with the highest losses, at most `MOST_UNSURE`; none without losses."""
    return _worst_first([a for a in answers if a.loss is not None and not a.is_wrong])[:MOST_UNSURE]


def changes(before: Evaluation, now: Evaluation) -> Changes:
    """Which images of the test set were wrong before and are right now, and the other way round; by class."""
    was_wrong = [t != p for t, p in zip(before.targets, before.predictions, strict=True)]
    is_wrong = [t != p for t, p in zip(now.targets, now.predictions, strict=True)]
    moved = [index for index, (was, wrong) in enumerate(zip(was_wrong, is_wrong, strict=True)) if was != wrong]
    moved.sort(key=lambda index: (now.targets[index], now.predictions[index]))
    return Changes(
        fixed=tuple(index for index in moved if was_wrong[index]),
        newly_wrong=tuple(index for index in moved if is_wrong[index]),
    )


def _worst_first(answers: Sequence[ImageAnswer]) -> tuple[int, ...]:
    """By loss, highest first, what is no number before all; in the order of the test set where it is not known."""

    def place(answer: ImageAnswer) -> tuple[bool, float, int]:
        loss = 0.0 if answer.loss is None else answer.loss
        return (True, -loss, answer.index) if loss == loss else (False, 0.0, answer.index)

    return tuple(answer.index for answer in sorted(answers, key=place))
