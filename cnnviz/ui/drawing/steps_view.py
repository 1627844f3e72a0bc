"""How a picture became the network's input, step by step: small pictures with their names, and one explained."""

from dataclasses import dataclass
from math import ceil
from typing import Final

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from cnnviz.datasets.preprocess import PreparationStep
from cnnviz.ui.drawing.ink import in_ink, levels_image
from cnnviz.ui.focus import draw_focus_ring
from cnnviz.ui.keys import ARROWS, keeps
from cnnviz.ui.theme import Theme, load_theme

_PICTURE: Final = 44
_GAP: Final = 6
_MOVES: Final = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A step's picture, as it was when last drawn in a theme."""

    step: PreparationStep
    is_ink: bool
    theme: Theme
    image: QImage


def place_cells(width: int, count: int, cell_width: int, cell_height: int) -> list[QRect]:
    """Cells of at least a width in as few rows as they need, spread evenly over rows and width."""
    rows = ceil(count / max(1, width // max(1, cell_width)))
    columns = max(1, ceil(count / max(1, rows)))
    each = max(1, width // columns)
    return [QRect(place % columns * each, place // columns * cell_height, each, cell_height) for place in range(count)]


class StepsView(QWidget):
    """The steps in order. One of them is chosen, by a click or the arrow keys."""

    chosen = Signal(int)
    """Another step was chosen: its place."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.installEventFilter(self)  # not `event`: an error in paintEvent beneath it would end the process
        self._steps: tuple[PreparationStep, ...] = ()
        self._first_is_ink = True
        self._current = 0
        self._drawn: dict[int, _Drawn] = {}
        self._theme = load_theme("light")
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Steps from the picture to the network's input")

    @property
    def current(self) -> PreparationStep | None:
        """The step that is chosen."""
        return self._steps[self._current] if self._steps else None

    def show_steps(self, steps: tuple[PreparationStep, ...], first_is_ink: bool) -> None:
        """Show these steps; `first_is_ink`: whether the picture they begin with is ink on 0, as drawn on the pad."""
        fewer = len(steps) != len(self._steps)
        self._steps, self._first_is_ink = steps, first_is_ink
        if fewer:
            self._current = max(0, len(steps) - 1)
            self.updateGeometry()
        self._describe()
        self.update()

    def apply_theme(self, theme: Theme) -> None:
        """Draw in the colours of a theme."""
        self._theme = theme
        self.update()

    def choose(self, place: int) -> None:
        """Choose a step; a place beyond the ends is the end."""
        place = min(max(place, 0), len(self._steps) - 1)
        if self._steps and place != self._current:
            self._current = place
            self._describe()
            self.update()
            self.chosen.emit(place)

    def _describe(self) -> None:
        step = self.current
        self.setAccessibleDescription(f"{step.name}: {step.explanation}" if step else "")

    def _cells(self, width: int) -> list[QRect]:
        metrics = self.fontMetrics()
        widest = max((metrics.horizontalAdvance(step.name) for step in self._steps), default=0)
        return place_cells(
            width, len(self._steps), max(widest + 2, _PICTURE + _GAP), _PICTURE + metrics.height() + _GAP
        )

    def _image(self, place: int) -> QImage:
        step, is_ink = self._steps[place], place > 0 or self._first_is_ink
        drawn = self._drawn.get(place)
        if drawn is None or drawn.step is not step or drawn.is_ink != is_ink or drawn.theme is not self._theme:
            image = levels_image(step.picture)
            drawn = _Drawn(step, is_ink, self._theme, in_ink(image, self._theme) if is_ink else image)
            self._drawn[place] = drawn
        return drawn.image

    def _draw(self, painter: QPainter, place: int, cell: QRect) -> None:
        theme, image, is_current = self._theme, self._image(place), place == self._current
        box = QRect(cell.left() + (cell.width() - _PICTURE) // 2, cell.top() + 2, _PICTURE, _PICTURE)
        size = image.size().scaled(box.size(), Qt.AspectRatioMode.KeepAspectRatio).expandedTo(QSize(1, 1))
        target = QRect(box.topLeft(), size)
        target.moveCenter(box.center())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, image.width() > size.width())
        painter.drawImage(target, image)
        painter.setPen(QPen(theme.color("highlight" if is_current else "line"), 2 if is_current else 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(target.adjusted(-1, -1, 0, 0))
        font = self.font()
        font.setBold(is_current)
        painter.setFont(font)
        painter.setPen(theme.color("text" if is_current else "muted"))
        below = QRect(cell.left(), box.bottom() + 2, cell.width(), self.fontMetrics().height())
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, self._steps[place].name)

    def _place_at(self, x: int, y: int) -> int | None:
        return next((place for place, cell in enumerate(self._cells(self.width())) if cell.contains(x, y)), None)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return max((cell.bottom() + 1 for cell in self._cells(width)), default=0)

    def sizeHint(self) -> QSize:
        return QSize(200, self.heightForWidth(200))

    def minimumSizeHint(self) -> QSize:
        return QSize(_PICTURE + _GAP, 0)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if keeps(event, ARROWS):
            return True
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            place = self._place_at(event.pos().x(), event.pos().y())
            if place is not None:
                step = self._steps[place]
                QToolTip.showText(
                    event.globalPos(), f"{step.name} (arrow keys choose a step)\n{step.explanation}", self
                )
                return True
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        move = _MOVES.get(Qt.Key(event.key()))
        if move is None:
            super().keyPressEvent(event)
        else:
            self.choose(self._current + move)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = self._place_at(int(event.position().x()), int(event.position().y()))
        if place is not None:
            self.choose(place)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        cells = self._cells(self.width())
        for place, cell in enumerate(cells):
            self._draw(painter, place, cell)
        if self.hasFocus() and cells:
            draw_focus_ring(painter, self._theme, cells[self._current], style=Qt.PenStyle.DashLine)
        painter.end()
