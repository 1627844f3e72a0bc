"""What a network refuses: in one sentence that names what is wrong, and without having changed anything."""

from math import inf, nan

import pytest
from nn_geometries import SMALL, SMALL_SHAPE, network_case
from nn_helpers import bits

from cnnviz.nn import Conv2D, Dense, Flatten, MaxPool2D, Network, NetworkError, ReLU, Shape, SoftmaxCrossEntropy

END = [Flatten(), Dense(3), SoftmaxCrossEntropy()]

MISFITS = [
    # layers, input shape, index of the misfit, the shape it meets, what the reason names
    ([Conv2D(2, 5), *END], (1, 4, 9), 0, "1×4×9", ["size 5", "4 padded rows"]),
    ([Conv2D(2, 5), *END], (1, 9, 4), 0, "1×9×4", ["size 5", "4 padded columns"]),
    ([Conv2D(2, 7, padding=1), *END], (1, 4, 4), 0, "1×4×4", ["size 7", "6 padded rows"]),
    ([Conv2D(2, 3), ReLU(), Conv2D(2, 3, 2), *END], (1, 4, 4), 2, "2×2×2", ["size 3", "2 padded rows"]),
    ([MaxPool2D(3), *END], (1, 2, 9), 0, "1×2×9", ["size 3", "2 rows"]),
    ([ReLU(), MaxPool2D(3, 1), *END], (4, 9, 2), 1, "4×9×2", ["size 3", "2 columns"]),
    ([Conv2D(2, 3), Dense(3), SoftmaxCrossEntropy()], (1, 4, 4), 1, "2×2×2", ["Flatten()"]),
    ([Dense(3), SoftmaxCrossEntropy()], (1, 28, 28), 0, "1×28×28", ["Flatten()"]),
    ([Flatten(), Conv2D(2, 3), SoftmaxCrossEntropy()], (1, 4, 4), 1, "16", ["volume"]),
    ([Flatten(), ReLU(), MaxPool2D(), SoftmaxCrossEntropy()], (1, 4, 4), 2, "16", ["volume"]),
    ([Flatten(), Flatten(), SoftmaxCrossEntropy()], (1, 4, 4), 1, "16", ["volume"]),
    ([SoftmaxCrossEntropy()], (1, 4, 4), 0, "1×4×4", ["vector", "Flatten()"]),
    ([Conv2D(2, 3), ReLU(), SoftmaxCrossEntropy()], (1, 4, 4), 2, "2×2×2", ["vector", "Flatten()"]),
    ([Conv2D(2, 3), *END], (9, 9), 0, "9×9", ["volume"]),
    ([ReLU(), *END], (2, 2, 2, 2), 1, "2×2×2×2", ["volume"]),
]


@pytest.mark.parametrize(("layers", "shape", "index", "met", "named"), MISFITS)
def test_layers_that_do_not_fit_are_refused_by_index_settings_shape_and_value(layers, shape, index, met, named):
    with pytest.raises(NetworkError) as refusal:
        Network(layers, shape)
    start = f"layer {index}: {layers[index]} does not fit an input of shape {met}: "
    message = str(refusal.value)
    assert message.startswith(start)
    assert all(name in message.removeprefix(start) for name in named), message


@pytest.mark.parametrize("layers", [[], [Flatten(), Dense(3)], [SoftmaxCrossEntropy(), Flatten()], [Flatten(), ReLU()]])
def test_a_network_must_end_in_its_loss(layers):
    with pytest.raises(NetworkError, match=r"must end in SoftmaxCrossEntropy\(\)"):
        Network(layers, (1, 4, 4))


def test_a_network_has_one_loss():
    layers = [Flatten(), SoftmaxCrossEntropy(), Dense(3), SoftmaxCrossEntropy()]
    with pytest.raises(NetworkError, match=r"^layer 1, SoftmaxCrossEntropy\(\), must be the last$"):
        Network(layers, (1, 4, 4))


@pytest.mark.parametrize(
    "shape", [(1, 0, 4), (1, 4, -4), (1.0, 4, 4), (True, 4, 4), ("1", 4, 4), (None, 4, 4), 2.5, None]
)
def test_an_input_shape_that_is_none_is_refused(shape):
    with pytest.raises(NetworkError, match="whole numbers from 1 up"):
        Network(END, shape)


