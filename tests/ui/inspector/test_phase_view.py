"""The view of the current phase: it follows the frame, its tabs and its theme."""

import pytest
from PySide6.QtCore import Qt
from views import on_view

from cnnviz.nn import PhaseKind
from cnnviz.ui.frame import Probe
from cnnviz.ui.inspector.phase_view import NOTHING_YET, PROBE, PhaseView
from cnnviz.ui.theme import load_theme

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints", extend=True)
"""Qt's offscreen platform says so whenever a window has size hints."""


@pytest.fixture
def view(qtbot):
    return on_view(qtbot, PhaseView(), 300, 500)


def after_phases(session, count):
    for _ in range(count):
        session.next_phase()
    return session


def band_lines(view):
    blocks = [view.source.document().findBlockByNumber(n) for n in range(view.source.document().blockCount())]
    return [
        block.text().strip() for block in blocks if block.blockFormat().background().style() != Qt.BrushStyle.NoBrush
    ]


def test_before_the_first_phase_it_says_what_to_press(view, session, make_frame):
    view.show_frame(make_frame(session))
    assert view.place.text() == NOTHING_YET
    assert not view.source.isVisible()
    assert not view.formulas.isVisible()


def test_it_explains_the_phase_computed_last(view, session, make_frame):
    view.show_frame(make_frame(after_phases(session, 19)))
    assert view.title.text() == "Backward · Conv2D 2"
    assert view.place.text() == "phase 19 of 22"
    assert view.function.text() == "reference.py · conv2d_weight_gradient"
    assert "<sub>pad</sub>" in view.formulas.text()
    assert view.source.isVisible()
    assert band_lines(view) == ["dK[f][d][i][j] += Xpad[d][r * stride + i][c * stride + j] * dY[f][r][c]"]


def test_every_phase_of_a_step_can_be_shown(view, session, make_frame):
    titles = []
    for _ in session.phases:
        session.next_phase()
        view.show_frame(make_frame(session))
        titles.append(view.title.text())
        assert len(band_lines(view)) == 1
    assert len(set(titles)) == len(session.phases)
    assert titles[-1].startswith("Update")


def test_the_direction_has_its_colour(view, session, make_frame, theme):
    view.apply_theme(theme)
    view.show_frame(make_frame(after_phases(session, 1)))
    assert view.title.palette().windowText().color().name() == theme.forward
    view.show_frame(make_frame(after_phases(session, 15)))
    assert view.title.palette().windowText().color().name() == theme.backward
    block = view.source.document().findBlockByNumber(view.source.source.formula_line)
    assert block.blockFormat().background().color().name() == theme.backward_band


def test_switching_the_theme_recolours_what_is_on_view(view, session, make_frame):
    view.show_frame(make_frame(after_phases(session, 16)))
    dark = load_theme("dark")
    view.apply_theme(dark)
    assert view.title.palette().windowText().color().name() == dark.backward
    assert dark.backward in view.formulas.text()


def test_a_function_is_chosen_by_its_tab_with_mouse_and_keys(view, qtbot, session, make_frame):
    view.show_frame(make_frame(after_phases(session, 19)))
    qtbot.mouseClick(view.functions, Qt.MouseButton.LeftButton, pos=view.functions.tabRect(2).center())
    assert view.function.text().endswith("conv2d_input_gradient")
    assert "dXpad" in band_lines(view)[0]
    qtbot.keyClick(view.functions, Qt.Key.Key_Left)
    assert view.function.text().endswith("conv2d_bias_gradient")


def test_a_phase_with_one_function_has_no_tabs(view, session, make_frame):
    view.show_frame(make_frame(after_phases(session, 19)))
    assert view.functions.isVisible()
    view.show_frame(make_frame(after_phases(session, 1)))
    assert not view.functions.isVisible()


def test_a_probe_is_said_to_be_one(view, session, make_frame):
    sample = session.test_samples[0]
    probe = Probe("test", 0, sample, session.network.trace(sample.image, sample.target))
    view.show_frame(make_frame(session, probe=probe))
    assert view.place.text().startswith(PROBE)
    assert view.title.text() == "Backward · Conv2D 1"
    assert session.phases[len(session.phases) - 2].kind is PhaseKind.BACKWARD


def test_the_same_phase_is_not_explained_again(view, session, make_frame):
    view.show_frame(make_frame(after_phases(session, 3)))
    run_frame = make_frame(session)
    view.show_frame(run_frame)
    first = view.explanation
    view.show_frame(make_frame(session, run=run_frame.run, position=5))
    assert view.explanation is first


def test_nothing_is_wider_than_a_narrow_dock(view, session, make_frame):
    view.resize(240, 450)
    for _ in session.phases:
        session.next_phase()
        view.show_frame(make_frame(session))
        assert view.horizontalScrollBar().maximum() == 0


def test_copied_source_keeps_its_indentation(view, session, make_frame):
    view.show_frame(make_frame(after_phases(session, 19)))
    view.source.selectAll()
    copied = view.source.createMimeDataFromSelection().text()
    assert copied == view.source.source.text
