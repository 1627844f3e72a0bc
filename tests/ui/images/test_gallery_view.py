"""The gallery under real clicks and keys, and how much of a large set it draws."""

from collections.abc import Iterator
from dataclasses import replace
from operator import ne

import pytest
from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QKeySequence, QMouseEvent, QPainter, QShortcut
from PySide6.QtWidgets import QApplication, QMainWindow, QStyleOptionViewItem
from views import on_view

from cnnviz.training import Experiment, Session
from cnnviz.ui.frame import Activity, Frame, Probe
from cnnviz.ui.images import GalleryView
from cnnviz.ui.images.gallery_delegate import GalleryDelegate, layout_cells
from cnnviz.ui.images.gallery_model import GalleryRole
from cnnviz.ui.theme import Theme, load_theme

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints", extend=True)

LONG_NAMES = ("T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot")


@pytest.fixture(scope="module")
def large_session() -> Session:
    """All 10,000 digits: 8,000 to train and 2,000 to test."""
    return Session(Experiment.preset("ten-digits"))


@pytest.fixture
def view(qtbot) -> Iterator[GalleryView]:
    """A gallery on the screen, as narrow as the dock is."""
    return on_view(qtbot, GalleryView(), 190, 420, is_active=True)


def probed(session: Session, frame: Frame, part: str, index: int) -> Frame:
    sample = (session.train_samples if part == "train" else session.test_samples)[index]
    return replace(frame, probe=Probe(part, index, sample, session.probe(sample)))


def place_of(view: GalleryView, row: int) -> QPoint:
    listed = view.lists[view.part]
    listed.scrollTo(listed.model().index(row))
    return listed.visualRect(listed.model().index(row)).center()


def click(qtbot, view: GalleryView, row: int) -> None:
    qtbot.mouseClick(view.lists[view.part].viewport(), Qt.MouseButton.LeftButton, pos=place_of(view, row))


def double_click(view: GalleryView, row: int) -> None:
    """The events that a window system sends for a double click; Qt's test click leaves out the last."""
    at, target, left = place_of(view, row), view.lists[view.part].viewport(), Qt.MouseButton.LeftButton
    kinds = QEvent.Type
    for kind in (kinds.MouseButtonPress, kinds.MouseButtonRelease, kinds.MouseButtonDblClick, kinds.MouseButtonRelease):
        held = Qt.MouseButton.NoButton if kind is kinds.MouseButtonRelease else left
        event = QMouseEvent(
            kind, QPointF(at), QPointF(target.mapToGlobal(at)), left, held, Qt.KeyboardModifier.NoModifier
        )
        QApplication.sendEvent(target, event)


def test_all_images_of_both_sets_are_listed(view: GalleryView, session: Session, make_frame):
    view.show_frame(make_frame(session))
    assert [model.rowCount() for model in view.models.values()] == [12, 9]
    first = session.train_samples[0]
    assert view.models["train"].index(0).data() == f"{first.label} · #{first.number}"
    assert view.status.text() == "12 images"


def test_a_click_asks_for_the_image(qtbot, view: GalleryView, session: Session, make_frame):
    view.show_frame(make_frame(session))
    with qtbot.waitSignal(view.probe_chosen) as chosen:
        click(qtbot, view, 4)
    assert chosen.args == ["train", 4]
    view.tabs.setCurrentIndex(1)
    with qtbot.waitSignal(view.probe_chosen) as chosen:
        click(qtbot, view, 8)
    assert chosen.args == ["test", 8]


def test_the_same_image_again_is_the_way_back(qtbot, view: GalleryView, session: Session, make_frame):
    view.show_frame(probed(session, make_frame(session), "test", 3))
    assert view.part == "test"
    with qtbot.assertNotEmitted(view.probe_chosen), qtbot.waitSignal(view.probe_cleared):
        click(qtbot, view, 3)
    with qtbot.assertNotEmitted(view.probe_cleared), qtbot.waitSignal(view.probe_chosen):
        click(qtbot, view, 2)


