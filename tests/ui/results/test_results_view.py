"""Wrong, fixed and newly wrong test images under real clicks and keys."""

from array import array
from dataclasses import replace
from math import exp

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication
from views import on_view

from cnnviz.training import Evaluation, Experiment, Session
from cnnviz.training.predicted import Predicted
from cnnviz.ui.frame import Activity, Probe
from cnnviz.ui.plots.confusion_view import ConfusionView
from cnnviz.ui.results.results_view import ResultsView

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

TARGETS = bytes([0, 0, 0, 1, 1, 1, 2, 2, 2])
BEFORE = Evaluation(1.2, TARGETS, bytes([0, 1, 1, 1, 1, 2, 0, 0, 2]))
NOW = Evaluation(1.0, TARGETS, bytes([0, 0, 2, 1, 1, 1, 0, 0, 1]))


@pytest.fixture
def view(qtbot):
    return on_view(qtbot, ResultsView(), 300, 220, is_active=True)


@pytest.fixture
def known(session, make_frame):
    """A frame after epoch 2 with `BEFORE` after epoch 1 and `NOW` after epoch 2."""
    frame = make_frame(session)
    history = replace(frame.history, evaluations={1: BEFORE, 2: NOW})
    return replace(frame, position=2 * session.steps_per_epoch, history=history)


def listed(page):
    return [page.model.index_of(row) for row in range(page.model.rowCount())]


def click(qtbot, page, row):
    index = page.model.index(row)
    page.list.scrollTo(index)
    qtbot.mouseClick(page.list.viewport(), Qt.MouseButton.LeftButton, pos=page.list.visualRect(index).center())


def click_tab(qtbot, view, place):
    qtbot.mouseClick(view.tabs, Qt.MouseButton.LeftButton, pos=view.tabs.tabRect(place).center())


def titles(view):
    return [view.tabs.tabText(place) for place in range(3)]


def test_the_tabs_count_what_they_hold(view, known):
    view.show_frame(known)
    assert titles(view) == ["Wrong 4", "Fixed 2", "Newly wrong 1"]
    assert [listed(page) for page in view.pages] == [[6, 7, 2, 8], [1, 5], [8]]
    assert view.hardest.sentence.text().startswith("After epoch 2: 4 of 9 test images are read wrongly")
    assert view.fixed.sentence.text() == "2 images that were wrong after epoch 1 are right after epoch 2."


def test_a_real_run(view, session, make_frame):
    session.evaluate()
    for _ in range(24):
        session.step()
    view.show_frame(make_frame(session))
    before, now = session.history.evaluations[1], session.history.evaluations[2]
    wrong = {n for n in range(9) if now.targets[n] != now.predictions[n]}
    was_wrong = {n for n in range(9) if before.targets[n] != before.predictions[n]}
    assert [set(listed(page)) for page in view.pages] == [wrong, was_wrong - wrong, wrong - was_wrong]


def test_a_click_asks_for_the_image(qtbot, view, known):
    view.show_frame(known)
    with qtbot.waitSignal(view.probe_chosen) as chosen:
        click(qtbot, view.hardest, 2)
    assert chosen.args == ["test", 2]
    click_tab(qtbot, view, 2)
    with qtbot.waitSignal(view.probe_chosen) as chosen:
        click(qtbot, view.newly_wrong, 0)
    assert chosen.args == ["test", 8]


def test_the_image_looked_at_is_the_way_back(qtbot, view, known, session):
    sample = session.test_samples[6]
    view.show_frame(replace(known, probe=Probe("test", 6, sample, session.probe(sample))))
    with qtbot.waitSignal(view.probe_cleared), qtbot.assertNotEmitted(view.probe_chosen):
        click(qtbot, view.hardest, 0)
    view.hardest.list.setFocus()
    with qtbot.waitSignal(view.probe_cleared):
        qtbot.keyClick(view.hardest.list, Qt.Key.Key_Escape)
    view.show_frame(known)
    with qtbot.waitSignal(view.probe_chosen):
        click(qtbot, view.hardest, 0)


def test_by_keys_alone(qtbot, view, known):
    view.show_frame(known)
    view.tabs.setFocus()
    qtbot.keyClick(view.tabs, Qt.Key.Key_Right)
    assert view.stack.currentWidget() is view.fixed
    qtbot.keyClick(view.tabs, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is view.fixed.list
    qtbot.keyClick(view.fixed.list, Qt.Key.Key_Right)
    with qtbot.waitSignal(view.probe_chosen) as chosen:
        qtbot.keyClick(view.fixed.list, Qt.Key.Key_Return)
    assert chosen.args[1] in (1, 5)


def test_arrow_keys_are_not_left_to_the_windows_shortcuts(view, known):
    view.show_frame(known)
    for widget in (view.tabs, view.hardest.kinds, view.hardest.list):
        arrow = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_Right, Qt.KeyboardModifier.NoModifier)
        arrow.ignore()
        QApplication.sendEvent(widget, arrow)
        assert arrow.isAccepted()


