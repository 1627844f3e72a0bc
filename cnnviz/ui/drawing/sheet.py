"""What is drawn on: a grey picture with strokes, and the way back through them."""

from typing import Final

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from cnnviz.datasets.grey import Picture
from cnnviz.ui.drawing.ink import levels_image, picture_of

SIDE: Final = 280
"""Ten pixels for each of the network's 28, so that strokes are smooth and each pixel an average."""
_MOST_UNDONE: Final = 60


class Sheet:
    """A square of `SIDE` by `SIDE` grey levels, ink 255 on 0. A stroke, or clearing, is undone as a whole."""

    def __init__(self) -> None:
        self.image = _blank()
        self._before: list[QImage] = []
        self._after: list[QImage] = []

    @property
    def picture(self) -> Picture:
        """Rows of levels, 0 to 255."""
        return picture_of(self.image)

    @property
    def is_empty(self) -> bool:
        """Whether there is no ink."""
        return not bytes(self.image.constBits()).strip(b"\0")

    @property
    def can_undo(self) -> bool:
        """Whether something was done that is not undone."""
        return bool(self._before)

    @property
    def can_redo(self) -> bool:
        """Whether something was undone, and nothing done since."""
        return bool(self._after)

    def begin(self) -> None:
        """What follows, up to the next `begin`, is undone at once."""
        self._before.append(QImage(self.image))
        del self._before[:-_MOST_UNDONE]
        self._after.clear()

    def draw(self, start: QPointF, end: QPointF, width: float, erases: bool) -> None:
        """A line with round ends, in pixels of the sheet; a dot where start and end are one point."""
        painter = QPainter(self.image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        color = QColor(0, 0, 0) if erases else QColor(255, 255, 255)
        painter.setPen(QPen(color, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
        if start == end:
            painter.drawPoint(start)
        else:
            painter.drawLine(start, end)
        painter.end()

    def clear(self) -> None:
        """Take all ink away."""
        self.begin()
        self.image = _blank()

    def show(self, picture: Picture) -> None:
        """Put a picture, ink bright on dark, on the sheet in the place of what is there."""
        self.begin()
        self.image = _blank()
        painter = QPainter(self.image)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        levels = levels_image(picture)
        size = levels.size().scaled(self.image.size(), Qt.AspectRatioMode.KeepAspectRatio)
        painter.drawImage(
            QPointF((SIDE - size.width()) / 2, (SIDE - size.height()) / 2),
            levels.scaled(size, mode=Qt.TransformationMode.SmoothTransformation),
        )
        painter.end()

    def undo(self) -> bool:
        """Take the last thing done back; False where there is none."""
        return self._exchange(self._before, self._after)

    def redo(self) -> bool:
        """Do again what was undone last; False where there is nothing."""
        return self._exchange(self._after, self._before)

    def _exchange(self, source: list[QImage], target: list[QImage]) -> bool:
        if not source:
            return False
        target.append(self.image)
        self.image = source.pop()
        return True


def _blank() -> QImage:
    image = QImage(SIDE, SIDE, QImage.Format.Format_Grayscale8)
    image.fill(0)
    return image
