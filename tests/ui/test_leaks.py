"""The fixture that finds leaks finds them."""

import threading

from leaks import watched_for_leaks
from PySide6.QtCore import QThread, QTimer


class Sleeper(QThread):
    def run(self):
        self.exec()


def test_a_running_timer_is_a_leak(qapp, monkeypatch):
    timer = QTimer()
    with watched_for_leaks(monkeypatch) as leaks:
        timer.start(1000)
    timer.stop()
    assert len(leaks) == 1 and "1000 ms" in leaks[0]


def test_a_running_qthread_is_a_leak(qapp, monkeypatch):
    thread = Sleeper()
    with watched_for_leaks(monkeypatch) as leaks:
        thread.start()
    thread.quit()
    assert thread.wait(5000)
    assert len(leaks) == 1 and "QThread" in leaks[0]


def test_a_running_python_thread_is_a_leak(monkeypatch):
    release = threading.Event()
    thread = threading.Thread(target=release.wait)
    with watched_for_leaks(monkeypatch) as leaks:
        thread.start()
    release.set()
    thread.join()
    assert len(leaks) == 1 and "alive" in leaks[0]


def test_what_has_ended_is_none(qapp, monkeypatch):
    with watched_for_leaks(monkeypatch) as leaks:
        timer = QTimer()
        timer.start(1000)
        timer.stop()
        thread = threading.Thread(target=lambda: None)
        thread.start()
        thread.join()
    assert leaks == []
