"""The right dock: the current phase, where the number asked for comes from, its map, and the layer at work."""

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from cnnviz.explain import Cell
from cnnviz.ui.frame import Frame
from cnnviz.ui.inspector.cell_view import CellView
from cnnviz.ui.inspector.look import derived_font
from cnnviz.ui.inspector.number_view import NumberView
from cnnviz.ui.inspector.phase_view import PhaseView
from cnnviz.ui.inspector.question import Question
from cnnviz.ui.inspector.slide.slide_view import SlideView
from cnnviz.ui.theme import Theme

_TABS = (
    ("Phase", "What the current phase does: formulas, shapes and source (← → on the tabs)"),
    ("Number", "Where the number that was clicked comes from: formula and terms (← → on the tabs)"),
    ("Map", "The map that the number is in, and the numbers around it (← → on the tabs)"),
    ("Slide", "A layer at work: its window slides and the sum grows, stop by stop (← → on the tabs)"),
)

_ROOM_FOR_TITLES = 225
"""In a narrower dock the tabs' titles are written smaller, so that none is cut."""
_TIGHT_FONT = 0.88

_View = PhaseView | NumberView | CellView | SlideView


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
        self.setAccessibleDescription("The phase, the number asked for and its map, and the layer at work")
        self.question = Question(self)
        self.question.followed.connect(self._followed)
        self.question.sources_changed.connect(self.sources_changed)
        self.question.hover_sources_changed.connect(self.hover_sources_changed)
        self.phase = PhaseView(self)
        self.number = NumberView(self.question, self)
        self.map = CellView(self)
        self.map.cell_chosen.connect(self._chosen_in_map)
        self.slide = SlideView(self)
        self.slide.place_shown.connect(self._slid_to)
        self._slid: Cell | None = None
        self.tabs = QTabWidget(self)
        self.tabs.setAccessibleName("Inspector's tabs")
        self.tabs.setAccessibleDescription("Choose the phase, the number asked for, its map, and the layer at work")
        self.tabs.setDocumentMode(True)
        self.tabs.setUsesScrollButtons(False)
        self.tabs.setElideMode(Qt.TextElideMode.ElideRight)
        for view, (name, tip) in zip(self._views, _TABS, strict=True):
            self.tabs.setTabToolTip(self.tabs.addTab(view, name), tip)
        self.tabs.currentChanged.connect(self._show_current)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.tabs)
        self._frame: Frame | None = None

    def set_cell(self, cell: Cell | None) -> None:
        """Choose a cell, and bring its number or its map to the front; None forgets the chosen one."""
        was_sliding, self._slid = self._slid is not None, None
        self.question.set_cell(cell)
        if was_sliding:
            self.question.tell_sources()
        self.map.set_cell(cell)
        self.slide.set_cell(cell)
        if cell is not None and self.tabs.currentWidget() is self.phase:
            self.tabs.setCurrentWidget(self.number)

    def set_hovered(self, cell: Cell | None) -> None:
        """Show a cell for as long as it is pointed at: in its map and, where none is chosen, as the number."""
        self.question.set_hovered(cell)
        self.map.set_hovered(cell)

    @Slot(object)
    def set_pace(self, phases_per_second: float | None) -> None:
        """Let the window slide at this pace; None: full speed."""
        self.slide.set_pace(phases_per_second)

    def show_frame(self, frame: Frame) -> None:
        """Hand the frame to the tab in front."""
        self._frame = frame
        self.question.show_frame(frame)
        self._show_current()

    def apply_theme(self, theme: Theme) -> None:
        """Take over a theme's colours."""
        for view in self._views:
            view.apply_theme(theme)

    @Slot()
    def _show_current(self) -> None:
        view = self.tabs.currentWidget()
        if view is not self.slide:
            self._take_over()
        if self._frame is not None and isinstance(view, _View):
            view.show_frame(self._frame)

    def _take_over(self) -> None:
        """Ask for the number at which the slide was left: while it slides, nothing else follows it."""
        if self._slid is not None:
            cell, self._slid = self._slid, None
            self.question.set_cell(cell)
            self.question.tell_sources()
            self.map.set_cell(cell)

    @Slot(object, object)
    def _slid_to(self, cell: Cell, sources: tuple[Cell, ...]) -> None:
        self._slid = cell
        self.cell_chosen.emit(cell)
        self.sources_changed.emit(sources)

    @Slot(object)
    def _followed(self, cell: Cell) -> None:
        self.map.set_cell(cell)
        self.slide.set_cell(cell)
        self.cell_chosen.emit(cell)

    @Slot(object)
    def _chosen_in_map(self, cell: Cell) -> None:
        self.slide.set_cell(cell)
        self.cell_chosen.emit(cell)
        self.question.set_cell(cell)

    @property
    def _views(self) -> tuple[_View, ...]:
        return self.phase, self.number, self.map, self.slide

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        bar = self.tabs.tabBar()
        font = derived_font(self, _TIGHT_FONT if self.width() < _ROOM_FOR_TITLES else 1.0)
        if font.pointSizeF() != bar.font().pointSizeF():
            bar.setFont(font)

    def sizeHint(self) -> QSize:
        return QSize(300, 560)
