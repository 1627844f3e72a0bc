"""A picture of the real window at a step and a phase, without a display."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QMessageLogContext, QSize, QtMsgType, qInstallMessageHandler

from cnnviz.training import Experiment, Session, TrainingError
from cnnviz.training.predictions import ask_all
from cnnviz.ui.app import application
from cnnviz.ui.frame import Activity, frame_of, run_of
from cnnviz.ui.main_window import MainWindow
from cnnviz.ui.run_files import save_picture

_FEW_IMAGES = 1000
"""As many are asked about for the gallery's captions: more would take longer than all the rest."""


def take(path: Path, *, size: tuple[int, int], step: int, phase: int, theme: str, experiment: Experiment) -> None:
    """Write the window as a PNG file, after `step` steps and `phase` phases of the next, in a theme.

    Raises TrainingError for a step or phase outside the run, and OSError where the file cannot be written.
    """
    session = Session(experiment)
    if not 0 <= phase < len(session.phases):
        raise TrainingError(f"a step has the phases 0 to {len(session.phases) - 1} here, not {phase}")
    if step == session.total_steps and phase:
        raise TrainingError(f"step {step} is the end of the run; choose phase 0 there, not {phase}")
    session.evaluate()
    session.seek(step)
    for _ in range(phase):
        session.next_phase()
    with _quiet():
        _draw(path, size, theme, session)


def _draw(path: Path, size: tuple[int, int], theme: str, session: Session) -> None:
    app = application()
    window = MainWindow(theme_name=theme)
    try:
        window.resize(QSize(*size))
        window.show()
        activity = Activity.FINISHED if session.is_finished else Activity.PAUSED
        images = len(session.train_samples) + len(session.test_samples)
        predicted = ask_all(session) if images <= _FEW_IMAGES else None
        window.show_frame(frame_of(session, run_of(session), activity, predicted=predicted))
        for _ in range(5):  # layouts settle over a few turns of the event loop
            app.processEvents()
        save_picture(window, path)
    finally:
        window.close()


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep from standard error what Qt's offscreen platform says of each window: that nobody manages its size."""

    def handler(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
        if "does not support propagateSizeHints" not in text:
            print(text, file=sys.stderr)  # noqa: T201

    before = qInstallMessageHandler(handler)
    try:
        yield
    finally:
        qInstallMessageHandler(before)
