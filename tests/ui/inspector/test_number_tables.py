"""Derivations and steps as tables: every digit is there, and files are written whole or not at all."""

import csv
from math import isclose

import pytest

from cnnviz.explain import derive
from cnnviz.training import Experiment, Session
from cnnviz.ui.inspector.step_tables import step_tables
from cnnviz.ui.inspector.table_files import write_csv, write_step
from cnnviz.ui.inspector.tables import derivation_rows, tab_separated


@pytest.fixture(scope="module")
def trace():
    session = Session(Experiment.preset("paper", train_per_class=2, test_per_class=1))
    session.step()
    return session.trace()


@pytest.fixture(scope="module")
def many():
    session = Session(Experiment.preset("ten-digits", train_per_class=1, test_per_class=1))
    return session.trace()


@pytest.mark.parametrize(
    "cell",
    [(2, "weight_gradient", (0, 0, 1, 2)), (0, "output", (0, 9, 9)), (6, "input_gradient", (5,)), (9, "loss", ())],
)
def test_a_sheet_can_be_computed_again_from_its_numbers(trace, cell):
    derivation = derive(trace, *cell)
    head, *rows, result, engine = derivation_rows(derivation)
    assert all(len(row) == len(head) for row in (*rows, result, engine))
    product = head.index("product")
    factors = [place for place, name in enumerate(head) if name.startswith("value")]
    for row in rows:
        expected = 1.0
        for place in factors:
            expected *= float(row[place]) if row[place] else 1.0
        assert isclose(float(row[product]), expected, abs_tol=1e-300)
    assert float(result[product]) == derivation.value
    assert float(engine[product]) == derivation.engine_value
    if "running total" in head:
        assert float(rows[-1][head.index("running total")]) == derivation.value


def test_groups_have_a_column(many):
    head, *rows, _, _ = derivation_rows(derive(many, 3, "output", (0, 5, 7)))
    assert head[1] == "group"
    assert [row[1] for row in rows] == ["", *(f"channel {d}" for d in range(6) for _ in range(9))]


def test_numbers_have_a_minus_that_spreadsheets_read(trace):
    text = tab_separated(derivation_rows(derive(trace, 0, "output", (0, 9, 9))))
    values = [field for line in text.splitlines()[1:] for field in line.split("\t")[2:3] if field]
    assert "\t-" in text
    assert not any("−" in value for value in values)
    assert len({line.count("\t") for line in text.splitlines()}) == 1


def test_a_reason_is_given_for_what_counts_for_nothing(trace):
    head, *rows, _, _ = derivation_rows(derive(trace, 0, "output", (0, 0, 0)))
    reasons = [row[head.index("why it counts for nothing")] for row in rows]
    assert reasons.count("padding") == 5


def test_a_given_number_has_a_result_alone(trace):
    head, result, engine = derivation_rows(derive(trace, 0, "input", (0, 3, 4)))
    assert float(result[head.index("product")]) == float(engine[head.index("product")])


def nested(value):
    return [nested(part) for part in value] if isinstance(value, list) else float(value)


def test_every_tensor_of_a_step_is_in_its_tables(trace):
    tables = step_tables(trace)
    assert len(tables) == 1 + sum(3 + (at.output_gradient is not None) + 3 * len(at.parameters) for at in trace.layers)
    image = tables["00 Conv2D 1 input"]
    assert image[0] == ["channel", "row", *(f"column {c}" for c in range(28))]
    assert [[float(x) for x in row[2:]] for row in image[1:]] == nested(trace.layers[0].input[0])
    kernel = tables["02 Conv2D 2 new_weight"]
    assert kernel[0][:3] == ["filter", "channel", "row"]
    assert [float(x) for x in kernel[3][3:]] == trace.layers[2].new_parameters["weight"][0][0][2]
    bias = tables["06 Dense 1 bias_gradient"]
    assert [float(row[1]) for row in bias[1:]] == trace.layers[6].parameter_gradients["bias"]
    figures = dict(tables["step"][1:])
    assert float(figures["loss"]) == trace.loss
    assert figures["true class"] == str(trace.label)


def test_a_step_is_written_as_files_that_hold_its_tables(trace, tmp_path):
    files = write_step(tmp_path / "step 1", trace)
    assert {file.stem for file in files} == set(step_tables(trace))
    with (tmp_path / "step 1" / "09 Softmax output.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert [float(row[1]) for row in rows[1:]] == trace.probabilities
    assert list(tmp_path.iterdir()) == [tmp_path / "step 1"]


def test_an_empty_folder_may_be_filled(trace, tmp_path):
    folder = tmp_path / "new"
    folder.mkdir()
    assert write_step(folder, trace)


def test_a_folder_that_holds_something_is_left_alone(trace, tmp_path):
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(FileExistsError, match="not empty"):
        write_step(tmp_path, trace)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_step_that_cannot_be_written_leaves_nothing(trace, tmp_path, monkeypatch):
    def full(path, rows):
        raise OSError("no space left on device")

    monkeypatch.setattr("cnnviz.ui.inspector.table_files._write", full)
    with pytest.raises(OSError, match="no space"):
        write_step(tmp_path / "step", trace)
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_written_whole_or_stays_as_it_was(tmp_path):
    path = tmp_path / "terms.csv"
    write_csv(path, [["a", "b"], ["1", "2,5"]])
    assert path.read_bytes() == '\ufeffa,b\r\n1,"2,5"\r\n'.encode()
    with pytest.raises((TypeError, csv.Error)):
        write_csv(path, [["fine"], None])
    assert path.read_bytes().startswith("\ufeffa,b".encode())
    assert list(tmp_path.iterdir()) == [path]
