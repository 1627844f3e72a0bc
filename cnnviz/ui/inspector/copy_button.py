"""Takes a number and its terms elsewhere: to the clipboard, or into a file for a spreadsheet."""

from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QMenu, QMessageBox, QToolButton, QWidget

from cnnviz.ui.inspector.look import dress_button
from cnnviz.ui.inspector.question import Question
from cnnviz.ui.inspector.table_files import write_csv
from cnnviz.ui.inspector.tables import derivation_rows, tab_separated
from cnnviz.ui.view_model import value_of


class CopyButton(QToolButton):
    """A menu of what can be done with the answer of a `Question`."""

    def __init__(self, question: Question, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._question = question
        dress_button(self, "Copy", "Copy or save", "Copy the number or its terms, or save them as a file")
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self)
        self.number = menu.addAction("Copy the number", self._copy_number)
        self.number.setToolTip("With all its digits, as Python writes it")
        self.table = menu.addAction("Copy as table", self._copy_table)
        self.table.setToolTip("All terms with all their digits, as a spreadsheet takes them")
        self.file = menu.addAction("Save as CSV…", self._save_table)
        self.file.setToolTip("All terms with all their digits, as a file for a spreadsheet")
        menu.setToolTipsVisible(True)
        self.setMenu(menu)

    @Slot()
    def _copy_number(self) -> None:
        frame, cell = self._question.frame, self._question.cell
        value = value_of(frame, cell) if frame and cell else None
        if value is not None:
            QGuiApplication.clipboard().setText(repr(value))

    @Slot()
    def _copy_table(self) -> None:
        if self._question.derivation is not None:
            QGuiApplication.clipboard().setText(tab_separated(derivation_rows(self._question.derivation)))

    @Slot()
    def _save_table(self) -> None:
        derivation = self._question.derivation
        if derivation is None:
            return
        rows = derivation_rows(derivation)
        name, _ = QFileDialog.getSaveFileName(self, "Save the terms", "terms.csv", "Tables (*.csv);;All files (*)")
        if not name:
            return
        path = Path(name)
        path = path if path.suffix else path.with_suffix(".csv")
        try:
            write_csv(path, rows)
        except OSError as error:
            QMessageBox.warning(
                self,
                "That did not work",
                f"{path} cannot be written ({error.strerror or error}); choose a folder that may be written to.",
            )