def test_a_kind_of_mistake_is_chosen_in_the_box(qtbot, view, known):
    view.show_frame(known)
    view.hardest.kinds.setFocus()
    qtbot.keyClick(view.hardest.kinds, Qt.Key.Key_Down)
    assert (view.hardest.listed, listed(view.hardest)) == ((2, 0), [6, 7])
    assert view.hardest.sentence.text() == "After epoch 2: 2 images of class “2” are read as “0”."
    qtbot.keyClick(view.hardest.kinds, Qt.Key.Key_Up)
    assert listed(view.hardest) == [6, 7, 2, 8]


def test_a_cell_of_the_confusion_matrix_can_be_shown_also_a_right_one(qtbot, view, known):
    view.show_frame(known)
    click_tab(qtbot, view, 1)
    view.show_cell(1, 1)
    assert view.stack.currentWidget() is view.hardest
    assert listed(view.hardest) == [3, 4, 5]
    assert view.hardest.kinds.currentText() == "1 → 1 ✓ (3)"
    view.show_cell(1, 0)
    assert listed(view.hardest) == []
    assert view.hardest.sentence.text() == "After epoch 2: 0 images of class “1” are read as “0”."
    view.show_cell(2, 1)
    assert listed(view.hardest) == [8]


def test_a_cell_asked_for_before_there_is_a_frame_is_shown_with_it(view, known):
    view.show_frame(replace(known, history=replace(known.history, evaluations={})))
    view.show_cell(2, 0)
    view.show_frame(known)
    assert listed(view.hardest) == [6, 7]


def test_what_is_listed_stays_so_while_training_goes_on(view, known):
    view.show_frame(known)
    view.show_cell(2, 0)
    all_right = Evaluation(0.1, TARGETS, TARGETS)
    position = known.position + known.run.steps_per_epoch
    history = replace(known.history, evaluations={1: BEFORE, 2: NOW, 3: all_right})
    view.show_frame(replace(known, position=position, history=history))
    assert titles(view) == ["Wrong 0", "Fixed 4", "Newly wrong 0"]
    assert (view.hardest.listed, listed(view.hardest)) == ((2, 0), [])
    view.show_frame(known)
    assert listed(view.hardest) == [6, 7]


def test_the_current_image_stays_when_others_come(qtbot, view, known):
    view.show_frame(replace(known, position=known.run.steps_per_epoch))
    assert listed(view.hardest) == [1, 2, 6, 7, 5]
    view.hardest.list.setFocus()
    view.hardest.list.setCurrentIndex(view.hardest.model.index(3))
    view.show_frame(known)
    assert view.hardest.model.index_of(view.hardest.list.currentIndex().row()) == 7


def test_the_same_evaluation_changes_nothing(qtbot, view, known):
    view.show_frame(known)
    with qtbot.assertNotEmitted(view.hardest.model.modelReset), qtbot.assertNotEmitted(view.fixed.model.modelReset):
        view.show_frame(replace(known, activity=Activity.RUNNING, position=known.position + 1))


def test_walked_back_it_is_that_of_then(view, known):
    view.show_frame(known)
    view.show_frame(replace(known, position=known.run.steps_per_epoch))
    assert titles(view) == ["Wrong 5", "Fixed", "Newly wrong"]
    assert view.fixed.sentence.text().startswith("Nothing to compare with yet")
    view.show_frame(replace(known, position=0))
    assert titles(view) == ["Wrong", "Fixed", "Newly wrong"]
    assert all(page.sentence.text().startswith("Not evaluated yet") for page in view.pages)
    assert [listed(page) for page in view.pages] == [[], [], []]
    view.show_frame(replace(known, position=0, activity=Activity.EVALUATING, evaluated=4))
    assert view.hardest.sentence.text() == "Evaluating 4 of 9 test images …"


def asked(position, losses):
    """What a worker publishes once it has asked every test image at a position."""
    true = array("f", [exp(-loss) for loss in losses])
    return {"test": Predicted(NOW.predictions, true, true, array("i", [position]) * len(losses))}


