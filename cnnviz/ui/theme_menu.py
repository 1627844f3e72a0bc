"""The choice of a theme, in the menu View."""

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup

_NAMES = (("system", "Theme of the desktop"), ("light", "Light theme"), ("dark", "Dark theme"))


class ThemeMenu(QObject):
    """One action a theme, the chosen one checked."""

    chosen = Signal(str)
    """The name of the theme: "system", "light" or "dark"."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._group = QActionGroup(self)
        for name, text in _NAMES:
            action = QAction(text, self, checkable=True)
            action.setData(name)
            action.setToolTip(f"Show the window in the {text[0].lower()}{text[1:]}.")
            self._group.addAction(action)
        self._group.triggered.connect(self._choose)

    @property
    def actions(self) -> list[QAction]:
        """The actions, to be put into a menu."""
        return self._group.actions()

    def check(self, name: str) -> None:
        """Mark the theme that is on."""
        for action in self.actions:
            action.setChecked(action.data() == name)

    @Slot(QAction)
    def _choose(self, action: QAction) -> None:
        self.chosen.emit(action.data())
