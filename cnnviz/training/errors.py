"""The one root of everything that experiments, sessions and saved files refuse."""


class TrainingError(ValueError):
    """A request that cannot be met; the message names the offending value and says what to do."""


class ExperimentError(TrainingError):
    """An experiment that cannot be run; `field` is the name of the field that is wrong."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


class RunFinishedError(TrainingError):
    """A step was asked for after the last one of the run."""
