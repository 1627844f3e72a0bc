"""Pictures from elsewhere (files, the clipboard, drag and drop) as grey rows, read with suspicion.

A file may be damaged, huge, or no picture at all: its size is looked at before it is decoded, and whatever Qt's
decoders make of it, what comes out is a picture or one sentence that names the file.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import numpy as np
from PySide6.QtCore import QLoggingCategory, QSize, Qt
from PySide6.QtGui import QImage, QImageReader

from cnnviz.datasets import DatasetError
from cnnviz.datasets.grey import Picture
from cnnviz.ui.picture_checks import find_damage

_FORMATS: Final = ("png", "jpeg", "bmp", "gif")
_CHOICE: Final = "PNG, JPEG, BMP or GIF"
FILE_PATTERNS: Final = "*.png *.jpg *.jpeg *.bmp *.gif"
MAX_SIDE: Final = 20_000
MAX_PIXELS: Final = 100_000_000
LARGEST_SIDE: Final = 800
"""What is larger is reduced to this many pixels a side while it is read; the network's input has 28."""
_MAX_MEGABYTES: Final = 1024
"""Enough for the largest picture with 16 bits a channel, and a bound where a file lies about its size."""
_MOSTLY: Final = 0.5
_HALF_LIGHT: Final = 127.5


def read_picture(path: str | os.PathLike[str]) -> Picture:
    """The first picture of a PNG, JPEG, BMP or GIF file as rows of grey levels, turned as its EXIF data says.

    Raises DatasetError, naming the file, for one that does not exist, is damaged, is of another kind, or has more
    than `MAX_SIDE` pixels a side or `MAX_PIXELS` in all.
    """
    file = Path(path)
    if trouble := _trouble_with(file):
        raise DatasetError(f"{file} {trouble}; choose a {_CHOICE} file.")
    with _decoders_kept_quiet_and_small():
        return grey_rows(_decode(file))


def grey_rows(image: QImage) -> Picture:
    """A picture in memory as rows of grey levels, reduced to `LARGEST_SIDE` pixels a side.

    Where it is transparent, a backdrop shows through, white or black: one that the opaque part stands out from
    where most of the border is transparent, else one like the border. Raises DatasetError for a picture without
    pixels or with too many.
    """
    if image.isNull():
        raise DatasetError("There is no picture to read; it has no pixels.")
    _check_size("The picture", image.size())
    smaller = _reduced(image.size())
    if smaller != image.size():
        image = image.scaled(smaller, mode=Qt.TransformationMode.SmoothTransformation)
    if image.hasAlphaChannel():
        return _over_backdrop(image)
    return _rows(image.convertToFormat(QImage.Format.Format_Grayscale8))


def _trouble_with(file: Path) -> str:
    """Why a file cannot be decoded, as far as is known without trying."""
    try:
        if not file.is_file():
            return "is not a file" if file.exists() else "does not exist"
        with file.open("rb") as stream:
            damage = find_damage(stream)
    except (OSError, ValueError) as error:
        return f"cannot be read ({getattr(error, 'strerror', None) or error})"
    return f"is damaged: it {damage}" if damage else ""


def _decode(file: Path) -> QImage:
    reader = QImageReader(str(file))
    reader.setDecideFormatFromContent(True)
    reader.setAutoTransform(True)
    if bytes(reader.format().data()).decode("ascii", "replace") not in _FORMATS:
        raise DatasetError(f"{file} is not a picture that can be read; choose a {_CHOICE} file.")
    size = reader.size()
    if size.isEmpty():
        raise DatasetError(f"{file} is damaged: it does not say how large its picture is.")
    _check_size(str(file), size)
    smaller = _reduced(size)
    if smaller != size:
        reader.setScaledSize(smaller)
    image = reader.read()
    if image.isNull():
        raise DatasetError(f"{file} cannot be read as a picture ({reader.errorString().rstrip('.')}).")
    _check_size(str(file), image.size())  # a damaged file may say another size than its picture turns out to have
    return image


def _check_size(name: str, size: QSize) -> None:
    width, height = size.width(), size.height()
    if max(width, height) > MAX_SIDE or width * height > MAX_PIXELS:
        raise DatasetError(
            f"{name} is too large, {width}×{height} pixels; at most {MAX_SIDE} a side and "
            f"{MAX_PIXELS // 1_000_000} million in all can be read."
        )


def _reduced(size: QSize) -> QSize:
    """The size in which to read a picture: its aspect ratio kept, at least one pixel each way."""
    if max(size.width(), size.height()) <= LARGEST_SIDE:
        return size
    return size.scaled(LARGEST_SIDE, LARGEST_SIDE, Qt.AspectRatioMode.KeepAspectRatio).expandedTo(QSize(1, 1))


def _rows(grey: QImage) -> Picture:
    pixels, stride, width = bytes(grey.constBits()), grey.bytesPerLine(), grey.width()
    return tuple(pixels[row * stride : row * stride + width] for row in range(grey.height()))


def _over_backdrop(image: QImage) -> Picture:
    """Levels of a partly transparent picture: opaque share times its level, the rest times the backdrop's."""
    levels = _array(image.convertToFormat(QImage.Format.Format_RGB32).convertToFormat(QImage.Format.Format_Grayscale8))
    opaque = _array(image.convertToFormat(QImage.Format.Format_Alpha8)) / 255
    border = np.ones(opaque.shape, dtype=bool)
    border[1:-1, 1:-1] = False
    clear_border = float(opaque[border].mean()) < _MOSTLY
    seen = opaque if clear_border else np.where(border, opaque, 0)
    total = float(seen.sum())
    is_light = total > 0 and float((levels * seen).sum()) / total > _HALF_LIGHT
    backdrop = 255 * (not is_light if clear_border else is_light)
    mixed = np.rint(levels * opaque + backdrop * (1 - opaque)).astype(np.uint8)
    return tuple(row.tobytes() for row in mixed)


def _array(image: QImage) -> np.ndarray:
    """One byte a pixel, [row][column]."""
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, : image.width()].copy()


@contextmanager
def _decoders_kept_quiet_and_small() -> Iterator[None]:
    """Bound the memory of a decoder, and keep to the one error what it would also write on standard error."""
    limit = QImageReader.allocationLimit()
    QImageReader.setAllocationLimit(_MAX_MEGABYTES)
    QLoggingCategory.setFilterRules("qt.gui.imageio*=false\nqt.gui.icc*=false")
    try:
        yield
    finally:
        QLoggingCategory.setFilterRules("")
        QImageReader.setAllocationLimit(limit)
