"""Saved runs: the file's contents, that it comes whole or not at all, and all that is refused when it is read."""

import json
import os
import struct
import subprocess
import sys
from array import array
from base64 import b64encode
from dataclasses import replace
from math import inf, isfinite, isnan, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st
from safetensors import safe_open
from safetensors.numpy import load_file, save_file
from training_replay import counted_steps

from cnnviz.datasets import DatasetError
from cnnviz.nn import Conv2D, Dense, Flatten, MaxPool2D, ReLU, SoftmaxCrossEntropy
from cnnviz.training import Experiment, Session, SetLearningRate, TrainingError, read_run, write_run
from cnnviz.training import saved_file as saved_file_module
from cnnviz.training import session as session_module
from cnnviz.training.float_bytes import to_bytes
from cnnviz.training.keyframes import SAVED_APART

SMALL = Experiment(
    classes=(0, 1, 2),
    train_per_class=3,
    test_per_class=2,
    layers=(Conv2D(1, 3, stride=3), ReLU(), MaxPool2D(3), Flatten(), Dense(3), SoftmaxCrossEntropy()),
    learning_rate=0.01,
    epochs=4,
)


def a_session():
    """In the middle of the third epoch, with one change of the learning rate."""
    session = Session(SMALL)
    session.evaluate()
    session.seek(5)
    session.set_learning_rate(0.02)
    session.seek(22)
    return session


@pytest.fixture(scope="module")
def run():
    return a_session().saved()


@pytest.fixture(scope="module")
def content(run, tmp_path_factory):
    path = tmp_path_factory.mktemp("saved") / "run.safetensors"
    write_run(path, run)
    return path.read_bytes()


def taken_apart(content):
    """The header of a safetensors file as JSON, and its data."""
    end = 8 + int.from_bytes(content[:8], "little")
    return json.loads(content[8:end]), content[end:]


def put_together(header, data):
    packed = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(packed)) + packed + data


def refusal(path, content):
    """The sentence by which a file of that content is refused; it names the file and is one line."""
    path.write_bytes(content)
    with pytest.raises(TrainingError) as caught:
        read_run(path)
    message = str(caught.value)
    assert str(path) in message
    assert "\n" not in message
    assert len(message) < len(str(path)) + 400
    return message


def test_a_run_comes_back_as_it_was(tmp_path, run):
    write_run(tmp_path / "run", run)
    again = read_run(tmp_path / "run")
    assert again == run
    assert again.events == (SetLearningRate(5, 0.02),)
    assert sorted(again.history.evaluations) == [0, 1, 2]
    assert again.python == ".".join(map(str, sys.version_info[:3]))


def test_the_same_run_makes_the_same_bytes(tmp_path, run, content):
    write_run(tmp_path / "run", run)
    assert (tmp_path / "run").read_bytes() == content


def test_the_tensors_are_the_parameters_for_any_program(tmp_path, run, content):
    path = tmp_path / "run.safetensors"
    path.write_bytes(content)
    tensors = load_file(path)
    assert {name: tensor.tolist() for name, tensor in tensors.items()} == run.parameters
    assert {str(tensor.dtype) for tensor in tensors.values()} == {"float64"}
    with safe_open(path, framework="np") as opened:
        metadata = opened.metadata()
    assert metadata["format"] == "cnnviz run"
    assert Experiment.from_json(json.loads(metadata["experiment"])) == SMALL


def test_a_resumed_run_goes_on_bit_for_bit(tmp_path):
    whole, interrupted = a_session(), a_session()
    write_run(tmp_path / "run", interrupted.saved())
    resumed = Session.resume(read_run(tmp_path / "run"))
    assert resumed.network.parameters() == whole.network.parameters()
    for session in (whole, resumed):
        session.seek(session.total_steps)
    assert resumed.network.parameters() == whole.network.parameters()
    assert resumed.history == whole.history
    assert resumed.events == whole.events
    for position in (30, 21, 4, 6, 0, 35):
        for session in (whole, resumed):
            session.seek(position)
        assert resumed.network.parameters() == whole.network.parameters()
        assert resumed.shown() == whole.shown()


