"""The bench: the same training steps in every form, taking turns in one run, so that a busy machine is
fair to all; by the processor's time where it is counted finely enough.

Ratios hold from machine to machine, milliseconds do not. Every form computes dL/dX of the first layer too.
"""

import platform
from collections.abc import Callable, Sequence
from statistics import median
from typing import Any

from cnnviz.bench.clock import seconds as clock
from cnnviz.bench.contenders import Contender, idiomatic, kernel, naive
from cnnviz.bench.layer_costs import FORMS, layer_costs
from cnnviz.bench.numpy_im2col import numpy_im2col
from cnnviz.bench.torch_eager import torch_eager
from cnnviz.bench.workloads import PAPER, TEN_DIGITS, Workload
from cnnviz.datasets import Sample
from cnnviz.nn import Network
from cnnviz.nn.kernels import kernel_for
from cnnviz.nn.kernels.source import compiled

WARM_UP = 60
"""Steps of training before anything is measured: numbers and zeros are then those of a network that learns."""

_IN_A_ROW = 5
"""Steps that a contender takes at a turn. Training takes many in a row: what one needs is still at hand for the next,
where a turn of one step would begin with a memory full of another contender's numbers."""

Progress = Callable[[str], None]


def run(
    *, rounds: int = 60, seeds: Sequence[int] = (0, 1, 2, 3), rivals: bool = True, progress: Progress | None = None
) -> dict[str, Any]:
    """Measure, about half a minute with the defaults; everything in the answer can be written as JSON.

    `rounds` are the steps measured for each seed (a third as many for the slower ten-class network, and its first
    seed alone); `rivals` takes PyTorch and NumPy along where they are installed; `progress` is told what comes next.
    Raises ValueError for a number of rounds below 1 or no seed.

    The answer holds, for the paper's network, `naive_ms`, `idiomatic_ms`, `kernel_ms`, `speedup` (naive by kernel),
    `idiomatic_speedup`, `torch_ms` and `numpy_ms` (None where they were not run), `generation_ms`, `layers` and
    `seeds`, and the same for the ten-class network under `ten_digits`. Times are medians of one training step.
    """
    if rounds < 1 or not seeds:
        raise ValueError(f"a bench needs rounds from 1 up and at least one seed, not {rounds} rounds, seeds {seeds!r}")
    tell = progress or (lambda _: None)
    return {
        "python": platform.python_version(),
        "machine": platform.machine(),
        "rounds": rounds,
        **_measure(PAPER, rounds, seeds, rivals, tell),
        "ten_digits": _measure(TEN_DIGITS, -(-rounds // 3), seeds[:1], rivals, tell),
    }


def _measure(workload: Workload, rounds: int, seeds: Sequence[int], rivals: bool, tell: Progress) -> dict[str, Any]:
    makers: dict[str, Callable[..., Contender | None]] = {"naive": naive, "idiomatic": idiomatic, "kernel": kernel}
    if rivals:
        makers |= {"torch": torch_eager, "numpy": numpy_im2col}
    spent: dict[str, list[float]] = {name: [] for name in makers}
    by_seed, layers = [], []
    generation = _generation_ms(workload)
    for seed in seeds:
        tell(f"{workload.name}, seed {seed}")
        samples = workload.samples(WARM_UP + rounds, seed)
        network = Network(workload.layers, seed=seed)
        for sample in samples[:WARM_UP]:
            network.train_step(sample.image, sample.target, workload.learning_rate)
        parameters = network.parameters()
        made = {name: make(workload.layers, parameters, workload.learning_rate) for name, make in makers.items()}
        contenders = {name: contender for name, contender in made.items() if contender is not None}
        _take(contenders, samples[:3])
        times = _take(contenders, samples[WARM_UP:])
        for name, values in times.items():
            spent[name] += values
        by_seed.append({"seed": seed, **_summary(times)})
        if seed == seeds[0]:
            layers = layer_costs(
                workload.layers, parameters, samples[WARM_UP : WARM_UP + max(1, rounds // 4)], workload.learning_rate
            )
    return {
        "network": workload.name,
        **{f"{name}_ms": None for name in ("torch", "numpy")},
        **_summary({name: values for name, values in spent.items() if values}),
        "generation_ms": generation,
        "seeds": by_seed,
        "layers": layers,
    }


def _take(contenders: dict[str, Contender], samples: Sequence[Sample]) -> dict[str, list[float]]:
    """All contenders' steps on the samples, in turns that start with another one each time; in milliseconds."""
    times: dict[str, list[float]] = {name: [] for name in contenders}
    names = list(contenders)
    for turn, start in enumerate(range(0, len(samples), _IN_A_ROW)):
        first = turn % len(names)
        for name in names[first:] + names[:first]:
            for sample in samples[start : start + _IN_A_ROW]:
                image, step = contenders[name].prepare(sample.image), contenders[name].step
                started = clock()
                step(image, sample.target)
                times[name].append(1e3 * (clock() - started))
    return times


def _summary(times: dict[str, list[float]]) -> dict[str, float]:
    medians = {f"{name}_ms": median(values) for name, values in times.items()}
    return {
        **medians,
        "speedup": medians["naive_ms"] / medians["kernel_ms"],
        "idiomatic_speedup": medians["naive_ms"] / medians["idiomatic_ms"],
    }


def _generation_ms(workload: Workload) -> float:
    """How long a network takes to come to life when none of its functions has been generated yet."""
    kernel_for.cache_clear()
    compiled.cache_clear()
    started = clock()
    Network(workload.layers)
    return 1e3 * (clock() - started)


def render(result: dict[str, Any]) -> str:
    """The answer of `run` as tables for a person."""
    lines = [f"Python {result['python']} on {result['machine']}; medians of one training step, forms taking turns"]
    for part in (result, result["ten_digits"]):
        lines += ["", *_table(part)]
    return "\n".join(lines)


_TITLES = {
    "naive": "the paper's loops",
    "idiomatic": "idiomatic Python",
    "kernel": "generated kernels",
    "torch": "PyTorch, eager, 1 thread",
    "numpy": "NumPy, im2col",
}


def _table(part: dict[str, Any]) -> list[str]:
    lines = [f"{part['network']}: {part['speedup']:.1f} times the loops' speed"]
    for name, title in _TITLES.items():
        spent = part.get(f"{name}_ms")
        if spent is not None:
            lines.append(f"  {title:<26}{spent:>10.3f} ms{part['naive_ms'] / spent:>9.1f} ×")
    by_seed = ", ".join(f"{seed['speedup']:.1f} × (seed {seed['seed']})" for seed in part["seeds"])
    lines += [
        f"  kernels by seed: {by_seed}",
        f"  generated in {part['generation_ms']:.0f} ms",
        "",
        f"  {'a layer, ms':<44}{'forward':^30}{'backward':^30}".rstrip(),
        f"  {'':<44}{''.join(f'{form:>10}' for form in (*FORMS, *FORMS))}",
    ]
    for layer in part["layers"]:
        costs = (layer.get(f"{form}_{way}_ms") for way in ("forward", "backward") for form in FORMS)
        cells = "".join(f"{'–':>10}" if cost is None else f"{cost:>10.3f}" for cost in costs)
        lines.append(f"  {layer['layer']:<44}{cells}")
    return lines
