"""How fast the run goes."""

import time

_WINDOW = 0.7
"""Seconds that a reading is averaged over."""


class Speedometer:
    """Steps a second, averaged over about a second."""

    def __init__(self) -> None:
        self.value: float | None = None
        self.reset()

    def reset(self) -> None:
        """Begin anew."""
        self._since = time.monotonic()
        self._steps = 0
        self.value = None

    def count(self, steps: int) -> None:
        """So many steps more are done."""
        self._steps += steps
        elapsed = time.monotonic() - self._since
        if elapsed > _WINDOW:
            self.value = self._steps / elapsed
            self._since, self._steps = time.monotonic(), 0