def test_a_learning_rate_saved_by_an_earlier_version_replays_to_the_bits_that_it_had(tmp_path):
    linear = replace(SMALL, schedule="linear")
    plain, losses = Session(linear), []
    for step in range(36):
        sample = plain.sample_at(step)
        rate = (0.03 if step >= 5 else 0.01) * (1.0 - step / 36)
        losses.append(plain.network.train_step(sample.image, sample.target, rate))
    session = Session(linear)
    session.seek(5)
    write_run(tmp_path / "run", session.saved())
    header, data = taken_apart((tmp_path / "run").read_bytes())
    header["__metadata__"]["events"] = an_event(5, 0.03)
    (tmp_path / "run").write_bytes(put_together(header, data))
    resumed = Session.resume(read_run(tmp_path / "run"))
    resumed.seek(20)
    write_run(tmp_path / "run", resumed.saved())
    again = Session.resume(read_run(tmp_path / "run"))
    again.seek(3)
    again.seek(36)
    assert list(again.history.losses) == losses
    assert again.network.state() == plain.network.state()


LONG_RUN = replace(SMALL, epochs=50)
"""450 steps: more than a dozen keyframes, nine of them for a file."""


def test_a_resumed_run_is_shown_and_walked_without_computing_it_all_again(tmp_path, monkeypatch):
    whole = Session(LONG_RUN)
    whole.seek(430)
    write_run(tmp_path / "run", whole.saved())
    resumed = Session.resume(read_run(tmp_path / "run"))
    computed = counted_steps(monkeypatch)
    for position, most in ((430, 1), (429, SAVED_APART), (250, SAVED_APART), (101, SAVED_APART), (100, 1)):
        resumed.seek(position)
        shown = resumed.shown()
        assert len(computed) <= most, position
        whole.seek(position)
        assert shown == whole.shown()
        assert resumed.network.parameters() == whole.network.parameters()
        computed.clear()


def test_keyframes_are_thinned_to_what_a_file_may_take(monkeypatch):
    monkeypatch.setattr(session_module, "SAVED_KEYFRAME_BYTES", 40 * 8 * 2)
    session = Session(LONG_RUN)
    assert len(session.network.state()) == 40
    session.seek(430)
    assert list(session.saved().keyframes) == [144, 288, 429]


def test_few_steps_have_no_keyframe_but_the_last_step():
    session = Session(SMALL)
    for position, kept in ((0, []), (1, []), (2, [1]), (22, [21])):
        session.seek(position)
        assert list(session.saved().keyframes) == kept


@pytest.mark.parametrize("position", [0, 9, 36])
def test_a_run_can_be_saved_anywhere(tmp_path, position):
    session = Session(SMALL)
    session.seek(position)
    write_run(tmp_path / "run", session.saved())
    resumed = Session.resume(read_run(tmp_path / "run"))
    assert (resumed.position, resumed.history) == (position, session.history)
    assert resumed.is_finished == (position == 36)


def test_losses_that_are_no_numbers_survive(tmp_path, run):
    losses = array("d", [nan, inf, -inf, -0.0, 5e-324, *run.history.losses[5:]])
    evaluation = replace(run.history.evaluations[1], loss=nan)
    history = replace(run.history, losses=losses, evaluations={1: evaluation, 2: replace(evaluation, loss=inf)})
    write_run(tmp_path / "run", replace(run, history=history))
    again = read_run(tmp_path / "run").history
    assert again.losses.tobytes() == losses.tobytes()
    assert isnan(again.evaluations[1].loss)
    assert again.evaluations[2].loss == inf
    assert isnan(again.epochs[0].train_loss)


def test_a_run_that_diverged_is_kept_and_walked_back(tmp_path):
    whole = a_session()
    whole.set_learning_rate(1e200)
    whole.seek(30)
    assert not any(map(isfinite, whole.history.losses[25:]))
    assert not all(map(isfinite, whole.network.state()))
    write_run(tmp_path / "run", whole.saved())
    resumed = Session.resume(read_run(tmp_path / "run"))
    for position in (30, 36, 24, 22, 3, 33):
        for session in (whole, resumed):
            session.seek(position)
        assert to_bytes(resumed.network.state()) == to_bytes(whole.network.state())
        assert to_bytes(resumed.history.losses) == to_bytes(whole.history.losses)
        assert repr(resumed.shown()) == repr(whole.shown())


