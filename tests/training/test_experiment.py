"""Experiments: what they refuse, how they change, and that they come back from JSON as they were."""

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnviz.datasets import DatasetError, bundled_digits
from cnnviz.nn import Conv2D, Dense, Flatten, MaxPool2D, ReLU, SoftmaxCrossEntropy
from cnnviz.training import PRESETS, Experiment, ExperimentError

ENOUGH_DIGITS = 10**5000  # more than Python is willing to print


def test_the_preset_is_the_papers_experiment():
    paper = Experiment.preset("paper")
    assert paper.classes == (0, 1, 2)
    assert (paper.train_per_class, paper.test_per_class) == (25, 10)
    assert (paper.epochs, paper.learning_rate, paper.schedule) == (50, 0.001, "constant")
    network = paper.network((1, 28, 28))
    assert sum(shape.size for shape in network.parameter_shapes().values()) == 6423


def test_ten_digits_trains_and_tests_on_every_bundled_image():
    experiment = Experiment.preset("ten-digits")
    train, test = experiment.samples(experiment.dataset())
    assert (len(train), len(test)) == (8000, 2000)
    assert not {sample.number for sample in train} & {sample.number for sample in test}


def test_a_preset_takes_changes():
    reduced = Experiment.preset("ten-digits", train_per_class=3, test_per_class=2)
    assert reduced == replace(PRESETS["ten-digits"], train_per_class=3, test_per_class=2)


def test_an_unknown_preset_names_those_there_are():
    with pytest.raises(ExperimentError, match=r"'papr'.*paper, ten-digits") as caught:
        Experiment.preset("papr")
    assert caught.value.field == "preset"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", 3),
        ("data", ""),
        ("data", None),
        ("classes", (0,)),
        ("classes", ()),
        ("classes", (0, 0, 1)),
        ("classes", (0, -1, 2)),
        ("classes", (0, True, 2)),
        ("classes", (0, 1.0, 2)),
        ("classes", ("0", 1, 2)),
        ("classes", [0, 1, 2]),
        ("classes", 3),
        ("classes", (0, 1, 256)),
        pytest.param("classes", (0, 1, -ENOUGH_DIGITS), id="classes-endless"),
        ("train_per_class", 0),
        ("train_per_class", 10**7),
        ("train_per_class", 2.5),
        ("train_per_class", True),
        ("train_per_class", "all"),
        ("test_per_class", -1),
        ("test_per_class", None),
        ("layers", ()),
        ("layers", (Dense(3),)),
        ("layers", [SoftmaxCrossEntropy()]),
        ("layers", (None, SoftmaxCrossEntropy())),
        ("layers", (Flatten(), Dense(4), SoftmaxCrossEntropy())),
        pytest.param("layers", (Flatten(), Dense(ENOUGH_DIGITS), SoftmaxCrossEntropy()), id="layers-endless"),
        ("layers", (*[ReLU()] * 1000, Flatten(), Dense(3), SoftmaxCrossEntropy())),
        ("initializer", "zeros"),
        ("initializer", ["he"]),
        ("learning_rate", -0.001),
        ("learning_rate", float("nan")),
        ("learning_rate", float("inf")),
        pytest.param("learning_rate", ENOUGH_DIGITS, id="learning_rate-endless"),
        ("learning_rate", "0.001"),
        ("learning_rate", True),
        ("learning_rate", None),
        ("schedule", "cosine"),
        ("schedule", {}),
        ("epochs", 0),
        ("epochs", 10**30),
        ("epochs", 1.5),
        pytest.param("epochs", -ENOUGH_DIGITS, id="epochs-endless"),
        ("seed", -1),
        pytest.param("seed", ENOUGH_DIGITS, id="seed-endless"),
        ("seed", "0"),
        ("seed", None),
    ],
)
def test_a_wrong_field_is_refused_by_name(field, value):
    with pytest.raises(ExperimentError) as caught:
        Experiment(**{field: value})
    assert caught.value.field == field
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 300


