"""What stands above the gallery's list: the tabs of the two sets, the filters, the order and the field for a number."""

from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QComboBox, QLineEdit, QMenu, QSizePolicy, QTabBar, QToolButton, QWidget

from cnnviz.ui.images.fonts import smaller
from cnnviz.ui.images.gallery_order import Order, Show
from cnnviz.ui.images.gallery_text import PARTS
from cnnviz.ui.keys import ARROWS, keeps

_SHOWN: Final = {
    Show.ALL: "All images",
    Show.RIGHT: "Images that the network reads as their true class",
    Show.WRONG: "Images that the network reads as another class than the true one",
    Show.LEAST_SURE: "The tenth of the images with the lowest probability of what was read",
}
_TIPS = {"train": "The images that the network learns from", "test": "Images it never learns from"}


class PartTabs(QTabBar):
    """A tab a set. The arrow keys change the tab, whatever else the window does with them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Set of images")
        self.setAccessibleDescription("Training images or test images")
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(False)
        self.setElideMode(Qt.TextElideMode.ElideRight)
        for part, title in PARTS.items():
            self.setTabToolTip(self.addTab(title), f"{_TIPS[part]} (arrow keys change the set)")

    def event(self, event: QEvent) -> bool:
        return keeps(event, ARROWS) or super().event(event)


class ClassFilter(QComboBox):
    """All classes, or one of them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Class")
        _make_narrow(self, "List the images of all classes or of one")

    @property
    def target(self) -> int | None:
        """The place of the chosen class among the run's classes; None: all."""
        return self.currentIndex() - 1 if self.currentIndex() > 0 else None

    def offer(self, names: tuple[str, ...]) -> None:
        """Offer these classes, and choose all."""
        self.clear()
        self.addItems(["any class", *names])


class AnswerFilter(QComboBox):
    """All answers, or the right, the wrong or the least sure."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Answer")
        _make_narrow(self, "List all images, or those that the network reads right, reads wrong or is least sure of")
        self.addItems([show.value for show in Show])
        for place, show in enumerate(Show):
            self.setItemData(place, _SHOWN[show], Qt.ItemDataRole.ToolTipRole)

    @property
    def show_only(self) -> Show:
        """What is chosen."""
        return list(Show)[max(0, self.currentIndex())]


class OrderButton(QToolButton):
    """A menu of what comes first."""

    order_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setText("⇅")
        self.setAccessibleName("Order")
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCheckable(True)  # it stands out where the order is another than the set's
        self.setStyleSheet("QToolButton { padding: 3px 3px; } QToolButton::menu-indicator { image: none; }")
        menu = QMenu(self)
        self._group = QActionGroup(self)
        for order in Order:
            action = menu.addAction(order.value)
            action.setData(order)
            action.setCheckable(True)
            self._group.addAction(action)
        self.setMenu(menu)
        self._group.triggered.connect(self._say)
        self.reset()

    @property
    def order(self) -> Order:
        """What is chosen."""
        return self._group.checkedAction().data()

    def reset(self) -> None:
        """Choose the order of the set."""
        self._group.actions()[0].setChecked(True)
        self._describe()

    def _describe(self) -> None:
        said = f"Order of the images: {self.order.value}"
        self.setToolTip(said)
        self.setAccessibleDescription(said)
        self.setChecked(self.order is not Order.PLACE)

    @Slot()
    def _say(self) -> None:
        self._describe()
        self.order_changed.emit()


class NumberField(QLineEdit):
    """A field for the number or the place of an image."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText("#")
        self.setAccessibleName("Number of an image")
        self.setAccessibleDescription("Go to the image with this number in the data set, or at this place in the set")
        self.setToolTip(
            "Enter: go to the image with this number in the data set, or else at this place in the set.\n"
            "#4711 means the number only."
        )
        self.setMinimumWidth(32)
        self.setMaximumWidth(90)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)


def _make_narrow(combo: QComboBox, tip: str) -> None:
    """Let a combo box be as narrow as its dock; its list is as wide as it has to be."""
    combo.setAccessibleDescription(tip)
    combo.setToolTip(tip)
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    combo.setFont(smaller(combo.font()))
    combo.setMinimumContentsLength(2)
    combo.setMinimumWidth(40)
    combo.installEventFilter(_WideList(combo))


class _WideList(QObject):
    """Makes the list of a combo box wide enough for its words when it is about to open."""

    def __init__(self, combo: QComboBox) -> None:
        super().__init__(combo)
        self._combo = combo

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.MouseButtonPress, QEvent.Type.KeyPress):
            words = [self._combo.itemText(place) for place in range(self._combo.count())]
            widest = max(map(self._combo.fontMetrics().horizontalAdvance, words), default=0)
            self._combo.view().setMinimumWidth(widest + 40)
        return False
