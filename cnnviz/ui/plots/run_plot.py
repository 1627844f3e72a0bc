"""What the curves of a run have in common: the axes over the whole planned run, the cursor, zoom and clicks."""

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QColor, QFontMetricsF, QHelpEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QToolTip, QVBoxLayout, QWidget

from cnnviz.ui.frame import Frame, Run
from cnnviz.ui.plots.axes import EpochAxis, FigureAxis
from cnnviz.ui.plots.curves import Array, Series, decimate, epoch_series, step_at
from cnnviz.ui.plots.legend import Entry, Legend
from cnnviz.ui.theme import Theme, load_theme

_PIXELS_A_MARK = 5
"""Where epochs are closer together than that, a mark on each would hide the curve."""
_PIXELS_A_POINT = 3
"""Bold curves take about 10 µs a point to draw."""
_LEAST_POINTS = 64
_MARGIN = 0.02
_LEAST_STEPS = 5
_LEAST_HEIGHT_FOR_LABEL = 170
_KEY_ZOOM = 0.5
_HELP = "Click: go to that step. Wheel or + and −: zoom. Double-click or 0: the whole run. PageUp, PageDown: an epoch."


class _EpochBox(pg.ViewBox):
    """A view that is zoomed and dragged along the epochs only."""

    def __init__(self) -> None:
        super().__init__(enableMenu=False)
        self.setMouseEnabled(x=True, y=False)

    def suggestPadding(self, axis: int) -> float:
        return 0.0


