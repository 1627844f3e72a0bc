"""The tab on which a layer is at work: keys, clicks and the pace move it, and what is outlined follows."""

from dataclasses import replace
from itertools import product

import pytest
from paints import Paints
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from views import on_view

from cnnviz.explain import Cell, derive
from cnnviz.training import Experiment, Session
from cnnviz.ui.frame import Activity
from cnnviz.ui.inspector.asked import sources_of
from cnnviz.ui.inspector.inspector import Inspector
from cnnviz.ui.inspector.slide.route import Grain
from cnnviz.ui.inspector.slide.slide_state import RUNNING
from cnnviz.ui.numbers import write

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints", extend=True)
"""Qt's offscreen platform says so whenever a window has size hints."""

SLIDE = 3


def whole_step(session):
    """Take a step, and all phases of the next."""
    session.step()
    for _ in session.phases[:-1]:
        session.next_phase()


@pytest.fixture
def inspector(qtbot):
    inspector = on_view(qtbot, Inspector(), 312, 600)
    inspector.tabs.setCurrentIndex(SLIDE)
    return inspector


@pytest.fixture
def frame(session, make_frame):
    whole_step(session)
    return make_frame(session)


@pytest.fixture
def many(make_frame):
    """A frame of a network with several filters and channels."""
    session = Session(Experiment.preset("ten-digits", train_per_class=1, test_per_class=1))
    whole_step(session)
    return make_frame(session)


@pytest.fixture
def told(inspector):
    """What the picture is told: the cells and, apart, their sources."""
    cells, sources = [], []
    inspector.cell_chosen.connect(cells.append)
    inspector.sources_changed.connect(sources.append)
    return cells, sources


def choose(box, qtbot, text):
    """Choose an entry of a box with the keyboard."""
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_Home)
    while box.currentText() != text:
        before = box.currentIndex()
        qtbot.keyClick(box, Qt.Key.Key_Down)
        assert box.currentIndex() != before, f"there is no {text}"


def test_a_chosen_output_is_made_from_its_window_and_kernel(inspector, frame):
    inspector.show_frame(frame)
    inspector.set_cell(Cell(2, "output", (0, 9, 11)))
    assert inspector.slide.isVisible()
    scene = inspector.slide.canvas.scene
    derivation = derive(frame.trace, 2, "output", (0, 9, 11))
    assert scene.cell == Cell(2, "output", (0, 9, 11))
    assert scene.sources == sources_of(derivation)
    assert scene.value == derivation.value
    products = [cell.value for row in scene.grids[2].cells for cell in row]
    assert products == [term.product for term in derivation.terms[1:]]
    assert scene.lines[-2][:2] == ("= Y[0,9,11]", write(derivation.value, 6))
    assert inspector.slide.bar.place.text() == "[9,11] 264/784"


def test_keys_walk_the_positions_and_the_picture_is_told(inspector, frame, qtbot, told):
    cells, sources = told
    inspector.show_frame(frame)
    inspector.set_cell(Cell(2, "output", (0, 9, 27)))
    sources.clear()
    canvas = inspector.slide.canvas
    qtbot.keyClick(canvas, Qt.Key.Key_Right)
    assert cells == [Cell(2, "output", (0, 10, 0))]
    assert sources == [sources_of(derive(frame.trace, 2, "output", (0, 10, 0)))]
    qtbot.keyClick(canvas, Qt.Key.Key_Down)
    qtbot.keyClick(canvas, Qt.Key.Key_Left)
    qtbot.keyClick(canvas, Qt.Key.Key_Home)
    qtbot.keyClick(canvas, Qt.Key.Key_Left)
    qtbot.keyClick(canvas, Qt.Key.Key_End)
    places = [(11, 0), (10, 27), (0, 0), (27, 27)]
    assert cells[1:] == [Cell(2, "output", (0, *place)) for place in places]


