"""A button that says less where there is little room."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton

_PAD = 16


class FittingButton(QPushButton):
    """A button with the longest of some texts that fits, the longest given first; as narrow as the last can be."""

    def __init__(self, *texts: str) -> None:
        super().__init__(texts[0])
        self._texts = texts

    def _width_of(self, text: str) -> int:
        return self.fontMetrics().horizontalAdvance(text) + _PAD

    def sizeHint(self) -> QSize:
        return QSize(self._width_of(self._texts[0]), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(self._width_of(self._texts[-1]), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        fitting = (text for text in self._texts if self._width_of(text) <= event.size().width())
        self.setText(next(fitting, self._texts[-1]))
