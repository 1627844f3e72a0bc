"""`cnnviz train`: a run from its first step to its last, without a window."""

import argparse
import sys
from pathlib import Path
from time import perf_counter

from cnnviz.cli.answers import Answers, answers
from cnnviz.cli.budget import check_seconds, plan
from cnnviz.cli.collector import collector_off
from cnnviz.cli.errors import INTERRUPTED, CommandError, check_destination
from cnnviz.cli.experiment_options import add_experiment_options, experiment_of
from cnnviz.cli.interrupt import Interrupt
from cnnviz.cli.progress import Progress, progress_on
from cnnviz.cli.report import write_json
from cnnviz.cli.train_report import Times, findings, print_findings
from cnnviz.training import Session, TrainingError, write_run

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
        "--seconds",
        type=float,
        metavar="S",
        help="train for about so long: measure on a network that is thrown away what a step costs, then plan as many "
        "steps as the time has room for, so that a linear schedule ends at 0; the test images are evaluated once, "
        "at the end, which comes on top",
    )
    parser.add_argument(
        "--json",
        action="store_true",
        help="print one JSON object: loss and train_accuracy over the training images and test_loss, test_accuracy, "
        "confusion (a row a true class), precision, recall and f1 over the test images, all under the final weights; "
        "seconds is the time that the steps took, evaluation_seconds that of the last evaluation, budget what "
        "--seconds planned; null stands for what is not a finite number",
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
    if arguments.seconds is not None:
        check_seconds(arguments.seconds)
        if arguments.epochs is not None or arguments.steps is not None:
            raise CommandError("--seconds decides how many steps there are; leave out --epochs and --steps")
    budget = None
    with progress_on(sys.stderr, arguments.quiet) as progress, collector_off():
        if arguments.seconds is not None:
            progress.say("measuring what a step costs")
            experiment, budget = plan(experiment, arguments.seconds)
        session = Session(experiment)
        with Interrupt() as interrupt:
            seconds = _train(session, progress, interrupt, evaluates=budget is None)
            started = perf_counter()
            trained, tested = _evaluate(session, progress, interrupt)
            times = Times(seconds, perf_counter() - started, budget)
    if interrupt.asked or trained is None or tested is None:
        return _stopped(session, arguments.save if arguments.save_interrupted else None)
    failure = None
    if arguments.save is not None:
        try:
            write_run(arguments.save, session.saved())
        except TrainingError as error:  # hours of training deserve their report all the same
            failure = error
    if arguments.json:
        write_json(findings(session, trained, tested, times, None if failure else arguments.save))
    else:
        print_findings(session, trained, tested, times)
    if failure:
        raise failure
    return 0


def _train(session: Session, progress: Progress, interrupt: Interrupt, evaluates: bool) -> float:
    """Take every step, or those until Ctrl-C; returns the seconds that the steps took.

    `evaluates`: on the test images at the start and after each epoch.
    """
    seconds, epoch = 0.0, session.steps_per_epoch
    progress.begin(session.total_steps, session.experiment.epochs)
    while not interrupt.asked:
        while evaluates and session.evaluation_due and not interrupt.asked:
            session.evaluate_some(_EVALUATE_AT_ONCE)
        if session.position and session.position % epoch == 0:
            progress.epoch(session.history.epochs[-1])
        if session.is_finished:
            break
        started = perf_counter()
        while not (session.is_finished or interrupt.asked):
            step = session.position
            loss = session.advance(is_seen=False)
            progress.step(step + 1, loss, session.answer_of(step) == session.sample_at(step).target)
            if session.position % epoch == 0:
                break
        seconds += perf_counter() - started
    return seconds


def _evaluate(session: Session, progress: Progress, interrupt: Interrupt) -> tuple[Answers | None, Answers | None]:
    """The answers on the training and on the test images at the end of the run; None where that was interrupted."""
    parts, done = (session.train_samples, session.test_samples), 0

    def interrupted() -> bool:
        nonlocal done
        done += 1
        progress.evaluated(done, sum(map(len, parts)))
        return interrupt.asked

    if interrupt.asked:
        return None, None
    classes = len(session.experiment.classes)
    trained, tested = (answers(session.network, samples, classes, interrupted) for samples in parts)
    return trained, tested


def _stopped(session: Session, save: Path | None) -> int:
    if save is not None:
        write_run(save, session.saved())
    saved = "nothing was saved" if save is None else f"the run so far is in {save}"
    sys.stderr.write(f"cnnviz: stopped after step {session.position} of {session.total_steps}; {saved}.\n")
    return INTERRUPTED
