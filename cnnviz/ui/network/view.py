"""The network, drawn whole: every map, kernel and gradient of the step or the probe on view."""

from PySide6.QtCore import QEvent, QObject, QPoint, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QHelpEvent, QHideEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QScrollArea, QToolTip, QWidget

from cnnviz.explain import Cell
from cnnviz.ui.frame import Frame, Run
from cnnviz.ui.naming import cell_symbol, layer_titles
from cnnviz.ui.network.flow import Flow
from cnnviz.ui.network.layout import Box, Layout, lay_out, smallest_size
from cnnviz.ui.network.lettering import Lettering
from cnnviz.ui.network.outlines import outlines, tile_and_index
from cnnviz.ui.network.pen import rectangle
from cnnviz.ui.network.pictures import shown_tensor
from cnnviz.ui.network.surface import Surface
from cnnviz.ui.numbers import write
from cnnviz.ui.theme import Theme, load_theme
from cnnviz.ui.view_model import value_of

_STEPS = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}


class NetworkView(QScrollArea):
    """The picture of the network, scrolled where the window is too small for it."""

    cell_clicked = Signal(object)
    """The `Cell` that was chosen, or None."""
    cell_hovered = Signal(object)
    """The `Cell` under the pointer, or None."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.canvas = NetworkCanvas(self)
        self.setWidget(self.canvas)
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMinimumSize(280, 180)

    def show_frame(self, frame: Frame) -> None:
        """Draw a frame."""
        self.canvas.show_frame(frame)

    def apply_theme(self, theme: Theme) -> None:
        """Take over a theme's colours."""
        self.canvas.apply_theme(theme)

    def set_cell(self, cell: Cell | None) -> None:
        """Outline the cell that is asked about."""
        self.canvas.set_cell(cell)

    @Slot(object)
    def set_sources(self, cells: tuple[Cell, ...]) -> None:
        """Outline what the chosen number was made from."""
        self.canvas.set_sources(cells)

    @Slot(object)
    def set_hover_sources(self, cells: tuple[Cell, ...]) -> None:
        """Outline what the number under the pointer was made from."""
        self.canvas.set_hover_sources(cells)

    @Slot(object)
    def set_pace(self, phases_per_second: float | None) -> None:
        """How fast a run goes (None: as fast as it can); a slow one shows the way of the numbers."""
        self.canvas.flow.set_pace(phases_per_second)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.canvas.arrange()


