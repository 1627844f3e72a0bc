"""Tables as CSV files, written whole or not at all."""

import csv
import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from cnnviz.nn import Trace
from cnnviz.ui.inspector.step_tables import step_tables


def write_csv(path: Path, rows: Sequence[Sequence[str]]) -> None:
    """Write rows as a CSV file (commas, UTF-8 with the mark by which spreadsheets know it); OSError where that fails.

    What was at the path before stays as it is unless all is written.
    """
    temporary = path.with_name(f".{path.name}.part")
    try:
        _write(temporary, rows)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def write_step(folder: Path, trace: Trace) -> list[Path]:
    """Write every tensor of a step as a CSV file into a new folder, and return the files.

    Raises FileExistsError where the folder holds something already, and OSError where it cannot be written; then
    nothing is left behind.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FileExistsError(f"{folder} is not empty: choose a new folder, so that nothing in it is lost")
    temporary = folder.with_name(f".{folder.name}.{os.getpid()}.part")
    temporary.mkdir(parents=True)
    try:
        for name, rows in step_tables(trace).items():
            _write(temporary / f"{name}.csv", rows)
        if folder.exists():
            folder.rmdir()
        temporary.replace(folder)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return sorted(folder.iterdir())


def _write(path: Path, rows: Sequence[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows)
