"""What a network promises about its steps: the same bits from the same start, and nothing changed by looking."""

from array import array

import pytest
from hypothesis import given, settings
from nn_geometries import CONV_CORNERS, PAPER, POOL_CORNERS, SMALL, SMALL_SHAPE, network_case, network_cases, stacks
from nn_helpers import bits

from cnnviz.nn import Conv2D, Dense, Flatten, Network, NetworkError, ReLU, SoftmaxCrossEntropy


def small_network(seed=0):
    return Network(SMALL, SMALL_SHAPE, "he", seed)


def image_of(seed, values="gauss"):
    return network_case(SMALL, SMALL_SHAPE, seed, values).image


def trained(network, steps, learning_rate=0.05):
    """Losses of some steps on changing images, full ones and sparse ones."""
    return [
        network.train_step(image_of(step, "gauss" if step % 2 else "sparse"), step % 3, learning_rate)
        for step in range(steps)
    ]


# The same bits


def check_that_a_train_step_is_an_applied_trace(case, learning_rate=0.05):
    network = case.network
    copy, other = (Network(network.layers, network.input_shape) for _ in range(2))
    for each in (copy, other):
        each.set_state(network.state())
    for label in range(network.shapes[-1].size):
        trace = copy.trace(case.image, label, learning_rate)
        loss, taken = (
            network.train_step(case.image, label, learning_rate),
            other.take_step(case.image, label, learning_rate),
        )
        assert bits(loss) == bits(taken.loss) == bits(copy.apply(trace))
        assert bits(network.state()) == bits(other.state()) == bits(copy.state())
        assert [bits(output) for output in taken.outputs] == [bits(layer.output) for layer in trace.layers]


@given(case=network_cases(stacks()))
def test_a_train_step_is_an_applied_trace(case):
    check_that_a_train_step_is_an_applied_trace(case)


@pytest.mark.parametrize("values", ["gauss", "sparse"])
@pytest.mark.parametrize(("layer", "shape"), CONV_CORNERS + POOL_CORNERS, ids=str)
def test_a_train_step_is_an_applied_trace_in_the_corners(layer, shape, values):
    layers = [Conv2D(shape[0], 1), layer, ReLU(), Flatten(), Dense(2), SoftmaxCrossEntropy()]
    check_that_a_train_step_is_an_applied_trace(network_case(layers, shape, 31, values))


def test_the_same_seed_gives_the_same_bits():
    one, other = small_network(5), small_network(5)
    assert bits(one.state()) == bits(other.state())
    assert bits(trained(one, 20)) == bits(trained(other, 20))
    assert bits(one.state()) == bits(other.state())


@pytest.mark.parametrize("initializer", ["he", "xavier", "uniform"])
def test_another_seed_gives_another_start(initializer):
    starts = [Network(SMALL, SMALL_SHAPE, initializer, seed).parameters() for seed in range(5)]
    for name in ("0.weight", "3.weight", "6.weight", "8.weight"):
        assert len({bits(start[name]) for start in starts}) == 5


def test_a_trained_network_started_again_from_its_state_goes_on_with_the_same_bits():
    one, other = small_network(6), small_network(7)
    trained(one, 5)
    other.set_state(one.state())
    assert bits(trained(one, 10)) == bits(trained(other, 10))
    assert bits(one.state()) == bits(other.state())


def test_a_step_depends_on_nothing_but_parameters_image_label_and_rate():
    """Other steps, looks and networks in between change nothing."""
    one, other = small_network(8), small_network(8)
    stranger = small_network(9)
    for step in range(10):
        image = image_of(step)
        first = one.train_step(image, step % 3, 0.05)
        stranger.train_step(image_of(step + 50, "sparse"), 1, 0.5)
        other.predict(image_of(step + 70))
        other.trace(image_of(step + 80), 2, 0.5)
        assert bits(first) == bits(other.train_step(image, step % 3, 0.05))
    assert bits(one.state()) == bits(other.state())


