"""Layers to JSON and back, and that nothing but layers comes back."""

import json

import pytest

from cnnviz.nn import Conv2D, Dense, Flatten, MaxPool2D, ReLU, SoftmaxCrossEntropy
from cnnviz.training import ExperimentError
from cnnviz.training.layers_json import layers_from_json, layers_to_json

EVERY_KIND = (Conv2D(2, 5, stride=2, padding=1), ReLU(), MaxPool2D(3, 2), Flatten(), Dense(7), SoftmaxCrossEntropy())


def test_every_kind_of_layer_comes_back():
    assert layers_from_json(json.loads(json.dumps(layers_to_json(EVERY_KIND)))) == EVERY_KIND


def test_a_layer_is_written_by_name_with_its_settings():
    assert layers_to_json([Conv2D(2, 5)]) == [
        {"layer": "Conv2D", "filters": 2, "kernel_size": 5, "stride": 1, "padding": 0}
    ]


def nested(depth):
    value = []
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    "value",
    [
        None,
        {},
        "Conv2D",
        [None],
        ["ReLU"],
        [{}],
        [{"layer": "Layer"}],
        [{"layer": "__class__"}],
        [{"layer": None}],
        [{"layer": []}],
        [{"layer": {}}],
        [{"layer": "Dense"}],
        [{"layer": "Dense", "units": 0}],
        [{"layer": "Dense", "units": True}],
        [{"layer": "Dense", "units": "3"}],
        [{"layer": "Dense", "units": 3, "colour": 1}],
        [{"layer": "Dense", "units": 3, "not a name": 1}],
        [{"layer": "Conv2D", "filters": 1, "kernel_size": 3, "padding": -1}],
        [{"layer": "Dense", "units": 10 * [100 * "deep"]}],
        [{"layer": "Dense", "units": nested(5000)}],
        [{"layer": "Dense", "units": 10**4000}],
        [{"layer": "Dense", "units": -(10**4000)}],
        [{"layer": nested(5000)}],
        nested(5000),
    ],
)
def test_what_is_no_list_of_layers_is_refused(value):
    with pytest.raises(ExperimentError) as caught:
        layers_from_json(value)
    assert caught.value.field == "layers"
    assert len(str(caught.value)) < 400
