"""The way from the number first asked about to the one on view, and back."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from cnnviz.nn import Layer
from cnnviz.ui.inspector.look import derived_font, dress_button, set_text, text_label
from cnnviz.ui.inspector.path import Path
from cnnviz.ui.theme import Theme, load_theme


class PathBar(QWidget):
    """Each number on the way is a link back to it."""

    back_asked = Signal()
    place_asked = Signal(int)
    """The place along the path to go back to."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.back = QToolButton(self)
        dress_button(self.back, "‹", "Back", "Go back to the number before (Backspace or Alt+Left)")
        self.back.clicked.connect(self.back_asked)
        self.links = text_label("The path to this number", self)
        self.links.setTextFormat(Qt.TextFormat.RichText)
        self.links.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByMouse | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        self.links.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.links.setAccessibleDescription("The numbers asked about on the way here; each is a link back to it")
        self.links.setToolTip("The numbers asked about on the way here; click one to go back to it (Tab, Enter)")
        self.links.linkActivated.connect(self._go)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(5)
        layout.addWidget(self.back, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self.links, 1)
        self._theme = load_theme("light")

    def show_path(self, path: Path, layers: Sequence[Layer]) -> None:
        """Write a path; one of a single number needs no bar."""
        self.setVisible(len(path.cells) > 1)
        set_text(self.links, path.html(layers, self._theme.forward))

    def apply_theme(self, theme: Theme) -> None:
        """Take over a theme's colours; the path must be shown again."""
        self._theme = theme

    def take_fonts(self) -> None:
        """Derive the fonts from the window's."""
        self.links.setFont(derived_font(self, 0.92))

    @Slot(str)
    def _go(self, place: str) -> None:
        self.place_asked.emit(int(place))
