"""Whether an event can be put on the timeline of a run: what a person asks for, and what a file holds."""

from math import inf

from cnnviz.nn import Network, NetworkError
from cnnviz.training.checks import check_learning_rate
from cnnviz.training.errors import TrainingError, quoted
from cnnviz.training.timeline import ChooseSample, Event, SetLearningRate, SetParameter


def check_event(event: Event, latest: int, network: Network, samples: int) -> None:
    """Raise TrainingError for an event after `latest`, or one that does not fit the network or the samples."""
    if not 0 <= event.position <= latest:
        raise TrainingError(f"nothing can be changed at step {event.position}; the run has been at 0 to {latest}")
    match event:
        case SetLearningRate(_, rate):
            check_learning_rate(rate)
        case SetParameter(_, name, index, value):
            try:
                network.parameter(name, index)
            except NetworkError as error:
                raise TrainingError(str(error)) from None
            check_number(f"the value of {name}", value)
        case ChooseSample(_, sample):
            if isinstance(sample, bool) or not isinstance(sample, int) or not 0 <= sample < samples:
                raise TrainingError(f"the training images are 0 to {samples - 1}, so there is none {quoted(sample)}")


def check_number(what: str, value: object) -> float:
    """The value as a float; raises TrainingError unless it is a finite number."""
    if not isinstance(value, bool) and isinstance(value, (int, float)) and -inf < value < inf:
        try:
            return float(value)
        except OverflowError:
            pass
    raise TrainingError(f"{what} must be a finite number, not {quoted(value)}")