class RunPlot(QWidget):
    """A figure over the epochs of a run: training solid, test dashed; the run ahead of the cursor is dimmed.

    Subclasses say which figure, how it is written and how high the axis is.
    """

    step_clicked = Signal(int)
    """A known step, 0 to the furthest, was asked for."""

    figure = ""
    title = ""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(f"{self.title} over the epochs")
        self.setToolTip(_HELP)
        self._theme = load_theme("light")
        self._run: Run | None = None
        self._frame: Frame | None = None
        self._epochs_drawn: tuple[object, ...] = ()
        self._train = self._test = Series(np.empty(0), np.empty(0))
        self._top = 1.0

        self.legend = Legend(self)
        self._box = _EpochBox()
        self._plot = pg.PlotWidget(
            self, viewBox=self._box, axisItems={"left": self._figure_axis(), "bottom": EpochAxis()}
        )
        self._plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._plot.hideButtons()
        self._plot.setMinimumSize(0, 0)
        self._plot.setFrameShape(self._plot.Shape.NoFrame)
        self._plot.viewport().installEventFilter(self)
        self._make_items()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2, 2, 2, 2)
        layout.setSpacing(0)
        layout.addWidget(self.legend)
        layout.addWidget(self._plot, 1)

        self._clicked_step = 0
        self._click_timer = QTimer(self)
        self._click_timer.setSingleShot(True)
        self._click_timer.timeout.connect(self._emit_click)
        self._plot.scene().sigMouseClicked.connect(self._scene_clicked)
        self._box.sigXRangeChanged.connect(self._x_range_changed)

    @property
    def shown_range(self) -> tuple[float, float]:
        """The epochs on view, without the margin."""
        low, high = self._box.viewRange()[0]
        margin = (high - low) * _MARGIN / (1 + 2 * _MARGIN)
        return low + margin, high - margin

    @property
    def is_zoomed(self) -> bool:
        """Whether less than the whole run is on view."""
        if self._run is None:
            return False
        low, high = self._box.viewRange()[0]
        return high - low < self._run.experiment.epochs * (1 + 2 * _MARGIN) * 0.999

    def show_frame(self, frame: Frame) -> None:
        """Show the run as far as it has gone, and where the frame stands in it."""
        self._frame = frame
        if frame.run is not self._run:
            self._run = frame.run
            self._epochs_drawn = ()
            self._forget_run()
            self._limit_zoom(frame.run)
            self.show_whole_run()
        history = frame.history
        epochs_now = (history.epochs, history.evaluations.get(0))
        is_new = epochs_now != self._epochs_drawn
        if is_new:
            self._epochs_drawn = epochs_now
            self._train, self._test = epoch_series(history, self.figure)
        if self._take_data(frame) or is_new:
            self._redraw(epochs_changed=is_new)
            self.setAccessibleDescription(self._description())
        self._move_cursor(frame)

    def apply_theme(self, theme: Theme) -> None:
        """Recolour everything; pyqtgraph does not follow the palette."""
        self._theme = theme
        self._plot.setBackground(theme.window)
        for name in ("left", "bottom"):
            axis = self._plot.getAxis(name)
            axis.setPen(pg.mkPen(theme.line))
            axis.setTextPen(pg.mkPen(theme.muted))
        self._plot.getAxis("bottom").setLabel("epoch", color=theme.muted)
        halo = theme.color("window")
        halo.setAlphaF(0.85)
        for item, color in ((self._train_item, theme.training), (self._test_item, theme.test)):
            pen = pg.mkPen(color, width=2)
            if item is self._test_item:
                pen.setDashPattern([4, 2.5])
            item.setPen(pen)
            item.setShadowPen(pg.mkPen(halo, width=4))
            item.setSymbolPen(pg.mkPen(color))
            item.setSymbolBrush(pg.mkBrush(color))
        self._cursor.setPen(pg.mkPen(theme.text, width=1))
        veil = theme.color("window")
        veil.setAlphaF(0.68)
        self._veil.setBrush(pg.mkBrush(veil))
        self._redraw()
        self.update()

    def show_whole_run(self) -> None:
        """Zoom out to the whole planned run."""
        if self._run is not None:
            epochs = self._run.experiment.epochs
            self._box.setXRange(-epochs * _MARGIN, epochs * (1 + _MARGIN), padding=0)

    def zoom(self, factor: float) -> None:
        """Show `factor` of the epochs on view now, about the cursor where it is on view, else about the middle."""
        if self._frame is None:
            return
        low, high = self._box.viewRange()[0]
        at = self._frame.position / self._frame.run.steps_per_epoch
        about = at if low <= at <= high else (low + high) / 2
        self._box.setXRange(about - (about - low) * factor, about + (high - about) * factor, padding=0)

    def _figure_axis(self) -> FigureAxis:
        return FigureAxis()

    def _legend_entries(self) -> tuple[Entry, ...]:
        theme = self._theme
        return (
            Entry("training", theme.color("training")),
            Entry("test", theme.color("test"), Qt.PenStyle.DashLine),
        )

    def _forget_run(self) -> None:
        """Drop what belongs to another run."""

    def _take_data(self, frame: Frame) -> bool:
        """Take what else the subclass draws; whether it has changed."""
        return False

    def _axis_top(self) -> float:
        """The highest value of the axis, which begins at 0."""
        return 1.0

    def _text_at(self, step: int) -> str:
        """What is known about a step, for the tooltip."""
        raise NotImplementedError

    def _description(self) -> str:
        """The newest figures, for a screen reader."""
        raise NotImplementedError

    def _redraw(self, epochs_changed: bool = True) -> None:
        """Draw the curves; they stay within the axis, values beyond it lie on its border."""
        if self._fit_axis() or epochs_changed:
            self._draw_epochs()
        self.legend.set_entries(self._legend_entries(), self._theme.color("muted"))

    def _fit_axis(self) -> bool:
        """Make the axis as high as it must be; whether it has changed."""
        top = self._axis_top()
        changed = top != self._top
        if changed or self._box.viewRange()[1][1] != self._high(top):
            self._top = top
            self._box.setYRange(-0.02 * top, self._high(top), padding=0)
        axis = self._plot.getAxis("left")
        axis.make_room(0.0, top, max(1.0, self._box.height()), QFontMetricsF(self.font()))
        return changed

    def _draw_epochs(self) -> None:
        low, high = self.shown_range
        roomy = self._box.width() >= _PIXELS_A_MARK * (high - low)
        most = max(_LEAST_POINTS, round(self._box.width() / _PIXELS_A_POINT))
        for item, series, symbol, size in (
            (self._train_item, self._train, "o", 4),
            (self._test_item, self._test, "d", 6),
        ):
            first, last = np.searchsorted(series.x, (low, high))
            kept = decimate(series.y, int(first) - 1, int(last) + 2, most)
            marked = symbol if roomy or len(series.x) == 1 else None
            item.setData(series.x[kept], self._drawn(series.y[kept]), symbol=marked, symbolSize=size)

    def _drawn(self, values: Array) -> Array:
        """Values as they are drawn: not beyond the axis, and nothing where they are not finite."""
        return np.where(np.isfinite(values), np.minimum(values, self._top), np.nan)

    @staticmethod
    def _high(top: float) -> float:
        return top * 1.03

    def _make_items(self) -> None:
        for name in ("left", "bottom"):
            axis = self._plot.getAxis(name)
            axis.setTickFont(self.font())
        self._plot.showGrid(y=True, alpha=0.55)
        self._plot.plotItem.layout.setContentsMargins(0, 7, 12, 0)
        self._train_item = pg.PlotDataItem(connect="finite")
        self._test_item = pg.PlotDataItem(connect="finite")
        self._veil = pg.LinearRegionItem((0, 0), movable=False, pen=pg.mkPen(None))
        self._cursor = pg.InfiniteLine(0, angle=90, movable=False)
        for z, item in enumerate((self._train_item, self._test_item, self._veil, self._cursor), start=10):
            item.setZValue(z)
            self._plot.addItem(item, ignoreBounds=True)
        self._veil.hide()

    def _limit_zoom(self, run: Run) -> None:
        epochs = run.experiment.epochs
        self._box.setLimits(
            xMin=-epochs * _MARGIN,
            xMax=epochs * (1 + _MARGIN),
            minXRange=min(epochs, _LEAST_STEPS / run.steps_per_epoch),
        )

    def _move_cursor(self, frame: Frame) -> None:
        here = frame.position / frame.run.steps_per_epoch
        end = len(frame.history.losses) / frame.run.steps_per_epoch
        if self._cursor.value() != here:
            self._cursor.setValue(here)
        self._veil.setVisible(end > here)
        if end > here and self._veil.getRegion() != (here, end):
            self._veil.setRegion((here, end))

    def _step_at_point(self, point: QPointF) -> int:
        assert self._frame is not None
        place = self._box.mapSceneToView(point).x()
        return step_at(place, self._frame.run.steps_per_epoch, self._frame.furthest)

    @Slot(object)
    def _scene_clicked(self, event: object) -> None:
        if self._frame is None or event.button() != Qt.MouseButton.LeftButton:
            return
        if not self._box.sceneBoundingRect().contains(event.scenePos()):
            return
        event.accept()
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        if event.double():
            self._click_timer.stop()
            self.show_whole_run()
            return
        self._clicked_step = self._step_at_point(event.scenePos())
        if self.is_zoomed:  # a click may be the first half of a double-click, which must not walk the run
            self._click_timer.start(QApplication.doubleClickInterval())
        else:
            self._emit_click()

    @Slot()
    def _emit_click(self) -> None:
        self.step_clicked.emit(self._clicked_step)

    @Slot()
    def _x_range_changed(self) -> None:
        if self._frame is not None:
            self._redraw()

    def _show_help_at(self, event: QHelpEvent) -> None:
        text = _HELP
        if self._frame is not None and len(self._frame.history.losses):
            known = self._text_at(self._step_at_point(self._plot.mapToScene(event.pos())))
            text = f"<p style='white-space:pre'>{known}</p><p>{_HELP}</p>"
        QToolTip.showText(event.globalPos(), text, self)

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.update()
        return super().event(event)

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip:
            self._show_help_at(event)
            return True
        if event.type() == QEvent.Type.Resize:
            axis, has_label = self._plot.getAxis("bottom"), self.height() >= _LEAST_HEIGHT_FOR_LABEL
            line = self.fontMetrics().height()
            axis.showLabel(has_label)
            axis.setHeight(2 * line + 11 if has_label else line + 5)
            self._redraw()
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if self._frame is None:
            super().keyPressEvent(event)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom(_KEY_ZOOM)
        elif key == Qt.Key.Key_Minus:
            self.zoom(1 / _KEY_ZOOM)
        elif key == Qt.Key.Key_0:
            self.show_whole_run()
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            size = self._frame.run.steps_per_epoch
            position = self._frame.position
            target = (position - 1) // size if key == Qt.Key.Key_PageUp else position // size + 1
            self.step_clicked.emit(max(0, min(self._frame.furthest, target * size)))
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.color("window"))
        if self.hasFocus():
            painter.setPen(QColor(self._theme.highlight))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()
