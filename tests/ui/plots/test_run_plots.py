"""The curves of loss and accuracy, driven as a person would."""

from array import array
from dataclasses import replace
from math import inf, nan

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QHelpEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QToolTip

from cnnviz.training import Experiment, Session
from cnnviz.training.history import Evaluation
from cnnviz.ui.frame import frame_of, run_of
from cnnviz.ui.plots import run_plot
from cnnviz.ui.plots.accuracy_plot import AccuracyPlot
from cnnviz.ui.plots.curves import MOST_POINTS
from cnnviz.ui.plots.loss_plot import LossPlot
from cnnviz.ui.theme import load_theme

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
"""The offscreen platform says so of windows with a smallest size and of tooltips."""


@pytest.fixture
def trained(session):
    """Two of three epochs, and five steps of the third."""
    session.evaluate()
    while session.position < 2 * session.steps_per_epoch + 5:
        session.step()
    return session


@pytest.fixture(scope="module")
def seen():
    """A frame as `trained` gives it, for tests that only look."""
    session = Session(Experiment.preset("paper", train_per_class=4, test_per_class=3, epochs=3))
    session.evaluate()
    while session.position < 2 * session.steps_per_epoch + 5:
        session.step()
    return frame_of(session, run_of(session))


@pytest.fixture(params=[LossPlot, AccuracyPlot])
def plot(request, qtbot):
    return shown(request.param(), qtbot)


@pytest.fixture
def loss(qtbot):
    return shown(LossPlot(), qtbot)


def shown(view, qtbot, theme=None):
    qtbot.addWidget(view)
    view.apply_theme(theme or load_theme("light"))
    view.resize(430, 250)
    view.show()
    QApplication.processEvents()
    return view


def with_losses(frame, losses):
    """The frame with other losses of its steps."""
    return replace(frame, history=replace(frame.history, losses=array("d", losses)))


def place_of(view, epochs):
    """The pixel, in the plot, over a place on the epoch axis."""
    scene = view.canvas.box.mapViewToScene(QPointF(epochs, view.canvas.top / 2))
    return view.canvas.mapFromScene(scene)


def click(view, qtbot, epochs):
    qtbot.mouseClick(view.canvas.viewport(), Qt.MouseButton.LeftButton, pos=place_of(view, epochs))


def double_click(view, qtbot, epochs):
    viewport, place = view.canvas.viewport(), place_of(view, epochs)
    qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=place)
    qtbot.mouseDClick(viewport, Qt.MouseButton.LeftButton, pos=place)
    qtbot.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=place)


