import gzip
import os
import re
import struct
import tracemalloc
import zlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cnnviz.datasets import DatasetError, read_images, read_labels


@pytest.fixture
def refusal(tmp_path):
    """Read the given bytes as a file, expect a refusal, and return its sentence without the file's name."""

    def read(content, reader=read_images):
        path = tmp_path / "some-idx-file"
        path.write_bytes(content)
        with pytest.raises(DatasetError) as refused:
            reader(path)
        sentence = str(refused.value)
        assert str(path) in sentence
        assert "\n" not in sentence
        assert sentence.endswith(".")
        return sentence.replace(str(path), "FILE")

    return read


def with_byte(content, place, value):
    return content[:place] + bytes([value]) + content[place + 1 :]


def with_size(content, dimension, value):
    place = 4 + 4 * dimension
    return content[:place] + struct.pack(">I", value) + content[place + 4 :]


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzipped"])
@pytest.mark.parametrize("name", ["file", "file.gz"])
def test_reads_images_and_labels_gzipped_or_not_whatever_the_name(tmp_path, images_file, labels_file, pack, name):
    path = tmp_path / name
    path.write_bytes(pack(images_file))
    images = read_images(path)
    assert (len(images), images.rows, images.columns) == (3, 2, 4)
    assert list(images) == [bytes(range(8)), bytes(range(8, 16)), bytes(range(16, 24))]
    path.write_bytes(pack(labels_file))
    assert read_labels(str(path)) == bytes([2, 0, 1])


def test_reads_gzip_of_several_members(tmp_path, images_file):
    path = tmp_path / "images"
    path.write_bytes(gzip.compress(images_file[:9]) + gzip.compress(images_file[9:]))
    assert read_images(path)[2] == bytes(range(16, 24))


@pytest.mark.parametrize("place", [0, 1])
def test_refuses_wrong_first_bytes(refusal, images_file, place):
    assert "is not an IDX file: it starts with the bytes" in refusal(with_byte(images_file, place, 0x50))


def test_names_the_bytes_a_foreign_file_starts_with(refusal):
    assert "89 50 4e 47" in refusal(b"\x89PNG\r\n\x1a\n")


@pytest.mark.parametrize("kind", [0x00, 0x09, 0x0B, 0x0D, 0xFF])
def test_refuses_other_types_than_unsigned_bytes(refusal, images_file, kind):
    assert f"IDX type 0x{kind:02x}" in refusal(with_byte(images_file, 2, kind))


@pytest.mark.parametrize("dimensions", [0, 2, 4, 255])
def test_refuses_other_counts_of_dimensions(refusal, images_file, labels_file, dimensions):
    assert f"holds {dimensions}-dimensional values" in refusal(with_byte(images_file, 3, dimensions))
    assert f"holds {dimensions}-dimensional values" in refusal(with_byte(labels_file, 3, dimensions), read_labels)


def test_tells_labels_from_images(refusal, images_file, labels_file):
    assert "holds labels (magic number 2049), but images (magic number 2051)" in refusal(labels_file)
    assert "holds images (magic number 2051), but labels (magic number 2049)" in refusal(images_file, read_labels)


@pytest.mark.parametrize(
    ("dimension", "name"), [(0, "count"), (1, "number of rows"), (2, "number of columns")], ids=["n", "rows", "columns"]
)
def test_refuses_zero_in_each_dimension(refusal, images_file, dimension, name):
    assert f"has a {name} of 0" in refusal(with_size(images_file, dimension, 0))


@pytest.mark.parametrize("value", [513, 2**31, 2**32 - 1])
@pytest.mark.parametrize(("dimension", "name"), [(1, "number of rows"), (2, "number of columns")])
def test_refuses_absurd_sides(refusal, images_file, dimension, name, value):
    assert f"has a {name} of {value}; at most 512" in refusal(with_size(images_file, dimension, value))


def test_refuses_absurd_counts(refusal, images_file, labels_file):
    assert "has a count of 4294967295" in refusal(with_size(images_file, 0, 2**32 - 1))
    assert "has a count of 268435457" in refusal(with_size(labels_file, 0, 2**28 + 1), read_labels)


