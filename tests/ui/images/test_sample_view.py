"""What is said of the image on view: phases reveal it, a probe is told apart, and nothing is cut or false."""

from dataclasses import replace
from math import inf, nan

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget
from views import on_view

from cnnviz.explain import Cell
from cnnviz.nn import PhaseKind
from cnnviz.training import Experiment, Session
from cnnviz.ui.frame import Frame, Probe
from cnnviz.ui.images import SampleView
from cnnviz.ui.images.probability_bars import layout_columns, tooltip
from cnnviz.ui.images.sample_text import ClassBar, article, describe_sample, loss_line, write_probability
from cnnviz.ui.theme import Theme

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints", extend=True)

LONG_NAMES = ("T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot")


@pytest.fixture
def view(qtbot) -> SampleView:
    """A sample view on the screen, as narrow as the dock is."""
    return on_view(qtbot, SampleView(), 190, 400)


def places(session: Session) -> dict[int, int]:
    return {sample.number: index for index, sample in enumerate(session.train_samples)}


def probed(session: Session, frame: Frame, part: str, index: int) -> Frame:
    sample = (session.train_samples if part == "train" else session.test_samples)[index]
    return replace(frame, probe=Probe(part, index, sample, session.probe(sample)))


def test_phases_reveal_probabilities_then_the_loss(view: SampleView, session: Session, make_frame):
    forward = len(session.network.layers)
    for phase in range(len(session.phases)):
        view.show_frame(make_frame(session))
        has_probabilities, has_loss = phase >= forward, phase > forward
        assert ("not computed yet" in view.probabilities_title.text()) != has_probabilities
        assert ("not computed yet" in view.bars.accessibleDescription()) != has_probabilities
        assert view.verdict.isVisible() == has_probabilities
        assert view.loss.isVisible() == has_loss
        assert not view.after_update.isVisible()
        session.next_phase()
    view.show_frame(make_frame(session))
    assert session.position == 1
    assert session.phases[-1].kind is PhaseKind.UPDATE
    assert view.after_update.isVisible()
    session.previous_phase()
    session.previous_step()
    view.show_frame(make_frame(session))
    assert not view.verdict.isVisible()
    assert not view.loss.isVisible()


def test_the_numbers_are_those_of_the_trace(session: Session, make_frame):
    session.seek(3)
    text = describe_sample(make_frame(session), places(session))
    trace, sample = session.shown().trace, session.sample_at(2)
    assert [bar.probability for bar in text.bars] == trace.probabilities
    assert [bar.is_true for bar in text.bars] == [index == sample.target for index in range(3)]
    assert [bar.is_predicted for bar in text.bars] == [index == trace.predicted for index in range(3)]
    assert text.heading == f"This sample: {article(str(sample.label))} “{sample.label}”"
    place = session.train_samples.index(sample) + 1
    assert text.origin.split() == ["training", "image", str(place), "of", "12", "·", f"#{sample.number}"]
    assert " ".join(text.preprocessing.split()) == "28×28 bytes ÷ 255 → 0 … 1, input 1×28×28"
    assert (text.probe_note, text.is_wrong) == ("", trace.predicted != sample.target)


def test_the_verdict_says_right_and_wrong_without_colour(make_frame):
    session = Session(Experiment.preset("paper", train_per_class=4, test_per_class=3, epochs=3))
    verdicts = set()
    for _ in range(12):
        session.step()
        text = describe_sample(make_frame(session), places(session))
        target = session.shown().sample.target
        predicted = session.shown().trace.predicted
        wrong = f"predicted {predicted} ✗ (is a {target})"
        assert text.verdict == (f"predicted {target} ✓" if predicted == target else wrong)
        verdicts.add(predicted == target)
    assert verdicts == {True, False}


