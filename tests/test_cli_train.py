"""`cnnviz train`: its findings, its options, its progress, and how it stops."""

import io
import json
import os
import signal
import subprocess
import sys
import threading
from math import isfinite

import pytest

from cnnviz import cli
from cnnviz.cli import answers as answers_module
from cnnviz.cli.progress import Bar, Lines, Progress, progress_on
from cnnviz.nn import SoftmaxCrossEntropy
from cnnviz.training import Experiment, Session, class_metrics, confusion_matrix, read_run

FEW = ("--train-per-class", "2", "--test-per-class", "2", "--epochs", "3")
FEW_EXPERIMENT = Experiment.preset("paper", train_per_class=2, test_per_class=2, epochs=3)


def strictly(text):
    """JSON as its standard has it: without NaN."""

    def refuse(constant):
        raise AssertionError(f"{constant} is no JSON")

    return json.loads(text, parse_constant=refuse)


def findings(capsys, *words):
    assert cli.main(["train", *words, "--json", "--quiet"]) == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    return strictly(printed.out)


def test_the_findings_are_those_of_the_finished_run(capsys):
    found = findings(capsys, *FEW)
    session = Session(FEW_EXPERIMENT)
    session.seek(session.total_steps)
    network, loss = session.network, SoftmaxCrossEntropy().loss
    trained = [(network.predict(sample.image), sample.target) for sample in session.train_samples]
    tested = [(network.predict(sample.image), sample.target) for sample in session.test_samples]

    assert found["loss"] == sum(loss(p, target) for p, target in trained) / 6
    assert found["train_accuracy"] == sum(p.index(max(p)) == target for p, target in trained) / 6
    assert found["test_loss"] == sum(loss(p, target) for p, target in tested) / 6
    confusion = confusion_matrix([target for _, target in tested], [p.index(max(p)) for p, _ in tested], 3)
    metrics = class_metrics(confusion)
    assert found["confusion"] == [list(row) for row in confusion]
    assert found["test_accuracy"] == metrics.accuracy
    for name in ("precision", "recall", "f1"):
        assert found[name]["per_class"] == [getattr(one, name) for one in metrics.classes]
        assert found[name]["weighted"] == getattr(metrics, name)
    assert found["support"] == [2, 2, 2]
    assert found["steps"] == 18
    assert found["seconds"] > 0
    assert found["evaluation_seconds"] > 0
    assert found["budget"] is None
    assert found["python"] == ".".join(map(str, sys.version_info[:3]))
    assert Experiment.from_json(found["experiment"]) == FEW_EXPERIMENT
    assert (found["classes"], found["class_names"], found["saved"]) == ([0, 1, 2], ["0", "1", "2"], None)
    assert [record["epoch"] for record in found["epochs"]] == [1, 2, 3]
    assert [record["train_loss"] for record in found["epochs"]] == [one.train_loss for one in session.history.epochs]
    assert found["epochs"][-1]["test_accuracy"] == found["test_accuracy"]


def test_the_same_words_find_the_same(capsys):
    first, second = findings(capsys, *FEW), findings(capsys, *FEW)
    for found in (first, second):
        del found["seconds"], found["evaluation_seconds"]
    assert first == second


def test_every_option_reaches_the_experiment(capsys):
    options = ["--preset", "ten-digits", "--seed", "4", "--epochs", "1", "--data", "digits", "--classes", "7,3"]
    options += ["--train-per-class", "3", "--test-per-class", "2", "--initializer", "xavier"]
    options += ["--learning-rate", "0.01", "--schedule", "constant", "--shift", "1", "--steps", "5"]
    found = findings(capsys, *options)
    assert Experiment.from_json(found["experiment"]) == Experiment.preset(
        "ten-digits",
        seed=4,
        epochs=1,
        classes=(7, 3),
        train_per_class=3,
        test_per_class=2,
        initializer="xavier",
        learning_rate=0.01,
        schedule="constant",
        shift=1,
        steps=5,
    )
    assert found["steps"] == 5
    assert found["epochs"] == []


def test_a_run_can_end_in_mid_epoch(capsys, tmp_path):
    found = findings(capsys, *FEW, "--steps", "8", "--save", str(tmp_path / "run"))
    assert found["steps"] == read_run(tmp_path / "run").position == 8
    assert [record["epoch"] for record in found["epochs"]] == [1]
    session = Session(FEW_EXPERIMENT.changed(steps=8))
    session.seek(8)
    loss = SoftmaxCrossEntropy().loss
    losses = [loss(session.network.predict(sample.image), sample.target) for sample in session.train_samples]
    assert found["loss"] == sum(losses) / len(losses)


