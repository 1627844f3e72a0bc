"""Small made-up data, so that a test shows all it depends on."""

import struct

import pytest

from cnnviz.datasets import Dataset, Images


def idx_file(magic, sizes, values):
    return struct.pack(f">{1 + len(sizes)}I", magic, *sizes) + values


@pytest.fixture
def images_file():
    """The bytes of an IDX file of three images of 2×4 pixels: 0, 1, 2, ..."""
    return idx_file(2051, (3, 2, 4), bytes(range(24)))


@pytest.fixture
def labels_file():
    """The bytes of an IDX file of the labels 2, 0, 1."""
    return idx_file(2049, (3,), bytes([2, 0, 1]))


@pytest.fixture
def write_pair():
    """Write an uncompressed pair of 2×2 images, filled with their own number, and the given labels."""

    def write(folder, part, labels, rows=2, columns=2, dot="-"):
        pixels = b"".join(bytes([number % 256]) * (rows * columns) for number in range(len(labels)))
        images = folder / f"{part}-images{dot}idx3-ubyte"
        images.write_bytes(idx_file(2051, (len(labels), rows, columns), pixels))
        (folder / f"{part}-labels{dot}idx1-ubyte").write_bytes(idx_file(2049, (len(labels),), bytes(labels)))

    return write


@pytest.fixture(scope="session")
def make_dataset():
    """A data set of 1×1 images from the labels of its training and, if they are separate, of its test images."""

    def make(train_labels, test_labels=None, classes=None):
        labels = bytes(train_labels) + bytes(test_labels or ())
        count = max(labels) + 1 if classes is None else classes
        shared = range(len(labels))
        return Dataset(
            name="made up",
            images=Images(bytes(number % 256 for number in range(len(labels))), 1, 1),
            labels=labels,
            rows=1,
            columns=1,
            class_names=tuple(map(str, range(count))),
            train_pool=shared if test_labels is None else range(len(train_labels)),
            test_pool=shared if test_labels is None else range(len(train_labels), len(labels)),
        )

    return make
