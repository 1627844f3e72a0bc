"""What is known of pinned images is of the parameters that it says it is of, whatever was done to the run."""

from time import monotonic

import pytest

from cnnviz.training import Experiment, Session
from cnnviz.ui import pins as pins_module
from cnnviz.ui.frame import OWN, ProbeChoice
from cnnviz.ui.mailbox import Mailbox
from cnnviz.ui.pins import MOST, Pinning
from cnnviz.ui.runner import Runner

CHOICES = (ProbeChoice("test", 1), ProbeChoice("train", 2), ProbeChoice("test", 0))
WEIGHT = ("0.weight", (0, 0, 1, 1))


@pytest.fixture
def pinning(session):
    kept = Pinning(session)
    kept.choose(CHOICES)
    return kept


@pytest.fixture
def runner():
    """A runner with a small session of the paper's experiment, paused, with its pins computed."""
    mailbox = Mailbox()
    driven = Runner(mailbox, lambda: None, lambda: False)
    driven.mailbox = mailbox
    driven.session = Session(Experiment.preset("paper", train_per_class=4, test_per_class=3, epochs=3))
    driven.open(driven.session)
    driven.set_pins(CHOICES)
    settle(driven)
    return driven


def settle(runner):
    """Let the runner work until there is nothing to do; the last frame it left."""
    end, frame = monotonic() + 10, None
    while (wait := runner.idle_time()) is not None and monotonic() < end:
        if wait == 0:
            runner.work()
        runner.publish()
        frame = runner.mailbox.take() or frame
    return frame


def complete(pinning):
    while not pinning.is_complete:
        pinning.go_on()
    return pinning.take()


def assert_fresh(session, pins):
    """That each pin is what the session's own probe says now."""
    for pin in pins:
        samples = session.train_samples if pin.choice.part == "train" else session.test_samples
        trace = session.probe(samples[pin.choice.index])
        assert pin.position == session.position
        assert pin.probe.sample is samples[pin.choice.index]
        for got, expected in zip(pin.probe.trace.layers, trace.layers, strict=True):
            assert (got.output, got.input_gradient) == (expected.output, expected.input_gradient)
        assert pin.probe.trace.loss == trace.loss


def test_every_pin_is_computed_once_and_then_known(session, pinning, monkeypatch):
    asked = []
    probe_of = pins_module.probe_of
    monkeypatch.setattr(pins_module, "probe_of", lambda *of: asked.append(of) or probe_of(*of))
    pins = complete(pinning)
    assert_fresh(session, pins)
    assert [pin.choice for pin in pins] == list(CHOICES)
    assert len(asked) == 3
    pinning.go_on()
    session.next_phase()  # the parameters stay until the update
    pinning.go_on()
    assert len(asked) == 3
    assert pinning.take() is pins


def test_what_stays_pinned_stays_known(session, pinning):
    first, second, _ = complete(pinning)
    pinning.choose((CHOICES[1], CHOICES[0], ProbeChoice("train", 0)))
    pins = pinning.take()
    assert pins[0] is second
    assert pins[1] is first
    assert pins[2].probe is None
    assert_fresh(session, complete(pinning))


def test_no_image_is_pinned_twice_nor_a_seventh(pinning):
    pinning.choose([ProbeChoice("train", index % 8) for index in range(16)])
    assert [pin.choice.index for pin in pinning.take()] == list(range(MOST))


def test_pins_follow_steps_seeks_edits_undoings_and_branches(session, pinning):
    complete(pinning)
    moves = (
        session.step,
        session.step,
        lambda: session.set_parameter(*WEIGHT, 0.5),
        lambda: session.set_parameter(*WEIGHT, -0.5),
        session.undo_change,
        session.step,
        session.step,
        lambda: session.seek(2),
        lambda: session.set_parameter(*WEIGHT, 0.0),
        lambda: session.set_parameter(*WEIGHT, -0.0),
        session.step,
        lambda: session.switch_branch(0),
        lambda: session.seek(4),
        lambda: session.switch_branch(1),
        session.previous_phase,
        session.previous_step,
    )
    for move in moves:
        move()
        assert_fresh(session, complete(pinning))


def test_a_pin_of_before_a_change_names_no_position(session, pinning):
    session.step()
    before = complete(pinning)
    session.set_parameter(*WEIGHT, 0.5)
    now = pinning.take()
    assert [pin.position for pin in now] == [None, None, None]
    assert [pin.probe for pin in now] == [pin.probe for pin in before]
    assert pinning.take() is now
    session.undo_change()
    assert [a is b for a, b in zip(pinning.take(), before, strict=True)] == [True] * 3  # and is true again without it


def test_a_pin_of_a_later_position_keeps_it_on_the_way_back(session, pinning):
    session.step()
    complete(pinning)
    session.seek(0)
    assert [pin.position for pin in pinning.take()] == [1, 1, 1]
    pinning.go_on()
    assert sorted(pin.position for pin in pinning.take()) == [0, 1, 1]


