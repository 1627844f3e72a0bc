"""The colours of the window, read from the theme files, and how they are put on it."""

import json
from dataclasses import dataclass, fields
from functools import cache
from string import Template

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from cnnviz.paths import resources_folder

_PROPERTY = "cnnviz_theme"


@dataclass(frozen=True)
class Theme:
    """Named colours, `#rrggbb`. Forward is blue and backward is orange in each theme."""

    name: str
    window: str
    panel: str
    base: str
    alternate: str
    text: str
    muted: str
    faint: str
    line: str
    button: str
    highlight: str
    highlighted_text: str
    forward: str
    forward_band: str
    backward: str
    backward_band: str
    training: str
    test: str
    wrong: str
    outline: str
    signed: tuple[str, ...]
    """Stops for signed numbers: from the most negative over 0 to the most positive."""
    positive: tuple[str, ...]
    """Stops for numbers from 0 up."""
    not_a_number: str

    def color(self, name: str) -> QColor:
        """One of the colours as Qt takes it."""
        return QColor(_color(getattr(self, name)))  # a copy: whoever gets it may make it translucent


@cache
def _color(text: str) -> QColor:
    """Reading `#rrggbb` costs more than drawing with it."""
    return QColor(text)


@cache
def load_theme(name: str) -> Theme:
    """The theme "light" or "dark"."""
    text = (resources_folder() / "themes" / f"{name}.json").read_text(encoding="utf-8")
    values = json.loads(text)
    return Theme(**{f.name: tuple(v) if isinstance(v := values[f.name], list) else v for f in fields(Theme)})


def system_theme_name() -> str:
    """What the desktop asks for; light where it does not say."""
    scheme = QApplication.styleHints().colorScheme()
    return "dark" if scheme == Qt.ColorScheme.Dark else "light"


def apply_theme(app: QApplication, theme: Theme) -> None:
    """Put a theme on the whole application, unless it is on already: each widget there is pays for a change."""
    if app.property(_PROPERTY) == theme.name:
        return
    if app.property(_PROPERTY) is None:
        app.setStyle("Fusion")
    app.setProperty(_PROPERTY, theme.name)
    palette = QPalette()
    role = QPalette.ColorRole
    for target, name in {
        role.Window: "window",
        role.WindowText: "text",
        role.Base: "base",
        role.AlternateBase: "alternate",
        role.Text: "text",
        role.Button: "button",
        role.ButtonText: "text",
        role.BrightText: "backward",
        role.Highlight: "highlight",
        role.HighlightedText: "highlighted_text",
        role.ToolTipBase: "panel",
        role.ToolTipText: "text",
        role.PlaceholderText: "faint",
        role.Link: "forward",
        role.Mid: "line",
        role.Light: "panel",
        role.Accent: "highlight",
    }.items():
        palette.setColor(target, theme.color(name))
    for target in (role.Text, role.WindowText, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, target, theme.color("faint"))
    app.setPalette(palette)
    sheet = (resources_folder() / "themes" / "window.qss").read_text(encoding="utf-8")
    colors = {field.name: getattr(theme, field.name) for field in fields(theme)}
    app.setStyleSheet(Template(sheet).substitute(colors, icons=(resources_folder() / "icons").as_posix()))
