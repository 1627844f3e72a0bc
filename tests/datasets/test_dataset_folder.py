import gzip
import shutil
from pathlib import Path

import pytest

from cnnviz.datasets import DatasetError, draw_split, read_folder
from cnnviz.paths import data_folder

FASHION_MNIST = Path("/usr/share/datasets/fashion-mnist")
FASHION_NAMES = (
    "T-shirt/top Trouser Pullover Dress Coat Sandal Shirt Sneaker Bag".replace(" ", "|") + "|Ankle boot"
).split("|")


def pack(folder):
    for path in list(folder.iterdir()):
        path.with_name(path.name + ".gz").write_bytes(gzip.compress(path.read_bytes()))
        path.unlink()


@pytest.mark.parametrize("dot", ["-", "."])
@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gzipped"])
def test_reads_training_images_and_then_test_images(tmp_path, write_pair, dot, packed):
    write_pair(tmp_path, "train", [0, 1, 2, 1], dot=dot)
    write_pair(tmp_path, "t10k", [2, 0], dot=dot)
    if packed:
        pack(tmp_path)
    dataset = read_folder(tmp_path)
    assert dataset.name == tmp_path.name
    assert dataset.labels == bytes([0, 1, 2, 1, 2, 0])
    assert [image[0] for image in dataset.images] == [0, 1, 2, 3, 0, 1]
    assert (dataset.rows, dataset.columns) == (2, 2)
    assert (dataset.train_pool, dataset.test_pool) == (range(4), range(4, 6))
    assert dataset.class_names == ("0", "1", "2")


@pytest.mark.parametrize("part", ["train", "t10k", "digits"])
def test_a_pair_alone_is_both_pools(tmp_path, write_pair, part):
    write_pair(tmp_path, part, [0, 1, 1], rows=3)
    dataset = read_folder(str(tmp_path))
    assert dataset.train_pool == dataset.test_pool == range(3)
    assert (dataset.rows, dataset.columns) == (3, 2)


def test_training_and_test_files_go_before_a_digits_pair(tmp_path, write_pair):
    write_pair(tmp_path, "digits", [0, 1, 2, 3])
    write_pair(tmp_path, "t10k", [0, 1])
    assert len(read_folder(tmp_path)) == 2


def test_passes_over_folders_that_have_the_name_of_a_file(tmp_path, write_pair):
    write_pair(tmp_path, "train", [0, 1], dot=".")
    (tmp_path / "train-images-idx3-ubyte").mkdir()
    (tmp_path / "class-names.txt").mkdir()
    assert len(read_folder(tmp_path)) == 2


def test_reads_the_bundled_digits_as_a_folder():
    dataset = read_folder(data_folder())
    assert len(dataset) == 10_000
    assert dataset.class_names == tuple("0123456789")


def test_takes_class_names_from_the_file(tmp_path, write_pair):
    folder = tmp_path / "fashion"
    folder.mkdir()
    write_pair(folder, "train", [0, 2, 1])
    (folder / "class-names.txt").write_bytes("\ufeffŽába\r\n  ice cream \nc\n\n".encode())
    assert read_folder(folder).class_names == ("Žába", "ice cream", "c")


def test_takes_class_names_that_have_no_image_yet(tmp_path, write_pair):
    write_pair(tmp_path, "train", [0, 1])
    (tmp_path / "class-names.txt").write_text("a\nb\nc\n", encoding="utf-8")
    dataset = read_folder(tmp_path)
    assert dataset.class_names == ("a", "b", "c")
    assert dataset.class_counts() == (1, 1, 0)


@pytest.mark.parametrize("name", ["fashion-mnist", "My-Fashion", "FashionMNIST/raw"])
def test_a_folder_of_fashion_gets_the_names_of_clothes(tmp_path, write_pair, name):
    folder = tmp_path / name
    folder.mkdir(parents=True)
    write_pair(folder, "train", [0, 9])
    dataset = read_folder(folder)
    assert list(dataset.class_names) == FASHION_NAMES
    assert dataset.name == name.removesuffix("/raw")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "names 0 classes; it must name 1 to 256"),
        (b"\n \n", "names 0 classes"),
        (b"a\n\nc\n", "Line 2 of .* is ''"),
        (b"a\nb\x1b[31m\nc\n", r"Line 2 of .* is 'b\\x1b\[31m'"),
        (b"a\nb\na\n", "Line 3 of .* repeats the name 'a'"),
        (b"a\nb\n\xff\n", r"is not UTF-8 text \(byte 4\)"),
        (b"a\nb\n", "an image with label 2, but .*class-names.txt has only 2 classes"),
        ("\n".join(map(str, range(257))).encode(), "names 257 classes"),
        (b"a" * 70_000, "is longer than 65536 bytes"),
    ],
)
def test_refuses_class_names_that_cannot_be_used(tmp_path, write_pair, content, sentence):
    write_pair(tmp_path, "train", [0, 2, 1])
    (tmp_path / "class-names.txt").write_bytes(content)
    with pytest.raises(DatasetError, match=sentence):
        read_folder(tmp_path)


