"""The picture of the loss that grows with the run is the one that would be drawn at once."""

from array import array
from math import inf, nan

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cnnviz.training import History
from cnnviz.ui.theme import load_theme
from cnnviz.ui.timeline_loss import LossPicture
from cnnviz.ui.timeline_scale import Axis

LIGHT, DARK = load_theme("light"), load_theme("dark")


def history(losses):
    return History(5, array("d", losses), b"", b"", (), {})


def pixels(picture):
    image = picture.image
    return np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), image.width()).copy()


def at_once(losses, axis, theme=LIGHT):
    picture = LossPicture()
    picture.update(history(losses), axis, 1.0, 19, theme)
    return pixels(picture)


numbers = st.one_of(st.floats(0, 5), st.sampled_from([nan, inf, 40.0]))


@given(
    losses=st.lists(numbers, min_size=1, max_size=120),
    parts=st.lists(st.integers(0, 120), max_size=5),
    length=st.integers(1, 300),
)
@example(losses=[0.0, 0.0, 0.0, 1.0, nan, nan, 0.0], parts=[6], length=240)
def test_growing_draws_what_drawing_at_once_does(losses, parts, length):
    axis = Axis(12, length, 120)
    picture = LossPicture()
    for end in [*sorted(min(part, len(losses)) for part in parts), len(losses)]:
        picture.update(history(losses[:end]), axis, 1.0, 19, LIGHT)
    assert np.array_equal(pixels(picture), at_once(losses, axis))


@pytest.mark.parametrize("other", [[1.0] * 30, [2.0, 1.0, *[1.0] * 48], [2.0] * 20])
def test_another_course_is_drawn_anew(other):
    axis = Axis(12, 200, 100)
    picture = LossPicture()
    picture.update(history([1.0, 2.0] * 20), axis, 1.0, 19, LIGHT)
    picture.update(history(other), axis, 1.0, 19, LIGHT)
    assert np.array_equal(pixels(picture), at_once(other, axis))


def test_another_axis_and_another_theme_are_drawn_anew():
    losses = [3.0, 2.0, 1.0] * 10
    wide, narrow = Axis(12, 200, 60), Axis(12, 90, 60)
    picture = LossPicture()
    picture.update(history(losses), wide, 1.0, 19, LIGHT)
    picture.update(history(losses), narrow, 1.0, 19, DARK)
    assert np.array_equal(pixels(picture), at_once(losses, narrow, DARK))
    assert not np.array_equal(pixels(picture), at_once(losses, narrow, LIGHT))


def test_a_run_that_goes_on_draws_only_the_end_of_it(monkeypatch):
    axis = Axis(12, 800, 4000)
    picture = LossPicture()
    losses = [2.0 + step % 7 / 10 for step in range(2500)]
    picture.update(history(losses[:2000]), axis, 1.0, 19, LIGHT)
    drawn = []
    draw = picture._draw
    monkeypatch.setattr(picture, "_draw", lambda first, *more: (drawn.append(first), draw(first, *more)))
    picture.update(history(losses), axis, 1.0, 19, LIGHT)
    assert drawn[0] > 380
