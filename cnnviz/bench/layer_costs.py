"""What each layer costs forward and backward, in each of the three pure-Python forms."""

from collections.abc import Callable, Mapping, Sequence
from statistics import median
from typing import Any

from cnnviz.bench.clock import seconds as clock
from cnnviz.datasets import Sample
from cnnviz.nn import Layer, Network, Tensor
from cnnviz.nn.kernels import Asked, Kernel, idiomatic_kernel_for, kernel_for
from cnnviz.nn.reference_network import layer_forward, layer_input_gradient, layer_parameter_gradients
from cnnviz.nn.trace import LayerTrace

FORMS = ("naive", "idiomatic", "kernel")


def layer_costs(
    layers: Sequence[Layer], parameters: Mapping[str, Tensor], samples: Sequence[Sample], learning_rate: float
) -> list[dict[str, Any]]:
    """One entry a layer: its name, and the medians of its forward and backward in each form, in milliseconds.

    Backward has the update in it for kernels and idiomatic form, not for the loops, where the update is a pass of its
    own over all parameters. All forms of a layer take turns on what it met in each sample.
    """
    network = Network(layers)
    network.set_parameters(parameters)
    spent: list[dict[str, list[float]]] = [{} for _ in layers]
    for sample in samples:
        trace = network.trace(sample.image, sample.target, learning_rate)
        for times, layer in zip(spent, trace.layers, strict=True):
            for form in FORMS:
                for direction, seconds in _timed(form, layer, learning_rate).items():
                    times.setdefault(f"{form}_{direction}_ms", []).append(1e3 * seconds)
        network.apply(trace)
    return [
        {"layer": str(layer), **{name: median(values) for name, values in times.items()}}
        for layer, times in zip(layers, spent, strict=True)
    ]


def _timed(form: str, layer: LayerTrace, learning_rate: float) -> dict[str, float]:
    if form == "naive":
        return _timed_loops(layer)
    return _timed_kernel(kernel_for if form == "kernel" else idiomatic_kernel_for, layer, learning_rate)


def _timed_loops(met: LayerTrace) -> dict[str, float]:
    weight, bias = met.parameters.get("weight"), met.parameters.get("bias")
    started = clock()
    layer_forward(met.layer, met.input, weight, bias)
    times = {"forward": clock() - started}
    if met.output_gradient is not None:
        started = clock()
        layer_parameter_gradients(met.layer, met.input, met.output_gradient)
        layer_input_gradient(met.layer, met.input, weight, met.output_gradient)
        times["backward"] = clock() - started
    return times


def _timed_kernel(kernels: Callable[[Layer, Any], Kernel], met: LayerTrace, learning_rate: float) -> dict[str, float]:
    kernel = kernels(met.layer, met.input_shape)
    started = clock()
    _, memory = kernel.forward(met.input, met.parameters, _go_on)
    times = {"forward": clock() - started}
    if met.output_gradient is not None:
        asked = Asked(learning_rate, gradients=False)
        started = clock()
        kernel.backward(met.input, memory, met.parameters, met.output_gradient, asked, _go_on)
        times["backward"] = clock() - started
    return times


def _go_on() -> None:
    pass
