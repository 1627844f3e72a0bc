"""The gallery while answers come in: filters, orders, the chip, the keys, and which images are told to be in sight."""

from collections.abc import Iterator
from dataclasses import replace
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QContextMenuEvent, QKeySequence
from PySide6.QtWidgets import QApplication
from views import on_view

from cnnviz.training import Experiment, Session
from cnnviz.training.predictions import Predictions, ask_all
from cnnviz.ui.frame import Frame
from cnnviz.ui.images import GalleryView, gallery_page
from cnnviz.ui.images.gallery_model import GalleryRole
from cnnviz.ui.images.gallery_order import Order, Show
from cnnviz.ui.images.gallery_page import GalleryPage
from cnnviz.ui.theme import Theme


@pytest.fixture
def session() -> Session:
    """A run that has not learned much yet, so that some answers are wrong."""
    session = Session(Experiment.preset("paper", train_per_class=10, test_per_class=10, epochs=3))
    session.seek(20)
    return session


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    clock = SimpleNamespace(now=100.0)
    monkeypatch.setattr(gallery_page, "time", SimpleNamespace(monotonic=lambda: clock.now))
    return clock


@pytest.fixture
def view(qtbot, clock: SimpleNamespace) -> Iterator[GalleryView]:
    return on_view(qtbot, GalleryView(), 190, 420, is_active=True)


@pytest.fixture
def frame(session: Session, make_frame) -> Frame:
    return make_frame(session, predicted=ask_all(session))


def indices(view: GalleryView, part: str) -> list[int]:
    model = view.models[part]
    return [model.index_of(row) for row in range(model.rowCount())]


def wrong(frame: Frame, part: str) -> list[int]:
    samples = frame.run.train_samples if part == "train" else frame.run.test_samples
    classes = frame.predicted[part].classes
    return [index for index, sample in enumerate(samples) if sample.target != classes[index]]


def chip_text(view: GalleryView) -> str:
    QApplication.processEvents()  # lay out
    return view.filters.chip.text() if view.filters.chip.isVisible() else ""


def nothing_shown(page: GalleryPage) -> str:
    return page.nothing.text() if page.nothing.isVisible() else ""


def choose(qtbot, combo, times: int) -> None:
    combo.setFocus()
    for _ in range(times):
        qtbot.keyClick(combo, Qt.Key.Key_Down)


def order_by(view: GalleryView, order: Order) -> None:
    next(action for action in view.filters.order.menu().actions() if action.data() is order).trigger()


def test_each_image_says_what_is_read_in_it_and_how_sure_the_network_is(view: GalleryView, frame: Frame):
    view.show_frame(frame)
    entry = view.models["train"].index(3).data(GalleryRole.ENTRY)
    predicted = frame.predicted["train"]
    assert entry.prediction == frame.run.class_names[predicted.classes[3]]
    assert entry.confidence == predicted.confidences[3]
    assert not entry.is_old
    assert view.status.text() == f"{len(wrong(frame, 'train'))} of 30 wrong · as of step 20"


def test_after_a_step_the_answers_are_old_until_asked_again(view: GalleryView, session: Session, make_frame):
    predictions = Predictions(session)
    predictions.look_at("train", ())
    predictions.go_on(99)
    session.step()
    predictions.go_on(10)
    view.show_frame(make_frame(session, predicted=predictions.snapshot()))
    entries = [view.models["train"].index(row).data(GalleryRole.ENTRY) for row in range(30)]
    assert [entry.is_old for entry in entries] == [False] * 10 + [True] * 20
    assert entries[20].when == "after 20 steps"
    assert view.status.text().endswith(" · as of step 21 · 20 still to be asked")


