"""Conditions to stop at, as a form asks for them and as a list names them. No Qt."""

from collections.abc import Mapping

from cnnviz.training import TrainingError
from cnnviz.training.breakpoint_kinds import Kind, Parameter, kinds_for
from cnnviz.ui.debugger.typed_number import read_number
from cnnviz.ui.frame import Frame, StopAt
from cnnviz.ui.numbers import write


def kinds_of(frame: Frame) -> tuple[Kind, ...]:
    """The kinds of conditions for the run of a frame; a step's default is the one after the frame's."""
    run = frame.run
    return kinds_for(run.experiment, run.dataset, run.layers, run.shapes, frame.position, run.total_steps)


def read_values(kind: Kind, typed: Mapping[str, str | int]) -> dict[str, float]:
    """The values of a condition: texts are read as numbers, choices taken as they are.

    Raises TrainingError, naming it, for a text that is no finite number.
    """
    return {
        one.name: read_number(f"the {one.title}", value) if isinstance(value := typed[one.name], str) else value
        for one in kind.parameters
    }


def stop_at(kind: Kind, values: Mapping[str, float], known: tuple[StopAt, ...] = ()) -> StopAt:
    """A condition with its title, such as `loss above 2 nats` or `gradient norm above 10, layer 0 Conv2D`.

    Raises TrainingError for wrong values, and where `known` has the condition already.
    """
    condition = kind.make(**values)
    if any(one.condition == condition for one in known):
        raise TrainingError(f"“{title_of(kind, values)}” is in the list already; tick it to stop there")
    return StopAt(title_of(kind, values), condition)


def title_of(kind: Kind, values: Mapping[str, float]) -> str:
    """What a condition is, in a few words."""
    numbers = [f"{write(values[one.name], 9)} {one.unit}".strip() for one in kind.parameters if not one.choices]
    choices = [_choice(one, values[one.name]) for one in kind.parameters if one.choices]
    title = " ".join([kind.title, *numbers])
    return ", ".join([title, *choices]) if numbers else " ".join([title, *choices])


def _choice(parameter: Parameter, value: float) -> str:
    name = dict(parameter.choices)[int(value)]
    return f"{parameter.title} {name}" if parameter.title == "layer" else name
