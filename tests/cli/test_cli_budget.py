"""`cnnviz train --seconds`: how a time becomes a number of steps, and that the run then is one like any other."""

import json
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnviz import cli
from cnnviz.cli import budget
from cnnviz.cli.budget import plan, steps_within, typical
from cnnviz.nn import Conv2D, Dense, Flatten, ReLU, SoftmaxCrossEntropy
from cnnviz.training import Experiment, Session, read_run
from cnnviz.training.checks import MAX_EPOCHS

FEW = ("--train-per-class", "2", "--test-per-class", "2")
FEW_EXPERIMENT = Experiment.preset(
    "paper",
    train_per_class=2,
    test_per_class=2,
    layers=(Conv2D(1, 3, stride=6), ReLU(), Flatten(), Dense(3), SoftmaxCrossEntropy()),
)
"""Six images an epoch, and a network whose steps cost little: only the clock says here what one takes."""


class Clock:
    """A clock that a step, and nothing else, moves on."""

    def __init__(self, costs):
        self.now = 0.0
        self.costs = costs
        self.steps = 0

    def __call__(self):
        return self.now

    def pass_step(self):
        self.now += self.costs(self.steps)
        self.steps += 1


@pytest.fixture
def clocked(monkeypatch):
    """Arranges for the steps to cost what a function of their number says."""

    def arrange(costs):
        clock, advance = Clock(costs), Session.advance

        def timed(self, is_seen=True):
            clock.pass_step()
            return advance(self, is_seen)

        monkeypatch.setattr(Session, "advance", timed)
        monkeypatch.setattr(budget, "perf_counter", clock)
        return clock

    return arrange


def findings(capsys, *words):
    assert cli.main(["train", *FEW, *words, "--json", "--quiet"]) == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    return json.loads(printed.out)


