"""Views that are built once they are needed, so that the window can be seen before all of its panels are made."""

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QDockWidget, QVBoxLayout, QWidget

from cnnviz.ui.frame import Frame
from cnnviz.ui.theme import Theme


class LaterSignal:
    """A signal of a view that is not built yet: connections wait for it; all else builds the view."""

    def __init__(self, view: "Deferred", name: str) -> None:
        self._view = view
        self._name = name
        self._slots: list[Callable[..., object]] = []

    def connect(self, slot: Callable[..., object]) -> None:
        """Connect as soon as there is something to connect."""
        if self._view.is_built:
            getattr(self._view.view, self._name).connect(slot)
        else:
            self._slots.append(slot)

    def connect_all(self) -> None:
        """Connect what has waited."""
        signal = getattr(self._view.view, self._name)
        for slot in self._slots:
            signal.connect(slot)

    def __getattr__(self, name: str) -> Any:
        return getattr(getattr(self._view.view, self._name), name)


class Deferred(QWidget):
    """Stands where a view will be, and behaves like it: whatever is asked of it is asked of the view.

    `build` makes the view, as the child that it is given. `signals` can be connected without building it, and
    `slots`, methods whose answer nobody waits for, can be connected to.
    """

    def __init__(
        self,
        build: Callable[[QWidget], QWidget],
        signals: tuple[str, ...] = (),
        slots: tuple[str, ...] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._build = build
        self._view: QWidget | None = None
        self._theme: Theme | None = None
        self._signals = {name: LaterSignal(self, name) for name in signals}
        self._slots = slots
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)

    @property
    def is_built(self) -> bool:
        """Whether there is a view."""
        return self._view is not None

    @property
    def view(self) -> QWidget:
        """The view; built now if it is not yet."""
        if self._view is None:
            self._view = self._build(self)
            self.setFocusProxy(self._view)
            if self._theme is not None:
                self._view.apply_theme(self._theme)
            self.layout().addWidget(self._view)
            self._view.setGeometry(self.rect())  # at once: what it is asked next may depend on its size
            self._view.show()
            for signal in self._signals.values():
                signal.connect_all()
        return self._view

    def show_frame(self, frame: Frame) -> None:
        """Let the view show a frame; it is built for that."""
        self.view.show_frame(frame)

    def apply_theme(self, theme: Theme) -> None:
        """Take over a theme's colours, now or when there is a view to colour."""
        self._theme = theme
        if self._view is not None:
            self._view.apply_theme(theme)

    def __getattr__(self, name: str) -> Any:
        """What a widget does not have by itself, the view has; private names are nobody's but the view's own."""
        if name.startswith("_"):
            raise AttributeError(name)
        if self._view is None and name in self._signals:
            return self._signals[name]
        if self._view is None and name in self._slots:
            return lambda *values: getattr(self.view, name)(*values)
        return getattr(self.view, name)

    def isVisible(self) -> bool:
        """Whether its panel can be seen: for Qt one behind another's tab is visible too, only far off the window."""
        panel: QWidget | None = self
        while panel is not None and not isinstance(panel, QDockWidget):
            panel = panel.parentWidget()
        return super().isVisible() and (panel is None or not panel.visibleRegion().isEmpty())
