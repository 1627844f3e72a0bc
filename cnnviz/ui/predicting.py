"""When the worker asks the network about images for the gallery: only in time that nothing else has a use for."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from cnnviz.training import Session
from cnnviz.training.predicted import Predicted
from cnnviz.training.predictions import Predictions
from cnnviz.ui.frame import Frame

_NEWS_INTERVAL: Final = 0.25
"""Seconds between two frames that bring nothing but answers."""

_AFTER_A_MOVE: Final = 0.08
"""Seconds that a few hundred small images get to be asked in, before the first answers after a move are shown."""

_SHARE: Final = 0.01
"""The part of the time at full speed that goes into answers."""

_MARGIN: Final = 0.005
"""Seconds that are left before a phase is due."""

_IMAGES_A_TURN: Final = 4


class Predicting:
    """The answers on a session's images, and when to go on with them. It has no thread: the worker asks it to."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._predictions = Predictions(session)
        self._published = self._predictions.snapshot()
        self._published_at = 0.0
        self._events = session.events
        self._frame: Frame | None = None
        self._has_news = False
        self._next_at_full_speed = 0.0
        self._slowest_lately = 0.05

    def look_at(self, part: str, indices: tuple[int, ...]) -> None:
        """Which images of a set are in sight; "": none."""
        self._predictions.look_at(part, indices)

    def idle_time(self) -> float | None:
        """As `Runner.idle_time`, while nothing else is to be done."""
        if not self._predictions.is_complete:
            return 0
        return self._news_wait() if self._has_news else None

    def go_on(self, is_asked: Callable[[], bool]) -> None:
        """Ask about a few images, unless something else is asked for."""
        self._timed(lambda: self._predictions.go_on(_IMAGES_A_TURN, is_asked))

    def fits(self, seconds: float) -> bool:
        """Whether there is an image in sight to ask about, and time to do so."""
        return seconds > 2 * self._slowest_lately + _MARGIN and not self._predictions.is_sight_complete

    def go_on_within(self, seconds: float) -> None:
        """Ask about one image in sight, if that is certain to take less time."""
        if self.fits(seconds):
            self._timed(lambda: self._predictions.go_on(1))

    def go_on_at_full_speed(self) -> None:
        """Ask about one image in sight now and then."""
        now = time.monotonic()
        if now >= self._next_at_full_speed:
            self._timed(lambda: int(self._predictions.renew_oldest()))
            done = time.monotonic()
            self._next_at_full_speed = done + (done - now) / _SHARE

    def hear(self, index: int, probabilities: Sequence[float]) -> None:
        """Keep what an evaluation has found out on a test image."""
        self._predictions.hear("test", index, probabilities)
        self._has_news = True

    def publish(self, is_running: bool) -> Mapping[str, Predicted]:
        """The answers for a frame of the run: those published last, or newer ones where those are old enough.

        Where a run stands still after the frame, the images get a moment to be asked before answers are shown.
        """
        changed = self._session.events != self._events
        if changed or (self._has_news and self._news_wait() == 0):
            self._events = self._session.events
            self._take_news()
        if not is_running:
            self._published_at = max(self._published_at, time.monotonic() - _NEWS_INTERVAL + _AFTER_A_MOVE)
        return self._published

    def keep(self, frame: Frame) -> None:
        """The newest frame, to be published again with other answers."""
        self._frame = frame

    def news(self) -> Frame | None:
        """The newest frame with newer answers, where it is time for that."""
        if self._frame is None or not self._has_news or self._news_wait() > 0:
            return None
        self._take_news()
        self._frame = replace(self._frame, predicted=self._published)
        return self._frame

    def _take_news(self) -> None:
        self._published = self._predictions.snapshot()
        self._published_at = time.monotonic()
        self._has_news = False

    def _news_wait(self) -> float:
        return max(0.0, self._published_at + _NEWS_INTERVAL - time.monotonic())

    def _timed(self, ask: Callable[[], int]) -> None:
        start = time.monotonic()
        try:
            images = ask()
        except Exception:
            self._predictions.look_at("", ())  # once is enough
            raise
        if images:
            self._has_news = True
            each = (time.monotonic() - start) / images
            self._slowest_lately = max(each, 0.9 * self._slowest_lately)
