"""A whole step as tables: every tensor that it computed, for checking by hand. Pure functions, no Qt."""

from typing import Any

from cnnviz.explain import Cell, tensor_shapes
from cnnviz.nn import Trace
from cnnviz.ui.inspector.tables import Rows, plain_number
from cnnviz.ui.naming import layer_titles

STEP = "step"


def step_tables(trace: Trace) -> dict[str, Rows]:
    """Every tensor of a trace by a name that a file can have: `02 Conv2D 2 weight_gradient`; and `step`, its figures.

    Each table has a head. A map's rows begin with their place: `[channel, row, column 0, column 1, …]`.
    """
    tables = {STEP: _figures(trace)}
    titles = layer_titles([at.layer for at in trace.layers])
    for number, title in enumerate(titles):
        for tensor, shape in tensor_shapes(trace, number).items():
            if shape:
                tables[f"{number:02d} {title} {tensor}"] = _rows(_tensor(trace, Cell(number, tensor, ())), tuple(shape))
    return tables


def _figures(trace: Trace) -> Rows:
    rate = "" if trace.learning_rate is None else plain_number(trace.learning_rate)
    rows = [["figure", "value"], ["loss", plain_number(trace.loss)], ["true class", str(trace.label)]]
    rows += [["learning rate", rate], ["predicted class", str(trace.predicted)]]
    return rows + [[f"probability of class {n}", plain_number(p)] for n, p in enumerate(trace.probabilities)]


def _tensor(trace: Trace, cell: Cell) -> Any:
    at = trace.layers[cell.layer]
    if cell.tensor in at.parameters:
        return at.parameters[cell.tensor]
    if (name := cell.tensor.removesuffix("_gradient")) in at.parameter_gradients:
        return at.parameter_gradients[name]
    if (name := cell.tensor.removeprefix("new_")) in at.new_parameters:
        return at.new_parameters[name]
    return getattr(at, cell.tensor)


def _rows(tensor: Any, shape: tuple[int, ...]) -> Rows:
    if len(shape) == 1:
        return [["index", "value"], *([str(place), plain_number(value)] for place, value in enumerate(tensor))]
    places = {2: ["row"], 3: ["channel", "row"], 4: ["filter", "channel", "row"]}[len(shape)]
    return [[*places, *(f"column {column}" for column in range(shape[-1]))], *_lines(tensor, [], len(places))]


def _lines(tensor: Any, before: list[str], deep: int) -> Rows:
    if deep == 0:
        return [[*before, *map(plain_number, tensor)]]
    return [line for place, part in enumerate(tensor) for line in _lines(part, [*before, str(place)], deep - 1)]
