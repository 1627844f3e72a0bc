"""Where a number comes from, as a person asks it: every tile, by mouse and by key, from an update to a pixel."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox
from views import on_view

from cnnviz.explain import Cell
from cnnviz.nn import PhaseKind
from cnnviz.training import Experiment, Session
from cnnviz.ui.frame import Activity
from cnnviz.ui.inspector.inspector import Inspector
from cnnviz.ui.inspector.rows import Kind
from cnnviz.ui.network.layout import lay_out
from cnnviz.ui.numbers import write
from cnnviz.ui.theme import load_theme
from cnnviz.ui.view_model import value_of

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints", extend=True)
"""Qt's offscreen platform says so whenever a window has size hints."""

NEW_WEIGHT = Cell(0, "new_weight", (0, 0, 1, 2))


@pytest.fixture(scope="module")
def trained():
    """A session, not to be moved on, after a step in which the first layer's weights had a say."""
    session = Session(Experiment.preset("paper", train_per_class=4, test_per_class=3))
    session.step()
    while not session.shown().trace.layers[0].parameter_gradients["weight"][0][0][1][2]:
        session.step()
    return session


@pytest.fixture
def frame(trained, make_frame):
    return make_frame(trained)


@pytest.fixture
def inspector(qtbot):
    return on_view(qtbot, Inspector(), 312, 600, is_active=True)


def text_of(label):
    return label.text().replace("\u2060", "").replace("\u00a0", " ")


def terms_of(inspector):
    return inspector.number.answer.terms


def row_of(terms, column, matches):
    """The row and the column of the first term whose field matches."""
    return next(
        number
        for number, row in enumerate(terms.table.rows)
        if row.kind is Kind.TERM and column < len(row.entries) and matches(row.entries[column])
    )


def click(qtbot, terms, row, column):
    QApplication.processEvents()
    index = terms.model().index(row, column)
    terms.scrollTo(index)
    qtbot.mouseClick(terms.viewport(), Qt.MouseButton.LeftButton, pos=terms.visualRect(index).center())


def test_every_tile_of_the_network_is_derived_as_it_is_shown(inspector, frame):
    inspector.show_frame(frame)
    layout = lay_out(frame.run.layers, frame.run.shapes, 1000, 700)
    tensors = [(tile.layer, tile.tensor, tile.shape) for tile in layout.tiles]
    tensors += [
        (tile.layer, f"new_{tile.tensor}", tile.shape) for tile in layout.tiles if tile.tensor in ("weight", "bias")
    ]
    for layer, tensor, shape in tensors:
        for index in {tuple(0 for _ in shape), tuple(size // 2 for size in shape), tuple(size - 1 for size in shape)}:
            cell = Cell(layer, tensor, index)
            inspector.set_cell(cell)
            value = value_of(frame, cell)
            derivation = inspector.question.derivation
            assert abs(derivation.value - value) <= 1e-12 * max(1.0, abs(value)), cell
            assert derivation.engine_value == value
            assert text_of(inspector.number.title).endswith(f"= {write(value, 6)}")
            verdict = inspector.number.answer.verdict.text()
            is_given = tensor in ("weight", "bias") or (layer, tensor) == (0, "input")
            assert verdict == ("" if is_given else "the engine computed the same ✓")


def test_a_walk_by_mouse_from_an_update_to_a_pixel(inspector, qtbot, frame):
    inspector.show_frame(frame)
    inspector.set_cell(NEW_WEIGHT)
    chosen = []
    inspector.cell_chosen.connect(chosen.append)
    terms = terms_of(inspector)
    click(qtbot, terms, 1, 1)
    assert chosen == [Cell(0, "weight_gradient", (0, 0, 1, 2))]
    assert len(inspector.question.derivation.terms) == 784
    row = row_of(terms, 1, lambda entry: entry.cell is not None)
    asked = terms.table.rows[row].entries[1].cell
    click(qtbot, terms, row, 1)
    assert chosen[-1] == asked
    assert asked.tensor == "output_gradient"
    qtbot.keyClick(terms, Qt.Key.Key_Backspace)
    assert chosen[-1].tensor == "weight_gradient"
    row = row_of(terms, 0, lambda entry: entry.cell is not None)
    pixel = terms.table.rows[row].entries[0].cell
    click(qtbot, terms, row, 0)
    assert chosen[-1] == pixel == inspector.question.cell
    assert (pixel.layer, pixel.tensor) == (0, "input")
    assert not terms.isVisible()
    assert "pixel" in text_of(inspector.number.formula)
    assert inspector.question.path.cells == (NEW_WEIGHT, chosen[0], pixel)


def test_a_walk_by_keys_from_an_update_to_a_pixel_and_back(inspector, qtbot, frame):
    inspector.show_frame(frame)
    inspector.set_cell(NEW_WEIGHT)
    terms = terms_of(inspector)
    terms.setFocus()
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Return):
        qtbot.keyClick(terms, key)
    assert inspector.question.cell == Cell(0, "weight_gradient", (0, 0, 1, 2))
    assert terms.hasFocus()
    qtbot.keyClick(terms, Qt.Key.Key_Return)
    pixel = inspector.question.cell
    assert (pixel.layer, pixel.tensor) == (0, "input")
    assert value_of(frame, pixel) > 0
    back = QApplication.focusWidget()
    assert inspector.number.isAncestorOf(back)
    qtbot.keyClick(back, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert inspector.question.cell == Cell(0, "weight_gradient", (0, 0, 1, 2))
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Backspace)
    assert inspector.question.cell == NEW_WEIGHT
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Backspace)
    assert inspector.question.cell == NEW_WEIGHT
    assert not inspector.number.path.isVisible()


