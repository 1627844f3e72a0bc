"""Any sequence of moves, edits, branches and runs leads to the bits of a plain forward run with the same events.

The suite tries a few dozen sequences. `CNNVIZ_SEQUENCES=1000 pytest tests/training/test_session_state_machine.py`
tries so many of fifty actions each, which takes some minutes.
"""

import os
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from training_model import Model, computed, evaluated, sample_index, step_inputs, total_steps, traced
from training_oracle import SMALL
from training_replay import assert_same, replayed

from cnnviz.datasets import bundled_digits
from cnnviz.training import ChooseSample, Session, SetLearningRate, SetParameter
from cnnviz.training import branches as branches_module
from cnnviz.training import keyframes as keyframes_module
from cnnviz.training import standing as standing_module
from cnnviz.training import walk as walk_module
from cnnviz.training.breakpoints import EpochEnd, LossAbove, Misclassified, PredictionFlips, StepReached, run_until
from cnnviz.training.keyframes import Spacing

SEQUENCES = int(os.environ.get("CNNVIZ_SEQUENCES", "50"))
MOST_BRANCHES = 4
EXPERIMENTS = [
    replace(SMALL, train_per_class=1, test_per_class=1, epochs=4),
    replace(SMALL, train_per_class=2, test_per_class=1, epochs=3, schedule="linear", shift=1, steps=16),
]
"""Three and six images an epoch; the second run ends within its last epoch."""
PLACES = [("0.weight", (1, 0, 2, 0)), ("0.bias", (0,)), ("4.weight", (2, 5)), ("4.bias", (1,))]
VALUES = [0.0, 0.75, -3.0, 1e-300]


