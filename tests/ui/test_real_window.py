"""A real window on a virtual screen, driven with mouse and keyboard from outside, as a person would."""

import os
import re
import shutil
import subprocess
import sys
import time

import pytest
from PySide6.QtCore import QPoint

from cnnviz.ui.main_window import MainWindow

NEEDED = ("Xvfb", "xdotool", "openbox")
MISSING = [program for program in NEEDED if shutil.which(program) is None]

pytestmark = [
    pytest.mark.real_window,
    pytest.mark.skipif(bool(MISSING), reason=f"a real window needs {', '.join(MISSING)}, which is not installed here"),
]


class Screen:
    """A virtual screen with a window manager."""

    def __init__(self, folder):
        read, write = os.pipe()
        self._server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(write), "-screen", "0", "1600x1000x24", "-nolisten", "tcp"],
            pass_fds=[write],
            stderr=subprocess.DEVNULL,
        )
        os.close(write)
        with os.fdopen(read) as pipe:
            number = pipe.readline().strip()
        self.environment = {
            **os.environ,
            "DISPLAY": f":{number}",
            "QT_QPA_PLATFORM": "xcb",
            "HOME": str(folder),
            "XDG_CONFIG_HOME": str(folder / "config"),
        }
        self._manager = subprocess.Popen(["openbox"], env=self.environment, stderr=subprocess.DEVNULL)

    def do(self, *words):
        return subprocess.run(
            ["xdotool", *map(str, words)], env=self.environment, capture_output=True, text=True, timeout=30
        ).stdout.strip()

    def close(self):
        for process in (self._manager, self._server):
            process.terminate()
            process.wait(10)


@pytest.fixture
def screen(tmp_path):
    made = Screen(tmp_path)
    yield made
    made.close()


class Program:
    """The program, started by its command, and its window."""

    def __init__(self, screen):
        self._screen = screen
        self.window = ""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "cnnviz"], env=screen.environment, stderr=subprocess.PIPE, text=True
        )
        self.window = self.wait(lambda: screen.do("search", "--onlyvisible", "--name", "^step [0-9]+ ").split("\n")[0])
        screen.do("windowactivate", "--sync", self.window)
        screen.do("windowfocus", "--sync", self.window)

    def wait(self, condition, seconds=30):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            result = condition()
            if result:
                return result
            assert self.process.poll() is None, self.process.stderr.read()
            time.sleep(0.05)
        raise AssertionError(f"did not come about in {seconds} s; the title is {self.title!r}")

    @property
    def title(self):
        return self._screen.do("getwindowname", self.window) if self.window else ""

    @property
    def step(self):
        match = re.match(r"step (\d+)", self.title)
        return int(match[1]) if match else -1

    def key(self, *keys):
        self._screen.do("key", *keys)

    def click(self, point: QPoint):
        self._screen.do("mousemove", "--window", self.window, point.x(), point.y())
        self._screen.do("click", 1)


def button_positions(qtbot, names):
    """Where the buttons are in a window of the same size."""
    window = MainWindow(theme_name="light")
    qtbot.addWidget(window)
    window.resize(1440, 900)
    window.show()
    places = {}
    for name in names:
        button = window.toolbar.widgetForAction(window.actions_by_name[name])
        places[name] = button.mapTo(window, button.rect().center())
    window.close()
    return places


def test_mouse_and_keyboard_in_a_real_window(qtbot, screen):
    places = button_positions(qtbot, ["next_sample", "previous_sample", "run", "epoch"])
    program = Program(screen)
    try:
        program.click(places["next_sample"])
        program.wait(lambda: program.step == 1)
        program.key("shift+Right")
        program.wait(lambda: program.step == 2)
        program.click(places["previous_sample"])
        program.wait(lambda: program.step == 1)
        for _ in range(22):
            program.key("Right")
        program.wait(lambda: program.step == 2)
        program.key("Left")
        program.wait(lambda: program.step == 1)
        program.click(places["epoch"])
        program.wait(lambda: program.step == 75)
        program.key("Home")
        program.wait(lambda: program.step == 0)
        program.key("space")
        program.wait(lambda: program.step > 100)
        program.key("space")
        time.sleep(0.5)
        paused = program.step
        time.sleep(0.3)
        assert program.step == paused
        program.click(places["run"])
        program.wait(lambda: program.step > paused)
        program.key("ctrl+q")
        assert program.process.wait(15) == 0
        assert program.process.stderr.read() == ""
    finally:
        program.process.kill()
        program.process.wait(10)
        program.process.stderr.close()
