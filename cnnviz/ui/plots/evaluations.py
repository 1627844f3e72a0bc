"""Which evaluation of the test set belongs to a frame, and what is said about it. Pure functions, no Qt."""

from dataclasses import dataclass

from cnnviz.training import Evaluation
from cnnviz.training.metrics import Confusion, Metrics, class_metrics, confusion_matrix
from cnnviz.ui.frame import Activity, Frame


@dataclass(frozen=True)
class Result:
    """The answers on the test set after a number of complete epochs."""

    epochs: int
    evaluation: Evaluation
    confusion: Confusion
    metrics: Metrics

    @property
    def title(self) -> str:
        """When the answers were given, and on how many images."""
        return f"{after(self.epochs)} · {images(self.metrics.support, 'test image')}"

    @property
    def short_title(self) -> str:
        """The title where there is little room."""
        when = f"Epoch {self.epochs}" if self.epochs else "Untrained"
        return f"{when} · {images(self.metrics.support)}"


def latest_evaluation(frame: Frame) -> tuple[int, Evaluation] | None:
    """The latest evaluation at or before the position, with the number of epochs it came after; None: there is none."""
    complete = frame.position // frame.run.steps_per_epoch
    known = [epochs for epochs in frame.history.evaluations if epochs <= complete]
    return (max(known), frame.history.evaluations[max(known)]) if known else None


def result_of(epochs: int, evaluation: Evaluation, classes: int) -> Result:
    """Count an evaluation's answers."""
    confusion = confusion_matrix(evaluation.targets, evaluation.predictions, classes)
    return Result(epochs, evaluation, confusion, class_metrics(confusion))


class ResultCache:
    """Counts the answers of an evaluation once, however many frames show it."""

    def __init__(self) -> None:
        self._key: tuple[int, Evaluation, int] | None = None
        self.result: Result | None = None

    def update(self, frame: Frame) -> bool:
        """Take the frame's latest evaluation; whether the result is another one now."""
        latest = latest_evaluation(frame)
        if latest is None:
            changed = self.result is not None
            self._key, self.result = None, None
            return changed
        epochs, evaluation = latest
        classes = len(frame.run.class_names)
        if self._key is not None and self._key[0] == epochs and self._key[1] is evaluation and self._key[2] == classes:
            return False
        self._key, self.result = (epochs, evaluation, classes), result_of(epochs, evaluation, classes)
        return True


def progress_text(frame: Frame) -> str:
    """How far an evaluation under way is, or nothing."""
    if frame.activity is not Activity.EVALUATING:
        return ""
    return f"evaluating {frame.evaluated} of {images(len(frame.run.test_samples), 'test image')} …"


def empty_text(frame: Frame | None) -> str:
    """What is said where there is no evaluation to show."""
    if frame is not None and (text := progress_text(frame)):
        return text[0].upper() + text[1:]
    return "Not evaluated yet: the test set is answered at the end of each epoch."


def after(epochs: int) -> str:
    """`After epoch 3`, `Before training`."""
    return f"After epoch {epochs}" if epochs else "Before training"


def title_of(frame: Frame, result: Result | None) -> str:
    """What stands above a result: when and on how many images, how far the next one is, or why there is none."""
    if result is None:
        return empty_text(frame)
    progress = progress_text(frame)
    return f"{after(result.epochs)} · now {progress}" if progress else result.title


def images(count: int, noun: str = "image") -> str:
    """`1 image`, `30 images`."""
    return f"{count} {noun}{'' if count == 1 else 's'}"


def cell_text(confusion: Confusion, true: int, predicted: int, names: tuple[str, ...]) -> str:
    """What one cell of a confusion matrix says: `4 images of a "2" were read as "0".`"""
    count = confusion[true][predicted]
    were = "was" if count == 1 else "were"
    ending = f' "{names[predicted]}"' if true != predicted else f' "{names[true]}", which is right'
    return f'{images(count)} of a "{names[true]}" {were} read as{ending}.'
