"""Layers as JSON and back, by name, without evaluating anything that was read."""

from collections.abc import Mapping, Sequence
from typing import Any

from cnnviz.nn import Conv2D, Dense, Flatten, Layer, MaxPool2D, NetworkError, ReLU, SoftmaxCrossEntropy
from cnnviz.training.errors import ExperimentError, quoted

_KINDS: dict[str, type[Layer]] = {
    kind.__name__: kind for kind in (Conv2D, Dense, Flatten, MaxPool2D, ReLU, SoftmaxCrossEntropy)
}

_ENDLESS = 10**9


def layers_to_json(layers: Sequence[Layer]) -> list[dict[str, Any]]:
    """`[{"layer": "Conv2D", "filters": 1, ...}, ...]`."""
    return [{"layer": layer.name, **layer.settings} for layer in layers]


def layers_from_json(value: Any) -> tuple[Layer, ...]:
    """The layers that `layers_to_json` wrote; raises ExperimentError for anything else."""
    if not isinstance(value, list):
        raise ExperimentError("layers", f"layers must be a list, not {quoted(value)}")
    return tuple(_layer(entry) for entry in value)


def _layer(entry: Any) -> Layer:
    kind = entry.get("layer") if isinstance(entry, Mapping) else None
    if not isinstance(kind, str) or kind not in _KINDS:
        raise ExperimentError("layers", f"{quoted(entry)} is no layer; a layer is one of {', '.join(_KINDS)}")
    settings = {name: value for name, value in entry.items() if name != "layer"}
    for name, value in settings.items():
        if value is not None and not (isinstance(value, int) and abs(value) < _ENDLESS):
            raise ExperimentError("layers", f"{kind}: {quoted(name)} must be a whole number, not {quoted(value)}")
    try:
        return _KINDS[kind](**settings)
    except (TypeError, NetworkError) as error:
        raise ExperimentError("layers", f"{quoted(entry)} is no layer that can be built: {error}") from None
