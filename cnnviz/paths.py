"""Where the files that ship with the program are, installed or run from a checkout.

A wheel carries `data/` and `resources/` inside the package (`_data`, `_resources`); an editable install or a
checkout keeps them at the top of the repository, so that is where we look next.
"""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def _shipped(name: str) -> Path:
    installed = _PACKAGE / f"_{name}"
    return installed if installed.is_dir() else _PACKAGE.parent / name


def data_folder() -> Path:
    """The folder of the bundled digits."""
    return _shipped("data")


def resources_folder() -> Path:
    """The folder of icons, themes and other files the window shows."""
    return _shipped("resources")