def test_refuses_labels_beyond_the_classes(tmp_path, write_pair):
    folder = tmp_path / "fashion"
    folder.mkdir()
    write_pair(folder, "t10k", [0, 10])
    with pytest.raises(DatasetError, match="an image with label 10, but Fashion-MNIST has only 10 classes"):
        read_folder(folder)
    write_pair(tmp_path, "train", [0, 1])
    write_pair(tmp_path, "t10k", [0, 200])
    with pytest.raises(DatasetError, match=r"label 200, which is beyond 99; .* class-names\.txt"):
        read_folder(tmp_path)


@pytest.mark.parametrize(("labels", "part"), [([0, 1], "t10k"), ([0, 1, 2, 3], "train")])
def test_refuses_unequal_numbers_of_images_and_labels(tmp_path, write_pair, labels, part):
    write_pair(tmp_path, part, [0, 1, 2])
    (tmp_path / "other").mkdir()
    write_pair(tmp_path / "other", part, labels)
    shutil.copy(tmp_path / "other" / f"{part}-labels-idx1-ubyte", tmp_path)
    sentence = f"{part}-labels-idx1-ubyte holds {len(labels)} labels, but {part}-images-idx3-ubyte holds 3 images"
    with pytest.raises(DatasetError, match=sentence):
        read_folder(tmp_path)


def test_refuses_half_a_pair(tmp_path, write_pair):
    write_pair(tmp_path, "train", [0, 1])
    write_pair(tmp_path, "t10k", [0, 1])
    labels = tmp_path / "t10k-labels-idx1-ubyte"
    kept = labels.read_bytes()
    labels.unlink()
    with pytest.raises(DatasetError, match="t10k-images-idx3-ubyte has no labels beside it"):
        read_folder(tmp_path)
    labels.write_bytes(kept)
    (tmp_path / "train-images-idx3-ubyte").unlink()
    with pytest.raises(DatasetError, match="train-labels-idx1-ubyte has no images beside it"):
        read_folder(tmp_path)


def test_refuses_images_and_labels_in_each_others_place(tmp_path, write_pair):
    write_pair(tmp_path, "train", [0, 1])
    images, labels = tmp_path / "train-images-idx3-ubyte", tmp_path / "train-labels-idx1-ubyte"
    images.rename(tmp_path / "kept")
    labels.rename(images)
    (tmp_path / "kept").rename(labels)
    with pytest.raises(DatasetError, match="train-images-idx3-ubyte holds labels"):
        read_folder(tmp_path)


def test_refuses_training_and_test_images_of_different_size(tmp_path, write_pair):
    write_pair(tmp_path, "train", [0, 1], rows=2, columns=3)
    write_pair(tmp_path, "t10k", [0, 1], rows=3, columns=2)
    with pytest.raises(DatasetError, match="training images of 2×3 but test images of 3×2"):
        read_folder(tmp_path)


def test_refuses_what_is_not_a_folder_of_data(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(DatasetError, match="absent does not exist"):
        read_folder(tmp_path / "absent")
    with pytest.raises(DatasetError, match="file is not a folder"):
        read_folder(tmp_path / "file")
    with pytest.raises(DatasetError, match="holds no IDX files such as train-images-idx3-ubyte"):
        read_folder(tmp_path)
    with pytest.raises(DatasetError, match="cannot be read"):
        read_folder("a\0b")


@pytest.mark.skipif(
    not FASHION_MNIST.is_dir(), reason="Fashion-MNIST (Debian's dataset-fashion-mnist) is not installed"
)
def test_reads_fashion_mnist_as_published():
    dataset = read_folder(FASHION_MNIST)
    assert len(dataset) == 70_000
    assert (dataset.rows, dataset.columns) == (28, 28)
    assert (dataset.train_pool, dataset.test_pool) == (range(60_000), range(60_000, 70_000))
    assert dataset.class_counts() == (7000,) * 10
    assert dataset.class_names[dataset.label(0)] == "Ankle boot"
    split = draw_split(dataset, range(10), None, None, seed=0)
    assert sorted(split.train) == list(range(60_000))
    assert sorted(split.test) == list(range(60_000, 70_000))