def test_a_probe_is_told_apart_and_left_by_its_button(qtbot, view: SampleView, session: Session, make_frame):
    frame = make_frame(session)
    view.show_frame(probed(session, frame, "test", 6))
    sample = session.test_samples[6]
    assert view.heading.text() == f"Looking at test image 7: a “{sample.label}”"
    assert view.probe_note.text() == "not trained on by being looked at"
    assert view.loss.isVisible()  # a probe is computed whole, at any phase of the step
    assert not view.after_update.isVisible()
    view.back.setFocus()
    with qtbot.waitSignal(view.probe_cleared):
        qtbot.keyClick(view.back, Qt.Key.Key_Space)
    with qtbot.waitSignal(view.probe_cleared):
        qtbot.mouseClick(view.back, Qt.MouseButton.LeftButton)
    view.show_frame(frame)
    assert not view.back.isVisible()
    assert not view.probe_note.isVisible()
    assert view.heading.text().startswith("This sample")
    view.show_frame(probed(session, frame, "train", 0))
    assert view.heading.text().startswith("Looking at training image 1:")


def test_another_run_is_shown_with_its_own_classes(view: SampleView, session: Session, make_frame):
    view.show_frame(make_frame(session))
    other = Session(Experiment.preset("ten-digits", train_per_class=3, test_per_class=2))
    view.show_frame(make_frame(other))
    assert view.bars.accessibleDescription().count(";") == 9
    place = other.train_samples.index(other.sample_at(0)) + 1
    assert f"{place} of 30" in view.origin.text()


def test_a_frame_that_changes_nothing_shown_costs_nothing(
    view: SampleView, session: Session, make_frame, monkeypatch: pytest.MonkeyPatch
):
    frame = make_frame(session)
    view.show_frame(frame)
    monkeypatch.setattr("cnnviz.ui.images.sample_view.describe_sample", lambda *_: pytest.fail("said again"))
    view.show_frame(replace(frame, steps_per_second=3.0, evaluated=1))


@pytest.mark.parametrize("size", [(120, 90), (170, 175), (170, 400), (260, 800)])
def test_ten_long_names_fit_the_width(qapp, view: SampleView, make_frame, theme: Theme, size: tuple[int, int]):
    experiment = Experiment.preset("ten-digits", train_per_class=3, test_per_class=2)
    session = Session(experiment, replace(experiment.dataset(), class_names=LONG_NAMES))
    session.step()
    view.apply_theme(theme)
    view.resize(*size)
    view.show_frame(probed(session, make_frame(session), "test", 3))
    qapp.processEvents()  # lay out
    assert not view.grab().isNull()
    content = view.scroll.widget()
    assert content.width() <= view.scroll.viewport().width()
    assert content.height() >= view.bars.height() + view.heading.height()
    assert view.bars.height() == 10 * view.bars.row_height
    for label in (view.heading, view.verdict, view.loss, view.preprocessing):
        assert label.height() >= label.heightForWidth(label.width())
    advance = view.back.fontMetrics().horizontalAdvance
    assert size[0] < 170 or max(map(advance, view.back.text().splitlines())) <= view.back.width() - 8


@pytest.mark.parametrize("probability", [nan, inf, 0.0, 1.0])
def test_the_bars_survive_any_number(view: SampleView, probability: float):
    view.bars.show_bars((ClassBar("0", probability, True, False), ClassBar("1", None, False, False)))
    view.bars.resize(3, 40)
    assert not view.bars.grab().isNull()
    view.bars.show_bars(())
    assert not view.bars.grab().isNull()


def test_a_probability_that_is_no_number_is_said_and_predicts_nothing(session: Session, make_frame):
    session.step()
    frame = make_frame(session)
    trace = frame.shown.trace
    last = replace(trace.layers[-1], output=[nan, nan, nan])
    broken = replace(trace, loss=nan, layers=(*trace.layers[:-1], last))
    text = describe_sample(replace(frame, shown=replace(frame.shown, trace=broken)), places(session))
    assert text.verdict == "no prediction: P is not a number ✗"
    assert text.loss == "loss −log NaN = NaN"
    assert not any(bar.is_predicted for bar in text.bars)
    assert text.bars[0].text.startswith("0: NaN")