def test_the_paths_links_go_back(inspector, qtbot, frame):
    inspector.show_frame(frame)
    inspector.set_cell(NEW_WEIGHT)
    inspector.number.answer.cell_asked.emit(Cell(0, "weight_gradient", (0, 0, 1, 2)))
    inspector.number.answer.cell_asked.emit(Cell(0, "output_gradient", (0, 5, 5)))
    links = inspector.number.path.links
    assert text_of(links).count("<a ") == 2
    links.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(links, Qt.Key.Key_Tab)
    links.linkActivated.emit("0")
    assert inspector.question.path.cells == (NEW_WEIGHT,)
    qtbot.mouseClick(inspector.number.path.back, Qt.MouseButton.LeftButton)
    assert inspector.question.path.cells == (NEW_WEIGHT,)


def test_a_click_on_the_product_of_two_factors_asks_nothing_of_one_factor_its_source(inspector, qtbot, frame):
    inspector.show_frame(frame)
    inspector.set_cell(Cell(0, "output", (0, 14, 14)))
    terms = terms_of(inspector)
    click(qtbot, terms, 0, 2)
    assert inspector.question.cell == Cell(0, "bias", (0,))
    inspector.set_cell(Cell(6, "weight_gradient", (3, 7)))
    click(qtbot, terms, 0, 2)
    assert inspector.question.cell == Cell(6, "weight_gradient", (3, 7))


def test_folds_open_and_shut_by_mouse_and_by_key(inspector, qtbot, frame):
    inspector.show_frame(frame)
    inspector.set_cell(Cell(2, "weight_gradient", (0, 0, 1, 2)))
    terms = terms_of(inspector)
    shut = len(terms.table.rows)
    fold = next(number for number, row in enumerate(terms.table.rows) if row.key == "zeros")
    zeros = inspector.question.derivation.zeros
    assert terms.table.rows[fold].text.startswith(f"{zeros} terms are zero")
    click(qtbot, terms, fold, 0)
    assert len(terms.table.rows) == shut + zeros
    terms.choose(fold, 0)
    qtbot.keyClick(terms, Qt.Key.Key_Return)
    assert len(terms.table.rows) == shut


def test_the_order_changes_and_another_number_has_its_own(inspector, qtbot, frame):
    inspector.show_frame(frame)
    inspector.set_cell(Cell(6, "output", (3,)))
    answer = inspector.number.answer
    assert "size" in answer.order.text()

    def places():
        return [row.entries[1].cell.index for row in answer.terms.table.rows if row.entries[1].cell]

    by_size = places()
    assert by_size != sorted(by_size)
    qtbot.mouseClick(answer.order, Qt.MouseButton.LeftButton)
    assert "formula" in answer.order.text()
    assert places() == sorted(places())
    assert set(by_size) <= set(places())
    inspector.set_cell(Cell(6, "output", (4,)))
    assert "size" in answer.order.text()


