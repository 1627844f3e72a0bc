"""What the network has answered on the images of one set, as it is handed on: the answers, and how old each is."""

from array import array
from dataclasses import dataclass
from typing import Final

from cnnviz.training.history import Evaluation

NEVER: Final = -1
"""The age of an image that has not been asked."""

UNKNOWN: Final = -1.0
"""In the place of a probability where the answered class alone is known."""


@dataclass(frozen=True, slots=True, eq=False)
class Predicted:
    """The newest answer on each image of one set. It does not change when more are asked."""

    classes: bytes
    """One class index an image."""
    confidences: "array[float]"
    """The probability of the answered class; NaN where the network has lost its numbers; or `UNKNOWN`."""
    true_probabilities: "array[float]"
    """The probability of the true class, or `UNKNOWN`."""
    ages: "array[int]"
    """The position that each was asked at, or `NEVER`.

    It is `-2 - position` for an answer that is to be asked again even there: it was given on another course of the
    run, or its class alone is known.
    """

    def position(self, index: int) -> int | None:
        """The number of steps that had been done when an image was asked; None where it has not been."""
        age = self.ages[index]
        return None if age == NEVER else age if age >= 0 else -2 - age

    @classmethod
    def by_evaluation(cls, evaluation: Evaluation, position: int) -> "Predicted":
        """The answers of an evaluation at a position, which knows the classes alone."""
        images = len(evaluation.predictions)
        unknown = array("f", [UNKNOWN]) * images
        return cls(evaluation.predictions, unknown, unknown, array("i", [position]) * images)
