"""Run until: the conditions at which the run stops by itself, to be ticked, added and removed."""

from dataclasses import replace

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from cnnviz.ui.debugger.row_list import Row, RowList
from cnnviz.ui.debugger.stop_form import StopForm
from cnnviz.ui.frame import Frame, StopAt
from cnnviz.ui.images.fonts import bold
from cnnviz.ui.keys import SpaceForButtons
from cnnviz.ui.theme import Theme


class StopsView(QWidget):
    """Lists the conditions to stop at, and asks for one more. A frame that is older than a change does not undo it."""

    breakpoints_changed = Signal(object)
    """What the person wants: all conditions, a `tuple[StopAt, ...]`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Run until")
        self.setAccessibleDescription("The conditions at which the run stops by itself.")
        self._stops: tuple[StopAt, ...] = ()
        self._of_frame: tuple[StopAt, ...] = ()
        self._asked: list[tuple[StopAt, ...]] = []
        """What was asked for and has not come back in a frame."""
        heading = QLabel("Run until")
        heading.setFont(bold(heading.font()))
        self.list = RowList("Nothing stops the run before its end yet. Choose a condition below and add it.")
        self.list.setAccessibleName("Conditions to stop at")
        self.list.setToolTip("Tick a condition to stop there (Space); Delete takes it from the list.")
        self.form = StopForm()
        self.remove = QPushButton("Remove")
        self.remove.setToolTip("Take the selected condition from the list (Delete).")
        self.remove.setAccessibleName("Remove the selected condition")
        self.remove.installEventFilter(SpaceForButtons(self))
        self.remove.setEnabled(False)
        top = QHBoxLayout()
        top.addWidget(heading, 1)
        top.addWidget(self.remove)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 6, 8, 8)
        layout.setSpacing(6)
        layout.addLayout(top)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.form)
        self.list.checked.connect(self._switch)
        self.list.delete_pressed.connect(self._remove)
        self.list.currentRowChanged.connect(self._offer_removal)
        self.remove.clicked.connect(self._remove)
        self.form.added.connect(self._add)

    def show_frame(self, frame: Frame) -> None:
        """Show the conditions that the run has."""
        self.form.show_frame(frame)
        stops = frame.breakpoints
        if stops is self._of_frame:
            return
        self._of_frame = stops
        places = [place for place, one in enumerate(self._asked) if one is stops]
        self._asked = self._asked[places[-1] + 1 :] if places else []
        if not self._asked:
            self._show(stops)

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self.list.apply_theme(theme)

    @property
    def stops(self) -> tuple[StopAt, ...]:
        """The conditions in the list."""
        return self._stops

    def _show(self, stops: tuple[StopAt, ...]) -> None:
        self._stops = self.form.known = stops
        self.list.show_rows(tuple(map(_row, stops)))
        self._offer_removal()

    def _ask(self, stops: tuple[StopAt, ...]) -> None:
        self._asked.append(stops)
        self._show(stops)
        self.breakpoints_changed.emit(stops)

    @Slot(object)
    def _add(self, stop: StopAt) -> None:
        self._ask((*self._stops, stop))
        self.list.setCurrentRow(len(self._stops) - 1)

    @Slot(int, bool)
    def _switch(self, place: int, is_on: bool) -> None:
        changed = replace(self._stops[place], is_on=is_on)
        self._ask((*self._stops[:place], changed, *self._stops[place + 1 :]))

    @Slot()
    def _remove(self) -> None:
        place = self.list.place
        if place is not None:
            self._ask(self._stops[:place] + self._stops[place + 1 :])

    @Slot()
    def _offer_removal(self) -> None:
        self.remove.setEnabled(self.list.place is not None)

    def sizeHint(self) -> QSize:
        return QSize(240, 300)


def _row(stop: StopAt) -> Row:
    what = "The run stops there." if stop.is_on else "The run goes on there; tick it to stop."
    return Row(stop.title, f"{stop.title}\n{what}", is_ahead=not stop.is_on, is_checked=stop.is_on)
