"""Whoever drives a network is let through often enough, and may even raise."""

import pytest
from nn_helpers import bits, tensor_of

from cnnviz.nn import Network


def test_many_filters_breathe_within_a_layer(ten_digit_layers, random_numbers):
    network = Network(ten_digit_layers, seed=2)
    image = tensor_of(random_numbers, (1, 28, 28))
    calls = []
    network.between_layers = lambda: calls.append(None)
    network.train_step(image, 3, 0.01)
    products = 2 * (24 * 24 * 25 * 6 + 10 * 10 * 9 * 6 * 12) + 300 * 10  # forward, dL/dK and dL/dX of the convolutions
    assert len(calls) >= products / 20_000


def test_breathing_changes_no_bit(ten_digit_layers, random_numbers):
    image = tensor_of(random_numbers, (1, 28, 28), "sparse")
    held, free = Network(ten_digit_layers, seed=2), Network(ten_digit_layers, seed=2)
    held.between_layers = lambda: None
    for label in (1, 7):
        assert held.train_step(image, label, 0.01) == free.train_step(image, label, 0.01)
    assert bits(held.state()) == bits(free.state())


def test_an_interrupted_step_changes_nothing(paper_layers, random_numbers):
    network = Network(paper_layers, seed=2)
    image, before = tensor_of(random_numbers, (1, 28, 28)), bits(network.state())

    for allowed in range(0, 18, 3):
        left = iter(range(allowed))

        def interrupt(left=left):
            if next(left, None) is None:
                raise KeyboardInterrupt

        network.between_layers = interrupt
        with pytest.raises(KeyboardInterrupt):
            network.train_step(image, 1, 0.1)
        assert bits(network.state()) == before
