"""`cnnviz screenshot`: a picture of the window at a chosen moment, without a display."""

import argparse
import os
import re
from pathlib import Path

from cnnviz.cli.errors import CommandError, check_destination
from cnnviz.cli.experiment_options import add_experiment_options, experiment_of
from cnnviz.ui.display import import_problem, screenshot_problem

DESCRIPTION = "Write a picture of the window at a step and phase of an experiment. Needs no display."
SMALLEST, LARGEST = (320, 240), (7680, 4320)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `cnnviz screenshot`."""
    parser.add_argument("file", type=Path, metavar="FILE.png", help="the picture to write")
    parser.add_argument(
        "--size", type=_size, default=(1440, 900), metavar="WIDTHxHEIGHT", help="in pixels (default: 1440x900)"
    )
    parser.add_argument("--step", type=_count, default=0, metavar="N", help="how many steps are done (%(default)s)")
    parser.add_argument(
        "--phase", type=_count, default=0, metavar="P", help="how many phases of the next step are done (%(default)s)"
    )
    parser.add_argument("--theme", choices=("light", "dark"), default="light", help="the colours (%(default)s)")
    add_experiment_options(parser)


def run(arguments: argparse.Namespace) -> int:
    """Take the picture."""
    experiment = experiment_of(arguments)
    if arguments.file.suffix.lower() != ".png":
        raise CommandError(f"{arguments.file} is no name for a picture; give one that ends in .png")
    check_destination(arguments.file, "the picture")
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # before Qt is imported
    if problem := screenshot_problem():
        raise CommandError(problem)
    try:
        from cnnviz.ui.screenshot import take
    except ImportError as error:
        if problem := import_problem(error):
            raise CommandError(problem) from error
        raise
    take(
        arguments.file,
        size=arguments.size,
        step=arguments.step,
        phase=arguments.phase,
        theme=arguments.theme,
        experiment=experiment,
    )
    return 0


def _size(text: str) -> tuple[int, int]:
    sides = re.fullmatch(r"([0-9]{1,5})[xX×]([0-9]{1,5})", text)
    size = (int(sides[1]), int(sides[2])) if sides else (0, 0)
    if not all(least <= side <= most for least, side, most in zip(SMALLEST, size, LARGEST, strict=True)):
        raise argparse.ArgumentTypeError(
            f"{text!r} is no size from {SMALLEST[0]}x{SMALLEST[1]} to {LARGEST[0]}x{LARGEST[1]}, such as 1440x900"
        )
    return size


def _count(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,18}", text):
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number from 0 up")
    return int(text)
