"""The number that was clicked or pointed at: its name, value and formula, its map and its neighbourhood."""

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QToolButton, QVBoxLayout, QWidget

from cnnviz.nn import Tensor
from cnnviz.ui.frame import Frame
from cnnviz.ui.inspector.canvas import Picture
from cnnviz.ui.inspector.cell_maps import exists, is_signed, map_of
from cnnviz.ui.inspector.formulas import plain_text, rich_text, tensor_formula
from cnnviz.ui.inspector.lens import Lens
from cnnviz.ui.inspector.look import derived_font, set_color, set_text, text_label
from cnnviz.ui.inspector.map_chooser import MapChooser
from cnnviz.ui.inspector.whole_map import WholeMap
from cnnviz.ui.maps import Array, Summary, as_array, summarize
from cnnviz.ui.naming import Cell, cell_symbol, layer_titles
from cnnviz.ui.numbers import write_exactly
from cnnviz.ui.theme import Theme
from cnnviz.ui.view_model import tensor_of, value_of

ASK = "click a number in the network to ask for it"
NOT_YET = "not computed yet in this step"


class CellView(QScrollArea):
    """Shows the cell pointed at or, where there is none, the chosen one; the value follows each frame."""

    cell_chosen = Signal(object)
    """A `Cell` of the maps shown here was chosen, with the mouse or the keyboard."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Number")
        self.setAccessibleDescription("The number asked for: value, formula, map and neighbourhood")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        content = QWidget(self)
        self.name = text_label("Name of the number", content)
        self.value = text_label("Value", content)
        self.value.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.value.setWordWrap(False)
        self.copy = QToolButton(content)
        self.copy.setText("Copy")
        self.copy.setAccessibleName("Copy the value")
        self.copy.setAccessibleDescription("Puts the value with all its digits on the clipboard, as Python writes it")
        self.copy.setToolTip("Copy the value with all its digits, as Python writes it")
        self.copy.clicked.connect(self._copy_value)
        self.formula = text_label("Formula of the number", content)
        self.formula.setTextFormat(Qt.TextFormat.RichText)
        self.chooser = MapChooser(content)
        self.chooser.place_chosen.connect(self._choose_map)
        self.map = WholeMap(content)
        self.range = text_label("Range and scale of the map", content)
        self.lens = Lens(content)
        for canvas in (self.map, self.lens):
            canvas.place_clicked.connect(self._choose_place)
            canvas.step_asked.connect(self._move)
        self._lay_out(content)
        self._frame: Frame | None = None
        self._theme: Theme | None = None
        self._chosen: Cell | None = None
        self._hovered: Cell | None = None
        self._drawn: tuple[object, ...] = ()
        self._read: tuple[Tensor, Array, Summary] | None = None
        self._number: float | None = None
        self._take_fonts()
        self._refresh()

    def _lay_out(self, content: QWidget) -> None:
        row = QHBoxLayout()
        row.addWidget(self.value, 1)
        row.addWidget(self.copy)
        layout = QVBoxLayout(content)
        layout.setContentsMargins(10, 8, 10, 8)
        layout.setSpacing(6)
        layout.addWidget(self.name)
        layout.addLayout(row)
        layout.addWidget(self.formula)
        layout.addWidget(self.chooser)
        layout.addWidget(self.map, 3)
        layout.addWidget(self.range)
        layout.addWidget(self.lens, 2)
        layout.addStretch(0)
        self.setWidget(content)
        self.setFocusProxy(self.lens)

    @property
    def cell(self) -> Cell | None:
        """The cell on view: the one pointed at, else the chosen one; None where the run has no such cell."""
        cell = self._hovered or self._chosen
        return cell if cell and self._frame and exists(self._frame.run, cell) else None

    def set_cell(self, cell: Cell | None) -> None:
        """Choose a cell, or none."""
        if cell != self._chosen:
            self._chosen = cell
            self._refresh()

    def set_hovered(self, cell: Cell | None) -> None:
        """Show a cell for as long as it is pointed at; None goes back to the chosen one."""
        if cell != self._hovered:
            self._hovered = cell
            self._refresh()

    def show_frame(self, frame: Frame) -> None:
        """Read the number again."""
        self._frame = frame
        self._refresh()

    def apply_theme(self, theme: Theme) -> None:
        """Take over a theme's colours."""
        self._theme = theme
        set_color(self.range, theme.color("muted"))
        for canvas in (self.map, self.lens):
            canvas.apply_theme(theme)
        self._drawn = ()
        self._refresh()

    def _refresh(self) -> None:
        frame, cell = self._frame, self.cell
        if frame is None or cell is None:
            self._show_nothing()
            return
        tensor = tensor_of(frame, cell.layer, cell.tensor)
        self._number = value_of(frame, cell)
        set_text(self.value, NOT_YET if self._number is None else write_exactly(self._number))
        self.copy.setEnabled(self._number is not None)
        drawn = (frame.run, cell, tensor, self._theme)
        if len(drawn) == len(self._drawn) and all(map(_same, drawn, self._drawn)):
            return
        is_new = self._drawn[:2] != drawn[:2]
        self._drawn = drawn
        if is_new:
            self._show_words(frame, cell)
        self._show_maps(frame, cell, tensor)

    def _show_nothing(self) -> None:
        self._drawn, self._number = (), None
        set_text(self.name, ASK)
        for part in (self.value, self.copy, self.formula, self.chooser, self.map, self.range, self.lens):
            part.setVisible(False)

    def _show_words(self, frame: Frame, cell: Cell) -> None:
        layers = frame.run.layers
        set_text(self.name, f"{cell_symbol(cell, layers)} of {layer_titles(layers)[cell.layer]}")
        formula = tensor_formula(layers, frame.run.shapes, cell.layer, cell.tensor)
        color = self._theme.backward if self._theme else None
        set_text(self.formula, f'<p style="margin-left: 14px; text-indent: -14px">{rich_text(formula, color)}</p>')
        self.formula.setAccessibleDescription(plain_text(formula))
        for part in (self.value, self.copy, self.formula):
            part.setVisible(True)

    def _show_maps(self, frame: Frame, cell: Cell, tensor: Tensor | None) -> None:
        shown = map_of(frame.run, cell)
        for part in (self.map, self.range, self.lens):
            part.setVisible(shown is not None)
        self.chooser.setVisible(shown is not None and any(axis.length > 1 for axis in shown.axes))
        if shown is None:
            return
        self.chooser.show_axes(shown.axes)
        if tensor is None:
            set_text(self.range, f"{shown.shape}: {NOT_YET}")
            picture = Picture(shown, None, None)
        else:
            values, summary = self._values_of(tensor, cell.tensor)
            plane = shown.plane(values)
            own = summary if plane.size == values.size else summarize(plane, summary.scale.signed)
            set_text(self.range, f"{shown.rows}×{shown.columns} · {own.text} · colours {summary.scale.text}")
            picture = Picture(shown, plane, summary)
        for canvas in (self.map, self.lens):
            canvas.show_picture(picture)

    def _values_of(self, tensor: Tensor, name: str) -> tuple[Array, Summary]:
        if self._read is None or self._read[0] is not tensor:
            values = as_array(tensor)
            self._read = (tensor, values, summarize(values, is_signed(name)))
        return self._read[1:]

    def _choose(self, index: tuple[int, ...] | None) -> None:
        cell = self.cell
        if cell is None or index is None:
            return
        self._chosen, self._hovered = Cell(cell.layer, cell.tensor, index), None
        self._refresh()
        self.cell_chosen.emit(self._chosen)

    @Slot(int, int)
    def _choose_place(self, row: int, column: int) -> None:
        if self._frame and self.cell and (shown := map_of(self._frame.run, self.cell)):
            self._choose(shown.index_at(row, column))

    @Slot(int, int)
    def _move(self, rows: int, columns: int) -> None:
        if self._frame and self.cell and (shown := map_of(self._frame.run, self.cell)):
            self._choose(shown.index_at(shown.row + rows, shown.column + columns))

    @Slot(int, int)
    def _choose_map(self, axis: int, place: int) -> None:
        if self._frame and self.cell and (shown := map_of(self._frame.run, self.cell)):
            self._choose(shown.index_along(axis, place))

    @Slot()
    def _copy_value(self) -> None:
        if self._number is not None:
            QGuiApplication.clipboard().setText(repr(self._number))

    def _take_fonts(self) -> None:
        self.name.setFont(derived_font(self, 1.2, bold=True))
        self.value.setFont(derived_font(self, 1.2, fixed=True))
        self.formula.setFont(derived_font(self, 1.15))
        self.range.setFont(derived_font(self, 0.92))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "lens"):
            self._take_fonts()


def _same(one: object, other: object) -> bool:
    return one == other if isinstance(one, Cell) else one is other
