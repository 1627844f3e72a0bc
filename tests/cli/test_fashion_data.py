"""Training on the clothes that ship with the program, by name, from the command line."""

import json

from cnnviz import cli

FEW = ("--train-per-class", "3", "--test-per-class", "2", "--epochs", "1", "--quiet")


def test_train_knows_fashion_by_name(capsys, tmp_path):
    run = tmp_path / "run"
    assert cli.main(["train", "--data", "fashion", "--classes", "7,9", *FEW, "--json", "--save", str(run)]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["experiment"]["data"] == "fashion"
    assert found["class_names"] == ["Sneaker", "Ankle boot"]
    assert cli.main(["evaluate", str(run)]) == 0
    shown = capsys.readouterr().out
    assert "Fashion-MNIST" in "".join(shown.splitlines())
    assert "Ankle boot" in shown


def test_help_names_what_ships(capsys):
    try:
        cli.main(["train", "--help"])
    except SystemExit as ended:
        assert ended.code == 0
    text = " ".join(capsys.readouterr().out.split())
    assert '"digits" (MNIST) or "fashion" (Fashion-MNIST)' in text


def test_a_name_that_is_neither_is_taken_for_a_folder(capsys):
    assert cli.main(["train", "--data", "fasion", *FEW]) == 2
    assert "fasion does not exist" in capsys.readouterr().err
