"""One image through a network as files: every map a picture, every tensor a table, and a summary that says which."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import isfinite
from pathlib import Path
from typing import Final

from cnnviz.datasets.preprocess import Preparation
from cnnviz.nn import Trace
from cnnviz.ui.inspector.step_tables import STEP, step_tables
from cnnviz.ui.inspector.table_files import write_csv
from cnnviz.ui.inspector.tables import Rows, plain_number
from cnnviz.ui.naming import layer_settings, layer_titles
from cnnviz.ui.numbers import write
from cnnviz.ui.results.step_pictures import StepPicture, enlarged, preparation_pictures, stems, trace_pictures
from cnnviz.ui.results.whole_folder import whole_folder
from cnnviz.ui.theme import load_theme

SUMMARY: Final = "summary.txt"
PROBABILITIES: Final = "probabilities.csv"


@dataclass(frozen=True, slots=True)
class Inspection:
    """An image on its way through a network, and what is said of both."""

    network: str
    """Which network, to follow "the network of": `run.safetensors, after 3,750 steps`."""
    image: str
    """Which image: `three.png`, `test image 4 (number 812 of MNIST digits)`."""
    class_names: tuple[str, ...]
    """In the order of the logits."""
    trace: Trace = field(repr=False)
    label: int | None
    """The true class, a place in `class_names`; without one there are no gradients, whatever the trace holds."""
    preparation: Preparation | None = field(default=None, repr=False)
    """How a picture became the input."""

    @property
    def predicted(self) -> int | None:
        """The most probable class; None where a probability is no number."""
        return self.trace.predicted if all(map(isfinite, self.trace.probabilities)) else None


def write_inspection(folder: Path, inspection: Inspection, scale: int, force: bool = False) -> list[Path]:
    """Write all files into a folder, each pixel of a picture as `scale` by `scale`, and return them, sorted.

    Raises FileExistsError where the folder holds something already (unless `force`: then only files of the same
    names are replaced) and OSError where it cannot be written; then nothing is left behind.
    """
    theme, trace = load_theme("light"), inspection.trace
    pictures = trace_pictures(trace, theme, inspection.label is not None)
    if inspection.preparation is not None:
        pictures = preparation_pictures(inspection.preparation.steps, theme) + pictures
    tables = {PROBABILITIES: _probabilities(inspection), **_tables(trace, inspection.label is not None)}
    with whole_folder(folder, force) as made:
        for picture in pictures:
            file = made / f"{picture.stem}.png"
            if not enlarged(picture.image, scale).save(str(file), "PNG"):
                raise OSError(f"the picture {folder / file.name} cannot be written")
        for name, rows in tables.items():
            write_csv(made / name, rows)
        (made / SUMMARY).write_text(_summary(inspection, pictures, list(tables)), encoding="utf-8")
        names = sorted(file.name for file in made.iterdir())
    return [folder / name for name in names]


def _tables(trace: Trace, gradients: bool) -> dict[str, Rows]:
    """Every tensor once, by the name of its file: what a layer reads is what the one before gave."""
    starts, tables = stems([at.layer for at in trace.layers]), {}
    for name, rows in step_tables(trace).items():
        if name == STEP:
            continue
        number, tensor = int(name.split(" ", 1)[0]), name.rsplit(" ", 1)[1]
        if tensor.endswith("_gradient") and not gradients:
            continue
        if tensor.startswith("input"):
            if number == 0:
                tables[f"{tensor.replace('_', '-')}.csv"] = rows
        else:
            tables[f"{starts[number]}-{tensor.replace('_', '-')}.csv"] = rows
    return tables


def _probabilities(inspection: Inspection) -> Rows:
    logits, rows = inspection.trace.layers[-1].input, [["class", "logit", "probability", "predicted", "true"]]
    for place, (name, probability) in enumerate(
        zip(inspection.class_names, inspection.trace.probabilities, strict=True)
    ):
        marks = ["yes" if place == chosen else "" for chosen in (inspection.predicted, inspection.label)]
        rows.append([name, plain_number(logits[place]), plain_number(probability), *marks])
    return rows


def _summary(inspection: Inspection, pictures: Sequence[StepPicture], tables: Sequence[str]) -> str:
    names, trace = inspection.class_names, inspection.trace
    lines = [f"What the network of {inspection.network}, makes of {inspection.image}.", "", _verdict(inspection), ""]
    lines += [f"  P({name}) = {write(p)}" for name, p in zip(names, trace.probabilities, strict=True)]
    lines += ["", "Layers, filters and channels are numbered from 0, as in the window.", ""]
    titles = layer_titles([at.layer for at in trace.layers])
    for number, (title, at) in enumerate(zip(titles, trace.layers, strict=True)):
        settings = layer_settings(at.layer, at.input_shape)
        lines.append(f"  {number} {title}: {settings}; {at.input_shape} to {at.output_shape}")
    lines += ["", "Pictures (.png), with the range of their numbers and what their colours are stretched over:", ""]
    lines += [f"  {picture.stem}: {_described(picture)}" for picture in pictures]
    lines += ["", "Tables (.csv), every number with all its digits:", ""]
    lines += [f"  {name.removesuffix('.csv')}" for name in tables]
    return "\n".join(lines) + "\n"


def _verdict(inspection: Inspection) -> str:
    names, predicted, label = inspection.class_names, inspection.predicted, inspection.label
    read = "no prediction: P is not a number" if predicted is None else f"predicted: {names[predicted]}"
    if label is None:
        return f"{read}; no true class was given, so there are neither a loss nor gradients"
    return f"{read}; true class: {names[label]}; loss: {write(inspection.trace.loss)} nats"


def _described(picture: StepPicture) -> str:
    return f"{picture.about}; {picture.numbers}; colours {picture.colors}" if picture.numbers else picture.about