@pytest.mark.parametrize("name", ["", "He", "normal", None, 3, ["he"]])
def test_an_unknown_initializer_is_refused_and_the_known_ones_named(name):
    with pytest.raises(NetworkError) as refusal:
        Network(END, (1, 4, 4), initializer=name)
    assert str(refusal.value) == f"no initialiser is called {name!r}; choose one of he, he-upright, xavier, uniform"


def test_a_network_knows_its_shapes():
    network = Network([Conv2D(2, 3, 2, 1), ReLU(), MaxPool2D(2), *END], (3, 9, 8))
    assert network.input_shape == (3, 9, 8)
    assert network.shapes == [(3, 9, 8), (2, 5, 4), (2, 5, 4), (2, 2, 2), (8,), (3,), (3,)]
    assert all(isinstance(shape, Shape) for shape in network.shapes)
    assert network.layers == (Conv2D(2, 3, 2, 1), ReLU(), MaxPool2D(2), *END)


def test_a_network_reads_mnist_unless_told():
    assert Network(END).input_shape == (1, 28, 28)


def test_a_network_keeps_its_layers_when_the_list_changes():
    layers = [*END]
    network = Network(layers, (1, 4, 4))
    layers.clear()
    assert network.layers == tuple(END)


# Images and labels


def an_image(channels=2, rows=8, columns=8):
    return [[[0.5] * columns for _ in range(rows)] for _ in range(channels)]


def ragged(depth):
    image = an_image()
    if depth == 1:
        image[1].pop()
    else:
        image[1][7].append(0.0)
    return image


USES = [
    lambda network, image: network.forward(image),
    lambda network, image: network.predict(image),
    lambda network, image: network.trace(image, 0),
    lambda network, image: network.trace(image, 0, 0.1),
    lambda network, image: network.train_step(image, 0, 0.1),
]


@pytest.mark.parametrize("use", USES, ids=["forward", "predict", "trace", "trace and update", "train_step"])
@pytest.mark.parametrize(
    ("image", "named"),
    [
        (an_image(channels=1), "axis 0 of it holds 1 entries"),
        (an_image(rows=9), "axis 1 of it holds 9 entries"),
        (an_image(columns=7), "axis 2 of it holds 7 entries"),
        (ragged(1), "axis 1 of it holds 7 entries"),
        (ragged(2), "axis 2 of it holds 9 entries"),
        ([], "axis 0 of it holds 0 entries"),
        ([0.5] * 128, "axis 0 of it holds 128 entries"),
        ([0.5, 0.5], "axis 1 of it holds 0.5"),
        ([[[0.5] * 8] * 8, None], "axis 1 of it holds None"),
        (None, "axis 0 of it holds None"),
        ("a digit", "axis 0 of it holds 'a digit'"),
        (((0.5,),), "axis 0 of it holds ((0.5,),)"),
    ],
)
def test_an_image_of_another_shape_is_refused_and_changes_nothing(use, image, named):
    network = Network(SMALL, SMALL_SHAPE)
    before = bits(network.state())
    with pytest.raises(NetworkError) as refusal:
        use(network, image)
    assert str(refusal.value) == f"the image must be nested lists of the shape 2×8×8, but {named}"
    assert bits(network.state()) == before


@pytest.mark.parametrize("use", ["trace", "train_step"])
@pytest.mark.parametrize("label", [-1, 3, 10**9, 1.0, "1", None, True, False, nan, [1]])
def test_a_label_that_is_no_class_is_refused_and_changes_nothing(use, label):
    network = Network(SMALL, SMALL_SHAPE)
    before = bits(network.state())
    with pytest.raises(NetworkError) as refusal:
        getattr(network, use)(an_image(), label, 0.1)
    assert str(refusal.value) == f"the label must be the index of one of 3 classes, not {label!r}"
    assert bits(network.state()) == before


# Parameters


def refused(network, parameters, match):
    """set_parameters refuses, and changes nothing."""
    before = bits(network.state())
    with pytest.raises(NetworkError, match=match):
        network.set_parameters(parameters)
    assert bits(network.state()) == before


