"""What goes through the network in a step, forward and backward: the colours of all tensors in one go.

Thirty times a second each tensor's nested lists become an array, a scale and colours. Done one by one, that is twenty
times a dozen small calls; laid end to end, the tensors take a dozen calls together.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from cnnviz.ui.frame import Frame
from cnnviz.ui.maps import Array, Summary, colors_of_all, flat, from_flat, summarize
from cnnviz.ui.network.layout import Tile
from cnnviz.ui.network.stamps import Pixels
from cnnviz.ui.theme import Theme
from cnnviz.ui.view_model import tensor_of


@dataclass(frozen=True, eq=False)
class Signal:
    """One tensor, ready to be drawn."""

    values: Array
    """Its numbers in reading order, and 0 for the empty cells at a wrapped vector's end."""
    signed: bool | None
    """Whether its scale has two sides; None: where any number is negative."""
    colors: Pixels
    """0xffRRGGBB of each number."""

    @cached_property
    def summary(self) -> Summary:
        """What is written beside it."""
        return summarize(self.values, self.signed)


def signals_of(frame: Frame, tiles: Iterable[Tile], theme: Theme) -> dict[Tile, Signal]:
    """The tensors that tiles show, as far as the frame's step has computed them."""
    numbers: list[float] = []
    lengths: list[int] = []
    found: list[Tile] = []
    for tile in tiles:
        tensor = tensor_of(frame, tile.layer, tile.tensor)
        if tensor is None:
            continue
        length = tile.planes * tile.rows * tile.columns
        numbers += flat(tensor)
        numbers += [0.0] * (sum(lengths) + length - len(numbers))
        lengths.append(length)
        found.append(tile)
    if not found:
        return {}
    values = from_flat(numbers)
    signed = [True if tile.tensor.endswith("gradient") else None for tile in found]
    colors = colors_of_all(values, lengths, signed, theme)
    signals, start = {}, 0
    for tile, length, is_signed in zip(found, lengths, signed, strict=True):
        part = slice(start, start + length)
        signals[tile] = Signal(values[part], is_signed, colors[part])
        start += length
    return signals
