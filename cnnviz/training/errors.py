"""The one root of everything that experiments, sessions and saved files refuse."""

from reprlib import Repr

_LONGEST = 120
_SHORT = Repr()
_SHORT.maxstring = _SHORT.maxother = 60


class TrainingError(ValueError):
    """A request that cannot be met; the message names the offending value and says what to do."""


class ExperimentError(TrainingError):
    """An experiment that cannot be run; `field` is the name of the field that is wrong."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


class RunFinishedError(TrainingError):
    """A step was asked for after the last one of the run."""


def quoted(value: object) -> str:
    """A value as a message shows it: short, however long, deep or large it is."""
    try:
        text = _SHORT.repr(value)
    except ValueError:  # a whole number of more digits than Python prints
        return "a whole number of thousands of digits"
    return text if len(text) <= _LONGEST else text[: _LONGEST - 3] + "..."
