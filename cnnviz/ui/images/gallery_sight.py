"""Tells which images of the gallery are in sight, so that the worker can ask the network about them first."""

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from cnnviz.ui.images.gallery_list import GalleryList
from cnnviz.ui.images.gallery_model import GalleryModel

_DELAY = 60
"""Milliseconds that scrolling goes on before it is told."""

NOTHING: tuple[str, tuple[int, ...]] = ("", ())


class GallerySight(QObject):
    """Watches lists, of which one is in sight at most."""

    changed = Signal(str, object)
    """The set, "train" or "test", and a tuple of indices in it; "" and none where no list is in sight."""

    def __init__(self, lists: dict[str, GalleryList], parent: QObject) -> None:
        super().__init__(parent)
        self._lists = lists
        self._told = NOTHING
        self._soon = QTimer(self, singleShot=True, interval=_DELAY)
        self._soon.timeout.connect(self.tell)
        for view in lists.values():
            view.verticalScrollBar().valueChanged.connect(self.tell_soon)
            view.verticalScrollBar().rangeChanged.connect(self.tell_soon)
            view.model().modelReset.connect(self.tell_soon)

    @Slot()
    def tell_soon(self) -> None:
        """Tell in a moment, if something has changed by then."""
        if not self._soon.isActive():
            self._soon.start()

    @Slot()
    def tell(self) -> None:
        """Tell what is in sight, if it is something else than last time."""
        in_sight = next((_of(part, view) for part, view in self._lists.items() if _is_in_sight(view)), NOTHING)
        if in_sight != self._told:
            self._told = in_sight
            self.changed.emit(*in_sight)


def _is_in_sight(view: GalleryList) -> bool:
    """Whether it can be seen: for Qt one behind another panel's tab is visible too, only far off the window."""
    return view.isVisible() and not view.visibleRegion().isEmpty()


def _of(part: str, view: GalleryList) -> tuple[str, tuple[int, ...]]:
    model = view.model()
    assert isinstance(model, GalleryModel)
    return part, tuple(model.index_of(row) for row in view.rows_in_sight())