@pytest.mark.parametrize(
    ("probability", "text"),
    [(0.5239, "0.524"), (0.0, "0.000"), (1.0, "1.000"), (0.99999, ">.999"), (3.2e-5, "3e−5"), (nan, "NaN")],
)
def test_a_probability_has_three_digits_and_is_never_rounded_to_certainty(probability: float, text: str):
    assert write_probability(probability) == text


@pytest.mark.parametrize(
    ("probability", "loss", "text"),
    [
        (0.5241, 0.64607, "loss −log 0.524 = 0.646"),
        (0.99998, 2e-5, "loss −log 0.99998 = 2e−5"),
        (0.0, 27.631, "loss −log(0 + 1e−12) = 27.6"),
        (1.0, -1e-12, "loss −log 1 = −1e−12"),
    ],
)
def test_the_loss_line_is_true_in_its_digits(probability: float, loss: float, text: str):
    assert loss_line(probability, loss) == text


def test_the_article_is_the_spoken_one():
    assert [article(name) for name in ("2", "8", "Ankle boot", "Bag", "11", "")] == ["a", "an", "an", "a", "an", "a"]


def test_the_tooltip_of_a_bar_has_every_digit_and_what_the_marks_mean(view: SampleView):
    bar = ClassBar("Ankle boot", 0.123456789012, True, True)
    assert "0.123456789012" in tooltip(bar)
    assert "T = 1" in tooltip(bar)
    assert "where the number comes from" in tooltip(bar)
    unknown = tooltip(replace(bar, probability=None))
    assert "not computed yet" in unknown
    assert "where the number comes from" not in unknown


def cells_asked(view: SampleView) -> list[Cell]:
    """The list of cells that the view tells from now on."""
    cells: list[Cell] = []
    view.cell_clicked.connect(cells.append)
    return cells


def spot(view: SampleView, row: int) -> QPoint:
    return view.bars.row_box(row).center().toPoint()


def test_probabilities_and_loss_can_be_asked_once_they_are_computed(qtbot, view: SampleView, session, make_frame):
    cells, last = cells_asked(view), len(session.network.layers) - 1
    for phase in range(last + 3):
        view.show_frame(make_frame(session))
        cells.clear()
        for row in range(3):
            qtbot.mouseClick(view.bars, Qt.MouseButton.LeftButton, pos=spot(view, row))
        qtbot.mouseClick(view.loss_line, Qt.MouseButton.LeftButton, pos=QPoint(9, 9))
        has_probabilities, has_loss = phase > last, phase > last + 1
        expected = [Cell(last, "output", (row,)) for row in range(3)] if has_probabilities else []
        assert cells == expected + ([Cell(last, "loss", ())] if has_loss else [])
        assert view.loss_line.isVisible() == has_loss
        assert bool(view.loss_line.focusPolicy() & Qt.FocusPolicy.TabFocus) == has_loss
        session.next_phase()


def test_the_right_button_asks_nothing(qtbot, view: SampleView, session, make_frame):
    session.step()
    view.show_frame(make_frame(session))
    cells = cells_asked(view)
    qtbot.mouseClick(view.bars, Qt.MouseButton.RightButton, pos=spot(view, 1))
    qtbot.mouseClick(view.loss_line, Qt.MouseButton.RightButton, pos=QPoint(9, 9))
    assert cells == []


def test_the_keyboard_walks_the_bars_and_asks(qtbot, view: SampleView, session, make_frame):
    session.step()
    view.show_frame(make_frame(session))
    cells, last = cells_asked(view), len(session.network.layers) - 1
    view.scroll.setFocus()
    reached = []
    for _ in range(8):
        view.focusWidget().focusNextChild()
        reached.append(view.focusWidget())
    assert view.bars in reached
    assert view.loss_line in reached
    view.bars.setFocus()
    for keys in ("", "↓", "↓↓", "↑"):
        for key in keys:
            qtbot.keyClick(view.bars, Qt.Key.Key_Down if key == "↓" else Qt.Key.Key_Up)
        qtbot.keyClick(view.bars, Qt.Key.Key_Return)
    qtbot.keyClick(view.bars, Qt.Key.Key_Home)
    qtbot.keyClick(view.bars, Qt.Key.Key_Enter)
    qtbot.keyClick(view.bars, Qt.Key.Key_End)
    qtbot.keyClick(view.bars, Qt.Key.Key_Enter)
    assert [cell.index for cell in cells] == [(0,), (1,), (2,), (1,), (0,), (2,)]
    view.loss_line.setFocus()
    qtbot.keyClick(view.loss_line, Qt.Key.Key_Return)
    assert cells[-1] == Cell(last, "loss", ())


