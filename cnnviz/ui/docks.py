"""The panels around the picture, and how they are arranged at first."""

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QDockWidget, QMainWindow, QSplitter, QWidget

from cnnviz.ui import panels

_NARROW = 1280
"""Below this width the inspector shares its place with the images."""


class Docks(QObject):
    """All panels of a window, by what they show.

    A panel's view is built when it is needed. Once the window has been seen, those that are left are built one by
    one while there is nothing else to do, the ones in sight first.
    """

    became_visible = Signal()

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.gallery = panels.gallery()
        self.sample = panels.sample()
        self.inspector = panels.inspector()
        self.loss = panels.loss()
        self.accuracy = panels.accuracy()
        self.confusion = panels.confusion()
        self.per_class = panels.per_class()
        self.results = panels.results()
        self.pinned = panels.pinned()
        self.norms = panels.norms()
        self.parameters = panels.parameters()
        self.stops = panels.stops()
        self.changes = panels.changes()
        self.health = panels.health()
        self.images_splitter = QSplitter(Qt.Orientation.Vertical)
        self.images_splitter.addWidget(self.gallery)
        self.images_splitter.addWidget(self.sample)
        self.images_splitter.setStretchFactor(0, 1)
        self.images_splitter.setChildrenCollapsible(False)
        self._images = self._dock("images", "Images", self.images_splitter)
        self._images.visibilityChanged.connect(self._tell_sight)
        self.draw = panels.draw()
        self._draw = self._dock("draw", "Draw", self.draw)
        self._inspector = self._dock("inspector", "Inspector", self.inspector)
        self._loss = self._dock("loss", "Loss", self.loss)
        self._accuracy = self._dock("accuracy", "Accuracy", self.accuracy)
        self._confusion = self._dock("confusion", "Confusion (test)", self.confusion)
        self._per_class = self._dock("per_class", "Per class (test)", self.per_class)
        self._results = self._dock("results", "Results (test)", self.results)
        self._pinned = self._dock("pinned", "Pinned", self.pinned)
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
            self.results,
            self.pinned,
            self.norms,
            self.parameters,
            self.stops,
            self.changes,
            self.health,
        ]
        self.arrange(1440, 900)
        self._builder = QTimer(self)
        self._builder.setInterval(0)
        self._builder.timeout.connect(self._build_next)
        window.installEventFilter(self)

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
            self._results,
            self._pinned,
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
        for before, dock in ((self._confusion, self._per_class), (self._per_class, self._results)):
            window.addDockWidget(bottom, dock)
            window.tabifyDockWidget(before, dock)
        window.addDockWidget(bottom, self._pinned)
        window.tabifyDockWidget(self._loss, self._pinned)
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
        self._loss.raise_()
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
        upper = max(120, height - bottom_height - 400)
        self.images_splitter.setSizes([upper, 232])

    def show_pinned(self) -> None:
        """Bring the pinned images into sight."""
        self._pinned.show()
        self._pinned.raise_()

    def show_inspector(self) -> None:
        """Bring the answer to what was asked into sight."""
        self._inspector.show()
        self._inspector.raise_()

    @Slot(int, int)
    def show_mistakes(self, true_class: int, predicted_class: int) -> None:
        """Show the test images of a class that are read as a class, in the gallery and among the results."""
        self.results.show_cell(true_class, predicted_class)
        self.gallery.show_pair(true_class, predicted_class)
        self._images.show()
        self._images.raise_()

    def _dock(self, name: str, title: str, view: QWidget) -> QDockWidget:
        dock = QDockWidget(title, self._window)
        dock.setObjectName(name)
        dock.setWidget(view)
        dock.visibilityChanged.connect(self._visibility_changed)
        dock.toggleViewAction().triggered.connect(lambda shown: dock.raise_() if shown else None)  # before its tabs
        return dock

    def _visibility_changed(self, visible: bool) -> None:
        if visible:
            self.became_visible.emit()

    @Slot()
    def _tell_sight(self) -> None:
        """Let the gallery notice that it comes before another panel's tab, or behind."""
        if self.gallery.is_built:
            self.gallery.sight.tell_soon()

    @Slot()
    def _build_next(self) -> None:
        unbuilt = [view for view in self.views if not view.is_built]
        if not unbuilt:
            self._stop_building()
            return
        try:
            _ = next((view for view in unbuilt if view.isVisible()), unbuilt[0]).view
        except Exception:
            self._stop_building()  # or the same panel would fail again and again
            raise

    def _stop_building(self) -> None:
        self._builder.stop()
        self._window.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and not self._builder.isActive():
            self._builder.start()
        elif event.type() == QEvent.Type.Close:
            self._stop_building()
        return False
