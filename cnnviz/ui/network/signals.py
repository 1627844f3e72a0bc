"""What goes through the network in a step, forward and backward: ranges and colours of all tensors in one go.

Thirty times a second each tensor's nested lists become an array, a scale and colours. Done one by one, that is twenty
times a dozen small calls; laid end to end, the tensors take a dozen calls together.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from cnnviz.ui.frame import Frame
from cnnviz.ui.maps import Summary, colors_of_all, flat, from_flat, summarize_all
from cnnviz.ui.network.layout import Tile
from cnnviz.ui.network.stamps import Pixels
from cnnviz.ui.theme import Theme
from cnnviz.ui.view_model import tensor_of


@dataclass(frozen=True, eq=False)
class Signal:
    """One tensor, ready to be drawn."""

    summary: Summary
    colors: Pixels
    """0xffRRGGBB of each number, in reading order, and of the empty cells at a wrapped vector's end."""


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
    summaries = summarize_all(values, lengths, signed)
    colors = colors_of_all(values, lengths, [summary.scale for summary in summaries], theme)
    signals, start = {}, 0
    for tile, length, summary in zip(found, lengths, summaries, strict=True):
        signals[tile] = Signal(summary, colors[start : start + length])
        start += length
    return signals
