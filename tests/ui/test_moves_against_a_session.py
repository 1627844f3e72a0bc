"""The same moves by key, by mouse and on a session: what the window shows is what the session holds."""

import random

import pytest
from PySide6.QtCore import Qt
from windows import oracle

from cnnviz.training import Session
from cnnviz.ui.view_model import done, tensor_of

CONTROL, SHIFT, PLAIN = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.NoModifier,
)
MOVES = {
    "next_phase": (Qt.Key.Key_Right, PLAIN, Session.next_phase),
    "previous_phase": (Qt.Key.Key_Left, PLAIN, Session.previous_phase),
    "next_sample": (Qt.Key.Key_Right, SHIFT, Session.advance),
    "previous_sample": (Qt.Key.Key_Left, SHIFT, Session.previous_step),
    "epoch": (Qt.Key.Key_Right, CONTROL, Session.next_epoch),
    "previous_epoch": (Qt.Key.Key_Left, CONTROL, Session.previous_epoch),
    "reset": (Qt.Key.Key_Home, PLAIN, lambda session: session.seek(0)),
}
OFTEN = ["next_phase", "previous_phase", "next_sample", "previous_sample"] * 3 + ["epoch", "previous_epoch", "reset"]


@pytest.mark.parametrize("seed", [1, 2])
def test_what_the_window_shows_is_what_the_session_holds(qtbot, window, seed):
    draw = random.Random(seed)
    session = oracle(0)
    for _ in range(20):
        name = draw.choice(OFTEN)
        action = window.actions_by_name[name]
        if not action.isEnabled():
            continue
        key, modifier, move = MOVES[name]
        if draw.random() < 0.5:
            qtbot.keyClick(window, key, modifier)
        else:
            qtbot.mouseClick(window.toolbar.widgetForAction(action), Qt.MouseButton.LeftButton)
        move(session)
        place = session.position, session.phase
        qtbot.waitUntil(lambda place=place: (window.frame.position, window.frame.phase) == place, timeout=10_000)
        qtbot.waitUntil(lambda: not window.frame.is_running, timeout=10_000)
        frame, trace = window.frame, session.shown().trace
        assert frame.trace == trace
        assert frame.sample == session.shown().sample
        assert frame.history.losses[: session.position] == session.history.losses
        for layer, parts in enumerate(trace.layers):
            for tensor in ("output", "output_gradient", "input_gradient"):
                seen = tensor_of(frame, layer, tensor)
                assert seen is None or seen == getattr(parts, tensor)
            for part, numbers in parts.parameters.items():
                assert tensor_of(frame, layer, part) == numbers
        computed = [phase for phase in frame.run.phases if done(frame, phase.kind, phase.layer)]
        assert computed == list(session.phases[: session.shown().phases_done])
