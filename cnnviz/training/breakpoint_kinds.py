"""The conditions that a run can stop at, as a table: what each is called and asks for, for a form to be built from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf

from cnnviz.datasets import Dataset
from cnnviz.nn import Layer, Shape
from cnnviz.training import breakpoints
from cnnviz.training.breakpoints import Breakpoint
from cnnviz.training.errors import TrainingError, quoted
from cnnviz.training.event_checks import check_number
from cnnviz.training.experiment import Experiment
from cnnviz.training.session import Session


@dataclass(frozen=True, slots=True)
class Parameter:
    """One number that a condition asks for."""

    name: str
    """As the condition's class takes it."""
    title: str
    unit: str
    """What it is measured in; empty for a pure number."""
    least: float
    most: float
    """Infinite where there is no largest value."""
    default: float
    is_whole: bool = False
    choices: tuple[tuple[int, str], ...] = ()
    """Where there are few values: all of them, each with its name."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of condition."""

    name: str
    """The name of its class in `breakpoints`."""
    title: str
    """What a person reads: "loss above"."""
    parameters: tuple[Parameter, ...] = ()

    def make(self, **values: float) -> Breakpoint:
        """The condition with these values. Raises TrainingError, naming it, where one is missing, unknown or wrong."""
        names = [parameter.name for parameter in self.parameters]
        if values.keys() != set(names):
            raise TrainingError(f"{self.title} takes {' and '.join(names) or 'no values'}, not {quoted(list(values))}")
        checked = {parameter.name: _checked(parameter, values[parameter.name]) for parameter in self.parameters}
        made: Breakpoint = _CLASSES[self.name](**checked)
        return made


_CLASSES: Mapping[str, type] = {
    kind.__name__: kind
    for kind in (
        breakpoints.LossAbove,
        breakpoints.LossBelow,
        breakpoints.Misclassified,
        breakpoints.SampleOfClass,
        breakpoints.PredictionFlips,
        breakpoints.GradientNormAbove,
        breakpoints.NotFinite,
        breakpoints.EpochEnd,
        breakpoints.StepReached,
    )
}


def breakpoint_kinds(session: Session) -> tuple[Kind, ...]:
    """The kinds of conditions for a session, with the values that fit its classes, layers and steps."""
    return kinds_for(
        session.experiment,
        session.dataset,
        session.network.layers,
        session.network.shapes,
        session.position,
        session.total_steps,
    )


def kinds_for(
    experiment: Experiment,
    dataset: Dataset,
    layers: Sequence[Layer],
    shapes: Sequence[Shape],
    position: int,
    total_steps: int,
) -> tuple[Kind, ...]:
    """As `breakpoint_kinds`, for whoever has what a session is made of but not the session.

    `shapes` holds the input shape of each layer; `position` is the number of steps done, of `total_steps`.
    """
    classes = tuple((label, dataset.class_names[label]) for label in experiment.classes)
    learning = tuple(
        (index, f"{index} {layer.name}") for index, layer in enumerate(layers) if layer.parameter_shapes(shapes[index])
    )
    step = min(position + 1, total_steps)
    kinds = [
        Kind("LossAbove", "loss above", (Parameter("limit", "loss", "nats", 0.0, inf, 2.0),)),
        Kind("LossBelow", "loss below", (Parameter("limit", "loss", "nats", 0.0, inf, 0.1),)),
        Kind("Misclassified", "sample misclassified"),
        Kind("SampleOfClass", "sample of class", (_choice("label", "class", classes),)),
        Kind("PredictionFlips", "answer for a sample changes"),
        Kind("NotFinite", "NaN or infinity"),
        Kind("EpochEnd", "end of an epoch"),
        Kind("StepReached", "step", (Parameter("step", "step", "", 1, total_steps, step, is_whole=True),)),
    ]
    if learning:
        limit = Parameter("limit", "norm", "", 0.0, inf, 10.0)
        kinds.insert(5, Kind("GradientNormAbove", "gradient norm above", (_choice("layer", "layer", learning), limit)))
    return tuple(kinds)


def _choice(name: str, title: str, choices: tuple[tuple[int, str], ...]) -> Parameter:
    values = [value for value, _ in choices]
    return Parameter(name, title, "", min(values), max(values), values[0], is_whole=True, choices=choices)


def _checked(parameter: Parameter, value: object) -> float:
    number = check_number(f"the {parameter.title}", value)
    allowed = [choice for choice, _ in parameter.choices]
    if parameter.is_whole and not number.is_integer():
        raise TrainingError(f"the {parameter.title} must be a whole number, not {quoted(value)}")
    if allowed and number not in allowed:
        raise TrainingError(f"the {parameter.title} must be one of {', '.join(map(str, allowed))}, not {quoted(value)}")
    if not parameter.least <= number <= parameter.most:
        upto = f" to {parameter.most:g}" if parameter.most < inf else " up"
        raise TrainingError(f"the {parameter.title} must be from {parameter.least:g}{upto}, not {quoted(value)}")
    return int(number) if parameter.is_whole else number
