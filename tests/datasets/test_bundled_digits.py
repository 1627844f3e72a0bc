import gzip
import hashlib
import re

import pytest

from cnnviz.datasets import bundled_digits
from cnnviz.paths import data_folder

COUNTS = (1001, 1127, 991, 1032, 980, 863, 1014, 1070, 944, 978)
UNPACKED_SUMS = {
    "digits-images-idx3-ubyte.gz": "4e3355b0dd14bc12e53353f1d2789806361e6ef7350c92a8c5e778a74ea77696",
    "digits-labels-idx1-ubyte.gz": "364de413ea4102745aa4d08a168e3501716cb789ace0f8b3033481882a00e25f",
}


def test_are_ten_thousand_of_the_known_classes():
    digits = bundled_digits()
    assert digits.name == "MNIST digits"
    assert len(digits) == 10_000
    assert (digits.rows, digits.columns) == (28, 28)
    assert digits.class_names == tuple("0123456789")
    assert digits.class_counts() == COUNTS
    assert digits.train_pool == digits.test_pool == range(10_000)


def test_are_ordered_by_class():
    assert bundled_digits().labels == b"".join(bytes([digit]) * count for digit, count in enumerate(COUNTS))


def test_are_all_different_so_that_no_test_image_can_be_a_training_image():
    assert len(set(bundled_digits().images)) == 10_000


def test_are_drawn_in_ink_on_an_empty_background():
    pixels = bundled_digits().images.pixels
    assert (min(pixels), max(pixels)) == (0, 255)
    assert 0.80 < pixels.count(0) / len(pixels) < 0.82
    assert all(any(image) for image in bundled_digits().images)


def test_are_read_once():
    assert bundled_digits() is bundled_digits()


@pytest.mark.parametrize("name", UNPACKED_SUMS)
def test_are_the_files_the_readme_tells_of(name):
    packed = (data_folder() / name).read_bytes()
    readme = (data_folder() / "README.md").read_text(encoding="utf-8")
    row = next(line for line in readme.splitlines() if line.startswith(f"| `{name}`"))
    told = re.findall(r"[0-9a-f]{64}", row)
    assert told == [hashlib.sha256(packed).hexdigest(), UNPACKED_SUMS[name]]
    assert hashlib.sha256(gzip.decompress(packed)).hexdigest() == UNPACKED_SUMS[name]


def test_come_with_their_licence():
    licence = (data_folder() / "LICENSE-mnist.txt").read_text(encoding="utf-8")
    assert "The MIT License" in licence
    assert "Juan Cazala" in licence
