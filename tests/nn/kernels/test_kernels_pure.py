"""Kernels are pure: they write into nothing they are given, and answer the same bits, traced or not."""

from copy import deepcopy

from hypothesis import given
from hypothesis import strategies as st
from kernel_cases import computed
from nn_geometries import cases_of, convolutions, denses, layer_case, poolings, rectifiers
from nn_helpers import bits

from cnnviz.nn import Conv2D, Dense, Network, Shape
from cnnviz.nn.kernels import kernel_for

any_case = cases_of(st.one_of(convolutions(), poolings(), denses, rectifiers))


@given(case=any_case)
def test_nothing_given_is_written_into(case):
    before = deepcopy(case)
    computed(case, 0.1)
    assert case == before


@given(case=any_case)
def test_the_bits_are_the_same_with_and_without_a_trace_and_a_learning_rate(case):
    traced, training, looking = computed(case, 0.1), computed(case, 0.1, traced=False), computed(case)
    for other in (training, looking):
        assert bits(other.output) == bits(traced.output)
        assert bits(other.input_gradient) == bits(traced.input_gradient)
    for name, new in traced.new_parameters.items():
        assert bits(training.new_parameters[name]) == bits(new)
        assert bits(looking.gradients[name]) == bits(traced.gradients[name])
    assert looking.new_parameters == {}


@given(case=cases_of(st.one_of(convolutions(), denses)))
def test_the_bits_are_the_same_where_nobody_asks_for_the_inputs_gradient(case):
    whole, ending = computed(case, 0.1), computed(case, 0.1, traced=False, passes_on=False)
    assert all(bits(ending.new_parameters[name]) == bits(new) for name, new in whole.new_parameters.items())


@given(case=any_case)
def test_the_bits_do_not_depend_on_what_was_computed_before(case):
    first = computed(case, 0.1)
    computed(layer_case(Conv2D(2, 3), (2, 8, 8), 9), 0.1)
    kernel_for.cache_clear()
    again = computed(case, 0.1)
    assert bits(again.output) == bits(first.output)
    assert bits(again.input_gradient) == bits(first.input_gradient)
    assert all(bits(again.new_parameters[name]) == bits(new) for name, new in first.new_parameters.items())


def test_a_dead_units_weights_stay_the_same_list():
    case = layer_case(Dense(3), (5,), 1)
    case.output_gradient[1] = 0.0
    new = computed(case, 0.1).new_parameters["weight"]
    assert [row is old for row, old in zip(new, case.parameters["weight"], strict=True)] == [False, True, False]


def test_geometries_share_their_functions():
    shape = Shape(1, 28, 28)
    assert kernel_for(Conv2D(1, 3, padding=1), shape) is kernel_for(Conv2D(1, 3, padding=1), shape)
    assert kernel_for(Conv2D(1, 3, padding=1), shape) is not kernel_for(Conv2D(1, 3), shape)


def test_training_a_network_leaves_its_traces_alone(paper_layers):
    network = Network(paper_layers, seed=3)
    image = [[[float((r * c) % 5 == 0) for c in range(28)] for r in range(28)]]
    trace = network.trace(image, 1, 0.1)
    kept = deepcopy([(part.parameters, part.parameter_gradients, part.new_parameters) for part in trace.layers])
    network.apply(trace)
    for label in (0, 1, 2):
        network.train_step(image, label, 0.1)
    assert kept == [(part.parameters, part.parameter_gradients, part.new_parameters) for part in trace.layers]
