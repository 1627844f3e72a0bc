"""What the gallery says of an image, and which image a typed number means. Pure functions, no Qt."""

from collections.abc import Mapping
from dataclasses import dataclass

from cnnviz.ui.frame import Frame

PARTS = {"train": "Training", "test": "Test"}
"""The two sets by the names of `Probe.part`, and how they are called in the window."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What the network read in each image of a set at one moment."""

    predictions: bytes
    """One class index an image."""
    when: str
    """`after epoch 3` or `before training`."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One image of a set, in words."""

    part: str
    place: int
    """From 1."""
    total: int
    number: int
    """Its number in the data set, from 0."""
    class_name: str
    prediction: str | None = None
    """The name of the class that the network read, where it has been asked."""
    when: str = ""
    """When it was asked."""

    @property
    def is_wrong(self) -> bool:
        """Whether the network has been asked and has read another class."""
        return self.prediction is not None and self.prediction != self.class_name


@dataclass(frozen=True, slots=True)
class Found:
    """An image that a typed number means."""

    part: str
    index: int
    message: str


def latest_answers(frame: Frame) -> Answers | None:
    """The newest evaluation of the test set at or before the position; None where there is none."""
    history = frame.history
    known = [epochs for epochs in history.evaluations if epochs * history.steps_per_epoch <= frame.position]
    if not known:
        return None
    epochs = max(known)
    when = f"after epoch {epochs}" if epochs else "before training"
    return Answers(history.evaluations[epochs].predictions, when)


def name_line(entry: Entry) -> str:
    """The class, and what it was read as: `2`, `2 → 2 ✓`, `2 → 0 ✗`."""
    if entry.prediction is None:
        return entry.class_name
    return f"{entry.class_name} → {entry.prediction} {'✗' if entry.is_wrong else '✓'}"


def caption_lines(entry: Entry, lines: int) -> tuple[str, ...]:
    """What stands below the picture; in three lines, where there is a prediction, it has a line of its own."""
    if entry.prediction is None or lines < 3:
        return name_line(entry), f"#{entry.number}"
    return entry.class_name, f"→ {entry.prediction} {'✗' if entry.is_wrong else '✓'}", f"#{entry.number}"


def one_line(entry: Entry) -> str:
    """The image in one line: `2 · #4711`."""
    return f"{name_line(entry)} · #{entry.number}"


def tooltip(entry: Entry, data_name: str) -> str:
    """All that is known of an image: set, place in the set, number, class and, where there is one, the prediction."""
    lines = [
        f"{PARTS[entry.part]} image {entry.place} of {entry.total}",
        f"number {entry.number} in the data set {data_name}",
        f"class {entry.class_name}",
    ]
    if entry.prediction is not None:
        mark = "✗" if entry.is_wrong else "✓"
        lines.append(f"{entry.when} the network read it as {entry.prediction} {mark}")
    return "\n".join(lines)


def count_line(shown: int, total: int, answers: Answers | None) -> str:
    """How many images are listed: `25 of 75 images`; and from when their predictions are."""
    counted = f"{total} images" if shown == total else f"{shown} of {total} images"
    return f"{counted} · read {answers.when}" if answers else counted


def find_image(text: str, part: str, places: Mapping[str, Mapping[int, int]]) -> Found | str:
    """Which image a typed number means, or one sentence why there is none.

    `places` gives, for each set, the index of each number in the data set. A bare number is taken as a number in the
    data set, first in the set on view, then as a place in that set (from 1), then as a number in the other set;
    with `#` before it, as a number in the data set only.
    """
    typed = text.strip()
    digits = typed.removeprefix("#").strip()
    if not (digits.isascii() and digits.isdigit()):
        return f"“{typed}” is no number; type the number or the place of an image."
    number = int(digits)
    here = places[part]
    if number in here:
        return Found(part, here[number], f"#{number}: place {here[number] + 1} of {len(here)}")
    if not typed.startswith("#") and 1 <= number <= len(here):
        found = next(key for key, index in here.items() if index == number - 1)
        return Found(part, number - 1, f"place {number} of {len(here)}: #{found}")
    other = next(name for name in PARTS if name != part)
    if number in places[other]:
        there = places[other]
        return Found(other, there[number], f"#{number}: place {there[number] + 1} of {len(there)}")
    return f"This run has no image {typed}; it has {len(here)} {PARTS[part].lower()} images."
