"""What the gallery lists and in which order, as a person has chosen it: two filters, a menu and a chip."""

from PySide6.QtCore import QSignalBlocker, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from cnnviz.ui.images.gallery_controls import AnswerFilter, ClassFilter, OrderButton
from cnnviz.ui.images.gallery_order import Choice, Show
from cnnviz.ui.images.gallery_text import pair_lines
from cnnviz.ui.images.pair_chip import PairChip


class GalleryFilters(QWidget):
    """The filters of the gallery; the button for the order stands elsewhere.

    A pair, true class and answer, is set from outside and cleared by its chip.
    """

    changed = Signal()
    """Something else is to be listed: `choice`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names: tuple[str, ...] = ()
        self._read_as: int | None = None
        self.of_class = ClassFilter(self)
        self.of_answer = AnswerFilter(self)
        self.order = OrderButton(self)
        self.chip = PairChip(self)
        row = QHBoxLayout()
        row.setSpacing(4)
        row.addWidget(self.of_class, 1)
        row.addWidget(self.of_answer, 1)
        chip_row = QHBoxLayout()
        chip_row.addWidget(self.chip)
        chip_row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(row)
        column.addLayout(chip_row)
        self.of_class.currentIndexChanged.connect(self._choose)
        self.of_answer.currentIndexChanged.connect(self._choose)
        self.order.order_changed.connect(self.changed)
        self.chip.clicked.connect(self.show_all)

    @property
    def choice(self) -> Choice:
        """What is to be listed."""
        return Choice(self.of_class.target, self.of_answer.show_only, self.order.order, self._read_as)

    def offer(self, names: tuple[str, ...]) -> None:
        """Offer the classes of another run, and choose all images in the order of the set."""
        self._names = names
        with QSignalBlocker(self.of_class):
            self.of_class.offer(names)
        self.order.reset()
        self.show_all()

    def set_pair(self, target: int, read_as: int) -> None:
        """List the images of a class that are read as a class.

        Raises ValueError where the run has no such class.
        """
        if not (0 <= target < len(self._names) and 0 <= read_as < len(self._names)):
            raise ValueError(f"the run has {len(self._names)} classes, none of which is {max(target, read_as)}")
        self._set(target, Show.RIGHT if target == read_as else Show.WRONG, read_as)

    @Slot()
    def show_all(self) -> None:
        """List all images; their order stays."""
        self._set(None, Show.ALL, None)

    def _set(self, target: int | None, show: Show, read_as: int | None) -> None:
        with QSignalBlocker(self.of_class), QSignalBlocker(self.of_answer):
            self.of_class.setCurrentIndex(0 if target is None else target + 1)
            self.of_answer.setCurrentIndex(list(Show).index(show))
        self._say_pair(target, read_as)
        self.changed.emit()

    def _say_pair(self, target: int | None, read_as: int | None) -> None:
        self._read_as = read_as
        self.chip.say(() if target is None or read_as is None else pair_lines(target, read_as, self._names))

    @Slot()
    def _choose(self) -> None:
        self._say_pair(None, None)
        self.changed.emit()