def test_what_is_not_finite_comes_back_to_the_bit(tmp_path, run):
    parameters = {**run.parameters, "4.bias": [inf, nan, -inf]}
    write_run(tmp_path / "run", replace(run, parameters=parameters, keyframes={21: [nan, -inf] * 20}))
    again = read_run(tmp_path / "run")
    assert to_bytes(again.parameters["4.bias"]) == to_bytes(parameters["4.bias"])
    assert to_bytes(again.keyframes[21]) == to_bytes([nan, -inf] * 20)
    write_run(tmp_path / "again", again)
    assert (tmp_path / "again").read_bytes() == (tmp_path / "run").read_bytes()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"4.bias": [1.0, 2.0]}, "4.bias must be nested lists of the shape 3"),
        ({"4.bias": [[1.0, 2.0, 3.0]]}, "4.bias must be nested lists of the shape 3"),
        ({"5.bias": [1.0]}, "no parameters called 5.bias"),
    ],
)
def test_parameters_that_do_not_fit_the_network_are_not_taken_up(run, change, reason):
    with pytest.raises(TrainingError, match=reason):
        Session.resume(replace(run, parameters={**run.parameters, **change}))
    missing = {name: tensor for name, tensor in run.parameters.items() if name != "4.weight"}
    with pytest.raises(TrainingError, match=r"these parameters are missing: 4\.weight"):
        Session.resume(replace(run, parameters=missing))


def test_a_file_replaces_the_one_before(tmp_path, run, content):
    path = tmp_path / ("n" * 240)
    path.write_bytes(b"before")
    write_run(str(path), run)
    assert path.read_bytes() == content
    assert list(tmp_path.iterdir()) == [path]


