"""The strip of pinned images and the comparison, under real clicks and keys: what they show is what a session says."""

from math import inf, nan

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication
from views import on_view

from cnnviz.training import Experiment, Session
from cnnviz.ui.frame import OWN, Probe, ProbeChoice, frame_of, run_of
from cnnviz.ui.maps import Scale, as_array
from cnnviz.ui.pins import Pinning
from cnnviz.ui.probes.card import LEAST_HEIGHT, LEAST_WIDTH
from cnnviz.ui.probes.cards import grid_in
from cnnviz.ui.probes.compare_painter import class_rows
from cnnviz.ui.probes.comparison import compare, write_points
from cnnviz.ui.probes.marks import Marks
from cnnviz.ui.probes.pin_maps import Mosaic, choices_of, common_scale, first_choice
from cnnviz.ui.probes.pin_text import describe, moment_of, title_of, verdict_of
from cnnviz.ui.probes.pinned_strip import PinnedStrip

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

LEFT = Qt.MouseButton.LeftButton
CHOICES = (ProbeChoice("test", 1), ProbeChoice("train", 2), ProbeChoice("test", 5))


class Worker:
    """Does for a strip, at once, what the worker does soon."""

    def __init__(self, strip, session):
        self.strip, self.session, self.run, self.probe = strip, session, run_of(session), None
        self.pinning = Pinning(session)
        self.asked = []
        strip.pins_changed.connect(self.choose)
        strip.probe_chosen.connect(self.asked.append)

    def choose(self, choices):
        self.pinning.choose(choices)
        self.show()

    def show(self):
        while not self.pinning.is_complete:
            self.pinning.go_on()
        self.strip.show_frame(frame_of(self.session, self.run, probe=self.probe, pins=self.pinning.take()))

    def look_at(self, choice):
        samples = self.session.train_samples if choice.part == "train" else self.session.test_samples
        sample = samples[choice.index]
        self.probe = Probe(choice.part, choice.index, sample, self.session.probe(sample))
        self.show()


@pytest.fixture
def strip(qtbot):
    return on_view(qtbot, PinnedStrip(), 1200, 180, is_active=True)


@pytest.fixture
def worker(strip, session):
    session.step()
    made = Worker(strip, session)
    made.show()
    return made


@pytest.fixture
def pinned(qtbot, strip, worker):
    """A worker with `CHOICES` pinned by clicks."""
    for choice in CHOICES:
        worker.look_at(choice)
        qtbot.mouseClick(strip.bar.pin, LEFT)
    assert strip.choices == CHOICES
    return worker


def test_a_click_pins_the_image_looked_at_or_the_training_sample(qtbot, strip, worker):
    qtbot.mouseClick(strip.bar.pin, LEFT)
    shown = worker.session.shown().sample
    (choice,) = strip.choices
    assert choice.part == "train"
    assert worker.session.train_samples[choice.index].number == shown.number
    worker.look_at(ProbeChoice("test", 3))
    qtbot.mouseClick(strip.bar.pin, LEFT)
    assert strip.choices[1] == ProbeChoice("test", 3)
    qtbot.mouseClick(strip.bar.pin, LEFT)
    assert len(strip.choices) == 2
    assert strip.bar.text == "This image is pinned already."


def test_a_strip_out_of_sight_pins_what_a_frame_shows(qtbot, session):
    hidden = PinnedStrip()
    qtbot.addWidget(hidden)
    hidden.pin_current()
    assert hidden.choices == ()  # nothing is on view yet
    with qtbot.waitSignal(hidden.pins_changed) as told:
        hidden.pin_view_of(frame_of(session, run_of(session)))
    assert told.args == [hidden.choices]
    assert session.train_samples[hidden.choices[0].index].number == session.shown().sample.number


def test_an_own_image_is_pinned_with_its_name(qtbot, strip, worker):
    sample = worker.session.test_samples[0]
    worker.probe = Probe(OWN, 0, sample, worker.session.probe(sample), "seven.png")
    worker.show()
    qtbot.mouseClick(strip.bar.pin, LEFT)
    (card,) = strip.cards
    assert card.pin.choice == ProbeChoice(OWN, image=sample.image, name="seven.png")
    assert title_of(card.pin, worker.run) == "seven.png"
    assert "✓" not in verdict_of(card.pin, worker.run) and "✗" not in verdict_of(card.pin, worker.run)
    assert card.accessibleName() == "Pinned: seven.png"


def test_the_seventh_is_refused_in_one_sentence(qtbot, strip, worker):
    for index in range(6):
        worker.look_at(ProbeChoice("test", index))
        strip.pin_current()
    worker.look_at(ProbeChoice("test", 6))
    with qtbot.assertNotEmitted(strip.pins_changed):
        qtbot.mouseClick(strip.bar.pin, LEFT)
    assert len(strip.cards) == 6
    assert strip.bar.text == "6 images are pinned, and there is room for no more; unpin one first."


