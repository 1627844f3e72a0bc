"""How strongly each layer is to be changed: the length of its parameter gradients, on a logarithmic axis."""

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetricsF, QHelpEvent, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QToolTip, QWidget

from cnnviz.nn import PhaseKind, Trace
from cnnviz.ui.frame import Frame, Run
from cnnviz.ui.images.sample_rows import ChosenRow
from cnnviz.ui.naming import layer_titles
from cnnviz.ui.numbers import write
from cnnviz.ui.plots.largest_gradient import how_computed, largest_gradient, norm_text
from cnnviz.ui.plots.norms import USUAL_DECADES, GradientNorm, bar_share, decades, gradient_norms, label_every
from cnnviz.ui.theme import Theme, load_theme
from cnnviz.ui.view_model import done

NOT_YET = "not yet computed in this step"
_SHORT_NOT_YET = "not yet"
_CAPTION = "L2 norm, logarithmic"
_PAD = 6
_TALLEST_ROW = 56.0
_THICKEST_BAR = 20.0
_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_MIDDLE_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


def _power_text(power: int) -> str:
    return "1" if power == 0 else "10" if power == 1 else f"10{str(power).translate(_SUPERSCRIPTS)}"


class GradientNormView(QWidget):
    """A bar a layer with parameters; blank until the step on view has computed that layer's backward phase."""

    cell_clicked = Signal(object)
    """The `Cell` of the largest gradient in a norm that was asked about; the norm itself, a summary, `tip` explains."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.installEventFilter(self)  # not `event`: an error in paintEvent beneath it would end the process
        self.rows = ChosenRow(self, self._row_to_ask, lambda: len(self._norms))
        self.rows.chosen.connect(self._ask)
        self.setAccessibleName("Gradient norm of each layer")
        self._theme = load_theme("light")
        self._run: Run | None = None
        self._trace: Trace | None = None
        self._titles: tuple[str, ...] = ()
        self._norms: tuple[GradientNorm, ...] = ()
        self._done: tuple[bool, ...] = ()
        self._texts: tuple[tuple[str, str], ...] = ()
        self._axis = USUAL_DECADES
        self._backdrop = QPixmap()
        self._backdrop_key: tuple[object, ...] = ()
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # so that the window behind need not be painted
        self.setAccessibleDescription("No step to show.")

    @property
    def texts(self) -> tuple[tuple[str, str], ...]:
        """What each row says: the layer's title, and its norm or that it is not computed yet."""
        return self._texts

    @property
    def axis(self) -> tuple[int, int]:
        """The powers of ten at both ends of the axis."""
        return self._axis

    def show_frame(self, frame: Frame) -> None:
        """Show the norms of the trace on view, as far as they are computed."""
        if frame.run is not self._run:
            self._run = frame.run
            self._titles = layer_titles(frame.run.layers)
            self._axis = USUAL_DECADES
            self._trace = None
        is_new = frame.trace is not self._trace
        if is_new:
            self._trace = frame.trace
            self._norms = gradient_norms(frame.trace)
        now = tuple(done(frame, PhaseKind.BACKWARD, norm.layer) for norm in self._norms)
        if is_new or now != self._done:
            self._done = now
            self._texts = tuple(
                (self._titles[norm.layer], write(norm.value, 3) if is_done else NOT_YET)
                for norm, is_done in zip(self._norms, now, strict=True)
            )
            seen = (norm.value for norm, is_done in zip(self._norms, now, strict=True) if is_done)
            self._axis = decades(seen, self._axis)
            described = "; ".join(f"{title} {text}" for title, text in self.texts)
            self.setAccessibleDescription(f"{described}." if described else "No layer has parameters.")
            self.update()

    def apply_theme(self, theme: Theme) -> None:
        """Recolour."""
        self._theme = theme
        self.update()

    def tip(self, row: int) -> str:
        """What one row says, at length."""
        assert self._run is not None
        norm, layers = self._norms[row], self._run.layers
        title, text = self.texts[row]
        if self._trace is None or not self._done[row]:
            return f"{title}: {text}. {how_computed(norm, layers)}"
        largest = largest_gradient(norm.layer, self._trace.layers[norm.layer])
        return f"{title}: {text}. {norm_text(norm, layers, largest)}"

    def row_box(self, row: int) -> QRectF:
        """Where a layer's bar is drawn."""
        height = self._row_height()
        return QRectF(0, _PAD + row * height, self.width(), height)

    def _row_to_ask(self, point: QPointF) -> int | None:
        row = self._row_at(point.y())
        return row if row is not None and self._done[row] else None

    @Slot(int)
    def _ask(self, row: int) -> None:
        if self._trace is not None and self._done[row]:
            layer = self._norms[row].layer
            self.cell_clicked.emit(largest_gradient(layer, self._trace.layers[layer]).cell)

    def _row_at(self, y: float) -> int | None:
        if not self._norms:
            return None
        row = int((y - _PAD) // self._row_height())
        return row if 0 <= row < len(self._norms) else None

    def _row_height(self) -> float:
        below = QFontMetricsF(self.font()).height() * 2 + 4
        return max(1.0, min(_TALLEST_ROW, (self.height() - _PAD - below) / max(1, len(self._norms))))

    def _bar_room(self) -> tuple[float, float]:
        """Where the bars begin and end: between the titles and the numbers."""
        metrics = QFontMetricsF(self.font())
        widest = max((metrics.horizontalAdvance(self._titles[norm.layer]) for norm in self._norms), default=0.0)
        left = _PAD + min(widest, 0.4 * self.width()) + 8
        return left, max(left + 1, self.width() - _PAD - metrics.horizontalAdvance("0.000") - 4)

    def _paint_backdrop(self, painter: QPainter, room: tuple[float, float]) -> None:
        """The axis and the titles, drawn again only where something about them changes."""
        scale = self.devicePixelRatioF()
        titles = tuple(title for title, _ in self._texts)
        key = (titles, self._axis, self._theme.name, self.font().key(), self.size().toTuple(), scale)
        if key != self._backdrop_key:
            self._backdrop_key = key
            self._backdrop = QPixmap(self.size() * scale)
            self._backdrop.setDevicePixelRatio(scale)
            self._backdrop.fill(self._theme.color("window"))
            drawing = QPainter(self._backdrop)
            drawing.setFont(self.font())
            height = self._row_height()
            self._paint_axis(drawing, room, _PAD + height * len(titles))
            drawing.setPen(self._theme.color("text"))
            metrics = QFontMetricsF(self.font())
            for row, title in enumerate(titles):
                name = metrics.elidedText(title, Qt.TextElideMode.ElideRight, room[0] - 8 - _PAD)
                drawing.drawText(QRectF(_PAD, _PAD + row * height, room[0] - _PAD, height), _MIDDLE_LEFT, name)
            drawing.end()
        painter.drawPixmap(0, 0, self._backdrop)

    def _paint_axis(self, painter: QPainter, room: tuple[float, float], bottom: float) -> None:
        metrics = QFontMetricsF(self.font())
        left, right = room
        low, high = self._axis
        step = (right - left) / (high - low)
        widest = max(metrics.horizontalAdvance(_power_text(power)) for power in (low, high)) + 6
        every = label_every(high - low, step, widest)
        for power in range(low, high + 1):
            x = left + (power - low) * step
            painter.setPen(QPen(self._theme.color("line"), 1))
            painter.drawLine(round(x), _PAD, round(x), round(bottom))
            if (power - low) % every == 0:
                painter.setPen(self._theme.color("muted"))
                at = QRectF(x - widest / 2, bottom + 2, widest, metrics.height())
                painter.drawText(at, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip, _power_text(power))
        painter.setPen(self._theme.color("muted"))
        below = QRectF(_PAD, bottom + 2 + metrics.height(), self.width() - 2 * _PAD, metrics.height())
        caption = metrics.elidedText(_CAPTION, Qt.TextElideMode.ElideRight, below.width())
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, caption)

    def _paint_bar(self, painter: QPainter, row: int, room: tuple[float, float], top: float, height: float) -> None:
        theme, norm = self._theme, self._norms[row]
        metrics = QFontMetricsF(self.font())
        text = self._texts[row][1]
        left, right = room
        if not self._done[row]:
            painter.setPen(theme.color("muted"))
            width = self.width() - _PAD - left - 4
            shown = text if metrics.horizontalAdvance(text) <= width else _SHORT_NOT_YET
            painter.drawText(QRectF(left + 4, top, width, height), _MIDDLE_LEFT, shown)
            return
        is_number = norm.value - norm.value == 0
        thickness = min(_THICKEST_BAR, max(1.0, 0.6 * height))
        length = (right - left) * bar_share(norm.value, self._axis)
        bar = QRectF(left, top + (height - thickness) / 2, length, thickness)
        painter.fillRect(bar, theme.color("backward" if is_number else "not_a_number"))
        painter.setPen(theme.color("text" if is_number else "not_a_number"))
        width = metrics.horizontalAdvance(text) + 2
        x = min(left + length + 4, self.width() - 2 - width)
        painter.drawText(QRectF(x, top, width, height), _MIDDLE_LEFT, text)

    def sizeHint(self) -> QSize:
        return QSize(300, 200)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip:
            self._show_tip(event)
            return True
        return False

    def _show_tip(self, event: QHelpEvent) -> None:
        row = self._row_at(event.pos().y())
        QToolTip.showText(event.globalPos(), _CAPTION if row is None else self.tip(row), self)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._norms:
            height, room = self._row_height(), self._bar_room()
            self._paint_backdrop(painter, room)
            for row in range(len(self._norms)):
                self._paint_bar(painter, row, room, _PAD + row * height, height)
        else:
            painter.fillRect(self.rect(), self._theme.color("window"))
        self.rows.draw(painter, self._theme, self.row_box)
        painter.end()