def test_what_is_not_computed_says_so_and_has_no_terms(inspector, session, make_frame):
    session.next_phase()
    inspector.show_frame(make_frame(session))
    inspector.set_cell(Cell(2, "output", (0, 5, 5)))
    assert text_of(inspector.number.title) == "Y[0,5,5]: not computed yet in this step"
    assert "Σ" in inspector.number.formula.text()
    assert not terms_of(inspector).isVisible()
    assert not inspector.number.copy.isEnabled()
    session.next_phase()
    session.next_phase()
    inspector.show_frame(make_frame(session, run=inspector.question.frame.run))
    assert terms_of(inspector).isVisible()
    assert inspector.number.copy.isEnabled()


def test_an_updated_weight_needs_the_update(inspector, session, make_frame):
    while len(session.phases) - session.phase > 1:
        session.next_phase()
    frame = make_frame(session)
    assert frame.run.phases[frame.phases_done].kind is PhaseKind.UPDATE
    inspector.show_frame(frame)
    inspector.set_cell(NEW_WEIGHT)
    assert inspector.question.derivation is None
    session.next_phase()
    inspector.show_frame(make_frame(session, run=frame.run))
    assert inspector.question.derivation.value == pytest.approx(value_of(inspector.question.frame, NEW_WEIGHT))


def test_a_wrong_number_of_the_engine_is_said_loudly(inspector, frame):
    layers = [*frame.trace.layers]
    output = [[row[:] for row in plane] for plane in layers[0].output]
    output[0][5][5] += 0.5
    layers[0] = replace(layers[0], output=output)
    wrong = replace(frame, shown=replace(frame.shown, trace=replace(frame.trace, layers=tuple(layers))))
    inspector.show_frame(wrong)
    inspector.set_cell(Cell(0, "output", (0, 5, 5)))
    verdict = inspector.number.answer.verdict
    assert verdict.text().startswith(f"The engine has another number: {write(output[0][5][5], 12)}")
    assert verdict.font().bold()
    assert verdict.palette().color(verdict.foregroundRole()) == load_theme("light").color("wrong")
    inspector.show_frame(frame)
    assert verdict.text() == "the engine computed the same ✓"
    assert not verdict.font().bold()


def test_the_softmax_is_a_table_whose_numbers_can_be_asked(inspector, qtbot, frame):
    inspector.show_frame(frame)
    inspector.set_cell(Cell(9, "loss", ()))
    terms = terms_of(inspector)
    assert len(terms.table.rows) == 3
    assert write(frame.trace.loss, 6) in inspector.number.answer.common.text()
    click(qtbot, terms, 2, 1)
    assert inspector.question.cell == Cell(9, "input", (2,))
    assert terms.table.columns.heads[:2] == ("W", "X")


def test_while_training_runs_the_number_and_its_terms_follow_now_and_then(inspector, qtbot, session, make_frame):
    cell = Cell(8, "output", (1,))
    session.step()
    first = make_frame(session, activity=Activity.RUNNING)
    inspector.show_frame(first)
    inspector.set_cell(cell)
    before = inspector.question.derivation
    session.step()
    second = make_frame(session, run=first.run, activity=Activity.RUNNING)
    inspector.show_frame(second)
    assert text_of(inspector.number.title) == f"Y[1] = {write(value_of(first, cell), 6)}"
    assert inspector.question.derivation is before
    qtbot.waitUntil(lambda: inspector.question.derivation is not before, timeout=3000)
    assert inspector.question.derivation.engine_value == value_of(second, cell)
    assert text_of(inspector.number.title) == f"Y[1] = {write(value_of(second, cell), 6)}"


def test_what_came_while_it_was_out_of_sight_is_written_when_it_is_seen(inspector, qtbot, session, make_frame):
    cell = Cell(8, "output", (1,))
    session.step()
    first = make_frame(session, activity=Activity.RUNNING)
    inspector.show_frame(first)
    inspector.set_cell(cell)
    before = inspector.question.derivation
    inspector.tabs.setCurrentIndex(0)
    session.step()
    second = make_frame(session, run=first.run, activity=Activity.RUNNING)
    inspector.show_frame(second)
    qtbot.waitUntil(lambda: inspector.question.derivation is not before, timeout=3000)
    assert text_of(inspector.number.title) == f"Y[1] = {write(value_of(first, cell), 6)}"
    inspector.tabs.setCurrentIndex(1)
    assert text_of(inspector.number.title) == f"Y[1] = {write(value_of(second, cell), 6)}"
    assert inspector.number.answer.result.text() == write(value_of(second, cell), 6)


