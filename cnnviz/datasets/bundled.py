"""The data sets that ship with cnnviz, by the names that an experiment and the command line know them by."""

import functools
from dataclasses import replace
from pathlib import Path
from typing import Final

from cnnviz.datasets.dataset import Dataset
from cnnviz.datasets.errors import DatasetError
from cnnviz.datasets.folder import read_folder
from cnnviz.paths import data_folder

DIGITS: Final = "digits"
FASHION: Final = "fashion"


@functools.cache
def bundled_digits() -> Dataset:
    """The first 10,000 digits of MNIST's training set, 28×28, ordered by class; read once, then remembered.

    Raises DatasetError where the files are not as they were shipped.
    """
    return _shipped(data_folder(), "MNIST digits")


@functools.cache
def bundled_fashion() -> Dataset:
    """The 10,000 test images of Fashion-MNIST, 28×28, 1,000 a class; read once, then remembered.

    Raises DatasetError where the files are not as they were shipped.
    """
    return _shipped(data_folder() / FASHION, "Fashion-MNIST")


BUNDLED_DATA: Final = {DIGITS: bundled_digits, FASHION: bundled_fashion}
"""What reads each data set that ships with the program, by its name."""


def read_data(data: str) -> Dataset:
    """The data set of an experiment: "digits" or "fashion", which ship with the program, or else a folder of IDX files.

    A folder that is called like one of them is meant by `./fashion`. Raises DatasetError where it cannot be read.
    """
    return BUNDLED_DATA[data]() if data in BUNDLED_DATA else read_folder(data)


def _shipped(folder: Path, name: str) -> Dataset:
    try:
        return replace(read_folder(folder), name=name)
    except DatasetError as error:
        raise DatasetError(f"{name} ships with cnnviz but cannot be read; install cnnviz again ({error}).") from error
