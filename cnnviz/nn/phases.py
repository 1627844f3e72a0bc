"""The phases of one training step: the smallest moves, in the order in which they happen."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from cnnviz.nn.layer import Layer


class PhaseKind(Enum):
    """What a phase does."""

    FORWARD = "forward"
    LOSS = "loss"
    BACKWARD = "backward"
    UPDATE = "update"


@dataclass(frozen=True, slots=True)
class Phase:
    """One phase; `layer` is the index of the layer that it computes, None for loss and update."""

    kind: PhaseKind
    layer: int | None = None


def phases_of(layers: Sequence[Layer]) -> tuple[Phase, ...]:
    """Forward of each layer, the loss, backward of each layer from the last to the first, the update."""
    indexes = range(len(layers))
    return (
        *(Phase(PhaseKind.FORWARD, index) for index in indexes),
        Phase(PhaseKind.LOSS),
        *(Phase(PhaseKind.BACKWARD, index) for index in reversed(indexes)),
        Phase(PhaseKind.UPDATE),
    )
