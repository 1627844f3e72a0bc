"""`cnnviz bench`: what a training step costs, in every form, measured side by side."""

import argparse
import sys

from cnnviz.cli.report import write_json

DESCRIPTION = (
    "Measure training steps of the network against the paper's loops and the idiomatic form, in turns in one run, "
    "and against PyTorch and NumPy where they are installed. Takes about half a minute."
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `cnnviz bench`."""
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument(
        "--rounds", type=_rounds, default=60, metavar="N", help="steps measured for each seed (default: %(default)s)"
    )
    parser.add_argument("--no-rivals", action="store_true", help="leave PyTorch and NumPy out")


def run(arguments: argparse.Namespace) -> int:
    """Measure and report."""
    from cnnviz.bench.kernels import render
    from cnnviz.bench.kernels import run as measure

    result = measure(rounds=arguments.rounds, rivals=not arguments.no_rivals, progress=_tell)
    if arguments.json:
        write_json(result)
    else:
        sys.stdout.write(render(result).rstrip("\n") + "\n")
    return 0


def _tell(what: str) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"{what} …\n")


def _rounds(text: str) -> int:
    rounds = int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0
    if rounds < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number from 1 to 999999")
    return rounds
