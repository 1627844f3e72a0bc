"""How good answers are, beyond the share of right ones: the confusion matrix, and precision, recall and F1 of classes.

The paper reports these for its test images; they are defined here as scikit-learn defines them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from cnnviz.training.errors import TrainingError

Confusion: TypeAlias = tuple[tuple[int, ...], ...]
"""How many images of each true class (row) got each answer (column)."""


@dataclass(frozen=True, slots=True)
class ClassMetrics:
    """How well one class is told from the others; shares from 0 to 1, and 0 where they would divide by 0."""

    precision: float
    """The share of right answers among those that name this class: TP / (TP + FP)."""
    recall: float
    """The share of this class's images that get this answer: TP / (TP + FN)."""
    f1: float
    """The harmonic mean of precision and recall: 2·P·R / (P + R) = 2·TP / (2·TP + FP + FN)."""
    support: int
    """How many images are of this class."""


@dataclass(frozen=True, slots=True)
class Metrics:
    """A classifier's figures: of each class, and of all, each class weighted by its support (as in the paper)."""

    classes: tuple[ClassMetrics, ...]
    accuracy: float
    precision: float
    recall: float
    f1: float
    support: int
    """How many images there are."""


def confusion_matrix(targets: Sequence[int], predictions: Sequence[int], classes: int) -> Confusion:
    """Count the answers: row, the true class; column, the predicted one; `classes` rows and columns.

    Targets and predictions are class indexes, one an image. Raises TrainingError where they are not equally many or
    an index is not from 0 to `classes` − 1.
    """
    if len(targets) != len(predictions):
        raise TrainingError(f"{len(targets)} true classes cannot be compared with {len(predictions)} answers")
    counts = [[0] * classes for _ in range(classes)]
    for target, prediction in zip(targets, predictions, strict=True):
        if not (0 <= target < classes and 0 <= prediction < classes):
            wrong = prediction if 0 <= target < classes else target
            raise TrainingError(f"the class index {wrong} is not from 0 to {classes - 1}")
        counts[target][prediction] += 1
    return tuple(map(tuple, counts))


def class_metrics(confusion: Sequence[Sequence[int]]) -> Metrics:
    """Precision, recall and F1 of each class and their means weighted by support, from a confusion matrix.

    Where a figure would divide by 0 (a class that is never answered has no precision, one without images no recall)
    it is 0. Raises TrainingError for a matrix that is not square.
    """
    if any(len(row) != len(confusion) for row in confusion):
        raise TrainingError(f"a confusion matrix must be square, not {len(confusion)} rows of {len(confusion[0])}")
    supports = [sum(row) for row in confusion]
    answered = [sum(column) for column in zip(*confusion, strict=True)]
    right = [confusion[index][index] for index in range(len(confusion))]
    classes = tuple(
        ClassMetrics(_share(tp, named), _share(tp, support), _share(2 * tp, named + support), support)
        for tp, named, support in zip(right, answered, supports, strict=True)
    )
    total = sum(supports)

    def weighted(figure: Callable[[ClassMetrics], float]) -> float:
        return sum(figure(one) * one.support for one in classes) / total if total else 0.0

    return Metrics(
        classes,
        accuracy=_share(sum(right), total),
        precision=weighted(lambda one: one.precision),
        recall=weighted(lambda one: one.recall),
        f1=weighted(lambda one: one.f1),
        support=total,
    )


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
