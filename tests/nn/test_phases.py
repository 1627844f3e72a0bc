"""The phases of a step: forward of each layer, the loss, backward of each from the last to the first, the update."""

from dataclasses import FrozenInstanceError

import pytest
from nn_geometries import PAPER, SMALL, TEN_DIGITS

from cnnviz.nn import Dense, Flatten, Phase, PhaseKind, SoftmaxCrossEntropy, phases_of


def test_the_phases_of_a_small_network_written_out():
    assert phases_of([Flatten(), Dense(3), SoftmaxCrossEntropy()]) == (
        Phase(PhaseKind.FORWARD, 0),
        Phase(PhaseKind.FORWARD, 1),
        Phase(PhaseKind.FORWARD, 2),
        Phase(PhaseKind.LOSS, None),
        Phase(PhaseKind.BACKWARD, 2),
        Phase(PhaseKind.BACKWARD, 1),
        Phase(PhaseKind.BACKWARD, 0),
        Phase(PhaseKind.UPDATE, None),
    )


@pytest.mark.parametrize("layers", [PAPER, SMALL, TEN_DIGITS, [SoftmaxCrossEntropy()]])
def test_every_layer_has_its_turn_forward_and_backward(layers):
    phases = phases_of(layers)
    count = len(layers)
    assert len(phases) == 2 * count + 2
    kinds = [phase.kind for phase in phases]
    assert kinds == [PhaseKind.FORWARD] * count + [PhaseKind.LOSS] + [PhaseKind.BACKWARD] * count + [PhaseKind.UPDATE]
    assert [phase.layer for phase in phases] == [*range(count), None, *reversed(range(count)), None]
    assert len(set(phases)) == len(phases)


def test_the_kinds_have_names():
    assert [kind.value for kind in PhaseKind] == ["forward", "loss", "backward", "update"]


def test_a_phase_is_frozen():
    with pytest.raises(FrozenInstanceError):
        Phase(PhaseKind.LOSS).layer = 1
