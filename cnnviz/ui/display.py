"""Whether a window can open here, found out without Qt: where it cannot, Qt ends the process instead of raising.

On Linux a window needs a display that answers and the system libraries that Qt's platform plugin is linked to. Both
are tried here in the way Qt would try them, so that the person reads one sentence and not a core dump.
"""

import ctypes
import os
import socket
import sys
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

_WITHOUT_DISPLAY = "cnnviz train, evaluate and screenshot work without a display"
_WITHOUT_QT = "cnnviz train and evaluate work without it"

_PACKAGES = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libX11.so.6": "libx11-6",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb.so.1": "libxcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
}
"""The libraries that Qt's plugins want from the system, and the Debian packages that bring them."""
_WAYLAND_ALONE = {"libwayland-client.so.0", "libwayland-cursor.so.0"}
_OFFSCREEN = {
    "libGL.so.1",
    "libEGL.so.1",
    "libxkbcommon.so.0",
    "libglib-2.0.so.0",
    "libgthread-2.0.so.0",
    "libfontconfig.so.1",
    "libfreetype.so.6",
    "libdbus-1.so.3",
    "libX11.so.6",
}
_USED_BY = {
    "offscreen": _OFFSCREEN,
    "xcb": _PACKAGES.keys() - _WAYLAND_ALONE,
    "wayland": _OFFSCREEN | _WAYLAND_ALONE,
}


def display_problem() -> str | None:
    """What keeps the window from opening here and what works all the same, in one sentence; None if nothing does."""
    if not sys.platform.startswith("linux"):
        return None
    asked = _asked_platforms()
    if asked and not {"xcb", "wayland"} & set(asked):
        reason = _library_reason(asked[0])
    else:
        reason = _screen_reason(asked or ["wayland", "xcb"])
    return f"The window cannot open: {reason}; {_WITHOUT_DISPLAY}." if reason else None


def screenshot_problem() -> str | None:
    """What keeps a picture of the window from being made without a display, in one sentence; None if nothing does."""
    if not sys.platform.startswith("linux"):
        return None
    asked = _asked_platforms() or ["offscreen"]
    if {"xcb", "wayland"} & set(asked):
        reason, remedy = _screen_reason(asked), "unset QT_QPA_PLATFORM to make it without a display"
    else:
        reason, remedy = _library_reason(asked[0]), _WITHOUT_QT
    return f"The picture cannot be made: {reason}; {remedy}." if reason else None


def import_problem(error: ImportError) -> str | None:
    """Why the window's libraries could not be imported, in one sentence; None where the error is another's."""
    if isinstance(error, ModuleNotFoundError):
        package = (error.name or "").partition(".")[0]
        if package in ("PySide6", "shiboken6", "pyqtgraph", "numpy"):
            return f"The window needs {package}, which is not installed; install cnnviz again; {_WITHOUT_QT}."
        return None
    missing = _missing_library(str(error))
    return f"The window cannot open: {_missing_reason([missing])}; {_WITHOUT_QT}." if missing else None


def _asked_platforms() -> list[str]:
    """The names of Qt's platform plugins that the environment asks for, best first."""
    asked = os.environ.get("QT_QPA_PLATFORM", "")
    return [name for part in asked.split(";") if (name := part.partition(":")[0].strip())]


def _screen_reason(platforms: list[str]) -> str | None:
    """Why none of these platforms has a screen; None where one has."""
    reasons = {name: _reason(name) for name in platforms if name in ("xcb", "wayland")}
    if None in reasons.values():
        return None
    if "xcb" in reasons and (os.environ.get("DISPLAY") or not os.environ.get("WAYLAND_DISPLAY")):
        return reasons["xcb"]
    return reasons.get("wayland") or reasons["xcb"]


def _reason(platform: str) -> str | None:
    if platform == "xcb":
        if not os.environ.get("DISPLAY"):
            other = os.environ.get("WAYLAND_DISPLAY")
            return "DISPLAY is not set" if other else "there is no display, neither DISPLAY nor WAYLAND_DISPLAY is set"
        return _library_reason("xcb") or _x_reason()
    if not (os.environ.get("WAYLAND_DISPLAY") or os.environ.get("WAYLAND_SOCKET")):
        return "WAYLAND_DISPLAY is not set"
    return _library_reason("wayland") or _wayland_reason()


def _x_reason() -> str | None:
    """Why the X display does not answer, by connecting to it with the library that Qt connects with."""
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return None  # linked into Qt in some other way: leave it to Qt
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connect.argtypes = [ctypes.c_char_p, ctypes.c_void_p]
    xcb.xcb_connection_has_error.argtypes = xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(None, None)
    failed = xcb.xcb_connection_has_error(connection)
    xcb.xcb_disconnect(connection)
    return f"the display {os.environ['DISPLAY']!r} does not answer" if failed else None


def _wayland_reason() -> str | None:
    """Why the Wayland compositor does not answer, by connecting to its socket."""
    name = os.environ.get("WAYLAND_DISPLAY")
    if os.environ.get("WAYLAND_SOCKET") or not name:
        return None  # a socket handed over open
    path = Path(os.environ.get("XDG_RUNTIME_DIR", ""), name)
    with socket.socket(socket.AF_UNIX) as probe, suppress(OSError):
        probe.settimeout(2.0)
        probe.connect(str(path))
        return None
    return f"the Wayland display {name!r} does not answer"


def _library_reason(platform: str) -> str | None:
    """Why Qt's plugin for a platform cannot be loaded; None where it can, or where it is not where wheels have it."""
    package = find_spec("PySide6")
    folders = [Path(folder) for folder in (package.submodule_search_locations or [])] if package else []
    plugin = next((file for folder in folders if (file := _plugin(folder, platform)).is_file()), None)
    if plugin is None:
        return None
    try:
        ctypes.CDLL(str(plugin))
    except OSError as error:
        missing = _missing_library(str(error))
        if missing is None:
            return f"Qt cannot be loaded ({error})"
        others = [name for name in _USED_BY.get(platform, ()) if name != missing and not _can_be_loaded(name)]
        return _missing_reason(sorted([missing, *others]))
    return None


def _plugin(package: Path, platform: str) -> Path:
    return package / "Qt" / "plugins" / "platforms" / f"libq{platform}.so"


def _can_be_loaded(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _missing_library(message: str) -> str | None:
    """The library that the loader's message says it did not find."""
    library, found, _ = message.partition(": cannot open shared object file")
    return library if found else None


def _missing_reason(libraries: list[str]) -> str:
    packages = sorted({_PACKAGES[library] for library in libraries if library in _PACKAGES})
    remedy = f" (on Debian and Ubuntu: apt install {' '.join(packages)})" if packages else ""
    return f"the system lacks {', '.join(libraries)}{remedy}"
