"""When the worker asks the network about images: in spare time only, and it waits once there is nothing to ask."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest

from cnnviz.training import Session
from cnnviz.training.predicted import UNKNOWN
from cnnviz.ui import predicting
from cnnviz.ui.frame import Frame
from cnnviz.ui.mailbox import Mailbox
from cnnviz.ui.runner import Runner


class Clock:
    """Stands still unless it is told to go on; asking the network takes as long as it is told."""

    def __init__(self) -> None:
        self.now = 100.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(predicting, "time", SimpleNamespace(monotonic=clock.monotonic))
    monkeypatch.setattr("cnnviz.ui.runner.time", SimpleNamespace(monotonic=clock.monotonic))
    return clock


@pytest.fixture
def asked(session: Session, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """When the network was asked about images; each takes a millisecond."""
    asked: list[float] = []
    real = session.network.predict

    def predict(image: object) -> list[float]:
        asked.append(clock.now)
        clock.now += 0.001
        return real(image)

    monkeypatch.setattr(session.network, "predict", predict)
    return asked


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
def runner(session: Session, mailbox: Mailbox, clock: Clock, asked: list[float]) -> Runner:
    """A paused run, evaluated at its start."""
    session.evaluate()
    asked.clear()
    runner = Runner(mailbox, lambda: None, lambda: False)
    runner.open(session)
    runner.publish()
    return runner


def drive(runner: Runner, mailbox: Mailbox, clock: Clock, is_done: Callable[[], bool] = lambda: False) -> list[Frame]:
    """Do what the worker's loop does, waiting included, until it would wait for the window; the frames that came."""
    frames: list[Frame] = []
    for _ in range(2_000):
        wait = runner.idle_time()
        if wait is None or is_done():
            return frames
        clock.now += wait
        runner.work()
        runner.publish()
        if (frame := mailbox.take()) is not None:
            frames.append(frame)
    raise AssertionError("the worker never comes to rest")


def fresh(frame: Frame, part: str = "train") -> int:
    assert frame.predicted is not None
    return frame.predicted[part].ages.count(frame.position)


def test_a_worker_that_nobody_looks_at_asks_nothing(runner: Runner, mailbox: Mailbox, clock: Clock, asked: list[float]):
    mailbox.take()
    assert runner.idle_time() is None
    assert drive(runner, mailbox, clock) == []
    assert asked == []


def test_once_all_is_asked_and_told_the_worker_waits(
    runner: Runner, mailbox: Mailbox, clock: Clock, asked: list[float], session: Session
):
    runner.look_at("train", (5, 2))
    frames = drive(runner, mailbox, clock)
    assert len(asked) == len(session.train_samples)
    assert fresh(frames[-1]) == len(session.train_samples)
    assert runner.idle_time() is None
    runner.look_at("train", (1,))
    assert runner.idle_time() is None


def test_answers_alone_make_no_more_than_four_frames_a_second_and_change_nothing_else(
    runner: Runner, mailbox: Mailbox, clock: Clock, session: Session, monkeypatch: pytest.MonkeyPatch
):
    before = mailbox.take()
    real = session.network.predict

    def slow(image: object) -> list[float]:
        clock.now += 0.1
        return real(image)

    monkeypatch.setattr(session.network, "predict", slow)
    runner.look_at("train", ())
    start = clock.now
    frames = drive(runner, mailbox, clock)
    assert len(frames) <= 4 * (clock.now - start) + 1
    assert [fresh(frame) for frame in frames] == sorted({fresh(frame) for frame in frames})
    assert {id(frame.shown) for frame in frames} == {id(before.shown)}
    assert {id(frame.history) for frame in frames} == {id(before.history)}


def test_whatever_is_asked_for_interrupts_after_one_image(
    session: Session, mailbox: Mailbox, clock: Clock, asked: list[float]
):
    session.evaluate()
    asked.clear()
    runner = Runner(mailbox, lambda: None, lambda: True)
    runner.look_at("train", ())
    runner.open(session)
    runner.publish()
    runner.work()
    assert len(asked) == 1


