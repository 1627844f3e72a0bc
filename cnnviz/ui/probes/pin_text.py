"""What is said of a pinned image. Pure functions, no Qt."""

from math import isfinite

from cnnviz.datasets import Sample
from cnnviz.ui.frame import OWN, Frame, Pin, ProbeChoice, Run
from cnnviz.ui.images.sample_text import ClassBar, write_probability
from cnnviz.ui.numbers import write

_PARTS = {"train": "training", "test": "test"}


def choice_on_view(frame: Frame) -> ProbeChoice | None:
    """The image that the frame shows: the probe where there is one, else the step's training sample."""
    probe = frame.probe
    if probe is not None:
        if probe.part == OWN:
            return ProbeChoice(OWN, image=probe.sample.image, name=probe.name)
        return ProbeChoice(probe.part, probe.index)
    number = frame.shown.sample.number  # not the sample itself: it may be moved by a few pixels
    places = (place for place, sample in enumerate(frame.run.train_samples) if sample.number == number)
    return next((ProbeChoice("train", place) for place in places), None)


def sample_of(pin: Pin, run: Run) -> Sample | None:
    """The pinned image as it is fed to the network, whether it is computed yet or not."""
    if pin.probe is not None:
        return pin.probe.sample
    choice = pin.choice
    if choice.image is not None:
        return Sample(-1, run.experiment.classes[0], 0, choice.image)
    samples = run.train_samples if choice.part == "train" else run.test_samples
    return samples[choice.index] if 0 <= choice.index < len(samples) else None


def title_of(pin: Pin, run: Run) -> str:
    """Which image it is: `test #2411 · “2”`, or an own image's name."""
    if pin.choice.image is not None:
        return pin.choice.name or "own image"
    sample, part = sample_of(pin, run), _PARTS.get(pin.choice.part, pin.choice.part)
    return f"{part} image" if sample is None else f"{part} #{sample.number} · “{run.class_names[sample.target]}”"


def titles_of(pin: Pin, run: Run) -> tuple[str, ...]:
    """`title_of`, and shorter forms of it for narrow places."""
    sample = sample_of(pin, run)
    if pin.choice.image is not None or sample is None:
        return (title_of(pin, run),)
    name = f"“{run.class_names[sample.target]}”"
    return title_of(pin, run), f"#{sample.number} · {name}", f"#{sample.number} {name}", name


def moments_of(pin: Pin) -> tuple[str, ...]:
    """`moment_of`, and shorter forms of it for narrow places."""
    return moment_of(pin), moment_of(pin).removeprefix("after ")


def moment_of(pin: Pin) -> str:
    """Under which weights it is computed: `after 213 steps`."""
    if pin.probe is None:
        return ""
    if pin.position is None:
        return "before the change"
    if pin.position == 0:
        return "before training"
    return f"after {pin.position} step{'s' if pin.position != 1 else ''}"


def predicted_of(pin: Pin) -> int | None:
    """The class index that the network answers; None where it is not computed or not a number."""
    if pin.probe is None or not all(map(isfinite, pin.probe.trace.probabilities)):
        return None
    return pin.probe.trace.predicted


def is_wrong(pin: Pin) -> bool:
    """Whether the network answers another class than the true one; never so for an image of one's own."""
    if pin.probe is None or pin.probe.part == OWN:
        return False
    return predicted_of(pin) != pin.probe.sample.target


def verdict_of(pin: Pin, run: Run) -> str:
    """What the network answers, and whether that is right: `reads 2 ✓`."""
    if pin.problem:
        return pin.problem
    if pin.probe is None:
        return "not computed yet"
    predicted = predicted_of(pin)
    if predicted is None:
        return "P is NaN ✗"
    mark = "" if pin.probe.part == OWN else " ✗" if is_wrong(pin) else " ✓"
    return f"reads {run.class_names[predicted]}{mark}"


def bars_of(pin: Pin, run: Run) -> tuple[ClassBar, ...]:
    """A bar a class, in the order of the logits; none where nothing is computed."""
    if pin.probe is None:
        return ()
    predicted, is_own = predicted_of(pin), pin.probe.part == OWN
    return tuple(
        ClassBar(name, probability, place == pin.probe.sample.target and not is_own, place == predicted)
        for place, (name, probability) in enumerate(zip(run.class_names, pin.probe.trace.probabilities, strict=True))
    )


def most_probable(bars: tuple[ClassBar, ...], most: int) -> tuple[ClassBar, ...]:
    """So many of the bars, the most probable first; all of them in their own order where there are no more."""
    if len(bars) <= most:
        return bars
    known = {id(bar): bar.probability for bar in bars if bar.probability is not None and isfinite(bar.probability)}
    return tuple(sorted(bars, key=lambda bar: -known.get(id(bar), -1.0))[: max(0, most)])


def describe(pin: Pin, run: Run) -> str:
    """All that is known of a pin, a line each, for its tooltip and for screen readers."""
    lines = [title_of(pin, run), verdict_of(pin, run)]
    if pin.probe is not None:
        lines[1] = f"{verdict_of(pin, run)}, {moment_of(pin)}"
        lines += [
            f"P({bar.name}) = {'NaN' if bar.probability is None else write_probability(bar.probability)}"
            for bar in most_probable(bars_of(pin, run), 3)
        ]
        loss = write(pin.probe.trace.loss, 3)
        lines.append(f"as if the answer were right: loss {loss}" if pin.probe.part == OWN else f"loss {loss}")
    return "\n".join(lines)
