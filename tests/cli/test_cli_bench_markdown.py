"""`cnnviz bench --markdown`: the README's table, from what was measured."""

import pytest

from cnnviz import cli
from cnnviz.bench import kernels

TEN = {"network": "ten digits", "naive_ms": 100.0, "idiomatic_ms": 40.0, "kernel_ms": 8.0}
PAPER = {"network": "the paper's network", "naive_ms": 12.0, "idiomatic_ms": 4.0, "kernel_ms": 1.25}
RIVALS = {"torch_ms": 0.5, "numpy_ms": 0.25}
FRAME = {"python": "3.11.7", "machine": "x86_64", "rounds": 60}


def printed(monkeypatch, capsys, result):
    monkeypatch.setattr(kernels, "run", lambda **_: result)
    assert cli.main(["bench", "--markdown"]) == 0
    out = capsys.readouterr()
    assert out.err == ""
    return out.out


def test_each_network_is_a_row_with_each_form_against_the_loops(monkeypatch, capsys):
    result = {**FRAME, **PAPER, **RIVALS, "ten_digits": {**TEN, **RIVALS}}
    assert printed(monkeypatch, capsys, result) == (
        "| a training step, ms (against the loops) | loops | idiomatic | generated | NumPy, im2col | "
        "PyTorch, eager, 1 thread |\n"
        "| --- | --- | --- | --- | --- | --- |\n"
        "| the paper's network | 12.00 | 4.00 (3.0 ×) | 1.25 (9.6 ×) | 0.25 (48.0 ×) | 0.50 (24.0 ×) |\n"
        "| ten digits | 100.00 | 40.00 (2.5 ×) | 8.00 (12.5 ×) | 0.25 (400.0 ×) | 0.50 (200.0 ×) |\n"
        "\n"
        "Python 3.11.7 on x86_64, 60 rounds.\n"
    )


def test_rivals_that_were_not_measured_have_no_column(monkeypatch, capsys):
    absent = {"torch_ms": None, "numpy_ms": None}
    out = printed(monkeypatch, capsys, {**FRAME, **PAPER, **absent, "ten_digits": {**TEN, **absent}})
    assert "PyTorch" not in out
    assert "None" not in out
    assert {line.count("|") for line in out.splitlines() if line.startswith("|")} == {5}


def test_a_real_measurement_can_be_printed(capsys):
    assert cli.main(["bench", "--markdown", "--rounds", "1", "--no-rivals"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 6
    assert lines[2].startswith("| the paper's network | ")
    assert lines[3].startswith("| ten digits")


def test_the_window_has_no_such_table(capsys):
    assert cli.main(["bench", "--window", "--markdown"]) == 2
    assert capsys.readouterr().err == (
        "cnnviz: --markdown is for the table of training steps; leave it or --window out.\n"
    )


def test_it_is_markdown_or_json(capsys):
    with pytest.raises(SystemExit) as ended:
        cli.main(["bench", "--json", "--markdown"])
    assert ended.value.code == 2
    assert "not allowed with" in capsys.readouterr().err
