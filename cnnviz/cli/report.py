"""How a command tells its findings: as one JSON object, or as tables for a person."""

import json
import sys
from collections.abc import Mapping, Sequence
from math import isfinite
from typing import TYPE_CHECKING, Any

from cnnviz.cli.answers import Answers
from cnnviz.training import ClassMetrics, Metrics

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table


def write_json(findings: Mapping[str, Any]) -> None:
    """One JSON object on standard output; what is not a finite number becomes null, as JSON has no NaN."""
    sys.stdout.write(json.dumps(_finite(findings), allow_nan=False) + "\n")


def _finite(value: Any) -> Any:
    if isinstance(value, float) and not isfinite(value):
        return None
    if isinstance(value, Mapping):
        return {name: _finite(part) for name, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_finite(part) for part in value]
    return value


def class_figures(metrics: Metrics) -> dict[str, Any]:
    """Precision, recall and F1, each of every class, in the order of the experiment's classes, and weighted."""
    return {
        name: {"per_class": [getattr(one, name) for one in metrics.classes], "weighted": getattr(metrics, name)}
        for name in ("precision", "recall", "f1")
    } | {"support": [one.support for one in metrics.classes]}


def console() -> "Console":
    """Where tables for a person go: standard output."""
    from rich.console import Console

    return Console(file=sys.stdout, highlight=False, markup=False, emoji=False)


def print_answers(parts: Mapping[str, Answers], names: Sequence[str]) -> None:
    """Loss and accuracy of each part, then of the last part the confusion matrix and the figures of each class."""
    out = console()
    overall = _table("", "loss", "accuracy", "images")
    for part, found in parts.items():
        overall.add_row(part, f"{found.loss:.4f}", f"{found.metrics.accuracy:.1%}", str(len(found.targets)))
    last = list(parts.values())[-1]
    confusion = _table("true class", *names)
    for name, row in zip(names, last.confusion, strict=True):
        confusion.add_row(name, *map(str, row))
    classes = _table("class", "precision", "recall", "F1", "images")
    for name, one in zip(names, last.metrics.classes, strict=True):
        classes.add_row(name, *_figures(one))
    classes.add_section()
    classes.add_row("weighted", *_figures(last.metrics))
    out.print("", overall, "", "Answers, one column each, by true class:", "", confusion, "", classes, sep="\n")


def _figures(metrics: ClassMetrics | Metrics) -> list[str]:
    return [*(f"{figure:.2f}" for figure in (metrics.precision, metrics.recall, metrics.f1)), str(metrics.support)]


def _table(first: str, *others: str) -> "Table":
    from rich import box
    from rich.table import Table

    table = Table(first, box=box.SIMPLE_HEAD, show_edge=False)
    for column in others:
        table.add_column(column, justify="right")
    return table
