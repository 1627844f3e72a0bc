"""The options that choose an experiment: a preset, and whatever is to be different from it."""

import argparse
from typing import Any

from cnnviz.nn import INITIALIZERS
from cnnviz.training import PRESETS, SCHEDULES, Experiment

ALL = "all"
_FIELDS = (
    "seed",
    "epochs",
    "data",
    "classes",
    "train_per_class",
    "test_per_class",
    "initializer",
    "learning_rate",
    "schedule",
    "steps",
    "shift",
)


def add_experiment_options(parser: argparse.ArgumentParser) -> None:
    """Add the options that `experiment_of` reads."""
    options = parser.add_argument_group("experiment", "Where an option is not given, the preset decides.")
    options.add_argument("--preset", choices=tuple(PRESETS), default="paper", help="where to start from (%(default)s)")
    options.add_argument("--seed", type=int, metavar="N", help="decides the images drawn, their order, the weights")
    options.add_argument("--epochs", type=int, metavar="N", help="passes over the training images")
    options.add_argument("--steps", type=int, metavar="N", help="end after so many steps, in mid-epoch if need be")
    options.add_argument(
        "--data",
        metavar="NAME",
        help='"digits" (MNIST) or "fashion" (Fashion-MNIST), which ship with the program, or a folder of IDX files',
    )
    options.add_argument("--classes", type=_classes, metavar="0,1,2", help="the classes to tell apart")
    for part, purpose in (("train", "train on"), ("test", "test on")):
        options.add_argument(
            f"--{part}-per-class",
            type=_images,
            metavar="N",
            help=f'images of each class to {purpose}; "{ALL}" for every one',
        )
    options.add_argument("--initializer", choices=INITIALIZERS, help="what the weights start from")
    options.add_argument("--learning-rate", type=float, metavar="ETA", help="how large a step against the gradient is")
    options.add_argument(
        "--shift", type=int, metavar="N", help="move each training image by up to so many pixels, at random"
    )
    options.add_argument("--schedule", choices=SCHEDULES, help="how the learning rate goes on")


def experiment_of(arguments: argparse.Namespace) -> Experiment:
    """The experiment that the options choose; raises ExperimentError for one that cannot be run."""
    changes: dict[str, Any] = {name: value for name in _FIELDS if (value := getattr(arguments, name)) is not None}
    for name in ("train_per_class", "test_per_class"):
        if changes.get(name) == ALL:
            changes[name] = None
    return Experiment.preset(arguments.preset, **changes)


def _classes(text: str) -> tuple[int, ...]:
    try:
        return tuple(int(number) for number in text.split(","))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no list of class numbers such as 0,1,2") from None


def _images(text: str) -> int | str:
    try:
        return ALL if text == ALL else int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f'{text!r} is neither a whole number nor "{ALL}"') from None
