"""`cnnviz inspect`: an image through a saved run's network as pictures and tables, in a folder that is whole or not."""

import csv
import json
import subprocess
import sys

import pytest
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from cnnviz import cli
from cnnviz.datasets.preprocess import prepare
from cnnviz.datasets.recipe import WHOLE_FRAME
from cnnviz.training import Experiment, Session, write_run
from cnnviz.ui.maps import as_array, image_of, summarize
from cnnviz.ui.opened_image import read_picture
from cnnviz.ui.results import whole_folder
from cnnviz.ui.theme import load_theme


@pytest.fixture(scope="module")
def session():
    session = Session(Experiment.preset("paper", train_per_class=3, test_per_class=2, epochs=3))
    session.seek(20)
    return session


@pytest.fixture(scope="module")
def saved(session, tmp_path_factory):
    path = tmp_path_factory.mktemp("run") / "run.safetensors"
    write_run(path, session.saved())
    return path


@pytest.fixture
def ring(tmp_path):
    """A dark ring on light paper: a picture of a 0."""
    image = QImage(120, 160, QImage.Format.Format_RGB32)
    image.fill(QColor("#f0f0e8"))
    painter = QPainter(image)
    painter.setPen(QPen(QColor("#203060"), 14))
    painter.drawEllipse(30, 30, 60, 100)
    painter.end()
    path = tmp_path / "ring.png"
    assert image.save(str(path))
    return path


def inspected(capsys, *words):
    code = cli.main(["inspect", *map(str, words), "--json"])
    printed = capsys.readouterr()
    assert (code, printed.err) == (0, "")
    return json.loads(printed.out)


