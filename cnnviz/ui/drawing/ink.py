"""Grey pictures as Qt draws them: in the theme's ink, as in the gallery, or in grey, as they came."""

from functools import cache

import numpy as np
from PySide6.QtGui import QImage

from cnnviz.datasets.grey import Picture
from cnnviz.ui.maps import Scale, colors_of
from cnnviz.ui.theme import Theme

_LEVELS = Scale(signed=False, limit=255)


@cache
def _ink_table(theme: Theme) -> tuple[int, ...]:
    """A colour, 0xffRRGGBB, for each level."""
    return tuple(map(int, colors_of(np.arange(256.0), _LEVELS, theme)))


def in_ink(levels: QImage, theme: Theme) -> QImage:
    """A picture of 8-bit levels in the theme's colours: 0 is paper, 255 the strongest ink."""
    indexed = QImage(
        levels.constBits(), levels.width(), levels.height(), levels.bytesPerLine(), QImage.Format.Format_Indexed8
    )
    indexed.setColorTable(_ink_table(theme))
    return indexed.convertToFormat(QImage.Format.Format_RGB32)


def levels_image(picture: Picture) -> QImage:
    """Rows of levels as a picture in grey: 0 is black."""
    width, height = len(picture[0]), len(picture)
    return QImage(b"".join(picture), width, height, width, QImage.Format.Format_Grayscale8).copy()


def picture_of(levels: QImage) -> Picture:
    """A grey picture's rows of levels."""
    pixels, stride, width = bytes(levels.constBits()), levels.bytesPerLine(), levels.width()
    return tuple(pixels[row * stride : row * stride + width] for row in range(levels.height()))
