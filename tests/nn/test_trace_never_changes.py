"""A trace, once made, never changes, and nobody reaches into a network through lists that went in or came out."""

from dataclasses import FrozenInstanceError
from random import Random

import pytest
from hypothesis import given, settings
from nn_geometries import SMALL, SMALL_SHAPE, TEN_DIGITS, network_case, network_cases, stacks
from nn_helpers import bits, tensor_of


def tensors_of(trace):
    for layer in trace.layers:
        yield from (layer.input, layer.output, layer.input_gradient)
        if layer.output_gradient is not None:
            yield layer.output_gradient
        for part in (layer.parameters, layer.parameter_gradients, layer.new_parameters):
            for name in sorted(part):
                yield part[name]


def all_bits(trace):
    return [bits(tensor) for tensor in tensors_of(trace)]


def live_on(case, steps):
    """Everything that changes a network."""
    network, random = case.network, Random(41)
    shape, classes = network.input_shape, network.shapes[-1].size
    for step in range(steps):
        image = tensor_of(random, shape, ("gauss", "sparse")[step % 2])
        network.train_step(image, step % classes, 0.05)
        if step % 5 == 1:
            network.set_parameters({name: scaled(value) for name, value in network.parameters().items()})
        if step % 5 == 2:
            network.set_state([0.9 * value for value in network.state()])
        if step % 5 == 3:
            network.apply(network.trace(image, 0, 0.1))
        if step % 5 == 4:
            trace = network.trace(image, 0, 0.1)
            network.apply(trace)
            network.revert(trace)


def scaled(tensor):
    return [scaled(part) for part in tensor] if isinstance(tensor, list) else 1.1 * tensor


def blank(tensor):
    """Empty every list of a tensor."""
    for part in tensor:
        if isinstance(part, list):
            blank(part)
    tensor.clear()


@pytest.mark.parametrize(
    ("layers", "shape", "learning_rate"),
    [(SMALL, SMALL_SHAPE, None), (SMALL, SMALL_SHAPE, 0.1), (TEN_DIGITS, (1, 28, 28), 0.1)],
    ids=["looking", "training", "ten digits"],
)
def test_a_trace_is_the_same_after_fifty_further_steps(layers, shape, learning_rate):
    case = network_case(layers, shape, 42, "sparse")
    trace = case.network.trace(case.image, case.label, learning_rate)
    before = all_bits(trace)
    if learning_rate is not None:
        case.network.apply(trace)
    live_on(case, 50)
    assert all_bits(trace) == before


@settings(max_examples=30)
@given(case=network_cases(stacks()))
def test_a_trace_of_any_network_is_the_same_after_further_steps(case):
    traces = [case.network.trace(case.image, case.label, 0.1)]
    case.network.apply(traces[0])
    traces.append(case.network.trace(case.image, 0, 0.1))
    before = [all_bits(trace) for trace in traces]
    live_on(case, 5)
    assert [all_bits(trace) for trace in traces] == before


def test_a_trace_of_a_trained_network_is_the_same_after_fifty_further_steps():
    case = network_case(SMALL, SMALL_SHAPE, 43)
    live_on(case, 7)
    trace = case.network.trace(case.image, 1, 0.1)
    before = all_bits(trace)
    live_on(case, 50)
    assert all_bits(trace) == before


def test_a_trace_and_its_layers_are_frozen():
    case = network_case(SMALL, SMALL_SHAPE)
    trace = case.network.trace(case.image, 1)
    with pytest.raises(FrozenInstanceError):
        trace.loss = 0.0
    with pytest.raises(FrozenInstanceError):
        trace.layers[0].output = []


def test_what_parameters_answered_is_a_copy():
    case = network_case(SMALL, SMALL_SHAPE, 44)
    trace = case.network.trace(case.image, 1, 0.1)
    before, traced = bits(case.network.state()), all_bits(trace)
    for tensor in case.network.parameters().values():
        blank(tensor)
    assert bits(case.network.state()) == before
    assert all_bits(trace) == traced


def test_what_set_parameters_was_given_is_copied():
    case = network_case(SMALL, SMALL_SHAPE, 45)
    parameters = case.network.parameters()
    case.network.set_parameters(parameters)
    before = bits(case.network.state())
    for tensor in parameters.values():
        blank(tensor)
    parameters.clear()
    assert bits(case.network.state()) == before


def test_the_state_is_a_copy_both_ways():
    case = network_case(SMALL, SMALL_SHAPE, 46)
    state = case.network.state()
    before = bits(state)
    case.network.set_state(state)
    state[:] = [0.0] * len(state)
    assert bits(case.network.state()) == before
    case.network.state().clear()
    assert bits(case.network.state()) == before
