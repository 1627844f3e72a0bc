"""Measures how the window feels while the worker uses every cycle: how late its events are, and what it costs.

First the window is left alone, as it stands at its start, and training in it takes turns with training that nobody
watches: a machine's speed may change by a third within seconds, so only what is measured side by side can be compared.
Then cells of the picture are clicked, one after another, each of which the inspector explains while training goes on.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from itertools import pairwise
from statistics import mean, median
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QObject, QPointF, Qt, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

from cnnviz.explain import Cell
from cnnviz.training import Experiment, Session
from cnnviz.ui.app import application
from cnnviz.ui.frame import Frame
from cnnviz.ui.main_window import MainWindow

_TICK = 10
"""Milliseconds between two events whose lateness is measured."""

_CLICK_EVERY = 450
_SETTLING = 1500
"""Milliseconds until all panels are built."""
_ROUNDS = 6
"""Turns of training in the window; training without one takes half as long, before the first and after each."""
_UNTIMED = 0.6
"""The share of a turn in which no events are timed."""
_ROUND_SETTLING = 250
"""Milliseconds of each turn that are not measured: the window has just been kept waiting."""
_CLICKING = 4000
"""Milliseconds of clicks."""
_STARTS = 5

_BARE = """
import os, time
from PySide6.QtWidgets import QApplication
import pyqtgraph
class Plot(pyqtgraph.PlotWidget):
    def paintEvent(self, event):
        super().paintEvent(event)
        print(time.time() - float(os.environ["CNNVIZ_STARTED"]), flush=True)
        os._exit(0)
app = QApplication([])
plot = Plot()
plot.resize(1440, 900)
plot.show()
app.exec()
"""
_OURS = """
import os, time
from cnnviz.ui.app import application
app = application()
from cnnviz.ui.main_window import MainWindow
window = MainWindow(theme_name="light")
window.show()
canvas = window.network.canvas
paint = canvas.paintEvent
def painted(event):
    paint(event)
    print(time.time() - float(os.environ["CNNVIZ_STARTED"]), flush=True)
    os._exit(0)
