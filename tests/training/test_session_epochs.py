"""Moves by whole epochs, in both directions."""

from dataclasses import replace

import pytest
from training_oracle import SMALL
from training_replay import assert_exact

from cnnviz.training import RunFinishedError, Session

EPOCH = 6
SHORT = replace(SMALL, epochs=3)


def test_an_epoch_forward_ends_with_its_evaluation():
    session = Session(SHORT)
    session.next_epoch()
    assert (session.position, session.phase, session.evaluation_due) == (EPOCH, 0, False)
    assert_exact(session)


@pytest.mark.parametrize(
    ("position", "phase", "end"), [(0, 0, 6), (0, 3, 6), (5, 0, 6), (5, 13, 6), (6, 0, 12), (7, 2, 12)]
)
def test_an_epoch_forward_leads_to_its_end(position, phase, end):
    session = Session(SHORT)
    session.seek(position)
    for _ in range(phase):
        session.next_phase()
    session.next_epoch()
    assert (session.position, session.phase) == (end, 0)


@pytest.mark.parametrize(
    ("position", "phase", "start"),
    [(0, 0, 0), (0, 3, 0), (5, 0, 0), (6, 0, 0), (6, 1, 6), (7, 0, 6), (11, 5, 6), (12, 0, 6), (18, 0, 12)],
)
def test_an_epoch_back_leads_to_its_start_or_to_the_one_before(position, phase, start):
    session = Session(SHORT)
    session.seek(position)
    for _ in range(phase):
        session.next_phase()
    session.previous_epoch()
    assert (session.position, session.phase) == (start, 0)
    assert_exact(session)


def test_epochs_back_and_on_again_bring_the_same_history():
    session = Session(SHORT)
    for _ in range(3):
        session.next_epoch()
    end = session.history
    places = []
    while session.position:
        session.previous_epoch()
        places.append(session.position)
    assert places == [12, 6, 0]
    for _ in range(3):
        session.next_epoch()
    assert session.history == end


def test_no_epoch_follows_the_last():
    session = Session(SHORT)
    session.seek(session.total_steps)
    with pytest.raises(RunFinishedError, match="3 epochs is complete at step 18"):
        session.next_epoch()
    assert session.position == session.total_steps


def test_a_run_that_ends_within_an_epoch_ends_there():
    session = Session(replace(SHORT, steps=8))
    session.next_epoch()
    session.next_epoch()
    assert session.position == 8
    assert session.is_finished
    with pytest.raises(RunFinishedError, match="complete at step 8; plan more steps"):
        session.next_epoch()
    session.previous_epoch()
    assert session.position == EPOCH


def test_images_are_moved_as_planned_each_time():
    session = Session(replace(SHORT, shift=2))
    still = Session(SHORT)
    moved = [session.sample_at(step) != still.sample_at(step) for step in range(18)]
    assert sum(moved) > 9
    assert session.sample_at(4) is session.sample_at(4)
    session.seek(9)
    assert_exact(session)
    session.seek(3)
    assert_exact(session)