def test_cards_show_what_the_session_says_wherever_the_run_goes(strip, pinned):
    session = pinned.session
    for move in (
        session.step,
        session.step,
        lambda: session.set_parameter("0.weight", (0, 0, 0, 0), 2.0),
        lambda: session.seek(1),
        lambda: session.switch_branch(0),
    ):
        move()
        pinned.show()
        for card, choice in zip(strip.cards, CHOICES, strict=True):
            samples = session.train_samples if choice.part == "train" else session.test_samples
            trace = session.probe(samples[choice.index])
            layer = strip.bar.maps.layer
            assert np.array_equal(card.planes, as_array(trace.layers[layer].output))
            assert [bar.probability for bar in card._seen().bars] == trace.probabilities
            assert moment_of(card.pin) == f"after {session.position} step{'s' if session.position > 1 else ''}"


def test_all_cards_have_one_scale_for_each_choice_of_maps(qtbot, strip, pinned):
    for place, maps in enumerate(choices_of(pinned.run)):
        strip.bar.choice.setFocus()
        strip.bar.choice.setCurrentIndex(place)
        together = np.concatenate([card.planes.ravel() for card in strip.cards])
        expected = max(abs(together.min()), together.max())
        assert {card._scale for card in strip.cards} == {Scale(bool(together.min() < 0), expected)}
        if maps.layer is None:
            trace = pinned.session.probe(pinned.session.test_samples[1])
            assert np.array_equal(strip.cards[0].planes, np.abs(as_array(trace.layers[0].input_gradient)))
    assert strip.bar.text.startswith("scale of all cards: 0 to ")


def test_nothing_is_done_for_a_frame_with_the_same_pins(strip, pinned, monkeypatch):
    frame = frame_of(pinned.session, pinned.run, pins=pinned.pinning.take())
    monkeypatch.setattr(strip, "_refresh", lambda: pytest.fail("refreshed"))
    strip.show_frame(frame)


def test_keys_of_a_card(qtbot, strip, pinned):
    first, second, third = strip.cards
    first.setFocus()
    qtbot.keyClick(first, Qt.Key.Key_Return)
    assert pinned.asked == [CHOICES[0]]
    qtbot.keyClick(first, Qt.Key.Key_C)
    assert (first.mark, strip.comparison.isVisible()) == ("A", False)
    assert strip.bar.text == "Mark a second image, to compare both."
    qtbot.keyClick(third, Qt.Key.Key_C)
    assert (first.mark, second.mark, third.mark) == ("A", "", "B")
    assert strip.comparison.isVisible()
    qtbot.keyClick(first, Qt.Key.Key_Delete)
    assert strip.choices == CHOICES[1:]
    assert not strip.comparison.isVisible()
    qtbot.waitUntil(lambda: strip.focusWidget() is second)


def test_the_last_unpinned_leaves_the_focus_at_the_button_and_says_how_to_begin(qtbot, strip, pinned):
    for _ in CHOICES:
        strip.cards[0].setFocus()
        qtbot.keyClick(strip.cards[0], Qt.Key.Key_Delete)
    assert strip.cards == ()
    assert strip.nothing.isVisible()
    assert strip.focusWidget() is strip.bar.pin
    assert strip.comparison.isHidden()


def test_clicks_on_a_card(qtbot, strip, pinned):
    card = strip.cards[1]
    qtbot.mouseClick(card, LEFT, pos=card.picture_place)
    assert pinned.asked == [CHOICES[1]]
    qtbot.mouseClick(card, LEFT, pos=QPoint(card.width() - 5, card.height() - 5))
    assert pinned.asked == [CHOICES[1]]
    qtbot.mouseClick(card.close_button, LEFT)
    assert strip.choices == (CHOICES[0], CHOICES[2])


def test_the_comparison_has_one_scale_for_both_and_tells_three_numbers(qtbot, strip, pinned):
    a, b, _ = strip.cards
    qtbot.mouseClick(a.compare, LEFT)
    qtbot.mouseClick(b.compare, LEFT)
    told, view = strip.comparison.comparison, strip.comparison
    assert np.array_equal(told.difference, b.planes - a.planes)
    both = np.concatenate([a.planes.ravel(), b.planes.ravel()])
    assert told.scale == Scale(True, max(abs(both.min()), both.max()))
    assert told.difference_scale == Scale(True, np.abs(told.difference).max())
    QApplication.processEvents()
    cell = (0, 9, 17)
    qtbot.mouseMove(view, view.cell_place(cell, 2))
    assert view._cell == cell
    assert view.readout == told.cell_text(cell)
    assert view.readout.startswith("Conv2D 2: Y[0,9,17] · A ")
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_Down)
    qtbot.keyClick(view, Qt.Key.Key_Left)
    assert view._cell == (0, 10, 16)
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert view._cell is None
    qtbot.mouseClick(strip.bar.close_comparison, LEFT)
    assert view.isHidden()
    assert [card.mark for card in strip.cards] == ["", "", ""]


def test_pointing_at_a_class_tells_its_difference_in_points(qtbot, strip, pinned):
    strip.cards[0].compared.emit()
    strip.cards[1].compared.emit()
    view = strip.comparison
    bars = view._layout().bars
    rows = class_rows(bars, view.fontMetrics().height(), view.comparison)
    qtbot.mouseMove(view, rows[2][1].center())
    assert view._class == 2
    pair = view.comparison.classes[2]
    assert view.readout.endswith(f"{write_points(pair.a, pair.b)} points")


