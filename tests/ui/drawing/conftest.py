"""Strokes with a real mouse, and the answer that a worker would give to an image of one's own."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot
from views import on_view

from cnnviz.datasets import Sample
from cnnviz.training import Session
from cnnviz.ui.drawing import DrawingPad, DrawView, OwnImage
from cnnviz.ui.frame import Frame, Probe

Stroke = Callable[..., None]


def place(pad: DrawingPad, across: float, down: float) -> QPoint:
    """A point of the pad's square, in shares of its side."""
    side = min(pad.width(), pad.height())
    return QPoint(
        int((pad.width() - side) // 2 + across * side),
        int((pad.height() - side) // 2 + down * side),
    )


@pytest.fixture
def stroke(qtbot: QtBot) -> Stroke:
    """`stroke(pad, *points, button=...)`: press, move through the points, release."""

    def draw(pad: DrawingPad, *points: tuple[float, float], button=Qt.MouseButton.LeftButton) -> None:
        start, *others = [place(pad, *point) for point in points]
        qtbot.mousePress(pad, button, pos=start)
        for point in others:
            qtbot.mouseMove(pad, point)
        qtbot.mouseRelease(pad, button, pos=(others or [start])[-1])

    return draw


@pytest.fixture
def view(qtbot: QtBot) -> Iterator[DrawView]:
    """The panel on the screen, as wide as its dock."""
    draw_view = on_view(qtbot, DrawView(), 220, 640, is_active=True)
    yield draw_view
    draw_view.close()


@pytest.fixture
def answered() -> Callable[[Session, Frame, OwnImage], Frame]:
    """`answered(session, frame, own)`: the frame as it would be with the image as the probe."""

    def answer(session: Session, frame: Frame, own: OwnImage) -> Frame:
        sample = Sample(number=-1, label=session.experiment.classes[0], target=0, image=own.image)
        return replace(frame, probe=Probe("own", 0, sample, session.probe(sample)))

    return answer
