"""The command line as a whole: which command is meant, how errors end, and how little each command loads."""

import os
import subprocess
import sys

import pytest

import cnnviz
from cnnviz import cli
from cnnviz.cli import window
from cnnviz.cli.commands import COMMANDS


def in_a_process(*words, **options):
    return subprocess.run(
        [sys.executable, "-m", "cnnviz", *words],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        **options,
    )


def test_the_version(capsys):
    with pytest.raises(SystemExit) as ended:
        cli.main(["--version"])
    assert ended.value.code == 0
    assert capsys.readouterr().out == f"cnnviz {cnnviz.__version__}\n"


def test_help_names_every_command(capsys):
    with pytest.raises(SystemExit) as ended:
        cli.main(["--help"])
    assert ended.value.code == 0
    text = capsys.readouterr().out
    assert all(f"  {name} " in text and what in text for name, what in COMMANDS.items())


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command, capsys):
    with pytest.raises(SystemExit) as ended:
        cli.main([command, "--help"])
    assert ended.value.code == 0
    assert f"usage: cnnviz {command}" in capsys.readouterr().out


@pytest.mark.parametrize("words", [["train", "--colour"], ["--colour"], ["evaluate"], ["a", "b"], ["screenshot"]])
def test_wrong_arguments_end_as_argparse_ends_them(words, capsys):
    with pytest.raises(SystemExit) as ended:
        cli.main(words)
    assert ended.value.code == 2
    assert "usage: cnnviz" in capsys.readouterr().err


def test_a_mistyped_command_is_told_the_commands(capsys):
    assert cli.main(["trian"]) == 2
    error = capsys.readouterr().err
    commands = "train, evaluate, inspect, bench, screenshot"
    assert error == f"cnnviz: trian is neither a saved run nor one of the commands {commands}.\n"


def test_without_a_command_the_window_opens(monkeypatch, tmp_path):
    opened = []
    monkeypatch.setattr(window, "run", lambda arguments: opened.append(arguments.file) or 0)
    saved = tmp_path / "run.safetensors"
    saved.touch()
    assert cli.main([]) == 0
    assert cli.main([str(saved)]) == 0
    assert opened == [None, saved]


def test_the_window_is_given_the_file_and_gives_the_exit_code(monkeypatch, tmp_path):
    from cnnviz.ui import app

    opened = []
    monkeypatch.setattr(window, "display_problem", lambda: None)
    monkeypatch.setattr(app, "run", lambda file: opened.append(file) or 7)
    assert cli.main([str(tmp_path)]) == 7
    assert opened == [tmp_path]


def test_without_a_display_one_sentence_says_what_works(monkeypatch, capsys):
    monkeypatch.setattr(window, "display_problem", lambda: "The window cannot open: it is night.")
    assert cli.main([]) == 2
    assert capsys.readouterr().err == "cnnviz: The window cannot open: it is night.\n"


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (OSError(28, "No space left on device", "a file"), "cnnviz: a file: No space left on device.\n"),
        (OSError(28, "No space left on device"), "cnnviz: No space left on device.\n"),
        (OSError("out of luck"), "cnnviz: out of luck.\n"),
        (MemoryError(), "cnnviz: there is not enough memory for this.\n"),
    ],
)
def test_errors_of_the_system_end_in_one_sentence(monkeypatch, capsys, error, sentence):
    def fail(arguments):
        raise error

    monkeypatch.setattr(window, "run", fail)
    assert cli.main([]) == 2
    assert capsys.readouterr().err == sentence


def test_errors_that_are_ours_are_not_hidden(monkeypatch):
    def fail(arguments):
        raise ZeroDivisionError

    monkeypatch.setattr(window, "run", fail)
    with pytest.raises(ZeroDivisionError):
        cli.main([])


def test_ctrl_c_ends_with_its_own_exit_code(monkeypatch, capsys):
    def interrupted(arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr(window, "run", interrupted)
    assert cli.main([]) == 130
    assert capsys.readouterr().err == "cnnviz: stopped.\n"


def test_a_sentence_is_said_in_whatever_the_terminal_can_write():
    done = in_a_process("×.safetensors", env={**os.environ, "PYTHONIOENCODING": "ascii"})
    assert done.returncode == 2
    assert done.stderr.startswith("cnnviz: ?.safetensors is neither")


def test_the_module_is_the_command():
    done = in_a_process("--version")
    assert (done.returncode, done.stdout) == (0, f"cnnviz {cnnviz.__version__}\n")


def test_a_reader_who_leaves_early_makes_no_traceback():
    reader = subprocess.Popen([sys.executable, "-c", "pass"], stdin=subprocess.PIPE)
    assert reader.wait(timeout=60) == 0
    done = subprocess.run(
        [sys.executable, "-m", "cnnviz", "train", "--epochs", "1", "--train-per-class", "1", "--json", "--quiet"],
        stdout=reader.stdin,
        stderr=subprocess.PIPE,
        timeout=120,
    )
    reader.stdin.close()
    assert b"Traceback" not in done.stderr
    assert b"Exception" not in done.stderr


FEW = ["--epochs", "1", "--train-per-class", "1", "--test-per-class", "1", "--json", "--quiet"]


@pytest.mark.parametrize("command", ["train --help", "train", "evaluate"])
def test_without_a_window_neither_qt_nor_numpy_is_loaded(command, tmp_path):
    saved = str(tmp_path / "run")
    assert cli.main(["train", *FEW, "--save", saved]) == 0
    words = {"train --help": ["train", "--help"], "train": ["train", *FEW], "evaluate": ["evaluate", saved]}[command]
    code = (
        "import sys\n"
        "from cnnviz.cli import main\n"
        "try: code = main(sys.argv[1:])\n"
        "except SystemExit as ended: code = ended.code\n"
        "loaded = {name.partition('.')[0] for name in sys.modules}\n"
        "print(code, sorted(loaded & {'PySide6', 'shiboken6', 'pyqtgraph', 'numpy'}))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *words], capture_output=True, text=True, encoding="utf-8", timeout=120
    )
    assert done.stdout.splitlines()[-1] == "0 []", done.stderr


def test_the_first_help_loads_next_to_nothing():
    code = "import sys\nfrom cnnviz.cli import main\nprint(sorted(n for n in sys.modules if n.startswith('cnnviz.')))\n"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.stdout.strip() == "['cnnviz.cli', 'cnnviz.cli.commands', 'cnnviz.cli.errors', 'cnnviz.cli.program']"
