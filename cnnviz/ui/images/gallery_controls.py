"""What stands above the gallery's list: the tabs of the two sets, the class filter and the field for a number."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QComboBox, QLineEdit, QTabBar, QWidget

from cnnviz.ui.images.gallery_text import PARTS
from cnnviz.ui.images.keys import ARROWS, keeps

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
        self.setAccessibleDescription("List the images of all classes or of one")
        self.setToolTip("List the images of all classes or of one")
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(4)

    @property
    def target(self) -> int | None:
        """The place of the chosen class among the run's classes; None: all."""
        return self.currentIndex() - 1 if self.currentIndex() > 0 else None

    def offer(self, names: tuple[str, ...]) -> None:
        """Offer these classes, and choose all."""
        self.clear()
        self.addItems(["all classes", *names])


class NumberField(QLineEdit):
    """A field for the number or the place of an image."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText("number")
        self.setAccessibleName("Number of an image")
        self.setAccessibleDescription("Go to the image with this number in the data set, or at this place in the set")
        self.setToolTip(
            "Enter: go to the image with this number in the data set, or else at this place in the set.\n"
            "#4711 means the number only."
        )
        self.setMinimumWidth(48)