def test_a_bar_that_the_keyboard_comes_to_is_scrolled_into_sight(qapp, qtbot, view: SampleView, make_frame):
    session = Session(Experiment.preset("ten-digits", train_per_class=3, test_per_class=2))
    session.step()
    view.resize(170, 100)
    view.show_frame(make_frame(session))
    qapp.processEvents()  # lay out
    view.bars.setFocus()
    qtbot.keyClick(view.bars, Qt.Key.Key_End)
    shown = view.scroll.viewport().rect()
    assert shown.contains(view.bars.mapTo(view.scroll.viewport(), spot(view, 9)))
    qtbot.keyClick(view.bars, Qt.Key.Key_Home)
    assert shown.contains(view.bars.mapTo(view.scroll.viewport(), spot(view, 0)))


def point_at(widget: QWidget, place: QPoint) -> None:
    none = Qt.MouseButton.NoButton
    at = QPointF(place)
    moved = QMouseEvent(QEvent.Type.MouseMove, at, at, none, none, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(widget, moved)


def test_the_row_at_the_keyboard_and_the_one_under_the_pointer_are_marked(qapp, view: SampleView, session, make_frame):
    view.show_frame(make_frame(session))
    qapp.processEvents()  # lay out
    point_at(view.bars, spot(view, 2))
    assert view.bars.cursor().shape() == Qt.CursorShape.ArrowCursor, "there is no number to ask yet"
    session.step()
    view.show_frame(make_frame(session))
    qapp.processEvents()
    view.scroll.setFocus()
    plain = view.bars.grab().toImage()
    point_at(view.bars, spot(view, 2))
    hovered = view.bars.grab().toImage()
    assert hovered != plain
    assert view.bars.cursor().shape() == Qt.CursorShape.PointingHandCursor
    QApplication.sendEvent(view.bars, QEvent(QEvent.Type.Leave))
    assert view.bars.grab().toImage() == plain
    view.bars.setFocus()
    assert view.bars.grab().toImage() not in (plain, hovered)
    line = view.loss_line
    plain = line.grab().toImage()
    line.setFocus()
    assert line.grab().toImage() != plain


@pytest.mark.parametrize("width", [0, 60, 138, 154, 300])
def test_the_columns_of_the_bars_do_not_overlap(width: int):
    columns = layout_columns(width, widest_name=90, number=38, mark=9)
    assert columns.name < columns.bar_left <= columns.bar_right
    assert columns.number_left < columns.mark_left
    assert width < 100 or columns.bar_right < columns.number_left
    assert width < 138 or columns.bar_right - columns.bar_left >= 15


def test_the_true_class_and_the_prediction_are_drawn_without_relying_on_colour(view: SampleView):
    view.bars.resize(160, 60)
    rows = []
    for bar in (ClassBar("0", 0.5, False, False), ClassBar("0", 0.5, True, False), ClassBar("0", 0.5, False, True)):
        view.bars.show_bars((bar,))
        picture = view.bars.grab().toImage()
        name_width = view.bars.fontMetrics().horizontalAdvance("0") + 3
        columns = {"name": range(name_width), "mark": range(146, 160)}
        rows.append({what: [[picture.pixel(x, y) for x in xs] for y in range(17)] for what, xs in columns.items()})
    plain, true, predicted = rows
    assert plain["name"] != true["name"]
    assert plain["name"] != predicted["name"]
    assert plain["mark"] == predicted["mark"] != true["mark"]
