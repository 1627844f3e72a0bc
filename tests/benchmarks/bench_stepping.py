"""Moves in a long run: back, anywhere, and what each frame asks of it; by pytest-benchmark, not part of the test run:

CNNVIZ_STEPS=100000 pytest -n 0 tests/benchmarks/bench_stepping.py --benchmark-group-by=param:preset

Without the variable a run has 3,000 steps. A saved benchmark (`--benchmark-json`) holds the 50th and 99th percentiles
in milliseconds and the run's memory in its `extra_info`. A move is measured with what the window shows after it.
"""

import gc
import os
from math import ceil
from random import Random

import pytest

from cnnviz.training import Experiment, Session

STEPS = int(os.environ.get("CNNVIZ_STEPS", "3000"))
MOVES = 400


@pytest.fixture(scope="module", params=["paper", "ten-digits"])
def preset(request):
    return request.param


@pytest.fixture(scope="module")
def long_run(preset):
    """A run of `STEPS` steps. As in the window, Python's collector does not walk through the training images."""
    images = len(Session(Experiment.preset(preset)).train_samples)
    session = Session(Experiment.preset(preset, epochs=ceil(STEPS / images)))
    gc.collect()
    gc.freeze()
    while session.position < STEPS:
        session.advance()
    yield session
    gc.unfreeze()


def percentiles(benchmark, session):
    times = benchmark.stats.stats.sorted_data
    for percent in (50, 99):
        benchmark.extra_info[f"p{percent}_ms"] = round(1e3 * times[min(len(times) - 1, len(times) * percent // 100)], 2)
    keyframes = session._line.keyframes
    benchmark.extra_info.update(
        steps=session.furthest,
        apart=keyframes.apart,
        keyframe_bytes=keyframes.bytes,
    )


def measure(benchmark, session, move, before=None):
    """Time `move`, each time after `before`, with the frame that follows."""

    def moved():
        move()
        session.shown()

    def prepared():
        if before is not None:
            before()
            session.shown()

    benchmark.pedantic(moved, setup=prepared, rounds=min(MOVES, STEPS // 3))
    percentiles(benchmark, session)


@pytest.mark.parametrize("share", [1.0, 0.5], ids=["head", "middle"])
def test_back_by_steps(benchmark, long_run, share):
    long_run.seek(round(share * STEPS))
    measure(benchmark, long_run, long_run.previous_step)


def test_anywhere(benchmark, long_run):
    places = Random(1)
    measure(benchmark, long_run, lambda: long_run.seek(places.randrange(STEPS)))


def test_back_after_a_jump(benchmark, long_run):
    places = Random(2)
    measure(benchmark, long_run, long_run.previous_step, lambda: long_run.seek(places.randrange(1, STEPS)))


def test_on_after_a_jump(benchmark, long_run):
    places = Random(3)
    measure(benchmark, long_run, long_run.advance, lambda: long_run.seek(places.randrange(STEPS - 1)))


def test_what_a_frame_asks(benchmark, long_run):
    """After each step while the run goes on, when nothing is remembered from the frame before."""

    def asked():
        return long_run.known_history, long_run.health, long_run.shown()

    long_run.seek(STEPS)
    benchmark.pedantic(asked, setup=long_run._line.log._told.clear, rounds=MOVES)
    percentiles(benchmark, long_run)
