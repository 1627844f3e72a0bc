"""Check boxes for the classes of a data set, by their names, with a scroll bar where there are many."""

from collections.abc import Iterable
from typing import Final

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

_COLUMNS: Final = 5
_LONGEST_NAME: Final = 16
"""Letters of a name that are shown; the tooltip has all."""
_ROWS_SHOWN: Final = 3


class ClassChoice(QWidget):
    """Which classes are chosen; at first none."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names: tuple[str, ...] = ()
        self._boxes: list[QCheckBox] = []
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        every, none = QPushButton("&All classes"), QPushButton("&None")
        self._none = none
        every.setToolTip("Choose all classes.")
        none.setToolTip("Choose no class, to choose afresh.")
        every.clicked.connect(self._choose_all)
        none.clicked.connect(self._choose_none)
        for button in (every, none):
            button.setAccessibleName(button.toolTip().rstrip("."))
            button.setAutoDefault(False)
        buttons = QHBoxLayout()
        buttons.addWidget(every)
        buttons.addWidget(none)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(buttons)
        layout.addWidget(self._scroll)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Classes")

    def show_names(self, names: tuple[str, ...]) -> None:
        """Offer the classes of a data set; those chosen before stay chosen, by their numbers."""
        if names == self._names:
            return
        chosen = self.chosen()
        self._names = names
        self._boxes = [self._box(name) for name in names]
        panel = QWidget()
        grid = QGridLayout(panel)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(2)
        for number, box in enumerate(self._boxes):
            grid.addWidget(box, number // _COLUMNS, number % _COLUMNS)
        self._scroll.setWidget(panel)
        previous: QWidget = self._none
        for box in self._boxes:
            QWidget.setTabOrder(previous, box)
            previous = box
        rows = min(_ROWS_SHOWN, -(-len(names) // _COLUMNS))
        self._scroll.setFixedHeight(rows * (self._boxes[0].sizeHint().height() + 2) if self._boxes else 0)
        self.choose(chosen)

    def chosen(self) -> tuple[int, ...]:
        """The numbers of the chosen classes, ascending."""
        return tuple(number for number, box in enumerate(self._boxes) if box.isChecked())

    def choose(self, numbers: Iterable[int]) -> None:
        """Choose exactly these classes, of those there are; emits nothing."""
        wanted = set(numbers)
        for number, box in enumerate(self._boxes):
            with QSignalBlocker(box):
                box.setChecked(number in wanted)

    def _box(self, name: str) -> QCheckBox:
        shown = name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"
        box = QCheckBox(shown.replace("&", "&&"))
        box.setAccessibleName(f"Class {name}")
        box.setToolTip(f"Tell images of class “{name}” apart from those of the other chosen classes.")
        box.toggled.connect(self._box_toggled)
        return box

    @Slot()
    def _box_toggled(self) -> None:
        self.changed.emit()

    @Slot()
    def _choose_all(self) -> None:
        self.choose(range(len(self._boxes)))
        self.changed.emit()

    @Slot()
    def _choose_none(self) -> None:
        self.choose(())
        self.changed.emit()
