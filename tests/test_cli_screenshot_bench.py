"""`cnnviz screenshot` and `cnnviz bench`: what they hand on, and what they refuse before any work."""

import json
import os
import struct
import subprocess
import sys

import pytest

from cnnviz import cli
from cnnviz.training import Experiment


@pytest.fixture
def taken(monkeypatch):
    """Every picture asked for, in place of taking it."""
    from cnnviz.ui import screenshot

    pictures = []
    monkeypatch.setattr(screenshot, "take", lambda path, **how: pictures.append((path, how)))
    return pictures


def test_the_picture_is_as_asked_for(taken, tmp_path):
    path = tmp_path / "window.png"
    words = ["--size", "1024x768", "--step", "12", "--phase", "3", "--theme", "dark", "--preset", "ten-digits"]
    assert cli.main(["screenshot", str(path), *words, "--seed", "5"]) == 0
    ((asked, how),) = taken
    assert asked == path
    assert how == {
        "size": (1024, 768),
        "step": 12,
        "phase": 3,
        "theme": "dark",
        "experiment": Experiment.preset("ten-digits", seed=5),
    }


def test_by_default_the_picture_shows_the_start_of_the_papers_run(taken, tmp_path):
    assert cli.main(["screenshot", str(tmp_path / "window.PNG")]) == 0
    assert taken[0][1] == {
        "size": (1440, 900),
        "step": 0,
        "phase": 0,
        "theme": "light",
        "experiment": Experiment.preset("paper"),
    }


@pytest.mark.parametrize("size", ["320x240", "7680x4320", "640X480", "640×480"])
def test_sizes_that_can_be_drawn(taken, tmp_path, size):
    assert cli.main(["screenshot", str(tmp_path / "a.png"), "--size", size]) == 0
    assert taken[0][1]["size"] == tuple(map(int, size.lower().replace("×", "x").split("x")))


@pytest.mark.parametrize(
    "words",
    [
        *(["--size", size] for size in ("319x240", "320x239", "7681x4320", "7680x4321", "1e3x900", "900", "x", "-9x9")),
        *(["--size", size] for size in ("٣٢٠x240", "1440x900x3", "", "99999999999x900")),
        *([option, count] for option in ("--step", "--phase") for count in ("-1", "1.5", "many", "", "9" * 30)),
        ["--theme", "pink"],
        ["--preset", "other"],
    ],
    ids=" ".join,
)
def test_pictures_that_cannot_be_are_refused(taken, tmp_path, capsys, words):
    with pytest.raises(SystemExit) as ended:
        cli.main(["screenshot", str(tmp_path / "a.png"), f"{words[0]}={words[1]}"])
    assert ended.value.code == 2
    assert f"argument {words[0]}" in capsys.readouterr().err
    assert taken == []


def test_places_that_cannot_be_are_refused(taken, tmp_path, capsys):
    (tmp_path / "folder.png").mkdir()
    for place, reason in (
        ("a.jpg", "give one that ends in .png"),
        ("a", "give one that ends in .png"),
        ("folder.png", "is a folder"),
        ("nowhere/a.png", "does not exist"),
    ):
        assert cli.main(["screenshot", str(tmp_path / place)]) == 2
        assert reason in capsys.readouterr().err
    assert taken == []


def test_an_experiment_that_cannot_be_run_is_refused_before_qt_is_asked(taken, tmp_path, capsys):
    assert cli.main(["screenshot", str(tmp_path / "a.png"), "--seed", "-1"]) == 2
    assert "the seed must be a whole number" in capsys.readouterr().err
    assert taken == []


def test_what_keeps_qt_from_drawing_is_said(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr("cnnviz.cli.screenshot.screenshot_problem", lambda: "The picture cannot be made: no ink.")
    assert cli.main(["screenshot", str(tmp_path / "a.png")]) == 2
    assert capsys.readouterr().err == "cnnviz: The picture cannot be made: no ink.\n"


def test_a_real_picture_without_a_display(tmp_path):
    path = tmp_path / "window.png"
    hidden = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    environment = {name: value for name, value in os.environ.items() if name not in hidden}
    few = ["--train-per-class", "2", "--test-per-class", "2", "--epochs", "2"]
    done = subprocess.run(
        [sys.executable, "-m", "cnnviz", "screenshot", str(path), "--size", "1024x768", "--step", "3", *few],
        capture_output=True,
        text=True,
        timeout=120,
        env=environment,
    )
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    content = path.read_bytes()
    assert content[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", content[16:24]) == (1024, 768)


RESULT = {"python": "3.11", "speedup": 12.5, "torch_ms": None, "odd": float("inf")}


@pytest.fixture
def measured(monkeypatch):
    """How the bench was asked to measure, in place of measuring."""
    from cnnviz.bench import kernels

    asked = []

    def measure(**how):
        how.pop("progress")("the paper's network")
        asked.append(how)
        return RESULT

    monkeypatch.setattr(kernels, "run", measure)
    monkeypatch.setattr(kernels, "render", lambda result: f"{result['speedup']} times\n")
    return asked


def test_the_bench_prints_its_tables(measured, capsys):
    assert cli.main(["bench"]) == 0
    printed = capsys.readouterr()
    assert (printed.out, printed.err) == ("12.5 times\n", "")
    assert measured == [{"rounds": 60, "rivals": True}]


def test_the_bench_prints_json_and_nothing_else(measured, capsys):
    assert cli.main(["bench", "--json", "--rounds", "5", "--no-rivals"]) == 0
    printed = capsys.readouterr()
    assert json.loads(printed.out) == {**RESULT, "odd": None}
    assert measured == [{"rounds": 5, "rivals": False}]


@pytest.mark.parametrize("rounds", ["0", "-1", "1.5", "many", "9999999", "٣"])
def test_rounds_that_cannot_be_are_refused(measured, capsys, rounds):
    with pytest.raises(SystemExit) as ended:
        cli.main(["bench", f"--rounds={rounds}"])
    assert ended.value.code == 2
    assert "argument --rounds" in capsys.readouterr().err
    assert measured == []
