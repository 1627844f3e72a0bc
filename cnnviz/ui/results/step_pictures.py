"""What one image becomes on its way through the network, as pictures in the window's colours, one pixel a number.

They need Qt's pictures but neither a window nor a display.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from cnnviz.datasets.preprocess import PreparationStep
from cnnviz.nn import Conv2D, Layer, Shape, Tensor, Trace
from cnnviz.ui.drawing.ink import in_ink, levels_image
from cnnviz.ui.maps import Array, Scale, as_array, image_of, summarize, vector_plane
from cnnviz.ui.naming import layer_titles
from cnnviz.ui.theme import Theme

LARGEST_SIDE: Final = 2048
"""No picture is enlarged beyond so many pixels a side."""
_INPUT_SCALE: Final = Scale(signed=False, limit=1.0)


@dataclass(frozen=True, slots=True)
class StepPicture:
    """One picture, and what is said of it."""

    stem: str
    """The name of its file, without `.png`."""
    about: str
    """What it shows: `Conv2D 2, output, filter 1`."""
    numbers: str
    """The range of its numbers, `−0.1 … 1.4`; nothing where it has levels."""
    colors: str
    """Which numbers its colours are stretched over, `±1.4`; nothing where it has levels."""
    image: QImage = field(repr=False)
    """One pixel a number."""


def stems(layers: Sequence[Layer]) -> tuple[str, ...]:
    """What the names of each layer's files begin with, in the order of the layers: `3-conv2d-2`."""
    width = len(str(len(layers) - 1))
    titles = layer_titles(layers)
    return tuple(f"{number:0{width}d}-{title.lower().replace(' ', '-')}" for number, title in enumerate(titles))


def trace_pictures(trace: Trace, theme: Theme, gradients: bool) -> list[StepPicture]:
    """The input and a picture of each map or vector that a layer gave; `gradients`: also of dL/d each of them.

    The maps of one layer share one colour scale, as in the window, so that they can be compared.
    """
    first = trace.layers[0]
    pictures = [_picture("input", "the network's input", as_array(first.input[0]), _INPUT_SCALE, theme)]
    if gradients:
        pictures += _of_tensor(
            "input-gradient", "dL/d input", first.input_gradient, first.input_shape, "channel", theme
        )
    layers = [at.layer for at in trace.layers]
    for stem, title, at in zip(stems(layers), layer_titles(layers), trace.layers, strict=True):
        part = "filter" if isinstance(at.layer, Conv2D) else "channel"
        pictures += _of_tensor(stem, f"{title}, output", at.output, at.output_shape, part, theme)
        if gradients and at.output_gradient is not None:
            about = f"{title}, dL/d output"
            pictures += _of_tensor(f"{stem}-gradient", about, at.output_gradient, at.output_shape, part, theme)
    return pictures


def preparation_pictures(steps: Sequence[PreparationStep], theme: Theme) -> list[StepPicture]:
    """How a picture became the input; the first as it came, the others in the theme's ink."""
    pictures = []
    for number, step in enumerate(steps):
        levels = levels_image(step.picture)
        image = in_ink(levels, theme) if number else levels
        about = f"{step.name}: {step.explanation}"
        pictures.append(StepPicture(f"input-{number + 1}-{step.name.lower()}", about, "", "", image))
    return pictures


def enlarged(image: QImage, factor: int) -> QImage:
    """Each pixel as `factor` by `factor`; by a smaller whole factor what would exceed `LARGEST_SIDE`."""
    longest = max(image.width(), image.height())
    factor = max(1, min(factor, LARGEST_SIDE // longest))
    return image.scaled(
        image.width() * factor,
        image.height() * factor,
        Qt.AspectRatioMode.IgnoreAspectRatio,
        Qt.TransformationMode.FastTransformation,
    )


def _of_tensor(stem: str, about: str, tensor: Tensor, shape: Shape, part: str, theme: Theme) -> list[StepPicture]:
    """A picture a map, or one of a vector."""
    values = as_array(tensor)
    scale = summarize(values).scale
    if len(shape) == 1:
        plane = vector_plane(values)
        return [_picture(f"{stem}-units", f"{about}, all units", plane, scale, theme, values)]
    return [
        _picture(f"{stem}-{part}-{number}", f"{about}, {part} {number}", plane, scale, theme)
        for number, plane in enumerate(values)
    ]


def _picture(
    stem: str, about: str, plane: Array, scale: Scale, theme: Theme, values: Array | None = None
) -> StepPicture:
    """`values` are the numbers of the plane, where it also has cells beyond their end."""
    numbers = summarize(plane if values is None else values).text
    return StepPicture(stem, about, numbers, scale.text, image_of(plane, scale, theme))
