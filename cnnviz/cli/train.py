"""`cnnviz train`: a run from its first step to its last, without a window."""

import argparse
import sys
from pathlib import Path
from time import perf_counter
from typing import Any

from cnnviz.cli.answers import Answers, answers
from cnnviz.cli.errors import INTERRUPTED, CommandError, check_destination
from cnnviz.cli.experiment_options import add_experiment_options, experiment_of
from cnnviz.cli.interrupt import Interrupt
from cnnviz.cli.progress import Progress, progress_on
from cnnviz.cli.report import class_figures, console, print_answers, write_json
from cnnviz.training import Session, TrainingError, write_run
from cnnviz.training.run import PYTHON_VERSION

DESCRIPTION = (
    "Train a network and report how good it is. Ctrl-C stops between two steps with exit code 130, reports nothing "
    "and writes no file, unless --save-interrupted asks for the run as far as it came."
)
_EVALUATE_AT_ONCE = 10
"""Test images between two looks at whether Ctrl-C was pressed."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `cnnviz train`."""
    add_experiment_options(parser)
    parser.add_argument(
        "--json",
        action="store_true",
        help="print one JSON object: loss and train_accuracy over the training images and test_loss, test_accuracy, "
        "confusion (a row a true class), precision, recall and f1 over the test images, all under the final weights; "
        "seconds is the time that the steps took; null stands for what is not a finite number",
    )
    parser.add_argument("--save", type=Path, metavar="FILE", help="write the run, for evaluate and for the window")
    parser.add_argument("--save-interrupted", action="store_true", help="write it to --save after Ctrl-C too")
    parser.add_argument("--quiet", action="store_true", help="say nothing on the way")


def run(arguments: argparse.Namespace) -> int:
    """Train, report and, where it is asked for, save."""
    experiment = experiment_of(arguments)
    if arguments.save is not None:
        check_destination(arguments.save, "the run")
    elif arguments.save_interrupted:
        raise CommandError("--save-interrupted needs --save, which says where")
    session = Session(experiment)
    classes = len(experiment.classes)
    trained = tested = None
    with (
        Interrupt() as interrupt,
        progress_on(sys.stderr, arguments.quiet, experiment.epochs, 0, session.total_steps) as progress,
    ):
        seconds = _train(session, progress, interrupt)
        if session.is_finished:
            progress.say("evaluating")
            trained = answers(session.network, session.train_samples, classes, lambda: interrupt.asked)
            tested = answers(session.network, session.test_samples, classes, lambda: interrupt.asked)
    if interrupt.asked or trained is None or tested is None:
        return _stopped(session, arguments.save if arguments.save_interrupted else None)
    failure = None
    if arguments.save is not None:
        try:
            write_run(arguments.save, session.saved())
        except TrainingError as error:  # hours of training deserve their report all the same
            failure = error
    if arguments.json:
        write_json(_findings(session, trained, tested, seconds, None if failure else arguments.save))
    else:
        _print(session, trained, tested, seconds)
    if failure:
        raise failure
    return 0


def _train(session: Session, progress: Progress, interrupt: Interrupt) -> float:
    """Take every step, or those until Ctrl-C; returns the seconds that the steps took."""
    seconds = 0.0
    while not interrupt.asked:
        while session.evaluation_due and not interrupt.asked:
            session.evaluate_some(_EVALUATE_AT_ONCE)
        if session.position and session.position % session.steps_per_epoch == 0:
            progress.epoch(session.history.epochs[-1])
        if session.is_finished:
            break
        started = perf_counter()
        while not (session.is_finished or interrupt.asked):
            loss = session.advance()
            progress.step(session.position, loss)
            if session.position % session.steps_per_epoch == 0:
                break
        seconds += perf_counter() - started
    return seconds


def _stopped(session: Session, save: Path | None) -> int:
    if save is not None:
        write_run(save, session.saved())
    saved = "nothing was saved" if save is None else f"the run so far is in {save}"
    sys.stderr.write(f"cnnviz: stopped after step {session.position} of {session.total_steps}; {saved}.\n")
    return INTERRUPTED


def _findings(
    session: Session, trained: Answers, tested: Answers, seconds: float, saved: Path | None
) -> dict[str, Any]:
    metrics = tested.metrics
    return {
        "experiment": session.experiment.to_json(),
        "python": PYTHON_VERSION,
        "steps": session.position,
        "seconds": seconds,
        "loss": trained.loss,
        "train_accuracy": trained.metrics.accuracy,
        "test_loss": tested.loss,
        "test_accuracy": metrics.accuracy,
        "classes": list(session.experiment.classes),
        "class_names": [session.dataset.class_names[number] for number in session.experiment.classes],
        "confusion": tested.confusion,
        **class_figures(metrics),
        "epochs": [
            {
                "epoch": record.epoch,
                "train_loss": record.train_loss,
                "train_accuracy": record.train_accuracy,
                "test_loss": record.test_loss,
                "test_accuracy": record.test_accuracy,
            }
            for record in session.history.epochs
        ],
        "saved": None if saved is None else str(saved),
    }


def _print(session: Session, trained: Answers, tested: Answers, seconds: float) -> None:
    experiment = session.experiment
    console().print(
        f"{experiment.name}, seed {experiment.seed}: {session.position} steps in {seconds:.1f} s "
        f"({1000 * seconds / session.position:.2f} ms a step)",
    )
    names = [session.dataset.class_names[number] for number in experiment.classes]
    print_answers({"training": trained, "test": tested}, names)
