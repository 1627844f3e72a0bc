"""What the large map and the lens have in common: cells that can be clicked, asked about and walked with the arrows."""

from abc import abstractmethod
from functools import lru_cache

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from cnnviz.ui.focus import draw_focus_ring
from cnnviz.ui.inspector.cell_picture import Picture
from cnnviz.ui.keys import ARROWS, is_bare, keeps
from cnnviz.ui.maps import Array, Summary
from cnnviz.ui.numbers import write
from cnnviz.ui.theme import Theme

_STEPS = {
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
}


class Canvas(QWidget):
    """A map drawn as cells; the subclass says where each cell is and how it looks."""

    place_clicked = Signal(int, int)
    """Row and column of the map."""
    step_asked = Signal(int, int)
    """By how many rows and columns to move the chosen cell."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._theme: Theme | None = None
        self._picture: Picture | None = None
        self.installEventFilter(self)

    def show_picture(self, picture: Picture | None) -> None:
        """Draw a map, or nothing."""
        self._picture = picture
        self.update()

    def apply_theme(self, theme: Theme) -> None:
        """Take over a theme's colours."""
        self._theme = theme
        self.update()

    @abstractmethod
    def cell_rect(self, row: int, column: int) -> QRectF:
        """Where a cell of the map on view is drawn; empty where it is not."""

    @abstractmethod
    def place_at(self, x: float, y: float) -> tuple[int, int] | None:
        """The row and column of the map that are drawn at a point."""

    @abstractmethod
    def _frame_rect(self) -> QRectF:
        """The whole of the cells drawn."""

    @abstractmethod
    def _paint(self, painter: QPainter, theme: Theme, picture: Picture, values: Array, summary: Summary) -> None:
        """Draw the cells."""

    def _outline(self, painter: QPainter, theme: Theme, rect: QRectF) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.color("base"), 1))
        painter.drawRect(rect.adjusted(-2.5, -2.5, 2.5, 2.5))
        painter.setPen(QPen(theme.color("outline"), 2))
        painter.drawRect(rect.adjusted(-1, -1, 1, 1))

    def _is_walkable(self, event: QKeyEvent) -> bool:
        return self._picture is not None and is_bare(event) and event.key() in _STEPS

    def _show_tip(self, event: QHelpEvent) -> None:
        place = self.place_at(event.x(), event.y())
        value = self._picture.value(*place) if self._picture and place else None
        if value is None or place is None or self._picture is None:
            QToolTip.showText(event.globalPos(), self.toolTip(), self)
            return
        index = self._picture.map.index_at(*place)
        QToolTip.showText(event.globalPos(), f"[{','.join(map(str, index or ()))}] = {write(value, 6)}", self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The canvas filters its own events: overriding `event` would turn an error in `paintEvent` into a crash."""
        if self._picture is not None and keeps(event, ARROWS):
            return True
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            self._show_tip(event)
            return True
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._is_walkable(event):
            self.step_asked.emit(*_STEPS[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = self.place_at(event.position().x(), event.position().y())
        if event.button() == Qt.MouseButton.LeftButton and place is not None:
            self.place_clicked.emit(*place)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        picture, theme = self._picture, self._theme
        if picture is None or theme is None or self.width() < 8 or self.height() < 8:
            return
        painter = QPainter(self)
        frame = self._frame_rect()
        if picture.values is None or picture.summary is None:
            painter.setPen(QPen(theme.color("line"), 1, Qt.PenStyle.DashLine))
            painter.drawRect(frame)
        else:
            self._paint(painter, theme, picture, picture.values, picture.summary)
        if self.hasFocus():
            draw_focus_ring(painter, theme, self.rect(), style=Qt.PenStyle.DotLine)
        painter.end()

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()


@lru_cache(maxsize=1024)
def contrasting(rgb: int) -> QColor:
    """Black or white, whichever is read more easily on a colour 0xRRGGBB (the WCAG's relative luminance)."""
    color = QColor(rgb)
    red, green, blue = (
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4
        for share in (color.redF(), color.greenF(), color.blueF())
    )
    luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    on_black, on_white = (luminance + 0.05) / 0.05, 1.05 / (luminance + 0.05)
    return QColor("#000000") if on_black >= on_white else QColor("#ffffff")