def test_an_image_that_cannot_be_computed_says_so_and_spares_the_others(session, pinning):
    small = [[[0.0] * 3] * 3]
    pinning.choose((ProbeChoice(OWN, image=small, name="drawing"), ProbeChoice("test", 999), CHOICES[0]))
    own, beyond, good = complete(pinning)
    assert own.probe is None and beyond.probe is None
    assert own.problem.startswith("This image cannot be shown")
    assert beyond.problem.startswith("This image cannot be shown")
    assert_fresh(session, [good])


def test_ones_own_image_is_answered_as_the_probe_is(session, pinning):
    image = session.test_samples[4].image
    pinning.choose((ProbeChoice(OWN, image=image, name="drawing"),))
    (pin,) = complete(pinning)
    assert pin.probe.trace.probabilities == session.network.predict(image)
    assert pin.probe.name == "drawing"


def test_at_full_speed_pins_take_a_small_part_of_the_time(session, pinning, monkeypatch):
    now = [100.0]
    monkeypatch.setattr(pins_module.time, "monotonic", lambda: now[0])
    probe_of, asked = pins_module.probe_of, []

    def slow(of, choice):
        now[0] += 0.01
        asked.append(choice)
        return probe_of(of, choice)

    monkeypatch.setattr(pins_module, "probe_of", slow)
    session.step()
    for _ in range(100):
        before = len(asked)
        pinning.go_on_at_full_speed()
        assert len(asked) - before <= 1
        now[0] += 0.01
    assert 3 <= len(asked) <= 1 + 0.05 * (now[0] - 100.0) / 0.01
    assert len(set(map(str, asked))) == 3  # each in its turn


def test_between_two_phases_a_pin_is_computed_only_where_it_fits(session, pinning, monkeypatch):
    pinning.go_on_within(0.0)
    assert not any(pin.probe for pin in pinning.take())
    pinning.go_on_within(60.0)
    assert sum(pin.probe is not None for pin in pinning.take()) == 1


def test_frames_carry_fresh_pins_once_the_run_stands_still(runner):
    session = runner.session
    for act in (
        lambda: runner.move(Session.advance),
        lambda: runner.change(lambda run: run.set_parameter(*WEIGHT, 0.25)),
        lambda: runner.change(Session.undo_change),
        lambda: runner.seek(0),
        lambda: runner.change(lambda run: run.set_parameter(*WEIGHT, 0.75)),
        lambda: runner.change(lambda run: run.switch_branch(0)),
    ):
        act()
        frame = settle(runner)
        assert [pin.choice for pin in frame.pins] == list(CHOICES)
        assert_fresh(session, frame.pins)


def test_the_frame_before_the_pins_are_computed_claims_nothing_wrong(runner):
    runner.change(lambda run: run.set_parameter(*WEIGHT, 0.25))
    runner.publish()
    assert [pin.position for pin in runner.mailbox.take().pins] == [None, None, None]


def test_pins_are_computed_between_what_is_asked_one_at_a_time(runner, monkeypatch):
    asked = []
    probe_of = pins_module.probe_of
    monkeypatch.setattr(pins_module, "probe_of", lambda *of: asked.append(of) or probe_of(*of))
    runner.move(Session.advance)
    for done in range(1, 4):
        assert runner.idle_time() == 0
        runner.work()
        assert len(asked) == done


def test_while_the_run_goes_on_a_frame_renews_one_pin_at_most(runner, monkeypatch):
    asked = []
    probe_of = pins_module.probe_of
    monkeypatch.setattr(pins_module, "probe_of", lambda *of: asked.append(of) or probe_of(*of))
    monkeypatch.setattr(pins_module, "_SHARE", 1e9)  # as if a pin took no time
    runner.go()
    frames = []
    for _ in range(6):
        before = len(asked)
        runner.work()
        runner.publish()
        frames.append(runner.mailbox.take())
        assert len(asked) - before <= 1
    positions = [pin.position for pin in frames[-1].pins]
    assert frames[-1].position == 6
    assert sorted(positions) == [4, 5, 6]
    runner.pause()
    assert_fresh(runner.session, settle(runner).pins)


def test_another_experiment_has_no_pins(runner):
    runner.open(Session(Experiment.preset("paper", train_per_class=4, test_per_class=3, epochs=3)))
    assert settle(runner).pins == ()


def test_a_paced_run_renews_pins_between_its_phases(runner):
    runner.set_pace(0.5)
    runner.go()
    runner.work()
    runner.publish()  # the first phase; the next is due in two seconds
    for _ in range(21):
        runner.session.next_phase()
    end = monotonic() + 5
    while monotonic() < end:
        runner.work()
        runner.publish()
        if (frame := runner.mailbox.take()) and all(pin.position == 1 for pin in frame.pins):
            break
    assert_fresh(runner.session, frame.pins)