def test_a_time_becomes_steps_and_as_many_epochs(clocked):
    clock = clocked(lambda step: 0.01)
    experiment, found = plan(FEW_EXPERIMENT, 60)
    assert found.measured_steps == pytest.approx(150, abs=1)  # 2.5 % of a minute
    assert clock.steps == pytest.approx(4 + 61 + 150, abs=2)  # some for a guess; the first ones are not measured
    assert found.measuring_seconds == pytest.approx(0.03 + 0.6 + 1.5, abs=0.02)
    assert found.step_seconds == pytest.approx(0.01)
    assert found.steps == pytest.approx(0.98 * (60 - 0.03 - 0.6 - 1.5) / 0.01, abs=5)
    assert experiment == FEW_EXPERIMENT.changed(steps=found.steps, epochs=-(-found.steps // 6))
    assert experiment.total_steps(6) == found.steps


def test_the_first_step_and_a_delay_do_not_count_as_a_steps_cost(clocked):
    clocked(lambda step: {0: 3.0, 4: 3.0, 20: 0.5}.get(step, 0.01))
    _, found = plan(FEW_EXPERIMENT, 60)
    assert found.step_seconds == pytest.approx(0.01)


def test_however_slow_a_step_is_a_few_are_measured_and_one_is_planned(clocked):
    clocked(lambda step: 40.0)
    experiment, found = plan(FEW_EXPERIMENT, 60)
    assert (found.measured_steps, found.steps, experiment.steps, experiment.epochs) == (3, 1, 1, 1)


def test_a_long_time_is_not_spent_on_measuring(clocked):
    clocked(lambda step: 0.05)
    _, found = plan(FEW_EXPERIMENT, budget.LONGEST)
    assert found.measuring_seconds == pytest.approx(300 * 0.05 + 5.0, abs=0.31)


def test_what_the_first_steps_cost_does_not_count(clocked):
    clocked(lambda step: 0.02 if step < 50 else 0.01)
    _, found = plan(FEW_EXPERIMENT, 120)
    assert found.step_seconds == pytest.approx(0.01)


def test_what_is_measured_is_a_run_of_about_the_length_planned(clocked, monkeypatch):
    lengths = []

    class Noted(Session):
        def __init__(self, experiment, dataset=None):
            super().__init__(experiment, dataset)
            lengths.append(self.total_steps)

    monkeypatch.setattr(budget, "Session", Noted)
    clocked(lambda step: 0.01)
    _, found = plan(FEW_EXPERIMENT, 60)
    assert lengths[-1] == pytest.approx(found.steps, rel=0.06)


def test_more_epochs_are_not_planned_than_an_experiment_has(clocked):
    clocked(lambda step: 0.01)
    layers = (*FEW_EXPERIMENT.layers[:-2], Dense(2), SoftmaxCrossEntropy())
    two = FEW_EXPERIMENT.changed(classes=(0, 1), train_per_class=1, test_per_class=1, layers=layers)
    experiment, found = plan(two, budget.LONGEST)
    assert (experiment.epochs, experiment.steps, found.steps) == (MAX_EPOCHS, 2 * MAX_EPOCHS, 2 * MAX_EPOCHS)


@given(
    costs=st.lists(st.floats(1e-4, 10), min_size=1, max_size=200),
    seconds=st.floats(-10, budget.LONGEST),
)
def test_the_plan_keeps_within_its_time_and_has_a_step(costs, seconds):
    step = typical(costs)
    assert min(costs) * (1 - 1e-9) <= step <= max(costs) * (1 + 1e-9)
    steps = steps_within(seconds, step)
    assert steps >= 1
    assert steps == 1 or 0.98 * seconds - step <= steps * step <= 0.98 * seconds * (1 + 1e-9)


@given(steps=st.integers(1, 10**7))
def test_a_linear_schedule_ends_one_steps_share_above_zero(steps):
    linear = FEW_EXPERIMENT.changed(schedule="linear", learning_rate=0.5, steps=steps, epochs=MAX_EPOCHS)
    total = linear.total_steps(75)
    assert total == steps
    assert linear.learning_rate_at(0, total) == 0.5
    assert linear.learning_rate_at(total - 1, total) == pytest.approx(0.5 / total)


def test_a_timed_run_goes_to_the_end_of_its_plan_and_can_be_replayed(capsys, tmp_path):
    path = tmp_path / "run"
    found = findings(capsys, "--schedule", "linear", "--shift", "1", "--seconds", "0.4", "--save", str(path))
    planned = found["budget"]
    assert planned["seconds"] == 0.4
    assert found["steps"] == planned["steps"] == found["experiment"]["steps"] >= 1
    assert planned["measured_steps"] >= 3
    assert planned["measuring_seconds"] > 0
    assert planned["step_seconds"] > 0
    assert (found["experiment"]["schedule"], found["experiment"]["shift"]) == ("linear", 1)
    assert all(epoch["test_accuracy"] is None for epoch in found["epochs"])
    saved = read_run(path)
    assert saved.position == found["steps"]
    replayed = Session(Experiment.from_json(found["experiment"]))
    assert replayed.experiment == saved.experiment
    replayed.seek(replayed.total_steps)
    assert replayed.network.parameters() == saved.parameters


def test_a_person_is_told_what_was_planned_and_what_it_took(capsys):
    assert cli.main(["train", *FEW, "--seconds", "0.2"]) == 0
    printed = capsys.readouterr()
    assert printed.err.startswith("measuring what a step costs\n")
    assert "planned for 0.2 s: " in printed.out
    assert "; both took " in printed.out


def test_progress_of_a_timed_run_goes_to_standard_error_alone():
    done = subprocess.run(
        [sys.executable, "-m", "cnnviz", "train", *FEW, "--seconds", "0.5", "--json"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["budget"]["seconds"] == 0.5
    assert done.stdout.count("\n") == 1
    assert done.stderr.startswith("measuring")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--seconds", "0"), "--seconds must be a number above 0 and up to 604800, a week, not 0"),
        (("--seconds=-5",), "not -5"),
        (("--seconds", "nan"), "not nan"),
        (("--seconds", "inf"), "not inf"),
        (("--seconds", "1e9"), "not 1e+09"),
        (("--seconds", "60", "--epochs", "3"), "--seconds decides how many steps there are; leave out --epochs"),
        (("--seconds", "60", "--steps", "3"), "leave out --epochs and --steps"),
        (("--seconds", "1", "--data", "no such folder"), "no such folder does not exist"),
    ],
)
def test_times_that_cannot_be_are_refused_in_one_sentence(capsys, words, sentence):
    assert cli.main(["train", "--quiet", *words]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert sentence in printed.err
    assert printed.err.startswith("cnnviz: ")
    assert printed.err.count("\n") == 1


def test_a_word_that_is_no_time_is_argparses_matter(capsys):
    with pytest.raises(SystemExit) as ended:
        cli.main(["train", "--seconds", "soon"])
    assert ended.value.code == 2
    assert "'soon'" in capsys.readouterr().err
