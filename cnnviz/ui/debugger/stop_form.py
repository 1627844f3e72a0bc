"""The form that asks for one more condition to stop at."""

from itertools import pairwise

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from cnnviz.training import TrainingError
from cnnviz.training.breakpoint_kinds import Kind, Parameter
from cnnviz.ui.debugger.stop_text import kinds_of, read_values, stop_at
from cnnviz.ui.debugger.typed_number import as_sentence
from cnnviz.ui.form_parts import EnterEdit, Note
from cnnviz.ui.frame import Frame, Run, StopAt
from cnnviz.ui.keys import SpaceForButtons
from cnnviz.ui.numbers import write


class StopForm(QWidget):
    """A kind of condition, its values and Add; a wrong value is told below in one sentence."""

    added = Signal(object)
    """The new `StopAt`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._frame: Frame | None = None
        self._run: Run | None = None
        self._kinds: tuple[Kind, ...] = ()
        self._fields: dict[str, QComboBox | QLineEdit] = {}
        self.known: tuple[StopAt, ...] = ()
        """The conditions that are in the list; none is added twice."""
        self.kind = QComboBox()
        self.kind.setAccessibleName("Condition to stop at")
        self.kind.setToolTip("What the run is to stop at, looked at after each step.")
        self.kind.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.kind.setMinimumContentsLength(10)
        self.add = QPushButton("Add")
        self.add.setToolTip("Stop there from now on (Enter in a field).")
        self.add.setAccessibleName("Add this condition")
        self.add.setMaximumWidth(self.add.fontMetrics().horizontalAdvance("Add") + 28)
        self.add.installEventFilter(SpaceForButtons(self))
        self.problem = Note()
        self.problem.setAccessibleName("What is wrong with the condition")
        self.problem.hide()
        self._row = QHBoxLayout()
        self._row.setSpacing(4)
        self._row.addStretch(1)
        self._row.addWidget(self.add)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.kind)
        layout.addLayout(self._row)
        layout.addWidget(self.problem)
        self.setEnabled(False)
        self.kind.currentIndexChanged.connect(self._ask_for_values)
        self.add.clicked.connect(self.submit)

    def show_frame(self, frame: Frame) -> None:
        """Offer what fits the run; where a condition's values fit the step at hand, they are taken from it."""
        self._frame = frame
        if frame.run is not self._run:
            self._run = frame.run
            kinds = kinds_of(frame)
            was = self.kind.blockSignals(True)
            wanted = self.kind.currentText()
            self.kind.clear()
            self.kind.addItems([kind.title for kind in kinds])
            self.kind.setCurrentIndex(max(0, self.kind.findText(wanted)))
            self.kind.blockSignals(was)
            self._ask_for_values()
            self.setEnabled(True)

    @property
    def fields(self) -> dict[str, QComboBox | QLineEdit]:
        """The fields of the chosen kind, by the names of its values."""
        return self._fields

    @Slot()
    def submit(self) -> None:
        """Add the condition, or say what is wrong with it."""
        if self._frame is None:
            return
        kind = self._kinds[self.kind.currentIndex()]
        typed = {
            name: field.currentData() if isinstance(field, QComboBox) else field.text()
            for name, field in self._fields.items()
        }
        try:
            stop = stop_at(kind, read_values(kind, typed), self.known)
        except TrainingError as error:
            self._tell(as_sentence(str(error)))
            return
        self._tell("")
        self.added.emit(stop)

    @Slot()
    def _ask_for_values(self) -> None:
        assert self._frame is not None
        self._kinds = kinds_of(self._frame)
        while self._row.count() > 1:
            if (widget := self._row.takeAt(0).widget()) is not None:
                widget.hide()
                widget.deleteLater()
        kind = self._kinds[self.kind.currentIndex()]
        self._fields = {one.name: _field(one) for one in kind.parameters}
        place = 0
        for one in kind.parameters:
            field = self._fields[one.name]
            field.setAccessibleName(f"{one.title}, {one.unit}" if one.unit else one.title)
            field.setToolTip(f"{kind.title}: the {one.title}" + (f", in {one.unit}." if one.unit else "."))
            self._row.insertWidget(place, field, 3 if one.choices else 2)
            place += 1
            if isinstance(field, QLineEdit):
                field.returnPressed.connect(self.submit)
                field.textEdited.connect(self._forget_problem)
            if one.unit:
                self._row.insertWidget(place, QLabel(one.unit))
                place += 1
        if not kind.parameters:
            self._row.insertStretch(0, 1)
        self._tell("")
        self._set_tab_order()

    def _set_tab_order(self) -> None:
        chain = [self.kind, *self._fields.values(), self.add]
        for before, after in pairwise(chain):
            QWidget.setTabOrder(before, after)

    @Slot()
    def _forget_problem(self) -> None:
        self._tell("")

    def _tell(self, problem: str) -> None:
        self.problem.show_text("", problem)
        self.problem.setVisible(bool(problem))


def _field(parameter: Parameter) -> QComboBox | QLineEdit:
    """A field for one value, filled with its default."""
    if parameter.choices:
        combo = QComboBox()
        combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        combo.setMinimumContentsLength(4)
        for value, name in parameter.choices:
            combo.addItem(name, value)
        return combo
    edit = EnterEdit(write(parameter.default, 9))
    edit.setMinimumWidth(44)
    return edit