class Walks(RuleBasedStateMachine):
    """A session with keyframes every four steps, and its model."""

    def __init__(self):
        super().__init__()
        self.patch = pytest.MonkeyPatch()
        self.patch.setattr(standing_module, "spacing", lambda network, steps: Spacing(4, packs=True))
        self.patch.setattr(walk_module, "FINE", 1)  # so that looking ahead is worth it
        self.patch.setattr(keyframes_module, "RECENT_BYTES", 8_200)  # ten steps
        self.patch.setattr(branches_module, "MOST", MOST_BRANCHES)
        self.patch.setattr(branches_module, "LEFT_BYTES", 1500)

    @initialize(experiment=st.sampled_from(EXPERIMENTS), known=st.integers(0, 16))
    def begin(self, experiment, known):
        self.experiment = experiment
        self.session = Session(experiment, bundled_digits())
        self.model = Model(experiment)
        self.total = total_steps(experiment)
        self.epoch = self.session.steps_per_epoch
        self.go_to(min(known, self.total))

    def teardown(self):
        try:
            if hasattr(self, "session"):
                fresh = replayed(self.session)
                assert_same(self.session, fresh)
                assert self.session.health == fresh.health
        finally:
            self.patch.undo()

    def is_before_the_end(self):
        return self.model.position < self.total

    @precondition(is_before_the_end)
    @rule(count=st.integers(1, 3))
    def next_phases(self, count):
        for _ in range(count):
            if self.is_before_the_end():
                self.session.next_phase()
                last = self.model.phase == len(self.session.phases) - 1
                self.model.go(self.model.position + last, 0 if last else self.model.phase + 1)

    @rule(count=st.integers(1, 3))
    def previous_phases(self, count):
        for _ in range(count):
            self.session.previous_phase()
            if self.model.phase:
                self.model.phase -= 1
            elif self.model.position:
                self.model.go(self.model.position - 1, len(self.session.phases) - 1)

    @precondition(is_before_the_end)
    @rule(evaluates=st.booleans())
    def next_sample(self, evaluates):
        (self.session.step if evaluates else self.session.advance)()
        self.model.go(self.model.position + 1)

    @rule()
    def previous_sample(self):
        self.session.previous_step()
        self.model.go(self.model.position if self.model.phase else max(0, self.model.position - 1))

    @precondition(is_before_the_end)
    @rule()
    def next_epoch(self):
        self.session.next_epoch()
        self.model.go(min(self.total, (self.model.position // self.epoch + 1) * self.epoch))

    @rule()
    def previous_epoch(self):
        self.session.previous_epoch()
        epoch, place = divmod(self.model.position, self.epoch)
        self.model.go(max(0, epoch - (not place and not self.model.phase)) * self.epoch)

    @rule(share=st.floats(0, 1), beyond=st.integers(0, 2))
    def seek(self, share, beyond):
        self.go_to(min(self.total, round(share * self.model.course.furthest) + beyond))

    @rule(share=st.floats(0, 1), rate=st.sampled_from([0.0, 0.01, 0.2]))
    def set_learning_rate_on_the_way(self, share, rate):
        self.go_to(round(share * self.model.course.furthest))
        self.set_learning_rate(rate)

    @rule(share=st.floats(0, 1), place=st.sampled_from(PLACES), value=st.sampled_from(VALUES))
    def set_parameter_on_the_way(self, share, place, value):
        self.go_to(round(share * self.model.course.furthest))
        self.set_parameter(place, value)

    @rule(rate=st.sampled_from([0.0, 0.01, 0.2]))
    def set_learning_rate_here(self, rate):
        self.set_learning_rate(rate)

    @rule(places=st.lists(st.sampled_from(PLACES), min_size=1, max_size=3), value=st.sampled_from(VALUES))
    def set_parameters_here(self, places, value):
        for place in places:
            self.set_parameter(place, value)

    def go_to(self, target):
        self.session.seek(target)
        self.model.go(target)

    def set_learning_rate(self, rate):
        self.session.set_learning_rate(rate)
        self.model.put(SetLearningRate(self.model.position, rate))

    def set_parameter(self, place, value):
        is_new = repr(self.session.network.parameter(*place)) != repr(value)
        self.session.set_parameter(*place, value)
        if is_new:
            self.model.put(SetParameter(self.model.position, *place, value))

    @precondition(is_before_the_end)
    @rule(index=st.integers(0, 2))
    def choose_sample(self, index):
        is_new = index != sample_index(self.experiment, self.model.events(), self.model.position)
        self.session.choose_sample(index)
        if is_new:
            self.model.put(ChooseSample(self.model.position, index))

    @precondition(lambda self: 0 < self.model.position + bool(self.model.phase) < self.total)
    @rule()
    def repeat_sample(self):
        self.session.repeat_sample()
        if self.model.phase:
            self.model.go(self.model.position + 1)
        at, events = self.model.position, self.model.events()
        repeated = sample_index(self.experiment, events, at - 1)
        if repeated != sample_index(self.experiment, events, at):
            self.model.put(ChooseSample(at, repeated))

    @precondition(lambda self: self.model.here())
    @rule()
    def undo_change(self):
        self.session.undo_change()
        self.model.change(self.model.here()[:-1])

    @precondition(lambda self: len(self.model.courses) > 1)
    @rule(data=st.data(), then=st.none() | st.floats(0, 1))
    def switch_branch(self, data, then):
        number = data.draw(st.sampled_from(sorted(self.model.courses)))
        self.session.switch_branch(number)
        self.model.current = number
        if self.model.course.furthest < self.model.position:
            self.model.go(self.model.course.furthest)
        if then is not None:
            self.it_has_the_bits_of_a_plain_run()
            self.go_to(round(then * self.model.course.furthest))

    @rule(condition=st.sampled_from([LossAbove(1.2), Misclassified(), PredictionFlips(), EpochEnd(), StepReached(7)]))
    def run_until(self, condition):
        reason = run_until(self.session, [condition])
        assert (reason is None) <= self.session.is_finished
        assert self.session.position > self.model.position or not self.is_before_the_end()
        if self.is_before_the_end():
            self.model.go(self.session.position)

    @rule(images=st.integers(1, 4))
    def evaluate(self, images):
        self.session.evaluate_some(images)

    @rule(index=st.integers(0, 2))
    def probe(self, index):
        self.session.probe(self.session.test_samples[index])

    @rule()
    def save_and_resume(self):
        resumed = Session.resume(self.session.saved(), self.session.dataset)
        while resumed.phase < self.session.phase:
            resumed.next_phase()
        assert_same(resumed, self.session)

    @invariant()
    def it_stands_where_it_should(self):
        assert (self.session.position, self.session.phase) == (self.model.position, self.model.phase)

    @invariant()
    def it_knows_its_branches(self):
        branches = {branch.number: branch for branch in self.session.branches}
        assert self.session.branches[-1].number == self.model.next_number - 1 or len(branches) == MOST_BRANCHES
        self.model.courses = {number: self.model.courses[number] for number in branches}
        assert len(branches) <= MOST_BRANCHES
        assert [branch.number for branch in branches.values() if branch.is_current] == [self.model.current]
        for number, branch in branches.items():
            assert branch.furthest == self.model.courses[number].furthest
        assert self.session.events == self.model.course.events
        assert self.session.furthest == self.model.course.furthest

    @invariant()
    def it_has_the_bits_of_a_plain_run(self):
        model, session, events = self.model, self.session, self.model.events()
        state, losses, answers = computed(self.experiment, events, model.position)
        assert list(map(repr, session.network.state())) == list(map(repr, state))
        history = session.history
        assert tuple(history.losses) == losses
        assert tuple(history.predictions) == answers
        targets = [step_inputs(self.experiment, model.events(step), step)[0].target for step in range(model.position)]
        assert list(history.correct) == [a == t for a, t in zip(answers, targets, strict=True)]
        if model.position < self.total:
            assert session.trace() == traced(self.experiment, events, model.position)
            assert session.learning_rate == step_inputs(self.experiment, events, model.position)[1]

    @invariant()
    def it_shows_what_a_plain_run_shows(self):
        model, shown = self.model, self.session.shown()
        begins_otherwise = any(not isinstance(event, SetLearningRate) for event in model.here())
        is_at_hand = model.phase or not model.position or (begins_otherwise and model.position < self.total)
        step = model.position if is_at_hand else model.position - 1
        assert (shown.step, shown.phases_done) == (step, model.phase if is_at_hand else len(self.session.phases))
        assert shown.sample == step_inputs(self.experiment, model.events(step), step)[0]
        assert shown.trace == traced(self.experiment, model.events(step), step)
        assert list(map(repr, self.session.network.state())) == list(
            map(repr, computed(self.experiment, model.events(), model.position)[0])
        ), "showing changed the network"

    @invariant()
    def it_remembers_true_evaluations(self):
        history = self.session.history
        for epochs, evaluation in history.evaluations.items():
            position = epochs * self.epoch
            expected = evaluated(self.experiment, self.model.events(position), position)
            assert (evaluation.loss, evaluation.predictions) == expected
            if epochs:
                assert history.epochs[epochs - 1].test_loss == evaluation.loss
        for record in history.epochs:
            assert (record.test_loss is None) == (record.epoch not in history.evaluations)


TestWalks = Walks.TestCase
TestWalks.settings = settings(
    max_examples=SEQUENCES,
    stateful_step_count=50 if SEQUENCES > 100 else 30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
