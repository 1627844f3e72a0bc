"""The sheet of keys: every action, then what keys mean within panels, in two columns to be read from the last row."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QFont, QGuiApplication, QKeySequence, QPalette, QTextDocumentFragment
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from cnnviz.ui.panel_keys import PANELS, Panel

_POINT_SIZE: Final = 12.0
_DESCRIPTION_WIDTH: Final = 200
_WIDTH: Final = 960
_NO_GROUP: Final = "Actions"
_PANELS_TITLE: Final = "Within the panels"
_PANELS_HELP: Final = "These keys work in the panel that has the focus: click into it, or press Tab until it is there."
_TAG: Final = re.compile(r"</?[a-z][^<>]*>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the sheet."""

    title: str
    keys: tuple[str, ...]
    description: str


def entries_of(actions: Sequence[QAction]) -> dict[str, list[Entry]]:
    """The lines of the sheet by group, in the order of the actions; separators, menus and hidden actions have none.

    An action's group is its data, where that is a text; what it does is its status tip or else its tooltip.
    """
    groups: dict[str, list[Entry]] = {}
    for action in actions:
        if action.isSeparator() or action.menu() is not None or not action.isVisible() or not action.text():
            continue
        data = action.data()
        title = action.text().replace("&&", "\0").replace("&", "").replace("\0", "&").rstrip("….")
        keys = tuple(key.toString(QKeySequence.SequenceFormat.NativeText) for key in action.shortcuts())
        group = data if isinstance(data, str) and data else _NO_GROUP
        groups.setdefault(group, []).append(Entry(title, keys, _description(action, title)))
    return groups


def entries_of_panels(panels: Sequence[Panel]) -> dict[str, list[Entry]]:
    """The lines of the sheet by panel, in their order."""
    return {panel.title: [Entry(key.what, key.native_keys, "") for key in panel.keys] for panel in panels}


def _description(action: QAction, title: str) -> str:
    text = action.statusTip() or action.toolTip()
    if _TAG.search(text):
        text = QTextDocumentFragment.fromHtml(text).toPlainText()
    return "" if text.rstrip("….") == title else text


def split_in_two(groups: dict[str, list[Entry]]) -> tuple[list[str], list[str]]:
    """The names of the groups for the left and the right column, in order, so that the longer one is short."""
    names = list(groups)
    heights = [len(groups[name]) + 2 for name in names]
    cut = min(range(1, len(names) + 1), key=lambda at: max(sum(heights[:at]), sum(heights[at:])), default=0)
    return names[:cut], names[cut:]


class ShortcutSheet(QDialog):
    """Shows actions with their keys, and below them the keys of panels; Esc closes it."""

    def __init__(
        self, actions: Sequence[QAction], parent: QWidget | None = None, panels: Sequence[Panel] = PANELS
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Keys")
        self.setAccessibleDescription(
            "All keys, in the window and within its panels, and what they do. Esc closes this."
        )
        font = QFont(self.font())
        font.setPointSizeF(max(_POINT_SIZE, font.pointSizeF()))
        self.setFont(font)
        sheet = QWidget()
        parts = QVBoxLayout(sheet)
        parts.setSpacing(10)
        parts.addLayout(_in_two_columns(entries_of(actions), font))
        if panels:
            parts.addWidget(_line())
            parts.addWidget(_label(_PANELS_TITLE, _larger(font, 4)))
            help_line = _label(_PANELS_HELP, font)
            help_line.setWordWrap(True)
            parts.addWidget(help_line)
            parts.addLayout(_in_two_columns(entries_of_panels(panels), font))
        parts.addStretch(1)
        self._scroll = QScrollArea()
        self._scroll.setWidget(sheet)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._scroll.setAccessibleName("Keys")
        self._scroll.setToolTip("The arrow keys and Page Up, Page Down scroll.")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        close = buttons.button(QDialogButtonBox.StandardButton.Close)
        close.setToolTip("Close this window (Esc).")
        close.setDefault(True)
        layout = QVBoxLayout(self)
        layout.addWidget(self._scroll, 1)
        layout.addWidget(buttons)
        self._scroll.setFocus()
        self.resize(self.sizeHint())

    def sizeHint(self) -> QSize:
        """All of the sheet, as far as the screen has room."""
        height = self._scroll.widget().layout().heightForWidth(_WIDTH - 60)
        wanted = QSize(_WIDTH, height + 80)
        return wanted.boundedTo(QGuiApplication.primaryScreen().availableSize() * 0.94)


def _in_two_columns(groups: dict[str, list[Entry]], font: QFont) -> QHBoxLayout:
    columns = QHBoxLayout()
    columns.setSpacing(36)
    for names in split_in_two(groups):
        columns.addLayout(_column({name: groups[name] for name in names}, font), 1)
    return columns


def _column(groups: dict[str, list[Entry]], font: QFont) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(16)
    grid.setVerticalSpacing(8)
    grid.setColumnStretch(1, 1)
    bold, heading = _larger(font, 0), _larger(font, 2)
    row = 0
    for name, entries in groups.items():
        title = _label(name, heading)
        title.setForegroundRole(QPalette.ColorRole.Link)
        title.setContentsMargins(0, 10 if row else 0, 0, 0)
        grid.addWidget(title, row, 0, 1, 2)
        for row, entry in enumerate(entries, start=row + 1):  # noqa: B020  (each group goes on below the one before)
            keys = _label("\n".join(entry.keys) or "–", bold)
            what = _label(f"{entry.title}: {entry.description}" if entry.description else entry.title, font)
            what.setWordWrap(True)
            what.setMinimumWidth(_DESCRIPTION_WIDTH)
            what.setAccessibleName(f"{' or '.join(entry.keys) or 'no key'}: {what.text()}")
            keys.setAlignment(Qt.AlignmentFlag.AlignRight)
            grid.addWidget(keys, row, 0, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
            grid.addWidget(what, row, 1, Qt.AlignmentFlag.AlignTop)
        row += 1
    grid.setRowStretch(row, 1)
    return grid


def _larger(font: QFont, by: float) -> QFont:
    """A font in bold, larger by some points."""
    bold = QFont(font)
    bold.setBold(True)
    bold.setPointSizeF(font.pointSizeF() + by)
    return bold


def _line() -> QFrame:
    line = QFrame()
    line.setFrameShape(QFrame.Shape.HLine)
    return line


def _label(text: str, font: QFont) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setFont(font)
    return label
