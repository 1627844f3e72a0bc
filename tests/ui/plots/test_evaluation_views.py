"""The confusion matrix and the figures of each class, driven as a person would."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QHelpEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QToolTip

from cnnviz.training import Experiment, Session
from cnnviz.training.history import Evaluation
from cnnviz.training.metrics import class_metrics, confusion_matrix
from cnnviz.ui.frame import Activity, frame_of, run_of
from cnnviz.ui.plots.confusion_view import ConfusionView
from cnnviz.ui.plots.per_class_model import COLUMNS, SHORT_COLUMNS
from cnnviz.ui.plots.per_class_view import PerClassView
from cnnviz.ui.theme import load_theme

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
"""The offscreen platform says so of windows with a smallest size and of tooltips."""

TARGETS = bytes([0, 0, 0, 1, 1, 1, 2, 2, 2])
ANSWERS = bytes([0, 0, 2, 1, 1, 1, 0, 0, 2])


def shown(view, qtbot, size=(375, 250)):
    qtbot.addWidget(view)
    view.apply_theme(load_theme("light"))
    view.resize(*size)
    view.show()
    QApplication.processEvents()
    return view


@pytest.fixture
def confusion(qtbot):
    return shown(ConfusionView(), qtbot)


@pytest.fixture
def per_class(qtbot):
    return shown(PerClassView(), qtbot)


@pytest.fixture(scope="module")
def known():
    """A frame whose evaluation before training is `TARGETS` against `ANSWERS`."""
    session = Session(Experiment.preset("paper", train_per_class=4, test_per_class=3, epochs=3))
    frame = frame_of(session, run_of(session))
    return replace(frame, history=replace(frame.history, evaluations={0: Evaluation(1.0, TARGETS, ANSWERS)}))


def long_names(frame):
    """The frame with classes of long names."""
    names = ("T-shirt", "Trouser", "Ankle boot", *frame.run.dataset.class_names[3:])
    return replace(frame, run=replace(frame.run, dataset=replace(frame.run.dataset, class_names=names)))


def color_at(view, true, predicted):
    rect = view.cell_rect(true, predicted)
    return view.grab().toImage().pixelColor(round(rect.left() + 4), round(rect.bottom() - 5))


def test_a_real_evaluation_is_shown(confusion, session, make_frame):
    session.evaluate()
    for _ in range(12):
        session.step()
    confusion.show_frame(make_frame(session))
    assert confusion.title == "After epoch 1 · 9 test images"
    evaluation = session.history.evaluations[1]
    counts = confusion_matrix(evaluation.targets, evaluation.predictions, 3)
    for true in range(3):
        for predicted in range(3):
            assert confusion.cell_tip(true, predicted).startswith(f"{counts[true][predicted]} image")


def test_walked_back_the_matrix_is_that_of_then(confusion, session, make_frame):
    session.evaluate()
    for _ in range(12):
        session.step()
    session.seek(5)
    confusion.show_frame(make_frame(session))
    assert confusion.title == "Before training · 9 test images"


def test_right_answers_are_bluish_and_wrong_ones_orange(confusion, known):
    confusion.show_frame(known)
    right, wrong, none = color_at(confusion, 1, 1), color_at(confusion, 2, 0), color_at(confusion, 1, 0)
    assert right.name() == load_theme("light").forward
    assert wrong.red() > wrong.blue() + 40
    assert none.name() == load_theme("light").alternate


def test_a_click_asks_for_the_images_of_a_cell(confusion, qtbot, known):
    confusion.show_frame(known)
    with qtbot.waitSignal(confusion.cell_clicked) as asked:
        qtbot.mouseClick(confusion, Qt.MouseButton.LeftButton, pos=confusion.cell_rect(2, 0).center().toPoint())
    assert asked.args == [2, 0]
    assert confusion.focused_cell == (2, 0)


def test_a_click_beside_the_cells_asks_for_nothing(confusion, qtbot, known):
    confusion.show_frame(known)
    with qtbot.assertNotEmitted(confusion.cell_clicked):
        qtbot.mouseClick(confusion, Qt.MouseButton.LeftButton, pos=QPoint(1, 1))


def test_arrow_keys_move_and_enter_asks(confusion, qtbot, known):
    confusion.show_frame(known)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Left):
        qtbot.keyClick(confusion, key)
    assert confusion.focused_cell == (2, 0)
    assert confusion.accessibleDescription().startswith('2 images of a "2" were read as "0".')
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
        with qtbot.waitSignal(confusion.cell_clicked) as asked:
            qtbot.keyClick(confusion, key)
        assert asked.args == [2, 0]


def test_arrow_keys_are_not_left_to_the_windows_shortcuts(confusion, known):
    confusion.show_frame(known)
    arrow = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_Right, Qt.KeyboardModifier.NoModifier)
    arrow.ignore()
    QApplication.sendEvent(confusion, arrow)
    assert arrow.isAccepted()
    other = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    other.ignore()
    QApplication.sendEvent(confusion, other)
    assert not other.isAccepted()


def test_the_focused_cell_is_outlined(confusion, qtbot, known):
    confusion.show_frame(known)
    confusion.activateWindow()
    confusion.setFocus()
    qtbot.waitUntil(confusion.hasFocus)
    before = confusion.grab().toImage()
    qtbot.keyClick(confusion, Qt.Key.Key_Right)
    assert confusion.grab().toImage() != before


def test_pointing_at_a_cell_tells_it(confusion, known):
    confusion.show_frame(known)
    place = confusion.cell_rect(2, 0).center().toPoint()
    QApplication.sendEvent(confusion, QHelpEvent(QEvent.Type.ToolTip, place, confusion.mapToGlobal(place)))
    assert QToolTip.text().startswith('2 images of a "2" were read as "0".')
    QToolTip.hideText()


@pytest.mark.parametrize("view_class", [ConfusionView, PerClassView])
def test_no_evaluation_yet(view_class, qtbot, session, make_frame):
    view = shown(view_class(), qtbot)
    view.show_frame(make_frame(session))
    assert view.title.startswith("Not evaluated yet")
    assert view.accessibleDescription().startswith("Not evaluated yet")
    view.show_frame(make_frame(session, activity=Activity.EVALUATING, evaluated=4))
    assert view.title == "Evaluating 4 of 9 test images …"
    view.grab()


def test_an_empty_matrix_answers_no_key(confusion, qtbot, session, make_frame):
    confusion.show_frame(make_frame(session))
    with qtbot.assertNotEmitted(confusion.cell_clicked):
        qtbot.keyClick(confusion, Qt.Key.Key_Return)
        qtbot.mouseClick(confusion, Qt.MouseButton.LeftButton, pos=confusion.rect().center())
    assert confusion.cell_tip(0, 0) == ""


@pytest.mark.parametrize("view_class", [ConfusionView, PerClassView])
def test_the_evaluation_under_way_is_told_beside_the_last(view_class, qtbot, known):
    view = shown(view_class(), qtbot)
    view.show_frame(replace(known, activity=Activity.EVALUATING, evaluated=7))
    assert view.title == "Before training · now evaluating 7 of 9 test images …"
    view.show_frame(known)
    assert view.title == "Before training · 9 test images"


def test_another_run_brings_its_classes(confusion, qtbot, known, make_frame):
    confusion.show_frame(known)
    qtbot.keyClick(confusion, Qt.Key.Key_Down)
    ten = Session(Experiment.preset("ten-digits", train_per_class=2, test_per_class=1))
    ten.evaluate()
    confusion.show_frame(make_frame(ten))
    assert confusion.focused_cell == (0, 0)
    assert confusion.title == "Before training · 10 test images"
    assert confusion.cell_rect(9, 9).right() <= confusion.width()


@pytest.mark.parametrize("size", [(375, 250), (170, 150), (40, 30), (1, 1), (900, 700)])
@pytest.mark.parametrize("view_class", [ConfusionView, PerClassView])
def test_every_size_in_both_themes(view_class, qtbot, known, theme, size):
    view = shown(view_class(), qtbot, size)
    view.apply_theme(theme)
    view.show_frame(long_names(known))
    image = view.grab().toImage()
    assert image.pixelColor(0, 0).name() == theme.window


def test_the_table_has_the_figures_of_each_class_and_their_means(per_class, known):
    per_class.show_frame(known)
    metrics = class_metrics(confusion_matrix(TARGETS, ANSWERS, 3))
    model = per_class.table.model()
    rows = [[model.index(row, column).data() for column in range(5)] for row in range(model.rowCount())]
    assert [row[0] for row in rows] == ["0", "1", "2", "weighted"]
    assert rows[0] == ["0", "0.50", "0.67", f"{metrics.classes[0].f1:.2f}", "3"]
    assert rows[1] == ["1", "1.00", "1.00", "1.00", "3"]
    assert rows[3] == ["weighted", f"{metrics.precision:.2f}", f"{metrics.recall:.2f}", f"{metrics.f1:.2f}", "9"]
    assert model.index(3, 1).data(Qt.ItemDataRole.FontRole).bold()
    assert model.index(1, 2).data(Qt.ItemDataRole.AccessibleTextRole) == "1, Recall: 1.00"


def test_every_title_explains_itself(per_class, known):
    per_class.show_frame(known)
    model = per_class.table.model()
    for column, name in enumerate(COLUMNS):
        tip = model.headerData(column, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole)
        assert tip.endswith(".")
        assert column == 0 or tip.startswith(name)


def test_new_values_come_in_place(per_class, qtbot, known):
    per_class.show_frame(known)
    model = per_class.table.model()
    per_class.table.setCurrentIndex(model.index(2, 1))
    all_right = replace(known.history, evaluations={0: Evaluation(0.1, TARGETS, TARGETS)})
    with qtbot.assertNotEmitted(model.modelReset), qtbot.waitSignal(model.dataChanged):
        per_class.show_frame(replace(known, history=all_right))
    assert per_class.table.currentIndex().row() == 2
    assert model.index(0, 1).data() == "1.00"


def test_the_same_evaluation_changes_nothing(per_class, qtbot, known):
    per_class.show_frame(known)
    model = per_class.table.model()
    with qtbot.assertNotEmitted(model.dataChanged), qtbot.assertNotEmitted(model.modelReset):
        per_class.show_frame(replace(known))


def test_the_table_goes_when_there_is_no_evaluation(per_class, known, session, make_frame):
    per_class.show_frame(known)
    assert per_class.table.isVisible()
    per_class.show_frame(make_frame(session))
    assert not per_class.table.isVisible()
    assert per_class.table.model().rowCount() == 0


def test_a_small_panel_has_short_titles_and_no_sideways_scrolling(per_class, known):
    per_class.show_frame(known)
    header = per_class.table.model().headerData
    assert tuple(header(column, Qt.Orientation.Horizontal) for column in range(5)) == COLUMNS
    per_class.resize(185, 170)
    QApplication.processEvents()
    assert tuple(header(column, Qt.Orientation.Horizontal) for column in range(5)) == SHORT_COLUMNS
    assert per_class.table.horizontalHeader().length() <= per_class.table.viewport().width()


def test_both_are_reached_by_tab_and_named(confusion, per_class):
    assert confusion.focusPolicy() & Qt.FocusPolicy.TabFocus
    assert per_class.table.focusPolicy() & Qt.FocusPolicy.TabFocus
    for widget in (confusion, per_class, per_class.table):
        assert widget.accessibleName()
