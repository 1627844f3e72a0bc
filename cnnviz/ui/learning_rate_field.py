"""The learning rate in the toolbar: a number that may be written as 0.001 or 1e-3."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QSizePolicy, QToolTip, QWidget

from cnnviz.training import ExperimentError
from cnnviz.training.experiment import check_learning_rate

_LONGEST = "1.23457e-05"
"""As long a number as is shown."""
_AROUND = 20
"""Pixels that the field's frame and margins take."""


def parse_learning_rate(text: str) -> float:
    """The number in a text; raises ExperimentError with one clear sentence for anything else."""
    try:
        value = float(text.strip().replace(",", "."))
    except ValueError:
        raise ExperimentError(
            "learning_rate", f"the learning rate must be a number such as 0.001, not {text.strip()!r}"
        ) from None
    return check_learning_rate(value)


class LearningRateField(QWidget):
    """Shows eta of the step at hand; Enter takes over what was typed, Escape takes it back."""

    changed = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._value = 0.0
        self._edit = _Edit()
        self._edit.setFixedWidth(self._edit.fontMetrics().horizontalAdvance(_LONGEST) + _AROUND)
        self._edit.setAccessibleName("Learning rate η")
        tip = (
            "The learning rate η: how far each update goes along the gradient.\n"
            "Type a number and press Enter: it holds from this step on.\n"
            "A linear schedule falls from it to 0 at the end of the run."
        )
        self._edit.setToolTip(tip)
        label = QLabel("η")
        label.setToolTip(tip)
        label.setBuddy(self._edit)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(6, 0, 6, 0)
        layout.addWidget(label)
        layout.addWidget(self._edit)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._edit.returnPressed.connect(self._take)
        self._edit.left.connect(self._show)

    @property
    def edit(self) -> QLineEdit:
        """The text field."""
        return self._edit

    def show_value(self, value: float, again: bool = False) -> None:
        """Show a learning rate, unless somebody is typing another; `again`: also where it is the same."""
        if value != self._value or again:
            self._value = value
            if not self._edit.hasFocus() or not self._edit.isModified():
                self._show()

    def _show(self) -> None:
        self._edit.setText(f"{self._value:.6g}")
        self._edit.setCursorPosition(0)
        self._edit.setModified(False)

    def _take(self) -> None:
        try:
            value = parse_learning_rate(self._edit.text())
        except ExperimentError as error:
            QToolTip.showText(self._edit.mapToGlobal(self._edit.rect().bottomLeft()), str(error), self._edit)
            self._edit.setAccessibleDescription(str(error))
            self._edit.selectAll()
            return
        is_typed = self._edit.isModified()  # else it is η as it is shown, with fewer digits than it has
        self._edit.setAccessibleDescription("")
        self._edit.setModified(False)
        self._edit.clearFocus()
        if is_typed and value != self._value:
            self.changed.emit(value)
        else:
            self._show()


class _Edit(QLineEdit):
    left = Signal()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.clearFocus()
        else:
            super().keyPressEvent(event)
