"""What the menu File does: a new experiment, runs opened and saved, tables and pictures written."""

from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from cnnviz.ui.experiment_dialog import ExperimentDialog
from cnnviz.ui.frame import Frame
from cnnviz.ui.inspector.table_files import write_step
from cnnviz.ui.memory import Memory
from cnnviz.ui.worker import Failure, TrainingWorker

_RUN_FILES = "Runs (*.safetensors);;All files (*)"


class RunFiles(QObject):
    """Asks for files and hands them to the worker, or writes them; `window` is what pictures are taken of."""

    done = Signal(str)
    """One sentence on what was written."""
    failed = Signal(object)
    """A `Failure`."""

    def __init__(self, window: QWidget, worker: TrainingWorker, memory: Memory) -> None:
        super().__init__(window)
        self._window = window
        self._worker = worker
        self._memory = memory
        self.frame: Frame | None = None
        """The frame on view."""
        worker.saved.connect(self._tell_saved)

    @Slot()
    def new(self) -> None:
        """Ask for another experiment, and begin it."""
        if self.frame is None:
            return
        run = self.frame.run
        dialog = ExperimentDialog(run.experiment, self._window, run.dataset)
        dialog.accepted.connect(lambda: self._worker.open_experiment(dialog.experiment(), dialog.dataset()))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    @Slot()
    def open(self) -> None:
        """Ask for a saved run, and go on with it."""
        name, _ = QFileDialog.getOpenFileName(self._window, "Open a run", self._memory.folder, _RUN_FILES)
        if name:
            self._memory.keep_folder_of(name)
            self._worker.open_file(Path(name))

    @Slot()
    def save(self) -> None:
        """Ask for a file, and write the run to it."""
        at_first = f"{self._memory.folder}/run.safetensors"
        name, _ = QFileDialog.getSaveFileName(self._window, "Save the run", at_first, _RUN_FILES)
        if name:
            self._memory.keep_folder_of(name)
            path = Path(name)
            self._worker.save_file(path if path.suffix else path.with_suffix(".safetensors"))

    @Slot()
    def save_tables(self) -> None:
        """Ask for a folder, and write every tensor of the step on view into it."""
        if self.frame is None:
            return
        title = "A folder to write the tables into"
        chosen = QFileDialog.getExistingDirectory(self._window, title, self._memory.folder)
        if chosen:
            folder = Path(chosen) / f"step-{self.frame.shown.step}"
            try:
                files = write_step(folder, self.frame.trace)
            except OSError as error:
                self.failed.emit(Failure(str(error), ""))
                return
            self.done.emit(f"Saved {len(files)} tables in {folder}.")

    @Slot()
    def save_picture(self) -> None:
        """Ask for a file, and write the window to it as a picture."""
        at_first = f"{self._memory.folder}/cnnviz.png"
        name, _ = QFileDialog.getSaveFileName(self._window, "Save a picture", at_first, "Pictures (*.png)")
        if name:
            self._memory.keep_folder_of(name)
            path = Path(name)
            try:
                save_picture(self._window, path if path.suffix else path.with_suffix(".png"))
            except OSError as error:
                self.failed.emit(Failure(str(error), ""))

    @Slot(str)
    def _tell_saved(self, path: str) -> None:
        self.done.emit(f"Saved as {path}.")


def save_picture(window: QWidget, path: Path) -> None:
    """The window as a PNG file, written whole or not at all; raises OSError where that fails."""
    temporary = path.with_name(f".{path.name}.part")
    try:
        if not window.grab().save(str(temporary), "PNG"):
            raise OSError(f"{path} cannot be written; choose a folder that exists and may be written to")
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
