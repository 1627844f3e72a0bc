"""What is said of the image on view, as far as the phases of its step have computed it. Pure functions, no Qt."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite

from cnnviz.nn import PhaseKind
from cnnviz.nn.softmax_cross_entropy import EPSILON
from cnnviz.ui.frame import OWN, Frame
from cnnviz.ui.naming import article
from cnnviz.ui.numbers import write
from cnnviz.ui.view_model import done

_KEEP = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True, slots=True)
class ClassBar:
    """One class of the bar chart."""

    name: str
    probability: float | None
    """None while it is not computed."""
    is_true: bool
    is_predicted: bool

    @property
    def text(self) -> str:
        """The class in words: `2: 0.524, predicted, the true class`."""
        number = "not computed yet" if self.probability is None else write_probability(self.probability)
        marks = (", predicted" if self.is_predicted else "") + (", the true class" if self.is_true else "")
        return f"{self.name}: {number}{marks}"


@dataclass(frozen=True, slots=True)
class SampleText:
    """All that is said of the image on view; an empty line is one that is not to be shown."""

    heading: str
    origin: str
    preprocessing: str
    probe_note: str
    probabilities_title: str
    bars: tuple[ClassBar, ...]
    verdict: str
    is_wrong: bool
    loss: str
    after_update: str


def write_probability(probability: float) -> str:
    """A probability with three digits after the point: `0.524`, `3e−5`; never 0 or 1 where it is neither."""
    if not isfinite(probability) or 0 < probability < 0.0005:
        return write(probability, 1)
    if 0.9995 <= probability < 1:
        return ">.999"
    return f"{probability:.3f}"


def loss_line(probability: float, loss: float) -> str:
    """The loss with the numbers that it is made of: `loss −log 0.524 = 0.646`.

    Where the paper's eps = 1e-12 shows in the digits, it is written too.
    """
    digits = 3
    while 0.5 < probability < 1 and digits < 17 and write(probability, digits) == "1":
        digits += 1
    shown = write(probability, digits)
    inside = f"({shown} + {write(EPSILON)})" if probability < 1000 * EPSILON else f" {shown}"
    return f"loss −log{inside} = {write(loss, 3)}"


def describe_sample(frame: Frame, places: Mapping[int, int]) -> SampleText:
    """What is said of the image on view; `places` gives the index among the training samples of each number."""
    run, sample, trace = frame.run, frame.sample, frame.trace
    name = run.class_names[sample.target]
    shape = "×".join(map(str, (len(sample.image), len(sample.image[0]), len(sample.image[0][0]))))
    is_own = frame.probe is not None and frame.probe.part == OWN
    if is_own:
        origin = "of your own: it has no true class; loss and gradients are as if the answer were right"
        heading = f"Looking at this {frame.probe.name}"
    elif frame.probe:
        part, total = (
            ("training", len(run.train_samples)) if frame.probe.part == "train" else ("test", len(run.test_samples))
        )
        place = frame.probe.index + 1
        origin = f"place {place} of {total} ·{_KEEP}#{sample.number}"
        heading = f"Looking at {part} image {place}: {article(name)} “{name}”"
    else:
        part, total, place = "training", len(run.train_samples), places[sample.number] + 1
        origin = f"training image {place} of {total} ·{_KEEP}#{sample.number}"
        heading = f"This sample: {article(name)} “{name}”"
    is_computed = done(frame, PhaseKind.FORWARD, len(run.layers) - 1)
    all_finite = all(map(isfinite, trace.probabilities))
    predicted = trace.predicted if all_finite else None
    bars = tuple(
        ClassBar(
            class_name,
            trace.probabilities[index] if is_computed else None,
            index == sample.target and not is_own,
            is_computed and index == predicted,
        )
        for index, class_name in enumerate(run.class_names)
    )
    is_wrong = is_computed and predicted != sample.target
    has_loss = done(frame, PhaseKind.LOSS)
    return SampleText(
        heading=heading,
        origin=origin,
        preprocessing=""
        if is_own
        else f"{shape.split('×', 1)[1]} bytes ÷ 255 → 0{_KEEP}…{_KEEP}1, input{_KEEP}{shape}",
        probe_note="not trained on by being looked at" if frame.probe else "",
        probabilities_title="class probabilities P" if is_computed else "P: not computed yet",
        bars=bars,
        verdict=_verdict(run.class_names, predicted, None if is_own else sample.target) if is_computed else "",
        is_wrong=is_wrong,
        loss=loss_line(trace.probabilities[sample.target], trace.loss) if has_loss else "",
        after_update="" if frame.phases_done < len(run.phases) else "P and loss are from before this step's update",
    )


def _verdict(names: tuple[str, ...], predicted: int | None, target: int | None) -> str:
    if predicted is None:
        return "no prediction: P is not a number ✗"
    if target is None:
        return f"predicted {names[predicted]}"
    if predicted == target:
        return f"predicted {names[predicted]} ✓"
    return f"predicted {names[predicted]} ✗ (is {article(names[target])} {names[target]})"
