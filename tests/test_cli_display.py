"""Whether a window can open, asked without Qt: no display, one that does not answer, libraries that are missing."""

import ctypes
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from cnnviz.ui import display

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux has displays to ask")

ELSE = "; cnnviz train, evaluate and screenshot work without a display."


@pytest.fixture(autouse=True)
def no_display(monkeypatch):
    """A machine with Qt's libraries and without a screen."""
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "WAYLAND_SOCKET", "QT_QPA_PLATFORM", "XDG_RUNTIME_DIR"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def lacking(monkeypatch):
    """Makes libraries missing: whatever is linked to one of them cannot be loaded, as the loader would say it."""

    def arrange(*libraries):
        class Loader:
            def __init__(self, name):
                base = Path(str(name)).name
                if base in libraries:
                    raise OSError(f"{base}: cannot open shared object file: No such file or directory")
                if base.startswith("libq") and libraries:
                    raise OSError(f"{libraries[0]}: cannot open shared object file: No such file or directory")

        monkeypatch.setattr(display.ctypes, "CDLL", Loader)
        monkeypatch.setattr(display, "_x_reason", lambda: None)

    return arrange


@pytest.fixture(autouse=True)
def plugins(monkeypatch, tmp_path):
    """A folder where Qt's plugins are, so that the tests need none."""
    for name in ("xcb", "wayland", "offscreen", "vnc"):
        file = tmp_path / "PySide6" / "Qt" / "plugins" / "platforms" / f"libq{name}.so"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    plugin = display._plugin
    monkeypatch.setattr(display, "_plugin", lambda package, platform: plugin(tmp_path / "PySide6", platform))


def test_without_a_display(lacking):
    lacking()
    assert display.display_problem() == (
        "The window cannot open: there is no display, neither DISPLAY nor WAYLAND_DISPLAY is set" + ELSE
    )
    assert display.screenshot_problem() is None


@pytest.mark.parametrize("platform", ["offscreen", "vnc:size=800x600", "offscreen;xcb-like"])
def test_a_platform_that_needs_no_display_may_be_asked_for(lacking, monkeypatch, platform):
    lacking()
    monkeypatch.setenv("QT_QPA_PLATFORM", platform)
    assert display.display_problem() is None


def test_a_display_that_is_asked_for_by_name_must_be_there(lacking, monkeypatch):
    lacking()
    monkeypatch.setenv("QT_QPA_PLATFORM", "xcb")
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    assert "DISPLAY is not set; cnnviz train" in display.display_problem()
    assert display.screenshot_problem() == (
        "The picture cannot be made: DISPLAY is not set; unset QT_QPA_PLATFORM to make it without a display."
    )
    monkeypatch.setenv("QT_QPA_PLATFORM", "wayland")
    monkeypatch.delenv("WAYLAND_DISPLAY")
    monkeypatch.setenv("DISPLAY", ":0")
    assert "WAYLAND_DISPLAY is not set; cnnviz train" in display.display_problem()


def test_a_missing_library_is_named_with_its_package(lacking, monkeypatch):
    lacking("libxcb-cursor.so.0", "libxcb-icccm.so.4")
    monkeypatch.setenv("DISPLAY", ":0")
    assert display.display_problem() == (
        "The window cannot open: the system lacks libxcb-cursor.so.0, libxcb-icccm.so.4 "
        "(on Debian and Ubuntu: apt install libxcb-cursor0 libxcb-icccm4)" + ELSE
    )


def test_a_missing_library_that_nobody_knows_is_named_too(lacking, monkeypatch):
    lacking("libodd.so.7")
    monkeypatch.setenv("DISPLAY", ":0")
    assert display.display_problem() == "The window cannot open: the system lacks libodd.so.7" + ELSE


def test_pictures_want_only_the_libraries_that_they_need(lacking, monkeypatch):
    lacking("libEGL.so.1", "libxcb-cursor.so.0")
    assert display.screenshot_problem() == (
        "The picture cannot be made: the system lacks libEGL.so.1 (on Debian and Ubuntu: apt install libegl1); "
        "cnnviz train and evaluate work without it."
    )


def test_a_system_that_is_too_old_for_qt_is_quoted(monkeypatch):
    def too_old(name):
        raise OSError("libc.so.6: version `GLIBC_2.99' not found")

    monkeypatch.setattr(display.ctypes, "CDLL", too_old)
    assert "Qt cannot be loaded (libc.so.6: version `GLIBC_2.99' not found)" in display.screenshot_problem()


