"""A list of short texts that one goes to, ticks or deletes, by mouse and by keyboard."""

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QWidget

from cnnviz.paths import resources_folder
from cnnviz.ui.images.fonts import bold, smaller
from cnnviz.ui.keys import keeps
from cnnviz.ui.theme import Theme, load_theme

_ENTER: Final = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
_WALKING: Final = frozenset(
    {Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}
)
_DELETE: Final = frozenset({Qt.Key.Key_Delete, Qt.Key.Key_Backspace})
_PAD: Final = 6
_ROOM: Final = 5


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the list."""

    text: str
    tip: str
    is_here: bool = False
    """Whether it is where the run is: bold."""
    is_ahead: bool = False
    """Whether the run is not there yet: muted."""
    is_checked: bool | None = None
    """None: it has no check box."""


def _boxes(theme: Theme) -> str:
    """Check boxes as the window's other ones: the style's own cannot be seen on a dark ground."""
    check = (resources_folder() / "icons" / "check.svg").as_posix()
    return (
        "QListWidget::indicator { width: 12px; height: 12px; border-radius: 3px;"
        f" border: 1px solid {theme.muted}; background: {theme.base}; }}"
        f"QListWidget::indicator:checked {{ background: {theme.highlight}; border-color: {theme.muted};"
        f' image: url("{check}"); }}'
    )


class RowList(QListWidget):
    """Shows rows; keeps the keys it needs from the window's shortcuts while it has the focus."""

    chosen = Signal(int)
    """The place of a row that was double-clicked, or where Enter was pressed."""
    checked = Signal(int, bool)
    """The place of a row whose box was ticked or cleared."""
    delete_pressed = Signal()

    def __init__(self, placeholder: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[Row, ...] = ()
        self._placeholder = placeholder
        self._theme = load_theme("light")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setTabKeyNavigation(False)
        self.installEventFilter(self)
        self.itemDoubleClicked.connect(self._choose)
        self.itemChanged.connect(self._tell_check)

    @property
    def rows(self) -> tuple[Row, ...]:
        """What is shown."""
        return self._rows

    @property
    def place(self) -> int | None:
        """The place of the current row; None where there is none."""
        return self.currentRow() if self.currentRow() >= 0 else None

    def show_rows(self, rows: tuple[Row, ...]) -> None:
        """Show these rows, top to bottom; the current row stays where it is."""
        if rows == self._rows:
            return
        self._rows = rows
        while self.count() > len(rows):
            self.takeItem(self.count() - 1)
        for place, row in enumerate(rows):
            if place == self.count():
                self.addItem(QListWidgetItem())
            self._fill(self.item(place), row)
        self.viewport().update()

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.setStyleSheet(_boxes(theme))
        self._fill_all()
        self.viewport().update()

    def _fill_all(self) -> None:
        for place, row in enumerate(self._rows):
            self._fill(self.item(place), row)

    def _fill(self, item: QListWidgetItem, row: Row) -> None:
        was = self.blockSignals(True)
        item.setText(row.text)
        item.setSizeHint(QSize(0, (row.text.count("\n") + 1) * self.fontMetrics().height() + _ROOM))
        item.setToolTip(row.tip)
        item.setFont(bold(self.font()) if row.is_here else self.font())
        item.setForeground(self._theme.color("muted" if row.is_ahead else "text"))
        item.setData(Qt.ItemDataRole.AccessibleDescriptionRole, row.tip)
        if row.is_checked is not None:
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if row.is_checked else Qt.CheckState.Unchecked)
        self.blockSignals(was)

    @Slot(QListWidgetItem)
    def _choose(self, item: QListWidgetItem) -> None:
        self.chosen.emit(self.row(item))

    @Slot(QListWidgetItem)
    def _tell_check(self, item: QListWidgetItem) -> None:
        place, is_on = self.row(item), item.checkState() is Qt.CheckState.Checked
        if place < len(self._rows) and self._rows[place].is_checked not in (None, is_on):
            self.checked.emit(place, is_on)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # Not an override of event(): an error in a paintEvent below one would end the process instead of being shown.
        is_checkable = bool(self._rows) and self._rows[0].is_checked is not None
        own = _WALKING | _ENTER | (_DELETE | {Qt.Key.Key_Space} if is_checkable else frozenset())
        return keeps(event, own) or super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ENTER:
            if self.place is not None:
                self.chosen.emit(self.place)
        elif event.key() in _DELETE:
            self.delete_pressed.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._rows:
            painter = QPainter(self.viewport())
            painter.setFont(smaller(self.font()))
            painter.setPen(self._theme.color("muted"))
            room = self.viewport().rect().adjusted(_PAD, _PAD, -_PAD, -_PAD)
            painter.drawText(room, Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap, self._placeholder)
            painter.end()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fill_all()

    def sizeHint(self) -> QSize:
        return QSize(220, 110)

    def minimumSizeHint(self) -> QSize:
        return QSize(80, 2 * (self.fontMetrics().height() + _ROOM))
