"""`cnnviz bench`: what a training step costs, in every form, measured side by side."""

import argparse
import os
import sys

from cnnviz.cli.collector import collector_off
from cnnviz.cli.errors import CommandError
from cnnviz.cli.report import write_json

DESCRIPTION = (
    "Measure training steps of the network against the paper's loops and the idiomatic form, in turns in one run, "
    "and against PyTorch and NumPy where they are installed. Takes about half a minute."
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `cnnviz bench`."""
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print one JSON object")
    form.add_argument("--markdown", action="store_true", help="print the table of steps that the README shows")
    parser.add_argument(
        "--rounds", type=_rounds, default=60, metavar="N", help="steps measured for each seed (default: %(default)s)"
    )
    parser.add_argument(
        "--window",
        action="store_true",
        help="measure the window instead: how late its events are while training runs at full speed, and its start",
    )
    parser.add_argument(
        "--seconds",
        type=_seconds,
        default=10,
        metavar="S",
        help="how long to measure the window (default: %(default)s)",
    )
    parser.add_argument("--no-rivals", action="store_true", help="leave PyTorch and NumPy out")


def run(arguments: argparse.Namespace) -> int:
    """Measure and report."""
    if arguments.window and arguments.markdown:
        raise CommandError("--markdown is for the table of training steps; leave it or --window out")
    if arguments.window:
        return _run_window(arguments)
    from cnnviz.bench.kernels import render
    from cnnviz.bench.kernels import run as measure

    with collector_off():  # as all training of the program is
        result = measure(rounds=arguments.rounds, rivals=not arguments.no_rivals, progress=_tell)
    if arguments.json:
        write_json(result)
    elif arguments.markdown:
        from cnnviz.cli.bench_table import markdown

        sys.stdout.write(markdown(result))
    else:
        sys.stdout.write(render(result).rstrip("\n") + "\n")
    return 0


def _run_window(arguments: argparse.Namespace) -> int:
    from cnnviz.ui.display import display_problem

    if display_problem() is not None:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from cnnviz.ui import window_bench

    result = window_bench.run(arguments.seconds, _tell)
    if arguments.json:
        write_json(result)
    else:
        sys.stdout.write(window_bench.render(result) + "\n")
    return 0


def _tell(what: str) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"{what} …\n")


def _rounds(text: str) -> int:
    rounds = int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0
    if rounds < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number from 1 to 999999")
    return rounds


def _seconds(text: str) -> int:
    seconds = int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 0
    if seconds < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number of seconds from 1 to 9999")
    return seconds
