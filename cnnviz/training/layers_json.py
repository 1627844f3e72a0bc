"""Layers as JSON and back, by name, without evaluating anything that was read."""

from collections.abc import Mapping, Sequence
from typing import Any

from cnnviz.nn import Conv2D, Dense, Flatten, Layer, MaxPool2D, NetworkError, ReLU, SoftmaxCrossEntropy
from cnnviz.training.errors import ExperimentError

_KINDS: dict[str, type[Layer]] = {
    kind.__name__: kind for kind in (Conv2D, Dense, Flatten, MaxPool2D, ReLU, SoftmaxCrossEntropy)
}


def layers_to_json(layers: Sequence[Layer]) -> list[dict[str, Any]]:
    """`[{"layer": "Conv2D", "filters": 1, ...}, ...]`."""
    return [{"layer": layer.name, **layer.settings} for layer in layers]


def layers_from_json(value: Any) -> tuple[Layer, ...]:
    """The layers that `layers_to_json` wrote; raises ExperimentError for anything else."""
    if not isinstance(value, list):
        raise ExperimentError("layers", f"layers must be a list, not {value!r}")
    return tuple(_layer(entry) for entry in value)


def _layer(entry: Any) -> Layer:
    if not isinstance(entry, Mapping) or entry.get("layer") not in _KINDS:
        raise ExperimentError("layers", f"{entry!r} is no layer; a layer is one of {', '.join(_KINDS)}")
    settings = {name: value for name, value in entry.items() if name != "layer"}
    try:
        return _KINDS[entry["layer"]](**settings)
    except (TypeError, NetworkError) as error:
        raise ExperimentError("layers", f"{entry!r} is no layer that can be built: {error}") from None
