"""What the panel hands over: an image of one's own, ready for the network."""

from dataclasses import dataclass, field

from cnnviz.datasets.preprocess import Preparation


@dataclass(frozen=True, slots=True, eq=False)
class OwnImage:
    """An image that was drawn or opened; each is told from others by identity."""

    name: str
    """Where it comes from, to follow "this": `drawing`, `pasted picture`, or a file's name."""
    image: list[list[list[float]]] = field(repr=False)
    """The network's input, [1][row][column], 0 to 1. Nobody changes it."""
    preparation: Preparation
    """How it was made."""