def test_the_window_slides_at_the_pace_until_its_end_and_begins_anew(inspector, frame, qtbot, told):
    cells, _ = told
    inspector.show_frame(frame)
    inspector.set_cell(Cell(4, "output", (0, 13, 10)))
    inspector.set_pace(None)
    player = inspector.slide.player
    assert player.interval == 50
    inspector.set_pace(2.0)
    assert player.interval == 500
    inspector.set_pace(1e4)
    qtbot.mouseClick(inspector.slide.bar.play, Qt.MouseButton.LeftButton)
    assert player.is_playing and inspector.slide.bar.play.accessibleName() == "Pause"
    qtbot.waitUntil(lambda: not player.is_playing, timeout=5000)
    assert cells == [Cell(4, "output", (0, 13, column)) for column in (10, 11, 12, 13)]
    assert inspector.slide.bar.play.accessibleName() == "Play"
    qtbot.keyClick(inspector.slide.canvas, Qt.Key.Key_Space)
    assert player.is_playing and cells[-1] == Cell(4, "output", (0, 0, 0))
    qtbot.keyClick(inspector.slide.canvas, Qt.Key.Key_Space)
    assert not player.is_playing


def test_it_ticks_only_while_it_is_seen(inspector, frame):
    inspector.show_frame(frame)
    inspector.slide.toggle()
    assert inspector.slide.player.is_playing
    inspector.tabs.setCurrentIndex(0)
    assert not inspector.slide.player.is_playing
    inspector.slide.toggle()
    assert not inspector.slide.player.is_playing


def test_another_trace_stops_it_and_a_running_one_hides_it(inspector, frame, session, make_frame):
    inspector.show_frame(frame)
    inspector.slide.toggle()
    inspector.show_frame(make_frame(session, run=frame.run))
    assert inspector.slide.player.is_playing, "the same trace goes on"
    session.step()
    session.step()
    running = make_frame(session, run=frame.run, activity=Activity.RUNNING)
    inspector.show_frame(running)
    assert not inspector.slide.player.is_playing
    assert inspector.slide.hint.text() == RUNNING and inspector.slide.hint.isVisible()
    assert inspector.slide.canvas.scene is None
    inspector.show_frame(replace(running, activity=Activity.PAUSED))
    assert inspector.slide.canvas.scene is not None and not inspector.slide.hint.isVisible()


def test_what_is_not_computed_yet_does_not_slide(inspector, session, make_frame):
    session.next_phase()
    frame = make_frame(session)
    inspector.show_frame(frame)
    assert inspector.slide.choices.subject.currentText() == "Conv2D 1: Y" and inspector.slide.canvas.scene
    inspector.set_cell(Cell(2, "output", (0, 1, 1)))
    assert "Conv2D 2: Y is not computed yet" in inspector.slide.hint.text()
    assert inspector.slide.hint.isVisible() and not inspector.slide.bar.slider.isVisible()
    session.next_phase()
    session.next_phase()
    inspector.show_frame(make_frame(session, run=frame.run))
    assert inspector.slide.canvas.scene.cell == Cell(2, "output", (0, 1, 1))


def test_it_follows_the_phases_until_a_person_chooses(inspector, session, make_frame, qtbot):
    run, titles = None, []
    while session.phase < len(session.phases) - 1:
        session.next_phase()
        frame = make_frame(session, **({"run": run} if run else {}))
        run = frame.run
        inspector.show_frame(frame)
        titles.append(inspector.slide.choices.subject.currentText())
    assert list(dict.fromkeys(titles)) == [
        *("Conv2D 1: Y", "Conv2D 2: Y", "MaxPool2D: Y", "MaxPool2D: ∂L/∂X", "Conv2D 2: ∂L/∂K", "Conv2D 1: ∂L/∂K"),
    ]
    inspector.slide.choices.subject.activated.emit(0)
    assert inspector.slide.choices.subject.currentText() == "Conv2D 1: Y"
    session.next_phase()
    inspector.show_frame(make_frame(session, run=run))
    assert inspector.slide.choices.subject.currentText() == "Conv2D 1: Y"


def test_a_weights_gradient_skips_zeros_unless_told_not_to(inspector, frame, qtbot):
    inspector.show_frame(frame)
    inspector.set_cell(Cell(2, "weight_gradient", (0, 0, 1, 2)))
    derivation = derive(frame.trace, 2, "weight_gradient", (0, 0, 1, 2))
    slide = inspector.slide
    assert slide.choices.skip.isChecked()
    assert slide.bar.slider.maximum() + 1 == len(derivation.terms) - derivation.zeros
    qtbot.keyClick(slide.canvas, Qt.Key.Key_End)
    scene = slide.canvas.scene
    assert scene.value == derivation.value
    assert scene.lines[-2].number == write(derivation.value, 6)
    slide.choices.skip.setFocus()
    qtbot.keyClick(slide.choices.skip, Qt.Key.Key_Space)
    assert slide.bar.slider.maximum() == 783
    qtbot.keyClick(slide.canvas, Qt.Key.Key_Home)
    assert slide.canvas.scene.cell == Cell(2, "weight_gradient", (0, 0, 1, 2))
    assert any(line.text.startswith("zero: ") for line in slide.canvas.scene.lines)


