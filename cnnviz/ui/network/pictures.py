"""The pictures of a frame's tensors, made once a tensor and kept while it stays on view."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from cnnviz.nn import PhaseKind, Tensor
from cnnviz.ui.frame import Frame
from cnnviz.ui.maps import Array, Summary, as_planes, colors_of, image_from, summarize
from cnnviz.ui.network.layout import Tile
from cnnviz.ui.theme import Theme
from cnnviz.ui.view_model import done, tensor_of

_GRADIENTS = frozenset({"output_gradient", "input_gradient", "weight_gradient", "bias_gradient"})


@dataclass(frozen=True, eq=False)
class Picture:
    """One tensor, ready to be drawn."""

    tensor: Tensor
    planes: Array
    """`[map][row][column]`."""
    colors: NDArray[np.uint32]
    """0xffRRGGBB of each number, `[map][row][column]`."""
    image: QImage
    """All maps, one below the other, a pixel a number."""
    summary: Summary


class Pictures:
    """The pictures of the tensors on view."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._made: dict[tuple[int, str], Picture] = {}

    def of(self, frame: Frame, tile: Tile) -> Picture | None:
        """The picture of a tile's tensor; None while it is not computed."""
        tensor = tensor_of(frame, tile.layer, shown_tensor(frame, tile.tensor))
        if tensor is None:
            return None
        key = (tile.layer, tile.tensor)
        known = self._made.get(key)
        if known is None or known.tensor is not tensor:
            known = self._made[key] = self._make(tensor, tile)
        return known

    def _make(self, tensor: Tensor, tile: Tile) -> Picture:
        planes = as_planes(tensor)
        if tile.tensor.startswith("bias"):
            planes = planes.reshape(1, 1, -1)
        signed = True if tile.tensor in _GRADIENTS or tile.tensor in ("weight", "bias") else None
        summary = summarize(planes, signed)
        colors = colors_of(planes, summary.scale, self._theme)
        return Picture(tensor, planes, colors, image_from(colors.reshape(-1, planes.shape[-1])), summary)


def shown_tensor(frame: Frame, tensor: str) -> str:
    """Which tensor a tile shows: after the update, the new parameters take the place of the old ones."""
    if tensor in ("weight", "bias") and done(frame, PhaseKind.UPDATE):
        return f"new_{tensor}"
    return tensor
