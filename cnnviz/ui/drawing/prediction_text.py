"""What is said of the network's reading of an image of one's own. Pure functions, no Qt."""

from dataclasses import dataclass
from math import isfinite

from cnnviz.ui.drawing.own_image import OwnImage
from cnnviz.ui.frame import Frame
from cnnviz.ui.images.sample_text import ClassBar, write_probability

NOT_ASKED = "not asked yet"


@dataclass(frozen=True, slots=True)
class Prediction:
    """The class read, large, what is said beside it, and a bar a class."""

    headline: str
    """Nothing where the network has not been asked."""
    note: str
    bars: tuple[ClassBar, ...]

    @property
    def text(self) -> str:
        """All of it in words."""
        if not self.headline:
            return self.note
        return f"The network reads {self.headline}, {self.note}. " + "; ".join(bar.text for bar in self.bars)


def is_answer_to(frame: Frame, image: OwnImage) -> bool:
    """Whether what a frame looks at is this image."""
    return frame.probe is not None and frame.probe.sample.image is image.image


def describe_prediction(frame: Frame, image: OwnImage | None) -> Prediction:
    """The network's reading of an image, where the frame has it."""
    names = frame.run.class_names
    if image is None or frame.probe is None or not is_answer_to(frame, image):
        unknown = tuple(ClassBar(name, None, False, False) for name in names)
        return Prediction("", "no image yet" if image is None else NOT_ASKED, unknown)
    probabilities, predicted = frame.probe.trace.probabilities, frame.probe.trace.predicted
    is_known = all(map(isfinite, probabilities))
    bars = tuple(
        ClassBar(name, probability, False, is_known and place == predicted)
        for place, (name, probability) in enumerate(zip(names, probabilities, strict=True))
    )
    if not is_known:
        return Prediction("?", "P is not a number", bars)
    sure = write_probability(probabilities[predicted])
    return Prediction(names[predicted], f"P {sure[0]} {sure[1:]}" if sure.startswith(">") else f"P = {sure}", bars)