def test_the_message_shows_the_value():
    with pytest.raises(ExperimentError, match="epochs must be a whole number from 1 to 1000000, not 0"):
        Experiment(epochs=0)


def test_images_a_class_are_given_for_both_or_neither():
    with pytest.raises(ExperimentError, match="or for neither"):
        Experiment(train_per_class=None, test_per_class=5)


def test_more_images_than_there_are_is_refused_when_they_are_drawn():
    with pytest.raises(DatasetError, match="only"):
        Experiment(train_per_class=10**6).samples(bundled_digits())


def test_the_last_dense_layer_follows_the_classes():
    assert Experiment().changed(classes=(3, 5)).layers[-2] == Dense(2)
    assert Experiment().changed(classes=(3, 5)).layers[:-2] == Experiment().layers[:-2]


def test_the_last_dense_layer_follows_the_classes_wherever_it_stands():
    layers = (Flatten(), Dense(8), Dense(3), ReLU(), SoftmaxCrossEntropy())
    changed = Experiment(layers=layers).changed(classes=(1, 2, 3, 4))
    assert changed.layers == (Flatten(), Dense(8), Dense(4), ReLU(), SoftmaxCrossEntropy())


def test_classes_that_are_no_tuple_are_refused_by_changed_too():
    with pytest.raises(ExperimentError) as caught:
        Experiment().changed(classes=7)
    assert caught.value.field == "classes"


def test_layers_that_do_not_fit_the_image_are_refused_with_the_networks_reason():
    with pytest.raises(ExperimentError, match=r"layer 0: .*kernel of size 40") as caught:
        Experiment(layers=(Conv2D(1, 40), Flatten(), Dense(3), SoftmaxCrossEntropy())).network((1, 28, 28))
    assert caught.value.field == "layers"


def test_a_kernel_of_endless_size_is_refused():
    with pytest.raises(ExperimentError, match="layer 0"):
        Experiment(layers=(Conv2D(1, ENOUGH_DIGITS), Flatten(), Dense(3), SoftmaxCrossEntropy())).network((1, 28, 28))


def test_a_network_without_dense_must_end_in_as_many_numbers_as_classes():
    fitting = (Conv2D(3, 28), Flatten(), SoftmaxCrossEntropy())
    assert Experiment(layers=fitting).network((1, 28, 28)).shapes[-1].size == 3
    with pytest.raises(ExperimentError, match="ends in 4 numbers, but there are 3 classes"):
        Experiment(layers=(Conv2D(4, 28), Flatten(), SoftmaxCrossEntropy())).network((1, 28, 28))


@pytest.mark.parametrize(
    "layers",
    [
        (Flatten(), Dense(10**30), Dense(3), SoftmaxCrossEntropy()),
        (Flatten(), Dense(ENOUGH_DIGITS), Dense(3), SoftmaxCrossEntropy()),
        (Conv2D(10**9, 3), Flatten(), Dense(3), SoftmaxCrossEntropy()),
        (Conv2D(1, 3, padding=10**6), MaxPool2D(10**5), Flatten(), Dense(3), SoftmaxCrossEntropy()),
        (Conv2D(1, 10**4, padding=10**4), MaxPool2D(10**3), Flatten(), Dense(3), SoftmaxCrossEntropy()),
    ],
    ids=range(5),
)
def test_a_network_beyond_any_machine_is_refused_before_it_is_built(layers):
    with pytest.raises(
        ExperimentError, match=r"with layer \d, \w+, .* more than 100,000,000 multiplications"
    ) as caught:
        Experiment(layers=layers).network((1, 28, 28))
    assert caught.value.field == "layers"
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize("name", PRESETS)
def test_presets_come_back_from_json(name):
    preset = Experiment.preset(name)
    assert Experiment.from_json(json.loads(json.dumps(preset.to_json()))) == preset


