"""Where a picture comes from that is not drawn: a file that is chosen, the clipboard, or a drop."""

from pathlib import Path
from typing import Final

from PySide6.QtCore import QMimeData, QSize, Signal, Slot
from PySide6.QtGui import QGuiApplication, QImage, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from cnnviz.ui.drawing.mime_pictures import picture_in
from cnnviz.ui.drawing.pad_tools import add_shortcut, make_button
from cnnviz.ui.opened_image import FILE_PATTERNS

_OPEN: Final = "Open an image…"
_OPEN_IN_SHORT: Final = "Open…"
_SPACING: Final = 4


class Sources(QWidget):
    """Buttons that open and paste; `keys_of` is the widget within which their keys work."""

    file_found = Signal(object)
    """The path of a file that was chosen, pasted or dropped."""
    picture_found = Signal(object, str)
    """A picture itself, a `QImage`, and what to call it."""
    nothing_found = Signal(str)
    """Why there is none, in one sentence."""

    def __init__(self, keys_of: QWidget) -> None:
        super().__init__(keys_of)
        self.setAccessibleName("Other pictures")
        self._folder = ""
        self.open = make_button(
            self, _OPEN_IN_SHORT, "Open an image", "Open a PNG, JPEG, BMP or GIF file; it can be dropped here as well"
        )
        self.paste = make_button(self, "Paste", "Paste an image", "Paste a picture or a copied file (Ctrl+V)")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(_SPACING)
        row.addWidget(self.open)
        row.addWidget(self.paste)
        row.addStretch(1)
        self.open.clicked.connect(self.choose_file)
        self.paste.clicked.connect(self.paste_picture)
        add_shortcut(keys_of, QKeySequence.StandardKey.Paste, self.paste_picture)

    def take(self, mime: QMimeData, name: str, refusal: str) -> None:
        """Hand over what was pasted or dropped; `refusal` is said where it holds no picture."""
        found = picture_in(mime)
        if isinstance(found, Path):
            self.file_found.emit(found)
        elif isinstance(found, QImage):
            self.picture_found.emit(found, name)
        else:
            self.nothing_found.emit(refusal)

    @Slot()
    def choose_file(self) -> None:
        """Ask for a file."""
        path, _ = QFileDialog.getOpenFileName(self, "Open an image", self._folder, f"Images ({FILE_PATTERNS})")
        if path:
            self._folder = str(Path(path).parent)
            self.file_found.emit(Path(path))

    @Slot()
    def paste_picture(self) -> None:
        """Take the clipboard's picture or file."""
        self.take(
            QGuiApplication.clipboard().mimeData(),
            "pasted picture",
            "There is no picture to paste; copy a picture or an image file first.",
        )

    def _longer_by(self, text: str) -> int:
        """How much wider the button would be with a text than it is."""
        metrics = self.open.fontMetrics()
        return metrics.horizontalAdvance(text) - metrics.horizontalAdvance(self.open.text())

    def minimumSizeHint(self) -> QSize:
        hint = super().minimumSizeHint()
        return QSize(hint.width() + self._longer_by(_OPEN_IN_SHORT), hint.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        needed = super().minimumSizeHint().width() + self._longer_by(_OPEN)
        self.open.setText(_OPEN if needed <= self.width() else _OPEN_IN_SHORT)
