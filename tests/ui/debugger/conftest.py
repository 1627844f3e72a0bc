"""Views of the debugger on the screen, with frames of a session that was walked, changed and walked on."""

import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parent))  # importlib mode puts no folder on the path

from debugger_frames import changed_frame, walked_frames


@pytest.fixture
def complete():
    """Step 4 complete with its update."""
    return walked_frames()[0]


@pytest.fixture
def changed():
    """See `changed_frame`."""
    return changed_frame()


@pytest.fixture
def show(qtbot):
    """`show(view, frame, theme, size)`: a view on the screen that shows a frame."""

    def shown(view, frame, theme, size=(312, 420)):
        qtbot.addWidget(view)
        view.apply_theme(theme)
        view.resize(*size)
        view.show()
        qtbot.waitExposed(view)
        if frame is not None:
            view.show_frame(frame)
        return view

    return shown


@pytest.fixture
def told():
    """`told(signal)`: the list of what a signal tells from now on."""

    def listen(signal):
        heard = []
        signal.connect(lambda *values: heard.append(values[0] if len(values) == 1 else values))
        return heard

    return listen
