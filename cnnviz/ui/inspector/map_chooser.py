"""Chooses one of a tensor's maps: `filter 3 (0–5)`, and for filters over several channels also the channel."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QSpinBox, QWidget

from cnnviz.ui.inspector.cell_maps import Axis

_MOST_AXES = 2


class MapChooser(QWidget):
    """One spin box for each axis along which there is more than one map; they count from 0, as indexes do."""

    place_chosen = Signal(int, int)
    """The axis, and the place along it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.boxes = tuple(QSpinBox(self) for _ in range(_MOST_AXES))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        for box in self.boxes:
            box.setWrapping(True)
            box.setToolTip("Choose another map of this tensor (up and down arrow keys)")
            box.setVisible(False)
            box.valueChanged.connect(self._choose)
            layout.addWidget(box)
        layout.addStretch(1)

    def show_axes(self, axes: tuple[Axis, ...]) -> None:
        """Offer the maps of a tensor."""
        for number, box in enumerate(self.boxes):
            axis = axes[number] if number < len(axes) else None
            box.setVisible(axis is not None and axis.length > 1)
            if axis is None:
                continue
            box.blockSignals(True)
            box.setRange(0, axis.length - 1)
            box.setPrefix(f"{axis.name} ")
            box.setSuffix(f" (0–{axis.length - 1})")
            box.setValue(axis.place)
            box.blockSignals(False)
            box.setAccessibleName(axis.name.capitalize())
            box.setAccessibleDescription(f"Which {axis.name}'s map is shown, counted from 0 as in the indexes")
            box.setToolTip(f"Choose the {axis.name} whose map is shown, counted from 0 as in the indexes (↑ ↓)")

    @Slot(int)
    def _choose(self, place: int) -> None:
        self.place_chosen.emit(self.boxes.index(self.sender()), place)
