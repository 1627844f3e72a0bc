"""Where a run is to stop by itself: conditions on the step that is just finished, each with the sentence that says why.

Whoever drives a session asks after each step (`first_hit`); `run_until` is that loop. A condition costs what it looks
at, and nothing where it is not set.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import isfinite, isnan, sqrt
from operator import mul
from typing import Protocol

from cnnviz.nn import Tensor
from cnnviz.training.session import Session
from cnnviz.training.titles import layer_titles


class Breakpoint(Protocol):
    """A condition to stop at."""

    def hit(self, session: Session) -> str | None:
        """Why to stop after the step before the session's position, in one sentence; None: go on."""


@dataclass(frozen=True, slots=True)
class LossAbove:
    """The loss of a step is above a limit."""

    limit: float
    """In nats."""

    def hit(self, session: Session) -> str | None:
        step = session.position - 1
        if step < 0 or not (loss := session.loss_of(step)) > self.limit:
            return None
        return f"step {step}: the loss {loss:.4g} is above {self.limit:g}"


@dataclass(frozen=True, slots=True)
class LossBelow:
    """The loss of a step is below a limit."""

    limit: float
    """In nats."""

    def hit(self, session: Session) -> str | None:
        step = session.position - 1
        if step < 0 or not (loss := session.loss_of(step)) < self.limit:
            return None
        return f"step {step}: the loss {loss:.4g} is below {self.limit:g}"


@dataclass(frozen=True, slots=True)
class Misclassified:
    """The answer for a step's sample is wrong."""

    def hit(self, session: Session) -> str | None:
        step = session.position - 1
        if step < 0:
            return None
        answer, sample = session.answer_of(step), session.sample_at(step)
        if answer == sample.target:
            return None
        return f"step {step}: a {_name(session, sample.target)} is taken for a {_name(session, answer)}"


@dataclass(frozen=True, slots=True)
class SampleOfClass:
    """A step's sample is of a class."""

    label: int
    """The class as the data set has it, one of `Experiment.classes`."""

    def hit(self, session: Session) -> str | None:
        step = session.position - 1
        if step < 0 or session.sample_at(step).label != self.label:
            return None
        return f"step {step}: the sample is of class {session.dataset.class_names[self.label]}"


@dataclass(frozen=True, slots=True)
class PredictionFlips:
    """The answer for a step's sample is another than the last time this sample was trained on."""

    def hit(self, session: Session) -> str | None:
        step = session.position - 1
        before = session.step_before(step) if step >= 0 else None
        if before is None or (old := session.answer_of(before)) == (new := session.answer_of(step)):
            return None
        return (
            f"step {step}: the answer for this sample is now {_name(session, new)}; "
            f"at step {before} it was {_name(session, old)}"
        )


@dataclass(frozen=True, slots=True)
class GradientNormAbove:
    """The length of a layer's gradient in a step, the root of the sum of its squares, is above a limit.

    The gradient is that of the layer's weight and bias together; a layer without parameters never stops a run.
    """

    layer: int
    limit: float

    def hit(self, session: Session) -> str | None:
        if not session.position:
            return None
        done = session.finished()
        gradients = done.trace.layers[self.layer].parameter_gradients
        norm = sqrt(sum(map(_squares, gradients.values())))
        if not norm > self.limit:
            return None
        title = layer_titles(session.network.layers)[self.layer]
        return f"step {done.step}: the gradient norm {norm:.4g} of {title} is above {self.limit:g}"


@dataclass(frozen=True, slots=True)
class NotFinite:
    """The loss of a step, or a parameter after it, is NaN or infinite."""

    def hit(self, session: Session) -> str | None:
        if not session.position:
            return None
        done = session.finished()
        if not isfinite(done.trace.loss):
            return f"step {done.step}: the loss is {'not a number' if isnan(done.trace.loss) else 'infinite'}"
        for index, layer in enumerate(done.trace.layers):
            for name, tensor in layer.new_parameters.items():
                if not _is_finite(tensor):
                    return f"step {done.step}: after the update {index}.{name} holds numbers that are not finite"
        return None


@dataclass(frozen=True, slots=True)
class EpochEnd:
    """An epoch is complete."""

    def hit(self, session: Session) -> str | None:
        epochs, place = divmod(session.position, session.steps_per_epoch)
        return f"epoch {epochs} is complete, with step {session.position - 1}" if epochs and not place else None


@dataclass(frozen=True, slots=True)
class StepReached:
    """A step is the one at hand."""

    step: int

    def hit(self, session: Session) -> str | None:
        return f"step {self.step} is reached" if session.position == self.step else None


def first_hit(breakpoints: Iterable[Breakpoint], session: Session) -> str | None:
    """Why to stop after the step that is just finished, by the first condition that holds; None: go on."""
    return next((reason for one in breakpoints if (reason := one.hit(session)) is not None), None)


def run_until(session: Session, breakpoints: Iterable[Breakpoint]) -> str | None:
    """Go on by whole steps, with their evaluations, until a condition holds: why; None: the run is at its end."""
    conditions = tuple(breakpoints)
    while not session.is_finished:
        session.advance()
        session.evaluate()
        if (reason := first_hit(conditions, session)) is not None:
            return reason
    return None


def _name(session: Session, target: int) -> str:
    return session.dataset.class_names[session.experiment.classes[target]]


def _squares(tensor: Tensor) -> float:
    """The sum of the squares, row by row: no single call takes long."""
    return sum(map(_squares, tensor)) if isinstance(tensor[0], list) else sum(map(mul, tensor, tensor))


def _is_finite(tensor: Tensor) -> bool:
    if isinstance(tensor[0], list):
        return all(map(_is_finite, tensor))
    return isfinite(sum(tensor)) or all(map(isfinite, tensor))
