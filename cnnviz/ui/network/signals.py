"""What goes through the network in a step, forward and backward: the colours of all tensors in one go.

Many times a second each tensor's nested lists become an array, a scale and colours. Done one by one, that is twenty
times a dozen small calls; laid end to end, the tensors take a dozen calls together.
"""

from collections.abc import Iterable
from itertools import accumulate

from cnnviz.ui.frame import Frame
from cnnviz.ui.maps import Array, Colors, Summary, flat, from_flat, summarize
from cnnviz.ui.network.layout import Tile
from cnnviz.ui.network.stamps import Pixels
from cnnviz.ui.theme import Theme
from cnnviz.ui.view_model import tensor_of


class Signals:
    """The tensors that tiles show, as far as the step of the frame that was read last has computed them."""

    def __init__(self, tiles: Iterable[Tile], theme: Theme) -> None:
        self._tiles = tuple(tiles)
        self._theme = theme
        self._moment: tuple[object, ...] = ()
        self._parts: dict[Tile, slice] = {}
        self._colors_of_all: Colors | None = None
        self._values: Array | None = None
        self._colors: Pixels | None = None

    def read(self, frame: Frame) -> None:
        """Take the numbers of a frame."""
        moment = (frame.run, frame.phases_done, frame.probe is None)
        if moment != self._moment:
            self._moment = moment
            self._find(frame)
        if self._colors_of_all is None:
            return
        numbers: list[float] = []
        layers = frame.trace.layers
        for tile, part in self._parts.items():
            numbers += flat(getattr(layers[tile.layer], tile.tensor))
            if len(numbers) < part.stop:
                numbers += [0.0] * (part.stop - len(numbers))  # the empty cells at a wrapped vector's end
        self._values = from_flat(numbers)
        self._colors = self._colors_of_all.of(self._values)

    def __contains__(self, tile: Tile) -> bool:
        """Whether the tile's tensor is computed."""
        return tile in self._parts

    def colors(self, tile: Tile) -> Pixels:
        """0xffRRGGBB of each of a tensor's numbers in reading order, and of the empty cells at its end."""
        assert self._colors is not None
        return self._colors[self._parts[tile]]

    def summary(self, tile: Tile) -> Summary:
        """What is written beside a tensor."""
        assert self._values is not None
        return summarize(self._values[self._parts[tile]], _signed(tile))

    def _find(self, frame: Frame) -> None:
        """Which tensors are computed, and where each lies among the others."""
        found = [tile for tile in self._tiles if tensor_of(frame, tile.layer, tile.tensor) is not None]
        lengths = [tile.planes * tile.rows * tile.columns for tile in found]
        ends = accumulate(lengths)
        self._parts = {tile: slice(end - length, end) for tile, length, end in zip(found, lengths, ends, strict=True)}
        self._colors_of_all = Colors(lengths, [_signed(tile) for tile in found], self._theme) if found else None


def _signed(tile: Tile) -> bool | None:
    """Whether a tensor's scale has two sides; None: where any number is negative."""
    return True if tile.tensor.endswith("gradient") else None