def turn_wheel(view, epochs, angle=120):
    place = QPointF(place_of(view, epochs))
    viewport = view.canvas.viewport()
    event = QWheelEvent(
        place,
        QPointF(viewport.mapToGlobal(place.toPoint())),
        QPoint(),
        QPoint(0, angle),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(viewport, event)


def test_the_whole_planned_run_is_on_view_from_the_start(plot, session, make_frame):
    plot.show_frame(make_frame(session))
    assert plot.canvas.shown_range == pytest.approx((0, 3))
    assert not plot.canvas.is_zoomed


def test_epochs_are_drawn_training_and_test(plot, seen):
    plot.show_frame(seen)
    history = seen.history
    name = plot.figure
    train_x, train_y = plot._train_item.getData()
    test_x, test_y = plot._test_item.getData()
    assert train_x.tolist() == [1, 2]
    assert test_x.tolist() == [0, 1, 2]
    assert train_y.tolist() == pytest.approx([getattr(record, f"train_{name}") for record in history.epochs])
    assert test_y[0] == pytest.approx(getattr(history.evaluations[0], name))
    assert plot._test_item.opts["pen"].style() == Qt.PenStyle.CustomDashLine
    assert plot._train_item.opts["pen"].style() == Qt.PenStyle.SolidLine


def test_one_epoch_alone_can_be_seen(plot, qtbot, make_frame):
    session = Session(Experiment.preset("paper", train_per_class=2, test_per_class=2, epochs=1))
    for _ in range(6):
        session.step()
    plot.show_frame(make_frame(session))
    assert plot._train_item.getData()[0].tolist() == [1]
    assert plot._train_item.opts["symbol"] == "o"
    assert plot.grab().toImage() != shown(type(plot)(), qtbot).grab().toImage()


def test_the_cursor_stands_at_the_position_and_what_was_undone_is_dimmed(plot, trained, make_frame):
    plot.show_frame(make_frame(trained))
    assert plot.canvas.cursor_line.value() == pytest.approx(29 / 12)
    assert not plot.canvas.veil.isVisible()
    trained.seek(7)
    plot.show_frame(make_frame(trained))
    assert plot.canvas.cursor_line.value() == pytest.approx(7 / 12)
    assert plot.canvas.veil.isVisible()
    start, end = plot.canvas.veil.getRegion()
    assert start == pytest.approx(7 / 12)
    assert 29 / 12 <= end < 30 / 12
    trained.seek(29)
    plot.show_frame(make_frame(trained))
    assert not plot.canvas.veil.isVisible()


def test_dimmed_pixels_differ_and_the_others_do_not(loss, trained, make_frame):
    loss.show_frame(make_frame(trained))
    before = loss.grab().toImage()
    trained.seek(12)
    loss.show_frame(make_frame(trained))
    after = loss.grab().toImage()
    middle = loss.canvas.mapTo(loss, place_of(loss, 1))
    right = [(x, y) for x in range(middle.x() + 5, middle.x() + 60) for y in range(40, 200)]
    left = [(x, y) for x in range(middle.x() - 60, middle.x() - 5) for y in range(40, 200)]
    assert any(before.pixel(*at) != after.pixel(*at) for at in right)
    assert all(before.pixel(*at) == after.pixel(*at) for at in left)


def test_a_click_asks_for_the_step_below_it(plot, qtbot, seen):
    plot.show_frame(seen)
    with qtbot.waitSignal(plot.step_clicked) as asked:
        click(plot, qtbot, 1.25)
    assert asked.args[0] == pytest.approx(15, abs=1)


def test_a_click_beyond_what_is_known_asks_for_its_end(plot, qtbot, seen):
    plot.show_frame(seen)
    with qtbot.waitSignal(plot.step_clicked) as asked:
        click(plot, qtbot, 2.9)
    assert asked.args == [29]


def test_a_click_before_the_first_frame_asks_for_nothing(plot, qtbot):
    with qtbot.assertNotEmitted(plot.step_clicked):
        click(plot, qtbot, 0.5)


def test_the_wheel_zooms_along_the_epochs_and_a_double_click_shows_all_again(plot, qtbot, trained, make_frame):
    frame = make_frame(trained)
    plot.show_frame(frame)
    top = plot.canvas.top
    for _ in range(5):
        turn_wheel(plot, 1.0)
    low, high = plot.canvas.shown_range
    assert plot.canvas.is_zoomed
    assert low < 1.0 < high
    assert high - low < 2.5
    plot.show_frame(make_frame(trained, run=frame.run))
    assert plot.canvas.shown_range == (low, high)
    with qtbot.assertNotEmitted(plot.step_clicked, wait=QApplication.doubleClickInterval() + 100):
        double_click(plot, qtbot, 1.0)
    assert not plot.canvas.is_zoomed
    assert plot.canvas.top == top


def test_a_single_click_still_works_when_zoomed(plot, qtbot, seen):
    plot.show_frame(seen)
    plot.canvas.zoom(0.5)
    with qtbot.waitSignal(plot.step_clicked) as asked:
        click(plot, qtbot, plot.canvas.shown_range[0])
    assert asked.args[0] == pytest.approx(plot.canvas.shown_range[0] * 12, abs=1)


def test_the_wheel_never_leaves_the_run(plot, seen):
    plot.show_frame(seen)
    for _ in range(10):
        turn_wheel(plot, 0.1, -120)
    assert plot.canvas.shown_range == pytest.approx((0, 3))


def test_keys_zoom_and_walk_by_epochs(plot, qtbot, trained, make_frame):
    trained.seek(14)
    plot.show_frame(make_frame(trained))
    qtbot.keyClick(plot, Qt.Key.Key_Up)
    assert plot.canvas.is_zoomed
    qtbot.keyClick(plot, Qt.Key.Key_0)
    assert not plot.canvas.is_zoomed
    qtbot.keyClick(plot, Qt.Key.Key_Up)
    qtbot.keyClick(plot, Qt.Key.Key_Down)
    assert not plot.canvas.is_zoomed
    for key, step in ((Qt.Key.Key_PageUp, 12), (Qt.Key.Key_PageDown, 24)):
        with qtbot.waitSignal(plot.step_clicked) as asked:
            qtbot.keyClick(plot, key, Qt.KeyboardModifier.ControlModifier)
        assert asked.args == [step]


def test_page_keys_stop_at_what_is_known(plot, qtbot, trained, make_frame):
    plot.show_frame(make_frame(trained))
    with qtbot.waitSignal(plot.step_clicked) as asked:
        qtbot.keyClick(plot, Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
    assert asked.args == [29]
    trained.seek(0)
    plot.show_frame(make_frame(trained))
    with qtbot.waitSignal(plot.step_clicked) as asked:
        qtbot.keyClick(plot, Qt.Key.Key_PageUp, Qt.KeyboardModifier.ControlModifier)
    assert asked.args == [0]


def test_steps_are_drawn_each_in_its_place(loss, seen):
    loss.show_frame(seen)
    x, y = loss._steps_item.getData()
    assert x.tolist() == pytest.approx([step / 12 for step in range(29)])
    assert y.tolist() == pytest.approx([min(value, loss.canvas.top) for value in seen.history.losses])


def test_one_outlier_lies_on_the_border(loss, make_frame):
    frame = make_frame(Session(Experiment.preset("paper", train_per_class=100, test_per_class=3)))
    loss.show_frame(with_losses(frame, [1.0] * 150 + [1e6] + [1.0] * 150))
    assert loss.canvas.top < 10
    assert loss._steps_item.getData()[1].max() == loss.canvas.top


def test_a_hundred_thousand_steps_are_drawn_with_few_points_and_their_spike(loss, make_frame):
    session = Session(Experiment.preset("paper", train_per_class=4, test_per_class=3, epochs=10_000))
    losses = np.random.default_rng(0).random(100_000)
    losses[77_777] = 50.0
    loss.resize(1400, 600)
    loss.show_frame(with_losses(make_frame(session, position=100_000, furthest=100_000), losses.tolist()))
    assert 500 < loss.drawn_steps <= MOST_POINTS
    assert 77_777 / 12 in loss._steps_item.getData()[0].tolist()
    loss.canvas.zoom(0.01)
    assert loss.drawn_steps <= MOST_POINTS


def test_zooming_in_shows_every_step(loss, make_frame):
    session = Session(Experiment.preset("paper", train_per_class=4, test_per_class=3, epochs=10_000))
    frame = make_frame(session, position=50_000, furthest=100_000)
    loss.show_frame(with_losses(frame, [step % 7 + 1.0 for step in range(100_000)]))
    for _ in range(12):
        loss.canvas.zoom(0.5)
    drawn = loss._steps_item.getData()[0] * 12
    assert np.diff(drawn).tolist() == pytest.approx([1.0] * (len(drawn) - 1))


def test_a_running_curve_is_drawn_a_few_times_a_second_and_at_last(plot, trained, make_frame, monkeypatch):
    clock = [100.0]
    monkeypatch.setattr(run_plot, "monotonic", lambda: clock[0])
    run = make_frame(trained).run
    places = []
    for later, is_running in ((0.0, True), (0.05, True), (0.05, True), (1.0, True), (0.05, True), (0.05, False)):
        clock[0] += later
        trained.step()
        plot.show_frame(make_frame(trained, run=run, is_running=is_running))
        places.append(round(plot.canvas.cursor_line.value() * 12))
    assert places == [30, 30, 30, 33, 33, 35]


def test_nothing_is_drawn_again_where_nothing_is_new(loss, trained, make_frame, monkeypatch):
    run = make_frame(trained).run
    loss.show_frame(make_frame(trained, run=run))
    drawn = []
    monkeypatch.setattr(loss._steps_item, "setData", lambda *args, **more: drawn.append(args))
    loss.show_frame(make_frame(trained, run=run))
    trained.seek(3)
    loss.show_frame(make_frame(trained, run=run))
    assert not drawn
    trained.seek(29)
    trained.step()
    loss.show_frame(make_frame(trained, run=run))
    assert len(drawn) == 1


def test_other_losses_of_the_same_number_are_drawn(loss, seen):
    frame = seen
    loss.show_frame(frame)
    loss.show_frame(with_losses(frame, [0.5] * 29))
    assert set(loss._steps_item.getData()[1].tolist()) == {0.5}


def test_not_a_number_is_marked_where_it_begins(loss, seen):
    losses = list(seen.history.losses)
    losses[18:] = [nan] * 11
    loss.show_frame(with_losses(seen, losses))
    assert loss._marks_item.getData()[0].tolist() == [1.5]
    assert loss.legend.texts[-1] == "NaN from step 18 on"
    assert "NaN from step 18 on" in loss.accessibleDescription()
    loss.grab()


def test_one_infinite_loss_is_marked_too(loss, seen):
    losses = list(seen.history.losses)
    losses[6] = inf
    loss.show_frame(with_losses(seen, losses))
    assert loss._marks_item.getData()[0].tolist() == [0.5]
    assert loss.legend.texts[-1] == "∞ at step 6"


def test_an_infinite_test_loss_is_marked(loss, seen):
    frame = seen
    bad = Evaluation(inf, frame.history.evaluations[0].targets, frame.history.evaluations[0].predictions)
    evaluations = {**frame.history.evaluations, 0: bad}
    loss.show_frame(replace(frame, history=replace(frame.history, evaluations=evaluations)))
    assert loss._marks_item.getData()[0].tolist() == [0]
    assert loss.legend.texts[-1] == "test loss ∞ before training"


def test_marks_go_with_their_run(loss, trained, make_frame):
    frame = make_frame(trained)
    loss.show_frame(with_losses(frame, [nan] * 29))
    other = Session(Experiment.preset("paper", train_per_class=4, test_per_class=3, epochs=7))
    loss.show_frame(make_frame(other))
    assert len(loss._marks_item.getData()[0]) == 0
    assert loss.drawn_steps == 0
    assert loss.legend.texts == ("training", "test", "each step")
    assert loss.canvas.shown_range == pytest.approx((0, 7))


def test_accuracy_runs_from_none_to_all(qtbot, seen):
    plot = shown(AccuracyPlot(), qtbot)
    plot.show_frame(seen)
    low, high = plot.canvas.box.viewRange()[1]
    assert -0.05 < low <= 0
    assert 1 <= high < 1.1
    axis = plot.canvas.getAxis("left")
    assert axis.tickStrings([0.0, 0.25, 1.0], 1, 0.25) == ["0 %", "25 %", "100 %"]


def test_figures_are_told_in_words(qtbot, seen):
    frame = seen
    record = seen.history.epochs[1]
    loss, accuracy = shown(LossPlot(), qtbot), shown(AccuracyPlot(), qtbot)
    for view in (loss, accuracy):
        view.show_frame(frame)
        assert "After epoch 2: training" in view.accessibleDescription()
    assert f"{100 * record.train_accuracy:.1f} %" in accuracy.accessibleDescription()
    assert loss._text_at(13).startswith("Step 13, epoch 2: loss ")
    assert accuracy._text_at(0).startswith("Before training: test")


def test_pointing_tells_the_step(loss, qtbot, seen):
    loss.show_frame(seen)
    viewport, place = loss.canvas.viewport(), place_of(loss, 1.0)
    QApplication.sendEvent(viewport, QHelpEvent(QEvent.Type.ToolTip, place, viewport.mapToGlobal(place)))
    assert any(f"Step {step}, epoch" in QToolTip.text() for step in (11, 12, 13))
    QToolTip.hideText()


@pytest.mark.parametrize("size", [(430, 250), (170, 150), (60, 40), (8, 8), (1600, 900)])
def test_every_size_in_both_themes(plot, qtbot, seen, theme, size):
    plot.apply_theme(theme)
    plot.resize(*size)
    plot.show_frame(seen)
    image = plot.grab().toImage()
    assert image.pixelColor(0, image.height() - 1).name() in (theme.window, theme.highlight)


def test_the_theme_recolours_the_curves(plot, seen, theme):
    plot.show_frame(seen)
    plot.apply_theme(theme)
    assert plot._train_item.opts["pen"].color().name() == theme.training
    assert plot._test_item.opts["pen"].color().name() == theme.test


def test_the_legend_wraps_and_covers_no_data(loss, seen):
    loss.show_frame(seen)
    one_row = loss.legend.height()
    loss.resize(170, 150)
    QApplication.processEvents()
    assert loss.legend.height() > one_row
    assert loss.legend.geometry().bottom() < loss.canvas.geometry().top()


def test_the_focus_is_seen_and_reached_by_tab(plot, qtbot):
    plot.setFocus()
    assert plot.focusPolicy() & Qt.FocusPolicy.TabFocus
    assert plot.accessibleName()
    assert plot.toolTip()


def test_no_key_is_one_of_the_windows(plot, qtbot, seen):
    """Left to the window: walking by phases, the pace, back to the start, run and pause."""
    plot.show_frame(seen)
    before = plot.canvas.shown_range
    with qtbot.assertNotEmitted(plot.step_clicked):
        for key in ("PageUp", "PageDown", "Left", "Right", "Home", "Plus", "Minus", "Space"):
            qtbot.keyClick(plot, getattr(Qt.Key, f"Key_{key}"))
    assert plot.canvas.shown_range == before