@settings(max_examples=50)
@given(
    classes=st.lists(st.integers(0, 9), min_size=2, max_size=5, unique=True).map(tuple),
    images=st.none() | st.tuples(st.integers(1, 50), st.integers(1, 50)),
    initializer=st.sampled_from(["he", "xavier", "uniform"]),
    learning_rate=st.floats(0, allow_nan=False, allow_infinity=False),
    schedule=st.sampled_from(["constant", "linear"]),
    epochs=st.integers(1, 10**6),
    seed=st.integers(0, 2**64 - 1),
    name=st.text(min_size=1),
)
def test_any_experiment_comes_back_from_json(classes, images, **fields):
    train, test = images or (None, None)
    experiment = Experiment().changed(classes=classes, train_per_class=train, test_per_class=test, **fields)
    assert Experiment.from_json(json.loads(json.dumps(experiment.to_json()))) == experiment


def test_json_of_another_shape_is_refused():
    for value in (None, [], "paper", 3):
        with pytest.raises(ExperimentError, match="must be a JSON object"):
            Experiment.from_json(value)
    with pytest.raises(ExperimentError, match="no field called 'colour'"):
        Experiment.from_json({**Experiment().to_json(), "colour": "red"})
    lacking = Experiment().to_json()
    del lacking["seed"]
    with pytest.raises(ExperimentError, match="'seed' is missing"):
        Experiment.from_json(lacking)
    with pytest.raises(ExperimentError, match="classes must be a list"):
        Experiment.from_json({**Experiment().to_json(), "classes": "012"})


def test_the_order_of_images_is_drawn_from_seed_and_epoch():
    experiment = Experiment(seed=4)
    order = experiment.order(2, 75)
    assert sorted(order) == list(range(75))
    assert order == Experiment(seed=4, epochs=7).order(2, 75)
    assert order != experiment.order(3, 75)
    assert order != Experiment(seed=5).order(2, 75)


def test_the_linear_schedule_falls_to_zero():
    linear = Experiment(schedule="linear", learning_rate=0.2)
    assert [linear.learning_rate_at(step, 4) for step in range(4)] == pytest.approx([0.2, 0.15, 0.1, 0.05])
    assert [linear.learning_rate_at(step, 4, 0.4, since=2) for step in (2, 3)] == [0.4, 0.2]
    assert linear.learning_rate_at(4, 4, 0.4, since=4) == 0.4
    constant = Experiment(learning_rate=0.2)
    assert (constant.learning_rate_at(3, 4), constant.learning_rate_at(3, 4, 0.4, since=2)) == (0.2, 0.4)


@given(
    st.floats(0, 1e3),
    st.integers(1, 10**6).flatmap(lambda steps: st.tuples(st.integers(0, steps), st.just(steps))),
)
def test_a_linear_schedule_holds_the_very_rate_that_is_set_and_falls_from_it(rate, place):
    since, steps = place
    linear = Experiment(schedule="linear")
    assert linear.learning_rate_at(since, steps, rate, since) == rate
    for step in {since, (since + steps) // 2, max(since, steps - 1)}:
        if since < steps:
            expected = rate * (steps - step) / (steps - since)
            assert linear.learning_rate_at(step, steps, rate, since) == pytest.approx(expected, rel=1e-6)


@given(steps=st.none() | st.integers(1, 10**6), epochs=st.integers(1, 1000), images=st.integers(1, 1000))
def test_a_run_ends_after_its_steps_or_its_epochs_whichever_is_first(steps, epochs, images):
    linear = Experiment(schedule="linear", learning_rate=0.2, steps=steps, epochs=epochs)
    total = linear.total_steps(images)
    assert total == min(epochs * images, steps or epochs * images)
    rates = [linear.learning_rate_at(step, total) for step in (0, total // 2, total - 1)]
    assert rates == sorted(rates, reverse=True)
    assert (rates[0], rates[-1]) == (0.2, pytest.approx(0.2 / total))


def test_ten_digits_learns_with_a_rate_that_falls():
    ten = Experiment.preset("ten-digits")
    assert (ten.learning_rate, ten.schedule, ten.initializer) == (0.03, "linear", "he")