def test_a_pause_brings_the_terms_at_once(inspector, session, make_frame):
    cell = Cell(8, "output", (1,))
    session.step()
    first = make_frame(session, activity=Activity.RUNNING)
    inspector.show_frame(first)
    inspector.set_cell(cell)
    session.step()
    second = make_frame(session, run=first.run)
    inspector.show_frame(second)
    assert inspector.question.derivation.engine_value == value_of(second, cell)


def test_while_training_runs_pointing_derives_nothing(inspector, trained, make_frame):
    told = []
    inspector.hover_sources_changed.connect(told.append)
    inspector.show_frame(make_frame(trained, activity=Activity.RUNNING))
    inspector.set_cell(NEW_WEIGHT)
    inspector.set_hovered(Cell(0, "output", (0, 3, 3)))
    assert told == []


def test_the_keyboards_place_stays_while_numbers_change(inspector, session, make_frame):
    session.step()
    first = make_frame(session)
    inspector.show_frame(first)
    inspector.set_cell(NEW_WEIGHT)
    terms = terms_of(inspector)
    terms.choose(1, 1)
    session.step()
    inspector.show_frame(make_frame(session, run=first.run))
    assert (terms.currentIndex().row(), terms.currentIndex().column()) == (1, 1)


def test_the_lists_keys_are_kept_from_the_windows_shortcuts(inspector, frame):
    def is_kept(key, modifiers=Qt.KeyboardModifier.NoModifier):
        event = QKeyEvent(QEvent.Type.ShortcutOverride, key, modifiers)
        event.ignore()
        QApplication.sendEvent(terms_of(inspector), event)
        return event.isAccepted()

    inspector.show_frame(frame)
    inspector.set_cell(NEW_WEIGHT)
    assert all(map(is_kept, (Qt.Key.Key_Left, Qt.Key.Key_Home, Qt.Key.Key_PageDown, Qt.Key.Key_Return)))
    assert not is_kept(Qt.Key.Key_Space)
    assert not is_kept(Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)


def test_a_screen_reader_hears_symbols_and_folds(inspector, frame):
    inspector.show_frame(frame)
    inspector.set_cell(Cell(2, "weight_gradient", (0, 0, 1, 2)))
    value = write(value_of(frame, inspector.question.cell), 6)
    assert inspector.number.title.accessibleDescription() == f"∂L/∂K[0,0,1,2] = {value}"
    assert "_r,c" in inspector.number.answer.filled.accessibleDescription()
    terms = terms_of(inspector)
    model, role = terms.model(), Qt.ItemDataRole.AccessibleTextRole
    entry = terms.table.rows[0].entries[0]
    assert model.index(0, 0).data(role) == f"{entry.symbol} = {entry.number}"
    fold = next(number for number, row in enumerate(terms.table.rows) if row.kind is Kind.FOLD)
    assert model.index(fold, 0).data(role).endswith("shut")
    assert "Enter" in model.index(fold, 0).data(Qt.ItemDataRole.ToolTipRole)


def test_the_number_and_the_table_are_copied(inspector, frame):
    inspector.show_frame(frame)
    inspector.set_cell(Cell(2, "weight_gradient", (0, 0, 1, 2)))
    inspector.number.copy.number.trigger()
    assert float(QGuiApplication.clipboard().text()) == value_of(frame, inspector.question.cell)
    inspector.number.copy.table.trigger()
    assert QGuiApplication.clipboard().text().count("\n") == 784 + 3


def test_the_table_is_saved_as_a_file(inspector, frame, tmp_path, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "terms"), ""))
    inspector.show_frame(frame)
    inspector.set_cell(NEW_WEIGHT)
    inspector.number.copy.file.trigger()
    assert (tmp_path / "terms.csv").read_text(encoding="utf-8-sig").startswith("term,factor 1")


def test_a_file_that_cannot_be_written_is_named_in_one_sentence(inspector, frame, tmp_path, monkeypatch):
    said = []
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "no" / "terms.csv"), ""))
    monkeypatch.setattr(QMessageBox, "warning", lambda *args: said.append(args[2]))
    inspector.show_frame(frame)
    inspector.set_cell(NEW_WEIGHT)
    inspector.number.copy.file.trigger()
    assert len(said) == 1
    assert "terms.csv cannot be written" in said[0]


