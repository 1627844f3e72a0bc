"""The number that was clicked or pointed at: its name, value and formula, its map and its neighbourhood."""

from time import monotonic

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QFont, QGuiApplication, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QToolButton, QVBoxLayout, QWidget

from cnnviz.explain import Cell
from cnnviz.nn import Tensor
from cnnviz.ui.frame import Activity, Frame
from cnnviz.ui.inspector.cell_maps import CellMap, exists, map_of
from cnnviz.ui.inspector.cell_picture import Pictures
from cnnviz.ui.inspector.formulas import plain_text, rich_text, tensor_formula
from cnnviz.ui.inspector.lens import Lens
from cnnviz.ui.inspector.look import derived_font, set_color, set_text, text_label
from cnnviz.ui.inspector.map_chooser import MapChooser
from cnnviz.ui.inspector.whole_map import WholeMap
from cnnviz.ui.naming import cell_symbol, layer_titles
from cnnviz.ui.numbers import write_exactly
from cnnviz.ui.theme import Theme
from cnnviz.ui.view_model import tensor_of, value_of

ASK = "click a number in the network to ask for it"
NOT_YET = "not computed yet in this step"

_LIVE_INTERVAL = 0.25
"""Seconds between two drawings while training runs."""


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
        self.hint = text_label("How to begin", content)
        set_text(self.hint, ASK)
        self.name = text_label("Name of the number", content)
        self.value = text_label("Value", content)
        self.value.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
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
        self._pictures = Pictures()
        self._number: float | None = None
        self._shown_at = 0.0
        self._take_fonts()
        self._refresh()

    def _lay_out(self, content: QWidget) -> None:
        row = QHBoxLayout()
        row.addWidget(self.name, 1)
        row.addWidget(self.copy, 0, Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(content)
        layout.setContentsMargins(10, 8, 10, 8)
        layout.setSpacing(6)
        layout.addWidget(self.hint)
        layout.addLayout(row)
        layout.addWidget(self.value)
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
        """Read the number again; while training runs, a few times a second."""
        is_new = self._frame is None or frame.run is not self._frame.run
        self._frame = frame
        now = monotonic()
        if frame.activity is Activity.RUNNING and not is_new and now - self._shown_at < _LIVE_INTERVAL:
            return  # nobody reads numbers that change with every frame, and drawing them slows the run
        self._shown_at = now
        self._refresh()

    def apply_theme(self, theme: Theme) -> None:
        """Take over a theme's colours."""
        self._theme = theme
        self._take_fonts()
        for label in (self.hint, self.range):
            set_color(label, theme.color("muted"))
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
        text = NOT_YET if self._number is None else write_exactly(self._number)
        if self.value.text() != text:
            self.value.setText(text)
            self.value.setFont(self._value_font())
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
        self.hint.setVisible(True)
        for part in (self.name, self.value, self.copy, self.formula, self.chooser, self.map, self.range, self.lens):
            part.setVisible(False)

    def _show_words(self, frame: Frame, cell: Cell) -> None:
        layers = frame.run.layers
        set_text(self.name, f"{cell_symbol(cell, layers)} of {layer_titles(layers)[cell.layer]}")
        formula = tensor_formula(layers, frame.run.shapes, cell.layer, cell.tensor)
        color = self._theme.backward if self._theme else None
        set_text(self.formula, f'<p style="margin-left: 14px; text-indent: -14px">{rich_text(formula, color)}</p>')
        self.formula.setAccessibleDescription(plain_text(formula))
        self.hint.setVisible(False)
        for part in (self.name, self.value, self.copy, self.formula):
            part.setVisible(True)

    def _show_maps(self, frame: Frame, cell: Cell, tensor: Tensor | None) -> None:
        picture = self._pictures.of(frame.run, cell, tensor)
        for part in (self.map, self.range, self.lens):
            part.setVisible(picture is not None)
        self.chooser.setVisible(picture is not None and any(axis.length > 1 for axis in picture.map.axes))
        if picture is None:
            return
        self.chooser.show_axes(picture.map.axes)
        set_text(self.range, picture.text)
        for canvas in (self.map, self.lens):
            canvas.show_picture(picture)

    def _choose(self, index: tuple[int, ...] | None) -> None:
        cell = self.cell
        if cell is None or index is None:
            return
        self._chosen, self._hovered = Cell(cell.layer, cell.tensor, index), None
        self._refresh()
        self.cell_chosen.emit(self._chosen)

    def _map(self) -> CellMap | None:
        return map_of(self._frame.run, self.cell) if self._frame and self.cell else None

    @Slot(int, int)
    def _choose_place(self, row: int, column: int) -> None:
        if shown := self._map():
            self._choose(shown.index_at(row, column))

    @Slot(int, int)
    def _move(self, rows: int, columns: int) -> None:
        if shown := self._map():
            self._choose(shown.index_at(shown.row + rows, shown.column + columns))

    @Slot(int, int)
    def _choose_map(self, axis: int, place: int) -> None:
        if shown := self._map():
            self._choose(shown.index_along(axis, place))

    @Slot()
    def _copy_value(self) -> None:
        if self._number is not None:
            QGuiApplication.clipboard().setText(repr(self._number))

    def _take_fonts(self) -> None:
        self.name.setFont(derived_font(self, 1.2, bold=True))
        self.value.setFont(self._value_font())
        self.formula.setFont(derived_font(self, 1.15))
        self.range.setFont(derived_font(self, 0.92))

    def _value_font(self) -> QFont:
        is_number = self._number is not None
        return derived_font(self, 1.2 if is_number else 1.0, fixed=is_number)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        width = self.viewport().width()
        for canvas in (self.map, self.lens):
            canvas.setMaximumHeight(max(canvas.minimumSizeHint().height(), width))

    def showEvent(self, event: QShowEvent) -> None:
        self._take_fonts()  # the application's style sheet drops the fonts of what gets a new parent
        super().showEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "lens"):
            self._take_fonts()


def _same(one: object, other: object) -> bool:
    return one == other if isinstance(one, Cell) else one is other
