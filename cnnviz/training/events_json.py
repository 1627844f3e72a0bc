"""What a person changed in mid-run as JSON and back, by the name of each event."""

from collections.abc import Sequence
from typing import Any

from cnnviz.training.checks import check_learning_rate
from cnnviz.training.errors import TrainingError, quoted
from cnnviz.training.timeline import SetLearningRate


def events_to_json(events: Sequence[SetLearningRate]) -> list[dict[str, Any]]:
    """`[{"event": "SetLearningRate", "position": 5, "learning_rate": 0.02}, ...]`."""
    return [
        {"event": "SetLearningRate", "position": event.position, "learning_rate": event.learning_rate}
        for event in events
    ]


def events_from_json(value: Any, position: int) -> tuple[SetLearningRate, ...]:
    """The events that `events_to_json` wrote, none after a position; raises TrainingError for anything else."""
    if not isinstance(value, list):
        raise TrainingError(f"its events must be a list, not {quoted(value)}")
    events = tuple(_event(entry, position) for entry in value)
    places = [event.position for event in events]
    if places != sorted(set(places)):
        raise TrainingError("its events are not in order")
    return events


def _event(entry: Any, position: int) -> SetLearningRate:
    if not (isinstance(entry, dict) and entry.keys() == {"event", "position", "learning_rate"}):
        raise TrainingError(f"{quoted(entry)} is no event")
    at = entry["position"]
    if entry["event"] != "SetLearningRate" or isinstance(at, bool) or not isinstance(at, int):
        raise TrainingError(f"{quoted(entry)} is no event")
    if not 0 <= at <= position:
        raise TrainingError(f"its event at step {quoted(at)} is not within the {position} steps of the run")
    return SetLearningRate(at, check_learning_rate(entry["learning_rate"]))
