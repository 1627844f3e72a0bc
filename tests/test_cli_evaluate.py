"""`cnnviz evaluate`: a saved run on its own test images and on a folder's."""

import json

import pytest

from cnnviz import cli
from cnnviz.datasets import Images, bundled_digits, write_images, write_labels
from cnnviz.training import Experiment, Session, read_run, write_run

EXPERIMENT = Experiment.preset("paper", train_per_class=3, test_per_class=2, epochs=3)


@pytest.fixture(scope="module")
def session():
    session = Session(EXPERIMENT)
    session.seek(session.total_steps)
    return session


@pytest.fixture
def saved(session, tmp_path):
    path = tmp_path / "run.safetensors"
    write_run(path, session.saved())
    return path


def evaluated(capsys, *words):
    code = cli.main(["evaluate", *map(str, words), "--json"])
    printed = capsys.readouterr()
    assert (code, printed.err) == (0, "")
    return json.loads(printed.out)


def refused(capsys, *words):
    assert cli.main(["evaluate", *map(str, words)]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("cnnviz: ")
    assert printed.err.count("\n") == 1
    return printed.err


def a_folder(path, numbers, side=28, part="t10k"):
    """A folder of IDX files with bundled digits, cut to `side` pixels."""
    digits = bundled_digits()
    path.mkdir()
    cut = b"".join(digits.images[number][row * 28 : row * 28 + side] for number in numbers for row in range(side))
    write_images(path / f"{part}-images-idx3-ubyte.gz", Images(cut, side, side))
    write_labels(path / f"{part}-labels-idx1-ubyte.gz", bytes(digits.label(number) for number in numbers))
    return path


def numbers_of(*classes, each=3):
    digits = bundled_digits()
    return [[n for n in range(len(digits)) if digits.label(n) == c][place] for c in classes for place in range(each)]


def test_on_its_own_test_images_it_is_as_good_as_at_the_end_of_its_training(capsys, saved, session):
    found = evaluated(capsys, saved)
    evaluation = session.history.evaluations[3]
    assert found["test_accuracy"] == evaluation.accuracy
    assert found["test_loss"] == evaluation.loss
    assert (found["steps"], found["images"], found["data"]) == (27, 6, "digits")
    assert found["support"] == [2, 2, 2]
    assert sum(found["confusion"][n][n] for n in range(3)) == round(6 * evaluation.accuracy)
    assert found["recall"]["weighted"] == pytest.approx(evaluation.accuracy)
    assert Experiment.from_json(found["experiment"]) == EXPERIMENT
    assert found["python"] == read_run(saved).python
    assert found["file"] == str(saved)


def test_on_a_folder_it_takes_every_test_image_of_its_classes(capsys, saved, session, tmp_path):
    folder = a_folder(tmp_path / "other", numbers_of(0, 1, 2, 7, each=4))
    found = evaluated(capsys, saved, "--data", folder)
    assert (found["images"], found["support"], found["data"]) == (12, [4, 4, 4], str(folder))
    digits = bundled_digits()
    for row, label in zip(found["confusion"], (0, 1, 2), strict=True):
        answers = [0, 0, 0]
        for number in numbers_of(label, each=4):
            image = [[level / 255 for level in digits.images[number][28 * r : 28 * r + 28]] for r in range(28)]
            probabilities = session.network.predict([image])
            answers[probabilities.index(max(probabilities))] += 1
        assert row == answers


def test_of_a_folder_with_both_parts_the_test_images_count(capsys, saved, tmp_path):
    folder = a_folder(tmp_path / "train", numbers_of(0, 1, 2, each=5), part="train")
    test = a_folder(tmp_path / "test", numbers_of(0, 1, 2, each=2))
    for file in test.iterdir():
        file.rename(folder / file.name)
    assert evaluated(capsys, saved, "--data", folder)["images"] == 6


def test_a_run_that_diverged_is_evaluated(capsys, tmp_path):
    session = Session(EXPERIMENT.changed(learning_rate=1e200))
    session.seek(4)
    write_run(tmp_path / "run", session.saved())
    folder = a_folder(tmp_path / "other", numbers_of(0, 1, 2, each=1))
    for words in (), ("--data", folder):
        assert evaluated(capsys, tmp_path / "run", *words)["test_loss"] is None


def test_a_person_gets_tables(capsys, saved):
    assert cli.main(["evaluate", str(saved)]) == 0
    text = "".join(capsys.readouterr().out.split())  # where its lines break depends on how long the file's name is
    for words in ("run.safetensors, after 27 steps, on MNIST digits", "true class", "weighted"):
        assert words.replace(" ", "") in text


def test_a_folder_with_fewer_classes_is_refused(capsys, saved, tmp_path):
    folder = a_folder(tmp_path / "two", numbers_of(0, 1))
    assert "two has the classes 0 to 1, but the network of" in refused(capsys, saved, "--data", folder)


def test_a_folder_without_images_of_the_classes_is_refused(capsys, saved, tmp_path):
    folder = a_folder(tmp_path / "others", numbers_of(5, 9))
    assert "others has no test image of the classes 0, 1, 2" in refused(capsys, saved, "--data", folder)


@pytest.mark.parametrize("side", [20, 2])
def test_a_folder_of_smaller_images_is_refused(capsys, saved, tmp_path, side):
    folder = a_folder(tmp_path / "small", numbers_of(0, 1, 2), side=side)
    sentence = refused(capsys, saved, "--data", folder)
    assert f"small has images of {side}×{side}, which the network of {saved} cannot read" in sentence


def test_a_folder_that_is_none_is_refused(capsys, saved, tmp_path):
    assert "does not exist" in refused(capsys, saved, "--data", tmp_path / "nowhere")


@pytest.mark.parametrize("content", [b"", b"a letter", bytes(1000)])
def test_a_file_that_is_no_saved_run_is_refused(capsys, tmp_path, content):
    path = tmp_path / "letter.txt"
    path.write_bytes(content)
    assert f"{path} is no run saved by cnnviz" in refused(capsys, path)


def test_a_missing_file_is_refused(capsys, tmp_path):
    assert "does not exist" in refused(capsys, tmp_path / "nothing")


def test_a_run_whose_data_is_gone_is_refused_but_can_be_tried_on_another_folder(capsys, tmp_path):
    folder = a_folder(tmp_path / "data", numbers_of(0, 1, 2, each=6))
    experiment = EXPERIMENT.changed(data=str(folder))
    session = Session(experiment)
    session.seek(4)
    path = tmp_path / "run"
    write_run(path, session.saved())
    folder.rename(tmp_path / "moved")
    assert "data does not exist" in refused(capsys, path)
    found = evaluated(capsys, path, "--data", tmp_path / "moved")
    assert (found["images"], found["steps"]) == (18, 4)


def test_a_run_that_no_longer_fits_its_data_is_refused_by_name(capsys, tmp_path):
    folder = a_folder(tmp_path / "data", numbers_of(0, 1, 2, each=6))
    session = Session(EXPERIMENT.changed(data=str(folder)))
    session.seek(4)
    path = tmp_path / "run"
    write_run(path, session.saved())
    for file in folder.iterdir():
        file.unlink()
    folder.rmdir()
    a_folder(folder, numbers_of(0, 1, 2, each=6), side=20)
    assert f"{path} cannot be taken up" in refused(capsys, path)
