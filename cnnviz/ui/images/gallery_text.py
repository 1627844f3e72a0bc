"""What the gallery says of an image, and which image a typed number means. Pure functions, no Qt."""

from collections.abc import Mapping
from dataclasses import dataclass

from cnnviz.ui.images.gallery_answers import Answers
from cnnviz.ui.images.gallery_order import Choice, Show, Tally

__all__ = [
    "PARTS",
    "Answers",
    "Entry",
    "Found",
    "caption_lines",
    "count_line",
    "find_image",
    "last_line",
    "name_line",
    "nothing_listed",
    "one_line",
    "pair_lines",
    "tooltip",
]

PARTS = {"train": "Training", "test": "Test"}
"""The two sets by the names of `Probe.part`, and how they are called in the window."""


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
    confidence: float | None = None
    """The probability of the class that the network read, where it is known."""
    is_old: bool = False
    """Whether it was asked under other parameters than those of the moment."""

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


def name_line(entry: Entry) -> str:
    """The class, and what it was read as: `2`, `2 → 2 ✓`, `2 → 0 ✗`."""
    if entry.prediction is None:
        return entry.class_name
    return f"{entry.class_name} → {entry.prediction} {'✗' if entry.is_wrong else '✓'}"


def caption_lines(entry: Entry, lines: int) -> tuple[str, ...]:
    """What stands below the picture, but for the last line; in three lines, what was read has one of its own.

    A right answer is not said twice: `2 ✓`.
    """
    if entry.prediction is None:
        return (entry.class_name,)
    if not entry.is_wrong:
        return (f"{entry.class_name} ✓",)
    return (entry.class_name, f"→ {entry.prediction} ✗") if lines >= 3 else (name_line(entry),)


def last_line(entry: Entry) -> str:
    """The last line below the picture: how sure the network is or, before it has been asked, the image's number."""
    return f"#{entry.number}" if entry.confidence is None else _percent(entry.confidence)


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
    if entry.confidence is not None:
        old = "; to be asked again" if entry.is_old else ""
        lines.append(f"P({entry.prediction}) = {_percent(entry.confidence)}{old}")
    if entry.part == "train":
        lines.append("T: train on it next")
    return "\n".join(lines)


def count_line(choice: Choice, listed: int, tally: Tally, is_waiting: bool) -> str:
    """How the answers are on the images of the chosen class: `12 of 75 wrong · as of step 212 · 40 still to be asked`.

    `listed` is how many images are listed; `is_waiting` tells that those to be asked are going to be.
    """
    if not tally.asked:
        return f"{tally.images:,} images"
    parts = [f"{tally.wrong:,} of {tally.asked:,} wrong"]
    if choice.read_as is not None or choice.show in (Show.RIGHT, Show.LEAST_SURE):
        parts.insert(0, f"{listed:,} listed")
    if tally.fresh:
        parts.append(f"as of step {tally.position:,}")
    elif tally.oldest == tally.newest:
        parts.append(f"as of step {tally.newest:,}")
    else:
        parts.append(f"as of steps {tally.oldest:,} to {tally.newest:,}")
    if is_waiting and tally.fresh < tally.images:
        parts.append(f"{tally.images - tally.fresh:,} still to be asked")
    return " · ".join(parts)


def nothing_listed(choice: Choice, tally: Tally, class_names: tuple[str, ...]) -> str:
    """Why no image is listed, one sentence."""
    of = "" if choice.target is None else f" of class {class_names[choice.target]}"
    if not tally.images:
        return f"There is no image{of}."
    if not tally.asked:
        return "The network has not been asked yet."
    if choice.read_as is not None:
        return f"No image{of} is read as {class_names[choice.read_as]} now."
    what = {Show.RIGHT: "right", Show.WRONG: "wrong"}.get(choice.show, "among the least sure")
    return f"No image{of} is {what} now."


def pair_lines(target: int, read_as: int, class_names: tuple[str, ...]) -> tuple[str, ...]:
    """What the list is restricted to, in fewer and fewer words: `true 2 read as 1`, `2 → 1`."""
    true, read = class_names[target], class_names[read_as]
    return f"true {true} read as {read}", f"{true} → {read}"


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


def _percent(share: float) -> str:
    """A probability to the percent; `NaN` where it is no number."""
    return "NaN" if share != share else f"{round(100 * share)} %"
