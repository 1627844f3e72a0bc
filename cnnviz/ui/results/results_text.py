"""What is said of hard images and of what an epoch has changed. Pure functions, no Qt."""

from collections.abc import Sequence
from dataclasses import dataclass

from cnnviz.ui.results.answers import ImageAnswer, Mistake, answered, unsure

ALL = "all"
UNSURE = "unsure"
Key = str | tuple[int, int]
"""`ALL` mistakes, the `UNSURE` right answers, or (true class, predicted class)."""
NOTHING_BEFORE = "Nothing to compare with yet: the test set is answered again at the end of the next epoch."


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that the hardest images can be narrowed to."""

    key: Key
    text: str
    indexes: tuple[int, ...]


def when(epochs: int) -> str:
    """`after epoch 3`, `before training`."""
    return f"after epoch {epochs}" if epochs else "before training"


def choices(
    answers: Sequence[ImageAnswer], kinds: Sequence[Mistake], names: Sequence[str], chosen: Key
) -> tuple[Choice, ...]:
    """All mistakes, each kind of mistake, where losses are known the least sure right answers, and what is chosen.

    `kinds` are the mistakes among the answers.
    """
    everything = tuple(index for kind in kinds for index in kind.indexes)
    found = [Choice(ALL, f"all mistakes ({len(everything)})", everything)]
    found += [_cell(kind.target, kind.prediction, kind.indexes, names) for kind in kinds]
    if doubtful := unsure(answers):
        found.append(Choice(UNSURE, f"right, but least sure ({len(doubtful)})", doubtful))
    if isinstance(chosen, tuple) and chosen not in (choice.key for choice in found):
        found.append(_cell(*chosen, answered(answers, *chosen), names))
    return tuple(found)


def _cell(target: int, prediction: int, indexes: tuple[int, ...], names: Sequence[str]) -> Choice:
    mark = "" if target != prediction else " ✓"
    return Choice((target, prediction), f"{names[target]} → {names[prediction]}{mark} ({len(indexes)})", indexes)


def hardest_text(answers: Sequence[ImageAnswer], kinds: Sequence[Mistake], names: Sequence[str], moment: str) -> str:
    """How many images are read wrongly, and the most frequent mistake."""
    total, wrong = len(answers), sum(len(kind.indexes) for kind in kinds)
    start = moment[:1].upper() + moment[1:]
    if not wrong:
        return f"{start}: all {total:,} test images are read right."
    often = ""
    if len(kinds[0].indexes) > 1:
        kind = kinds[0]
        often = f", most often “{names[kind.target]}” as “{names[kind.prediction]}” ({len(kind.indexes):,} times)"
    return f"{start}: {wrong:,} of {total:,} test images {_is(wrong)} read wrongly{often}."


def chosen_text(choice: Choice, names: Sequence[str], moment: str) -> str:
    """What the listed images have in common, for one cell or for the least sure answers."""
    count = len(choice.indexes)
    start = moment[:1].upper() + moment[1:]
    images = f"{count:,} image{'' if count == 1 else 's'}"
    if choice.key == UNSURE:
        return f"{start}: these {images} are read right with the least certainty: the highest loss comes first."
    target, prediction = choice.key
    right = ", which is right" if target == prediction else ""
    return f"{start}: {images} of class “{names[target]}” {_is(count)} read as “{names[prediction]}”{right}."


def fixed_text(count: int, before: str, now: str) -> str:
    """How many images are right now that were wrong before."""
    return _changed(count, "wrong", before, "right", now)


def newly_wrong_text(count: int, before: str, now: str) -> str:
    """How many images are wrong now that were right before."""
    return _changed(count, "right", before, "wrong", now)


def _changed(count: int, was: str, before: str, now_is: str, now: str) -> str:
    if not count:
        return f"No image that was {was} {before} is {now_is} {now}."
    images, were = ("image", "was") if count == 1 else ("images", "were")
    return f"{count:,} {images} that {were} {was} {before} {_is(count)} {now_is} {now}."


def _is(count: int) -> str:
    return "is" if count == 1 else "are"
