"""What a frame of the network's picture costs the window while training runs; by pytest-benchmark, not in the test run:

QT_QPA_PLATFORM=offscreen pytest -n 0 tests/benchmarks/bench_network_picture.py --benchmark-group-by=param:preset

Times are the thread's own processor time, at the size that the picture has in a window of 1440×900. `running` takes a
frame and paints it; `standing` draws one whole, as each move by hand does.
"""

import time
from itertools import cycle

import pytest

from cnnviz.training import Experiment, Session
from cnnviz.ui.frame import Activity, frame_of, run_of
from cnnviz.ui.network.view import NetworkView
from cnnviz.ui.theme import load_theme

SIZE = (930, 510)
INTERVAL = 0.037

pytestmark = pytest.mark.benchmark(timer=time.thread_time)


@pytest.fixture(params=["paper", "ten-digits"])
def preset(request):
    return request.param


@pytest.fixture
def view(qtbot):
    made = NetworkView()
    qtbot.addWidget(made)
    made.apply_theme(load_theme("light"))
    made.resize(*SIZE)
    made.show()
    return made


def frames(preset, is_running):
    session = Session(Experiment.preset(preset, train_per_class=20, test_per_class=2))
    run = run_of(session)
    made = []
    for _ in range(100):
        session.step()
        session.step()
        activity = Activity.RUNNING if is_running else Activity.PAUSED
        made.append(frame_of(session, run, activity, is_running=is_running))
    return cycle(made)


@pytest.mark.parametrize("state", ["running", "standing"])
def test_a_frame_is_taken_and_painted(benchmark, qapp, view, preset, state):
    coming = frames(preset, state == "running")

    def wait_for_the_next():
        time.sleep(INTERVAL)
        qapp.processEvents()
        return (next(coming),), {}

    def show(frame):
        view.show_frame(frame)
        qapp.processEvents()

    benchmark.pedantic(show, setup=wait_for_the_next, rounds=150, warmup_rounds=5)
    ordered = sorted(benchmark.stats.stats.data)
    benchmark.extra_info["p99_ms"] = 1000 * ordered[round(0.99 * (len(ordered) - 1))]
