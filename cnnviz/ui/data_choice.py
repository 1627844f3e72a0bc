"""Where an experiment's images come from: a data set that ships with the program, or a folder, read when chosen."""

from pathlib import Path
from typing import Final

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QButtonGroup, QFileDialog, QPushButton, QRadioButton, QVBoxLayout, QWidget

from cnnviz.datasets import BUNDLED_DATA, Dataset, DatasetError, read_folder
from cnnviz.datasets.bundled import DIGITS, FASHION
from cnnviz.ui.experiment_form import as_sentence, folder_of
from cnnviz.ui.form_parts import EnterEdit, side_by_side

_NO_FOLDER: Final = "Choose the folder the IDX files are in."
_UNREAD: Final = "Press Enter to read this folder."


class DataChoice(QWidget):
    """The data of an experiment, and the data set that is read from it."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._folder = ""
        """The folder that was read last, or could not be; nothing while another is being typed."""
        self._read: Dataset | None = None
        self._problem = _NO_FOLDER
        self._shipped = {DIGITS: QRadioButton("&Bundled digits"), FASHION: QRadioButton("Fashi&on-MNIST")}
        self._shipped[DIGITS].setChecked(True)
        self._of_folder = QRadioButton("&Folder of IDX files:")
        self._sources = QButtonGroup(self)
        for button in self._shipped.values():
            self._sources.addButton(button)
        self._sources.addButton(self._of_folder)
        self._path = EnterEdit()
        self._path.setPlaceholderText("a folder with train-images-idx3-ubyte.gz and the like")
        self._browse = QPushButton("Bro&wse…")
        self._browse.setAutoDefault(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        shipped = side_by_side(*self._shipped.values())
        shipped.setSpacing(16)
        shipped.addStretch(1)
        layout.addLayout(shipped)
        layout.addLayout(side_by_side(self._of_folder, self._path, self._browse))
        for widget, name, tip in (
            (self._shipped[DIGITS], "Bundled digits", "Use the 10,000 digits of MNIST that come with the program."),
            (
                self._shipped[FASHION],
                "Fashion-MNIST",
                "Use the 10,000 pictures of clothes, shoes and bags that come with the program: "
                "the test images of Fashion-MNIST.",
            ),
            (self._of_folder, "Folder of IDX files", "Use the images of a folder in the format of MNIST."),
            (self._path, "Path of the folder", "Type the folder's path and press Enter to read it."),
            (self._browse, "Browse for the folder", "Choose the folder in a window."),
        ):
            widget.setAccessibleName(name)
            widget.setToolTip(tip)
        self.setAccessibleName("Data")
        self._sources.buttonToggled.connect(self._change_source)
        self._path.textEdited.connect(self._mark_unread)
        self._path.editingFinished.connect(self._read_typed)
        self._browse.clicked.connect(self._browse_for_folder)

    def data(self) -> str:
        """What Experiment.data takes: the name of what ships with the program, or a folder's whole path."""
        return self._chosen_name() or folder_of(self._path.text())

    def dataset(self) -> Dataset | None:
        """The data set; None where there is none, for the reason that `problem` gives."""
        return self._found()[0]

    def problem(self) -> str:
        """Why there is no data set, in one sentence."""
        dataset, problem = self._found()
        return "" if dataset else problem

    def choose(self, data: str, dataset: Dataset | None = None) -> None:
        """Choose the data of an experiment, to be read unless its data set is at hand; emits nothing."""
        with QSignalBlocker(self):
            if data in self._shipped:
                self._shipped[data].setChecked(True)
                return
            self._path.setText(data)
            if dataset is not None:
                self._folder, self._read = data, dataset
            elif self._folder != data or self._read is None:
                self._read_folder()
            self._of_folder.setChecked(True)

    def _chosen_name(self) -> str:
        """The name of the data set that ships with the program; nothing where a folder is chosen."""
        return next((name for name, button in self._shipped.items() if button.isChecked()), "")

    def _found(self) -> tuple[Dataset | None, str]:
        name = self._chosen_name()
        if not name:
            return self._read, self._problem
        try:
            return BUNDLED_DATA[name](), ""
        except DatasetError as error:
            return None, as_sentence(str(error))

    @Slot()
    def _change_source(self) -> None:
        if self._of_folder.isChecked() and not self._folder and self._path.text().strip():
            self._read_folder()
        self.changed.emit()

    @Slot()
    def _mark_unread(self) -> None:
        """While a path is typed, what was read is no longer what the line says."""
        self._folder, self._read = "", None
        self._problem = _UNREAD if self._path.text().strip() else _NO_FOLDER
        with QSignalBlocker(self._sources):
            self._of_folder.setChecked(True)
        self.changed.emit()

    @Slot()
    def _read_typed(self) -> None:
        if self._of_folder.isChecked() and not self._folder and self._path.text().strip():
            self._read_folder()
            self.changed.emit()

    @Slot()
    def _browse_for_folder(self) -> None:
        start = self._path.text().strip() or str(Path.home())
        if folder := QFileDialog.getExistingDirectory(self, "The folder the IDX files are in", start):
            self._path.setText(folder)
            self._read_folder()
            with QSignalBlocker(self._sources):
                self._of_folder.setChecked(True)
            self.changed.emit()

    def _read_folder(self) -> None:
        self._folder = folder_of(self._path.text())
        self._path.setText(self._folder)
        self._read = None
        QGuiApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
        try:
            self._read = read_folder(self._folder)
        except DatasetError as error:
            self._problem = as_sentence(str(error))
        finally:
            QGuiApplication.restoreOverrideCursor()
