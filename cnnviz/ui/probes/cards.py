"""The cards of the strip in rows that fit the panel; where they cannot, the strip is scrolled."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from cnnviz.ui.probes.card import LEAST_HEIGHT, LEAST_WIDTH, PinCard

_GAP = 6
_WIDEST = 360
_HIGHEST = 220


@dataclass(frozen=True, slots=True)
class CardGrid:
    """How many cards stand side by side, and how large each is, in pixels."""

    across: int
    width: int
    height: int

    def place(self, number: int) -> QRect:
        """Where a card is."""
        row, column = divmod(number, self.across)
        return QRect(column * (self.width + _GAP), row * (self.height + _GAP), self.width, self.height)


def grid_in(width: int, height: int, cards: int) -> CardGrid:
    """The fewest rows in which all cards fit a room; where there are none, as many as its height takes."""
    most_rows = max(1, (height + _GAP) // (LEAST_HEIGHT + _GAP))
    across = max(1, cards)
    for rows in range(1, most_rows + 1):
        across = max(1, ceil(cards / rows))
        if across * (LEAST_WIDTH + _GAP) - _GAP <= width:
            break
    rows = max(1, ceil(cards / across))
    each = (width + _GAP) // across - _GAP
    tall = (height + _GAP) // rows - _GAP
    return CardGrid(across, min(_WIDEST, max(LEAST_WIDTH, each)), min(_HIGHEST, max(LEAST_HEIGHT, tall)))


class Cards(QScrollArea):
    """Shows cards; the focused one is scrolled into view."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cards: list[PinCard] = []
        self._inner = QWidget()
        self.setMinimumSize(LEAST_WIDTH, LEAST_HEIGHT)
        self.setWidget(self._inner)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName("Pinned images")
        self._inner.setAccessibleName("Pinned images")

    @property
    def holder(self) -> QWidget:
        """The parent of the cards."""
        return self._inner

    def set_cards(self, cards: Sequence[PinCard]) -> None:
        """Show these cards, in their order; those that are gone are deleted."""
        for card in self._cards:
            if card not in cards:
                card.removeEventFilter(self)
                card.hide()
                card.deleteLater()
        for card in cards:
            if card not in self._cards:
                card.installEventFilter(self)
                card.show()
        self._cards = list(cards)
        for before, after in zip(self._cards, self._cards[1:], strict=False):
            QWidget.setTabOrder(before.close_button, after)
        self._lay_out()

    def _lay_out(self) -> None:
        room = self.maximumViewportSize()
        grid = grid_in(room.width(), room.height(), len(self._cards))
        bar = self.horizontalScrollBar().sizeHint().height()
        if grid.across * (grid.width + _GAP) - _GAP > room.width():
            grid = grid_in(room.width(), room.height() - bar, len(self._cards))
        area = QRect()
        for number, card in enumerate(self._cards):
            card.setGeometry(grid.place(number))
            area = area.united(card.geometry())
        self._inner.resize(area.size())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusIn and isinstance(watched, QWidget):
            self.ensureWidgetVisible(watched, 4, 4)
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()
