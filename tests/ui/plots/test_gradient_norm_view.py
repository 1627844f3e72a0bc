"""The bars of the gradient norms, driven phase by phase."""

from dataclasses import replace
from math import inf, nan

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip

from cnnviz.explain import Cell
from cnnviz.nn import PhaseKind
from cnnviz.training import Experiment, Session
from cnnviz.ui.frame import frame_of, run_of
from cnnviz.ui.naming import cell_symbol
from cnnviz.ui.numbers import write
from cnnviz.ui.plots import gradient_norm_view
from cnnviz.ui.plots.gradient_norm_view import NOT_YET, GradientNormView
from cnnviz.ui.plots.largest_gradient import Largest, largest_gradient, norm_text
from cnnviz.ui.plots.norms import GradientNorm, gradient_norms
from cnnviz.ui.theme import load_theme

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
"""The offscreen platform says so of windows with a smallest size and of tooltips."""


@pytest.fixture
def view(qtbot):
    view = GradientNormView()
    qtbot.addWidget(view)
    view.apply_theme(load_theme("light"))
    view.resize(345, 220)
    view.show()
    return view


@pytest.fixture(scope="module")
def finished():
    """A frame after one whole step."""
    session = Session(Experiment.preset("paper", train_per_class=4, test_per_class=3, epochs=3))
    session.step()
    return frame_of(session, run_of(session))


def scaled(frame, factor):
    """The frame with all parameter gradients of its trace times a factor."""

    def times(tensor):
        return [times(part) for part in tensor] if isinstance(tensor, list) else tensor * factor

    layers = tuple(
        replace(layer, parameter_gradients={name: times(t) for name, t in layer.parameter_gradients.items()})
        for layer in frame.trace.layers
    )
    return replace(frame, shown=replace(frame.shown, trace=replace(frame.trace, layers=layers)))


def count_color(view, name):
    image = view.grab().toImage()
    return sum(
        image.pixelColor(x, y).name() == name for x in range(0, image.width(), 3) for y in range(0, image.height(), 3)
    )


def test_a_finished_step_has_all_norms(view, finished):
    frame = finished
    view.show_frame(frame)
    expected = [write(norm.value, 3) for norm in gradient_norms(frame.trace)]
    assert [text for _, text in view.texts] == expected
    assert [title for title, _ in view.texts] == ["Conv2D 1", "Conv2D 2", "Dense 1", "Dense 2"]
    assert expected[0] in view.accessibleDescription()


def test_a_norm_appears_with_its_layers_backward_phase(view, session, make_frame):
    session.step()
    for phase in session.phases[:-1]:
        session.next_phase()
        view.show_frame(make_frame(session))
        known = {title for title, text in view.texts if text != NOT_YET}
        if phase.kind is not PhaseKind.BACKWARD:
            assert not known
        elif phase.layer == 8:
            assert known == {"Dense 2"}
        elif phase.layer == 0:
            assert len(known) == 4


def test_bars_are_drawn_only_for_what_is_computed(view, session, make_frame):
    orange = load_theme("light").backward
    view.show_frame(make_frame(session))
    assert count_color(view, orange) == 0
    session.step()
    view.show_frame(make_frame(session))
    assert count_color(view, orange) > 100


def test_norms_are_computed_once_a_trace(view, session, make_frame, monkeypatch):
    traces = []

    def counted(trace):
        traces.append(trace)
        return gradient_norms(trace)

    monkeypatch.setattr(gradient_norm_view, "gradient_norms", counted)
    run = make_frame(session).run
    for _ in range(5):
        session.next_phase()
        view.show_frame(make_frame(session, run=run))
    assert len(traces) == 1


def test_the_axis_grows_with_what_was_seen_and_begins_anew_with_a_run(view, session, make_frame):
    session.step()
    frame = scaled(make_frame(session), 1e-2)
    view.show_frame(frame)
    assert view.axis == (-3, 1)
    view.show_frame(scaled(frame, 1e6))
    low, high = view.axis
    assert high >= 4
    view.show_frame(frame)
    assert view.axis == (low, high)
    view.show_frame(make_frame(Session(Experiment.preset("paper", train_per_class=2, test_per_class=2))))
    assert view.axis == (-3, 1)  # nothing of the new run is computed yet


