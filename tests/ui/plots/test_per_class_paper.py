"""The paper's own figures beside those of its experiment, and how to read them."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QSplitter, QToolTip, QWidget

from cnnviz.training import Evaluation, Experiment, Session
from cnnviz.training.metrics import class_metrics
from cnnviz.ui.plots.per_class_paper import PAPER_METRICS, is_papers
from cnnviz.ui.plots.per_class_view import PerClassView
from cnnviz.ui.theme import load_theme

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def view(qtbot):
    per_class = PerClassView()
    qtbot.addWidget(per_class)
    per_class.apply_theme(load_theme("light"))
    per_class.resize(480, 260)
    per_class.show()
    return per_class


@pytest.fixture
def papers(make_frame):
    """A frame of the paper's experiment with a made-up evaluation before training."""
    session = Session(Experiment.preset("paper"))
    frame = make_frame(session)
    targets = bytes(sample.target for sample in session.test_samples)
    return replace(frame, history=replace(frame.history, evaluations={0: Evaluation(1.0, targets, targets)}))


def column_texts(table):
    model = table.model()
    columns = [column for column in range(model.columnCount()) if not table.isColumnHidden(column)]
    return [[model.index(row, column).data() for column in columns] for row in range(model.rowCount())]


def test_its_figures_are_one_confusion_matrix_rounded():
    """The paper prints no counts; ten images a class with these shares leave one matrix, up to its wrong cells."""
    metrics = class_metrics([[7, 1, 2], [0, 6, 4], [1, 1, 8]])
    for told, counted in zip((*PAPER_METRICS.classes, PAPER_METRICS), (*metrics.classes, metrics), strict=True):
        for name in ("precision", "recall", "f1"):
            assert getattr(told, name) == pytest.approx(getattr(counted, name), abs=0.006)
        assert told.support == counted.support
    assert PAPER_METRICS.accuracy == pytest.approx(metrics.accuracy)


@pytest.mark.parametrize(
    ("changes", "comparable"),
    [
        ({}, True),
        ({"learning_rate": 0.01, "epochs": 3, "seed": 7, "initializer": "uniform"}, True),
        ({"classes": (0, 1, 3)}, False),
        ({"classes": (2, 1, 0)}, False),
        ({"train_per_class": 26}, False),
        ({"test_per_class": 9}, False),
        ({"data": "fashion"}, False),
    ],
)
def test_runs_on_its_images_and_network_are_comparable(changes, comparable):
    assert is_papers(Experiment.preset("paper", **changes)) is comparable


def test_ten_digits_are_not_comparable():
    assert not is_papers(Experiment.preset("ten-digits"))


def test_they_stand_beside_the_runs_row_by_row(view, papers):
    view.show_frame(papers)
    QApplication.processEvents()
    assert view.paper.isVisible()
    assert column_texts(view.paper) == [
        ["0.88", "0.70", "0.78"],
        ["0.75", "0.60", "0.67"],
        ["0.57", "0.80", "0.67"],
        ["0.73", "0.70", "0.70"],
    ]
    for row in range(4):
        tops = [
            table.viewport().mapTo(view, QPoint(0, table.rowViewportPosition(row))).y()
            for table in (view.table, view.paper)
        ]
        assert tops[0] == tops[1]
    for table in (view.table, view.paper):
        assert table.horizontalHeader().length() <= table.viewport().width()
    assert view.table.geometry().right() < view.paper.geometry().left()


def test_they_are_muted(view, papers, theme):
    view.apply_theme(theme)
    view.show_frame(papers)
    QApplication.processEvents()
    assert view.paper.palette().color(view.paper.foregroundRole()).name() == theme.muted
    assert view.table.palette().color(view.table.foregroundRole()).name() == theme.text


def test_other_runs_stand_alone(view, session, make_frame, papers):
    view.show_frame(papers)
    assert view.paper.isVisible()
    session.evaluate()
    view.show_frame(make_frame(session))
    assert not view.paper.isVisible()
    assert "paper" not in view.table.model().index(0, 1).data(Qt.ItemDataRole.ToolTipRole)


def test_without_room_for_them_the_tooltips_tell_them(view, papers):
    view.show_frame(papers)
    view.resize(240, 200)
    QApplication.processEvents()
    assert not view.paper.isVisible()
    place = view.table.visualRect(view.table.model().index(2, 1)).center()
    where = view.table.viewport().mapToGlobal(place)
    QApplication.sendEvent(view.table.viewport(), QHelpEvent(QEvent.Type.ToolTip, place, where))
    assert QToolTip.text().endswith("The paper reports 0.57.")
    QToolTip.hideText()
    tip = view.table.model().index(3, 3).data(Qt.ItemDataRole.ToolTipRole)
    assert tip.startswith("Weighted mean")
    assert tip.endswith("The paper reports 0.70.")


def test_below_the_table_stands_how_to_read_it_where_there_is_room(view, papers):
    view.show_frame(papers)
    QApplication.processEvents()
    assert view.how_to_read.isVisible()
    lines = view.how_to_read.text().splitlines()
    assert [line.split(":")[0] for line in lines] == ["Precision", "Recall", "F1"]
    last = view.table.rowViewportPosition(3) + view.table.rowHeight(3)
    bottom = view.table.viewport().mapTo(view, QPoint(0, last)).y()
    assert bottom <= view.how_to_read.y() <= bottom + 20
    view.resize(480, 150)
    QApplication.processEvents()
    assert not view.how_to_read.isVisible()


def test_a_panel_can_be_made_small_again(qtbot, view, papers):
    view.show_frame(papers)
    QApplication.processEvents()
    assert view.paper.isVisible()
    splitter = QSplitter()
    qtbot.addWidget(splitter)
    splitter.addWidget(view)
    splitter.addWidget(QWidget())
    splitter.resize(700, 400)
    splitter.show()
    splitter.setSizes([150, 550])
    QApplication.processEvents()
    assert view.width() <= 170
    assert not view.paper.isVisible()
    assert view.minimumSizeHint().height() <= 150
    view.setParent(None)  # the splitter would delete it before the test does


def test_where_nothing_is_known_the_reason_stands_in_the_middle(view, session, make_frame):
    view.show_frame(make_frame(session))
    QApplication.processEvents()
    assert not view.how_to_read.isVisible()
    assert not view.paper.isVisible()
    label = next(child for child in view.children() if child.objectName() == "title")
    assert abs(label.geometry().center().y() - view.height() / 2) < 20


def test_the_narrowest_panel_leaves_the_numbers_of_images_out(view, make_frame):
    experiment = Experiment.preset("ten-digits", data="fashion", train_per_class=2, test_per_class=11)
    fashion = Session(experiment)
    fashion.evaluate()
    view.show_frame(make_frame(fashion))
    assert not view.table.isColumnHidden(4)
    view.resize(170, 150)
    QApplication.processEvents()
    assert view.table.isColumnHidden(4)
    assert view.table.horizontalHeader().length() <= view.table.viewport().width()