def test_all_images_are_asked_for_by_all(monkeypatch):
    asked = []

    def refuse(experiment):
        asked.append(experiment)
        raise OSError("enough")

    monkeypatch.setattr("cnnviz.cli.train.Session", refuse)
    assert cli.main(["train", "--train-per-class", "all", "--test-per-class", "all"]) == 2
    assert (asked[0].train_per_class, asked[0].test_per_class) == (None, None)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--epochs", "0"), "epochs must be a whole number from 1 to 1000000, not 0"),
        (("--seed", "-1"), "the seed must be a whole number from 0"),
        (("--classes", "1"), "at least two different classes"),
        (("--classes", "1,12"), "no class 12; choose from 0 to 9"),
        (("--learning-rate", "nan"), "the learning rate must be a number from 0 up, not nan"),
        (("--train-per-class", "5000"), "has only"),
        (("--train-per-class", "all"), "or for neither"),
        (("--data", "no such folder"), "no such folder does not exist"),
        (("--save-interrupted",), "--save-interrupted needs --save"),
        (("--save", "."), ". is a folder"),
        (("--save", "no such folder/run"), "the folder no such folder does not exist"),
    ],
)
def test_what_cannot_be_trained_is_refused_in_one_sentence(capsys, words, sentence):
    assert cli.main(["train", *words]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert sentence in printed.err
    assert printed.err.startswith("cnnviz: ")
    assert printed.err.endswith(".\n")
    assert printed.err.count("\n") == 1


@pytest.mark.parametrize("words", [("--classes", "0;1"), ("--train-per-class", "few"), ("--learning-rate", "fast")])
def test_words_that_are_no_numbers_are_argparses_matter(capsys, words):
    with pytest.raises(SystemExit) as ended:
        cli.main(["train", *words])
    assert ended.value.code == 2
    assert repr(words[1]) in capsys.readouterr().err


def test_what_is_not_a_number_is_null(capsys):
    found = findings(capsys, *FEW, "--learning-rate", "1e200")
    assert found["loss"] is None
    assert found["epochs"][-1]["train_loss"] is None
    assert 0 <= found["train_accuracy"] <= 1


def test_the_run_is_saved(capsys, tmp_path):
    path = tmp_path / "run.safetensors"
    found = findings(capsys, *FEW, "--save", str(path))
    assert found["saved"] == str(path)
    run = read_run(path)
    session = Session(FEW_EXPERIMENT)
    session.evaluate()
    session.seek(18)
    assert run == session.saved()


def test_a_run_that_diverged_is_saved(capsys, tmp_path):
    path = tmp_path / "run.safetensors"
    assert findings(capsys, *FEW, "--learning-rate", "1e200", "--save", str(path))["saved"] == str(path)
    session = Session.resume(read_run(path))
    assert not isfinite(session.history.losses[-1])
    session.seek(0)
    assert session.network.state() == Session(FEW_EXPERIMENT).network.state()


def test_a_run_that_cannot_be_saved_is_reported_all_the_same(capsys, tmp_path, monkeypatch):
    def full(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    path = tmp_path / "run.safetensors"
    assert cli.main(["train", *FEW, "--json", "--quiet", "--save", str(path)]) == 2
    printed = capsys.readouterr()
    assert strictly(printed.out)["saved"] is None
    assert "cannot be written (No space left on device)" in printed.err
    assert list(tmp_path.iterdir()) == []


def test_a_person_gets_tables(capsys):
    assert cli.main(["train", *FEW, "--quiet"]) == 0
    text = capsys.readouterr().out
    assert text.startswith("paper, seed 0: 18 steps in ")
    for word in ("training", "test", "true class", "precision", "recall", "F1", "weighted"):
        assert word in text


def test_class_names_are_printed_as_they_are(capsys, monkeypatch):
    from cnnviz.cli.answers import Answers
    from cnnviz.cli.report import print_answers

    print_answers({"test": Answers(0.5, (0, 1), (0, 0), 2)}, ["[red]shoe", ":shirt:"])
    text = capsys.readouterr().out
    assert "[red]shoe" in text
    assert ":shirt:" in text


def test_where_nobody_watches_there_is_a_line_an_epoch(capsys):
    assert cli.main(["train", *FEW, "--json"]) == 0
    printed = capsys.readouterr()
    lines = printed.err.splitlines()
    assert [line.partition(":")[0] for line in lines] == ["epoch 1 of 3", "epoch 2 of 3", "epoch 3 of 3"]
    last = strictly(printed.out)["epochs"][-1]
    assert lines[-1] == (
        f"epoch 3 of 3: loss {last['train_loss']:.4f}, accuracy {last['train_accuracy']:.1%}, "
        f"test {last['test_accuracy']:.1%}"
    )


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_on_a_terminal_there_is_a_bar(capsys, monkeypatch):
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setattr("cnnviz.cli.progress._EVERY", 0.0)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "100")
    assert cli.main(["train", *FEW, "--json"]) == 0
    drawn = terminal.getvalue()
    assert "94%" in drawn
    assert "17/18" in drawn
    assert "steps, loss " in drawn
    assert "left" in drawn
    assert "12/12" in drawn
    assert "images evaluated" in drawn
    accuracy = sum(epoch["train_accuracy"] for epoch in strictly(capsys.readouterr().out)["epochs"]) / 3
    assert f"accuracy {accuracy:.1%}" in drawn


def test_the_progress_suits_the_stream():
    for stream, quiet, kind in (
        (io.StringIO(), True, Progress),
        (Terminal(), True, Progress),
        (io.StringIO(), False, Lines),
        (Terminal(), False, Bar),
    ):
        with progress_on(stream, quiet) as progress:
            assert type(progress) is kind


@pytest.fixture
def ctrl_c_at_step(monkeypatch):
    """Arranges for Ctrl-C to be pressed, once, while a step of the run is computed."""

    def arrange(step):
        advance, waiting = Session.advance, [step]

        def pressed(self, is_seen=True):
            if self.position in waiting:
                waiting.clear()
                signal.raise_signal(signal.SIGINT)
            return advance(self, is_seen)

        monkeypatch.setattr(Session, "advance", pressed)

    before = signal.getsignal(signal.SIGINT)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    yield arrange
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler, "the handler was not put back"
    signal.signal(signal.SIGINT, before)


def test_ctrl_c_stops_between_two_steps_and_saves_nothing(capsys, tmp_path, ctrl_c_at_step):
    ctrl_c_at_step(7)
    assert cli.main(["train", *FEW, "--json", "--quiet", "--save", str(tmp_path / "run")]) == 130
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err == "cnnviz: stopped after step 8 of 18; nothing was saved.\n"
    assert list(tmp_path.iterdir()) == []


def test_ctrl_c_saves_the_run_so_far_where_that_is_asked_for(capsys, tmp_path, ctrl_c_at_step):
    ctrl_c_at_step(7)
    path = tmp_path / "run"
    assert cli.main(["train", *FEW, "--quiet", "--save", str(path), "--save-interrupted"]) == 130
    assert capsys.readouterr().err == f"cnnviz: stopped after step 8 of 18; the run so far is in {path}.\n"
    resumed = Session.resume(read_run(path))
    whole = Session(FEW_EXPERIMENT)
    for session in (resumed, whole):
        session.seek(18)
    assert resumed.network.parameters() == whole.network.parameters()


def test_ctrl_c_stops_the_last_evaluation_too(capsys, tmp_path, monkeypatch, ctrl_c_at_step):
    def pressed(*arguments):
        if not interrupted:
            signal.raise_signal(signal.SIGINT)
        interrupted.append(answers_module.answers(*arguments))
        return interrupted[-1]

    interrupted = []
    monkeypatch.setattr("cnnviz.cli.train.answers", pressed)
    assert cli.main(["train", *FEW, "--json", "--quiet", "--save", str(tmp_path / "run")]) == 130
    assert set(interrupted) == {None}
    printed = capsys.readouterr()
    assert (printed.out, printed.err) == ("", "cnnviz: stopped after step 18 of 18; nothing was saved.\n")
    assert list(tmp_path.iterdir()) == []


def test_a_second_ctrl_c_does_not_wait(capsys, monkeypatch, ctrl_c_at_step):
    def pressed(self, is_seen=True):
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)
        raise AssertionError("not interrupted")

    monkeypatch.setattr(Session, "advance", pressed)
    assert cli.main(["train", *FEW, "--quiet"]) == 130
    assert capsys.readouterr().err == "cnnviz: stopped.\n"


def test_training_needs_not_be_in_the_main_thread(capsys):
    codes = []
    thread = threading.Thread(target=lambda: codes.append(cli.main(["train", *FEW, "--json", "--quiet"])))
    thread.start()
    thread.join(60)
    assert codes == [0]


@pytest.mark.skipif(os.name == "nt", reason="Ctrl-C is sent in another way there")
def test_a_real_ctrl_c(tmp_path):
    path = tmp_path / "run"
    words = [*FEW[:4], "--epochs", "1000000", "--json", "--save", str(path), "--save-interrupted"]
    process = subprocess.Popen(
        [sys.executable, "-m", "cnnviz", "train", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    try:
        for line in process.stderr:
            if line.startswith("epoch 2 "):
                break
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    finally:
        process.kill()
        process.wait()
    assert (process.returncode, out) == (130, "")
    assert f"the run so far is in {path}." in err
    assert read_run(path).position >= 12


def test_a_whole_run_in_a_process_of_its_own():
    done = subprocess.run(
        [sys.executable, "-m", "cnnviz", "train", *FEW, "--json"], capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0
    assert strictly(done.stdout)["steps"] == 18
    assert len(done.stderr.splitlines()) == 3
