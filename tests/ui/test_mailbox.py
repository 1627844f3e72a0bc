"""Frames that the window has let go of are freed where the worker leaves the next one."""

import threading
import weakref

import pytest

from cnnviz.ui.mailbox import Mailbox


@pytest.fixture
def frames(session, make_frame):
    """Frames of a run that goes on, as many as one wants."""

    def make(count, is_running=True):
        return [make_frame(session, is_running=is_running) for _ in range(count)]

    return make


def test_the_newest_frame_is_taken_once(frames):
    mailbox = Mailbox()
    first, second = frames(2)
    mailbox.put(first)
    mailbox.put(second)
    assert not mailbox.is_wanted
    assert mailbox.take() is second
    assert mailbox.is_wanted
    assert mailbox.take() is None


def test_a_frame_is_freed_by_the_one_who_leaves_frames(frames):
    mailbox = Mailbox()
    freed_in = []
    for frame in frames(40):
        weakref.finalize(frame, lambda: freed_in.append(threading.current_thread()))
        worker = threading.Thread(target=mailbox.put, args=(frame,))
        worker.start()
        worker.join()
        del frame
        mailbox.take()
        assert threading.main_thread() not in freed_in
    assert len(freed_in) > 10


def test_a_run_that_stands_still_keeps_nothing(frames):
    mailbox = Mailbox()
    made = frames(5)
    known = [weakref.ref(frame) for frame in made]
    while made:
        mailbox.put(made.pop())
        mailbox.take()
    assert any(frame() is not None for frame in known)
    (still,) = frames(1, is_running=False)
    mailbox.put(still)
    assert all(frame() is None for frame in known)
    stays = weakref.ref(still)
    del still
    mailbox.take()
    assert stays() is None