# Looking changes nothing


@settings(max_examples=30)
@given(case=network_cases(stacks()))
def test_looking_leaves_network_and_image_as_they_are(case):
    network = case.network
    before = bits(network.state()), bits(case.image)
    network.forward(case.image)
    network.predict(case.image)
    network.trace(case.image, case.label)
    network.trace(case.image, case.label, 0.5)
    network.parameters()
    assert (bits(network.state()), bits(case.image)) == before


def test_a_trace_shows_what_forward_and_predict_answer():
    network, image = small_network(), image_of(1)
    trace = network.trace(image, 2)
    assert bits(network.forward(image)) == bits(trace.layers[-1].input) == bits(trace.layers[-2].output)
    assert bits(network.predict(image)) == bits(trace.probabilities) == bits(trace.layers[-1].output)


def test_a_trace_is_the_step_before_its_update():
    network, image = small_network(), image_of(1)
    parameters = network.parameters()
    trace = network.trace(image, 2, 0.05)
    assert network.train_step(image, 2, 0.05) == trace.loss
    for index, layer in enumerate(trace.layers):
        for name, old in layer.parameters.items():
            assert bits(old) == bits(parameters[f"{index}.{name}"])
            assert bits(layer.new_parameters[name]) == bits(network.parameters()[f"{index}.{name}"])


def test_a_trace_says_everything_about_its_step():
    network, image = small_network(), image_of(1)
    trace = network.trace(image, 2, 0.05)
    assert (trace.label, trace.learning_rate) == (2, 0.05)
    assert [layer.layer for layer in trace.layers] == SMALL
    assert trace.predicted == trace.probabilities.index(max(trace.probabilities))
    shape = SMALL_SHAPE
    for layer, traced in zip(SMALL, trace.layers, strict=True):
        assert traced.input_shape == shape
        shape = layer.output_shape(traced.input_shape)
        assert traced.output_shape == shape
        has_parameters = bool(layer.parameter_shapes(traced.input_shape))
        for part in (traced.parameters, traced.parameter_gradients, traced.new_parameters):
            assert set(part) == ({"weight", "bias"} if has_parameters else set())
    assert trace.layers[0].input == image
    assert trace.layers[-1].output_gradient is None
    expected = [p - (i == 2) for i, p in enumerate(trace.probabilities)]
    assert trace.layers[-1].input_gradient == expected


def test_neighbours_in_a_trace_show_the_same_numbers():
    trace = small_network().trace(image_of(1), 0, 0.05)
    for before, after in zip(trace.layers, trace.layers[1:], strict=False):
        assert bits(before.output) == bits(after.input)
        assert bits(before.output_gradient) == bits(after.input_gradient)


def test_a_trace_without_a_learning_rate_holds_no_update_and_is_not_applied():
    network = small_network()
    trace = network.trace(image_of(1), 0)
    assert trace.learning_rate is None
    assert all(layer.new_parameters == {} for layer in trace.layers)
    before = bits(network.state())
    with pytest.raises(NetworkError, match="learning rate"):
        network.apply(trace)
    assert bits(network.state()) == before


def test_the_first_of_equally_probable_classes_is_predicted():
    network = Network([Flatten(), Dense(3), SoftmaxCrossEntropy()], (1, 1, 2))
    network.set_parameters({"1.weight": [[0.0, 0.0]] * 3, "1.bias": [1.0, 2.0, 2.0]})
    assert network.trace([[[1.0, 1.0]]], 0).predicted == 1


def test_applying_and_reverting_traces_are_each_others_undo():
    network = small_network()
    before = bits(network.state())
    traces, states = [], []
    for step in range(5):
        traces.append(network.trace(image_of(step), step % 3, 0.1))
        assert network.apply(traces[-1]) == traces[-1].loss
        states.append(bits(network.state()))
    assert len({before, *states}) == 6
    for trace, state in zip(reversed(traces), [*reversed(states[:-1]), before], strict=True):
        network.revert(trace)
        assert bits(network.state()) == state


