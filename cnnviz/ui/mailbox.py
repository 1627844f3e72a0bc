"""The slot in which the worker leaves its newest frame, and the window finds it.

A frame's trace is thousands of floats in nested lists. Whichever thread lets go of them last takes half a millisecond
to free them; in the window's, that would be time in which both threads stand still. So frames that the window has
taken are held here until the worker comes by.
"""

import threading
from collections import deque

from cnnviz.ui.frame import Frame

_KEPT = 16
"""Frames taken lately, about as many as come between two drawings of a panel, which keeps the one that it shows."""


class Mailbox:
    """A slot for the newest frame: the worker overwrites it, the window takes it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._frame: Frame | None = None
        self._wanted = threading.Event()
        self._wanted.set()
        self._taken: deque[Frame] = deque()
        """Frames of a run that goes on, until the worker has left some more."""

    @property
    def is_wanted(self) -> bool:
        """Whether the window has taken the last frame, so that making a new one is worth its time."""
        return self._wanted.is_set()

    def put(self, frame: Frame) -> None:
        """Leave a frame, and let go of those taken before; one that was not taken is gone.

        The last few are held on to while the run goes on.
        """
        with self._lock:
            self._frame = frame
            self._wanted.clear()
        while len(self._taken) > (_KEPT if frame.is_running else 0):
            self._taken.popleft()

    def take(self) -> Frame | None:
        """The newest frame, or None where nothing has come since the last."""
        with self._lock:
            frame, self._frame = self._frame, None
            self._wanted.set()
        if frame is not None and frame.is_running:
            self._taken.append(frame)
        return frame