class NetworkCanvas(QWidget):
    """Where the network is drawn."""

    def __init__(self, view: NetworkView) -> None:
        super().__init__(view)
        self._view = view
        self._theme = load_theme("light")
        self._surface = Surface(self._theme, Lettering(self.font()))
        self._frame: Frame | None = None
        self._run: Run | None = None
        self._layout: Layout | None = None
        self._cell: Cell | None = None
        self._hovered: Cell | None = None
        self._sources: tuple[Cell, ...] = ()
        self._hover_sources: tuple[Cell, ...] = ()
        self._outlines: list[tuple[QPen, list[QRectF]]] | None = None
        self.flow = Flow(self.update, self)
        self.installEventFilter(self)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # else what lies behind is drawn first, for nothing
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Network")
        self.setAccessibleDescription(
            "A column a layer: outputs above, weights and their gradients in the middle, gradients of the outputs "
            "below. Enter chooses a number, the arrow keys move to its neighbours, Alt and the arrow keys to other "
            "tensors, Escape lets it go."
        )

    @property
    def layout_now(self) -> Layout | None:
        """Where everything stands."""
        return self._layout

    def show_frame(self, frame: Frame) -> None:
        """Draw a frame."""
        self._frame = frame
        if frame.run is not self._run:
            self._run = frame.run
            self.choose(None)
            self.arrange()
        if self._layout is not None:
            self.update(self._surface.draw(frame, self._layout, self.devicePixelRatioF()))
            self.flow.show(frame, self._layout)

    def apply_theme(self, theme: Theme) -> None:
        """Take over a theme's colours."""
        self._theme = theme
        self._surface = Surface(theme, Lettering(self.font()))
        self._outline_anew()

    def arrange(self) -> None:
        """Lay everything out for the size at hand."""
        if self._run is None:
            return
        room = self._view.viewport().size()
        width, height = smallest_size(self._run.layers)
        self.setMinimumSize(QSize(width, height))
        self._layout = lay_out(self._run.layers, self._run.shapes, room.width(), room.height())
        self._outline_anew()

    def set_cell(self, cell: Cell | None) -> None:
        """Outline the cell that is asked about; what it was made from is told apart."""
        if cell != self._cell:
            self._cell, self._sources = cell, ()
            self._outline_anew()

    def set_sources(self, cells: tuple[Cell, ...]) -> None:
        """Outline what the chosen number was made from."""
        if cells != self._sources:
            self._sources = cells
            self._outline_anew()

    def set_hover_sources(self, cells: tuple[Cell, ...]) -> None:
        """Outline what the number under the pointer was made from."""
        if cells != self._hover_sources:
            self._hover_sources = cells
            self._outline_anew()

    def choose(self, cell: Cell | None) -> None:
        """Outline a cell and tell who listens."""
        self.set_cell(cell)
        self._view.cell_clicked.emit(cell)

    def _outline_anew(self) -> None:
        self._outlines = None
        self.update()

    def _outlines_now(self, layout: Layout) -> list[tuple[QPen, list[QRectF]]]:
        """The number under the pointer and the one that is asked about, with what they were made from."""
        if self._outlines is None:
            self._outlines = []
            for cell, sources, color in (
                (self._hovered, self._hover_sources, self._theme.color("highlight")),
                (self._cell, self._sources, self._theme.color("outline")),
            ):
                for cells, width in ((sources, 1.3), ((cell,) if cell else (), 2.2)):
                    boxes = [_grown(box) for box in outlines(layout, cells)]
                    if boxes:
                        self._outlines.append((QPen(color, width), boxes))
        return self._outlines

    def _shown(self, cell: Cell | None) -> Cell | None:
        """The cell with the tensor that its tile shows at this phase."""
        if cell is None or self._frame is None:
            return None
        return Cell(cell.layer, shown_tensor(self._frame, cell.tensor), cell.index)

    def _cell_at(self, position: QPoint) -> Cell | None:
        if self._layout is None:
            return None
        return self._shown(self._layout.cell_at(position.x(), position.y()))

    def _hover(self, cell: Cell | None) -> None:
        if cell != self._hovered:
            self._hovered, self._hover_sources = cell, ()
            self._view.cell_hovered.emit(cell)
            self._outline_anew()

    def cell_text(self, cell: Cell) -> str:
        """A number in words: `Conv2D 2, ∂L/∂K[0,0,1,2] = −0.2086`."""
        assert self._frame is not None
        run = self._frame.run
        value = value_of(self._frame, cell)
        number = "not computed yet in this step" if value is None else f"= {write(value, 6)}"
        title = "Input" if cell.layer == 0 and cell.tensor.startswith("input") else layer_titles(run.layers)[cell.layer]
        return f"{title}, {cell_symbol(cell, run.layers)} {number}"

    def _move(self, rows: int, columns: int) -> None:
        """Choose the neighbour of the chosen cell in its map."""
        if self._layout is None or self._cell is None:
            return
        place = tile_and_index(self._layout, self._cell)
        if place is None:
            return
        tile, index_here = place
        box = tile.cell_box(index_here)
        x = box.x + box.width / 2 + columns * box.width
        y = box.y + box.height / 2 + rows * box.height
        for _ in range(2):  # across the gap between two maps where the next cell is beyond it
            index = tile.index_at(x, y)
            if index is not None:
                self.choose(self._shown(Cell(tile.layer, tile.tensor, index)))
                return
            x, y = x + columns * tile.gap, y + rows * tile.gap

    def _move_tile(self, rows: int, columns: int) -> None:
        """Choose the first cell of the next tensor in a direction."""
        if self._layout is None or self._cell is None:
            return
        place = tile_and_index(self._layout, self._cell)
        if place is None:
            return
        here = place[0]
        x, y = here.box.x + here.box.width / 2, here.box.middle
        ahead = []
        for tile in self._layout.tiles:
            dx, dy = tile.box.x + tile.box.width / 2 - x, tile.box.middle - y
            along, across = (dx * columns, abs(dy)) if columns else (dy * rows, abs(dx))
            if along > 1:
                ahead.append((along + 3 * across, tile.layer, tile.tensor, tile))
        if ahead:
            tile = min(ahead, key=lambda entry: entry[:3])[3]
            self._choose_first(tile.layer, tile.tensor, len(tile.shape))

    def _choose_first(self, layer: int, tensor: str, axes: int) -> None:
        self.choose(self._shown(Cell(layer, tensor, (0,) * axes)))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The canvas filters its own events: overriding `event` would turn an error in `paintEvent` into a crash."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            cell = self._cell_at(event.pos())
            if cell is None:
                QToolTip.hideText()
            else:
                QToolTip.showText(event.globalPos(), self.cell_text(cell), self)
            return True
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            others = event.modifiers() & ~(Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.KeypadModifier)
            moves = event.key() in _STEPS and not others  # on macOS arrow keys count as the keypad's
            if self._cell is not None and (moves or event.key() == Qt.Key.Key_Escape):
                event.accept()
                return True
        return False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self._cell_at(event.position().toPoint()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.choose(self._cell_at(event.position().toPoint()))

    def hideEvent(self, event: QHideEvent) -> None:
        self.flow.stop()
        super().hideEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(None)
        super().leaveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._cell is None and self._layout is not None:
            self._choose_first(0, "input", 3)
        elif event.key() == Qt.Key.Key_Escape and self._cell is not None:
            self.choose(None)
        elif event.key() in _STEPS and self._cell is not None:
            rows, columns = _STEPS[Qt.Key(event.key())]
            if event.modifiers() & Qt.KeyboardModifier.AltModifier:
                self._move_tile(rows, columns)
            else:
                self._move(rows, columns)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._frame is None or self._layout is None:
            painter.fillRect(event.rect(), self._theme.color("window"))
        else:
            self._surface.draw(self._frame, self._layout, self.devicePixelRatioF())
            painter.drawImage(0, 0, self._surface.image)
            for pen, boxes in self._outlines_now(self._layout):
                painter.setPen(pen)
                painter.drawRects(boxes)
            self.flow.draw(painter, self._theme)
        painter.end()


def _grown(box: Box) -> QRectF:
    """A box, or a larger one around a cell that is too small to be seen in it."""
    grow = max(0.0, (7 - min(box.width, box.height)) / 2)
    return rectangle(box).adjusted(-grow, -grow, grow, grow)
