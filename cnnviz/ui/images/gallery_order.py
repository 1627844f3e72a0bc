"""Which images of a set are listed, and in which order. No Qt; arrays, for a set may have ten thousand images."""

from array import array
from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from cnnviz.training.predicted import NEVER, UNKNOWN, Predicted

LEAST_SURE_SHARE = 10
"""One image in so many counts among the least sure, and at least so many images do."""


class Show(Enum):
    """Which answers are listed, as the window calls it."""

    ALL = "all"
    RIGHT = "right"
    WRONG = "wrong"
    LEAST_SURE = "least sure"


class Order(Enum):
    """What comes first, as the window calls it."""

    PLACE = "in the order of the set"
    LEAST_SURE = "least sure first"
    MOST_WRONG = "most wrong first"
    CLASS = "by class"


@dataclass(frozen=True, slots=True)
class Choice:
    """What is to be listed."""

    target: int | None = None
    """The true class; None: all."""
    show: Show = Show.ALL
    order: Order = Order.PLACE
    read_as: int | None = None
    """The class that the network answers; None: any."""

    @property
    def depends_on_answers(self) -> bool:
        """Whether other answers can change the list."""
        return (
            self.show is not Show.ALL or self.read_as is not None or self.order in (Order.LEAST_SURE, Order.MOST_WRONG)
        )


@dataclass(frozen=True, slots=True)
class Tally:
    """How the answers on some images are."""

    images: int
    asked: int
    wrong: int
    fresh: int
    """How many were asked under the parameters of the moment."""
    position: int
    """The number of steps done at the moment."""
    oldest: int
    newest: int
    """The positions of the oldest and the newest answer; 0 where there is none."""


def listed(choice: Choice, targets: NDArray[np.uint8], predicted: Predicted | None) -> list[int]:
    """The indices of the images to list, in order; images that have not been asked come last where answers count."""
    chosen = np.ones(len(targets), dtype=bool) if choice.target is None else targets == choice.target
    if predicted is None:
        if choice.show is not Show.ALL or choice.read_as is not None:
            return []
        indices = np.flatnonzero(chosen)
        return _by_class(indices, targets) if choice.order is Order.CLASS else indices.tolist()
    classes, confidences = np.frombuffer(predicted.classes, np.uint8), _numbers(predicted.confidences)
    asked = _ages(predicted) != NEVER
    match choice.show:
        case Show.RIGHT:
            chosen &= asked & (classes == targets)
        case Show.WRONG:
            chosen &= asked & (classes != targets)
        case Show.LEAST_SURE:
            chosen = _least_sure(chosen & asked, confidences)
    if choice.read_as is not None:
        chosen &= asked & (classes == choice.read_as)
    indices = np.flatnonzero(chosen)
    match choice.order:
        case Order.CLASS:
            return _by_class(indices, targets)
        case Order.LEAST_SURE:
            return indices[np.argsort(confidences[indices], kind="stable")].tolist()
        case Order.MOST_WRONG:
            true = _numbers(predicted.true_probabilities)[indices]
            return indices[np.argsort(true, kind="stable")].tolist()
    return indices.tolist()


def tally(target: int | None, targets: NDArray[np.uint8], predicted: Predicted | None, position: int) -> Tally:
    """How the answers on the images of a class are, or on all, seen from a position of the run."""
    among = np.ones(len(targets), dtype=bool) if target is None else targets == target
    images = int(among.sum())
    if predicted is None:
        return Tally(images, 0, 0, 0, position, 0, 0)
    ages = _ages(predicted)[among]
    wrong = np.frombuffer(predicted.classes, np.uint8)[among] != targets[among]
    asked = ages != NEVER
    positions = np.where(ages >= 0, ages, -2 - ages)[asked]
    oldest, newest = (int(positions.min()), int(positions.max())) if positions.size else (0, 0)
    known, fresh = int(asked.sum()), int((ages == position).sum())
    return Tally(images, known, int((wrong & asked).sum()), fresh, position, oldest, newest)


def _least_sure(among: NDArray[np.bool_], confidences: NDArray[np.float32]) -> NDArray[np.bool_]:
    """The images with the lowest confidences, a share of all, those of one and the same confidence together."""
    known = among & ~np.isnan(confidences)
    count = int(known.sum())
    kept = min(count, max(LEAST_SURE_SHARE, count // LEAST_SURE_SHARE))
    if not kept:
        return np.zeros_like(among)
    return known & (confidences <= np.partition(confidences[known], kept - 1)[kept - 1])


def _by_class(indices: NDArray[np.intp], targets: NDArray[np.uint8]) -> list[int]:
    return indices[np.argsort(targets[indices], kind="stable")].tolist()


def _numbers(values: "array[float]") -> NDArray[np.float32]:
    """Probabilities, NaN where there are none: that comes last in each order."""
    numbers = np.frombuffer(values, np.float32)
    return np.where(numbers == UNKNOWN, np.float32(np.nan), numbers)


def _ages(predicted: Predicted) -> NDArray[np.intc]:
    return np.frombuffer(predicted.ages, np.intc)
