"""Every number in the window can be asked: a walk over all views that clicks cells of each and reads the answer.

What the answer should be comes from a session of the test's own, which runs the same steps to the same bits: neither
from the window's frame nor from the view that was clicked.
"""

from math import isclose

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtWidgets import QDockWidget
from windows import oracle, wait_for

from cnnviz.explain import Cell
from cnnviz.nn import Phase, PhaseKind
from cnnviz.ui.debugger.parameter_rows import Column
from cnnviz.ui.naming import cell_symbol
from cnnviz.ui.numbers import write
from cnnviz.ui.plots.norms import gradient_norms

LEFT = Qt.MouseButton.LeftButton
FORWARD, BACKWARD = PhaseKind.FORWARD, PhaseKind.BACKWARD
BEFORE_LAYER = 5
"""In mid-backward: the layers from this one on have had their backward phase."""


@pytest.fixture
def asked(qtbot, shared_window):
    """The window as a test finds it: nothing is asked, no image is looked at, and the panels of the start are in sight.

    It stands where the last test left it, so that going to a place is also coming back to it.
    """
    window = shared_window
    window.worker.clear_probe()
    window.docks.arrange(window.width(), window.height())
    window.network.canvas.choose(None)
    qtbot.waitUntil(lambda: window.frame.probe is None and window.docks.inspector.isVisible(), timeout=5_000)
    return window


def go_to(qtbot, window, position, phase):
    """Bring the window and a session of the test's own to the same moment; returns the session."""
    for _ in range(position - window.frame.furthest):
        window.worker.next_sample()
    window.worker.seek(position)
    for _ in range(phase):
        window.worker.next_phase()
    wait_for(qtbot, window, position, phase)
    qtbot.waitUntil(lambda: phase > 0 or window.frame.after is not None, timeout=5_000)
    return oracle(position, phase)


@pytest.fixture
def complete(qtbot, asked):
    """Step 4 with its update: everything is computed."""
    return go_to(qtbot, asked, 5, 0)


@pytest.fixture
def half(qtbot, asked):
    """Step 5 in mid-backward: from `BEFORE_LAYER` on there are gradients."""
    phases = asked.frame.run.phases
    return go_to(qtbot, asked, 5, phases.index(Phase(BACKWARD, BEFORE_LAYER)) + 1)


def number(session, cell):
    """What the session has computed in a cell; None where its phase is still to come."""
    shown = session.shown()
    done = set(session.phases[: shown.phases_done])
    traced = shown.trace.layers[cell.layer]
    name = cell.tensor.removeprefix("new_").removesuffix("_gradient")
    is_done, tensor = {
        "input": (cell.layer == 0 or Phase(FORWARD, cell.layer - 1) in done, traced.input),
        "output": (Phase(FORWARD, cell.layer) in done, traced.output),
        "output_gradient": (Phase(BACKWARD, cell.layer + 1) in done, traced.output_gradient),
        "input_gradient": (Phase(BACKWARD, cell.layer) in done, traced.input_gradient),
        "weight": (True, traced.parameters.get(name)),
        "bias": (True, traced.parameters.get(name)),
        "weight_gradient": (Phase(BACKWARD, cell.layer) in done, traced.parameter_gradients.get(name)),
        "bias_gradient": (Phase(BACKWARD, cell.layer) in done, traced.parameter_gradients.get(name)),
        "new_weight": (Phase(PhaseKind.UPDATE) in done, traced.new_parameters.get(name)),
        "new_bias": (Phase(PhaseKind.UPDATE) in done, traced.new_parameters.get(name)),
        "loss": (Phase(PhaseKind.LOSS) in done, shown.trace.loss),
    }[cell.tensor]
    if not is_done:
        return None
    for place in cell.index:
        tensor = tensor[place]
    return tensor


def check_answer(window, session, cell):
    """The inspector answers for a cell: with the number that was computed there, from terms that give it."""
    inspector = window.docks.inspector
    question, value = inspector.question, number(session, cell)
    assert question.cell == cell
    title = inspector.number.title.text().replace("\u2060", "").replace("\u00a0", " ")
    symbol = cell_symbol(cell, session.network.layers)
    if value is None:
        assert question.derivation is None, f"{symbol} is not computed yet"
        assert title == f"{symbol}: not computed yet in this step"
        return
    derivation = question.derivation
    assert derivation is not None, f"{symbol} has no derivation"
    assert derivation.engine_value == value
    assert derivation.agrees
    scale = max([abs(value), *(abs(term.product) for term in derivation.terms)])
    assert isclose(derivation.value, value, rel_tol=1e-12, abs_tol=1e-12 * scale)
    assert title == f"{symbol} = {write(value, 6)}"


