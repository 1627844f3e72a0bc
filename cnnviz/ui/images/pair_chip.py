"""Says that the gallery lists one kind of mistake only, and takes that back when it is pressed."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolButton, QWidget

_CROSS = " ✕"


class PairChip(QToolButton):
    """A button in as many words as there is room for; hidden where there is nothing to say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: tuple[str, ...] = ("",)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleDescription("Press to list other images again")
        self.setToolTip("Only images of one kind of mistake are listed. Press: list all again")
        self.hide()

    def say(self, lines: tuple[str, ...]) -> None:
        """Say the first of some lines, or a shorter one of them; no line: hide."""
        self.setVisible(bool(lines))
        if lines:
            self._lines = lines
            self.setAccessibleName(lines[0])
            self.setToolTip(f"Only images with {lines[0]} are listed. Press: list all again")
            self._fit()
            self.updateGeometry()

    def _fit(self) -> None:
        room, metrics = self.width() - 22, self.fontMetrics()
        fitting = next((line for line in self._lines if metrics.horizontalAdvance(line + _CROSS) <= room), None)
        if fitting is None:
            left = room - metrics.horizontalAdvance(_CROSS)
            fitting = metrics.elidedText(self._lines[-1], Qt.TextElideMode.ElideMiddle, max(0, left))
        self.setText(fitting + _CROSS)

    def minimumSizeHint(self) -> QSize:
        return QSize(40, super().minimumSizeHint().height())

    def sizeHint(self) -> QSize:
        wide = self.fontMetrics().horizontalAdvance(self._lines[0] + _CROSS) + 24
        return QSize(wide, super().sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
