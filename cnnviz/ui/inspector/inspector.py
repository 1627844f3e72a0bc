"""The right dock: the current phase, where the number asked for comes from, and the map that it stands in."""

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from cnnviz.ui.frame import Frame
from cnnviz.ui.inspector.cell_view import CellView
from cnnviz.ui.inspector.number_view import NumberView
from cnnviz.ui.inspector.phase_view import PhaseView
from cnnviz.ui.inspector.question import Question
from cnnviz.ui.naming import Cell
from cnnviz.ui.theme import Theme

_TABS = (
    ("Phase", "What the current phase does: formulas, shapes and source (← → on the tabs)"),
    ("Number", "Where the number that was clicked comes from: formula and terms (← → on the tabs)"),
    ("Map", "The map that the number is in, and the numbers around it (← → on the tabs)"),
)


class Inspector(QWidget):
    """Choosing a number in the network brings its answer to the front; pointing at one only fills the tabs."""

    cell_chosen = Signal(object)
    """A `Cell` was chosen here: in the maps, or by asking where a number comes from."""
    sources_changed = Signal(object)
    """A tuple of `Cell`: what the chosen number was made from, empty where there is none."""
    hover_sources_changed = Signal(object)
    """The same for the number pointed at."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Inspector")
        self.setAccessibleDescription("The current phase, where the number asked for comes from, and its map")
        self.question = Question(self)
        self.question.followed.connect(self._followed)
        self.question.sources_changed.connect(self.sources_changed)
        self.question.hover_sources_changed.connect(self.hover_sources_changed)
        self.phase = PhaseView(self)
        self.number = NumberView(self.question, self)
        self.map = CellView(self)
        self.map.cell_chosen.connect(self._chosen_in_map)
        self.tabs = QTabWidget(self)
        self.tabs.setAccessibleName("Inspector's tabs")
        self.tabs.setAccessibleDescription("Choose between the current phase, the number asked for, and its map")
        self.tabs.setDocumentMode(True)
        for view, (name, tip) in zip((self.phase, self.number, self.map), _TABS, strict=True):
            self.tabs.setTabToolTip(self.tabs.addTab(view, name), tip)
        self.tabs.currentChanged.connect(self._show_current)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.tabs)
        self._frame: Frame | None = None

    def set_cell(self, cell: Cell | None) -> None:
        """Choose a cell, and bring its number or its map to the front; None forgets the chosen one."""
        self.question.set_cell(cell)
        self.map.set_cell(cell)
        if cell is not None and self.tabs.currentWidget() is self.phase:
            self.tabs.setCurrentWidget(self.number)

    def set_hovered(self, cell: Cell | None) -> None:
        """Show a cell for as long as it is pointed at: in its map and, where none is chosen, as the number."""
        self.question.set_hovered(cell)
        self.map.set_hovered(cell)

    def show_frame(self, frame: Frame) -> None:
        """Hand the frame to the tab in front."""
        self._frame = frame
        self.question.show_frame(frame)
        self._show_current()

    def apply_theme(self, theme: Theme) -> None:
        """Take over a theme's colours."""
        for view in (self.phase, self.number, self.map):
            view.apply_theme(theme)

    @Slot()
    def _show_current(self) -> None:
        view = self.tabs.currentWidget()
        if self._frame is not None and isinstance(view, (PhaseView, NumberView, CellView)):
            view.show_frame(self._frame)

    @Slot(object)
    def _followed(self, cell: Cell) -> None:
        self.map.set_cell(cell)
        self.cell_chosen.emit(cell)

    @Slot(object)
    def _chosen_in_map(self, cell: Cell) -> None:
        self.cell_chosen.emit(cell)
        self.question.set_cell(cell)

    def sizeHint(self) -> QSize:
        return QSize(300, 560)
