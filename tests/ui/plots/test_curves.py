"""Which points are drawn, and over which range."""

from array import array

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnviz.training import Experiment, Session
from cnnviz.ui.plots.curves import (
    MOST_POINTS,
    decimate,
    epoch_series,
    first_not_finite,
    nice_ceiling,
    robust_top,
    same_numbers,
    step_at,
    tick_step,
    value_at,
)


def test_a_hundred_thousand_steps_become_two_thousand_points_and_keep_every_extreme():
    values = np.random.default_rng(0).exponential(size=100_000)
    values[54_321] = 1e6
    kept = decimate(values)
    assert MOST_POINTS / 4 <= len(kept) <= MOST_POINTS
    assert 54_321 in kept
    assert int(values.argmin()) in kept
    assert (np.diff(kept) > 0).all()


def test_few_values_are_all_kept():
    assert decimate(np.arange(7.0)).tolist() == [0, 1, 2, 3, 4, 5, 6]
    assert decimate(np.empty(0)).tolist() == []


@given(st.integers(0, 5000), st.integers(-10, 6000), st.integers(-10, 6000), st.integers(4, 300))
def test_the_kept_lie_in_the_window_and_hold_its_range(length, first, last, most):
    values = np.sin(np.arange(length) * 1.7) * np.arange(length)
    kept = decimate(values, first, last, most)
    window = values[max(0, first) : max(0, first, last)]
    assert len(kept) <= most
    assert all(max(0, first) <= index < min(last, length) for index in kept)
    if window.size:
        assert values[kept].min() == window.min()
        assert values[kept].max() == window.max()


def test_points_stay_where_they_are_while_a_run_grows():
    values = np.random.default_rng(1).random(50_000)
    before, after = decimate(values[:49_000]), decimate(values)
    assert set(before[before < 48_900]) <= set(after)


def test_not_a_number_hides_no_neighbour():
    values = np.ones(10_000)
    values[5000] = np.nan
    values[5001] = 9.0
    kept = decimate(values, most=100)
    assert 5001 in kept
    assert np.isfinite(values[kept]).all()


def test_a_stretch_without_numbers_stays_a_gap():
    values = np.ones(10_000)
    values[4000:6000] = np.nan
    assert np.isnan(values[decimate(values, most=100)]).any()


def test_one_outlier_does_not_stretch_the_axis():
    steps = np.append(np.full(500, 1.1), 1e9)
    assert robust_top(steps, np.array([1.0])) == pytest.approx(1.2)


def test_a_bold_figure_stretches_it_to_the_double_at_most():
    steps = np.full(500, 1.0)
    assert robust_top(steps, np.array([1.4])) == pytest.approx(1.5)
    assert robust_top(steps, np.array([50.0])) == pytest.approx(2.0)


@pytest.mark.parametrize("steps", [[], [np.nan, np.inf], [0.0, 0.0]])
def test_without_numbers_the_axis_ends_at_one(steps):
    assert robust_top(np.array(steps), np.empty(0)) == 1.0


def test_without_steps_the_figures_decide():
    assert robust_top(np.empty(0), np.array([2.3, np.nan])) == pytest.approx(2.5)


@given(st.floats(1e-300, 1e300))
def test_the_ceiling_is_near_and_not_below(value):
    ceiling = nice_ceiling(value)
    assert value * (1 - 1e-9) <= ceiling <= value * 1.51


@given(st.floats(1e-6, 1e6), st.floats(50, 2000), st.floats(10, 50))
def test_ticks_are_far_enough_apart_and_not_too_far(span, pixels, least):
    apart = tick_step(span, pixels, least) / span * pixels
    assert least * (1 - 1e-6) <= apart <= 2.5 * least * (1 + 1e-6)


def test_a_degenerate_axis_has_a_step_too():
    assert tick_step(0, 100, 40) == 1.0
    assert tick_step(float("nan"), 100, 40) == 1.0


def test_the_first_that_is_no_number():
    assert first_not_finite(np.array([1.0, np.inf, np.nan])) == 1
    assert first_not_finite(np.array([1.0])) is None


def test_same_numbers_are_the_same_bits():
    nan = np.array([1.0, np.nan])
    assert same_numbers(nan, nan.copy())
    assert not same_numbers(nan, np.array([1.0, 2.0]))
    assert not same_numbers(nan, nan[:1])
    assert same_numbers(np.asarray(array("d"), dtype=float), np.empty(0))


def test_a_place_on_the_axis_is_a_known_step():
    assert step_at(1.5, 12, 30) == 18
    assert step_at(-3, 12, 30) == 0
    assert step_at(99, 12, 30) == 30


def test_epoch_curves_hold_complete_epochs_and_the_test_before_training():
    session = Session(Experiment.preset("paper", train_per_class=2, test_per_class=2, epochs=3))
    session.evaluate()
    for _ in range(15):
        session.step()
    train, test = epoch_series(session.history, "accuracy")
    assert train.x.tolist() == [1, 2]
    assert test.x.tolist() == [0, 1, 2]
    assert test.y[0] == session.history.evaluations[0].accuracy
    assert value_at(train, 2) == session.history.epochs[1].train_accuracy
    assert value_at(train, 3) is None
    assert value_at(train, 0) is None


def test_an_epoch_without_evaluation_has_no_test_point():
    session = Session(Experiment.preset("paper", train_per_class=2, test_per_class=2, epochs=3))
    for _ in range(6):
        session.advance()
    train, test = epoch_series(session.history, "loss")
    assert train.x.tolist() == [1]
    assert test.x.tolist() == []
