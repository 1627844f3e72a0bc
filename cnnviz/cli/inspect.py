"""`cnnviz inspect`: one image through the network of a saved run, each map as a picture, each number in a table."""

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cnnviz.cli.errors import CommandError
from cnnviz.cli.report import write_json
from cnnviz.training import SavedRun, Session, TrainingError, read_run

if TYPE_CHECKING:
    from cnnviz.ui.results.inspection import Inspection

DESCRIPTION = (
    "Send one image through the network of a saved run and write what each layer makes of it: every feature map as a "
    "picture in the window's light colours, every tensor as a CSV table, the class probabilities, and a summary of "
    "all files. Needs no display."
)
LARGEST_SCALE = 64


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `cnnviz inspect`."""
    parser.add_argument("file", type=Path, metavar="FILE", help="a run saved by the window or by cnnviz train")
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument(
        "--image",
        type=Path,
        metavar="PICTURE",
        help="a PNG, JPEG, BMP or GIF file, prepared as the window prepares it: ink found, cropped, scaled, centred",
    )
    which.add_argument("--index", type=int, metavar="N", help="an image of the run instead, from 0; see --part")
    parser.add_argument("--part", choices=("test", "train"), help="the images that --index counts (default: test)")
    parser.add_argument(
        "--out", type=Path, required=True, metavar="FOLDER", help="where the files go: a new or an empty folder"
    )
    parser.add_argument(
        "--label",
        metavar="CLASS",
        help="the true class, by name or number: with it come the loss and every gradient; an image of --index has one",
    )
    parser.add_argument(
        "--scale",
        type=_scale,
        default=8,
        metavar="K",
        help="draw each number as KxK pixels, at most 2048 pixels a side in all (default: %(default)s)",
    )
    parser.add_argument(
        "--force", action="store_true", help="write into a folder that is not empty, over files of the same names"
    )
    parser.add_argument(
        "--json",
        action="store_true",
        help="print one JSON object: predicted, probabilities, label and loss (null without a label), folder, files; "
        "null stands for what is not a finite number",
    )


def run(arguments: argparse.Namespace) -> int:
    """Inspect and report."""
    if arguments.part is not None and arguments.index is None:
        raise CommandError("--part says which images --index counts; give --index N, or leave --part out")
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # before Qt is imported
    try:
        from cnnviz.ui.results.inspection import write_inspection
        from cnnviz.ui.results.whole_folder import check_folder
    except ImportError as error:
        from cnnviz.ui.display import import_problem

        if problem := import_problem(error):
            raise CommandError(problem) from error
        raise
    check_folder(arguments.out, arguments.force)
    saved = read_run(arguments.file)
    inspection = _inspect(arguments, saved)
    files = write_inspection(arguments.out, inspection, arguments.scale, arguments.force)
    if arguments.json:
        write_json(_findings(arguments, saved, inspection, files))
    else:
        sys.stdout.write(_sentence(arguments, inspection, len(files)))
    return 0


def _inspect(arguments: argparse.Namespace, saved: SavedRun) -> "Inspection":
    from cnnviz.datasets.preprocess import prepare
    from cnnviz.datasets.recipe import recipe_of
    from cnnviz.ui.opened_image import read_picture
    from cnnviz.ui.results.inspection import Inspection

    try:
        session = Session.resume(saved)
    except TrainingError as error:
        raise CommandError(f"{arguments.file} cannot be taken up: {error}") from error
    dataset, classes, network = session.dataset, session.experiment.classes, session.network
    names = tuple(dataset.class_names[number] for number in classes)
    label = None if arguments.label is None else _label(arguments.label, names, classes)
    if arguments.image is not None:
        preparation = prepare(read_picture(arguments.image), dataset.rows, dataset.columns, recipe_of(dataset))
        image, about = preparation.image, str(arguments.image)
    else:
        samples = session.train_samples if arguments.part == "train" else session.test_samples
        part = "training" if arguments.part == "train" else "test"
        if not 0 <= arguments.index < len(samples):
            raise CommandError(f"the run has the {part} images 0 to {len(samples) - 1}, not {arguments.index}")
        sample, preparation = samples[arguments.index], None
        image = sample.image
        about = f"{part} image {arguments.index} (number {sample.number} of {dataset.name})"
        label = sample.target if label is None else label
    probabilities = network.predict(image)
    target = probabilities.index(max(probabilities)) if label is None else label
    trace = network.trace(image, target)
    steps = f"{arguments.file.name}, after {saved.position:,} step{'' if saved.position == 1 else 's'}"
    return Inspection(steps, about, names, trace, label, preparation)


def _label(text: str, names: tuple[str, ...], classes: tuple[int, ...]) -> int:
    """The place among the run's classes that a class's name or number means."""
    for place, name in enumerate(names):
        if text.strip().casefold() == name.casefold():
            return place
    for place, number in enumerate(classes):
        if text.strip() == str(number):
            return place
    raise CommandError(f"--label {text!r} is no class of the run; it has {', '.join(names)}")


def _findings(
    arguments: argparse.Namespace, saved: SavedRun, inspection: "Inspection", files: list[Path]
) -> dict[str, Any]:
    names, predicted, label = inspection.class_names, inspection.predicted, inspection.label
    return {
        "file": str(arguments.file),
        "python": saved.python,
        "steps": saved.position,
        "image": None if arguments.image is None else str(arguments.image),
        "part": None if arguments.index is None else arguments.part or "test",
        "index": arguments.index,
        "classes": list(saved.experiment.classes),
        "class_names": list(names),
        "probabilities": list(inspection.trace.probabilities),
        "predicted": None if predicted is None else names[predicted],
        "label": None if label is None else names[label],
        "loss": None if label is None else inspection.trace.loss,
        "folder": str(arguments.out),
        "files": [file.name for file in files],
    }


def _sentence(arguments: argparse.Namespace, inspection: "Inspection", files: int) -> str:
    names, predicted, label = inspection.class_names, inspection.predicted, inspection.label
    if predicted is None:
        read = "has no prediction: the network's probabilities are not numbers"
    else:
        read = f"is read as {names[predicted]} (P = {inspection.trace.probabilities[predicted]:.3f})"
    true = "" if label is None else f"; its class is {names[label]}, the loss {inspection.trace.loss:.4f}"
    return f"{inspection.image} {read}{true}.\n{files} files are in {arguments.out}; summary.txt tells of them.\n"


def _scale(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= LARGEST_SCALE:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number from 1 to {LARGEST_SCALE}")
    return int(text)
