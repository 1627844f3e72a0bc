"""A layer is its settings: refused where they make no sense, compared, printed and rebuilt by them."""

from dataclasses import FrozenInstanceError

import pytest

from cnnviz.nn import Conv2D, Dense, Flatten, MaxPool2D, NetworkError, ReLU, SoftmaxCrossEntropy

NO_COUNT = [0, -1, 1.0, 2.5, True, False, "3", None, [3], (3, 3), float("nan")]
SETTINGS = [
    (Conv2D, "filters", {"kernel_size": 3}, NO_COUNT),
    (Conv2D, "kernel_size", {"filters": 2}, NO_COUNT),
    (Conv2D, "stride", {"filters": 2, "kernel_size": 3}, NO_COUNT),
    (Conv2D, "padding", {"filters": 2, "kernel_size": 3}, [bad for bad in NO_COUNT if bad is not NO_COUNT[0]]),
    (MaxPool2D, "pool_size", {}, NO_COUNT),
    (MaxPool2D, "stride", {"pool_size": 2}, [bad for bad in NO_COUNT if bad is not None]),
    (Dense, "units", {}, NO_COUNT),
]


@pytest.mark.parametrize(
    ("kind", "name", "others", "bad"),
    [(kind, name, others, bad) for kind, name, others, values in SETTINGS for bad in values],
)
def test_a_setting_that_makes_no_sense_is_refused_by_name_and_value(kind, name, others, bad):
    with pytest.raises(NetworkError) as refusal:
        kind(**others, **{name: bad})
    least = 0 if name == "padding" else 1
    assert str(refusal.value) == f"{kind.__name__}: {name} must be a whole number from {least} up, not {bad!r}"


LAYERS = [
    (Conv2D(2, 3), "Conv2D", {"filters": 2, "kernel_size": 3, "stride": 1, "padding": 0}),
    (Conv2D(1, 5, 2, 3), "Conv2D", {"filters": 1, "kernel_size": 5, "stride": 2, "padding": 3}),
    (ReLU(), "ReLU", {}),
    (MaxPool2D(), "MaxPool2D", {"pool_size": 2, "stride": None}),
    (MaxPool2D(3, 1), "MaxPool2D", {"pool_size": 3, "stride": 1}),
    (Flatten(), "Flatten", {}),
    (Dense(10), "Dense", {"units": 10}),
    (SoftmaxCrossEntropy(), "SoftmaxCrossEntropy", {}),
]


@pytest.mark.parametrize(("layer", "name", "settings"), LAYERS, ids=str)
def test_a_layer_has_a_name_and_settings_that_rebuild_it(layer, name, settings):
    assert layer.name == name
    assert layer.settings == settings
    again = type(layer)(**layer.settings)
    assert again == layer
    assert hash(again) == hash(layer)


@pytest.mark.parametrize(("layer", "name", "settings"), LAYERS, ids=str)
def test_a_layer_prints_as_it_is_written(layer, name, settings):
    assert str(layer) == f"{name}({', '.join(f'{key}={value!r}' for key, value in settings.items())})"


def test_layers_with_other_settings_are_not_equal():
    layers = [layer for layer, _, _ in LAYERS]
    assert len(set(layers)) == len(layers)


@pytest.mark.parametrize(("layer", "name", "settings"), [entry for entry in LAYERS if entry[2]], ids=str)
def test_a_layer_is_frozen(layer, name, settings):
    for key in settings:
        with pytest.raises(FrozenInstanceError):
            setattr(layer, key, 7)
