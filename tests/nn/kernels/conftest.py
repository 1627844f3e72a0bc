"""Makes the helpers beside the kernels' tests importable."""

import sys
from pathlib import Path
from random import Random

sys.path.append(str(Path(__file__).parent))

import pytest

from cnnviz.nn import Conv2D, Dense, Flatten, MaxPool2D, ReLU, SoftmaxCrossEntropy


@pytest.fixture
def paper_layers():
    """The paper's network."""
    return [
        *(Conv2D(1, 3, padding=1), ReLU(), Conv2D(1, 3, padding=1), ReLU(), MaxPool2D(2), Flatten()),
        *(Dense(32), ReLU(), Dense(3), SoftmaxCrossEntropy()),
    ]


@pytest.fixture
def ten_digit_layers():
    """A network of many filters for ten classes."""
    return [
        *(Conv2D(6, 5), ReLU(), MaxPool2D(2), Conv2D(12, 3), ReLU(), MaxPool2D(2), Flatten()),
        *(Dense(10), SoftmaxCrossEntropy()),
    ]


@pytest.fixture
def random_numbers():
    """A generator that starts the same in every test."""
    return Random(0)
