"""Everything that determines a run: two runs of the same experiment compute the same bits."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from random import Random
from typing import Any

from cnnviz.datasets import Dataset, Sample, draw_split, make_sample, read_data
from cnnviz.nn import Conv2D, Dense, Flatten, Layer, MaxPool2D, Network, ReLU, Shape, SoftmaxCrossEntropy
from cnnviz.training.checks import SCHEDULES as SCHEDULES
from cnnviz.training.checks import check_experiment, check_network
from cnnviz.training.checks import check_learning_rate as check_learning_rate
from cnnviz.training.errors import ExperimentError, quoted
from cnnviz.training.layers_json import layers_from_json, layers_to_json

BUNDLED = "digits"
"""The digits that ship with the program; so does "fashion". Any other `data` is a folder of IDX files."""

_PAPER_LAYERS: tuple[Layer, ...] = (
    Conv2D(1, 3, padding=1),
    ReLU(),
    Conv2D(1, 3, padding=1),
    ReLU(),
    MaxPool2D(2),
    Flatten(),
    Dense(32),
    ReLU(),
    Dense(3),
    SoftmaxCrossEntropy(),
)
_TEN_DIGITS_LAYERS: tuple[Layer, ...] = (
    Conv2D(6, 5),
    ReLU(),
    MaxPool2D(2),
    Conv2D(12, 3),
    ReLU(),
    MaxPool2D(2),
    Flatten(),
    Dense(10),
    SoftmaxCrossEntropy(),
)


@dataclass(frozen=True)
class Experiment:
    """Data set and split, network, initialiser, learning rate, epochs and seed.

    Raises ExperimentError, which names the field, for values that cannot be run.
    """

    name: str = "paper"
    data: str = BUNDLED
    classes: tuple[int, ...] = (0, 1, 2)
    train_per_class: int | None = 25
    """Images a class to train on; None, with `test_per_class` None: every image of the classes."""
    test_per_class: int | None = 10
    layers: tuple[Layer, ...] = _PAPER_LAYERS
    initializer: str = "he-upright"
    learning_rate: float = 0.001
    """Eta, at the start of the run."""
    schedule: str = "constant"
    """How the learning rate goes on: "constant", or "linear", which falls to 0 at the end of the run."""
    epochs: int = 50
    steps: int | None = None
    """Where the run ends, if that is before the end of its last epoch."""
    shift: int = 0
    """By how many pixels at most a training image is moved each time it is trained on, drawn from (seed, step)."""
    seed: int = 0

    def __post_init__(self) -> None:
        check_experiment(self)

    @classmethod
    def preset(cls, name: str, **changes: Any) -> "Experiment":
        """The experiment of that name ("paper" or "ten-digits"), with the given fields changed.

        Raises ExperimentError for another name.
        """
        if name not in PRESETS:
            raise ExperimentError("preset", f"no preset is called {quoted(name)}; choose one of {', '.join(PRESETS)}")
        return PRESETS[name].changed(**changes)

    def changed(self, **changes: Any) -> "Experiment":
        """This experiment with other values; the last Dense layer follows the number of classes."""
        classes = changes.get("classes")
        if isinstance(classes, tuple) and classes and "layers" not in changes:
            last = max((index for index, layer in enumerate(self.layers) if isinstance(layer, Dense)), default=None)
            changes["layers"] = tuple(
                Dense(len(classes)) if index == last else layer for index, layer in enumerate(self.layers)
            )
        return replace(self, **changes)

    def learning_rate_at(self, step: int, steps: int, rate: float | None = None, since: int = 0) -> float:
        """Eta for a step of a run of `steps` steps, where it is `rate` at step `since` and follows the schedule on.

        Without a rate: the experiment's own, at the start. At step `since` it is `rate` to the bit.
        """
        rate = self.learning_rate if rate is None else rate
        if self.schedule == "constant" or step == since:
            return rate
        return rate * ((1.0 - step / steps) / (1.0 - since / steps))

    def order(self, epoch: int, images: int) -> list[int]:
        """In which order an epoch (from 0) goes through the training images: drawn from (seed, epoch)."""
        order = list(range(images))
        Random(f"order of epoch {epoch}, seed {self.seed}").shuffle(order)
        return order

    def total_steps(self, images: int) -> int:
        """The number of steps of the whole run on so many training images."""
        steps = self.epochs * images
        return steps if self.steps is None else min(steps, self.steps)

    def shift_at(self, step: int) -> tuple[int, int]:
        """By how many pixels the image of a step is moved, down and to the right: drawn from (seed, step)."""
        if not self.shift:
            return 0, 0
        random, width = Random(f"shift of step {step}, seed {self.seed}"), 2 * self.shift + 1
        return int(random.random() * width) - self.shift, int(random.random() * width) - self.shift

    def network(self, image_shape: tuple[int, int, int]) -> Network:
        """The untrained network for images of a shape; raises ExperimentError where they do not fit.

        So it does, before it builds anything, for a network so large that no machine could compute it.
        """
        check_network(self.layers, Shape(image_shape), len(self.classes))
        return Network(self.layers, input_shape=image_shape, initializer=self.initializer, seed=self.seed)

    def dataset(self) -> Dataset:
        """The data set; raises DatasetError where its files cannot be read."""
        return read_data(self.data)

    def samples(self, dataset: Dataset) -> tuple[tuple[Sample, ...], tuple[Sample, ...]]:
        """The training and the test samples; raises DatasetError where the data set has too few images."""
        split = draw_split(dataset, self.classes, self.train_per_class, self.test_per_class, self.seed)
        return (
            tuple(make_sample(dataset, number, self.classes) for number in split.train),
            tuple(make_sample(dataset, number, self.classes) for number in split.test),
        )

    def to_json(self) -> dict[str, Any]:
        """The experiment as plain JSON values."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {**values, "classes": list(self.classes), "layers": layers_to_json(self.layers)}

    @classmethod
    def from_json(cls, value: Any) -> "Experiment":
        """The experiment that `to_json` wrote; raises ExperimentError for anything else."""
        if not isinstance(value, Mapping):
            raise ExperimentError("experiment", f"an experiment must be a JSON object, not {quoted(value)}")
        names = {field.name for field in fields(cls)}
        if unknown := sorted(set(value) - names):
            raise ExperimentError(unknown[0], f"an experiment has no field called {quoted(unknown[0])}")
        if missing := sorted(names - set(value)):
            raise ExperimentError(missing[0], f"the experiment's field {missing[0]!r} is missing")
        values = dict(value)
        if not isinstance(values["classes"], list):
            raise ExperimentError("classes", f"classes must be a list, not {quoted(values['classes'])}")
        values["classes"] = tuple(values["classes"])
        values["layers"] = layers_from_json(values["layers"])
        return cls(**values)


PRESETS: dict[str, Experiment] = {
    "paper": Experiment(),
    "ten-digits": Experiment(
        name="ten-digits",
        classes=tuple(range(10)),
        train_per_class=None,
        test_per_class=None,
        layers=_TEN_DIGITS_LAYERS,
        initializer="he",
        learning_rate=0.03,
        schedule="linear",
        epochs=3,
    ),
}
"""The experiments that come with the program, by name."""
