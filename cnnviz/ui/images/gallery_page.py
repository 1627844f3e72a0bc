"""One set of the gallery: its list, and when the list is put in order anew while its answers come in."""

import time

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QWidget

from cnnviz.ui.images.fonts import smaller
from cnnviz.ui.images.gallery_answers import NewestAnswers
from cnnviz.ui.images.gallery_list import GalleryList
from cnnviz.ui.images.gallery_model import GalleryModel
from cnnviz.ui.images.gallery_order import Choice
from cnnviz.ui.images.gallery_text import nothing_listed
from cnnviz.ui.theme import Theme

LISTING_INTERVAL = 1.0
"""Seconds between two orders that nobody has asked for, so that a list can be read while training runs."""


class GalleryPage(GalleryList):
    """The images of a set as the filters want them. A new order leaves the scrolling and the current image alone."""

    def __init__(self, model: GalleryModel, parent: QWidget | None = None) -> None:
        super().__init__(model, parent)
        self.images = model
        self._listed_at = 0.0
        self._kept: int | None = None
        self.nothing = QLabel(self.viewport())
        self.nothing.setWordWrap(True)
        self.nothing.setTextFormat(Qt.TextFormat.PlainText)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.nothing.setFont(smaller(self.font()))
        self.nothing.setAccessibleDescription("Why no image is listed")
        self.nothing.hide()
        self._again = QTimer(self, singleShot=True)
        self._again.timeout.connect(self._list_again)

    def open(self) -> None:
        """Another run has been opened: no image of the one before is current."""
        self._kept = None
        self._again.stop()

    def show_answers(self, answers: NewestAnswers | None) -> None:
        """Show other answers at once, and list the images that they mean within a second."""
        if answers == self.images.answers:
            return
        self.images.set_answers(answers)
        if not self.images.choice.depends_on_answers:
            return
        wait = self._listed_at + LISTING_INTERVAL - time.monotonic()
        if wait <= 0:
            self._list_again()
        elif not self._again.isActive():
            self._again.start(round(1000 * wait) + 1)

    def set_choice(self, choice: Choice) -> None:
        """List what somebody has asked for, and go to the image that was current, where it is listed."""
        if choice == self.images.choice:
            return
        self._keep_current()
        self.images.set_choice(choice)
        self._listed_at = time.monotonic()
        if (row := self.images.row_of(self._kept)) is not None:
            self.go_to(row)
        else:
            self.verticalScrollBar().setValue(0)
        self.say_if_empty()

    def say_if_empty(self) -> None:
        """Say why no image is listed, where none is."""
        is_empty = not self.images.rowCount() and bool(self.images.total)
        if is_empty:
            self.nothing.setText(nothing_listed(self.images.choice, self.images.tally(), self.images.class_names))
            self._place_text()
        self.nothing.setVisible(is_empty)

    def apply_theme(self, theme: Theme) -> None:
        super().apply_theme(theme)
        palette = self.nothing.palette()
        palette.setColor(self.nothing.foregroundRole(), theme.color("muted"))
        self.nothing.setPalette(palette)

    def _keep_current(self) -> None:
        if self.currentIndex().isValid():
            self._kept = self.images.index_of(self.currentIndex().row())

    @Slot()
    def _list_again(self) -> None:
        """List the images that the answers mean by now."""
        self._again.stop()
        self._listed_at = time.monotonic()
        self._keep_current()
        scrolled = self.verticalScrollBar().value()
        self.images.list_again()
        if (row := self.images.row_of(self._kept)) is not None and row != self.currentIndex().row():
            scrolls = self.hasAutoScroll()
            self.setAutoScroll(False)
            self.setCurrentIndex(self.images.index(row))
            self.setAutoScroll(scrolls)
        self.verticalScrollBar().setValue(scrolled)
        self.say_if_empty()

    def _place_text(self) -> None:
        self.nothing.setGeometry(self.viewport().rect().adjusted(6, 0, -6, 0))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_text()
