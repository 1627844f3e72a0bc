"""Which classes are taken for which: the confusion matrix of the test set."""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QColor,
    QFocusEvent,
    QFont,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from cnnviz.ui.frame import Frame
from cnnviz.ui.numbers import write_percent
from cnnviz.ui.plots.confusion_grid import Grid, lay_out
from cnnviz.ui.plots.evaluations import ResultCache, cell_text, empty_text, title_of
from cnnviz.ui.plots.shades import cell_shade, ink_on, mix
from cnnviz.ui.theme import Theme, load_theme

_MOVES = {
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
}
_ASKS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
_HELP = "Row: true class. Column: predicted class. Click or Enter: see the cell's images. Arrow keys: move."
_LARGEST_FONT = 1.6
_CENTER = Qt.AlignmentFlag.AlignCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class ConfusionView(QWidget):
    """Rows are true classes, columns predicted ones; right answers are blue, wrong ones orange, by share of the row."""

    cell_clicked = Signal(int, int)
    """The images of a true class (first) that got a predicted class (second) were asked for."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
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
        """What is said about a cell; nothing where there is no evaluation."""
        result = self._results.result
        return cell_text(result.confusion, true, predicted, self._names) if result else ""

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

    def _paint_words(self, painter: QPainter, grid: Grid) -> None:
        width = self.width() - 12.0
        painter.setPen(self._theme.color("text"))
        result = self._results.result
        fits = painter.fontMetrics().horizontalAdvance(self._title) <= width
        title = result.short_title if result and not fits and self._title == result.title else self._title
        self._write(painter, QRectF(6, 3, width, grid.title_height), _LEFT, title)
        painter.setPen(self._theme.color("muted"))
        if grid.summary_height:
            line = " · ".join(f"{name.removeprefix('weighted ')} {value}" for name, value in self._summary())
            self._write(painter, QRectF(6, 3 + grid.title_height, width, grid.summary_height), _LEFT, line)
        if grid.side_width:
            self._paint_side(painter, grid)
        painter.setPen(self._theme.color("muted"))
        cells = QRectF(grid.left, grid.top, grid.right - grid.left, grid.bottom - grid.top)
        if grid.axis_height:
            top = grid.top - grid.names_height - grid.axis_height
            self._write(painter, QRectF(cells.left(), top, cells.width(), grid.axis_height), _CENTER, "predicted")
        if grid.axis_width:
            self._write_upright(painter, QRectF(4, cells.top(), grid.axis_width, cells.height()), _CENTER, "true")

    def _paint_side(self, painter: QPainter, grid: Grid) -> None:
        line = QFontMetricsF(self.font()).height()
        top = grid.top
        for name, value in self._summary():
            painter.setPen(self._theme.color("muted"))
            self._write(painter, QRectF(grid.right + 16, top, grid.side_width, line), _LEFT, name)
            font = QFont(self.font())
            font.setBold(True)
            painter.setFont(font)
            painter.setPen(self._theme.color("text"))
            self._write(painter, QRectF(grid.right + 16, top + line, grid.side_width, line), _LEFT, value)
            painter.setFont(self.font())
            top += 2.7 * line

    def _paint_names(self, painter: QPainter, grid: Grid) -> None:
        painter.setPen(self._theme.color("text"))
        for index, name in enumerate(self._names):
            left, top, width, height = grid.cell(index, index)
            row = QRectF(grid.left - 4 - grid.names_width, top, grid.names_width, height)
            self._write(painter, row, _RIGHT, name)
            column = QRectF(left, grid.top - grid.names_height, width, grid.names_height)
            if grid.upright_names:
                self._write_upright(painter, column.adjusted(0, 0, 0, -3), _LEFT, name)
            else:
                painter.drawText(column, _CENTER | Qt.TextFlag.TextDontClip, self._cut(name, grid.cell_width - 1))

    def _paint_cells(self, painter: QPainter, grid: Grid) -> None:
        result = self._results.result
        assert result is not None
        theme = self._theme
        font = QFont(self.font())
        points = min(_LARGEST_FONT * font.pointSizeF(), max(font.pointSizeF(), 0.3 * grid.cell_height))
        font.setPointSizeF(points)
        painter.setFont(font)
        gap = 1.0 if grid.cell_width > 8 else 0.0
        for true, row in enumerate(result.confusion):
            total = sum(row)
            for predicted, count in enumerate(row):
                paint = theme.forward if true == predicted else theme.wrong
                ground = mix(theme.alternate, paint, cell_shade(count, total))
                rect = QRectF(*grid.cell(true, predicted)).adjusted(0, 0, -gap, -gap)
                painter.fillRect(rect, QColor(ground))
                painter.setPen(QColor(ink_on(ground)) if count else theme.color("muted"))
                text = str(count)
                metrics = painter.fontMetrics()
                if metrics.horizontalAdvance(text) <= rect.width() + 2 and metrics.ascent() <= rect.height() + 1:
                    painter.drawText(rect, _CENTER | Qt.TextFlag.TextDontClip, text)
        if self.hasFocus():
            painter.setPen(QPen(theme.color("outline"), 2))
            painter.drawRect(QRectF(*grid.cell(*self._focused)).adjusted(0.5, 0.5, -1.5, -1.5))
        painter.setFont(self.font())

    def _write(self, painter: QPainter, rect: QRectF, flags: Qt.AlignmentFlag, text: str) -> None:
        if rect.height() > 0:
            shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(rect.width()))
            painter.drawText(rect, flags | Qt.TextFlag.TextDontClip, shown)

    def _cut(self, name: str, width: float) -> str:
        """As much of a name as fits; dots would take the place of its few letters."""
        metrics = QFontMetricsF(self.font())
        while len(name) > 1 and metrics.horizontalAdvance(name) > width:
            name = name[:-1]
        return name

    def _write_upright(self, painter: QPainter, rect: QRectF, flags: Qt.AlignmentFlag, text: str) -> None:
        painter.save()
        painter.translate(rect.left(), rect.bottom())
        painter.rotate(-90)
        self._write(painter, QRectF(0, 0, rect.height(), rect.width()), flags, text)
        painter.restore()

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
            QToolTip.showText(event.globalPos(), f"{tip}\nClick: see them.", self, self.cell_rect(*cell).toRect())
        else:
            QToolTip.showText(event.globalPos(), f"{self._title}\n{_HELP}", self)

    def sizeHint(self) -> QSize:
        return QSize(320, 230)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip:
            self._show_tip(event)
            return True
        if event.type() == QEvent.Type.ShortcutOverride and (event.key() in _MOVES or event.key() in _ASKS):
            if event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier):
                event.accept()
            return True
        if event.type() == QEvent.Type.FontChange:
            self._grid = None
        return super().event(event)

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

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._grid = None

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
        painter.fillRect(self.rect(), self._theme.color("window"))
        if self._results.result is None:
            painter.setPen(self._theme.color("muted"))
            painter.drawText(self.rect().adjusted(8, 8, -8, -8), _CENTER | Qt.TextFlag.TextWordWrap, self._title)
        else:
            grid = self._lay_out()
            self._paint_words(painter, grid)
            self._paint_names(painter, grid)
            self._paint_cells(painter, grid)
        painter.end()
