"""What was changed in mid-run, and the courses that the run has taken since: to be gone to, repeated, taken back."""

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from cnnviz.training import Branch, Event
from cnnviz.ui.debugger.changes_text import REPEAT_TIP, UNDO_TIP, change_rows, course_rows, why_no_repeat, why_no_undo
from cnnviz.ui.debugger.fitting_button import FittingButton
from cnnviz.ui.debugger.row_list import RowList
from cnnviz.ui.frame import Frame
from cnnviz.ui.images.fonts import bold
from cnnviz.ui.keys import SpaceForButtons
from cnnviz.ui.theme import Theme


class ChangesView(QWidget):
    """Two buttons for the step at hand, the list of changes and, where there are several, the courses."""

    seek_requested = Signal(int)
    """The position of a change to go to."""
    branch_chosen = Signal(int)
    """The number of a course to walk."""
    repeat_requested = Signal()
    undo_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Changes")
        self.setAccessibleDescription("What was changed in mid-run, and the courses that the run has taken.")
        self._events: tuple[Event, ...] = ()
        self._branches: tuple[Branch, ...] = ()
        self._keeps_space = SpaceForButtons(self)
        self.repeat = self._button(REPEAT_TIP, "Repeat this image", "Repeat")
        self.undo = self._button(UNDO_TIP, "Take the last change here back", "Take the last back", "Take back")
        self.changes = RowList(
            "Nothing has been changed yet. Set another learning rate, type over a parameter or repeat an image: "
            "each change is listed here."
        )
        self.changes.setAccessibleName("What was changed")
        self.changes.setToolTip("Double click or Enter: go to the step of a change.")
        self.courses = RowList("")
        self.courses.setAccessibleName("Courses of the run")
        self.courses.setToolTip("Double click or Enter: walk a course.")
        self._courses_heading = _heading("Courses")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 6, 8, 8)
        layout.setSpacing(4)
        layout.addWidget(self.repeat)
        layout.addWidget(self.undo)
        layout.addWidget(_heading("Changes"))
        layout.addWidget(self.changes, 1)
        layout.addWidget(self._courses_heading)
        layout.addWidget(self.courses, 1)
        self._show_courses(())
        self.repeat.clicked.connect(self.repeat_requested)
        self.undo.clicked.connect(self.undo_requested)
        self.changes.chosen.connect(self._go)
        self.courses.chosen.connect(self._walk)

    def show_frame(self, frame: Frame) -> None:
        """Show what was changed, and what can be changed at the step at hand."""
        self._events = frame.events
        self.changes.show_rows(change_rows(frame))
        if frame.branches != self._branches:
            self._show_courses(frame.branches)
        for button, tip, reason in (
            (self.repeat, REPEAT_TIP, why_no_repeat(frame)),
            (self.undo, UNDO_TIP, why_no_undo(frame)),
        ):
            button.setEnabled(not reason)
            button.setToolTip(reason or tip)

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self.changes.apply_theme(theme)
        self.courses.apply_theme(theme)

    def _show_courses(self, branches: tuple[Branch, ...]) -> None:
        self._branches = branches
        self.courses.show_rows(course_rows(branches))
        for widget in (self._courses_heading, self.courses):
            widget.setVisible(len(branches) > 1)

    def _button(self, tip: str, *texts: str) -> QPushButton:
        button = FittingButton(*texts)
        button.setToolTip(tip)
        button.setAccessibleName(texts[0])
        button.setAccessibleDescription(tip)
        button.setEnabled(False)
        button.installEventFilter(self._keeps_space)
        button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        return button

    @Slot(int)
    def _go(self, place: int) -> None:
        self.seek_requested.emit(self._events[place].position)

    @Slot(int)
    def _walk(self, place: int) -> None:
        branch = self._branches[place]
        if not branch.is_current:
            self.branch_chosen.emit(branch.number)

    def sizeHint(self) -> QSize:
        return QSize(240, 300)


def _heading(text: str) -> QLabel:
    label = QLabel(text)
    label.setFont(bold(label.font()))
    label.setContentsMargins(0, 4, 0, 0)
    return label
