"""Which classes are taken for which: the confusion matrix of the test set."""

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from cnnviz.ui.frame import Frame
from cnnviz.ui.keys import keeps
from cnnviz.ui.numbers import write_percent
from cnnviz.ui.plots.confusion_grid import Grid, lay_out
from cnnviz.ui.plots.confusion_painter import ConfusionPainter, share_text
from cnnviz.ui.plots.evaluations import ResultCache, cell_text, empty_text, title_of
from cnnviz.ui.theme import Theme, load_theme

_MOVES = {
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
}
_ASKS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_KEYS = frozenset((*_MOVES, *_ASKS))
_HELP = (
    "Row: true class. Column: predicted class. Per cent are of the row, all images of the true class.\n"
    "A click on a cell, or Enter, shows its images. Arrow keys: move among the cells."
)


class ConfusionView(QWidget):
    """Rows are true classes, columns predicted ones; right answers are blue, wrong ones orange, by share of the row."""

    cell_clicked = Signal(int, int)
    """The images of a true class (first) that got a predicted class (second) were asked for.

    By a click on their cell, or Enter on it; both are places among the run's classes, and equal for right answers.
    The cell may be empty. Nothing is asked for while there is no evaluation.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.installEventFilter(self)  # not `event`: an error in paintEvent beneath it would end the process
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # so that the window behind need not be painted
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Confusion matrix of the test set")
        self.setToolTip(_HELP)
        self._theme = load_theme("light")
        self._frame: Frame | None = None
        self._results = ResultCache()
        self._names: tuple[str, ...] = ()
        self._title = empty_text(None)
        self._focused = (0, 0)
        self._grid: Grid | None = None
        self._describe()

    @property
    def title(self) -> str:
        """After which epoch, on how many images; or why there is nothing to see."""
        return self._title

    @property
    def focused_cell(self) -> tuple[int, int]:
        """The true and the predicted class that the keys are at."""
        return self._focused

    def show_frame(self, frame: Frame) -> None:
        """Show the latest evaluation at or before the frame's position."""
        if self._frame is None or frame.run is not self._frame.run:
            self._names = frame.run.class_names
            self._focused = (0, 0)
            self._grid = None
        self._frame = frame
        changed = self._results.update(frame)
        title = title_of(frame, self._results.result)
        if changed or title != self._title:
            self._title = title
            self._describe()
            self.update()

    def apply_theme(self, theme: Theme) -> None:
        """Recolour."""
        self._theme = theme
        self.update()

    def cell_rect(self, true: int, predicted: int) -> QRectF:
        """Where a cell is drawn."""
        return QRectF(*self._lay_out().cell(true, predicted))

    def cell_tip(self, true: int, predicted: int) -> str:
        """What is said about a cell, with its share of the class; nothing where there is no evaluation."""
        result = self._results.result
        if result is None:
            return ""
        told, row = cell_text(result.confusion, true, predicted, self._names), result.confusion[true]
        if not row[predicted]:
            return told
        return f'{told} That is {share_text(row[predicted], sum(row))} of the class "{self._names[true]}".'

    def _summary(self) -> tuple[tuple[str, str], ...]:
        result = self._results.result
        assert result is not None
        return ("accuracy", write_percent(result.metrics.accuracy)), ("weighted F1", f"{result.metrics.f1:.2f}")

    def _describe(self) -> None:
        text = self._title
        if self._results.result is not None:
            figures = ", ".join(f"{name} {value}" for name, value in self._summary())
            text = f"{self.cell_tip(*self._focused)} {self._title}, {figures}."
        self.setAccessibleDescription(text)

    def _lay_out(self) -> Grid:
        if self._grid is None:
            metrics = QFontMetricsF(self.font())
            widest = max((metrics.horizontalAdvance(name) for name in self._names), default=0.0)
            side = metrics.horizontalAdvance("weighted F1") + 4
            count = max(1, len(self._names))
            self._grid = lay_out(self.width(), self.height(), count, metrics.height(), widest, side)
        return self._grid

    def _focus_cell(self, true: int, predicted: int) -> None:
        last = len(self._names) - 1
        self._focused = (max(0, min(last, true)), max(0, min(last, predicted)))
        self._describe()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))
        self.update()

    def _ask(self) -> None:
        if self._results.result is not None:
            self.cell_clicked.emit(*self._focused)

    def _show_tip(self, event: QHelpEvent) -> None:
        cell = self._lay_out().cell_at(event.pos().x(), event.pos().y())
        if cell is not None and (tip := self.cell_tip(*cell)):
            QToolTip.showText(
                event.globalPos(),
                f"{tip}\nA click, or Enter, shows these images.",
                self,
                self.cell_rect(*cell).toRect(),
            )
        else:
            QToolTip.showText(event.globalPos(), f"{self._title}\n{_HELP}", self)

    def sizeHint(self) -> QSize:
        return QSize(320, 230)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip:
            self._show_tip(event)
            return True
        if event.type() == QEvent.Type.FontChange:
            self._grid = None
        return keeps(event, _KEYS)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _MOVES and self._names:
            down, right = _MOVES[Qt.Key(event.key())]
            self._focus_cell(self._focused[0] + down, self._focused[1] + right)
        elif event.key() in _ASKS:
            self._ask()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        cell = self._lay_out().cell_at(event.position().x(), event.position().y())
        if event.button() == Qt.MouseButton.LeftButton and cell is not None:
            self._focus_cell(*cell)
            self._ask()
        else:
            super().mousePressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._grid = None

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.color("window"))
        result = self._results.result
        if result is None:
            painter.setPen(self._theme.color("muted"))
            centered = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.rect().adjusted(8, 8, -8, -8), centered, self._title)
        else:
            drawing = ConfusionPainter(painter, self._lay_out(), self._theme)
            drawing.title(self.width(), self._title, result.short_title if self._title == result.title else self._title)
            drawing.summary(self.width(), self._summary())
            drawing.names(self._names)
            drawing.cells(result.confusion)
            if self.hasFocus():
                drawing.focus(*self._focused)
        painter.end()
