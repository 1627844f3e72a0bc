"""The gallery of ten thousand images: opening, scrolling, filtering, answers coming in; by pytest-benchmark:

xvfb-run -a pytest -n 0 tests/benchmarks/bench_gallery.py

It is not part of the test run. Each benchmark's `extra_info` holds the longest frame in milliseconds, from what is
asked for until it is drawn; that of `test_memory` the growth in megabytes. The clock is the processor's time of the
window's thread, so that what else the computer does counts for nothing; `longest_wall_ms` is by the wall clock.
"""

import gc
import resource
import time
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from PySide6.QtWidgets import QApplication

from cnnviz.training import Experiment, Session
from cnnviz.training.predictions import Predictions
from cnnviz.ui.frame import Frame, frame_of, run_of
from cnnviz.ui.images import GalleryView
from cnnviz.ui.images.gallery_order import Order
from cnnviz.ui.theme import load_theme

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints", extend=True)

CLASSES = 10


@pytest.fixture(scope="module")
def session() -> Session:
    """Fashion-MNIST's 10,000 images: 9,990 to train and 10 to test. As in the window, none of them is collected."""
    session = Session(Experiment.preset("ten-digits", data="fashion", train_per_class=999, test_per_class=1))
    gc.collect()
    gc.freeze()
    yield session
    gc.unfreeze()


@pytest.fixture(scope="module")
def predictions(session: Session) -> Predictions:
    """An answer on each image, as good as any for a gallery: asking a network ten thousand times would take long."""
    predictions, draw = Predictions(session), Random(0)
    for index in range(len(session.train_samples)):
        numbers = [draw.random() ** 4 for _ in range(CLASSES)]
        predictions.hear("train", index, [number / sum(numbers) for number in numbers])
    return predictions


@pytest.fixture(scope="module")
def frame(session: Session, predictions: Predictions) -> Frame:
    return frame_of(session, run_of(session), predicted=predictions.snapshot())


class Watch:
    """Times what the window's thread does from a call until all of it is drawn."""

    def __init__(self) -> None:
        self.longest = self.longest_wall = 0.0

    def frame(self, work) -> None:
        wall, start = time.perf_counter(), time.thread_time()
        work()
        for _ in range(3):
            QApplication.processEvents()
        self.longest = max(self.longest, time.thread_time() - start)
        self.longest_wall = max(self.longest_wall, time.perf_counter() - wall)

    def tell(self, benchmark) -> None:
        benchmark.extra_info["longest_ms"] = round(1e3 * self.longest, 1)
        benchmark.extra_info["longest_wall_ms"] = round(1e3 * self.longest_wall, 1)


def shown(qtbot, width: int = 230) -> GalleryView:
    view = GalleryView()
    qtbot.addWidget(view)
    view.apply_theme(load_theme("light"))
    view.resize(width, 700)
    view.show()
    qtbot.waitExposed(view)
    return view


@pytest.fixture
def view(qtbot, frame: Frame) -> GalleryView:
    view = shown(qtbot)
    view.show_frame(frame)
    QApplication.processEvents()
    return view


def test_open(benchmark, qtbot, frame: Frame):
    watch, view = Watch(), shown(qtbot)

    def opened() -> None:
        watch.frame(lambda: view.show_frame(replace(frame, run=replace(frame.run))))

    benchmark.pedantic(opened, rounds=10)
    watch.tell(benchmark)


@pytest.mark.parametrize("width", [176, 230, 420])
def test_scroll(benchmark, qtbot, frame: Frame, width: int):
    watch, view, places = Watch(), shown(qtbot, width), Random(1)
    view.show_frame(frame)
    bar = view.lists["train"].verticalScrollBar()
    jumps = [lambda: bar.setValue(places.randrange(bar.maximum())), lambda: bar.setValue(bar.value() + 90)]
    benchmark.pedantic(lambda: [watch.frame(jump) for jump in jumps], rounds=60)
    watch.tell(benchmark)


def test_filter(benchmark, view: GalleryView):
    watch, filters = Watch(), view.filters
    choices = [
        *(lambda place=place: filters.of_answer.setCurrentIndex(place) for place in (1, 2, 3, 0)),
        *(lambda place=place: filters.of_class.setCurrentIndex(place) for place in (3, 10, 0)),
        lambda: filters.set_pair(4, 6),
        filters.show_all,
    ]
    benchmark.pedantic(lambda: [watch.frame(choice) for choice in choices], rounds=10)
    watch.tell(benchmark)


def test_order(benchmark, view: GalleryView):
    watch, actions = Watch(), {action.data(): action for action in view.filters.order.menu().actions()}
    orders = (Order.LEAST_SURE, Order.MOST_WRONG, Order.CLASS, Order.PLACE)
    benchmark.pedantic(lambda: [watch.frame(actions[order].trigger) for order in orders], rounds=10)
    watch.tell(benchmark)


def test_answers_coming_in(benchmark, view: GalleryView, session: Session, predictions: Predictions, frame: Frame):
    """A snapshot and its frame, in an order that it changes; the list is put in order anew each time."""
    watch, draw, page = Watch(), Random(2), view.lists["train"]
    next(a for a in view.filters.order.menu().actions() if a.data() is Order.MOST_WRONG).trigger()

    def come_in() -> None:
        for index in draw.sample(range(len(session.train_samples)), 100):
            numbers = [draw.random() for _ in range(CLASSES)]
            predictions.hear("train", index, [number / sum(numbers) for number in numbers])
        page._listed_at = 0.0
        watch.frame(lambda: view.show_frame(replace(frame, predicted=predictions.snapshot())))

    benchmark.pedantic(come_in, rounds=30)
    watch.tell(benchmark)


def test_memory(benchmark, qtbot, frame: Frame):
    """How much the process grows by opening the gallery and scrolling through all of it."""

    def grown() -> float:
        before = _resident()
        view = shown(qtbot)
        view.show_frame(frame)
        bar = view.lists["train"].verticalScrollBar()
        for place in range(0, bar.maximum(), view.lists["train"].viewport().height()):
            bar.setValue(place)
            QApplication.processEvents()
        return (_resident() - before) / 1e6

    benchmark.extra_info["grown_MB"] = round(benchmark.pedantic(grown, rounds=1), 1)


def _resident() -> int:
    """Bytes of memory that the process has; its peak where the system tells no more."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="utf-8").split()[1])
        return pages * resource.getpagesize()
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
