"""The picture in what was pasted or dropped: a file's path, or the picture itself."""

from pathlib import Path

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QImage, QPixmap


def may_hold_picture(mime: QMimeData) -> bool:
    """Whether there is something to try; files are looked at only once they are dropped."""
    return mime.hasImage() or any(url.isLocalFile() for url in mime.urls())


def picture_in(mime: QMimeData) -> Path | QImage | None:
    """The first file of this computer, else the picture, else None."""
    files = [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
    if files:
        return files[0]
    if not mime.hasImage():
        return None
    data = mime.imageData()
    return data.toImage() if isinstance(data, QPixmap) else data if isinstance(data, QImage) else None