def test_a_double_click_is_one_choice(qtbot, view: GalleryView, session: Session, make_frame):
    frame = make_frame(session)
    view.show_frame(frame)
    view.probe_chosen.connect(lambda part, index: view.show_frame(probed(session, frame, part, index)))
    with qtbot.assertNotEmitted(view.probe_cleared, wait=50):
        double_click(view, 1)
    assert view.models["train"].index(1).data(GalleryRole.PROBE)
    with qtbot.waitSignal(view.probe_cleared):
        click(qtbot, view, 1)


def test_keys_move_choose_and_go_back(qtbot, view: GalleryView, session: Session, make_frame):
    frame = make_frame(session)
    view.show_frame(frame)
    listed = view.lists["train"]
    listed.setFocus()
    columns = listed.viewport().width() // listed.grid_size().width()
    with qtbot.assertNotEmitted(view.probe_chosen):
        for key in (Qt.Key.Key_Home, Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Left):
            qtbot.keyClick(listed, key)
    assert listed.currentIndex().row() == 2 * columns
    with qtbot.waitSignal(view.probe_chosen) as chosen:
        qtbot.keyClick(listed, Qt.Key.Key_Return)
    assert chosen.args == ["train", 2 * columns]
    with qtbot.assertNotEmitted(view.probe_cleared):
        qtbot.keyClick(listed, Qt.Key.Key_Escape)  # nothing is looked at yet
    view.show_frame(probed(session, frame, "train", 2 * columns))
    with qtbot.waitSignal(view.probe_cleared):
        qtbot.keyClick(listed, Qt.Key.Key_Enter)
    with qtbot.waitSignal(view.probe_cleared):
        qtbot.keyClick(listed, Qt.Key.Key_Escape)


