"""The panels around the picture, and how they are arranged at first."""

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QDockWidget, QMainWindow, QSplitter, QWidget

from cnnviz.ui.debugger.changes_view import ChangesView
from cnnviz.ui.debugger.health_view import HealthView
from cnnviz.ui.debugger.parameters_view import ParametersView
from cnnviz.ui.debugger.stops_view import StopsView
from cnnviz.ui.drawing import DrawView
from cnnviz.ui.images.gallery_view import GalleryView
from cnnviz.ui.images.sample_view import SampleView
from cnnviz.ui.inspector.inspector import Inspector
from cnnviz.ui.plots.accuracy_plot import AccuracyPlot
from cnnviz.ui.plots.confusion_view import ConfusionView
from cnnviz.ui.plots.gradient_norm_view import GradientNormView
from cnnviz.ui.plots.loss_plot import LossPlot
from cnnviz.ui.plots.per_class_view import PerClassView

_NARROW = 1280
"""Below this width the inspector shares its place with the images."""


class Docks(QObject):
    """All panels of a window, by what they show."""

    became_visible = Signal()

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.gallery = GalleryView()
        self.sample = SampleView()
        self.inspector = Inspector()
        self.loss = LossPlot()
        self.accuracy = AccuracyPlot()
        self.confusion = ConfusionView()
        self.per_class = PerClassView()
        self.norms = GradientNormView()
        self.parameters = ParametersView()
        self.stops = StopsView()
        self.changes = ChangesView()
        self.health = HealthView()
        self.images_splitter = QSplitter(Qt.Orientation.Vertical)
        self.images_splitter.addWidget(self.gallery)
        self.images_splitter.addWidget(self.sample)
        self.images_splitter.setStretchFactor(0, 1)
        self.images_splitter.setChildrenCollapsible(False)
        self._images = self._dock("images", "Images", self.images_splitter)
        self.draw = DrawView()
        self._draw = self._dock("draw", "Draw", self.draw)
        self._inspector = self._dock("inspector", "Inspector", self.inspector)
        self._loss = self._dock("loss", "Loss", self.loss)
        self._accuracy = self._dock("accuracy", "Accuracy", self.accuracy)
        self._confusion = self._dock("confusion", "Confusion (test)", self.confusion)
        self._per_class = self._dock("per_class", "Per class (test)", self.per_class)
        self._norms = self._dock("norms", "Gradient norm a layer", self.norms)
        self._parameters = self._dock("parameters", "Parameters", self.parameters)
        self._stops = self._dock("stops", "Stops", self.stops)
        self._changes = self._dock("changes", "Changes", self.changes)
        self._health = self._dock("health", "Health", self.health)
        self.views = [
            self.gallery,
            self.sample,
            self.draw,
            self.inspector,
            self.loss,
            self.accuracy,
            self.confusion,
            self.per_class,
            self.norms,
            self.parameters,
            self.stops,
            self.changes,
            self.health,
        ]
        self.arrange(1440, 900)

    @property
    def all(self) -> list[QDockWidget]:
        """All panels, for the menu that shows and hides them."""
        return [
            self._images,
            self._draw,
            self._inspector,
            self._loss,
            self._accuracy,
            self._confusion,
            self._per_class,
            self._norms,
            self._parameters,
            self._stops,
            self._changes,
            self._health,
        ]

    def arrange(self, width: int, height: int) -> None:
        """Put all panels where they are at first in a window of that size.

        A narrow one has no room for the debugger's panels beside the inspector; the menu View brings them.
        """
        window = self._window
        left, right, bottom = (
            Qt.DockWidgetArea.LeftDockWidgetArea,
            Qt.DockWidgetArea.RightDockWidgetArea,
            Qt.DockWidgetArea.BottomDockWidgetArea,
        )
        for dock in self.all:
            window.removeDockWidget(dock)
            dock.setFloating(False)
        narrow = width < _NARROW
        window.addDockWidget(left, self._images)
        window.addDockWidget(left, self._draw)
        window.addDockWidget(left if narrow else right, self._inspector)
        window.addDockWidget(bottom, self._loss)
        for before, dock in (
            (self._loss, self._accuracy),
            (self._accuracy, self._confusion),
            (self._confusion, self._norms),
        ):
            window.addDockWidget(bottom, dock)
            window.splitDockWidget(before, dock, Qt.Orientation.Horizontal)
        window.addDockWidget(bottom, self._per_class)
        window.tabifyDockWidget(self._confusion, self._per_class)
        window.tabifyDockWidget(self._images, self._draw)
        if narrow:
            window.tabifyDockWidget(self._draw, self._inspector)
        before = self._inspector
        for dock in (self._parameters, self._stops, self._changes):
            window.addDockWidget(left if narrow else right, dock)
            window.tabifyDockWidget(before, dock)
            before = dock
        window.addDockWidget(bottom, self._health)
        window.tabifyDockWidget(self._norms, self._health)
        for dock in self.all:
            dock.setVisible(not narrow or dock not in (self._parameters, self._stops, self._changes))
        self._images.raise_()
        self._confusion.raise_()
        self._norms.raise_()
        if not narrow:
            self._inspector.raise_()
        side = max(176, min(230, round(width * 0.135)))
        bottom_height = max(170, min(270, round(height * 0.27)))
        if narrow:
            window.resizeDocks([self._images], [max(190, side)], Qt.Orientation.Horizontal)
        else:
            window.resizeDocks([self._images, self._inspector], [side, 312], Qt.Orientation.Horizontal)
        plots = [self._loss, self._accuracy, self._confusion, self._norms]
        window.resizeDocks(
            plots, [round(width * share) for share in (0.28, 0.22, 0.26, 0.24)], Qt.Orientation.Horizontal
        )
        window.resizeDocks([self._loss], [bottom_height], Qt.Orientation.Vertical)
        upper = max(120, height - bottom_height - 420)
        self.images_splitter.setSizes([upper, 240])

    def _dock(self, name: str, title: str, view: QWidget) -> QDockWidget:
        dock = QDockWidget(title, self._window)
        dock.setObjectName(name)
        dock.setWidget(view)
        dock.visibilityChanged.connect(self._visibility_changed)
        return dock

    def _visibility_changed(self, visible: bool) -> None:
        if visible:
            self.became_visible.emit()
