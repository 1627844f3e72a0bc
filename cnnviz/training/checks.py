"""Which values an experiment can be run with: each field by itself, and the network as a whole."""

from collections.abc import Sequence
from math import inf
from typing import TYPE_CHECKING

from cnnviz.nn import INITIALIZERS, Dense, Layer, Shape, SoftmaxCrossEntropy
from cnnviz.training.errors import ExperimentError, quoted

if TYPE_CHECKING:
    from cnnviz.training.experiment import Experiment

SCHEDULES = ("constant", "linear")

MAX_CLASS = 255
"""The largest label of an IDX file: one byte."""
MAX_IMAGES = 1_000_000
MAX_EPOCHS = 1_000_000
MAX_SEED = 2**64 - 1
MAX_SHIFT = 8
MAX_LAYERS = 100
MAX_PRODUCTS = 100_000_000
"""The multiplications of one forward pass that are let through: seconds of pure Python, and memory that exists."""


def check_learning_rate(value: object) -> float:
    """The learning rate as a float; raises ExperimentError unless it is a finite number from 0 up."""
    if not isinstance(value, bool) and isinstance(value, (int, float)) and 0 <= value < inf:
        try:
            return float(value)
        except OverflowError:
            pass
    raise ExperimentError("learning_rate", f"the learning rate must be a number from 0 up, not {quoted(value)}")


def check_experiment(e: "Experiment") -> None:
    """Raise ExperimentError, which names the field, where a field's value cannot be run."""
    for field in ("name", "data"):
        text = getattr(e, field)
        if not isinstance(text, str) or not text:
            raise ExperimentError(field, f"{field} must be a text, not {quoted(text)}")
    _check_classes(e.classes)
    if (e.train_per_class is None) != (e.test_per_class is None):
        raise ExperimentError("test_per_class", "images a class are given for training and test, or for neither")
    for field, what in (("train_per_class", "training"), ("test_per_class", "test")):
        value = getattr(e, field)
        if value is not None:
            _check_whole(field, f"{what} images a class", value, 1, MAX_IMAGES)
    _check_choice("initializer", "initialiser", e.initializer, INITIALIZERS)
    check_learning_rate(e.learning_rate)
    _check_choice("schedule", "schedule", e.schedule, SCHEDULES)
    _check_whole("epochs", "epochs", e.epochs, 1, MAX_EPOCHS)
    if e.steps is not None:
        _check_whole("steps", "steps", e.steps, 1, MAX_EPOCHS * MAX_IMAGES)
    _check_whole("shift", "the shift", e.shift, 0, MAX_SHIFT)
    _check_whole("seed", "the seed", e.seed, 0, MAX_SEED)
    _check_layers(e.layers, len(e.classes))


def check_network(layers: Sequence[Layer], image_shape: Shape, classes: int) -> None:
    """Raise ExperimentError for layers that do not fit images of a shape, or each other, or any machine."""
    shape, products = image_shape, 0
    for index, layer in enumerate(layers):
        try:
            weight = layer.parameter_shapes(shape).get("weight")
            shape = layer.output_shape(shape)
        except ValueError as error:  # a NetworkError, or a length with more digits than Python prints
            raise ExperimentError("layers", f"layer {index}: {error}") from None
        if weight is not None:
            products += weight.size * (shape.size // weight[0])
        if products > MAX_PRODUCTS or shape.size > MAX_PRODUCTS:
            raise ExperimentError(
                "layers",
                f"with layer {index}, {layer.name}, the network needs more than {MAX_PRODUCTS:,} multiplications an "
                "image, which pure Python cannot compute; make its layers smaller",
            )
    if shape.size != classes:
        raise ExperimentError("layers", f"the network ends in {shape.size} numbers, but there are {classes} classes")


def _check_whole(field: str, what: str, value: object, least: int, most: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise ExperimentError(field, f"{what} must be a whole number from {least} to {most}, not {quoted(value)}")


def _check_choice(field: str, what: str, value: object, choices: Sequence[str]) -> None:
    if value not in choices:
        raise ExperimentError(field, f"no {what} is called {quoted(value)}; choose one of {', '.join(choices)}")


def _check_classes(classes: object) -> None:
    if not isinstance(classes, tuple):
        raise ExperimentError("classes", f"classes must be a tuple of whole numbers, not {quoted(classes)}")
    for number in classes:
        _check_whole("classes", "a class", number, 0, MAX_CLASS)
    if len(set(classes)) != len(classes) or len(classes) < 2:
        raise ExperimentError("classes", f"choose at least two different classes, not {quoted(list(classes))}")


def _check_layers(layers: object, classes: int) -> None:
    if not isinstance(layers, tuple) or not all(isinstance(layer, Layer) for layer in layers):
        raise ExperimentError("layers", f"layers must be a tuple of layers, not {quoted(layers)}")
    if len(layers) > MAX_LAYERS:
        raise ExperimentError("layers", f"a network has at most {MAX_LAYERS} layers, not {len(layers)}")
    if not layers or not isinstance(layers[-1], SoftmaxCrossEntropy):
        raise ExperimentError("layers", "a network must end in SoftmaxCrossEntropy()")
    last = next((layer for layer in reversed(layers) if isinstance(layer, Dense)), None)
    if last is not None and last.units != classes:
        raise ExperimentError(
            "layers", f"the last Dense layer has {quoted(last.units)} units, but there are {classes} classes"
        )
