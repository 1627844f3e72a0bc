"""Icons from files, drawn in a theme's colour."""

from functools import cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from cnnviz.paths import resources_folder

_SIZES = (20, 40)


@cache
def icon(name: str, color: str, disabled_color: str) -> QIcon:
    """The icon `resources/icons/NAME.svg` in a colour, and in another where what it does is not to be had."""
    source = (resources_folder() / "icons" / f"{name}.svg").read_text(encoding="utf-8")
    result = QIcon()
    for mode, tone in ((QIcon.Mode.Normal, color), (QIcon.Mode.Disabled, disabled_color)):
        renderer = QSvgRenderer(QByteArray(source.replace("currentColor", tone).encode()))
        for size in _SIZES:
            pixmap = QPixmap(size, size)
            pixmap.fill(Qt.GlobalColor.transparent)
            painter = QPainter(pixmap)
            renderer.render(painter, QRectF(0, 0, size, size))
            painter.end()
            result.addPixmap(pixmap, mode)
    return result
