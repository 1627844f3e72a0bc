"""The bench measures forms that compute the same, and says so in plain data."""

import json
from math import isclose

import pytest

from cnnviz.bench import kernels
from cnnviz.bench.contenders import idiomatic, kernel, naive
from cnnviz.bench.numpy_im2col import numpy_im2col
from cnnviz.bench.torch_eager import torch_eager
from cnnviz.bench.workloads import PAPER, TEN_DIGITS
from cnnviz.nn import Network


@pytest.fixture(scope="module")
def result():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kernels, "WARM_UP", 3)
        return kernels.run(rounds=2, seeds=(0, 1), rivals=False)


@pytest.mark.parametrize("workload", [PAPER, TEN_DIGITS], ids=lambda workload: workload.name)
@pytest.mark.parametrize("make", [idiomatic, kernel, numpy_im2col, torch_eager])
def test_contenders_take_the_same_steps(make, workload):
    if make is torch_eager:
        pytest.importorskip("torch")
    parameters, rate = Network(workload.layers, seed=0).parameters(), 0.02
    contenders = [form(workload.layers, parameters, rate) for form in (naive, make)]
    for sample in workload.samples(3, 1):
        expected, found = (c.step(c.prepare(sample.image), sample.target) for c in contenders)
        assert isclose(found, expected, rel_tol=1e-9)


def test_the_answer_is_json(result):
    assert json.loads(json.dumps(result)) == result


def test_the_answer_has_its_keys(result):
    for part in (result, result["ten_digits"]):
        for key in ("naive_ms", "idiomatic_ms", "kernel_ms", "speedup", "idiomatic_speedup", "generation_ms"):
            assert part[key] > 0.0
        assert part["torch_ms"] is None
        assert part["numpy_ms"] is None
    assert isclose(result["speedup"], result["naive_ms"] / result["kernel_ms"])
    assert [seed["seed"] for seed in result["seeds"]] == [0, 1]
    assert [seed["seed"] for seed in result["ten_digits"]["seeds"]] == [0]


def test_every_layer_is_measured_both_ways_but_the_loss(result):
    assert [layer["layer"] for layer in result["layers"]] == [str(layer) for layer in PAPER.layers]
    for layer in result["layers"][:-1]:
        for form in ("naive", "idiomatic", "kernel"):
            assert layer[f"{form}_forward_ms"] > 0.0
            assert layer[f"{form}_backward_ms"] > 0.0
    assert "kernel_backward_ms" not in result["layers"][-1]


def test_the_table_names_every_form_and_layer(result):
    text = kernels.render(result)
    for part in (PAPER.name, TEN_DIGITS.name, "the paper's loops", "generated kernels", "MaxPool2D", "seed 1"):
        assert part in text
    assert "PyTorch" not in text
    assert kernels.render({**result, "torch_ms": 0.5}).count("PyTorch") == 1


def test_progress_is_told(monkeypatch):
    monkeypatch.setattr(kernels, "WARM_UP", 1)
    told = []
    kernels.run(rounds=1, seeds=(5,), rivals=False, progress=told.append)
    assert told == [f"{PAPER.name}, seed 5", f"{TEN_DIGITS.name}, seed 5"]


@pytest.mark.parametrize("settings", [{"rounds": 0}, {"seeds": ()}])
def test_a_bench_of_nothing_is_refused(settings):
    with pytest.raises(ValueError, match="at least one seed"):
        kernels.run(**settings)
