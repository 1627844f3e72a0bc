import gzip
import os
import struct

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cnnviz.datasets import DatasetError, Images, read_images, read_labels, write_images, write_labels

NAMES = st.sampled_from(["some-idx3-ubyte", "some-idx3-ubyte.gz"])


@st.composite
def any_images(draw):
    count, rows, columns = (draw(st.integers(1, 7)) for _ in range(3))
    size = count * rows * columns
    return Images(draw(st.binary(min_size=size, max_size=size)), rows, columns)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(images=any_images(), name=NAMES)
def test_images_come_back_as_written(tmp_path, images, name):
    write_images(tmp_path / name, images)
    assert read_images(tmp_path / name) == images


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(labels=st.binary(min_size=1, max_size=300), name=NAMES)
def test_labels_come_back_as_written(tmp_path, labels, name):
    write_labels(tmp_path / name, labels)
    assert read_labels(tmp_path / name) == labels


def test_writes_the_bytes_the_format_prescribes(tmp_path, images_file, labels_file):
    write_images(tmp_path / "images", Images(bytes(range(24)), 2, 4))
    write_labels(tmp_path / "labels", bytes([2, 0, 1]))
    assert (tmp_path / "images").read_bytes() == images_file
    assert (tmp_path / "labels").read_bytes() == labels_file


def test_gzip_header_holds_neither_name_nor_time(tmp_path):
    write_labels(tmp_path / "labels.gz", b"\1\2")
    packed = (tmp_path / "labels.gz").read_bytes()
    assert packed[:2] == b"\x1f\x8b"
    assert packed[3] == 0, "no flag: no name, no comment"
    assert packed[4:8] == b"\0\0\0\0", "no time"
    assert packed[9] == 255, "no operating system"
    assert gzip.decompress(packed) == struct.pack(">2I", 2049, 2) + b"\1\2"


def test_replaces_a_file_and_leaves_nothing_else_behind(tmp_path):
    path = tmp_path / "labels"
    path.write_bytes(b"old")
    write_labels(path, b"\5")
    assert read_labels(path) == b"\5"
    assert [entry.name for entry in tmp_path.iterdir()] == ["labels"]


def test_a_failed_write_leaves_the_old_file_whole(tmp_path, monkeypatch):
    path = tmp_path / "labels"
    path.write_bytes(b"old")

    def no_space(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", no_space)
    with pytest.raises(DatasetError, match=r"labels cannot be written \(No space left on device\)"):
        write_labels(path, b"\5")
    assert path.read_bytes() == b"old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["labels"]


def test_refuses_a_folder_that_is_not_there(tmp_path):
    with pytest.raises(DatasetError, match="cannot be written"):
        write_labels(tmp_path / "absent" / "labels", b"\5")
    assert list(tmp_path.iterdir()) == []


def test_refuses_to_write_what_it_would_not_read(tmp_path):
    with pytest.raises(DatasetError, match="has a count of 0"):
        write_labels(tmp_path / "labels", b"")
    with pytest.raises(DatasetError, match="has a count of 0"):
        write_images(tmp_path / "images", Images(b"", 2, 2))
    with pytest.raises(DatasetError, match="has a number of columns of 513"):
        write_images(tmp_path / "images", Images(bytes(513), 1, 513))
    assert list(tmp_path.iterdir()) == []