def test_a_full_disk_leaves_the_old_file_and_nothing_else(tmp_path, run, monkeypatch):
    path = tmp_path / "run"
    path.write_bytes(b"before")

    def full(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(saved_file_module.os, "fsync", full)
    with pytest.raises(TrainingError, match=r"run cannot be written \(No space left on device\)"):
        write_run(path, run)
    assert path.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [path]


def test_nothing_remains_of_an_interrupted_write(tmp_path, run, monkeypatch):
    def interrupted(descriptor):
        raise KeyboardInterrupt

    monkeypatch.setattr(saved_file_module.os, "fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_run(tmp_path / "run", run)
    assert list(tmp_path.iterdir()) == []


def test_places_where_no_file_can_be_are_refused(tmp_path, run):
    (tmp_path / "folder").mkdir()
    for place in ("folder", "no such folder/run", "a\0b", "n" * 1000, ".", "..", ""):
        with pytest.raises(TrainingError, match="cannot be written"):
            write_run(tmp_path / place, run)
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]


def test_a_run_too_long_to_be_read_again_is_not_written(tmp_path, run, monkeypatch):
    monkeypatch.setattr(saved_file_module, "MAX_BYTES", 1000)
    with pytest.raises(TrainingError, match="at most 1,000 bytes"):
        write_run(tmp_path / "run", run)
    assert list(tmp_path.iterdir()) == []


def test_what_is_no_file_is_refused(tmp_path):
    for path, reason in (
        (tmp_path / "missing", "does not exist"),
        (tmp_path, "is not a file"),
        (tmp_path / "a\0b", "cannot be read"),
        (tmp_path / ("n" * 1000), "cannot be read"),
    ):
        with pytest.raises(TrainingError, match=reason):
            read_run(path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_named_pipe_is_refused_without_waiting(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(TrainingError, match="pipe is not a file"):
        read_run(tmp_path / "pipe")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="this user may read everything")
def test_a_file_that_may_not_be_read_is_refused(tmp_path, content):
    path = tmp_path / "run"
    path.write_bytes(content)
    path.chmod(0)
    with pytest.raises(TrainingError, match=r"run' cannot be read \(Permission denied\)"):
        read_run(path)


def test_a_read_error_is_one_sentence(tmp_path, content, monkeypatch):
    path = tmp_path / "run"
    path.write_bytes(content)

    def denied(self, *args, **kwargs):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(type(path), "open", denied)
    with pytest.raises(TrainingError, match=r"run' cannot be read \(Permission denied\)"):
        read_run(path)


def test_a_file_that_is_too_large_is_refused_unread(tmp_path):
    with (tmp_path / "run").open("wb") as file:
        file.truncate(saved_file_module.MAX_BYTES + 1)  # a hole: it takes no room
    with pytest.raises(TrainingError, match="run is too large; a saved run has at most 536,870,912 bytes"):
        read_run(tmp_path / "run")


@pytest.mark.parametrize(
    "foreign",
    [b"", b"x", b"Not a run at all, but a letter.\n", b"\x89PNG\r\n\x1a\n" + bytes(100), b"\xff" * 64, bytes(64)],
)
def test_a_foreign_file_is_refused(tmp_path, foreign):
    assert "is no run saved by cnnviz, or it is damaged" in refusal(tmp_path / "run", foreign)


def test_another_programs_safetensors_are_refused(tmp_path):
    import numpy as np

    save_file({"weight": np.zeros((2, 3))}, tmp_path / "run")
    assert "another program" in refusal(tmp_path / "run", (tmp_path / "run").read_bytes())
    save_file({"weight": np.zeros((2, 3))}, tmp_path / "run", metadata={"format": "pt"})
    assert "another program" in refusal(tmp_path / "run", (tmp_path / "run").read_bytes())


def test_every_truncation_is_refused(tmp_path, content):
    for length in {*range(0, len(content), 97), *range(20), len(content) - 1}:
        refusal(tmp_path / "run", content[:length])


def test_appended_bytes_are_refused(tmp_path, content):
    refusal(tmp_path / "run", content + b"\0")


def nested(depth):
    return "[" * depth + "]" * depth


LONG = "1" + "0" * 3000


def an_event(position, learning_rate=0.1):
    return json.dumps([{"event": "SetLearningRate", "position": position, "learning_rate": learning_rate}])


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("keyframes", None, "its keyframes is missing"),
        ("keyframes", "{}", "its keyframes must be a list"),
        ("keyframes", "[0]", "its keyframes are not in order"),
        ("keyframes", "[22]", "its keyframes are not in order"),
        ("keyframes", '["21"]', "its keyframes are not in order"),
        ("keyframes", "[true]", "its keyframes are not in order"),
        ("keyframes", "[20, 20]", "its keyframes are not in order"),
        ("keyframes", "[21, 20]", "its keyframes are not in order"),
        ("keyframes", "[]", "its keyframes do not fit its network"),
        ("keyframes", "[20, 21]", "its keyframes do not fit its network"),
        ("keyframe_values", "", "its keyframes do not fit its network"),
        ("keyframe_values", "AAAA", "its keyframe_values cannot be read"),
        ("keyframe_values", b64encode(to_bytes([0.5] * 39)).decode(), "its keyframes do not fit its network"),
        ("format", None, "another program"),
        ("format", "cnnviz", "another program"),
        ("version", None, "version"),
        ("version", "2", "version '2', but this cnnviz reads version 1"),
        ("version", "x" * 10_000, "version"),
        ("python", None, "its python is missing"),
        ("experiment", None, "its experiment is missing"),
        ("experiment", "", "its experiment cannot be read"),
        ("experiment", "{", "its experiment cannot be read"),
        ("experiment", "null", "must be a JSON object"),
        ("experiment", "NaN", "its experiment cannot be read"),
        ("experiment", nested(100_000), "its experiment cannot be read"),
        ("experiment", nested(300), "must be a JSON object"),
        ("experiment", '{"name": ' + nested(300) + "}", "is missing"),
        ("experiment", " " * 17_000_000 + "{}", "its experiment cannot be read"),
        ("position", "-1", "position"),
        ("position", "21", "position 21 does not fit its 22 steps"),
        ("position", "22.0", "position"),
        ("position", "true", "position"),
        ("position", LONG, "position"),
        ("position", "9" * 10_000, "its position cannot be read"),
        ("steps_per_epoch", "0", "from 1 up"),
        ("steps_per_epoch", "5", "position"),
        ("steps_per_epoch", "20", "fewer are complete"),
        ("steps_per_epoch", LONG, "fewer are complete"),
        ("events", "{}", "must be a list"),
        ("events", "[5]", "5 is no event"),
        ("events", "[{}]", "{} is no event"),
        ("events", an_event(-1), "event at step -1 is not within the 22 steps"),
        ("events", an_event(23), "event at step 23 is not within the 22 steps"),
        ("events", an_event("5"), "is no event"),
        ("events", an_event(True), "is no event"),
        ("events", an_event(5).replace("SetLearningRate", "System"), "is no event"),
        ("events", an_event(5).replace("}", ', "more": 1}'), "is no event"),
        ("events", f"[{an_event(5)[1:-1]}, {an_event(4)[1:-1]}]", "not in order"),
        ("events", f"[{an_event(5)[1:-1]}, {an_event(5)[1:-1]}]", "not in order"),
        ("events", an_event(5, -0.1), "learning rate"),
        ("events", an_event(5, 10**3000), "learning rate"),
        ("events", an_event(5, "0.1"), "learning rate"),
        ("losses", "", "not equally many"),
        ("losses", "AAAA", "its losses cannot be read"),
        ("losses", "é", "its losses cannot be read"),
        ("losses", "not base64", "its losses cannot be read"),
        ("predictions", "AAA", "its predictions cannot be read"),
        ("predictions", "AAAA", "not equally many"),
        ("predictions", "AwAA", "class index 3, but there are 3 classes"),
        ("correct", "AgAA", "class index 2"),
        ("evaluations", "[]", "not complete"),
        ("evaluations", "[[0]]", "is no evaluation"),
        ("evaluations", '[[0, 0.5, 6], [1, "0x1p0", 6], [2, "0x1p0", 6]]', "is no evaluation"),
        ("evaluations", '[[0, "half", 6], [1, "0x1p0", 6], [2, "0x1p0", 6]]', "'half' is no loss"),
        ("evaluations", '[[0, "0x1p9999", 6], [1, "0x1p0", 6], [2, "0x1p0", 6]]', "is no loss"),
        ("evaluations", '[[0, "nan", 18]', "cannot be read"),
        ("evaluations", '[[9, "nan", 18]]', "after 9 epochs, but fewer are complete"),
        ("evaluations", f'[[{LONG}, "nan", 18]]', "epochs"),
        ("evaluations", '[[0, "nan", 0], [1, "nan", 18]]', "number of test images"),
        ("evaluations", f'[[0, "nan", {LONG}]]', "not complete"),
        ("evaluation_targets", "", "not complete"),
        ("evaluation_predictions", "////", "class index 255"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_wrong_metadata_is_refused(tmp_path, content, name, value, reason):
    header, data = taken_apart(content)
    header["__metadata__"].pop(name)
    if value is not None:
        header["__metadata__"][name] = value
    assert reason in refusal(tmp_path / "run", put_together(header, data))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("epochs", 10**30),
        ("epochs", 2),
        ("steps", 21),
        ("shift", 10**30),
        ("epochs", 0),
        ("epochs", [[]]),
        ("seed", 10**3000),
        ("seed", -1),
        ("learning_rate", 10**3000),
        ("learning_rate", -1),
        ("learning_rate", None),
        ("classes", [0]),
        ("classes", list(range(10**5))),
        ("classes", [10**3000, 0, 1]),
        ("train_per_class", 10**30),
        ("test_per_class", None),
        ("initializer", {}),
        ("schedule", []),
        ("name", 5),
        ("data", {"a": [1] * 1000}),
        ("layers", 5),
        ("layers", [5]),
        ("layers", [{"layer": "SoftmaxCrossEntropy"}] * 10**5),
        ("layers", [{"layer": "Dense", "units": 10**12}, {"layer": "SoftmaxCrossEntropy"}]),
        ("layers", [{"layer": "Dense", "units": 3}, {"layer": "SoftmaxCrossEntropy"}]),
        ("layers", [{"layer": "os.system"}]),
        ("extra", 1),
    ],
    ids=lambda value: str(value)[:30],
)
def test_an_absurd_experiment_is_refused(tmp_path, content, field, value):
    header, data = taken_apart(content)
    experiment = {**SMALL.to_json(), field: value}
    header["__metadata__"]["experiment"] = json.dumps(experiment)
    refusal(tmp_path / "run", put_together(header, data))


def with_experiment(content, **changes):
    header, data = taken_apart(content)
    header["__metadata__"]["experiment"] = json.dumps({**SMALL.to_json(), **changes})
    return put_together(header, data)


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"data": "no such folder"}, DatasetError),
        ({"data": "a\0b"}, DatasetError),
        ({"train_per_class": 10**6}, DatasetError),
        ({"train_per_class": 4}, TrainingError),
        ({"test_per_class": 3}, TrainingError),
        ({"classes": [0, 1, 200]}, DatasetError),
        (
            {
                "layers": [
                    {"layer": "Conv2D", "filters": 1, "kernel_size": 3, "stride": 1, "padding": 10**8},
                    *SMALL.to_json()["layers"][1:],
                ]
            },
            TrainingError,
        ),
        (
            {
                "layers": [
                    {"layer": "Conv2D", "filters": 1, "kernel_size": 3, "stride": 2, "padding": 0},
                    *SMALL.to_json()["layers"][1:],
                ]
            },
            TrainingError,
        ),
    ],
)
def test_what_only_the_images_show_is_refused_when_the_run_is_resumed(tmp_path, content, changes, error):
    (tmp_path / "run").write_bytes(with_experiment(content, **changes))
    run = read_run(tmp_path / "run")
    with pytest.raises(error):
        Session.resume(run)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda header, data: (header.pop("4.bias"), b"")[1], "damaged"),
        (lambda header, data: (header.update({"4.extra": header.pop("4.bias")}), data)[1], "4.bias is missing"),
        (lambda header, data: (header.update({"5.weight": header.pop("4.weight")}), data)[1], "4.weight is missing"),
        (lambda header, data: (header["4.weight"]["shape"].reverse(), data)[1], "4.weight"),
        (lambda header, data: (header["4.bias"]["shape"].append(1), data)[1], "of shape 3×1', but the layer has F64"),
        (lambda header, data: (header["4.bias"].update(shape=[]), data)[1], "damaged"),
        (lambda header, data: (header["4.bias"].update(dtype="I64"), data)[1], "'I64 of shape 3'"),
        (lambda header, data: (header.update(more=header["4.bias"]), data)[1], "damaged"),
    ],
)
def test_wrong_tensors_are_refused(tmp_path, content, change, reason):
    header, data = taken_apart(content)
    data = change(header, data)
    assert reason in refusal(tmp_path / "run", put_together(header, data))


