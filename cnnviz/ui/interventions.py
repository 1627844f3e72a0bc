"""What a person changes in mid-run; where the run has already gone further, the window asks first."""

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from cnnviz.ui.frame import Frame
from cnnviz.ui.messages import may_branch
from cnnviz.ui.worker import TrainingWorker


class Interventions(QObject):
    """Hands changes of the run to the worker, after asking where that begins a branch."""

    refused = Signal()
    """The person would rather leave the run as it is."""

    def __init__(self, window: QWidget, worker: TrainingWorker) -> None:
        super().__init__(window)
        self._window = window
        self._worker = worker
        self.frame: Frame | None = None
        """The frame on view."""

    @Slot(float)
    def set_learning_rate(self, learning_rate: float) -> None:
        """Change eta from the step at hand on."""
        if self._may("Change the learning rate here?", "with the old learning rate", "with the new one"):
            self._worker.set_learning_rate(learning_rate)

    @Slot(str, object, float)
    def set_parameter(self, name: str, index: tuple[int, ...], value: float) -> None:
        """Set one number of a weight or bias by hand."""
        if self._may("Change a parameter here?", "with the old value", "with the new one"):
            self._worker.set_parameter(name, index, value)

    @Slot()
    def repeat_sample(self) -> None:
        """Train on the same sample once more."""
        if self._may("Repeat the image here?", "without the repetition", "with it"):
            self._worker.repeat_sample()

    @Slot(int)
    def choose_sample(self, index: int) -> None:
        """Train the step at hand on this one of the training images."""
        if self._may("Train on this image here?", "with other images", "with this one"):
            self._worker.choose_sample(index)

    @Slot()
    def undo(self) -> None:
        """Take back the last change at the position."""
        if self._may("Take the change back here?", "after the change", "without it"):
            self._worker.undo_change()

    def _may(self, title: str, made: str, goes_on: str) -> bool:
        if may_branch(self._window, self.frame, title, made, goes_on):
            return True
        self.refused.emit()
        return False
