"""What is measured: two networks, and real digits to train them on."""

from dataclasses import dataclass
from random import Random

from cnnviz.datasets import Sample, bundled_digits, make_sample
from cnnviz.nn import Conv2D, Dense, Flatten, Layer, MaxPool2D, ReLU, SoftmaxCrossEntropy


@dataclass(frozen=True, slots=True)
class Workload:
    """A network and the digits it learns to tell apart."""

    name: str
    layers: tuple[Layer, ...]
    classes: tuple[int, ...]
    learning_rate: float

    def samples(self, count: int, seed: int) -> list[Sample]:
        """`count` different digits of the classes, drawn from the seed."""
        dataset = bundled_digits()
        numbers = [number for number in range(len(dataset)) if dataset.label(number) in self.classes]
        return [make_sample(dataset, number, self.classes) for number in Random(seed).sample(numbers, count)]


PAPER = Workload(
    "the paper's network",
    (
        *(Conv2D(1, 3, padding=1), ReLU(), Conv2D(1, 3, padding=1), ReLU(), MaxPool2D(2), Flatten()),
        *(Dense(32), ReLU(), Dense(3), SoftmaxCrossEntropy()),
    ),
    (0, 1, 2),
    0.001,
)

TEN_DIGITS = Workload(
    "ten digits, many filters",
    (
        *(Conv2D(6, 5), ReLU(), MaxPool2D(2), Conv2D(12, 3), ReLU(), MaxPool2D(2), Flatten()),
        *(Dense(10), SoftmaxCrossEntropy()),
    ),
    tuple(range(10)),
    0.001,
)