def test_plugins_that_are_elsewhere_are_left_to_qt(lacking, monkeypatch, tmp_path):
    lacking("libxcb-cursor.so.0")
    monkeypatch.setattr(display, "_plugin", lambda package, platform: tmp_path / "nowhere")
    monkeypatch.setenv("DISPLAY", ":0")
    assert display.display_problem() is None


def test_a_display_that_does_not_answer(monkeypatch):
    monkeypatch.setattr(display, "_library_reason", lambda platform: None)
    monkeypatch.setenv("DISPLAY", ":987")
    try:
        ctypes.CDLL("libxcb.so.1")
    except OSError:
        pytest.skip("this system has no libxcb")
    assert display.display_problem() == "The window cannot open: the display ':987' does not answer" + ELSE


@pytest.mark.skipif(shutil.which("Xvfb") is None, reason="needs Xvfb")
def test_a_display_that_answers(monkeypatch):
    monkeypatch.setattr(display, "_library_reason", lambda platform: None)
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", "320x240x24", "-nolisten", "tcp"],
        pass_fds=[writing],
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    try:
        with os.fdopen(reading) as numbers:
            number = numbers.readline().strip()
        assert number
        monkeypatch.setenv("DISPLAY", f":{number}")
        assert display.display_problem() is None
    finally:
        server.terminate()
        server.wait(timeout=30)


def test_a_wayland_display_that_answers_and_one_that_does_not(monkeypatch):
    monkeypatch.setattr(display, "_library_reason", lambda platform: None)
    with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX) as compositor:
        compositor.bind(str(Path(folder, "wayland-7")))
        compositor.listen()
        monkeypatch.setenv("XDG_RUNTIME_DIR", folder)
        monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-7")
        assert display.display_problem() is None
        monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-8")
        assert display.display_problem() == (
            "The window cannot open: the Wayland display 'wayland-8' does not answer" + ELSE
        )
        monkeypatch.setenv("WAYLAND_SOCKET", "5")
        assert display.display_problem() is None


def test_one_display_that_works_is_enough(monkeypatch):
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    for reasons, works in (
        ({"xcb": None, "wayland": "broken"}, True),
        ({"xcb": "broken", "wayland": None}, True),
        ({"xcb": "broken", "wayland": "broken too"}, False),
    ):
        monkeypatch.setattr(display, "_reason", reasons.get)
        assert (display.display_problem() is None) == works


@pytest.mark.parametrize("system", ["darwin", "win32"])
def test_other_systems_have_a_screen(monkeypatch, system):
    monkeypatch.setattr(sys, "platform", system)
    assert display.display_problem() is None
    assert display.screenshot_problem() is None


def test_an_import_that_fails_is_explained():
    missing = ImportError("libGL.so.1: cannot open shared object file: No such file or directory")
    assert display.import_problem(missing) == (
        "The window cannot open: the system lacks libGL.so.1 (on Debian and Ubuntu: apt install libgl1); "
        "cnnviz train and evaluate work without it."
    )
    absent = ModuleNotFoundError("No module named 'PySide6'", name="PySide6.QtCore")
    assert display.import_problem(absent) == (
        "The window needs PySide6, which is not installed; install cnnviz again; "
        "cnnviz train and evaluate work without it."
    )


def test_an_import_of_our_own_that_fails_is_not_explained_away():
    assert display.import_problem(ModuleNotFoundError("No module named 'cnnviz.oops'", name="cnnviz.oops")) is None
    assert display.import_problem(ImportError("cannot import name 'oops' from 'cnnviz.ui'")) is None


def test_asking_loads_no_qt():
    code = (
        "import sys\nfrom cnnviz.ui.display import display_problem, screenshot_problem\n"
        "display_problem(), screenshot_problem()\n"
        "print({name.partition('.')[0] for name in sys.modules} & {'PySide6', 'shiboken6', 'numpy'} or 'none')\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout) == (0, "none\n"), done.stderr


def test_qt_starts_after_it_was_asked_about():
    code = (
        "from cnnviz.ui.display import screenshot_problem\n"
        "assert screenshot_problem() is None\n"
        "from PySide6.QtWidgets import QApplication, QLabel\n"
        "app = QApplication([])\nlabel = QLabel('3')\nlabel.show()\napp.processEvents()\nprint(app.platformName())\n"
    )
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, env=environment)
    assert (done.returncode, done.stdout) == (0, "offscreen\n"), done.stderr
