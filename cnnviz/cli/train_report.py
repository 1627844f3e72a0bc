"""What `cnnviz train` tells at its end, for a program and for a person."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cnnviz.cli.answers import Answers
from cnnviz.cli.budget import Budget
from cnnviz.cli.report import class_figures, console, print_answers
from cnnviz.training import Session
from cnnviz.training.run import PYTHON_VERSION


@dataclass(frozen=True, slots=True)
class Times:
    """Where the time went, in seconds."""

    training: float
    """The steps, without evaluations between them."""
    evaluation: float
    """The answers under the final weights."""
    budget: Budget | None
    """What was planned, where a time was given."""


def findings(session: Session, trained: Answers, tested: Answers, times: Times, saved: Path | None) -> dict[str, Any]:
    """Everything, to be written as JSON."""
    metrics = tested.metrics
    return {
        "experiment": session.experiment.to_json(),
        "python": PYTHON_VERSION,
        "steps": session.position,
        "seconds": times.training,
        "evaluation_seconds": times.evaluation,
        "budget": None if times.budget is None else times.budget.to_json(),
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


def print_findings(session: Session, trained: Answers, tested: Answers, times: Times) -> None:
    """The tables for a person."""
    experiment, out = session.experiment, console()
    out.print(
        f"{experiment.name}, seed {experiment.seed}: {session.position} steps in {times.training:.1f} s "
        f"({1000 * times.training / session.position:.2f} ms a step)",
        soft_wrap=True,
    )
    if (budget := times.budget) is not None:
        out.print(
            f"planned for {budget.seconds:g} s: {budget.measuring_seconds:.1f} s to measure a step at "
            f"{1000 * budget.step_seconds:.2f} ms, then {budget.steps} steps; both took "
            f"{budget.measuring_seconds + times.training:.1f} s",
            soft_wrap=True,
        )
    names = [session.dataset.class_names[number] for number in experiment.classes]
    print_answers({"training": trained, "test": tested}, names)
