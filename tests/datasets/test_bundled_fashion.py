import gzip
import hashlib
import re

import pytest

from cnnviz.datasets import BUNDLED_DATA, DatasetError, bundled, bundled_digits, bundled_fashion, read_data
from cnnviz.datasets.folder import FASHION_CLASS_NAMES
from cnnviz.paths import data_folder
from cnnviz.training import Experiment

FILES = ("t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz")


def test_are_ten_thousand_of_ten_named_classes():
    fashion = bundled_fashion()
    assert fashion.name == "Fashion-MNIST"
    assert (len(fashion), fashion.rows, fashion.columns) == (10_000, 28, 28)
    assert fashion.class_names == FASHION_CLASS_NAMES
    assert fashion.class_counts() == (1000,) * 10
    assert fashion.train_pool == fashion.test_pool == range(10_000)


def test_are_all_different_so_that_no_test_image_can_be_a_training_image():
    assert len(set(bundled_fashion().images)) == 10_000


def test_the_names_are_those_of_what_is_in_the_pictures():
    """Trousers are higher than wide and ankle boots reach the right edge: labels and names are not mixed up."""
    fashion = bundled_fashion()

    def mean(name, pixel):
        label = fashion.class_names.index(name)
        numbers = [number for number in range(len(fashion)) if fashion.label(number) == label]
        return sum(fashion.images[number][pixel] for number in numbers) / len(numbers)

    between_the_legs = 20 * 28 + 14
    assert mean("Trouser", between_the_legs) < 100 < mean("Pullover", between_the_legs)
    above_the_toes = 4 * 28 + 6
    assert mean("Ankle boot", above_the_toes) < 60 < mean("T-shirt/top", above_the_toes)


@pytest.mark.parametrize("name", FILES)
def test_are_the_files_the_readme_tells_of(name):
    packed = (data_folder() / "fashion" / name).read_bytes()
    readme = (data_folder() / "README.md").read_text(encoding="utf-8")
    row = next(line for line in readme.splitlines() if line.startswith(f"| `{name}`"))
    told = re.findall(r"[0-9a-f]{64}", row)
    assert told == [hashlib.sha256(packed).hexdigest(), hashlib.sha256(gzip.decompress(packed)).hexdigest()]


def test_come_with_their_licence():
    licence = (data_folder() / "fashion" / "LICENSE-fashion-mnist.txt").read_text(encoding="utf-8")
    assert "The MIT License" in licence
    assert "Zalando" in licence


def test_an_experiment_knows_them_by_name():
    assert set(BUNDLED_DATA) == {"digits", "fashion"}
    assert read_data("fashion") is bundled_fashion()
    assert read_data("digits") is bundled_digits()
    experiment = Experiment.preset("paper", data="fashion", classes=(7, 9), train_per_class=5, test_per_class=2)
    assert Experiment.from_json(experiment.to_json()) == experiment
    dataset = experiment.dataset()
    assert dataset is bundled_fashion()
    train, test = experiment.samples(dataset)
    assert [sample.label for sample in test].count(9) == 2
    assert not {sample.number for sample in train} & {sample.number for sample in test}


def test_a_folder_of_the_same_name_is_meant_by_its_path(tmp_path, monkeypatch, write_pair):
    folder = tmp_path / "fashion"
    folder.mkdir()
    write_pair(folder, "train", [0, 1, 2])
    monkeypatch.chdir(tmp_path)
    assert read_data("fashion") is bundled_fashion()
    assert len(read_data("./fashion")) == 3


def test_a_broken_installation_is_told_in_one_sentence(tmp_path, monkeypatch):
    monkeypatch.setattr(bundled, "data_folder", lambda: tmp_path)
    with pytest.raises(DatasetError, match=r"Fashion-MNIST ships with cnnviz but cannot be read; install .*"):
        bundled.bundled_fashion.__wrapped__()
