"""Lets the worker clear away the frames that the window has done with.

A frame's trace is thousands of floats in nested lists. Whichever thread lets go of them last takes half a millisecond
to free them; in the window's, that would be time in which both threads stand still.
"""

from collections import deque

from cnnviz.ui.frame import Frame, Mailbox

_KEPT = 16
"""Frames taken lately, about as many as come between two drawings of a panel, which keeps the one that it shows."""


class ClearingMailbox(Mailbox):
    """Keeps the frames that were taken while training runs, until the worker has left some more."""

    def __init__(self) -> None:
        super().__init__()
        self._taken: deque[Frame] = deque()

    def put(self, frame: Frame) -> None:
        """Leave a frame, and let go of older ones; of all once the run stands still."""
        super().put(frame)
        while len(self._taken) > (_KEPT if frame.is_running else 0):
            self._taken.popleft()

    def take(self) -> Frame | None:
        """The newest frame, or None where nothing has come since the last."""
        frame = super().take()
        if frame is not None and frame.is_running:
            self._taken.append(frame)
        return frame
