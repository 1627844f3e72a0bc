"""The small controls of a walk: an index chosen by turning it up and down, and a button with an icon."""

from math import prod

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy, QSpinBox, QToolButton, QWidget

from cnnviz.ui.icons import icon
from cnnviz.ui.keys import SpaceForButtons
from cnnviz.ui.theme import Theme


class IndexBox(QSpinBox):
    """Chooses one of a tensor's entries by its index: `K[0,0,1,2]`, `filter 3`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shape: tuple[int, ...] = (1,)
        self._head, self._tail = "", ""
        self.setWrapping(True)
        self.setMinimumWidth(60)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.lineEdit().setReadOnly(True)

    @property
    def chosen(self) -> tuple[int, ...]:
        """The index."""
        place, index = self.value(), []
        for length in reversed(self._shape):
            place, at = divmod(place, length)
            index.append(at)
        return tuple(reversed(index))

    def offer(self, shape: tuple[int, ...], chosen: tuple[int, ...], head: str, tail: str = "") -> None:
        """Offer the indexes of a shape, written between a head and a tail; tells nobody."""
        place = 0
        for at, length in zip(chosen, shape, strict=True):
            place = place * length + min(max(0, at), length - 1)
        self.blockSignals(True)
        self._shape, self._head, self._tail = shape, head, tail
        self.setRange(0, prod(shape) - 1)
        self.setValue(place)
        self.lineEdit().setText(self.textFromValue(place))
        self.blockSignals(False)
        self.updateGeometry()

    def textFromValue(self, val: int) -> str:
        index = []
        for length in reversed(self._shape):
            val, at = divmod(val, length)
            index.append(at)
        return f"{self._head}{','.join(map(str, reversed(index)))}{self._tail}"


class IconButton(QToolButton):
    """A button with an icon in the theme's colour."""

    def __init__(self, icon_name: str, name: str, tip: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setStyleSheet("QToolButton { padding: 2px 3px } QToolButton:focus { padding: 1px 2px }")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._theme: Theme | None = None
        self.dress(icon_name, name, tip)
        self.installEventFilter(SpaceForButtons(self))

    def dress(self, icon_name: str, name: str, tip: str) -> None:
        """Change what it shows and what it is called."""
        self._icon = icon_name
        self.setAccessibleName(name)
        self.setAccessibleDescription(tip)
        self.setToolTip(tip)
        self._show_icon()

    def apply_theme(self, theme: Theme) -> None:
        """Take over a theme's colours."""
        self._theme = theme
        self._show_icon()

    def _show_icon(self) -> None:
        if self._theme is not None:
            self.setIcon(icon(self._icon, self._theme.text, self._theme.faint))
