"""What is wrong with the run: said in sentences and in a bar that can be sent away."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget

from cnnviz.training import Finding, Trouble
from cnnviz.ui.debugger.health_bar import HealthBar
from cnnviz.ui.debugger.health_view import HEALTHY, HealthView

LEFT = Qt.MouseButton.LeftButton
DIVERGED = Finding(Trouble.NOT_FINITE, 21, "Since step 21 the loss is not a number: the run has diverged.")
SATURATED = Finding(
    Trouble.SATURATED,
    3,
    "Since step 3 the softmax is saturated on wrong answers: 7 of the last 12 steps gave the true class a "
    "probability below 0.001.",
)
DEAD = Finding(Trouble.DEAD_UNITS, 9, "Since step 9 ReLU 3 has 1 dead unit of 32 (number 5).", 7, (5,), 32)
ALL = (DIVERGED, SATURATED, DEAD)


@pytest.fixture
def ill(complete):
    return replace(complete, health=ALL)


@pytest.fixture
def well(complete):
    return replace(complete, health=())


def buttons(view):
    QApplication.processEvents()
    return [button for button in view.findChildren(QPushButton) if button.isVisible()]


# The view


def test_the_findings_are_said_worst_first(show, theme, ill):
    assert show(HealthView(), ill, theme, (240, 300)).texts == tuple(one.sentence for one in ALL)


def test_a_healthy_run_says_so(show, theme, ill, well):
    view = show(HealthView(), ill, theme, (240, 300))
    view.show_frame(well)

    assert view.texts[0].startswith(f"✓ {HEALTHY}")
    assert buttons(view) == []
    view.show_frame(ill)
    assert len(buttons(view)) == 3


def test_go_there_asks_for_the_step_where_it_began(show, theme, ill, told, qtbot):
    view = show(HealthView(), ill, theme, (240, 300))
    asked = told(view.seek_requested)
    for button in buttons(view):
        qtbot.mouseClick(button, LEFT)

    assert asked == [21, 3, 9]


def test_go_there_follows_a_finding_that_changes(show, theme, ill, told, qtbot):
    view = show(HealthView(), ill, theme, (240, 300))
    asked = told(view.seek_requested)
    view.show_frame(replace(ill, health=(replace(SATURATED, step=4, sentence="Since step 4"),)))
    qtbot.keyClick(buttons(view)[0], Qt.Key.Key_Space)

    assert view.texts == ("Since step 4",)
    assert asked == [4]


@pytest.mark.parametrize("width", [170, 240, 320, 700])
def test_each_sentence_has_the_height_it_takes(show, theme, ill, width):
    view = show(HealthView(), ill, theme, (width, 300))
    for _ in range(4):  # layouts settle over a few turns of the event loop
        QApplication.processEvents()
    for row in view._rows:
        label = row._label
        assert label.height() >= label.heightForWidth(label.width())
        assert row.button.geometry().right() <= row.width()


def test_the_buttons_are_named_after_their_step(show, theme, ill):
    view = show(HealthView(), ill, theme)

    assert [button.accessibleName() for button in buttons(view)] == [
        f"Go to step {step}, where this began" for step in (21, 3, 9)
    ]
    assert all(button.toolTip() for button in buttons(view))
    assert DIVERGED.sentence in view.accessibleDescription()


# The bar


@pytest.fixture
def bar(show, theme, ill):
    return show(HealthBar(), ill, theme, (400, 32))


def test_the_bar_shows_the_worst_finding(bar, told, qtbot):
    asked = told(bar.seek_requested)
    assert bar.line.isVisible()
    assert (bar.label.text(), bar.label.toolTip()) == (DIVERGED.sentence, DIVERGED.sentence)
    qtbot.mouseClick(bar.go, LEFT)

    assert asked == [21]


def test_a_healthy_run_has_no_bar(bar, well, ill):
    bar.show_frame(well)
    assert not bar.line.isVisible()
    assert bar.sizeHint().height() == 0

    bar.show_frame(ill)
    assert bar.line.isVisible()
    assert bar.sizeHint().height() > 0


def test_a_few_dead_units_are_not_worth_a_bar_but_a_quarter_of_them_is(bar, well):
    bar.show_frame(replace(well, health=(DEAD,)))
    assert bar.finding is None
    many = replace(DEAD, units=tuple(range(8)))
    bar.show_frame(replace(well, health=(many,)))
    assert bar.finding is many


def test_an_empty_bar_takes_no_room_but_still_gets_frames(qtbot, theme, ill, well):
    window = QWidget()
    qtbot.addWidget(window)
    bar, rest = HealthBar(), QWidget()
    bar.apply_theme(theme)
    layout = QVBoxLayout(window)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    layout.addWidget(bar)
    layout.addWidget(rest, 1)
    window.resize(500, 300)
    window.show()
    qtbot.waitExposed(window)
    bar.show_frame(well)
    qtbot.waitUntil(lambda: rest.height() == 300)
    assert bar.isVisible()

    bar.show_frame(ill)
    qtbot.waitUntil(lambda: rest.height() < 300)


def test_a_finding_that_was_sent_away_stays_away_while_its_numbers_change(bar, ill, well, qtbot):
    qtbot.mouseClick(bar.dismiss, LEFT)
    assert bar.finding == SATURATED
    qtbot.keyClick(bar.dismiss, Qt.Key.Key_Space)
    assert bar.finding is None
    worse = replace(SATURATED, sentence="Since step 3 the softmax is saturated: 8 of the last 12 steps.")
    bar.show_frame(replace(ill, health=(worse,)))
    assert not bar.line.isVisible()

    bar.show_frame(well)
    bar.show_frame(replace(ill, health=(replace(worse, step=30),)))
    assert bar.line.isVisible(), "it began anew"


def test_a_new_run_forgets_what_was_sent_away(bar, ill, qtbot):
    qtbot.mouseClick(bar.dismiss, LEFT)
    bar.show_frame(replace(ill, run=replace(ill.run)))

    assert bar.finding == DIVERGED


@pytest.mark.parametrize("width", [60, 170, 1000])
def test_the_bar_is_one_line_at_any_width(bar, width):
    bar.resize(width, bar.sizeHint().height())

    assert bar.minimumSizeHint().width() == 0
    assert bar.sizeHint().height() <= 3 * bar.fontMetrics().height()
    assert not bar.grab().isNull()


def test_the_bars_controls_are_named_and_reached_by_tab(bar):
    for widget in (bar.go, bar.dismiss):
        assert widget.accessibleName()
        assert widget.toolTip()
        assert widget.focusPolicy() & Qt.FocusPolicy.TabFocus
