"""The gradient check in the window: computed when it is opened, in slices, for the number on view."""

from dataclasses import replace
from math import nan

import pytest
from PySide6.QtCore import QPoint, Qt
from views import on_view

from cnnviz.explain import Cell
from cnnviz.explain.gradient_check import HALF_DECADES, GradientCheck, gradient_check
from cnnviz.training import Experiment, Session
from cnnviz.ui.inspector.error_plot import ErrorPlot
from cnnviz.ui.inspector.gradient_section import NOT_YET, PAUSE, GradientSection
from cnnviz.ui.inspector.gradient_text import gradient_lines, gradient_sentence, is_checkable
from cnnviz.ui.numbers import write

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints", extend=True)
"""Qt's offscreen platform says so whenever a window has size hints."""

WEIGHT = Cell(8, "weight", (1, 3))


@pytest.fixture(scope="module")
def trained():
    session = Session(Experiment.preset("paper", train_per_class=4, test_per_class=3))
    for _ in range(5):
        session.step()
    return session


@pytest.fixture
def frame(trained, make_frame):
    return make_frame(trained)


@pytest.fixture
def section(qtbot):
    return on_view(qtbot, GradientSection(), 300, 500)


def is_done(section):
    return lambda: not section._slices.isActive()


def check_of(h, error, analytic=1.0):
    return GradientCheck(h, 0.5, 0.5, analytic * (1 + error), analytic, error)


def test_nothing_is_computed_while_it_is_shut(section, qtbot, frame):
    section.ask(frame, WEIGHT, False)
    qtbot.wait(30)
    assert section.check is None
    assert not section.body.isVisible()


def test_opened_it_compares_the_gradient_at_every_h(section, qtbot, frame):
    section.ask(frame, WEIGHT, False)
    qtbot.mouseClick(section.toggle, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(is_done(section))
    trace, layers = frame.trace, frame.run.layers
    expected = gradient_check(layers, frame.run.shapes[0], trace, 8, "weight", (1, 3), 1e-5)
    assert section.check == expected
    assert len(section._checks) == len(HALF_DECADES)
    texts = [label.text() for label in section.numbers]
    assert write(expected.numeric, 8) in texts
    assert write(expected.analytic, 8) in texts
    assert "∂L/∂W[1,3]" in [label.text() for label in section.names]


def test_another_h_is_chosen_by_key_and_in_the_plot(section, qtbot, frame):
    section.ask(frame, WEIGHT, False)
    section.toggle.click()
    qtbot.waitUntil(is_done(section))
    qtbot.keyClick(section.slider, Qt.Key.Key_Left)
    assert section.check.h == 1e-6
    assert "1e−6" in section.step.text()
    place = section.plot.place(1e-2, 1e-6)
    qtbot.mouseClick(section.plot, Qt.MouseButton.LeftButton, pos=QPoint(int(place.x()), int(place.y())))
    assert section.check.h == 1e-2


def test_a_new_step_is_checked_anew(section, qtbot, session, make_frame):
    session.step()
    first = make_frame(session)
    section.ask(first, WEIGHT, False)
    section.toggle.click()
    qtbot.waitUntil(is_done(section))
    before = section.check
    section.ask(first, WEIGHT, False)
    assert section.check is before
    session.step()
    section.ask(make_frame(session, run=first.run), WEIGHT, False)
    assert section.check is None
    qtbot.waitUntil(is_done(section))
    assert section.check.analytic == session.shown().trace.layers[8].parameter_gradients["weight"][1][3]


def test_while_training_runs_it_asks_for_a_pause(section, qtbot, frame):
    section.toggle.click()
    section.ask(frame, WEIGHT, True)
    assert section.sentence.text() == PAUSE
    assert section.check is None
    section.ask(frame, WEIGHT, False)
    qtbot.waitUntil(is_done(section))
    assert section.check is not None


def test_a_gradient_that_is_not_computed_yet_is_not_checked(section, session, make_frame):
    section.toggle.click()
    section.ask(make_frame(session), WEIGHT, False)
    assert section.sentence.text() == NOT_YET


def test_numbers_that_are_no_parameters_have_no_check(section, frame):
    section.toggle.click()
    section.ask(frame, Cell(8, "output", (1,)), False)
    assert section.isHidden()
    section.ask(frame, Cell(8, "bias_gradient", (1,)), False)
    assert not section.isHidden()
    section.ask(None, None, False)
    assert section.isHidden()


def test_parameters_that_are_not_finite_are_told_in_a_sentence(section, qtbot, frame):
    layers = [*frame.trace.layers]
    layers[6] = replace(layers[6], parameters={**layers[6].parameters, "bias": [nan] * 32})
    broken = replace(frame, shown=replace(frame.shown, trace=replace(frame.trace, layers=tuple(layers))))
    section.ask(broken, WEIGHT, False)
    section.toggle.click()
    qtbot.waitUntil(is_done(section))
    assert section.sentence.text().startswith("The loss cannot be computed")


def test_which_tensors_can_be_checked():
    assert all(map(is_checkable, ("weight", "bias", "weight_gradient", "new_bias")))
    assert not any(map(is_checkable, ("output", "input_gradient", "loss", "input", "output_gradient")))


def test_the_lines_hold_both_gradients():
    check = check_of(1e-4, 1e-9, analytic=-0.25)
    lines = {line.name: line.number for line in gradient_lines(check, "∂L/∂b[0]")}
    assert lines["∂L/∂b[0]"] == "−0.25"
    assert lines["relative error"] == "1e−9"


def test_the_sentence_tells_right_from_wrong():
    good = [check_of(1e-3, 1e-5), check_of(1e-5, 1e-9), check_of(1e-11, 0.1)]
    assert gradient_sentence(good[0], good) == "The gradient is right: the error falls to 1e−9 at h = 1e−5."
    bad = [check_of(1e-3, 0.5), check_of(1e-5, 0.4)]
    assert gradient_sentence(bad[0], bad).startswith("They differ at every h; the smallest error is 0.4")
    silent = GradientCheck(1e-3, 0.5, 0.5, 0.0, 0.0, 0.0)
    assert "no say" in gradient_sentence(silent, [silent])
    broken = GradientCheck(1e-3, nan, nan, nan, 1.0, nan)
    assert "not a number" in gradient_sentence(broken, [broken])


@pytest.mark.parametrize("size", [(10, 10), (120, 110), (300, 140), (800, 400)])
def test_the_plot_can_be_drawn_at_any_size(qtbot, theme, size):
    plot = ErrorPlot()
    qtbot.addWidget(plot)
    plot.apply_theme(theme)
    plot.resize(*size)
    plot.show_checks([check_of(1e-3, nan), check_of(1e-5, 0.0), check_of(1e-12, 1e300), check_of(0.1, 1e-9)], -5)
    assert not plot.grab().isNull()


def test_marks_stand_where_h_and_error_are(qtbot):
    plot = ErrorPlot()
    qtbot.addWidget(plot)
    plot.resize(300, 160)
    left, right = plot.place(1e-12, 1e-6), plot.place(0.1, 1e-6)
    assert left.x() < plot.place(1e-6, 1e-6).x() < right.x()
    assert plot.place(1e-6, 1e-12).y() > plot.place(1e-6, 1e-6).y() > plot.place(1e-6, 1.0).y()
    assert plot.place(1e-6, 0.0) == plot.place(1e-6, 1e-12)
    middle = plot.place(1e-6, 1e-4) - plot.place(1e-12, 1e-4)
    assert middle.x() * 11 / 6 == pytest.approx(right.x() - left.x())
