"""A run's metadata as short texts, and back: all of a saved run but its parameters.

JSON for what a person may want to read in the file; base64 for what there is one of for each step or image, because
losses must come back to the bit, NaN and infinities too, which JSON cannot hold.
"""

import json
from array import array
from binascii import a2b_base64, b2a_base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from cnnviz.training.errors import TrainingError, quoted
from cnnviz.training.events_json import events_from_json, events_to_json
from cnnviz.training.experiment import Experiment
from cnnviz.training.float_bytes import from_bytes, to_bytes
from cnnviz.training.history import Evaluation, History, Log
from cnnviz.training.run import SavedRun
from cnnviz.training.timeline import Event

FORMAT = "cnnviz run"
VERSION = 1
MAX_JSON = 16_000_000
"""Characters of JSON that are read at most: what JSON becomes in memory is many times as large."""


@dataclass(frozen=True, slots=True)
class RunMetadata:
    """A saved run without its parameters."""

    experiment: Experiment
    position: int
    events: tuple[Event, ...]
    history: History
    keyframes: Mapping[int, Sequence[float]]
    python: str


def metadata_of(run: SavedRun) -> dict[str, str]:
    """All of a run but its parameters; raises TrainingError for a run too long for `read_metadata`."""
    history = run.history
    evaluations = sorted(history.evaluations.items())
    metadata = {
        "format": FORMAT,
        "version": str(VERSION),
        "python": run.python,
        "experiment": json.dumps(run.experiment.to_json()),
        "position": str(run.position),
        "events": json.dumps(events_to_json(run.events)),
        "keyframes": json.dumps(sorted(run.keyframes)),
        "keyframe_values": _text(to_bytes(chain.from_iterable(state for _, state in sorted(run.keyframes.items())))),
        "steps_per_epoch": str(history.steps_per_epoch),
        "losses": _text(to_bytes(history.losses)),
        "predictions": _text(history.predictions),
        "correct": _text(history.correct),
        "evaluations": json.dumps([[epochs, one.loss.hex(), len(one.targets)] for epochs, one in evaluations]),
        "evaluation_targets": _text(b"".join(one.targets for _, one in evaluations)),
        "evaluation_predictions": _text(b"".join(one.predictions for _, one in evaluations)),
    }
    if any(len(metadata[name]) > MAX_JSON for name in ("experiment", "events", "evaluations")):
        raise TrainingError("the run has too many events or evaluations to be saved")
    return metadata


def read_metadata(texts: Mapping[str, str]) -> RunMetadata:
    """What `metadata_of` wrote; raises TrainingError for anything else."""
    if texts.get("format") != FORMAT:
        raise TrainingError("it was saved by another program")
    if texts.get("version") != str(VERSION):
        raise TrainingError(
            f"its format has the version {quoted(texts.get('version'))}, but this cnnviz reads version {VERSION}"
        )
    experiment = Experiment.from_json(_json(texts, "experiment"))
    history = _history(texts, len(experiment.classes))
    position = _whole(_json(texts, "position"), "position")
    if not len(history.losses) == position <= experiment.total_steps(history.steps_per_epoch):
        raise TrainingError(f"the position {quoted(position)} does not fit its {len(history.losses)} steps")
    events = events_from_json(_json(texts, "events"), position)
    return RunMetadata(experiment, position, events, history, _keyframes(texts, position), _of(texts, "python")[:40])


def _keyframes(texts: Mapping[str, str], position: int) -> dict[int, Sequence[float]]:
    places = _list(texts, "keyframes")
    if not all(type(at) is int and 0 < at < position for at in places) or places != sorted(set(places)):
        raise TrainingError("its keyframes are not in order")
    values = _floats(texts, "keyframe_values")
    size = len(values) // max(1, len(places))
    if size * len(places) != len(values):
        raise TrainingError("its keyframes do not fit its network")
    return {at: values[size * place : size * (place + 1)] for place, at in enumerate(places)}


def _history(texts: Mapping[str, str], classes: int) -> History:
    steps_per_epoch = _whole(_json(texts, "steps_per_epoch"), "number of steps an epoch", least=1)
    losses = _floats(texts, "losses")
    predictions = _classes(texts, "predictions", classes)
    correct = _classes(texts, "correct", 2)
    if not len(losses) == len(predictions) == len(correct):
        raise TrainingError("its losses, predictions and right answers are not equally many")
    log = Log(steps_per_epoch)
    for loss, predicted, right in zip(losses, predictions, correct, strict=True):
        log.record_step(loss, predicted, bool(right))
    for epochs, evaluation in _evaluations(texts, classes):
        if epochs > len(losses) // steps_per_epoch:
            raise TrainingError(f"an evaluation comes after {quoted(epochs)} epochs, but fewer are complete")
        log.record_evaluation(epochs, evaluation)
    return log.until(len(losses))


def _evaluations(texts: Mapping[str, str], classes: int) -> list[tuple[int, Evaluation]]:
    targets = _classes(texts, "evaluation_targets", classes)
    predictions = _classes(texts, "evaluation_predictions", classes)
    evaluations, start = [], 0
    for entry in _list(texts, "evaluations"):
        if not (isinstance(entry, list) and len(entry) == 3 and isinstance(entry[1], str)):
            raise TrainingError(f"{quoted(entry)} is no evaluation")
        end = start + _whole(entry[2], "number of test images", least=1)
        evaluation = Evaluation(_float(entry[1]), targets[start:end], predictions[start:end])
        evaluations.append((_whole(entry[0], "number of epochs"), evaluation))
        start = end
    if not len(targets) == len(predictions) == start:
        raise TrainingError("its evaluations are not complete")
    return evaluations


def _of(texts: Mapping[str, str], name: str) -> str:
    if name not in texts:
        raise TrainingError(f"its {name} is missing")
    return texts[name]


def _json(texts: Mapping[str, str], name: str) -> Any:
    text = _of(texts, name)
    try:
        if len(text) > MAX_JSON:
            raise ValueError
        return json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise TrainingError(f"its {name} cannot be read: {quoted(text)}") from None


def _refuse_constant(name: str) -> None:
    raise ValueError(name)  # NaN and Infinity are not JSON


def _list(texts: Mapping[str, str], name: str) -> list[Any]:
    value = _json(texts, name)
    if not isinstance(value, list):
        raise TrainingError(f"its {name} must be a list, not {quoted(value)}")
    return value


def _whole(value: object, what: str, least: int = 0) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < least:
        raise TrainingError(f"its {what} must be a whole number from {least} up, not {quoted(value)}")
    return value


def _float(text: str) -> float:
    try:
        return float.fromhex(text)
    except (ValueError, OverflowError):
        raise TrainingError(f"{quoted(text)} is no loss") from None


def _text(content: bytes) -> str:
    return b2a_base64(content, newline=False).decode("ascii")


def _bytes(texts: Mapping[str, str], name: str) -> bytes:
    text = _of(texts, name)
    try:
        return a2b_base64(text, strict_mode=True)
    except ValueError:
        raise TrainingError(f"its {name} cannot be read") from None


def _floats(texts: Mapping[str, str], name: str) -> "array[float]":
    try:
        return from_bytes(_bytes(texts, name))
    except ValueError:
        raise TrainingError(f"its {name} cannot be read") from None


def _classes(texts: Mapping[str, str], name: str, classes: int) -> bytes:
    """One class index a byte, each below `classes`."""
    content = _bytes(texts, name)
    if content and max(content) >= classes:
        raise TrainingError(f"its {name} hold the class index {max(content)}, but there are {classes} classes")
    return content