@pytest.mark.parametrize("dimension", [0, 1, 2])
@pytest.mark.parametrize("change", [-1, +1])
def test_refuses_a_dimension_that_is_one_off(refusal, images_file, dimension, change):
    size = (3, 2, 4)[dimension] + change
    expected = "holds more than the" if change < 0 else "but holds only 24"
    assert expected in refusal(with_size(images_file, dimension, size))


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzipped"])
def test_refuses_a_file_cut_off_anywhere(refusal, images_file, labels_file, pack):
    for content, reader in ((images_file, read_images), (labels_file, read_labels)):
        for length in range(len(content)):
            refusal(pack(content[:length]), reader)
    assert "ends within its header, after 9 of 16 bytes" in refusal(pack(images_file[:9]))
    assert "promises 24 bytes of data but holds only 23" in refusal(pack(images_file[:-1]))


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzipped"])
def test_refuses_bytes_after_the_data(refusal, images_file, labels_file, pack):
    assert "holds more than the 24 bytes" in refusal(pack(images_file + b"\0"))
    assert "holds more than the 3 bytes" in refusal(pack(labels_file + b"\0"), read_labels)


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzipped"])
def test_refuses_an_empty_file(refusal, pack):
    assert "FILE is empty; an IDX file of images is needed." in refusal(pack(b""))


def test_refuses_a_broken_gzip_header(refusal, images_file):
    packed = gzip.compress(images_file)
    assert "damaged gzip file (Unknown compression method)" in refusal(with_byte(packed, 2, 7))
    assert "not an IDX file" in refusal(with_byte(packed, 1, 0))


def test_refuses_a_broken_gzip_body(refusal, images_file):
    packed = gzip.compress(images_file, compresslevel=0)  # one stored block, whose length is there twice
    assert "is a damaged gzip file (Error -3" in refusal(with_byte(packed, 12, packed[12] ^ 0xFF))


def test_refuses_a_wrong_gzip_sum_and_a_wrong_gzip_length(refusal, images_file):
    packed = gzip.compress(images_file)
    assert "CRC check failed" in refusal(with_byte(packed, len(packed) - 8, packed[-8] ^ 1))
    assert "Incorrect length" in refusal(with_byte(packed, len(packed) - 4, packed[-4] ^ 1))


def test_refuses_a_gzip_file_cut_off_anywhere(refusal, images_file):
    packed = gzip.compress(images_file)
    for length in range(len(packed)):
        refusal(packed[:length])
    assert "is a damaged gzip file" in refusal(packed[:-1])


def test_refuses_rubbish_after_a_gzip_file(refusal, images_file):
    assert "is a damaged gzip file" in refusal(gzip.compress(images_file) + b"rubbish")


@pytest.mark.parametrize("reader", [read_images, read_labels])
def test_refuses_a_missing_file_and_a_folder(tmp_path, reader):
    with pytest.raises(DatasetError, match=re.escape(f"{tmp_path / 'absent'} does not exist")):
        reader(tmp_path / "absent")
    with pytest.raises(DatasetError, match=re.escape(f"{tmp_path} is a folder; give the IDX file")):
        reader(tmp_path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_does_not_wait_for_a_pipe(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(DatasetError, match="is not an ordinary file"):
        read_images(tmp_path / "pipe")


def peak_of_refusing(path, match):
    tracemalloc.start()
    try:
        with pytest.raises(DatasetError, match=match):
            read_images(path)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_a_decompression_bomb_takes_no_memory(tmp_path, images_file):
    packer = zlib.compressobj(wbits=31)
    zeros = bytes(1024 * 1024)
    packed = packer.compress(images_file) + b"".join(packer.compress(zeros) for _ in range(64)) + packer.flush()
    (tmp_path / "bomb.gz").write_bytes(packed)
    assert peak_of_refusing(tmp_path / "bomb.gz", "holds more than the 24 bytes") < 4 * 1024 * 1024


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzipped"])
def test_a_large_promise_takes_no_memory(tmp_path, images_file, pack):
    content = with_size(with_size(with_size(images_file, 0, 1024), 1, 512), 2, 512)
    (tmp_path / "promise").write_bytes(pack(content))
    assert (
        peak_of_refusing(tmp_path / "promise", "promises 268435456 bytes of data but holds only 24") < 4 * 1024 * 1024
    )


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), packed=st.booleans())
def test_any_damage_is_refused_or_harmless(tmp_path, images_file, data, packed):
    content = gzip.compress(images_file, mtime=0) if packed else images_file
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(content) - 1))
        content = with_byte(content, place, data.draw(st.integers(0, 255)))
    path = tmp_path / "damaged"
    path.write_bytes(content)
    try:
        images = read_images(path)
    except DatasetError as refused:
        assert str(path) in str(refused)
    else:
        assert len(images) * images.rows * images.columns == 24


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=64), reader=st.sampled_from([read_images, read_labels]))
def test_any_file_at_all_is_read_or_refused(tmp_path, content, reader):
    path = tmp_path / "anything"
    path.write_bytes(content)
    try:
        values = reader(path)
    except DatasetError as refused:
        assert str(path) in str(refused)
    else:
        assert len(values) >= 1
