"""The right dock: the current phase and the number asked for, each on a tab of its own, with all the room."""

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from cnnviz.ui.frame import Frame
from cnnviz.ui.inspector.cell_view import CellView
from cnnviz.ui.inspector.phase_view import PhaseView
from cnnviz.ui.naming import Cell
from cnnviz.ui.theme import Theme


class Inspector(QWidget):
    """Choosing a number in the network brings its tab to the front; pointing at one only fills it."""

    cell_chosen = Signal(object)
    """A `Cell` was chosen in the maps of the number's tab."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Inspector")
        self.setAccessibleDescription("The current phase, and the number asked for")
        self.phase = PhaseView(self)
        self.number = CellView(self)
        self.number.cell_chosen.connect(self.cell_chosen)
        self.tabs = QTabWidget(self)
        self.tabs.setAccessibleName("Inspector's tabs")
        self.tabs.setAccessibleDescription("Choose between the current phase and the number asked for")
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(self.phase, "Phase")
        self.tabs.addTab(self.number, "Number")
        self.tabs.setTabToolTip(0, "What the current phase does: formulas, shapes and source (← → on the tabs)")
        self.tabs.setTabToolTip(
            1, "The number that was clicked or pointed at: value, formula and map (← → on the tabs)"
        )
        self.tabs.currentChanged.connect(self._show_current)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.tabs)
        self._frame: Frame | None = None

    def set_cell(self, cell: Cell | None) -> None:
        """Choose a cell, and bring its tab to the front; None forgets the chosen one."""
        self.number.set_cell(cell)
        if cell is not None:
            self.tabs.setCurrentWidget(self.number)

    def set_hovered(self, cell: Cell | None) -> None:
        """Show a cell for as long as it is pointed at."""
        self.number.set_hovered(cell)

    def show_frame(self, frame: Frame) -> None:
        """Hand the frame to the tab in front."""
        self._frame = frame
        self._show_current()

    def apply_theme(self, theme: Theme) -> None:
        """Take over a theme's colours."""
        self.phase.apply_theme(theme)
        self.number.apply_theme(theme)

    @Slot()
    def _show_current(self) -> None:
        if self._frame is None:
            return
        view = self.phase if self.tabs.currentWidget() is self.phase else self.number
        view.show_frame(self._frame)

    def sizeHint(self) -> QSize:
        return QSize(300, 560)
