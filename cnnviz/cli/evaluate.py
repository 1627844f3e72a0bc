"""`cnnviz evaluate`: how good the network of a saved run is, on its own test images or on a folder's."""

import argparse
from pathlib import Path

from cnnviz.cli.answers import answers
from cnnviz.cli.errors import CommandError
from cnnviz.cli.report import class_figures, console, print_answers, write_json
from cnnviz.datasets import Dataset, Sample, make_sample, read_folder
from cnnviz.nn import Network, NetworkError
from cnnviz.training import SavedRun, Session, TrainingError, read_run

DESCRIPTION = (
    "Report how good the network of a saved run is: on the test images of its experiment or, with --data, on all "
    "test images of a folder that are of the experiment's classes."
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `cnnviz evaluate`."""
    parser.add_argument("file", type=Path, metavar="FILE", help="a run saved by the window or by cnnviz train")
    parser.add_argument("--data", type=Path, metavar="FOLDER", help="a folder of IDX files to take test images from")
    parser.add_argument(
        "--json",
        action="store_true",
        help="print one JSON object: test_loss, test_accuracy, confusion (a row a true class), precision, recall, f1; "
        "null stands for what is not a finite number",
    )


def run(arguments: argparse.Namespace) -> int:
    """Evaluate and report."""
    saved = read_run(arguments.file)
    network, dataset, samples = (
        _own(arguments.file, saved) if arguments.data is None else _other(arguments.file, saved, arguments.data)
    )
    found = answers(network, samples, len(saved.experiment.classes))
    assert found is not None  # nobody can interrupt it
    names = [dataset.class_names[number] for number in saved.experiment.classes]
    metrics = found.metrics
    if arguments.json:
        write_json(
            {
                "file": str(arguments.file),
                "data": saved.experiment.data if arguments.data is None else str(arguments.data),
                "experiment": saved.experiment.to_json(),
                "python": saved.python,
                "steps": saved.position,
                "images": len(samples),
                "test_loss": found.loss,
                "test_accuracy": metrics.accuracy,
                "classes": list(saved.experiment.classes),
                "class_names": names,
                "confusion": found.confusion,
                **class_figures(metrics),
            }
        )
    else:
        console().print(f"{arguments.file}, after {saved.position} steps, on {dataset.name}")
        print_answers({"test": found}, names)
    return 0


def _own(file: Path, saved: SavedRun) -> tuple[Network, Dataset, tuple[Sample, ...]]:
    """The network, the data set and the test images of the run's experiment."""
    try:
        session = Session.resume(saved)
    except TrainingError as error:
        raise CommandError(f"{file} cannot be taken up: {error}") from error
    return session.network, session.dataset, session.test_samples


def _other(file: Path, saved: SavedRun, folder: Path) -> tuple[Network, Dataset, tuple[Sample, ...]]:
    """The run's network, and a folder with its test images of the experiment's classes."""
    dataset = read_folder(folder)
    classes = saved.experiment.classes
    if max(classes) >= len(dataset.class_names):
        raise CommandError(
            f"{folder} has the classes 0 to {len(dataset.class_names) - 1}, but the network of {file} knows class "
            f"{max(classes)}; give a folder with the same classes"
        )
    try:
        network = saved.experiment.network((1, dataset.rows, dataset.columns))
        saved.give_parameters_to(network)
    except (TrainingError, NetworkError) as error:
        raise CommandError(
            f"{folder} has images of {dataset.rows}×{dataset.columns}, which the network of {file} cannot read: {error}"
        ) from error
    numbers = [number for number in dataset.test_pool if dataset.label(number) in classes]
    if not numbers:
        raise CommandError(f"{folder} has no test image of the classes {', '.join(map(str, classes))}")
    return network, dataset, tuple(make_sample(dataset, number, classes) for number in numbers)
