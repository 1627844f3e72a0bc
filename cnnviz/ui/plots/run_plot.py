"""What the curves of a run have in common: training and test figures of each epoch, keys and tooltips."""

from time import monotonic

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QHelpEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QToolTip, QVBoxLayout, QWidget

from cnnviz.ui.focus import draw_focus_ring
from cnnviz.ui.frame import Frame, Run
from cnnviz.ui.plots.axes import FigureAxis
from cnnviz.ui.plots.curves import Array, Series, decimate, epoch_series, step_at
from cnnviz.ui.plots.legend import Entry, Legend
from cnnviz.ui.plots.run_canvas import RunCanvas
from cnnviz.ui.theme import Theme, load_theme

_PIXELS_A_MARK = 5
"""Where epochs are closer together than that, a mark on each would hide the curve."""
_PIXELS_A_POINT = 3
"""Bold curves take about 10 µs a point to draw."""
_LEAST_POINTS = 64
_RUNNING_INTERVAL = 0.9
"""Seconds between two drawings while training runs: a curve over a whole run grows slowly, and its lines cost much."""
_KEY_ZOOM = 0.5
_HELP = (
    "Click: go to that step. Wheel, or Up and Down: zoom. Double-click, or 0: the whole run. "
    "Ctrl+PageUp, Ctrl+PageDown: an epoch back or on."
)


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
        self.installEventFilter(self)  # not `event`: an error in paintEvent beneath it would end the process
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(f"{self.title} over the epochs")
        self.setToolTip(_HELP)
        self._theme = load_theme("light")
        self._run: Run | None = None
        self._frame: Frame | None = None
        self._drawn_at = 0.0
        self._epochs_drawn: tuple[object, ...] = ()
        self._train = self._test = Series(np.empty(0), np.empty(0))

        self.legend = Legend(self)
        self.canvas = RunCanvas(self._figure_axis(), self)
        self.canvas.place_clicked.connect(self._place_clicked)
        self.canvas.view_changed.connect(self._view_changed)
        self._make_items()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2, 2, 2, 2)
        layout.setSpacing(0)
        layout.addWidget(self.legend)
        layout.addWidget(self.canvas, 1)

    def show_frame(self, frame: Frame) -> None:
        """Show the run as far as it has gone, and where the frame stands in it."""
        self._frame = frame
        now = monotonic()
        if frame.is_running and frame.run is self._run and now - self._drawn_at < _RUNNING_INTERVAL:
            return
        self._drawn_at = now
        if frame.run is not self._run:
            self._run = frame.run
            self._epochs_drawn = ()
            self._forget_run()
            self.canvas.set_run(frame.run.experiment.epochs, frame.run.steps_per_epoch)
        history = frame.history
        epochs_now = (history.epochs, history.evaluations.get(0))
        is_new = epochs_now != self._epochs_drawn
        if is_new:
            self._epochs_drawn = epochs_now
            self._train, self._test = epoch_series(history, self.figure)
        if self._take_data(frame) or is_new:
            self._redraw(epochs_changed=is_new)
            self.setAccessibleDescription(self._description())
        size = frame.run.steps_per_epoch
        self.canvas.move_cursor(frame.position / size, len(history.losses) / size)

    def apply_theme(self, theme: Theme) -> None:
        """Recolour everything; pyqtgraph does not follow the palette."""
        self._theme = theme
        self.canvas.apply_theme(theme)
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
        self._redraw()
        self.update()

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
        if self.canvas.fit_top(self._axis_top()) or epochs_changed:
            self._draw_epochs()
        self.legend.set_entries(self._legend_entries(), self._theme.color("muted"))

    def _draw_epochs(self) -> None:
        low, high = self.canvas.shown_range
        roomy = self.canvas.pixels_an_epoch >= _PIXELS_A_MARK
        most = max(_LEAST_POINTS, round(self.canvas.box.width() / _PIXELS_A_POINT))
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
        return np.where(np.isfinite(values), np.minimum(values, self.canvas.top), np.nan)

    def _make_items(self) -> None:
        self._train_item = pg.PlotDataItem(connect="finite")
        self._test_item = pg.PlotDataItem(connect="finite")
        self.canvas.add(self._train_item, 10)
        self.canvas.add(self._test_item, 11)

    def _step_at(self, place: float) -> int:
        assert self._frame is not None
        return step_at(place, self._frame.run.steps_per_epoch, self._frame.furthest)

    @Slot(float)
    def _place_clicked(self, place: float) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        if self._frame is not None:
            self.step_clicked.emit(self._step_at(place))

    @Slot()
    def _view_changed(self) -> None:
        if self._frame is not None:
            self._redraw()

    def _show_help_at(self, event: QHelpEvent) -> None:
        text = _HELP
        over_curves = self.canvas.geometry().contains(event.pos())
        if over_curves and self._frame is not None and len(self._frame.history.losses):
            place = self.canvas.box.mapSceneToView(self.canvas.mapToScene(self.canvas.mapFrom(self, event.pos())))
            text = f"<p style='white-space:pre'>{self._text_at(self._step_at(place.x()))}</p><p>{_HELP}</p>"
        QToolTip.showText(event.globalPos(), text, self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip:
            self._show_help_at(event)
            return True
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, has_ctrl = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if self._frame is not None and has_ctrl and key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            size = self._frame.run.steps_per_epoch
            position = self._frame.position
            target = (position - 1) // size if key == Qt.Key.Key_PageUp else position // size + 1
            self.step_clicked.emit(max(0, min(self._frame.furthest, target * size)))
        elif has_ctrl:
            super().keyPressEvent(event)
        elif key == Qt.Key.Key_Up:
            self.canvas.zoom(_KEY_ZOOM)
        elif key == Qt.Key.Key_Down:
            self.canvas.zoom(1 / _KEY_ZOOM)
        elif key == Qt.Key.Key_0:
            self.canvas.show_whole_run()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.color("window"))
        if self.hasFocus():
            draw_focus_ring(painter, self._theme, self.rect())
        painter.end()