def some_cells(shape):
    """The corners of a tensor and something between them."""
    first, last = (0,) * len(shape), tuple(length - 1 for length in shape)
    between = tuple(length * 2 // 3 for length in shape)
    return list(dict.fromkeys((first, between, last)))


def panel_of(view):
    """The panel that a view is in."""
    widget = view
    while not isinstance(widget, QDockWidget):
        widget = widget.parentWidget()
    return widget


def bring(qtbot, view):
    """Bring a view into sight."""
    panel_of(view).show()
    panel_of(view).raise_()
    qtbot.waitUntil(view.isVisible)


def click(qtbot, widget, point):
    spot = point.toPoint() if isinstance(point, QPointF) else point
    qtbot.mouseClick(widget, LEFT, pos=spot)


def middle_of_row(widget, row, height=0.5):
    box = widget.row_box(row)
    return QPoint(round(box.center().x()), round(box.top() + height * box.height()))


# The network's picture


def clicks_on_the_picture(qtbot, window, session):
    """Click cells of every tile and check each answer; gives the tensors met, and how many were still to come."""
    canvas = window.network.canvas
    is_complete = session.shown().phases_done == len(session.phases)
    met, to_come = set(), 0
    for tile in canvas.layout_now.tiles:
        is_parameter = tile.tensor in ("weight", "bias")
        tensor = f"new_{tile.tensor}" if is_parameter and is_complete else tile.tensor
        for index in some_cells(tile.shape):
            box = tile.cell_box(index)
            spot = QPoint(int(box.x + box.width / 2), int(box.y + box.height / 2))
            click(qtbot, canvas, spot)
            cell = window.docks.inspector.question.cell
            assert (cell.layer, cell.tensor) == (tile.layer, tensor)
            if min(box.width, box.height) >= 2:  # smaller ones have no pixel of their own to be hit
                assert cell.index == index
            check_answer(window, session, cell)
            met.add((tile.layer, tensor))
            to_come += number(session, cell) is None
    return met, to_come


def test_every_tensor_of_the_picture_once_a_step_is_complete(qtbot, asked, complete):
    met, to_come = clicks_on_the_picture(qtbot, asked, complete)
    assert to_come == 0
    learning = {0, 2, 6, 8}
    last = len(complete.network.layers) - 1
    assert met == {
        (0, "input"),
        (0, "input_gradient"),
        (last, "loss"),
        *((layer, "output") for layer in range(last + 1)),
        *((layer, "output_gradient") for layer in range(last)),
        *((layer, name) for layer in learning for name in ("new_weight", "new_bias")),
        *((layer, name) for layer in learning for name in ("weight_gradient", "bias_gradient")),
    }


def test_in_mid_backward_a_number_still_to_come_says_so(qtbot, asked, half):
    met, to_come = clicks_on_the_picture(qtbot, asked, half)
    assert to_come > 10
    assert (0, "weight") in met
    assert (0, "new_weight") not in met


# The sample


def test_the_probabilities_and_the_loss_of_the_sample(qtbot, asked, complete):
    sample, last = asked.docks.sample, len(complete.network.layers) - 1
    bring(qtbot, sample)
    for place in range(3):
        click(qtbot, sample.bars, middle_of_row(sample.bars, place))
        check_answer(asked, complete, Cell(last, "output", (place,)))
    click(qtbot, sample.loss_line, sample.loss_line.rect().center())
    check_answer(asked, complete, Cell(last, "loss", ()))
    assert asked.network.canvas._cell == Cell(last, "loss", ())


def test_the_keyboard_asks_as_the_mouse_does(qtbot, asked, complete):
    sample, last = asked.docks.sample, len(complete.network.layers) - 1
    bring(qtbot, sample)
    sample.bars.setFocus()
    qtbot.keyClick(sample.bars, Qt.Key.Key_Home)
    qtbot.keyClick(sample.bars, Qt.Key.Key_Down)
    qtbot.keyClick(sample.bars, Qt.Key.Key_Return)
    check_answer(asked, complete, Cell(last, "output", (1,)))
    sample.loss_line.setFocus()
    qtbot.keyClick(sample.loss_line, Qt.Key.Key_Return)
    check_answer(asked, complete, Cell(last, "loss", ()))
    assert asked.frame.position == 5
    assert asked.frame.phase == 0


def test_an_image_that_is_looked_at_is_answered_for_itself(qtbot, asked, complete):
    asked.worker.set_probe("test", 2)
    qtbot.waitUntil(lambda: asked.frame.probe is not None, timeout=5_000)
    expected = complete.network.predict(complete.test_samples[2].image)
    for place in range(3):
        click(qtbot, asked.docks.sample.bars, middle_of_row(asked.docks.sample.bars, place))
        assert asked.docks.inspector.question.derivation.engine_value == expected[place]


# The parameters


@pytest.mark.parametrize("layer", [0, 2, 6, 8])
def test_every_column_of_the_parameters(qtbot, asked, complete, layer):
    view = asked.docks.parameters
    bring(qtbot, view)
    view.set_layer(layer)
    rows = view.model.rows
    for row in dict.fromkeys((0, rows.count // 2, rows.count - 1)):
        view.table.scrollTo(view.model.index(row, 0))
        name, index = rows.key(row)
        part = name.partition(".")[2]
        for column, tensor in (
            (Column.OLD, part),
            (Column.GRADIENT, f"{part}_gradient"),
            (Column.STEP, f"new_{part}"),
            (Column.NEW, f"new_{part}"),
        ):
            click(qtbot, view.table.viewport(), view.table.visualRect(view.model.index(row, column)).center())
            check_answer(asked, complete, Cell(layer, tensor, index))
            assert view.isVisible(), "a click leaves the table in sight: a second one edits"
            if column is Column.STEP:
                terms = asked.docks.inspector.question.derivation.terms
                assert any(isclose(term.product, rows.value(row, column), rel_tol=1e-12) for term in terms)


@pytest.mark.parametrize("layer", [0, 6])
def test_in_mid_backward_the_parameters_say_what_is_still_to_come(qtbot, asked, half, layer):
    view = asked.docks.parameters
    bring(qtbot, view)
    view.set_layer(layer)
    for column, tensor in ((Column.OLD, "weight"), (Column.GRADIENT, "weight_gradient"), (Column.NEW, "new_weight")):
        click(qtbot, view.table.viewport(), view.table.visualRect(view.model.index(2, column)).center())
        bring(qtbot, asked.docks.inspector)
        check_answer(asked, half, Cell(layer, tensor, view.model.rows.key(2)[1]))
        bring(qtbot, view)


def test_the_arrow_keys_ask_and_ctrl_enter_brings_the_answer(qtbot, asked, complete):
    view = asked.docks.parameters
    bring(qtbot, view)
    view.set_layer(0)
    view.table.setCurrentIndex(view.model.index(3, Column.OLD))
    view.table.setFocus()
    qtbot.keyClick(view.table, Qt.Key.Key_Right)
    cell = Cell(0, "weight_gradient", (0, 0, 1, 0))
    check_answer(asked, complete, cell)
    assert view.isVisible()
    qtbot.keyClick(view.table, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(asked.docks.inspector.isVisible)
    check_answer(asked, complete, cell)
    assert asked.network.canvas._cell == cell


def test_loss_and_probabilities_before_the_update(qtbot, asked, complete):
    view, last = asked.docks.parameters, len(complete.network.layers) - 1
    for place in range(3):
        bring(qtbot, view)
        click(qtbot, view.bars, middle_of_row(view.bars, place, 0.3))
        check_answer(asked, complete, Cell(last, "output", (place,)))
        assert asked.docks.inspector.isVisible()
    target = complete.shown().sample.target
    for line, cell in (
        (view.before_after.loss_line, Cell(last, "loss", ())),
        (view.before_after.probability_line, Cell(last, "output", (target,))),
    ):
        bring(qtbot, view)
        click(qtbot, line, line.rect().center())
        check_answer(asked, complete, cell)


def test_the_numbers_after_the_update_are_those_of_the_pass_that_the_tooltip_leads_to(qtbot, asked, complete):
    """A click on them asks nothing of this step; the image, looked at, has the pass that they are of."""
    view = asked.docks.parameters
    bring(qtbot, view)
    click(qtbot, view.bars, middle_of_row(view.bars, 1, 0.8))
    assert asked.docks.inspector.question.cell is None
    loss, probabilities = asked.frame.after
    sample = complete.shown().sample
    asked.worker.set_probe("train", complete.train_samples.index(sample))
    qtbot.waitUntil(lambda: asked.frame.probe is not None, timeout=5_000)
    bars = asked.docks.sample.bars
    for place in range(3):
        click(qtbot, bars, middle_of_row(bars, place))
        assert asked.docks.inspector.question.derivation.engine_value == probabilities[place]
    click(qtbot, asked.docks.sample.loss_line, QPoint(5, 5))
    assert asked.docks.inspector.question.derivation.engine_value == loss


# The gradient norms


def test_a_norm_leads_to_the_largest_gradient_in_it(qtbot, asked, complete):
    view = asked.docks.norms.view
    bring(qtbot, view)
    for row, norm in enumerate(gradient_norms(complete.shown().trace)):
        click(qtbot, view, middle_of_row(view, row))
        cell = asked.docks.inspector.question.cell
        check_answer(asked, complete, cell)
        gradients = complete.shown().trace.layers[norm.layer].parameter_gradients
        largest = max(abs(value) for part in gradients.values() for value in flat(part))
        assert cell.layer == norm.layer
        assert abs(number(complete, cell)) == largest


def test_in_mid_backward_a_norm_still_to_come_asks_nothing(qtbot, asked, half):
    view = asked.docks.norms.view
    bring(qtbot, view)
    click(qtbot, view, middle_of_row(view, 0))
    assert asked.docks.inspector.question.cell is None
    click(qtbot, view, middle_of_row(view, 3))
    cell = asked.docks.inspector.question.cell
    assert cell.layer == 8
    check_answer(asked, half, cell)


def flat(tensor):
    for part in tensor:
        yield from flat(part) if isinstance(part, list) else (part,)