def test_a_step_is_shown_at_once_and_its_answers_later(
    runner: Runner, mailbox: Mailbox, clock: Clock, asked: list[float]
):
    runner.look_at("train", ())
    drive(runner, mailbox, clock)
    clock.now += 1
    runner.move(Session.advance)
    asked.clear()
    runner.publish()
    assert len(asked) == 1  # what the step's own sample gets under the new weights
    stepped = mailbox.take()
    assert (stepped.position, fresh(stepped)) == (1, 0)
    assert set(stepped.predicted["train"].ages) == {0}
    assert fresh(drive(runner, mailbox, clock)[-1]) == 12


def test_a_changed_weight_makes_old_answers_old_in_the_same_frame(runner: Runner, mailbox: Mailbox, clock: Clock):
    runner.look_at("train", ())
    drive(runner, mailbox, clock)
    runner.change(lambda session: session.set_parameter("0.bias", (0,), 0.5))
    runner.publish()
    assert fresh(mailbox.take()) == 0


@pytest.fixture
def steps_take(session: Session, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Lets each step take so many seconds, and leaves evaluations out."""
    real = session.advance

    def arrange(seconds: float) -> None:
        def advance(is_seen: bool = True) -> object:
            clock.now += seconds
            return real(is_seen)

        monkeypatch.setattr(session, "advance", advance)
        monkeypatch.setattr(type(session), "evaluation_due", False)

    return arrange


def test_at_full_speed_answers_are_shown_though_frames_come_often(
    runner: Runner, mailbox: Mailbox, clock: Clock, session: Session, steps_take: Callable[[float], None]
):
    steps_take(0.03)
    runner.look_at("train", (3,))
    runner.go()
    frames = drive(runner, mailbox, clock, lambda: session.position >= 30)
    shown = [frame.predicted["train"].ages[3] for frame in frames]
    assert len(frames) >= 25
    assert len(set(shown)) >= 3
    assert all(frame.position - age <= 15 for frame, age in zip(frames[10:], shown[10:], strict=True))


def test_at_full_speed_a_hundredth_of_the_time_goes_into_images_in_sight(
    runner: Runner, mailbox: Mailbox, clock: Clock, asked: list[float], session: Session, steps_take
):
    steps_take(0.002)
    runner.look_at("train", (3,))
    runner.go()
    start = clock.now
    drive(runner, mailbox, clock, lambda: session.position >= 30)
    assert 1 <= len(asked) <= 1 + 0.01 * (clock.now - start) / 0.001
    assert mailbox.take() is None
    runner.publish()


@pytest.mark.parametrize(("pace", "asks"), [(1.0, True), (200.0, False)])
def test_at_a_pace_no_phase_comes_late(
    runner: Runner, mailbox: Mailbox, clock: Clock, asked: list[float], session: Session, pace: float, asks: bool
):
    runner.look_at("train", (3, 4))
    runner.set_pace(pace)
    runner.go()
    start, late = clock.now, []

    def next_phase() -> None:
        late.append(clock.now - start - len(late) / pace)
        Session.next_phase(session)

    session.next_phase = next_phase
    drive(runner, mailbox, clock, lambda: len(late) == 5)
    assert max(late) < 1e-6
    assert (len(asked) > 0) == asks


def test_an_error_while_asking_comes_once(
    runner: Runner, mailbox: Mailbox, clock: Clock, session: Session, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(session.network, "predict", lambda image: [][0])
    runner.look_at("train", ())
    with pytest.raises(IndexError):
        runner.work()
    assert drive(runner, mailbox, clock) == []


def test_another_run_is_looked_at_in_the_same_place(runner: Runner, mailbox: Mailbox, clock: Clock, session: Session):
    runner.look_at("test", (0,))
    drive(runner, mailbox, clock)
    other = Session(session.experiment)
    other.evaluate()
    runner.open(other)
    frame = drive(runner, mailbox, clock)[-1]
    assert frame.run.test_samples is other.test_samples
    assert fresh(frame, "test") == 9
    assert UNKNOWN not in frame.predicted["test"].confidences