def refused(capsys, *words):
    assert cli.main(["inspect", *map(str, words)]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("cnnviz: ")
    assert printed.err.count("\n") == 1
    return printed.err


def table(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def unscaled(path, factor):
    """The picture with one pixel a number again, having checked that each number is a block of one colour."""
    image = QImage(str(path)).convertToFormat(QImage.Format.Format_RGB32)
    small = image.scaled(image.width() // factor, image.height() // factor)
    for y in range(small.height()):
        for x in range(small.width()):
            corners = {
                image.pixel(factor * x + dx, factor * y + dy) for dx in (0, factor - 1) for dy in (0, factor - 1)
            }
            assert corners == {small.pixel(x, y)}
    return small


def test_every_map_is_a_picture_in_the_windows_colours(capsys, saved, session, tmp_path):
    found = inspected(capsys, saved, "--index", 4, "--out", tmp_path / "out", "--scale", 3)
    sample = session.test_samples[4]
    trace = session.network.trace(sample.image, sample.target)
    names = {name for name in found["files"] if name.endswith(".png") and "gradient" not in name}
    assert names == {
        "input.png",
        "0-conv2d-1-filter-0.png",
        "1-relu-1-channel-0.png",
        "2-conv2d-2-filter-0.png",
        "3-relu-2-channel-0.png",
        "4-maxpool2d-channel-0.png",
        "5-flatten-units.png",
        "6-dense-1-units.png",
        "7-relu-3-units.png",
        "8-dense-2-units.png",
        "9-softmax-units.png",
    }
    values = as_array(trace.layers[2].output[0])
    expected = image_of(values, summarize(values).scale, load_theme("light"))
    assert unscaled(tmp_path / "out" / "2-conv2d-2-filter-0.png", 3) == expected
    gradient = as_array(trace.layers[4].output_gradient[0])
    expected = image_of(gradient, summarize(gradient).scale, load_theme("light"))
    assert unscaled(tmp_path / "out" / "4-maxpool2d-gradient-channel-0.png", 3) == expected


def test_every_number_is_in_a_table(capsys, saved, session, tmp_path):
    found = inspected(capsys, saved, "--index", 4, "--out", tmp_path / "out")
    sample = session.test_samples[4]
    trace = session.network.trace(sample.image, sample.target)
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == found["files"]
    rows = table(tmp_path / "out" / "2-conv2d-2-output.csv")
    assert rows[0][:3] == ["channel", "row", "column 0"]
    assert [[float(value) for value in row[2:]] for row in rows[1:]] == trace.layers[2].output[0]
    rows = table(tmp_path / "out" / "8-dense-2-weight-gradient.csv")
    assert [[float(value) for value in row[1:]] for row in rows[1:]] == trace.layers[8].parameter_gradients["weight"]
    for number, at in enumerate(trace.layers):
        written = [name for name in found["files"] if name.startswith(f"{number}-") and name.endswith("-output.csv")]
        assert len(written) == 1
        size = sum(len(row) for row in table(tmp_path / "out" / written[0])[1:])
        assert size >= at.output_shape.size
    head, *classes = table(tmp_path / "out" / "probabilities.csv")
    assert head == ["class", "logit", "probability", "predicted", "true"]
    assert [float(row[2]) for row in classes] == trace.probabilities == found["probabilities"]
    assert [row[0] for row in classes if row[4]] == [found["label"]] == [session.dataset.class_names[sample.label]]
    assert [row[0] for row in classes if row[3]] == [found["predicted"]]
    assert found["loss"] == trace.loss
    assert (found["part"], found["index"], found["steps"], found["image"]) == ("test", 4, 20, None)


def test_a_training_image_can_be_meant(capsys, saved, session, tmp_path):
    found = inspected(capsys, saved, "--index", 8, "--part", "train", "--out", tmp_path / "out")
    assert found["probabilities"] == session.network.predict(session.train_samples[8].image)


def test_a_picture_goes_the_way_of_the_windows_opened_images(capsys, saved, session, ring, tmp_path):
    out = tmp_path / "out"
    found = inspected(capsys, saved, "--image", ring, "--out", out)
    preparation = prepare(read_picture(ring))
    assert found["probabilities"] == session.network.predict(preparation.image)
    steps = [f"input-{n}-{name}.png" for n, name in enumerate(("picture", "ink", "crop", "scale", "centre"), start=1)]
    assert [
        name for name in found["files"] if name[:7] in ("input-1", "input-2", "input-3", "input-4", "input-5")
    ] == steps
    assert QImage(str(out / steps[4])).size() == QImage(str(out / "input.png")).size()
    assert [[float(value) for value in row[2:]] for row in table(out / "input.csv")[1:]] == preparation.image[0]
    summary = (out / "summary.txt").read_text(encoding="utf-8")
    assert preparation.steps[2].explanation in summary
    assert "no true class was given" in summary


def test_a_picture_for_clothes_fills_the_frame_as_they_do(capsys, ring, tmp_path):
    experiment = Experiment.preset("paper", data="fashion", train_per_class=3, test_per_class=2, epochs=3)
    session = Session(experiment)
    write_run(tmp_path / "clothes", session.saved())
    found = inspected(capsys, tmp_path / "clothes", "--image", ring, "--out", tmp_path / "out")
    preparation = prepare(read_picture(ring), recipe=WHOLE_FRAME)
    assert found["probabilities"] == session.network.predict(preparation.image)
    assert "input-2-figure.png" in found["files"]


def test_without_a_label_a_picture_has_no_gradients_and_no_loss(capsys, saved, ring, tmp_path):
    found = inspected(capsys, saved, "--image", ring, "--out", tmp_path / "out")
    assert (found["label"], found["loss"]) == (None, None)
    assert not [name for name in found["files"] if "gradient" in name]


@pytest.mark.parametrize("label", ["2", " 2 "])
def test_a_label_brings_the_gradients(capsys, saved, session, ring, tmp_path, label):
    found = inspected(capsys, saved, "--image", ring, "--out", tmp_path / "out", "--label", label)
    trace = session.network.trace(prepare(read_picture(ring)).image, 2)
    assert (found["label"], found["loss"]) == ("2", trace.loss)
    assert [name for name in found["files"] if name.endswith("-gradient.csv")]
    rows = table(tmp_path / "out" / "input-gradient.csv")
    assert [[float(value) for value in row[2:]] for row in rows[1:]] == trace.layers[0].input_gradient[0]


def test_names_of_classes_are_told_and_understood(capsys, tmp_path):
    experiment = Experiment.preset("ten-digits", data="fashion", classes=(7, 9), train_per_class=1, test_per_class=1)
    run = tmp_path / "run"
    write_run(run, Session(experiment).saved())
    for label in ("Ankle boot", "ankle BOOT", "9"):
        found = inspected(capsys, run, "--index", 0, "--out", tmp_path / "out", "--label", label, "--force")
        assert found["label"] == "Ankle boot"
    assert {f"3-conv2d-2-filter-{n}.png" for n in range(12)} <= set(found["files"])
    sentence = refused(capsys, run, "--index", 0, "--out", tmp_path / "other", "--label", "0")
    assert "--label '0' is no class of the run; it has Sneaker, Ankle boot" in sentence
    assert not (tmp_path / "other").exists()


def test_a_person_is_told_the_prediction_and_where_to_look(capsys, saved, ring, tmp_path):
    assert cli.main(["inspect", str(saved), "--image", str(ring), "--out", str(tmp_path / "out")]) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert f"{ring} is read as " in first
    assert second.endswith("summary.txt tells of them.")


def test_a_folder_that_is_not_empty_is_left_alone_unless_forced(capsys, saved, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    (out / "diary.txt").write_text("mine", encoding="utf-8")
    (out / "input.png").write_text("old", encoding="utf-8")
    assert "is not empty" in refused(capsys, saved, "--index", 0, "--out", out)
    assert {path.name for path in out.iterdir()} == {"diary.txt", "input.png"}
    found = inspected(capsys, saved, "--index", 0, "--out", out, "--force")
    assert {path.name for path in out.iterdir()} == {"diary.txt", *found["files"]}
    assert (out / "diary.txt").read_text(encoding="utf-8") == "mine"
    assert not QImage(str(out / "input.png")).isNull()


def test_an_empty_folder_is_filled(capsys, saved, tmp_path):
    (tmp_path / "out").mkdir()
    assert inspected(capsys, saved, "--index", 0, "--out", tmp_path / "out")["files"]
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_when_writing_fails_nothing_is_left(capsys, saved, tmp_path, monkeypatch):
    from cnnviz.ui.results import inspection

    def full(path, rows):
        raise OSError(28, "No space left on device", str(path))

    monkeypatch.setattr(inspection, "write_csv", full)
    assert "No space left on device" in refused(capsys, saved, "--index", 0, "--out", tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_in_the_way_of_a_file_stops_all_of_them(tmp_path):
    out = tmp_path / "out"
    (out / "b.txt").mkdir(parents=True)
    with (
        pytest.raises(FileExistsError, match=r"b\.txt is a folder"),
        whole_folder.whole_folder(out, into_filled=True) as made,
    ):
        for name in ("a.txt", "b.txt"):
            (made / name).write_text("new", encoding="utf-8")
    assert [path.name for path in out.iterdir()] == ["b.txt"]
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_what_cannot_be_done_is_told_in_one_sentence(capsys, saved, ring, tmp_path):
    out = tmp_path / "out"
    broken = tmp_path / "broken.png"
    broken.write_bytes(ring.read_bytes()[:-40])
    blank = tmp_path / "blank.png"
    paper = QImage(20, 20, QImage.Format.Format_RGB32)
    paper.fill(QColor("white"))
    assert paper.save(str(blank))
    for words, sentence in (
        ((saved, "--image", broken, "--out", out), "broken.png is damaged"),
        ((saved, "--image", blank, "--out", out), "The picture is empty"),
        ((saved, "--image", tmp_path / "no.png", "--out", out), "no.png does not exist"),
        ((saved, "--index", 6, "--out", out), "the run has the test images 0 to 5, not 6"),
        ((saved, "--index", -1, "--out", out), "the run has the test images 0 to 5, not -1"),
        ((saved, "--index", 9, "--part", "train", "--out", out), "the run has the training images 0 to 8, not 9"),
        ((saved, "--image", ring, "--part", "train", "--out", out), "--part says which images --index counts"),
        ((saved, "--index", 0, "--out", out, "--label", "7"), "--label '7' is no class of the run; it has 0, 1, 2"),
        ((saved, "--index", 0, "--out", ring), "ring.png is a file; give the name of a folder"),
        ((saved, "--index", 0, "--out", out / "a"), "out does not exist; create it or choose another place"),
        ((ring, "--index", 0, "--out", out), "ring.png is no run saved by cnnviz"),
    ):
        assert sentence in refused(capsys, *words)
        assert not out.exists()


@pytest.mark.parametrize("scale", ["0", "65", "-1", "1.5", "²"])
def test_a_wrong_scale_is_refused(capsys, saved, tmp_path, scale):
    with pytest.raises(SystemExit) as ended:
        cli.main(["inspect", str(saved), "--index", "0", "--out", str(tmp_path / "out"), "--scale", scale])
    assert ended.value.code == 2
    assert f"'{scale}' is no whole number from 1 to 64" in capsys.readouterr().err


def test_a_network_that_has_no_numbers_left_is_told(capsys, session, tmp_path):
    broken = Session.resume(session.saved())
    broken.set_parameter("8.bias", (0,), 1e308)
    broken.set_parameter("8.bias", (1,), 1e308)
    for place in range(32):
        broken.set_parameter("6.bias", (place,), 1e308)
    run = tmp_path / "run"
    write_run(run, broken.saved())
    found = inspected(capsys, run, "--index", 0, "--out", tmp_path / "out")
    assert found["predicted"] is None
    assert None in found["probabilities"]
    assert "no prediction" in (tmp_path / "out" / "summary.txt").read_text(encoding="utf-8")


def test_it_needs_no_display(saved, tmp_path, monkeypatch):
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    words = [sys.executable, "-m", "cnnviz", "inspect", str(saved), "--index", "0", "--out", str(tmp_path / "out")]
    done = subprocess.run(words, capture_output=True, text=True, encoding="utf-8", timeout=120)
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "out" / "summary.txt").is_file()
