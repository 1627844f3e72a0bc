"""The measurement of the window itself: on a real window, shortly."""

from math import isfinite

import pytest
from PySide6.QtCore import QCoreApplication, QTimer

from cnnviz.training import Experiment
from cnnviz.ui import window_bench


def test_a_short_measurement_fills_the_table(qapp, monkeypatch):
    monkeypatch.setattr(window_bench, "_SETTLING", 300)
    monkeypatch.setattr(window_bench, "_CLICKING", 900)
    told = []
    measured = window_bench.run(0.6, told.append, starts=1)
    assert len(told) == 2
    assert measured["frames_per_second"] > 0
    assert measured["worker_steps_per_second"] > 0
    assert measured["headless_steps_per_second"] > 0
    assert 0 < measured["worker_share"] < 20
    assert 0.5 < measured["seconds"] < 10
    late = measured["lateness_ms"]
    assert 0 <= late["p50"] <= late["p99"] <= late["max"] < 5_000
    assert isfinite(measured["click_to_repaint_ms"]["max"])
    assert measured["first_paint_ms"] > 0 < measured["bare_first_paint_ms"]
    text = window_bench.render(measured)
    assert f"{measured['frames_per_second']:.1f}" in text
    assert len(text.splitlines()) == 9


def test_the_share_of_a_turn_is_told_by_those_around_it():
    alone = [100, 300, 500, 300]  # a machine that gets faster, and slower again
    assert window_bench.share([100, 200, 300], alone) == pytest.approx(0.5)
    assert window_bench.share([100, 0, 300], alone) == pytest.approx(0.5)  # one turn that was kept waiting


def test_after_a_measurement_the_application_goes_on(qtbot, monkeypatch):
    monkeypatch.setattr(window_bench, "_SETTLING", 200)
    monkeypatch.setattr(window_bench, "_CLICKING", 200)
    monkeypatch.setattr(window_bench, "_ROUNDS", 2)
    window_bench._window(Experiment.preset("paper", train_per_class=4, test_per_class=3), 0.2)
    QCoreApplication.processEvents()
    events = []
    QTimer.singleShot(10, lambda: events.append("a timer"))
    qtbot.wait(100)  # where the application is at its end, no event loop runs
    assert events
