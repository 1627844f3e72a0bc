"""Where a scene is drawn, and the keys and clicks that move it."""

from math import ceil

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFont,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QStyle, QWidget

from cnnviz.ui.focus import draw_focus_ring
from cnnviz.ui.inspector.look import derived_font
from cnnviz.ui.inspector.slide.arrange import Arrangement, arrange, lines_height
from cnnviz.ui.inspector.slide.painter import ScenePainter
from cnnviz.ui.inspector.slide.scene import Scene
from cnnviz.ui.keys import ARROWS, is_bare, keeps
from cnnviz.ui.theme import Theme, load_theme

_KEYS = ARROWS | {Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_Space}
_LOWEST = 150


class SlideCanvas(QWidget):
    """Draws a scene as large as its scroll area has room for."""

    stops_asked = Signal(int)
    """One stop back (−1) or forward (1)."""
    rows_asked = Signal(int)
    """One row of positions up (−1) or down (1)."""
    end_asked = Signal(bool)
    """To the end (True) or to the start."""
    play_asked = Signal()
    place_clicked = Signal(int, int)
    """Row and column of a position."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("The window and its sum")
        self.setToolTip("← → one stop, ↑ ↓ a row, Home, End, Space plays; click the map of the positions to go there")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumWidth(1)
        self._theme = load_theme("light")
        self._scene: Scene | None = None
        self._arrangement: Arrangement | None = None
        self._key: tuple[object, ...] = ()
        self._text_height = 0.0
        self.installEventFilter(self)

    @property
    def scene(self) -> Scene | None:
        """What is on view."""
        return self._scene

    @property
    def arrangement(self) -> Arrangement | None:
        """Where its parts are."""
        return self._arrangement

    def show_scene(self, scene: Scene | None, is_new: bool = False) -> None:
        """Draw a scene; of the same walk as before, nothing but numbers moves."""
        if is_new:
            self._arrangement, self._text_height, self._key = None, 0.0, ()
        self._scene = scene
        self.setAccessibleDescription(scene.spoken if scene else "")
        self.arrange()

    def apply_theme(self, theme: Theme) -> None:
        """Take over a theme's colours."""
        self._theme = theme
        self.update()

    def arrange(self) -> None:
        """Place everything for the room at hand."""
        scene = self._scene
        if scene is None:
            self._arrangement = None
            self.setMinimumHeight(1)
            self.update()
            return
        room = self._room()
        if self._key and self._key[0] != room:
            self._text_height = 0.0  # what the lines needed in another width says nothing of this one
        elif self._arrangement is not None:
            size = self._arrangement.size
            lines = lines_height(scene.lines, room.width(), QFontMetricsF(self._font(size)))
            self._text_height = max(self._text_height, lines)
        key = (room, self._text_height, [(grid.rows, grid.columns) for grid in scene.grids], self.font().key())
        if key != self._key:
            self._key = key
            self._arrangement = self._arranged(scene, room.width(), room.height())
            if self._arrangement.height > room.height():
                bar = self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent)
                self._arrangement = self._arranged(scene, room.width() - bar, room.height())
            self.setMinimumHeight(ceil(self._arrangement.height) if self._arrangement.height > room.height() else 1)
        self.update()

    def _arranged(self, scene: Scene, width: float, height: float) -> Arrangement:
        return arrange(scene, width, height, lambda size: QFontMetricsF(self._font(size)), self._text_height)

    def map_rect(self, number: int) -> QRectF:
        """Where one of the whole maps is drawn."""
        return self._arrangement.overviews[number] if self._arrangement else QRectF()

    def _room(self) -> QSize:
        """What the scroll area shows; the canvas itself may be higher."""
        viewport = self.parentWidget()
        area = viewport.parentWidget() if viewport else None
        return area.maximumViewportSize() if isinstance(area, QScrollArea) else self.size()

    def _font(self, size: float) -> QFont:
        return derived_font(self, 0.9 * size)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The canvas filters its own events: overriding `event` would turn an error in `paintEvent` into a crash."""
        return keeps(event, _KEYS)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not is_bare(event) or event.key() not in _KEYS:
            super().keyPressEvent(event)
            return
        match event.key():
            case Qt.Key.Key_Left | Qt.Key.Key_Right:
                self.stops_asked.emit(1 if event.key() == Qt.Key.Key_Right else -1)
            case Qt.Key.Key_Up | Qt.Key.Key_Down:
                self.rows_asked.emit(1 if event.key() == Qt.Key.Key_Down else -1)
            case Qt.Key.Key_Home | Qt.Key.Key_End:
                self.end_asked.emit(event.key() == Qt.Key.Key_End)
            case _:
                self.play_asked.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        scene, arrangement = self._scene, self._arrangement
        if scene is None or arrangement is None or event.button() != Qt.MouseButton.LeftButton:
            return
        for one, rect in zip(scene.overviews, arrangement.overviews, strict=True):
            if one.is_walkable and rect.contains(event.position()):
                rows, columns = one.values.shape
                row = int((event.position().y() - rect.top()) / rect.height() * rows)
                column = int((event.position().x() - rect.left()) / rect.width() * columns)
                self.place_clicked.emit(min(row, rows - 1), min(column, columns - 1))

    def paintEvent(self, event: QPaintEvent) -> None:
        scene, arrangement = self._scene, self._arrangement
        if scene is None or arrangement is None:
            return
        painter = QPainter(self)
        ScenePainter(painter, self._theme, self._font(arrangement.size), self.width()).draw(scene, arrangement)
        if self.hasFocus():
            draw_focus_ring(painter, self._theme, self.rect(), style=Qt.PenStyle.DotLine)
        painter.end()

    def sizeHint(self) -> QSize:
        return QSize(280, 380)


class CanvasArea(QScrollArea):
    """Shows a canvas, and lets it be higher than there is room where that is too little."""

    def __init__(self, canvas: SlideCanvas, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._canvas = canvas
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumHeight(_LOWEST)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.setWidget(canvas)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._canvas.arrange()
