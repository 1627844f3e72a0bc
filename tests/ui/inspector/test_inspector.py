"""The dock: three tabs, of which only the one in front is worked on, and one question behind them."""

import pytest
from PySide6.QtCore import Qt
from views import on_view

from cnnviz.explain import Cell
from cnnviz.ui.inspector.inspector import Inspector
from cnnviz.ui.theme import apply_theme, load_theme

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints", extend=True)
"""Qt's offscreen platform says so whenever a window has size hints."""

CELL = Cell(0, "output", (0, 3, 4))


@pytest.fixture
def inspector(qtbot):
    return on_view(qtbot, Inspector(), 300, 500)


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
    assert "Y[0,3,4] = " in inspector.number.title.text().replace("\u2060", "")
    assert inspector.number.layer.text() == "Conv2D 1"


def test_a_person_in_the_map_stays_there(inspector, session, make_frame):
    session.step()
    inspector.show_frame(make_frame(session))
    inspector.tabs.setCurrentIndex(2)
    inspector.set_cell(CELL)
    assert inspector.map.isVisible()
    assert inspector.map.name.text() == "Y[0,3,4] of Conv2D 1"


def test_pointing_at_a_cell_does_not_switch(inspector, session, make_frame):
    session.step()
    inspector.show_frame(make_frame(session))
    inspector.set_hovered(CELL)
    assert inspector.phase.isVisible()
    inspector.tabs.setCurrentIndex(1)
    assert inspector.question.cell == CELL
    inspector.tabs.setCurrentIndex(2)
    assert inspector.map.cell == CELL


def test_pointing_leaves_the_chosen_number_alone(inspector, session, make_frame):
    session.step()
    inspector.show_frame(make_frame(session))
    inspector.set_cell(CELL)
    text = inspector.number.title.text()
    inspector.set_hovered(Cell(0, "output", (0, 9, 9)))
    assert inspector.number.title.text() == text
    inspector.tabs.setCurrentIndex(2)
    assert inspector.map.cell == Cell(0, "output", (0, 9, 9))


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
    inspector.tabs.setCurrentIndex(2)
    with qtbot.waitSignal(inspector.cell_chosen) as emitted:
        qtbot.keyClick(inspector.map.lens, Qt.Key.Key_Down)
    assert emitted.args == [Cell(0, "output", (0, 4, 4))]
    inspector.tabs.setCurrentIndex(1)
    assert inspector.question.cell == Cell(0, "output", (0, 4, 4))
    inspector.set_cell(Cell(6, "weight_gradient", (2, 9)))
    with qtbot.waitSignal(inspector.cell_chosen) as emitted:
        qtbot.keyClick(inspector.number.answer.terms, Qt.Key.Key_Return)
    assert emitted.args == [Cell(6, "output_gradient", (2,))]
    inspector.tabs.setCurrentIndex(2)
    assert inspector.map.cell == Cell(6, "output_gradient", (2,))


def test_the_sources_of_the_chosen_and_of_the_hovered_number_are_told(inspector, session, make_frame):
    session.step()
    chosen, hovered = [], []
    inspector.sources_changed.connect(chosen.append)
    inspector.hover_sources_changed.connect(hovered.append)
    inspector.show_frame(make_frame(session))
    inspector.set_hovered(CELL)
    inspector.set_cell(Cell(0, "output", (0, 0, 0)))
    taps = {Cell(0, "weight", (0, 0, i, j)) for i in range(3) for j in range(3)}
    pixels = {Cell(0, "input", (0, r, c)) for r in range(2, 5) for c in range(3, 6)}
    assert set(hovered[-1]) == {Cell(0, "bias", (0,)), *taps, *pixels}
    corner = {Cell(0, "input", (0, r, c)) for r in range(2) for c in range(2)}
    assert set(chosen[-1]) == {Cell(0, "bias", (0,)), *taps, *corner}
    inspector.set_hovered(None)
    inspector.set_cell(None)
    assert (hovered[-1], chosen[-1]) == ((), ())


def test_every_control_is_named_and_explained(inspector):
    for control in (
        inspector.tabs,
        inspector.phase.functions,
        inspector.phase.source,
        inspector.number.copy,
        inspector.number.path.back,
        inspector.number.path.links,
        inspector.number.answer.order,
        inspector.number.answer.terms,
        inspector.number.gradient.toggle,
        inspector.number.gradient.slider,
        inspector.map.copy,
        inspector.map.map,
        inspector.map.lens,
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
    assert inspector.number.title.font().bold()


def test_a_larger_font_of_the_window_is_taken_over(inspector, session, make_frame):
    session.step()
    inspector.show_frame(make_frame(session))
    before = inspector.phase.title.font().pointSizeF()
    font = inspector.font()
    font.setPointSizeF(font.pointSizeF() * 2)
    inspector.setFont(font)
    assert inspector.phase.title.font().pointSizeF() == pytest.approx(2 * before)
    assert inspector.number.title.font().pointSizeF() > before


def test_a_followed_cell_is_told_before_its_sources(inspector, session, make_frame):
    """A view that forgets the old sources with the old cell must not forget the new ones."""
    session.step()
    told = []
    inspector.cell_chosen.connect(lambda cell: told.append(cell))
    inspector.sources_changed.connect(lambda sources: told.append(sources))
    inspector.show_frame(make_frame(session))
    inspector.set_cell(Cell(9, "output", (1,)))
    z = tuple(Cell(9, "input", (n,)) for n in range(3))
    assert told == [z]
    inspector.set_cell(Cell(9, "output", (2,)))
    assert told == [z, z]
    inspector.number.answer.cell_asked.emit(Cell(9, "input", (0,)))
    assert told[2] == Cell(9, "input", (0,))
    assert set(told[3]) >= {Cell(8, "bias", (0,)), Cell(8, "weight", (0, 0)), Cell(8, "input", (0,))}
    inspector.map.cell_chosen.emit(Cell(9, "input", (1,)))
    assert told[4] == Cell(9, "input", (1,))
    assert Cell(8, "bias", (1,)) in told[5]
    assert len(told) == 6
