"""The dock: two tabs, of which only the one in front is worked on."""

import pytest
from PySide6.QtCore import Qt

from cnnviz.ui.inspector.inspector import Inspector
from cnnviz.ui.naming import Cell
from cnnviz.ui.theme import apply_theme, load_theme

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints", extend=True)
"""Qt's offscreen platform says so whenever a window has size hints."""

CELL = Cell(0, "output", (0, 3, 4))


@pytest.fixture
def inspector(qtbot):
    inspector = Inspector()
    qtbot.addWidget(inspector)
    inspector.apply_theme(load_theme("light"))
    inspector.resize(300, 500)
    inspector.show()
    return inspector


def test_it_begins_with_the_phase(inspector, session, make_frame):
    session.next_phase()
    inspector.show_frame(make_frame(session))
    assert inspector.phase.isVisible()
    assert inspector.phase.title.text() == "Forward · Conv2D 1"


def test_a_chosen_cell_brings_its_tab_to_the_front_with_the_latest_frame(inspector, session, make_frame):
    session.step()
    inspector.show_frame(make_frame(session))
    inspector.set_cell(CELL)
    assert inspector.number.isVisible()
    assert inspector.number.name.text() == "Y[0,3,4] of Conv2D 1"


def test_pointing_at_a_cell_does_not_switch(inspector, session, make_frame):
    session.step()
    inspector.show_frame(make_frame(session))
    inspector.set_hovered(CELL)
    assert inspector.phase.isVisible()
    inspector.tabs.setCurrentIndex(1)
    assert inspector.number.cell == CELL


def test_forgetting_the_cell_stays_where_it_is(inspector, session, make_frame):
    session.step()
    inspector.show_frame(make_frame(session))
    inspector.set_cell(CELL)
    inspector.set_cell(None)
    assert inspector.number.isVisible()
    assert inspector.number.hint.isVisible()


def test_going_back_to_the_phase_shows_the_latest(inspector, qtbot, session, make_frame):
    session.next_phase()
    frame = make_frame(session)
    inspector.show_frame(frame)
    inspector.set_cell(CELL)
    session.next_phase()
    inspector.show_frame(make_frame(session, run=frame.run))
    assert inspector.phase.title.text() == "Forward · Conv2D 1"
    bar = inspector.tabs.tabBar()
    qtbot.mouseClick(bar, Qt.MouseButton.LeftButton, pos=bar.tabRect(0).center())
    assert inspector.phase.title.text() == "Forward · ReLU 1"


def test_a_cell_chosen_here_is_announced(inspector, qtbot, session, make_frame):
    session.step()
    inspector.show_frame(make_frame(session))
    inspector.set_cell(CELL)
    with qtbot.waitSignal(inspector.cell_chosen) as emitted:
        qtbot.keyClick(inspector.number.lens, Qt.Key.Key_Down)
    assert emitted.args == [Cell(0, "output", (0, 4, 4))]


def test_every_control_is_named_and_explained(inspector):
    for control in (
        inspector.tabs,
        inspector.phase.functions,
        inspector.phase.source,
        inspector.number.copy,
        inspector.number.map,
        inspector.number.lens,
    ):
        assert control.accessibleName()
        assert control.accessibleDescription()
        assert control.toolTip() or control is inspector.tabs
        assert control.focusPolicy() & Qt.FocusPolicy.TabFocus
    assert all(inspector.tabs.tabToolTip(tab) for tab in range(inspector.tabs.count()))


@pytest.fixture
def themed_application(qapp):
    """The application in its theme, as the program runs; as it was afterwards."""
    style, palette, sheet = qapp.style().objectName(), qapp.palette(), qapp.styleSheet()
    apply_theme(qapp, load_theme("light"))
    yield qapp
    qapp.setStyleSheet(sheet)
    qapp.setPalette(palette)
    qapp.setStyle(style)


def test_its_fonts_outlive_the_applications_style_sheet(themed_application, qtbot):
    inspector = Inspector()
    qtbot.addWidget(inspector)
    inspector.apply_theme(load_theme("light"))
    inspector.show()
    assert inspector.phase.title.font().bold()
    dark = load_theme("dark")
    apply_theme(themed_application, dark)
    inspector.apply_theme(dark)
    assert inspector.phase.title.font().bold()
    assert inspector.number.name.font().bold()


def test_a_larger_font_of_the_window_is_taken_over(inspector, session, make_frame):
    session.step()
    inspector.show_frame(make_frame(session))
    before = inspector.phase.title.font().pointSizeF()
    font = inspector.font()
    font.setPointSizeF(font.pointSizeF() * 2)
    inspector.setFont(font)
    assert inspector.phase.title.font().pointSizeF() == pytest.approx(2 * before)
    assert inspector.number.name.font().pointSizeF() > before