def test_a_gradient_goes_to_the_winner_of_its_window(inspector, frame, told, qtbot):
    cells, sources = told
    inspector.show_frame(frame)
    inspector.set_cell(Cell(4, "output_gradient", (0, 5, 6)))
    qtbot.mouseClick(inspector.slide.bar.forward, Qt.MouseButton.LeftButton)
    winner = next(term for term in derive(frame.trace, 4, "output", (0, 5, 7)).terms if term.is_chosen)
    index = winner.sources[0].index
    assert cells[-1] == Cell(4, "input_gradient", index)
    assert sources[-1] == (Cell(4, "output_gradient", (0, 5, 7)), Cell(4, "input", index))
    shares = [cell.value for row in inspector.slide.canvas.scene.grids[2].cells for cell in row]
    assert [share for share in shares if share] == [frame.trace.layers[4].output_gradient[0][5][7]]


def test_many_channels_come_one_after_another_and_one_product_at_a_time(inspector, many, qtbot):
    inspector.show_frame(many)
    inspector.set_cell(Cell(3, "output", (2, 4, 5)))
    slide = inspector.slide
    assert slide.choices.index.text() == "filter 2" and not slide.choices.channel.isVisible()
    qtbot.keyClick(slide.canvas, Qt.Key.Key_Right)
    assert slide.canvas.scene.grids[1].title == "K[2,1]"
    choose(slide.choices.grain, qtbot, "product by product")
    slide.choices.grain.activated.emit(slide.choices.grain.currentIndex())
    assert slide.state.grain is Grain.PRODUCT
    derivation = derive(many.trace, 3, "output", (2, 4, 5))
    for count in range(1, 12):
        assert slide.canvas.scene.value == derivation.totals[count - 1]
        qtbot.keyClick(slide.canvas, Qt.Key.Key_Right)
    choose(slide.choices.grain, qtbot, "position by position")
    slide.choices.grain.activated.emit(slide.choices.grain.currentIndex())
    assert slide.choices.channel.isVisible()
    slide.choices.channel.setFocus()
    qtbot.keyClick(slide.choices.channel, Qt.Key.Key_Up)
    assert slide.canvas.scene.grids[1].title == "K[2,1]"
    assert slide.canvas.scene.value == derivation.value


def test_another_filter_or_weight_is_chosen_with_the_keyboard(inspector, many, qtbot, told):
    cells, _ = told
    inspector.show_frame(many)
    inspector.set_cell(Cell(0, "output", (5, 4, 5)))
    qtbot.keyClick(inspector.slide.choices.index, Qt.Key.Key_Up)
    assert cells[-1] == Cell(0, "output", (0, 4, 5)), "from the last to the first, at the same place"
    inspector.set_cell(Cell(3, "weight_gradient", (1, 2, 0, 2)))
    assert inspector.slide.choices.index.text() == "K[1,2,0,2]"
    qtbot.keyClick(inspector.slide.choices.index, Qt.Key.Key_Up)
    assert cells[-1] == Cell(3, "weight_gradient", (1, 2, 1, 0))
    assert inspector.slide.choices.index.text() == "K[1,2,1,0]"


def test_a_click_on_the_map_and_the_slider_go_to_a_position(inspector, frame, qtbot, told):
    cells, _ = told
    inspector.show_frame(frame)
    inspector.set_cell(Cell(0, "output", (0, 0, 0)))
    canvas = inspector.slide.canvas
    rect = canvas.map_rect(1)
    place = QPoint(int(rect.left() + rect.width() * 7.5 / 28), int(rect.top() + rect.height() * 3.5 / 28))
    qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=place)
    assert cells == [Cell(0, "output", (0, 3, 7))]
    qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=canvas.map_rect(0).center().toPoint())
    assert len(cells) == 1, "the input is no map of positions"
    slider = inspector.slide.bar.slider
    qtbot.keyClick(slider, Qt.Key.Key_Right)
    assert cells[-1] == Cell(0, "output", (0, 3, 8))
    qtbot.keyClick(slider, Qt.Key.Key_PageUp)
    assert cells[-1] == Cell(0, "output", (0, 6, 2))


