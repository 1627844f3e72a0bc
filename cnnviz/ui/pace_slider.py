"""The slider that sets how fast a run is watched; it fits a toolbar."""

from typing import Final

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QSlider, QWidget

from cnnviz.ui.keys import SLIDER_KEYS, OwnKeys
from cnnviz.ui.pace import PACES, nearest_stop, pace_text
from cnnviz.ui.theme import Theme

_MAXIMUM_WIDTH: Final = 260
_SLIDER_WIDTH: Final = 60


class PaceSlider(QWidget):
    """The stops of PACES on a slider, with the pace in words beside it."""

    pace_changed = Signal(object)
    """The new pace: phases a second as a float, or None for full speed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        tip = "How many phases a second a run computes; at the right end as many as it can."
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._slider.installEventFilter(OwnKeys(SLIDER_KEYS, self._slider))  # the arrows are shortcuts elsewhere
        self._slider.setRange(0, len(PACES) - 1)
        self._slider.setValue(nearest_stop(None))
        self._slider.setPageStep(3)
        self._slider.setMinimumWidth(_SLIDER_WIDTH)
        self._slider.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._slider.setAccessibleName("Speed")
        self._slider.valueChanged.connect(self._show_and_tell)
        label = QLabel("Speed")
        label.setBuddy(self._slider)
        self._text = QLabel()
        self._text.setAccessibleName("Speed in words")
        for widget in (self, label, self._slider, self._text):
            widget.setToolTip(tip)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(4, 0, 4, 0)
        layout.setSpacing(6)
        layout.addWidget(label)
        layout.addWidget(self._slider, 1)
        layout.addWidget(self._text)
        self.setMaximumWidth(_MAXIMUM_WIDTH)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setFocusProxy(self._slider)
        self.setAccessibleName("Speed of the run")
        self._reserve_width()
        self._show()

    def pace(self) -> float | None:
        """Phases a second; None: full speed."""
        return PACES[self._slider.value()]

    def set_pace(self, pace: float | None) -> None:
        """Go to the stop that is nearest to a pace; raises ValueError for 0, negative numbers and NaN."""
        self._slider.setValue(nearest_stop(pace))

    @Slot()
    def faster(self) -> None:
        """One stop up."""
        self._slider.setValue(self._slider.value() + 1)

    @Slot()
    def slower(self) -> None:
        """One stop down."""
        self._slider.setValue(self._slider.value() - 1)

    def apply_theme(self, theme: Theme) -> None:
        """The slider takes its colours from the palette alone."""
        self.update()

    @Slot(int)
    def _show_and_tell(self, stop: int) -> None:
        self._show()
        self.pace_changed.emit(PACES[stop])

    def _show(self) -> None:
        text = pace_text(self.pace())
        self._text.setText(text)
        self._slider.setAccessibleDescription(f"{text}. {self.toolTip()}")

    def _reserve_width(self) -> None:
        """Room for the widest text, so that nothing beside it moves when the pace changes."""
        metrics = self._text.fontMetrics()
        self._text.setFixedWidth(max(metrics.horizontalAdvance(pace_text(pace)) for pace in PACES) + 2)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange) and hasattr(self, "_text"):
            self._reserve_width()