@pytest.mark.parametrize(("factor", "text"), [(nan, "NaN"), (inf, "NaN"), (0.0, "0"), (1e300, None)])
def test_what_is_no_number_is_shown_as_such(view, finished, factor, text):
    frame = scaled(finished, factor)
    view.show_frame(frame)
    if text:
        assert text in {shown for _, shown in view.texts}
    bad = count_color(view, load_theme("light").not_a_number)
    assert (bad > 0) == (text == "NaN")


def test_pointing_at_a_bar_explains_it(view, finished):
    view.show_frame(finished)
    place = QPoint(150, 15)
    QApplication.sendEvent(view, QHelpEvent(QEvent.Type.ToolTip, place, view.mapToGlobal(place)))
    assert QToolTip.text().startswith("Conv2D 1: ")
    assert "∂L/∂K and ∂L/∂b together" in QToolTip.text()
    assert "10 numbers" in QToolTip.text()
    QToolTip.hideText()
    assert "∂L/∂W and ∂L/∂B together" in view.tip(2)


def test_a_norm_can_be_asked_for_the_largest_gradient_in_it(qtbot, view, finished):
    view.show_frame(finished)
    cells = []
    view.cell_clicked.connect(cells.append)
    for row in range(4):
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=view.row_box(row).center().toPoint())
    assert [cell.layer for cell in cells] == [0, 2, 6, 8]
    for row, cell in enumerate(cells):
        largest = largest_gradient(cell.layer, finished.trace.layers[cell.layer])
        assert cell == largest.cell
        assert f"The largest of them is {cell_symbol(cell, finished.run.layers)} = " in view.tip(row)
    cells.clear()
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_Up)
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert [cell.layer for cell in cells] == [6]


def test_a_norm_that_is_not_computed_asks_nothing_and_says_how_it_will_be(qtbot, view, session, make_frame):
    view.show_frame(make_frame(session))
    cells = []
    view.cell_clicked.connect(cells.append)
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=view.row_box(1).center().toPoint())
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert cells == []
    assert NOT_YET in view.tip(1)
    assert "sum of the squares" in view.tip(1)
    assert "largest" not in view.tip(1)


@pytest.mark.parametrize(
    ("weight", "bias", "cell", "value"),
    [
        ([[1.0, -3.0], [2.0, 0.0]], [0.5, 0.1], Cell(6, "weight_gradient", (0, 1)), -3.0),
        ([[1.0, -3.0], [2.0, 0.0]], [0.5, -4.0], Cell(6, "bias_gradient", (1,)), -4.0),
        ([[1.0, inf], [2.0, nan]], [nan, 0.0], Cell(6, "weight_gradient", (1, 1)), nan),
        ([[0.0, 0.0], [0.0, 0.0]], [0.0, 0.0], Cell(6, "weight_gradient", (0, 0)), 0.0),
    ],
)
def test_the_largest_gradient(finished, weight, bias, cell, value):
    layer = replace(finished.trace.layers[6], parameter_gradients={"weight": weight, "bias": bias})
    largest = largest_gradient(6, layer)
    assert largest.cell == cell
    assert repr(largest.value) == repr(value)


def test_the_share_of_the_largest_gradient_is_one_of_squares(finished):
    layers = finished.run.layers
    largest = Largest(Cell(6, "bias_gradient", (1,)), -3.0)
    assert "∂L/∂B[1] = −3, 36 % of that sum." in norm_text(GradientNorm(6, 5.0, 4), layers, largest)
    for norm in (0.0, nan, inf):
        assert "%" not in norm_text(GradientNorm(6, norm, 4), layers, largest)


@pytest.mark.parametrize("size", [(345, 220), (170, 150), (30, 20), (1, 1), (1200, 500)])
def test_every_size_in_both_themes(view, finished, theme, size):
    view.apply_theme(theme)
    view.resize(*size)
    view.show_frame(finished)
    image = view.grab().toImage()
    if min(size) > 100:
        assert image.pixelColor(2, 2).name() == theme.window
        assert count_color(view, theme.backward) > 10


def test_before_the_first_frame(view):
    assert view.texts == ()
    view.grab()
    assert view.focusPolicy() & Qt.FocusPolicy.TabFocus
    assert view.accessibleName()
