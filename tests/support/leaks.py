"""Finds threads and timers that a test left running."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import shiboken6
from PySide6.QtCore import QThread, QTimer


@contextmanager
def watched_for_leaks(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Collect what was started inside and still runs at the end, one line each."""
    threads_before = set(threading.enumerate())
    started: list[QTimer | QThread] = []
    for kind in (QTimer, QThread):
        original = kind.start

        def start(self, *args, _original=original):
            started.append(self)
            return _original(self, *args)

        monkeypatch.setattr(kind, "start", start)
    leaks: list[str] = []
    yield leaks
    for thing in started:
        if not shiboken6.isValid(thing):
            continue
        if isinstance(thing, QTimer) and thing.isActive() and not thing.isSingleShot():
            leaks.append(f"a timer of {thing.interval()} ms is still active: {thing!r}, parent {thing.parent()!r}")
        if isinstance(thing, QThread) and thing.isRunning():
            leaks.append(f"a QThread is still running: {thing!r}")
    for thread in set(threading.enumerate()) - threads_before:
        if not isinstance(thread, threading._DummyThread):  # a QThread seen by threading; judged above
            leaks.append(f"a thread is still alive: {thread!r}")