def test_a_number_that_a_new_network_does_not_have_is_let_go(inspector, frame, make_frame):
    inspector.show_frame(frame)
    inspector.set_cell(Cell(6, "weight", (31, 195)))
    other = Session(Experiment.preset("ten-digits", train_per_class=1, test_per_class=1))
    other.step()
    inspector.show_frame(make_frame(other))
    assert inspector.number.hint.isVisible()
    assert not inspector.number.title.isVisible()
    assert not inspector.number.answer.isVisible()


@pytest.mark.parametrize("size", [(60, 40), (170, 150), (240, 560), (312, 560), (900, 900)])
def test_it_can_be_drawn_at_any_size_in_both_themes(inspector, frame, theme, size):
    inspector.apply_theme(theme)
    inspector.show_frame(frame)
    inspector.resize(*size)
    for cell in (
        NEW_WEIGHT,
        Cell(2, "weight_gradient", (0, 0, 1, 2)),
        Cell(9, "loss", ()),
        Cell(0, "input", (0, 0, 0)),
    ):
        inspector.set_cell(cell)
        QApplication.processEvents()
        assert not inspector.grab().isNull()


@pytest.mark.parametrize("width", [240, 300, 420])
@pytest.mark.parametrize(
    "cell",
    [
        Cell(2, "weight_gradient", (0, 0, 1, 2)),
        Cell(6, "output", (31,)),
        Cell(9, "output", (1,)),
        Cell(4, "output", (0, 5, 7)),
    ],
)
def test_no_number_is_cut_at_usual_widths(inspector, frame, width, cell):
    inspector.resize(width, 560)
    inspector.show_frame(frame)
    inspector.set_cell(cell)
    QApplication.processEvents()
    terms = terms_of(inspector)
    assert inspector.number.horizontalScrollBar().maximum() == 0
    assert terms.horizontalScrollBar().maximum() == 0
    shown = [column for column in range(len(terms.table.columns.heads)) if not terms.isColumnHidden(column)]
    for row in terms.table.rows:
        for column in shown:
            needed = terms.delegate.main_metrics.horizontalAdvance(row.entries[column].number)
            assert needed + terms.delegate.sign_width(column) <= terms.columnWidth(column)


def test_a_wide_list_has_running_totals(inspector, frame):
    inspector.resize(700, 560)
    inspector.show_frame(frame)
    inspector.set_cell(Cell(6, "output", (31,)))
    QApplication.processEvents()
    terms = terms_of(inspector)
    assert not terms.isColumnHidden(3)
    assert not terms.delegate.two_lines
    inspector.resize(300, 560)
    QApplication.processEvents()
    assert terms.isColumnHidden(3)


def test_the_columns_fill_the_list_with_and_without_its_scroll_bar(inspector, qtbot, frame):
    inspector.show_frame(frame)
    terms = terms_of(inspector)
    for cell in (
        Cell(2, "weight_gradient", (0, 0, 1, 2)),
        Cell(3, "input_gradient", (0, 5, 5)),
        Cell(6, "output", (3,)),
    ):
        inspector.set_cell(cell)
        QApplication.processEvents()
        shown = [column for column in range(len(terms.table.columns.heads)) if not terms.isColumnHidden(column)]
        assert sum(map(terms.columnWidth, shown)) == terms.viewport().width()


@pytest.mark.parametrize("width", [175, 190, 210])
def test_a_narrow_list_needs_no_scrolling_sideways(inspector, qapp, trained, make_frame, width):
    """Nor does it hang where a scroll bar comes and goes with the height of the rows."""
    inspector.resize(width, 480)
    inspector.show_frame(make_frame(trained))
    cells = [
        *(Cell(2, "output", (0, 8, 14)), Cell(2, "weight_gradient", (0, 0, 1, 2)), Cell(6, "output", (3,))),
        *(Cell(4, "input_gradient", (0, 14, 17)), Cell(1, "input_gradient", (0, 14, 17)), Cell(9, "output", (1,))),
    ]
    for cell in cells:
        inspector.set_cell(cell)
        for _ in range(5):
            qapp.processEvents()
        assert inspector.number.answer.terms.horizontalScrollBar().maximum() == 0
