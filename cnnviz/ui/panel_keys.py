"""The keys that work inside panels, for the sheet of keys: what a panel does with a key while it has the focus.

The panels themselves keep their keys, each beside what it does with them; nothing here makes a key work.
"""

from dataclasses import dataclass
from typing import Final

from PySide6.QtGui import QKeySequence

ARROWS: Final = "Arrows"
"""Any of the four arrow keys, also after a modifier: `Alt+Arrows`."""


@dataclass(frozen=True, slots=True)
class PanelKey:
    """One thing to do with a key."""

    keys: tuple[str, ...]
    """In portable form, such as `Shift+Left`; each does the same."""
    what: str
    """What it does, one sentence."""

    @property
    def native_keys(self) -> tuple[str, ...]:
        """The keys as they are written on this system."""
        return tuple(map(_native, self.keys))


@dataclass(frozen=True, slots=True)
class Panel:
    """A panel with keys of its own."""

    title: str
    keys: tuple[PanelKey, ...]


PANELS: Final = (
    Panel(
        "Network picture",
        (
            PanelKey(("Return",), "Choose a first number, where none is chosen."),
            PanelKey((ARROWS,), "Go to the number beside the chosen one."),
            PanelKey((f"Alt+{ARROWS}",), "Go to the next map in that direction."),
            PanelKey(("Esc",), "Let the number go; the arrows walk the phases again."),
        ),
    ),
    Panel(
        "Timeline",
        (
            PanelKey(("Left", "Right"), "Go one step back or on."),
            PanelKey(("Shift+Left", "Shift+Right"), "Go one epoch back or on."),
            PanelKey(("Home", "End"), "Go to the start, or as far as the run has been."),
        ),
    ),
    Panel(
        "Images and results",
        (
            PanelKey((ARROWS,), "Go from image to image, or from tab to tab."),
            PanelKey(("Return",), "Look at the image through the network."),
            PanelKey(("T",), "Train on this training image next."),
            PanelKey(("Esc",), "Look at the training sample again."),
        ),
    ),
    Panel(
        "This sample, gradient norms",
        (
            PanelKey(("Up", "Down"), "Go from line to line."),
            PanelKey(("Home", "End"), "Go to the first or the last line."),
            PanelKey(("Return",), "Ask in the inspector where the number comes from."),
        ),
    ),
    Panel(
        "Pinned cards",
        (
            PanelKey(("Return",), "Look at the image through the network."),
            PanelKey(("C",), "Compare: mark two cards to see both and their difference."),
            PanelKey(("H",), "Keep the card as it is now, to compare with what it becomes."),
            PanelKey(("Del", "Backspace"), "Unpin the image."),
        ),
    ),
    Panel(
        "Comparison of two cards",
        (
            PanelKey((ARROWS,), "Go over the cells, each with its three numbers."),
            PanelKey(("Esc",), "Let the cell go."),
        ),
    ),
    Panel(
        "Draw",
        (
            PanelKey(("[", "]"), "Make the brush thinner or thicker."),
            PanelKey(("E",), "Take the eraser, or the brush again."),
            PanelKey(("Del",), "Clear the pad."),
            PanelKey(("Ctrl+Z",), "Take the last stroke back."),
            PanelKey(("Ctrl+Y", "Ctrl+Shift+Z"), "Draw it again."),
            PanelKey(("Ctrl+V",), "Paste a picture or a copied file."),
        ),
    ),
    Panel(
        "Inspector: Number",
        (
            PanelKey(("Up", "Down"), "Go from term to term."),
            PanelKey(("Left", "Right"), "Go from factor to factor."),
            PanelKey(("Return",), "Ask where the factor comes from, or open a fold."),
            PanelKey(("Backspace", "Alt+Left"), "Go back to the number asked before."),
        ),
    ),
    Panel(
        "Inspector: Map",
        (PanelKey((ARROWS,), "Go to the number beside the chosen one."),),
    ),
    Panel(
        "Inspector: Slide",
        (
            PanelKey(("Left", "Right"), "Take the window one stop back or on."),
            PanelKey(("Up", "Down"), "Take it a row up or down."),
            PanelKey(("Home", "End"), "Go to the first or the last position."),
            PanelKey(("Space",), "Let it slide, or pause."),
        ),
    ),
    Panel(
        "Loss and accuracy",
        (
            PanelKey(("Up", "Down"), "Zoom in or out."),
            PanelKey(("0",), "Show the whole run."),
            PanelKey(("Ctrl+PgUp", "Ctrl+PgDown"), "Go one epoch back or on."),
        ),
    ),
    Panel(
        "Confusion",
        (
            PanelKey((ARROWS,), "Go from cell to cell."),
            PanelKey(("Return",), "Show the cell's images."),
        ),
    ),
    Panel(
        "Parameters",
        (
            PanelKey((ARROWS,), "Go from number to number."),
            PanelKey(("Return", "F2"), "Type another value; Enter sets it, Esc leaves it."),
            PanelKey(("Ctrl+Return",), "Ask in the inspector where the number comes from."),
        ),
    ),
    Panel(
        "Stops and changes",
        (
            PanelKey(("Return",), "Go to the step of a change, or walk a course."),
            PanelKey(("Space",), "Switch a stop on or off."),
            PanelKey(("Del", "Backspace"), "Remove a stop."),
        ),
    ),
)
"""Every panel with keys of its own, in the order in which the sheet shows them."""


def _native(key: str) -> str:
    """A key as this system writes it; the arrows are called by their name, for no system has one for all four."""
    text = QKeySequence(key.replace(ARROWS, "Up")).toString(QKeySequence.SequenceFormat.NativeText)
    if not key.endswith(ARROWS):
        return text.replace("Return", "Enter")
    one = QKeySequence("Up").toString(QKeySequence.SequenceFormat.NativeText)
    return text.removesuffix(one) + ARROWS