def changed_network():
    """A network, and other parameters for it that would be taken."""
    return Network(SMALL, SMALL_SHAPE), network_case(SMALL, SMALL_SHAPE, 61).network.parameters()


NAMES = [f"{index}.{part}" for index in (0, 3, 6, 8) for part in ("weight", "bias")]


def test_the_other_parameters_would_be_taken():
    network, parameters = changed_network()
    before = bits(network.state())
    assert list(parameters) == NAMES
    network.set_parameters(parameters)
    assert bits(network.state()) != before
    assert network.parameters() == parameters


@pytest.mark.parametrize("name", NAMES)
def test_missing_parameters_are_refused(name):
    network, parameters = changed_network()
    del parameters[name]
    refused(network, parameters, f"^these parameters are missing: {name}$")


def test_all_missing_parameters_are_named():
    refused(changed_network()[0], {}, f"missing: {', '.join(sorted(NAMES))}$")


@pytest.mark.parametrize("name", ["1.weight", "0.kernel", "weight", "", "00.weight", "10.bias"])
def test_unknown_parameters_are_refused(name):
    network, parameters = changed_network()
    parameters[name] = [0.0]
    refused(network, parameters, f"^this network has no parameters called {name}$")


@pytest.mark.parametrize("grow", [True, False])
@pytest.mark.parametrize(
    ("name", "depth"), [(name, depth) for name in NAMES for depth in range(4)], ids=lambda value: str(value)
)
def test_parameters_of_another_shape_are_refused_at_every_depth(name, depth, grow):
    network, parameters = changed_network()
    shape = network.parameter_shapes()[name]
    if depth >= len(shape):
        part, depth = parameters, name  # a tensor that is a number
        part[depth] = 1.0
        named = "axis 0 of it holds 1.0"
    else:
        part = parameters[name]
        for _ in range(depth):
            part = part[-1]
        named = f"axis {depth} of it holds {shape[depth] + (1 if grow else -1)} entries"
        part.append(part[-1]) if grow else part.pop()
    refused(network, parameters, f"^{name} must be nested lists of the shape {shape}, but {named}$")


@pytest.mark.parametrize("bad", [nan, inf, -inf, True, False, "0.5", None, [0.5], 10**400, 1j])
@pytest.mark.parametrize("name", NAMES)
def test_parameters_that_are_no_finite_numbers_are_refused(name, bad):
    """The last number of the last tensor too: nothing before it may have been taken over."""
    network, parameters = changed_network()
    part = parameters[name]
    while isinstance(part[-1], list):
        part = part[-1]
    part[-1] = bad
    refused(network, parameters, f"^{name} must hold finite numbers, not ")


def test_whole_numbers_are_taken_as_floats():
    network = Network([Flatten(), Dense(2), SoftmaxCrossEntropy()], (1, 1, 2))
    network.set_parameters({"1.weight": [[1, 2], [3, 4]], "1.bias": (0, -1)})
    assert network.parameters() == {"1.weight": [[1.0, 2.0], [3.0, 4.0]], "1.bias": [0.0, -1.0]}
    assert {type(value) for value in network.state()} == {float}


@pytest.mark.parametrize("wrong", [3, ReLU, "ReLU()", None])
def test_what_is_no_layer_is_refused(wrong):
    with pytest.raises(NetworkError, match=r"^layer 1 must be a layer such as ReLU\(\), not "):
        Network([Flatten(), wrong, Dense(3), SoftmaxCrossEntropy()])


@pytest.mark.parametrize("wrong", [[1], 3, "0.weight"])
def test_parameters_without_names_are_refused(wrong):
    network = Network([Flatten(), Dense(3), SoftmaxCrossEntropy()])
    before = network.parameters()
    with pytest.raises(NetworkError, match="must be given by name"):
        network.set_parameters(wrong)
    assert network.parameters() == before


def test_an_unknown_name_that_is_no_text_is_named():
    network = Network([Flatten(), Dense(3), SoftmaxCrossEntropy()])
    with pytest.raises(NetworkError, match="no parameters called 7"):
        network.set_parameters({**network.parameters(), 7: [0.0]})
