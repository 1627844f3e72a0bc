"""What a network answers on a set of images."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from cnnviz.datasets import Sample
from cnnviz.nn import Network, SoftmaxCrossEntropy
from cnnviz.training import Confusion, Metrics, class_metrics, confusion_matrix

_LOSS = SoftmaxCrossEntropy().loss


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers, as class indexes beside the true ones, and how wrong they are."""

    loss: float
    """The mean loss, in nats."""
    targets: tuple[int, ...]
    predictions: tuple[int, ...]
    classes: int

    @property
    def confusion(self) -> Confusion:
        """How many images of each true class (row) got each answer (column)."""
        return confusion_matrix(self.targets, self.predictions, self.classes)

    @property
    def metrics(self) -> Metrics:
        """Accuracy, and precision, recall and F1 of each class and of all."""
        return class_metrics(self.confusion)


def answers(
    network: Network, samples: Sequence[Sample], classes: int, interrupted: Callable[[], bool] = lambda: False
) -> Answers | None:
    """What the network answers on the samples, at least one; None where it was interrupted.

    `interrupted` is asked once after each sample.
    """
    losses, predictions = [], []
    for sample in samples:
        probabilities = network.predict(sample.image)
        losses.append(_LOSS(probabilities, sample.target))
        predictions.append(probabilities.index(max(probabilities)))
        if interrupted():
            return None
    return Answers(sum(losses) / len(losses), tuple(sample.target for sample in samples), tuple(predictions), classes)
