"""Every parameter of a layer with its update, and what the update has done for the sample that it was made for."""

from PySide6.QtCore import QEvent, QSize, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from cnnviz.ui.debugger.before_after import BeforeAfter
from cnnviz.ui.debugger.before_after_view import BeforeAfterView
from cnnviz.ui.debugger.fitting_button import FittingButton
from cnnviz.ui.debugger.parameter_model import ParameterModel
from cnnviz.ui.debugger.parameter_rows import Column, edit_hint, learning_layers
from cnnviz.ui.debugger.parameter_table import ParameterTable
from cnnviz.ui.form_parts import Note
from cnnviz.ui.frame import Frame, Run
from cnnviz.ui.images.sample_rows import ROOM
from cnnviz.ui.keys import SpaceForButtons
from cnnviz.ui.naming import layer_titles
from cnnviz.ui.theme import Theme

_ORDERS = (
    ("in order", None),
    ("by |gradient|", Column.GRADIENT),
    ("by |old|", Column.OLD),
    ("by |−η·gradient|", Column.STEP),
    ("by |new|", Column.NEW),
)
_ASK_TIP = "Where the chosen number comes from: bring the inspector to the front (Ctrl+Enter in the table)."
_ROOM_FOR_ASK = 220
"""In a narrower panel the two choices need the room of the button; keys and menu do the same."""
_ROOM_FOR_LINES = 190
_ROWS_BESIDE_BARS = 7
"""The bars are shown where so many rows of the table still have room."""


class ParametersView(QWidget):
    """A layer's parameters: old, gradient, −η·gradient, new, blank where not computed; typed over to set one."""

    parameter_edited = Signal(str, object, float)
    """The name ("0.weight"), the index and the value of a number to be set before the next step is trained."""
    cell_clicked = Signal(object)
    """The `Cell` of a number that a person has gone to; the table stays in sight, for a double click edits."""
    answer_wanted = Signal(object)
    """The `Cell` of a number whose answer is to be brought into sight: the panel may stand in front of it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Parameters of a layer")
        self._frame: Frame | None = None
        self._run: Run | None = None
        self._said = ("", "")
        self.before_after = BeforeAfterView(self)
        self.bars = self.before_after.bars
        keeps_space = SpaceForButtons(self)
        self.layer = QComboBox()
        self.layer.setAccessibleName("Layer")
        self.layer.setToolTip("The layer whose parameters are listed.")
        self.order = QComboBox()
        self.order.setAccessibleName("Order of the parameters")
        self.order.setToolTip("The order of the rows; a click on a column's title sorts by it too.")
        self.order.addItems([text for text, _ in _ORDERS])
        for combo in (self.layer, self.order):
            combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            combo.setMinimumContentsLength(5)
            combo.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            combo.installEventFilter(keeps_space)
        self.model = ParameterModel(self)
        self.table = ParameterTable(self.model, self)
        self.ask = FittingButton("Where from?", "?")
        self.ask.setAccessibleName("Where the chosen number comes from")
        self.ask.setToolTip(_ASK_TIP)
        self.ask.setEnabled(False)
        self.ask.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.ask.installEventFilter(keeps_space)
        self.note = Note()
        self.note.setAccessibleName("How a number is set by hand, or what is wrong with it")
        self._lay_out()
        self.layer.activated.connect(self._show_table)
        self.order.currentIndexChanged.connect(self._show_table)
        self.table.horizontalHeader().sectionClicked.connect(self._sort_by)
        self.model.edited.connect(self.parameter_edited)
        self.model.refused.connect(self._tell)
        self.before_after.cell_clicked.connect(self.answer_wanted)
        self.table.chosen.connect(self.cell_clicked)
        self.table.asked.connect(self.answer_wanted)
        self.ask.clicked.connect(self.table.ask)
        self.table.selectionModel().currentChanged.connect(self._offer_to_ask)
        self.model.modelReset.connect(self._offer_to_ask)

    def _lay_out(self) -> None:
        choices = QHBoxLayout()
        choices.setContentsMargins(ROOM, 0, ROOM, 0)
        choices.setSpacing(4)
        choices.addWidget(self.layer)
        choices.addWidget(self.order)
        choices.addWidget(self.ask)
        above = QVBoxLayout()
        above.setContentsMargins(8 - ROOM, 6, 8 - ROOM, 0)
        above.setSpacing(2)
        above.addWidget(self.before_after)
        above.addSpacing(4)
        above.addLayout(choices)
        below = QVBoxLayout()
        below.setContentsMargins(8, 2, 8, 4)
        below.addWidget(self.note)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(above)
        layout.addWidget(self.table, 1)
        layout.addLayout(below)

    def show_frame(self, frame: Frame) -> None:
        """Show the parameters as far as the step on view has computed them."""
        self._frame = frame
        if frame.run is not self._run:
            self._run = frame.run
            self._offer_layers(frame)
        before = self.texts
        self.before_after.show_frame(frame)
        if self.texts is not before:
            self._show_what_there_is_room_for()
        self._show_table()

    def set_layer(self, index: int) -> None:
        """List the parameters of the layer of that index; a layer without parameters changes nothing."""
        place = self.layer.findData(index)
        if place >= 0 and place != self.layer.currentIndex():
            self.layer.setCurrentIndex(place)
            self._show_table()

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self.before_after.apply_theme(theme)
        self.table.apply_theme(theme)

    @property
    def texts(self) -> BeforeAfter | None:
        """What is said of the sample before and after the update."""
        return self.before_after.texts

    def _offer_layers(self, frame: Frame) -> None:
        titles = layer_titles(frame.run.layers)
        wanted = self.layer.currentData()
        self.layer.clear()
        for index in learning_layers(frame):
            self.layer.addItem(titles[index], index)
        self.layer.setCurrentIndex(max(0, self.layer.findData(wanted)))

    @Slot()
    def _offer_to_ask(self) -> None:
        self.ask.setEnabled(self.table.cell is not None)

    @Slot()
    def _show_table(self) -> None:
        frame, layer = self._frame, self.layer.currentData()
        if frame is None or layer is None:
            return
        is_other = layer != self.model.rows.layer or not self.model.rows.count
        before = self.model.rows.order
        self.model.show(frame, layer, _ORDERS[self.order.currentIndex()][1])
        if is_other:
            self.table.fit()
            self.table.scrollToTop()
        elif self.model.rows.order is not before and self.table.currentIndex().isValid():
            self.table.scrollTo(self.table.currentIndex())
        self._tell("")

    @Slot(int)
    def _sort_by(self, section: int) -> None:
        place = next(place for place, (_, column) in enumerate(_ORDERS) if column == section)
        self.order.setCurrentIndex(0 if self.order.currentIndex() == place else place)

    @Slot(str)
    def _tell(self, problem: str) -> None:
        said = (edit_hint(self._frame) if self._frame else "", problem)
        if said != self._said:
            self._said = said
            self.note.show_text(*said)

    def _show_what_there_is_room_for(self) -> None:
        self.ask.setVisible(self.width() >= _ROOM_FOR_ASK)
        self.before_after.set_short(self.height() < _ROOM_FOR_LINES)
        row = self.fontMetrics().height() + 4
        others = 8 * row + _ROWS_BESIDE_BARS * row
        self.bars.setVisible(self.height() >= others + self.bars.sizeHint().height())

    def sizeHint(self) -> QSize:
        return QSize(312, 420)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, 140)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.table.take_fonts()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_what_there_is_room_for()
