"""The line below the gallery's list."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QResizeEvent
from PySide6.QtWidgets import QLabel, QWidget

from cnnviz.ui.images.fonts import smaller
from cnnviz.ui.theme import Theme

_USUAL = "120 of 750 wrong · as of step 2,120"
_MARGIN = 6


class GalleryStatus(QLabel):
    """Small and muted, as high as the usual text needs, so that the list above keeps its height while texts change."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.setContentsMargins(_MARGIN, 0, _MARGIN, 0)
        self.setAccessibleDescription("How the images are read")
        self.setToolTip(
            "How many images the network reads wrong, and from when its answers are.\n"
            "Grey: answers of earlier weights. Images in sight are asked first."
        )
        self.set_font_of(self.font())

    def say(self, text: str) -> None:
        """Say something else."""
        if text != self.text():
            self.setText(text)

    def set_font_of(self, font: QFont) -> None:
        """Write a little smaller than in a font."""
        self.setFont(smaller(font))
        self._reserve()

    def apply_theme(self, theme: Theme) -> None:
        """Write in the muted colour of a theme."""
        palette = self.palette()
        palette.setColor(self.foregroundRole(), theme.color("muted"))
        self.setPalette(palette)

    def _reserve(self) -> None:
        metrics = self.fontMetrics()
        fits = metrics.horizontalAdvance(_USUAL) + 2 * _MARGIN <= self.width()
        self.setMinimumHeight(metrics.lineSpacing() * (1 if fits else 2) + 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._reserve()
