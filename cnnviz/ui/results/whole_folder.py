"""A folder of files that appears whole or not at all."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def check_folder(folder: Path, into_filled: bool) -> None:
    """Refuse a folder that could not be filled, before the work; `into_filled`: it may hold files already.

    Raises FileExistsError or FileNotFoundError with one sentence.
    """
    if folder.exists() and not folder.is_dir():
        raise FileExistsError(f"{folder} is a file; give the name of a folder")
    if not folder.absolute().parent.is_dir():
        raise FileNotFoundError(
            f"the folder {folder.absolute().parent} does not exist; create it or choose another place"
        )
    if folder.is_dir() and not into_filled and any(folder.iterdir()):
        raise FileExistsError(
            f"{folder} is not empty; give a new folder, or --force to write over the files of the same names in it"
        )


@contextmanager
def whole_folder(folder: Path, into_filled: bool = False) -> Iterator[Path]:
    """A new folder to write files into, which becomes `folder` at the end; after an error it is gone.

    With `into_filled` a folder that holds files gets the new ones beside its own; those of the same names are
    replaced. Raises what `check_folder` raises, and OSError.
    """
    folder = folder.absolute()
    check_folder(folder, into_filled)
    temporary = folder.with_name(f".{folder.name}.{os.getpid()}.part")
    temporary.mkdir()
    try:
        yield temporary
        _move(temporary, folder)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _move(temporary: Path, folder: Path) -> None:
    if not folder.exists() or not any(folder.iterdir()):
        if folder.exists():
            folder.rmdir()
        temporary.replace(folder)
        return
    files = sorted(temporary.iterdir())
    for file in files:
        if (folder / file.name).is_dir():
            raise FileExistsError(f"{folder / file.name} is a folder, and a file of that name is to be written there")
    for file in files:
        file.replace(folder / file.name)
