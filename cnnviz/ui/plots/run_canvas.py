"""Where curves over a run are drawn: the axes over the whole planned run, the cursor in it, zoom and clicks."""

import pyqtgraph as pg
from PySide6.QtCore import QEvent, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QFontMetricsF, QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QGraphicsItem, QWidget

from cnnviz.ui.plots.axes import EpochAxis, FigureAxis
from cnnviz.ui.theme import Theme

_MARGIN = 0.02
"""Which part of the run is shown before its start and after its end, so that marks there are whole."""
_LEAST_STEPS = 5
"""How many steps are on view at the largest zoom."""
_LEAST_HEIGHT_FOR_LABEL = 140
_VEIL = 0.68
_VEIL_OVERHANG = 5
"""How many pixels the veil goes on beyond the last point, to dim the whole of its mark."""


class _EpochBox(pg.ViewBox):
    """A view that is zoomed and dragged along the epochs only."""

    def __init__(self) -> None:
        super().__init__(enableMenu=False)
        self.setMouseEnabled(x=True, y=False)

    def suggestPadding(self, axis: int) -> float:
        return 0.0


class RunCanvas(pg.PlotWidget):
    """Epochs from left to right; what lies between the cursor and the end of what is known is dimmed."""

    place_clicked = Signal(float)
    """A place on the epoch axis."""
    view_changed = Signal()
    """Other epochs, or another size."""

    def __init__(self, figure_axis: FigureAxis, parent: QWidget | None = None) -> None:
        pg.setConfigOptions(antialias=True)
        self.box = _EpochBox()
        super().__init__(parent, viewBox=self.box, axisItems={"left": figure_axis, "bottom": EpochAxis()})
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMinimumSize(0, 0)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.hideButtons()
        self.showGrid(y=True, alpha=0.55)
        self.plotItem.layout.setContentsMargins(0, 7, 12, 0)
        for name in ("left", "bottom"):
            self.getAxis(name).setTickFont(self.font())
            self.getAxis(name).setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)  # curves move, axes seldom
        self._epochs = 1
        self._known = 0.0
        self.top = 1.0
        self.cursor_line = pg.InfiniteLine(0, angle=90, movable=False)
        self.veil = pg.LinearRegionItem((0, 0), movable=False, pen=pg.mkPen(None))
        self.veil.hide()
        self.add(self.veil, 12)
        self.add(self.cursor_line, 13)
        self._clicked_place = 0.0
        self._click_timer = QTimer(self)
        self._click_timer.setSingleShot(True)
        self._click_timer.timeout.connect(self._emit_click)
        self.scene().sigMouseClicked.connect(self._scene_clicked)
        self.box.sigXRangeChanged.connect(self._x_range_changed)

    @property
    def shown_range(self) -> tuple[float, float]:
        """The epochs on view, without the margin."""
        low, high = self.box.viewRange()[0]
        margin = (high - low) * _MARGIN / (1 + 2 * _MARGIN)
        return low + margin, high - margin

    @property
    def pixels_an_epoch(self) -> float:
        """How wide one epoch is."""
        low, high = self.box.viewRange()[0]
        return self.box.width() / (high - low)

    @property
    def is_zoomed(self) -> bool:
        """Whether less than the whole run is on view."""
        low, high = self.box.viewRange()[0]
        return high - low < self._epochs * (1 + 2 * _MARGIN) * 0.999

    def add(self, item: pg.GraphicsObject, z: float) -> None:
        """Put an item on the canvas; the axes do not follow it. The veil lies at 12, the cursor at 13."""
        item.setZValue(z)
        self.addItem(item, ignoreBounds=True)

    def set_run(self, epochs: int, steps_per_epoch: int) -> None:
        """Show a planned run, the whole of it."""
        self._epochs = epochs
        self.box.setLimits(
            xMin=-epochs * _MARGIN,
            xMax=epochs * (1 + _MARGIN),
            minXRange=min(epochs, _LEAST_STEPS / steps_per_epoch),
        )
        self.show_whole_run()

    def show_whole_run(self) -> None:
        """Zoom out to the whole planned run."""
        self.box.setXRange(-self._epochs * _MARGIN, self._epochs * (1 + _MARGIN), padding=0)

    def zoom(self, factor: float) -> None:
        """Show `factor` of the epochs on view now, about the cursor where it is on view, else about the middle."""
        low, high = self.box.viewRange()[0]
        here = self.cursor_line.value()
        about = here if low <= here <= high else (low + high) / 2
        self.box.setXRange(about - (about - low) * factor, about + (high - about) * factor, padding=0)

    def fit_top(self, top: float) -> bool:
        """Let the vertical axis go from 0 to `top`; whether that is new."""
        changed = top != self.top
        if changed or self.box.viewRange()[1][1] != 1.03 * top:
            self.top = top
            self.box.setYRange(-0.02 * top, 1.03 * top, padding=0)
        self.getAxis("left").make_room(0.0, top, max(1.0, self.box.height()), QFontMetricsF(self.font()))
        return changed

    def move_cursor(self, here: float, known: float) -> None:
        """Stand at a place, in epochs, where the run is known up to another."""
        self._known = known
        if self.cursor_line.value() != here:
            self.cursor_line.setValue(here)
        self._place_veil()

    def apply_theme(self, theme: Theme) -> None:
        """Recolour; pyqtgraph does not follow the palette."""
        self.setBackground(theme.window)
        for name in ("left", "bottom"):
            axis = self.getAxis(name)
            axis.setPen(pg.mkPen(theme.line))
            axis.setTextPen(pg.mkPen(theme.muted))
        self.getAxis("bottom").setLabel("epoch", color=theme.muted)
        self._fit_label()
        self.cursor_line.setPen(pg.mkPen(theme.text, width=1))
        veil = theme.color("window")
        veil.setAlphaF(_VEIL)
        self.veil.setBrush(pg.mkBrush(veil))

    def _place_veil(self) -> None:
        here = self.cursor_line.value()
        self.veil.setVisible(self._known > here)
        if self._known > here:
            region = (here, self._known + _VEIL_OVERHANG / max(1e-9, self.pixels_an_epoch))
            if self.veil.getRegion() != region:
                self.veil.setRegion(region)

    def _fit_label(self) -> None:
        axis, has_label = self.getAxis("bottom"), self.height() >= _LEAST_HEIGHT_FOR_LABEL
        line = self.fontMetrics().height()
        axis.showLabel(has_label)
        axis.setHeight(2 * line + 11 if has_label else line + 5)

    @Slot(object)
    def _scene_clicked(self, event: object) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        if not self.box.sceneBoundingRect().contains(event.scenePos()):
            return
        event.accept()
        if event.double():
            self._click_timer.stop()
            self.show_whole_run()
            return
        self._clicked_place = self.box.mapSceneToView(event.scenePos()).x()
        if self.is_zoomed:  # a click may be the first half of a double-click, which must not walk the run
            self._click_timer.start(QApplication.doubleClickInterval())
        else:
            self._emit_click()

    @Slot()
    def _emit_click(self) -> None:
        self.place_clicked.emit(self._clicked_place)

    @Slot()
    def _x_range_changed(self) -> None:
        self._place_veil()
        self.view_changed.emit()

    def viewportEvent(self, event: QEvent) -> bool:
        # The text depends on the step below the pointer; the plot around the canvas knows it.
        return False if event.type() == QEvent.Type.ToolTip else super().viewportEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if hasattr(self, "cursor_line"):  # pyqtgraph resizes while it is being built
            self._fit_label()
            self._place_veil()
            self.view_changed.emit()