def test_the_answer_filter_lists_wrong_and_right_images(qtbot, view: GalleryView, frame: Frame):
    view.show_frame(frame)
    answers = view.filters.of_answer
    choose(qtbot, answers, 2)
    assert view.filters.choice.show is Show.WRONG
    assert indices(view, "train") == wrong(frame, "train") != []
    assert indices(view, "test") == wrong(frame, "test")
    qtbot.keyClick(answers, Qt.Key.Key_Up)
    assert indices(view, "train") == [index for index in range(30) if index not in wrong(frame, "train")]
    choose(qtbot, answers, 2)
    assert view.filters.choice.show is Show.LEAST_SURE
    assert len(indices(view, "train")) == 10


def test_the_order_is_chosen_from_a_menu_and_kept_through_filters(qtbot, view: GalleryView, frame: Frame):
    view.show_frame(frame)
    order_by(view, Order.MOST_WRONG)
    worst = frame.predicted["train"].true_probabilities
    assert indices(view, "train") == sorted(range(30), key=worst.__getitem__)
    assert "most wrong first" in view.filters.order.toolTip()
    assert view.filters.order.isChecked()
    choose(qtbot, view.filters.of_class, 1)
    zeros = [index for index, sample in enumerate(frame.run.train_samples) if sample.target == 0]
    assert indices(view, "train") == sorted(zeros, key=worst.__getitem__)


def test_a_pair_lists_one_kind_of_mistake_until_its_chip_is_pressed(qtbot, view: GalleryView, frame: Frame):
    view.show_frame(frame)
    assert chip_text(view) == ""
    classes = frame.predicted["test"].classes
    target, read_as = next((frame.run.test_samples[i].target, classes[i]) for i in wrong(frame, "test"))
    view.show_pair(target, read_as)
    assert view.part == "test"
    mistakes = [i for i in wrong(frame, "test") if (frame.run.test_samples[i].target, classes[i]) == (target, read_as)]
    assert indices(view, "test") == mistakes
    assert chip_text(view) == f"true {target} read as {read_as} ✕"
    assert (view.filters.of_class.target, view.filters.of_answer.show_only) == (target, Show.WRONG)
    assert view.status.text().startswith(f"{len(mistakes)} listed · ")
    qtbot.mouseClick(view.filters.chip, Qt.MouseButton.LeftButton)
    assert len(indices(view, "test")) == 30
    assert chip_text(view) == ""


def test_another_filter_ends_the_pair(qtbot, view: GalleryView, frame: Frame):
    view.show_frame(frame)
    view.show_pair(1, 1)
    assert view.filters.of_answer.show_only is Show.RIGHT
    choose(qtbot, view.filters.of_class, 1)
    assert chip_text(view) == ""
    assert view.filters.choice.read_as is None


@pytest.mark.parametrize("pair", [(3, 0), (0, 3), (-1, 0)])
def test_a_pair_of_classes_that_the_run_does_not_have_is_refused(view: GalleryView, frame: Frame, pair):
    view.show_frame(frame)
    with pytest.raises(ValueError, match="3 classes"):
        view.show_pair(*pair)
    assert len(indices(view, "test")) == 30


def test_a_list_that_is_empty_says_why(view: GalleryView, session: Session, make_frame):
    first = make_frame(session, predicted=Predictions(session).snapshot())
    view.show_frame(first)
    view.show_pair(2, 0)
    page = view.lists["test"]
    assert nothing_shown(page) == "The network has not been asked yet."
    view.show_frame(make_frame(session, run=first.run, predicted=ask_all(session)))
    view.filters.show_all()
    assert not nothing_shown(page)


def test_the_chip_names_long_classes_as_far_as_there_is_room(qtbot, view: GalleryView, make_frame):
    names = ("T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot")
    experiment = Experiment.preset("ten-digits", train_per_class=1, test_per_class=1)
    other = Session(experiment, replace(experiment.dataset(), class_names=names))
    view.show_frame(make_frame(other, predicted=ask_all(other)))
    view.show_pair(9, 7)
    QApplication.processEvents()
    assert chip_text(view) == "Ankle boot → Sneaker ✕"
    assert view.filters.chip.accessibleName() == "true Ankle boot read as Sneaker"
    view.resize(420, 420)
    QApplication.processEvents()
    assert chip_text(view) == "true Ankle boot read as Sneaker ✕"


