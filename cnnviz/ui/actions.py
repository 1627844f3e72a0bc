"""What a person can do in the window: each move once, with its name, its keys and what it does."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence

from cnnviz.ui.icons import icon
from cnnviz.ui.theme import Theme


@dataclass(frozen=True, slots=True)
class Move:
    """One thing to do."""

    name: str
    group: str
    text: str
    keys: tuple[str, ...]
    help: str
    """What it does, one sentence."""
    icon: str = ""


MOVES = (
    Move(
        "reset", "Walk", "Back to the start", ("Home",), "Go back to before the first step; nothing is lost.", "reset"
    ),
    Move(
        "previous_sample",
        "Walk",
        "Previous sample",
        ("Shift+Left",),
        "Take the phases of this sample back or, where there are none, the whole sample before.",
        "previous-sample",
    ),
    Move("previous_phase", "Walk", "Previous phase", ("Left", "PgUp"), "Take the last phase back.", "previous-phase"),
    Move("next_phase", "Walk", "Next phase", ("Right", "PgDown"), "Compute the next phase.", "next-phase"),
    Move(
        "next_sample",
        "Walk",
        "Next sample",
        ("Shift+Right",),
        "Compute all that is left of this sample, with its update.",
        "next-sample",
    ),
    Move("run", "Walk", "Run", ("Space",), "Go on at the chosen speed, or pause.", "run"),
    Move("epoch", "Walk", "To epoch end", ("Ctrl+Right",), "Go on to the end of this epoch, then pause.", "epoch"),
    Move(
        "previous_epoch",
        "Walk",
        "Back to epoch start",
        ("Ctrl+Left",),
        "Go back to the start of this epoch or, where that is, of the one before.",
        "previous-epoch",
    ),
    Move("repeat", "Change", "Repeat this image", ("R",), "Train on the same image once more, now."),
    Move("undo", "Change", "Take a change back", ("Ctrl+Z",), "Take back the last change at this step."),
    Move("faster", "Walk", "Faster", ("+", "="), "Run one notch faster."),
    Move("slower", "Walk", "Slower", ("-",), "Run one notch slower."),
    Move("new", "File", "New experiment…", ("Ctrl+N",), "Choose digits, network start, learning rate and more."),
    Move("open", "File", "Open a run…", ("Ctrl+O",), "Go on with a run that was saved."),
    Move("save", "File", "Save the run…", ("Ctrl+S",), "Write the run, as it is now, to a file."),
    Move("tables", "File", "Save this step as tables…", (), "Write every tensor of the step on view as a CSV file."),
    Move("picture", "File", "Save a picture…", ("Ctrl+Shift+S",), "Write the window as a PNG picture."),
    Move("quit", "File", "Quit", ("Ctrl+Q",), "Close the window."),
    Move("back_to_training", "View", "Back to the training sample", ("Ctrl+B",), "Stop looking at the chosen image."),
    Move("pin", "View", "Pin this image", ("P",), "Keep the image on view in sight while the run goes on."),
    Move("reset_layout", "View", "Put the panels back", ("Ctrl+0",), "Arrange all panels as at first."),
    Move("keys", "Help", "Keys", ("F1", "?"), "Show all keys and what they do."),
    Move("about", "Help", "About cnnviz", (), "Version, licence and what this is."),
)
"""Everything, in the order in which the shortcut sheet lists it."""


class Actions(QObject):
    """The actions of a window, by name."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._moves = {move.name: move for move in MOVES}
        self._actions = {move.name: self._make(move) for move in MOVES}

    def __getitem__(self, name: str) -> QAction:
        return self._actions[name]

    def all(self) -> list[QAction]:
        """All actions, in order."""
        return list(self._actions.values())

    def connect_to(self, slots: dict[str, Callable[[], object]]) -> None:
        """Say what each action does."""
        for name, slot in slots.items():
            self._actions[name].triggered.connect(slot)

    def apply_theme(self, theme: Theme) -> None:
        """Draw the icons in a theme's colour."""
        for name, move in self._moves.items():
            if move.icon:
                self._actions[name].setIcon(icon(move.icon, theme.text, theme.faint))

    def set_icon(self, name: str, icon_name: str, theme: Theme) -> None:
        """Give an action another icon for a while."""
        self._actions[name].setIcon(icon(icon_name, theme.text, theme.faint))

    def _make(self, move: Move) -> QAction:
        action = QAction(move.text, self.parent())
        action.setObjectName(move.name)
        action.setShortcuts([QKeySequence(key) for key in move.keys])
        action.setData(move.group)
        keys = ", ".join(QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText) for key in move.keys)
        action.setStatusTip(move.help)
        action.setToolTip(f"{move.text} ({keys})\n{move.help}" if keys else f"{move.text}\n{move.help}")
        return action
