"""From what stands in the form of a new experiment to an experiment, or to what is wrong with it. No Qt."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

from cnnviz.datasets import Dataset, DatasetError, draw_split
from cnnviz.nn import Layer, Shape
from cnnviz.training import Experiment, ExperimentError
from cnnviz.training.checks import check_network
from cnnviz.ui.experiment_texts import network_line

T = TypeVar("T")

IMAGES: Final = "images"
"""The field of problems with how many images a class has; all other fields are named as in Experiment."""

_NUMBER: Final = re.compile(r"(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class FormValues:
    """What stands in the form; the texts as they were typed."""

    base: Experiment
    """The experiment that the form was filled with; what the form does not show (name, layers) comes from it."""
    data: str
    classes: tuple[int, ...]
    every_image: bool
    train_per_class: int
    test_per_class: int
    initializer: str
    learning_rate: str
    schedule: str
    epochs: int
    seed: str


@dataclass(frozen=True, slots=True)
class Summary:
    """What the run of an experiment will have."""

    train_images: int
    test_images: int
    parameters: int
    steps: int
    network: str
    """The layers in one line."""

    @property
    def text(self) -> str:
        """The numbers in one line."""
        return (
            f"{self.train_images:,} training and {self.test_images:,} test images · "
            f"{self.parameters:,} parameters · {self.steps:,} steps"
        )


@dataclass(frozen=True, slots=True)
class Checked:
    """The outcome of a check: an experiment with its summary, or for each wrong field one sentence."""

    experiment: Experiment | None
    summary: Summary | None
    problems: dict[str, str]


def read_learning_rate(text: str) -> float:
    """The number in a text such as `0.001` or `1e-3`; raises ExperimentError for any other text."""
    if not _NUMBER.fullmatch(text.strip()):
        raise ExperimentError(
            "learning_rate",
            f"The learning rate must be a number from 0 up, such as 0.001 or 1e-3, not {_quoted(text)}.",
        )
    return float(text)


def read_seed(text: str) -> int:
    """The whole number in a text; raises ExperimentError for any other text."""
    if not re.fullmatch(r"\d{1,30}", text.strip(), re.ASCII):
        raise ExperimentError(
            "seed", f"The seed must be a whole number from 0 up, such as 0 or 17, not {_quoted(text)}."
        )
    return int(text)


def folder_of(text: str) -> str:
    """The folder that a typed path means, whole, so that a saved experiment finds it again from anywhere."""
    try:
        path = Path(text.strip()).expanduser()
    except RuntimeError:  # ~somebody, whom the system does not know
        path = Path(text.strip())
    return str(path.absolute())


class CountedImages:
    """How many training and test images an experiment has; remembers the answers for one data set.

    Drawing them, which alone knows, takes a tenth of a second in a large data set, and a form asks at each key.
    """

    def __init__(self) -> None:
        self._dataset: Dataset | None = None
        self._answers: dict[tuple[object, ...], tuple[int, int]] = {}

    def __call__(
        self, dataset: Dataset, classes: tuple[int, ...], train: int | None, test: int | None
    ) -> tuple[int, int]:
        """The two numbers; raises DatasetError where there are too few images."""
        if dataset is not self._dataset:
            self._dataset, self._answers = dataset, {}
        key = (classes, train, test)
        if key not in self._answers:
            split = draw_split(dataset, classes, train, test, seed=0)  # the seed decides which, not how many
            self._answers[key] = len(split.train), len(split.test)
        return self._answers[key]


def count_parameters(layers: Sequence[Layer], image_shape: Shape) -> int:
    """How many numbers a network learns; its layers fit images of the shape."""
    shape, parameters = image_shape, 0
    for layer in layers:
        parameters += sum(part.size for part in layer.parameter_shapes(shape).values())
        shape = layer.output_shape(shape)
    return parameters


def check_form(values: FormValues, dataset: Dataset | None, data_problem: str, count: CountedImages) -> Checked:
    """Check every field.

    `dataset` is what `values.data` names, or None with `data_problem`, the reason in one sentence.
    """
    problems: dict[str, str] = {}

    def tried(attempt: Callable[[], T]) -> T | None:
        try:
            return attempt()
        except ExperimentError as error:
            field = IMAGES if error.field in ("train_per_class", "test_per_class") else error.field
            problems.setdefault(field, as_sentence(str(error)))
        except DatasetError as error:
            problems.setdefault(IMAGES, as_sentence(str(error)))
        return None

    if dataset is None:
        problems["data"] = data_problem or "Choose the data."
    if len(values.classes) < 2:
        only = "".join(f", not only “{dataset.class_names[number]}”" for number in values.classes) if dataset else ""
        problems["classes"] = f"Choose at least two classes to tell apart{only}."
    learning_rate = tried(lambda: read_learning_rate(values.learning_rate))
    seed = tried(lambda: read_seed(values.seed))
    train, test = (None, None) if values.every_image else (values.train_per_class, values.test_per_class)
    changes: dict[str, object] = {
        "data": values.data,
        "train_per_class": train,
        "test_per_class": test,
        "initializer": values.initializer,
        "learning_rate": 0.0 if learning_rate is None else learning_rate,
        "schedule": values.schedule,
        "epochs": values.epochs,
        "seed": seed or 0,
    }
    if values.classes != values.base.classes:
        changes["classes"] = values.classes
    experiment = tried(lambda: values.base.changed(**changes))
    if experiment is None or dataset is None:
        return Checked(None, None, problems)
    shape = Shape(1, dataset.rows, dataset.columns)
    images = tried(lambda: count(dataset, experiment.classes, train, test))
    tried(lambda: check_network(experiment.layers, shape, len(experiment.classes)))
    if problems or images is None:
        return Checked(None, None, problems)
    summary = Summary(
        *images,
        count_parameters(experiment.layers, shape),
        images[0] * experiment.epochs,
        network_line(experiment.layers, shape),
    )
    return Checked(experiment, summary, {})


def _quoted(text: str) -> str:
    return f"“{text if len(text) <= 24 else text[:23] + '…'}”" if text.strip() else "empty"


def as_sentence(text: str) -> str:
    """With a capital at its beginning and a full stop at its end."""
    whole = text[:1].upper() + text[1:]
    return whole if whole.endswith((".", "!", "?")) else f"{whole}."