def test_new_answers_change_the_order_at_most_once_a_second_and_keep_place_and_scrolling(
    qtbot, view: GalleryView, session: Session, make_frame, frame: Frame, clock: SimpleNamespace
):
    view.resize(190, 300)
    view.show_frame(frame)
    order_by(view, Order.LEAST_SURE)
    QApplication.processEvents()  # lay out
    before = indices(view, "train")
    page = view.lists["train"]
    page.go_to(25)
    current, scrolled = before[25], page.verticalScrollBar().value()
    assert scrolled > 0
    for step in range(3):
        clock.now += 0.3
        session.seek(21 + 12 * step)
        later = make_frame(session, run=frame.run, predicted=ask_all(session), is_running=True)
        view.show_frame(later)
        assert indices(view, "train") == before
        assert page.model().index(0).data(GalleryRole.ENTRY).when == f"after {session.position} steps"
    clock.now += 0.2
    session.seek(50)
    view.show_frame(make_frame(session, run=frame.run, predicted=ask_all(session), is_running=True))
    after = indices(view, "train")
    assert after != before
    assert after[page.currentIndex().row()] == current
    assert page.verticalScrollBar().value() == scrolled


def test_the_last_answers_are_put_in_order_although_no_frame_follows(
    qtbot, view: GalleryView, session: Session, make_frame, frame: Frame, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(gallery_page, "LISTING_INTERVAL", 0.05)
    view.show_frame(frame)
    order_by(view, Order.LEAST_SURE)
    session.seek(45)
    later = make_frame(session, run=frame.run, predicted=ask_all(session))
    view.show_frame(later)
    sure = later.predicted["train"].confidences
    qtbot.waitUntil(lambda: indices(view, "train") == sorted(range(30), key=sure.__getitem__), timeout=2_000)


def test_at_each_step_of_a_run_only_new_answers_are_drawn(
    view: GalleryView, session: Session, make_frame, frame: Frame
):
    view.show_frame(frame)
    changed: list[int] = []
    view.models["test"].dataChanged.connect(lambda first, last: changed.append(first.row()))
    session.step()
    view.show_frame(make_frame(session, run=frame.run, predicted=frame.predicted, is_running=True))
    assert changed == []
    view.show_frame(make_frame(session, run=frame.run, predicted=frame.predicted))
    assert changed == [0]  # standing still they are shown as what they are: old


def test_t_asks_to_train_on_a_training_image(qtbot, view: GalleryView, frame: Frame):
    view.show_frame(frame)
    page = view.lists["train"]
    page.setFocus()
    page.go_to(4)
    with qtbot.waitSignal(view.train_chosen) as chosen:
        qtbot.keyClick(page, Qt.Key.Key_T)
    assert chosen.args == [4]
    view.tabs.setCurrentIndex(1)
    view.lists["test"].go_to(4)
    with qtbot.assertNotEmitted(view.train_chosen):
        qtbot.keyClick(view.lists["test"], Qt.Key.Key_T)


@pytest.mark.qt_log_ignore("This plugin does not support (grabbing the keyboard|raise\\(\\))", extend=True)
@pytest.mark.parametrize("reason", [QContextMenuEvent.Reason.Keyboard, QContextMenuEvent.Reason.Mouse])
def test_the_menu_looks_at_an_image_or_trains_on_it(qtbot, view: GalleryView, frame: Frame, reason):
    view.show_frame(frame)
    page = view.lists["train"]
    page.setFocus()
    page.go_to(5)
    under = page.visualRect(page.model().index(5 if reason is QContextMenuEvent.Reason.Keyboard else 2)).center()
    expected = 5 if reason is QContextMenuEvent.Reason.Keyboard else 2
    at = QPoint(1, 1) if reason is QContextMenuEvent.Reason.Keyboard else under
    QApplication.sendEvent(page.viewport(), QContextMenuEvent(reason, at, page.viewport().mapToGlobal(at)))
    look, train = page.menu.actions()
    assert page.menu.isVisible()
    page.menu.close()
    with qtbot.waitSignal(view.probe_chosen) as chosen:
        look.trigger()
    assert chosen.args == ["train", expected]
    with qtbot.waitSignal(view.train_chosen) as chosen:
        train.trigger()
    assert chosen.args == [expected]
    assert train.text().endswith(QKeySequence(Qt.Key.Key_T).toString())


def test_the_images_in_sight_are_told_and_nothing_when_hidden(qtbot, view: GalleryView, frame: Frame):
    told: list[tuple[str, tuple[int, ...]]] = []
    view.sight_changed.connect(lambda part, seen: told.append((part, seen)))
    view.show_frame(frame)
    qtbot.waitUntil(lambda: bool(told))
    part, seen = told[-1]
    assert part == "train"
    assert seen == tuple(view.lists["train"].rows_in_sight())
    assert len(seen) < 30
    view.lists["train"].verticalScrollBar().setValue(10_000)
    qtbot.waitUntil(lambda: told[-1][1][-1:] == (29,))
    view.tabs.setCurrentIndex(1)
    qtbot.waitUntil(lambda: told[-1][0] == "test")
    choose(qtbot, view.filters.of_answer, 2)
    qtbot.waitUntil(lambda: told[-1] == ("test", tuple(wrong(frame, "test"))[: len(told[-1][1])]))
    view.hide()
    qtbot.waitUntil(lambda: told[-1] == ("", ()))


def test_an_image_that_is_found_is_listed_whatever_was_filtered(qtbot, view: GalleryView, frame: Frame):
    view.show_frame(frame)
    view.show_pair(1, 1)
    hidden = next(index for index, sample in enumerate(frame.run.test_samples) if sample.target == 0)
    qtbot.keyClicks(view.search, f"#{frame.run.test_samples[hidden].number}")
    qtbot.keyClick(view.search, Qt.Key.Key_Return)
    assert view.lists["test"].currentIndex().row() == hidden
    assert chip_text(view) == ""


@pytest.mark.parametrize("width", [60, 176, 230, 420])
def test_old_and_wrong_answers_are_drawn_at_each_width(
    view: GalleryView, session: Session, make_frame, theme: Theme, width
):
    predictions = Predictions(session)
    predictions.look_at("train", ())
    predictions.go_on(99)
    session.step()
    predictions.go_on(15)
    view.apply_theme(theme)
    view.resize(width, 300)
    view.show_frame(make_frame(session, predicted=predictions.snapshot()))
    view.filters.of_answer.setCurrentIndex(2)
    QApplication.processEvents()
    page = view.lists["train"]
    picture = page.viewport().grab().toImage()
    colors = {picture.pixelColor(x, y).name() for x in range(picture.width()) for y in range(picture.height())}
    assert theme.wrong in colors


@pytest.mark.qt_log_ignore("This plugin does not support (grabbing the keyboard|raise\\(\\))", extend=True)
def test_the_order_button_opens_its_menu_by_mouse_and_key_and_stands_out_for_another_order(
    qtbot, view: GalleryView, frame: Frame
):
    view.show_frame(frame)
    button = view.filters.order
    menu = button.menu()
    shown: list[bool] = []

    def look_and_close() -> None:
        shown.append(menu.isVisible())
        menu.close()

    for press in (
        lambda: qtbot.mouseClick(button, Qt.MouseButton.LeftButton),
        lambda: qtbot.keyClick(button, Qt.Key.Key_Space),
    ):
        QTimer.singleShot(100, look_and_close)
        press()
        qtbot.waitUntil(lambda: not menu.isVisible())
    qtbot.waitUntil(lambda: len(shown) == 2)
    assert shown == [True, True]
    assert not button.isChecked()
