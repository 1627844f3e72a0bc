"""Every parameter of a layer with its update, and what the update has done for the sample that it was made for."""

from PySide6.QtCore import QEvent, QSize, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from cnnviz.ui.debugger.before_after import BeforeAfter, before_after
from cnnviz.ui.debugger.pair_bars import PairBars
from cnnviz.ui.debugger.parameter_model import ParameterModel
from cnnviz.ui.debugger.parameter_rows import Column, edit_hint, learning_layers
from cnnviz.ui.debugger.parameter_table import ParameterTable
from cnnviz.ui.form_parts import Note
from cnnviz.ui.frame import Frame, Run
from cnnviz.ui.header import ElidedLabel
from cnnviz.ui.images.fonts import bold
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
_ROWS_BESIDE_BARS = 7
"""The bars are shown where so many rows of the table still have room."""


class ParametersView(QWidget):
    """A layer's parameters: old, gradient, −η·gradient, new, blank where not computed; typed over to set one."""

    parameter_edited = Signal(str, object, float)
    """The name ("0.weight"), the index and the value of a number to be set before the next step is trained."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Parameters of a layer")
        self._frame: Frame | None = None
        self._run: Run | None = None
        self._before_after: BeforeAfter | None = None
        self._said = ("", "")
        self._loss, self._probability, self._why = ElidedLabel(), ElidedLabel(), ElidedLabel()
        for label, name in (
            (self._loss, "Loss before and after the update"),
            (self._probability, "Probability of the true class before and after the update"),
            (self._why, "What is compared"),
        ):
            label.setAccessibleName(name)
        self._loss.setFont(bold(self._loss.font()))
        self.bars = PairBars()
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
        self.note = Note()
        self.note.setAccessibleName("How a number is set by hand, or what is wrong with it")
        self._lay_out()
        self.layer.activated.connect(self._show_table)
        self.order.currentIndexChanged.connect(self._show_table)
        self.table.horizontalHeader().sectionClicked.connect(self._sort_by)
        self.model.edited.connect(self.parameter_edited)
        self.model.refused.connect(self._tell)

    def _lay_out(self) -> None:
        choices = QHBoxLayout()
        choices.setSpacing(4)
        choices.addWidget(self.layer)
        choices.addWidget(self.order)
        above = QVBoxLayout()
        above.setContentsMargins(8, 6, 8, 0)
        above.setSpacing(2)
        for widget in (self._loss, self._probability, self._why, self.bars):
            above.addWidget(widget)
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
        self._show_before_after(before_after(frame))
        self._show_table()

    def set_layer(self, index: int) -> None:
        """List the parameters of the layer of that index; a layer without parameters changes nothing."""
        place = self.layer.findData(index)
        if place >= 0 and place != self.layer.currentIndex():
            self.layer.setCurrentIndex(place)
            self._show_table()

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self.bars.apply_theme(theme)
        self.table.apply_theme(theme)
        for label in (self._probability, self._why):
            palette = label.palette()
            palette.setColor(label.foregroundRole(), theme.color("text" if label is self._probability else "muted"))
            label.setPalette(palette)

    @property
    def texts(self) -> BeforeAfter | None:
        """What is said of the sample before and after the update."""
        return self._before_after

    def _offer_layers(self, frame: Frame) -> None:
        titles = layer_titles(frame.run.layers)
        wanted = self.layer.currentData()
        self.layer.clear()
        for index in learning_layers(frame):
            self.layer.addItem(titles[index], index)
        self.layer.setCurrentIndex(max(0, self.layer.findData(wanted)))

    def _show_before_after(self, texts: BeforeAfter) -> None:
        if texts == self._before_after:
            return
        self._before_after = texts
        for label, text in (
            (self._loss, texts.loss),
            (self._probability, texts.probability),
            (self._why, texts.hint),
        ):
            label.setText(text)
            label.setToolTip(text)
        self.bars.show_pairs(texts.classes)
        self._show_bars_where_there_is_room()

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

    def _show_bars_where_there_is_room(self) -> None:
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
            self._loss.setFont(bold(self.font()))
            self.table.take_fonts()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_bars_where_there_is_room()