def test_an_extra_tensor_is_refused(tmp_path, content):
    header, data = taken_apart(content)
    header["more"] = {"dtype": "F64", "shape": [1], "data_offsets": [len(data), len(data) + 8]}
    assert "no parameters called 'more'" in refusal(tmp_path / "run", put_together(header, data + bytes(8)))


@given(data=st.data())
def test_no_damage_makes_anything_but_one_sentence(tmp_path, content, data):
    damaged = bytearray(content)
    for _ in range(data.draw(st.integers(1, 4), label="places")):
        place = data.draw(st.integers(0, len(damaged) - 1), label="place")
        damaged[place] = data.draw(st.integers(0, 255) | st.sampled_from(b'0129"[]{},:-e'), label="byte")
    start = data.draw(st.none() | st.integers(0, len(damaged)), label="cut from")
    if start is not None:
        del damaged[start : start + data.draw(st.integers(1, 100), label="cut")]
    path = tmp_path / "run"
    path.write_bytes(damaged)
    try:
        run = read_run(path)
    except TrainingError as error:
        assert str(path) in str(error)
        assert "\n" not in str(error)
        return
    try:
        session = Session.resume(run)
    except (TrainingError, DatasetError):
        return
    session.seek(min(session.position + 1, session.total_steps))


def test_numpy_stays_out(tmp_path, content):
    (tmp_path / "run").write_bytes(content)
    code = (
        "import sys, cnnviz.training as training\n"
        "run = training.read_run(sys.argv[1])\n"
        "training.write_run(sys.argv[1], run)\n"
        "training.Session.resume(run).step()\n"
        "print(sorted({name.split('.')[0] for name in sys.modules} & {'numpy', 'PySide6', 'pyqtgraph', 'rich'}))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "run")], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "[]"
    assert (tmp_path / "run").read_bytes() == content
