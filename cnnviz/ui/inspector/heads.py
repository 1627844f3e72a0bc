"""The heads of a list's columns."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QHeaderView, QWidget

from cnnviz.ui.inspector.terms_delegate import TermsDelegate
from cnnviz.ui.theme import Theme, load_theme


class Heads(QHeaderView):
    """The names of the columns: small, over a thin line."""

    def __init__(self, delegate: TermsDelegate, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._delegate = delegate
        self._theme = load_theme("light")
        self.setSectionsClickable(False)
        self.setMinimumSectionSize(8)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)

    def apply_theme(self, theme: Theme) -> None:
        """Take over a theme's colours."""
        self._theme = theme
        self.viewport().update()

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:  # noqa: N803
        painter.fillRect(rect, self._theme.color("window"))
        painter.setPen(QPen(self._theme.color("line"), 1))
        painter.drawLine(rect.left(), rect.bottom(), rect.right(), rect.bottom())
        columns = self._delegate.columns
        if logicalIndex >= len(columns.heads):
            return
        painter.setPen(self._theme.color("muted"))
        painter.setFont(self.font())
        left = logicalIndex < columns.left
        pad = int(self._delegate.pad)
        start = pad + int(self._delegate.sign_width(logicalIndex)) if left else 2
        box = rect.adjusted(start, 0, -2 if left else -pad, -1)
        side = Qt.AlignmentFlag.AlignLeft if left else Qt.AlignmentFlag.AlignRight
        text = self.fontMetrics().elidedText(columns.heads[logicalIndex], Qt.TextElideMode.ElideRight, box.width() + 1)
        painter.drawText(box, side | Qt.AlignmentFlag.AlignVCenter, text)

    def sizeHint(self) -> QSize:
        return QSize(60, self.fontMetrics().height() + 5)
