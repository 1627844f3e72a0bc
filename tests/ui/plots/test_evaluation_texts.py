"""Which evaluation belongs to a frame, and what is said about it."""

import pytest

from cnnviz.ui.frame import Activity
from cnnviz.ui.plots.evaluations import (
    ResultCache,
    after,
    cell_text,
    empty_text,
    images,
    latest_evaluation,
    progress_text,
    title_of,
)


@pytest.fixture
def evaluated(session):
    session.evaluate()
    while session.position < 2 * session.steps_per_epoch:
        session.step()
    return session


def test_the_latest_evaluation_is_not_of_the_future(evaluated, make_frame):
    size = evaluated.steps_per_epoch
    for position, epochs in ((0, 0), (size - 1, 0), (size, 1), (2 * size, 2)):
        evaluated.seek(position)
        assert latest_evaluation(make_frame(evaluated))[0] == epochs


def test_without_evaluation_there_is_none(session, make_frame):
    assert latest_evaluation(make_frame(session)) is None


def test_a_result_is_counted_once(evaluated, make_frame):
    cache = ResultCache()
    assert cache.update(make_frame(evaluated))
    first = cache.result
    assert not cache.update(make_frame(evaluated))
    assert cache.result is first
    assert first.title == "After epoch 2 · 9 test images"
    assert first.short_title == "Epoch 2 · 9 images"
    assert sum(map(sum, first.confusion)) == 9


def test_a_result_goes_when_its_frame_has_none(evaluated, session, make_frame):
    cache = ResultCache()
    cache.update(make_frame(evaluated))
    history = make_frame(evaluated).history
    bare = type(history)(history.steps_per_epoch, history.losses, b"", b"", (), {})
    assert cache.update(make_frame(evaluated, history=bare))
    assert cache.result is None


def test_an_evaluation_under_way_is_told(evaluated, make_frame):
    cache = ResultCache()
    frame = make_frame(evaluated, activity=Activity.EVALUATING, evaluated=4)
    cache.update(frame)
    assert title_of(frame, cache.result) == "After epoch 2 · now evaluating 4 of 9 test images …"
    assert title_of(frame, None) == "Evaluating 4 of 9 test images …"
    assert progress_text(make_frame(evaluated)) == ""
    assert "Not evaluated yet" in empty_text(None)


def test_words():
    assert (after(0), after(3)) == ("Before training", "After epoch 3")
    assert (images(1), images(2)) == ("1 image", "2 images")
    confusion = ((8, 0, 1), (0, 9, 0), (4, 0, 5))
    names = ("0", "1", "2")
    assert cell_text(confusion, 2, 0, names) == '4 images of a "2" were read as "0".'
    assert cell_text(confusion, 0, 2, names) == '1 image of a "0" was read as "2".'
    assert cell_text(confusion, 1, 1, names) == '9 images of a "1" were read as "1", which is right.'