canvas.paintEvent = painted
window.start()
app.exec()
"""


def run(
    seconds: float = 10.0, tell: Callable[[str], None] = lambda text: None, starts: int = _STARTS
) -> dict[str, Any]:
    """Measure the window at full speed for so many seconds, in turns with training without it; milliseconds and rates.

    `worker_share` is the median of the turns' shares. `starts` is how often a window and a bare one are started to
    time their first paint.
    """
    experiment = Experiment.preset("paper", epochs=100_000)
    tell("training at full speed with all default views open, and without a window, in turns")
    window = _window(experiment, seconds)
    tell("starting the window and a bare one in turns")
    ours, bare = _starts(starts)
    return {
        **window,
        "first_paint_ms": ours,
        "bare_first_paint_ms": bare,
        "first_paint_ratio": ours / bare,
        "platform": QApplication.platformName(),
        "python": sys.version.split()[0],
    }


def render(measured: dict[str, Any]) -> str:
    """What `run` measured as a table for a person."""
    late, click = measured["lateness_ms"], measured["click_to_repaint_ms"]
    rows = [
        ("lateness of GUI events, p50 / p99 / max", f"{late['p50']:.1f} / {late['p99']:.1f} / {late['max']:.1f} ms"),
        ("frames a second", f"{measured['frames_per_second']:.1f}"),
        ("click to repaint, median / max", f"{click['p50']:.1f} / {click['max']:.1f} ms"),
        ("worker, steps a second", f"{measured['worker_steps_per_second']:.0f}"),
        ("alone, steps a second", f"{measured['headless_steps_per_second']:.0f}"),
        ("worker's share", f"{100 * measured['worker_share']:.0f} %"),
        ("first paint after start", f"{measured['first_paint_ms']:.0f} ms"),
        ("a bare PySide6 + pyqtgraph window", f"{measured['bare_first_paint_ms']:.0f} ms"),
        ("ratio", f"{measured['first_paint_ratio']:.2f}"),
    ]
    width = max(len(name) for name, _ in rows)
    return "\n".join(f"{name:<{width}}  {value}" for name, value in rows)


def share(watched: Sequence[float], alone: Sequence[float]) -> float:
    """The median of some rates, each as a part of the mean of the two that were measured before and after it."""
    around = [(before + after) / 2 for before, after in pairwise(alone)]
    return median(rate / reference for rate, reference in zip(watched, around, strict=True))


def _headless(session: Session, seconds: float) -> float:
    """Steps a second of a session that nobody watches."""
    start, first = time.perf_counter(), session.position
    while time.perf_counter() - start < seconds:
        session.advance(is_seen=False)
        session.evaluate()
    return (session.position - first) / (time.perf_counter() - start)


def _window(experiment: Experiment, seconds: float) -> dict[str, Any]:
    application()
    unwatched = Session(experiment)
    _headless(unwatched, 0.2)  # until its kernels are made
    window = MainWindow(theme_name="light")
    window.show()
    window.start(experiment)
    _wait(_SETTLING)
    probe = _Probe(window)
    a_turn = seconds / _ROUNDS
    alone = [_headless(unwatched, a_turn / 2)]
    for _ in range(_ROUNDS):
        probe.watch(a_turn)
        alone.append(_headless(unwatched, a_turn / 2))
    probe.click()
    window.close()
    return {
        **probe.result(),
        "headless_steps_per_second": mean(alone),
        "worker_share": share(probe.rates, alone),
    }


def _wait(milliseconds: float) -> None:
    """Let the window live for a while."""
    loop = QEventLoop()  # and not the application's, which would be at its end afterwards
    timer = QTimer(singleShot=True, timerType=Qt.TimerType.PreciseTimer)
    timer.timeout.connect(loop.quit)
    timer.start(round(milliseconds))
    loop.exec()


class _Probe(QObject):
    """Lets a window train in turns; counts its frames and steps, and times ticks and clicks."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.rates: list[float] = []
        """Steps a second, of each turn."""
        self._window = window
        self._late: list[float] = []
        self._clicks: list[float] = []
        self._frames: list[tuple[float, int]] = []
        self._frame_count = 0
        self._seconds = 0.0
        self._clicked: float | None = None
        self._due = 0.0
        self._tick = QTimer(self, interval=_TICK, timerType=Qt.TimerType.PreciseTimer)
        self._tick.timeout.connect(self._ticked)
        self._clicker = QTimer(self, interval=_CLICK_EVERY)
        self._clicker.timeout.connect(self._click)
        window.frame_shown.connect(self._frame)
        window.network.canvas.installEventFilter(self)

    def watch(self, seconds: float) -> None:
        """Let the window train at full speed, measure it, and pause it: first its speed, then how late events are.

        An event every 10 ms is work of its own, which a window that nobody measures does not have.
        """
        self._window.worker.run_freely()
        _wait(_ROUND_SETTLING)
        began = time.perf_counter()
        self._frames = []
        _wait(1000 * _UNTIMED * seconds)
        while len(self._frames) < 2:  # where a turn is shorter than two frames
            _wait(_TICK)
        (start, first), (end, last) = self._frames[0], self._frames[-1]
        self.rates.append((last - first) / (end - start))
        self._due = time.perf_counter() + _TICK / 1000
        self._tick.start()
        _wait(1000 * (1 - _UNTIMED) * seconds)
        self._tick.stop()
        self._seconds += time.perf_counter() - began
        self._frame_count += len(self._frames)
        self._pause()

    def click(self) -> None:
        """Let the window train while cells of its picture are clicked."""
        self._window.worker.run_freely()
        self._clicker.start()
        _wait(_CLICKING)
        self._clicker.stop()

    def _pause(self) -> None:
        """Let the window stand still, until the worker has nothing left to do in the time that it then has."""
        self._window.worker.pause()
        while not self._window.worker.is_waiting:
            _wait(_TICK)

    def result(self) -> dict[str, Any]:
        return {
            "seconds": self._seconds,
            "lateness_ms": _quantiles(self._late),
            "click_to_repaint_ms": _quantiles(self._clicks),
            "frames_per_second": self._frame_count / self._seconds,
            "worker_steps_per_second": mean(self.rates),
        }

    def _ticked(self) -> None:
        now = time.perf_counter()
        self._late.append(max(0.0, now - self._due) * 1000)
        while self._due <= now:
            self._due += _TICK / 1000

    def _frame(self, frame: Frame) -> None:
        self._frames.append((time.perf_counter(), frame.position))

    def _click(self) -> None:
        canvas = self._window.network.canvas
        tile = canvas.layout_now.tile(0, "output") if canvas.layout_now else None
        if tile is None:
            return
        cell = Cell(0, "output", (0, 10 + len(self._clicks) % 8, 14))
        box = tile.cell_box(cell.index)
        self._clicked = time.perf_counter()
        _press(canvas, QPointF(box.x + box.width / 2, box.middle))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and self._clicked is not None:
            QTimer.singleShot(0, self._painted)
        return False

    def _painted(self) -> None:
        if self._clicked is not None:
            self._clicks.append((time.perf_counter() - self._clicked) * 1000)
            self._clicked = None


def _press(widget: QWidget, at: QPointF) -> None:
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    event = QMouseEvent(QEvent.Type.MouseButtonPress, at, QPointF(widget.mapToGlobal(at)), left, left, none)
    QCoreApplication.postEvent(widget, event)


def _quantiles(values: Sequence[float]) -> dict[str, float]:
    ordered = sorted(values) or [float("nan")]
    last = len(ordered) - 1
    return {"p50": ordered[last // 2], "p99": ordered[round(last * 0.99)], "max": ordered[-1]}


def _starts(number: int) -> tuple[float, float]:
    """Milliseconds from a process's start to its first paint: our window, and a bare one; medians, in turns.

    Each is started once before, so that an installed program is measured: one whose modules are compiled.
    """
    scripts = (_OURS, _BARE)
    for script in scripts:
        _start(script)
    times = [[_start(script) for script in scripts] for _ in range(number)]
    ours, bare = zip(*times, strict=True)
    return median(ours), median(bare)


def _start(script: str) -> float:
    environment = {**os.environ, "CNNVIZ_STARTED": repr(time.time())}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    answer = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    return 1000 * float(answer.stdout.split()[-1])