def test_once_the_losses_are_known_the_worst_come_first_with_the_least_sure(qtbot, view, known):
    losses = [0.1, 0.6, 2.0, 0.2, 0.9, 0.3, 1.0, 3.0, 1.5]
    view.show_frame(replace(known, predicted=asked(known.position - 1, losses)))
    assert listed(view.hardest) == [6, 7, 2, 8]
    view.show_frame(replace(known, predicted=asked(known.position, losses)))
    assert listed(view.hardest) == [7, 6, 2, 8]
    view.hardest.kinds.setFocus()
    qtbot.keyClick(view.hardest.kinds, Qt.Key.Key_End)
    assert (view.hardest.listed, listed(view.hardest)) == ("unsure", [4, 1, 5, 3, 0])
    later = replace(known, position=known.position + 1, predicted=asked(known.position + 1, losses[::-1]))
    view.show_frame(later)
    assert listed(view.hardest) == [4, 1, 5, 3, 0]


def test_the_losses_may_be_known_before_the_evaluation_is(view, known):
    predicted = asked(known.position, [0.1, 0.6, 2.0, 0.2, 0.9, 0.3, 1.0, 3.0, 1.5])
    view.show_frame(replace(known, history=replace(known.history, evaluations={1: BEFORE}), predicted=predicted))
    assert listed(view.hardest) == [1, 2, 6, 7, 5]
    view.show_frame(replace(known, predicted=predicted))
    assert listed(view.hardest) == [7, 6, 2, 8]


def test_losses_of_another_evaluation_are_forgotten(view, known):
    losses = [0.1, 0.6, 2.0, 0.2, 0.9, 0.3, 1.0, 3.0, 1.5]
    view.show_frame(replace(known, predicted=asked(known.position, losses)))
    again = replace(known.history, evaluations={1: BEFORE, 2: replace(NOW, loss=2.0)})
    view.show_frame(replace(known, history=again))
    assert listed(view.hardest) == [6, 7, 2, 8]


def test_pointing_tells_what_was_read_before(view, known):
    view.show_frame(known)
    tip = view.fixed.model.index(0).data(Qt.ItemDataRole.ToolTipRole)
    *_, now, before, what = tip.split("\n")
    assert now.startswith("after epoch 2 the network read it as 0")
    assert before == "after epoch 1 it was read as 1"
    assert what == "Click: look at it through the network."


def test_another_run_brings_its_images_and_classes(view, known, make_frame):
    view.show_frame(known)
    view.show_cell(2, 0)
    experiment = Experiment.preset("ten-digits", data="fashion", train_per_class=2, test_per_class=1)
    fashion = Session(experiment)
    fashion.evaluate()
    view.show_frame(make_frame(fashion))
    assert view.hardest.listed == "all"
    assert view.hardest.model.class_names[9] == "Ankle boot"
    evaluation = fashion.history.evaluations[0]
    assert len(listed(view.hardest)) == sum(
        t != p for t, p in zip(evaluation.targets, evaluation.predictions, strict=True)
    )


def test_little_room_has_shorter_titles_and_leaves_the_sentence_out(view, known):
    view.show_frame(known)
    assert view.hardest.sentence.isVisible()
    view.resize(170, 150)
    QApplication.processEvents()
    assert titles(view)[2] == "New 1"
    assert view.tabs.sizeHint().width() <= 170
    assert not view.hardest.sentence.isVisible()
    assert view.hardest.list.isVisible()


@pytest.mark.parametrize("size", [(300, 220), (480, 260), (170, 150), (40, 30), (1, 1)])
def test_every_size_in_both_themes(view, known, theme, size):
    view.setMinimumSize(0, 0)
    view.resize(*size)
    view.apply_theme(theme)
    view.show_frame(known)
    for place in range(3):
        view.tabs.setCurrentIndex(place)
        assert not view.grab().isNull()


def test_everything_is_named_and_reached_by_tab(view):
    for widget in (view, view.tabs, view.hardest.kinds, *(page.list for page in view.pages)):
        assert widget.accessibleName()
    for widget in (view.tabs, view.hardest.kinds, *(page.list for page in view.pages)):
        assert widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        assert widget.toolTip() or widget.accessibleDescription() or view.tabs.tabToolTip(0)


def test_a_click_on_a_cell_of_the_confusion_matrix_lists_its_images(qtbot, view, known):
    confusion = ConfusionView()
    qtbot.addWidget(confusion)
    confusion.cell_clicked.connect(view.show_cell)
    confusion.resize(375, 250)
    confusion.show()
    for shown in (confusion, view):
        shown.show_frame(known)
    qtbot.mouseClick(confusion, Qt.MouseButton.LeftButton, pos=confusion.cell_rect(2, 0).center().toPoint())
    assert listed(view.hardest) == [6, 7]
    qtbot.keyClick(confusion, Qt.Key.Key_Right)
    qtbot.keyClick(confusion, Qt.Key.Key_Return)
    assert listed(view.hardest) == [8]