def test_the_other_tabs_take_over_where_the_slide_was_left(inspector, frame, qtbot, told):
    _, sources = told
    inspector.show_frame(frame)
    inspector.set_cell(Cell(2, "weight_gradient", (0, 0, 0, 0)))
    qtbot.keyClick(inspector.slide.canvas, Qt.Key.Key_Right)
    assert len(sources[-1]) == 2
    inspector.tabs.setCurrentIndex(1)
    assert set(sources[-1]) == set(sources_of(derive(frame.trace, 2, "weight_gradient", (0, 0, 0, 0))))
    inspector.tabs.setCurrentIndex(SLIDE)
    inspector.set_cell(Cell(2, "output", (0, 4, 4)))
    qtbot.keyClick(inspector.slide.canvas, Qt.Key.Key_Right)
    inspector.tabs.setCurrentIndex(1)
    assert "Y[0,4,5] = " in inspector.number.title.text().replace("\u2060", "")
    inspector.tabs.setCurrentIndex(2)
    assert inspector.map.cell == Cell(2, "output", (0, 4, 5))


def test_the_number_first_chosen_can_be_chosen_again(inspector, frame, qtbot, told):
    _, sources = told
    inspector.show_frame(frame)
    inspector.set_cell(Cell(2, "output", (0, 4, 4)))
    qtbot.keyClick(inspector.slide.canvas, Qt.Key.Key_Right)
    inspector.set_cell(Cell(2, "output", (0, 4, 4)))
    assert sources[-1] == sources_of(derive(frame.trace, 2, "output", (0, 4, 4)))
    assert inspector.slide.canvas.scene.cell == Cell(2, "output", (0, 4, 4))


def test_every_control_is_named_and_explained(inspector, frame):
    inspector.show_frame(frame)
    slide, choices = inspector.slide, inspector.slide.choices
    chosen = (choices.subject, choices.index, choices.channel, choices.grain, choices.skip)
    for control in (*chosen, slide.canvas, slide.bar.slider, *slide.bar.buttons):
        assert control.accessibleName() and control.accessibleDescription() and control.toolTip()
        assert control.focusPolicy() & Qt.FocusPolicy.TabFocus


def has_colors(image, count):
    """Whether an image has more colours than so many."""
    seen = set()
    for y, x in product(range(0, image.height(), 3), range(0, image.width(), 3)):
        seen.add(image.pixel(x, y))
        if len(seen) > count:
            return True
    return False


@pytest.mark.parametrize("size", [(170, 150), (190, 480), (240, 560), (320, 600), (900, 1000), (900, 300)])
def test_it_is_drawn_at_every_size_in_both_themes(inspector, many, theme, size, qtbot):
    inspector.apply_theme(theme)
    inspector.resize(*size)
    inspector.show_frame(many)
    for cell in (
        Cell(0, "output", (0, 12, 12)),
        Cell(3, "output", (0, 4, 4)),
        Cell(3, "weight_gradient", (0, 1, 2, 2)),
        Cell(2, "output", (1, 3, 3)),
        Cell(2, "output_gradient", (1, 3, 3)),
    ):
        inspector.set_cell(cell)
        QTest.qWait(1)
        image = inspector.slide.canvas.grab().toImage()
        assert has_colors(image, 10)
        arrangement = inspector.slide.canvas.arrangement
        width = inspector.slide.canvas.width()
        assert all(rect.right() <= width for rect in (*arrangement.grids, *arrangement.overviews))
        assert inspector.slide.canvas.height() >= arrangement.height or size[1] < 200


def test_a_wider_dock_has_larger_letters(inspector, frame):
    inspector.show_frame(frame)
    inspector.set_cell(Cell(2, "output", (0, 9, 11)))
    small = inspector.slide.canvas.arrangement.size
    inspector.resize(700, 950)
    assert inspector.slide.canvas.arrangement.size > 1.5 * small


def test_letters_are_as_large_whatever_was_on_view_before(inspector, frame):
    inspector.show_frame(frame)
    pooling, weight = Cell(4, "output", (0, 4, 4)), Cell(2, "weight_gradient", (0, 0, 1, 1))
    paints, sizes = Paints(inspector.slide.canvas), []
    for cell in (weight, pooling, weight):
        inspector.set_cell(cell)
        paints.wait_for_rest()
        sizes.append(inspector.slide.canvas.arrangement.size)
    assert sizes[0] == sizes[2] != sizes[1]
