"""One training step in each form, by pytest-benchmark; not part of the test run:

pytest -n 0 tests/benchmarks/bench_step.py --benchmark-group-by=param:workload
"""

from itertools import cycle

import pytest

from cnnviz.bench.contenders import idiomatic, kernel, naive
from cnnviz.bench.numpy_im2col import numpy_im2col
from cnnviz.bench.torch_eager import torch_eager
from cnnviz.bench.workloads import PAPER, TEN_DIGITS
from cnnviz.nn import Network
from cnnviz.nn.kernels import kernel_for


@pytest.fixture(params=[PAPER, TEN_DIGITS], ids=["paper", "ten-digits"])
def workload(request):
    return request.param


@pytest.mark.parametrize("make", [naive, idiomatic, kernel, numpy_im2col, torch_eager])
def test_step(benchmark, workload, make):
    samples = workload.samples(100, 0)
    network = Network(workload.layers, seed=0)
    for sample in samples[:50]:
        network.train_step(sample.image, sample.target, workload.learning_rate)
    contender = make(workload.layers, network.parameters(), workload.learning_rate)
    if contender is None:
        pytest.skip("not installed")
    prepared = cycle([(contender.prepare(sample.image), sample.target) for sample in samples[50:]])
    benchmark(lambda: contender.step(*next(prepared)))


def test_predict(benchmark, workload):
    network, images = Network(workload.layers, seed=0), cycle([s.image for s in workload.samples(20, 0)])
    benchmark(lambda: network.predict(next(images)))


def test_trace(benchmark, workload):
    network, samples = Network(workload.layers, seed=0), cycle(workload.samples(20, 0))

    def trace():
        sample = next(samples)
        return network.trace(sample.image, sample.target, workload.learning_rate)

    benchmark(trace)


def test_state(benchmark, workload):
    benchmark(Network(workload.layers, seed=0).state)


def test_set_state(benchmark, workload):
    network = Network(workload.layers, seed=0)
    benchmark(network.set_state, network.state())


def test_generation(benchmark, workload):
    """Functions already compiled for the same text are compiled again only in a fresh interpreter."""
    from cnnviz.nn.kernels.source import compiled

    def generate():
        kernel_for.cache_clear()
        compiled.cache_clear()
        return Network(workload.layers, seed=0)

    benchmark(generate)
