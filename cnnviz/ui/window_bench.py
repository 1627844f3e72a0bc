"""Measures how the window feels while the worker uses every cycle: how late its events are, and what it costs.

First the window is left alone, as it stands at its start; then cells of the picture are clicked, one after another,
each of which the inspector explains while training goes on.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from statistics import median
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QObject, QPointF, Qt, QTimer, Signal
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
    """Measure the window at full speed for so many seconds, between two runs without it; milliseconds and rates.

    `starts` is how often a window and a bare one are started to time their first paint.
    """
    experiment = Experiment.preset("paper", epochs=100_000)
    tell("training without a window")
    before = _headless(experiment, seconds / 2)
    tell("training at full speed with all default views open")
    window = _window(experiment, seconds)
    tell("training without a window")
    after = _headless(experiment, seconds / 2)
    headless = (before + after) / 2
    tell("starting the window and a bare one in turns")
    ours, bare = _starts(starts)
    return {
        **window,
        "headless_steps_per_second": headless,
        "worker_share": window["worker_steps_per_second"] / headless,
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


def _headless(experiment: Experiment, seconds: float) -> float:
    """Steps a second of a session that nobody watches."""
    session = Session(experiment)
    for _ in range(20):
        session.advance(is_seen=False)
    start, first = time.perf_counter(), session.position
    while time.perf_counter() - start < seconds:
        session.advance(is_seen=False)
        session.evaluate()
    return (session.position - first) / (time.perf_counter() - start)


def _window(experiment: Experiment, seconds: float) -> dict[str, Any]:
    application()
    window = MainWindow(theme_name="light")
    window.show()
    window.start(experiment)
    loop = QEventLoop()  # and not the application's, which would be at its end afterwards
    probe = _Probe(window, seconds)
    probe.done.connect(loop.quit)
    QTimer.singleShot(_SETTLING, probe.start)
    loop.exec()
    window.close()
    return probe.result()


class _Probe(QObject):
    """Counts frames and steps, and times ticks and clicks."""

    done = Signal()

    def __init__(self, window: MainWindow, seconds: float) -> None:
        super().__init__(window)
        self._window = window
        self._seconds = seconds
        self._late: list[float] = []
        self._clicks: list[float] = []
        self._frames = self._last_frames = 0
        self._clicked: float | None = None
        self._due = self._began = self._ended = 0.0
        self._first_position = self._last_position = 0
        self._tick = QTimer(self, interval=_TICK, timerType=Qt.TimerType.PreciseTimer)
        self._tick.timeout.connect(self._ticked)
        self._clicker = QTimer(self, interval=_CLICK_EVERY)
        self._clicker.timeout.connect(self._click)
        window.network.canvas.installEventFilter(self)

    def start(self) -> None:
        self._window.frame_shown.connect(self._frame)
        self._window.worker.run_freely()

    def _begin(self, frame: Frame) -> None:
        self._first_position = frame.position
        self._frames = 0
        self._began = time.perf_counter()
        self._due = self._began + _TICK / 1000
        self._tick.start()
        QTimer.singleShot(round(1000 * self._seconds), self.start_clicking)
        QTimer.singleShot(round(1000 * self._seconds) + _CLICKING, self.stop)

    def start_clicking(self) -> None:
        self._ended = time.perf_counter()
        frame = self._window.frame
        self._last_position = frame.position if frame else 0
        self._last_frames = self._frames
        self._tick.stop()
        self._clicker.start()

    def stop(self) -> None:
        self._clicker.stop()
        self.done.emit()

    def result(self) -> dict[str, Any]:
        elapsed = self._ended - self._began
        return {
            "seconds": elapsed,
            "lateness_ms": _quantiles(self._late),
            "click_to_repaint_ms": _quantiles(self._clicks),
            "frames_per_second": self._last_frames / elapsed,
            "worker_steps_per_second": (self._last_position - self._first_position) / elapsed,
        }

    def _ticked(self) -> None:
        now = time.perf_counter()
        self._late.append(max(0.0, now - self._due) * 1000)
        while self._due <= now:
            self._due += _TICK / 1000

    def _frame(self, frame: Frame) -> None:
        self._frames += 1
        if not self._began and frame.position:
            self._begin(frame)

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