def test_the_list_keeps_the_arrow_keys_from_the_window_but_not_the_page_keys(qtbot, session: Session, make_frame):
    window = QMainWindow()
    qtbot.addWidget(window)
    view = GalleryView()
    view.apply_theme(load_theme("light"))
    window.setCentralWidget(view)
    pressed: list[str] = []
    for key in ("Left", "Right", "Up", "Down", "PgUp", "PgDown", "Ctrl+Right"):
        QShortcut(QKeySequence(key), window).activated.connect(lambda key=key: pressed.append(key))
    window.resize(190, 420)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    view.show_frame(make_frame(session))
    listed = view.lists["train"]
    listed.setFocus()
    for key in (Qt.Key.Key_Home, Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Left, Qt.Key.Key_Right):
        qtbot.keyClick(listed, key)
    assert (pressed, listed.currentIndex().row()) == ([], 1)
    view.tabs.setFocus()
    qtbot.keyClick(view.tabs, Qt.Key.Key_Right)
    assert (pressed, view.part) == ([], "test")
    listed = view.lists["test"]
    listed.setFocus()
    qtbot.keyClick(listed, Qt.Key.Key_PageDown)
    qtbot.keyClick(listed, Qt.Key.Key_PageUp)
    qtbot.keyClick(listed, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    assert pressed == ["PgDown", "PgUp", "Ctrl+Right"]


def test_every_control_is_reached_by_tab(qtbot, view: GalleryView, session: Session, make_frame):
    view.show_frame(make_frame(session))
    view.tabs.setFocus(Qt.FocusReason.TabFocusReason)
    reached = []
    for _ in range(6):
        focus = view.focusWidget()
        reached.append(focus)
        assert focus.accessibleName()
        qtbot.keyClick(focus, Qt.Key.Key_Tab)
    assert reached == [
        view.tabs,
        view.search,
        view.filters.order,
        view.filters.of_class,
        view.filters.of_answer,
        view.lists["train"],
    ]


def test_the_class_filter_lists_one_class_in_both_sets(qtbot, view: GalleryView, session: Session, make_frame):
    view.show_frame(make_frame(session))
    assert [view.filters.of_class.itemText(row) for row in range(4)] == ["any class", "0", "1", "2"]
    ones = [index for index, sample in enumerate(session.train_samples) if sample.label == 1]
    view.lists["train"].go_to(ones[2])
    view.filters.of_class.setFocus()
    for _ in range(2):
        qtbot.keyClick(view.filters.of_class, Qt.Key.Key_Down)
    model = view.models["train"]
    assert [model.index_of(row) for row in range(model.rowCount())] == ones
    assert view.status.text() == "4 images"
    assert view.lists["train"].currentIndex().row() == 2  # the same image
    assert view.models["test"].rowCount() == 3
    with qtbot.waitSignal(view.probe_chosen) as chosen:
        click(qtbot, view, 1)
    assert chosen.args == ["train", ones[1]]


def test_the_search_goes_to_an_image_and_enter_chooses_it(qtbot, view: GalleryView, session: Session, make_frame):
    view.show_frame(make_frame(session))
    index, sample = next((i, s) for i, s in enumerate(session.test_samples) if s.label == 2)
    view.filters.of_class.setCurrentIndex(1)  # it is not listed
    view.search.setFocus()
    with qtbot.assertNotEmitted(view.probe_chosen):
        qtbot.keyClicks(view.search, f"#{sample.number}")
        qtbot.keyClick(view.search, Qt.Key.Key_Return)
    assert view.part == "test"
    assert view.filters.of_class.currentIndex() == 0
    listed = view.lists["test"]
    assert listed.hasFocus()
    assert listed.currentIndex().row() == index
    assert view.status.text() == f"#{sample.number}: place {index + 1} of 9"
    with qtbot.waitSignal(view.probe_chosen) as chosen:
        qtbot.keyClick(listed, Qt.Key.Key_Return)
    assert chosen.args == ["test", index]


def test_a_search_in_vain_moves_nothing_and_says_so_until_the_next_key(
    qtbot, view: GalleryView, session: Session, make_frame
):
    frame = make_frame(session)
    view.show_frame(frame)
    view.lists["train"].go_to(5)
    view.search.setFocus()
    qtbot.keyClicks(view.search, "#99999")
    qtbot.keyClick(view.search, Qt.Key.Key_Return)
    assert "99999" in view.status.text()
    view.show_frame(replace(frame))
    assert "99999" in view.status.text()
    assert view.lists["train"].currentIndex().row() == 5
    assert view.search.hasFocus()
    qtbot.keyClicks(view.search, "4")  # what was typed is selected, and so replaced
    assert (view.search.text(), view.status.text()) == ("4", "12 images")


def test_the_marks_follow_the_frame(view: GalleryView, session: Session, make_frame):
    frame = make_frame(session)
    view.show_frame(frame)
    model = view.models["train"]

    def marked(role: GalleryRole) -> list[int]:
        return [row for row in range(model.rowCount()) if model.index(row).data(role)]

    assert marked(GalleryRole.AT_HAND) == [session.train_samples.index(session.sample_at(0))]
    session.seek(5)
    view.show_frame(probed(session, make_frame(session, run=frame.run), "train", 7))
    assert marked(GalleryRole.AT_HAND) == [session.train_samples.index(session.sample_at(4))]
    assert marked(GalleryRole.PROBE) == [7]
    view.show_frame(make_frame(session, run=frame.run))
    assert marked(GalleryRole.PROBE) == []


def test_only_the_rows_whose_marks_moved_are_drawn_again(qtbot, view: GalleryView, session: Session, make_frame):
    frame = make_frame(session)
    view.show_frame(frame)
    model = view.models["train"]
    changed: list[int] = []
    model.dataChanged.connect(lambda first, last: changed.extend(range(first.row(), last.row() + 1)))
    view.show_frame(replace(frame))
    assert changed == []
    session.seek(2)
    view.show_frame(make_frame(session, run=frame.run))
    assert sorted(changed) == sorted(session.train_samples.index(session.sample_at(step)) for step in (0, 1))


def test_answers_appear_with_the_evaluation_and_go_when_walked_back(view: GalleryView, session: Session, make_frame):
    frame = make_frame(session)
    view.show_frame(frame)
    view.tabs.setCurrentIndex(1)
    index = view.models["test"].index(2)
    sample = session.test_samples[2]
    assert index.data() == f"{sample.label} · #{sample.number}"
    session.seek(session.steps_per_epoch)
    read = session.history.evaluations[1].predictions[2]
    view.show_frame(make_frame(session, run=frame.run))
    wrong = sum(map(ne, session.history.evaluations[1].predictions, session.history.evaluations[1].targets))
    assert view.status.text() == f"{wrong} of 9 wrong · as of step 12"
    entry = index.data(GalleryRole.ENTRY)
    assert (entry.prediction, entry.when, entry.confidence) == (str(read), "after 12 steps", None)
    assert entry.is_wrong == (read != sample.target)
    assert f"after 12 steps the network read it as {read}" in index.data(Qt.ItemDataRole.ToolTipRole)
    assert view.models["train"].index(2).data(GalleryRole.ENTRY).prediction is None
    session.seek(1)
    view.show_frame(make_frame(session, run=frame.run))
    assert index.data(GalleryRole.ENTRY).prediction is None
    assert view.status.text() == "9 images"


def test_a_new_run_leaves_nothing_of_the_old(qtbot, view: GalleryView, session: Session, make_frame):
    session.seek(session.steps_per_epoch)
    view.show_frame(probed(session, make_frame(session), "test", 1))
    view.filters.of_class.setCurrentIndex(2)
    view.search.setText("7")
    other = Session(Experiment.preset("ten-digits", train_per_class=3, test_per_class=2))
    view.show_frame(make_frame(other))
    assert [view.filters.of_class.itemText(row) for row in range(view.filters.of_class.count())] == [
        "any class",
        *map(str, range(10)),
    ]
    assert (view.filters.of_class.currentIndex(), view.search.text()) == (0, "")
    for part, samples in (("train", other.train_samples), ("test", other.test_samples)):
        model = view.models[part]
        rows = [model.index(row) for row in range(model.rowCount())]
        assert [row.data(GalleryRole.ENTRY).number for row in rows] == [sample.number for sample in samples]
        assert all(row.data(GalleryRole.ENTRY).prediction is None for row in rows)
        assert not any(row.data(GalleryRole.PROBE) for row in rows)
    with qtbot.waitSignal(view.probe_chosen):  # the old run's probe is not taken for chosen
        view.lists["test"].chosen.emit(1)


class CountingDelegate(GalleryDelegate):
    """Counts the images that it draws."""

    painted = 0

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        self.painted += 1
        super().paint(painter, option, index)


def test_only_visible_images_of_a_large_set_are_drawn_and_converted(
    qtbot, view: GalleryView, large_session: Session, make_frame, monkeypatch: pytest.MonkeyPatch
):
    converted: list[int] = []
    real = view.models["train"]._thumbnail
    monkeypatch.setattr(view.models["train"], "_thumbnail", lambda index: converted.append(index) or real(index))
    listed = view.lists["train"]
    delegate = CountingDelegate(listed)
    delegate.cells = listed.delegate.cells
    listed.delegate = delegate
    listed.setItemDelegate(delegate)
    view.show_frame(make_frame(large_session))
    assert view.models["train"].rowCount() == 8000
    listed.grab()
    grid, viewport = listed.grid_size(), listed.viewport().size()
    visible = (viewport.width() // grid.width()) * (viewport.height() // grid.height() + 2)
    for place in (0.5, 1.0, 0.25):
        bar = listed.verticalScrollBar()
        bar.setValue(round(place * bar.maximum()))
        delegate.painted = 0
        converted.clear()
        listed.viewport().grab()
        assert 0 < delegate.painted <= visible
        assert len(set(converted)) <= visible
    assert bar.maximum() > 8000 // (viewport.width() // grid.width()) * grid.height() - 2 * viewport.height()


def test_the_picture_of_an_image_is_drawn_in_the_colours_of_the_theme(
    view: GalleryView, session: Session, make_frame, theme: Theme
):
    view.apply_theme(theme)
    view.show_frame(make_frame(session))
    picture: QImage = view.models["train"].index(0).data(GalleryRole.THUMBNAIL)
    image = session.train_samples[0].image[0]
    assert (picture.width(), picture.height()) == (28, 28)
    assert picture.pixelColor(0, 0) == QColor(theme.positive[0])
    row, column = max(((r, c) for r in range(28) for c in range(28)), key=lambda at: image[at[0]][at[1]])
    ink = picture.pixelColor(column, row).lightness()
    assert (ink > 150) == (theme.name == "dark")


def test_stepping_scrolls_to_the_image_at_hand_but_running_does_not(
    view: GalleryView, large_session: Session, make_frame
):
    frame = make_frame(large_session)
    listed, model = view.lists["train"], view.models["train"]
    index = next(i for i, sample in enumerate(large_session.train_samples) if sample is frame.shown.sample)

    def is_visible() -> bool:
        return listed.viewport().rect().contains(listed.visualRect(model.index(index)).center())

    view.show_frame(replace(frame, activity=Activity.RUNNING))
    listed.verticalScrollBar().setValue(0)
    assert index > 100
    assert not is_visible()
    view.show_frame(frame)
    assert is_visible()
    listed.verticalScrollBar().setValue(0)
    view.show_frame(replace(frame))  # whoever scrolls away may stay there
    assert not is_visible()


@pytest.mark.parametrize("size", [(60, 60), (170, 175), (260, 800), (700, 300)])
def test_cells_fill_any_width_and_long_names_get_their_own_line(
    qapp, view: GalleryView, make_frame, theme: Theme, size: tuple[int, int]
):
    experiment = Experiment.preset("ten-digits", train_per_class=3, test_per_class=2)
    session = Session(experiment, replace(experiment.dataset(), class_names=LONG_NAMES))
    session.evaluate()
    view.apply_theme(theme)
    view.resize(*size)
    view.show_frame(probed(session, make_frame(session), "test", 3))
    qapp.processEvents()  # lay out
    listed = view.lists["test"]
    assert not listed.grab().isNull()
    assert listed.delegate.cells.lines == 3
    rows = [listed.visualRect(listed.model().index(row)) for row in range(listed.model().rowCount())]
    columns = len({rect.left() for rect in rows})
    width = listed.viewport().width()
    assert columns == max(1, (width - 1) // listed.delegate.cells.width)
    assert all(rect.left() >= 0 and rect.right() <= max(width, 8) for rect in rows)


def test_the_narrowest_dock_has_three_columns_of_digits():
    cells = layout_cells(available=152, widest_name=7, widest_answer=44, line_height=13)
    assert (cells.width, cells.side, cells.lines) == (50, 48, 2)
    assert layout_cells(200, 7, 44, 13).side == 56
    assert layout_cells(0, 7, 0, 13).width > 0


def test_hovering_shows_the_tooltip_of_the_image(view: GalleryView, session: Session, make_frame):
    view.show_frame(make_frame(session))
    listed = view.lists["train"]
    under = listed.indexAt(listed.visualRect(listed.model().index(1)).topLeft() + QPoint(10, 10))
    said = under.data(Qt.ItemDataRole.ToolTipRole)
    assert "Training image 2 of 12" in said
    assert f"number {session.train_samples[1].number}" in said
