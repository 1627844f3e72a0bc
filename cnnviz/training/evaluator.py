"""An evaluation on the test set, by parts, for whoever must not wait for the whole of it."""

from collections.abc import Callable, Sequence
from typing import TypeAlias

from cnnviz.datasets import Sample
from cnnviz.nn import Network, SoftmaxCrossEntropy
from cnnviz.training.history import Evaluation

_LOSS = SoftmaxCrossEntropy().loss

Told: TypeAlias = Callable[[int, Sequence[float]], None]


class Evaluator:
    """What a network answers on the test samples; its parameters stay the same until the last has been asked."""

    def __init__(self, network: Network, samples: Sequence[Sample]) -> None:
        self._network = network
        self._samples = samples
        self._answers: list[tuple[float, int]] = []

    @property
    def done(self) -> int:
        """How many samples of an evaluation under way are done."""
        return len(self._answers)

    def drop(self) -> None:
        """Begin anew next time: the parameters are other ones."""
        self._answers = []

    def go_on(
        self, images: int, interrupted: Callable[[], bool] | None = None, told: Told | None = None
    ) -> Evaluation | None:
        """Ask for at most so many samples, or until `interrupted()`; the evaluation once it is complete.

        `told` is called with the place of each sample and its probabilities.
        """
        start = len(self._answers)
        for index, sample in enumerate(self._samples[start : start + images], start):
            probabilities = self._network.predict(sample.image)
            if told is not None:
                told(index, probabilities)
            self._answers.append((_LOSS(probabilities, sample.target), probabilities.index(max(probabilities))))
            if interrupted is not None and interrupted():
                break
        if len(self._answers) < len(self._samples):
            return None
        evaluation = Evaluation(
            sum(loss for loss, _ in self._answers) / len(self._answers),
            bytes(sample.target for sample in self._samples),
            bytes(predicted for _, predicted in self._answers),
        )
        self._answers = []
        return evaluation