def test_one_image_at_two_points_of_the_run(qtbot, strip, pinned):
    card = strip.cards[0]
    before = card.planes
    qtbot.mouseClick(card.hold, LEFT)
    assert strip.comparison.isVisible()
    assert not strip.comparison.comparison.difference.any()
    for _ in range(3):
        pinned.session.step()
    pinned.show()
    told = strip.comparison.comparison
    assert np.array_equal(told.a, before)
    assert np.array_equal(told.b, card.planes)
    assert told.difference.any()
    assert "after 1 step" in strip.bar.text
    assert (card.mark, card.hold.isChecked()) == ("B", True)
    card.setFocus()
    qtbot.keyClick(card, Qt.Key.Key_H)
    assert strip.comparison.isHidden()
    assert not card.hold.isChecked()


def test_another_experiment_begins_with_no_pins(strip, pinned):
    strip.cards[0].held.emit()
    other = Session(Experiment.preset("ten-digits", train_per_class=2, test_per_class=1))
    strip.show_frame(frame_of(other, run_of(other)))
    assert strip.choices == ()
    assert strip.comparison.isHidden()
    assert strip.bar.maps.title == "Conv2D 2"


@pytest.mark.parametrize("size", [(1430, 205), (1014, 130), (380, 120), (170, 110), (700, 480), (5, 5)])
def test_it_is_drawn_at_every_size_and_theme_also_while_comparing(strip, pinned, size, theme):
    strip.apply_theme(theme)
    for act in (lambda: None, lambda: strip.cards[0].held.emit()):
        act()
        strip.resize(*size)
        QApplication.processEvents()
        assert not strip.grab().isNull()


def test_numbers_that_are_none_are_drawn_and_said(strip, pinned):
    session = pinned.session
    strip.cards[0].held.emit()
    session.set_parameter("0.weight", (0, 0, 1, 1), 1e308)
    session.set_parameter("2.weight", (0, 0, 1, 1), 1e308)
    session.set_parameter("2.weight", (0, 0, 1, 2), -1e308)
    pinned.show()
    card = strip.cards[0]
    assert not np.isfinite(card.planes).all()
    assert verdict_of(card.pin, pinned.run) == "P is NaN ✗"
    assert "NaN" in describe(card.pin, pinned.run)
    assert [pair.points for pair in strip.comparison.comparison.classes] == ["NaN"] * 3
    lost = np.argwhere(np.isnan(card.planes))[0]
    strip.comparison._point_at(tuple(lost), None)
    assert "B NaN · B − A NaN" in strip.comparison.readout
    assert not strip.grab().isNull()


def test_a_scale_leaves_out_what_is_not_finite():
    assert common_scale([np.array([nan, 2.0]), np.array([-3.0, inf])]) == Scale(True, 3.0)
    assert common_scale([np.array([nan]), np.array([])]) == Scale(False, 0.0)
    assert common_scale([]) == Scale(False, 0.0)


def test_a_comparison_waits_for_both(pinned):
    run, pins = pinned.run, pinned.pinning.take()
    blank = type(pins[0])(pins[0].choice)
    maps = choices_of(run)[first_choice(run)]
    assert compare(blank, pins[1], maps, run) is None
    assert compare(pins[0], pins[1], maps, run) is not None


def test_marks():
    a, b, c = CHOICES
    marks = Marks().toggled(a).toggled(b)
    assert (marks.a, marks.b) == (a, b)
    assert marks.toggled(c).b == c
    assert marks.toggled(a) == Marks(None, b)
    assert marks.among((b, c)) == Marks(None, b)


def test_every_cell_of_a_mosaic_is_found_where_it_is():
    mosaic = Mosaic(5, 3, 4)
    cells = {(row, column): mosaic.cell_at(row, column) for row in range(mosaic.height) for column in range(14)}
    found = {cell for cell in cells.values() if cell is not None}
    assert len(found) == 5 * 3 * 4
    for (row, column), cell in cells.items():
        if cell is not None:
            top, left = mosaic.corner(cell[0])
            assert (top + cell[1], left + cell[2]) == (row, column)
    assert mosaic.beside((0, 0, 3), 0, 1) == (1, 0, 0)
    assert mosaic.beside((0, 0, 0), -1, 0) == (0, 0, 0)
    assert mosaic.beside((4, 1, 3), 0, 1) == (4, 1, 3)


@pytest.mark.parametrize(("width", "height", "across"), [(1430, 170, 6), (1014, 90, 6), (700, 300, 3), (300, 600, 1)])
def test_cards_take_as_few_rows_as_they_fit_in(width, height, across):
    grid = grid_in(width, height, 6)
    assert grid.across == across
    assert grid.width >= LEAST_WIDTH and grid.height >= LEAST_HEIGHT
    places = [grid.place(number) for number in range(6)]
    assert not any(a.intersects(b) for a in places for b in places if a is not b)
