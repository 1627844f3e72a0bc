"""What an update has done for the very sample that it was made for: loss and probabilities before and after. No Qt."""

from dataclasses import dataclass
from math import isfinite

from cnnviz.nn import PhaseKind
from cnnviz.ui.frame import Activity, Frame
from cnnviz.ui.numbers import write
from cnnviz.ui.view_model import done

_DIGITS = 4


@dataclass(frozen=True, slots=True)
class ClassPair:
    """One class's probability under the old and under the new weights; None while it is not computed."""

    name: str
    before: float | None
    after: float | None
    is_true: bool

    @property
    def text(self) -> str:
        """The class in words: `2: P 0.3541 → 0.3599 (+0.0058)`."""
        mark = " (the true class)" if self.is_true else ""
        return f"{self.name}{mark}: {change_text('P', self.before, self.after)}"


@dataclass(frozen=True, slots=True)
class BeforeAfter:
    """All that is said of a step's sample before and after its update."""

    loss: str
    probability: str
    hint: str
    """What is compared, or why there is nothing to compare with yet."""
    classes: tuple[ClassPair, ...]


def change_text(name: str, before: float | None, after: float | None) -> str:
    """A number before and after: `loss 1.037 → 1.021 (−0.016)`."""
    if before is None:
        return f"{name}: not computed yet"
    text = f"{name} {write(before, _DIGITS)}"
    if after is None:
        return text
    change = after - before
    sign = "+" if change > 0 else ""
    difference = f" ({sign}{write(change, 2)})" if isfinite(change) else ""
    return f"{text} → {write(after, _DIGITS)}{difference}"


def before_after(frame: Frame) -> BeforeAfter:
    """The loss and the probabilities of the image on view, before and after the update of its step."""
    run, trace = frame.run, frame.trace
    names, target = run.class_names, frame.sample.target
    knows_p = done(frame, PhaseKind.FORWARD, len(run.layers) - 1)
    before = list(trace.probabilities) if knows_p else [None] * len(names)
    new = None if frame.probe else frame.after
    after = list(new[1]) if new else [None] * len(names)
    classes = tuple(
        ClassPair(name, old, other, place == target)
        for place, (name, old, other) in enumerate(zip(names, before, after, strict=True))
    )
    loss = trace.loss if done(frame, PhaseKind.LOSS) else None
    return BeforeAfter(
        change_text("loss", loss, new[0] if new else None),
        change_text(f"P({names[target]})", before[target], after[target]),
        "Same image, old and new weights." if new else _hint(frame),
        classes,
    )


def _hint(frame: Frame) -> str:
    if frame.probe:
        return "This image is only looked at: no update is made for it."
    if frame.activity is Activity.RUNNING:
        return "Pause after an update to see what it did."
    return "Finish the step to see what its update does."
