"""What a person changed in mid-run as JSON and back, by the name of each event."""

from collections.abc import Sequence
from typing import Any, TypeGuard

from cnnviz.training.checks import check_learning_rate
from cnnviz.training.errors import TrainingError, quoted
from cnnviz.training.event_checks import check_number
from cnnviz.training.timeline import ChooseSample, Event, SetLearningRate, SetParameter

_MOST_AXES = 4


def events_to_json(events: Sequence[Event]) -> list[dict[str, Any]]:
    """`[{"event": "ChooseSample", "position": 5, "sample": 2}, ...]`: each event's fields by name."""
    return [_to_json(event) for event in events]


def events_from_json(value: Any, position: int) -> tuple[Event, ...]:
    """The events that `events_to_json` wrote, none after a position; raises TrainingError for anything else.

    Whether they fit the run's network and samples shows when it is resumed.
    """
    if not isinstance(value, list):
        raise TrainingError(f"its events must be a list, not {quoted(value)}")
    events = tuple(_event(entry, position) for entry in value)
    places = [event.position for event in events]
    if places != sorted(places) or len({(event.position, event.slot) for event in events}) < len(events):
        raise TrainingError("its events are not in order")
    return events


def _to_json(event: Event) -> dict[str, Any]:
    match event:
        case SetLearningRate(position, rate, of_start):
            return {"event": "SetLearningRate", "position": position, "learning_rate": rate, "of_start": of_start}
        case SetParameter(position, name, index, value):
            return {"event": "SetParameter", "position": position, "name": name, "index": list(index), "value": value}
        case ChooseSample(position, sample):
            return {"event": "ChooseSample", "position": position, "sample": sample}


def _event(entry: Any, position: int) -> Event:
    at = entry.get("position") if isinstance(entry, dict) else None
    if not _is_whole(at):
        raise TrainingError(f"{quoted(entry)} is no event")
    if not 0 <= at <= position:
        raise TrainingError(f"its event at step {quoted(at)} is not within the {position} steps of the run")
    match {name: part for name, part in entry.items() if name != "position"}:
        case {"event": "SetLearningRate", "learning_rate": rate, "of_start": bool(of_start), **more} if not more:
            return SetLearningRate(at, check_learning_rate(rate), of_start)
        case {"event": "SetLearningRate", "learning_rate": rate, **more} if not more:  # of an earlier version
            return SetLearningRate(at, check_learning_rate(rate), is_of_start=True)
        case {"event": "SetParameter", "name": str(name), "index": list(index), "value": value, **more} if not more:
            if len(index) <= _MOST_AXES and all(map(_is_whole, index)):
                return SetParameter(at, name, tuple(index), check_number("an edited number", value))
        case {"event": "ChooseSample", "sample": sample, **more} if not more and _is_whole(sample):
            return ChooseSample(at, sample)
    raise TrainingError(f"{quoted(entry)} is no event")


def _is_whole(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)