@pytest.mark.parametrize("learning_rate", [0.0, -0.05, 1e-300])
def test_a_step_goes_eta_times_the_gradient_downhill(learning_rate):
    network = small_network()
    trace = network.trace(image_of(1), 1, learning_rate)
    network.train_step(image_of(1), 1, learning_rate)
    for index, layer in enumerate(trace.layers):
        for name, old in layer.parameters.items():
            new, slopes = network.parameters()[f"{index}.{name}"], layer.parameter_gradients[name]
            assert bits(new) == bits(moved(old, slopes, learning_rate))


def moved(old, slopes, learning_rate):
    if not isinstance(old, list):
        return old - learning_rate * slopes
    return [moved(part, slope, learning_rate) for part, slope in zip(old, slopes, strict=True)]


def test_training_learns():
    """Forty steps on each of three images, one a class, make each the most probable."""
    network = small_network(2)
    images = [image_of(step) for step in range(3)]
    first = sum(network.trace(image, label).loss for label, image in enumerate(images))
    for step in range(120):
        network.train_step(images[step % 3], step % 3, 0.05)
    assert sum(network.trace(image, label).loss for label, image in enumerate(images)) < first / 4
    assert [network.trace(image, 0).predicted for image in images] == [0, 1, 2]


def test_others_get_their_turn_between_the_layers_and_change_nothing():
    network, other = small_network(3), small_network(3)
    turns = []
    network.between_layers = lambda: turns.append(None)
    for step in range(3):
        turns.clear()
        assert bits(network.train_step(image_of(step), 1, 0.1)) == bits(other.train_step(image_of(step), 1, 0.1))
        assert len(turns) >= 2 * (len(SMALL) - 1)
    turns.clear()
    assert bits(network.predict(image_of(4))) == bits(other.predict(image_of(4)))
    assert len(turns) >= len(SMALL) - 1
    assert bits(network.state()) == bits(other.state())


# Parameters and state


def test_parameters_are_named_by_layer_index_in_the_layers_shapes():
    network = Network(PAPER)
    shapes = {
        "0.weight": (1, 1, 3, 3),
        "0.bias": (1,),
        "2.weight": (1, 1, 3, 3),
        "2.bias": (1,),
        "6.weight": (32, 196),
        "6.bias": (32,),
        "8.weight": (3, 32),
        "8.bias": (3,),
    }
    assert network.parameter_shapes() == shapes
    assert list(network.parameters()) == list(shapes)
    assert len(network.state()) == 6417 + 6


def test_the_state_is_the_parameters_in_order():
    network = small_network()
    assert bits(network.state()) == bits(list(network.parameters().values()))


@pytest.mark.parametrize("kind", [list, tuple, lambda state: array("d", state)], ids=["list", "tuple", "array"])
def test_a_state_can_be_given_back(kind):
    network, other = small_network(1), small_network(2)
    state = kind(network.state())
    other.set_state(state)
    assert bits(other.state()) == bits(network.state())
    assert bits(list(other.parameters().values())) == bits(list(network.parameters().values()))
    assert bits(other.predict(image_of(0))) == bits(network.predict(image_of(0)))


def test_parameters_can_be_given_back():
    network, other = small_network(1), small_network(2)
    other.set_parameters(network.parameters())
    assert bits(other.state()) == bits(network.state())
    assert bits(trained(other, 3)) == bits(trained(network, 3))


@pytest.mark.parametrize("change", [-1, 1])
def test_a_state_of_another_length_is_refused_and_changes_nothing(change):
    network = small_network()
    before = network.state()
    state = before[:change] if change < 0 else [*before, 0.0]
    with pytest.raises(NetworkError, match=f"{len(before)} parameters, but the state holds {len(state)}"):
        network.set_state(state)
    assert bits(network.state()) == bits(before)
