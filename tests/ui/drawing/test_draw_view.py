"""The panel offers what is drawn, opened, pasted or dropped, and shows the network's reading of that image alone."""

from collections.abc import Callable
from dataclasses import replace
from math import nan
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from cnnviz.datasets.preprocess import prepare
from cnnviz.datasets.recipe import WHOLE_FRAME
from cnnviz.training import Experiment, Session
from cnnviz.ui.drawing import DrawView, OwnImage
from cnnviz.ui.drawing.draw_view import PAUSE
from cnnviz.ui.drawing.prediction_text import describe_prediction
from cnnviz.ui.drawing.steps_view import place_cells
from cnnviz.ui.theme import Theme, load_theme

LONG_NAMES = ("T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot")
SEVEN = ((0.3, 0.25), (0.7, 0.25), (0.5, 0.8))
NO_MODIFIER = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def picture_file(tmp_path: Path) -> Path:
    """A file with a dark bar on white."""
    return save_bar(tmp_path / "my one.png")


def bar_image() -> QImage:
    image = QImage(60, 50, QImage.Format.Format_RGB32)
    image.fill(0xFFFFFFFF)
    for row in range(10, 40):
        for column in range(28, 34):
            image.setPixel(column, row, 0xFF202020)
    return image


def save_bar(path: Path) -> Path:
    assert bar_image().save(str(path))
    return path


def draw(qtbot: QtBot, view: DrawView, stroke: Callable[..., None], *points: tuple[float, float]) -> OwnImage:
    with qtbot.waitSignal(view.image_ready) as offered:
        stroke(view.pad, *(points or SEVEN))
    return offered.args[0]


def drop(view: DrawView, mime: QMimeData) -> bool:
    actions, buttons = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    entering = QDragEnterEvent(QPoint(50, 50), actions, mime, buttons, NO_MODIFIER)
    entering.ignore()
    view.dragEnterEvent(entering)
    if entering.isAccepted():
        view.dropEvent(QDropEvent(QPointF(50, 50), actions, mime, buttons, NO_MODIFIER))
    return entering.isAccepted()


def test_a_drawing_is_offered_as_the_network_reads_it(qtbot, view: DrawView, stroke):
    own = draw(qtbot, view, stroke)
    assert own is view.own_image
    assert own.name == "drawing"
    assert own.image == prepare(view.pad.picture()).image
    assert own.image is own.preparation.image


def test_a_long_stroke_is_offered_a_few_times_while_it_goes_on(qtbot, view: DrawView):
    offered: list[OwnImage] = []
    view.image_ready.connect(offered.append)
    qtbot.mousePress(view.pad, Qt.MouseButton.LeftButton, pos=QPoint(60, 60))
    for step in range(100):
        qtbot.mouseMove(view.pad, QPoint(60 + step, 60 + step))
    assert offered == []
    qtbot.waitUntil(lambda: len(offered) == 1)
    qtbot.wait(2 * PAUSE)
    assert len(offered) == 1
    qtbot.mouseMove(view.pad, QPoint(100, 150))
    qtbot.waitUntil(lambda: len(offered) == 2)
    assert offered[0].image != offered[1].image == prepare(view.pad.picture()).image


def test_the_prediction_is_shown_only_for_the_image_offered_last(
    qtbot, view: DrawView, stroke, session: Session, make_frame, answered
):
    frame = make_frame(session)
    view.show_frame(frame)
    headline = view.prediction.headline
    assert headline.accessibleDescription() == "no image yet"
    own = draw(qtbot, view, stroke)
    view.show_frame(frame)
    assert headline.accessibleDescription() == "not asked yet"
    answer = answered(session, frame, own)
    view.show_frame(answer)
    name = session.dataset.class_names[session.experiment.classes[answer.probe.trace.predicted]]
    assert headline.accessibleDescription().startswith(f"The network reads {name}, P = ")
    assert "2: " in view.prediction.columns.accessibleDescription()
    view.show_frame(answered(session, frame, replace(own, image=session.test_samples[0].image)))
    assert headline.accessibleDescription() == "not asked yet"
    equal_but_another = replace(own, image=[[list(row) for row in own.image[0]]])
    view.show_frame(answered(session, frame, equal_but_another))
    assert headline.accessibleDescription() == "not asked yet"


def test_the_last_answer_stays_for_a_moment_while_the_next_is_on_its_way(
    qtbot, view: DrawView, stroke, session: Session, make_frame, answered
):
    frame = make_frame(session)
    view.show_frame(frame)
    before = answered(session, frame, draw(qtbot, view, stroke))
    view.show_frame(before)
    headline = view.prediction.headline
    read = headline.accessibleDescription()
    own = draw(qtbot, view, stroke, (0.2, 0.5), (0.8, 0.5))
    view.show_frame(replace(before))
    assert headline.accessibleDescription() == read
    for _ in range(10):
        view.show_frame(replace(before))
    assert headline.accessibleDescription() == "not asked yet"
    view.show_frame(answered(session, frame, own))
    assert headline.accessibleDescription().startswith("The network reads")


def test_the_answer_follows_the_network_as_it_learns(
    qtbot, view: DrawView, stroke, session: Session, make_frame, answered
):
    own = draw(qtbot, view, stroke)
    texts = set()
    for _ in range(3):
        session.step()
        view.show_frame(answered(session, make_frame(session), own))
        texts.add(view.prediction.columns.accessibleDescription())
    assert len(texts) == 3


def test_the_network_is_asked_again_by_a_button(qtbot, view: DrawView, stroke, session: Session, make_frame, answered):
    frame = make_frame(session)
    view.show_frame(frame)
    assert not view.prediction.ask.isVisible()
    own = draw(qtbot, view, stroke)
    view.show_frame(answered(session, frame, own))
    assert not view.prediction.ask.isVisible()
    view.show_frame(frame)
    assert view.prediction.ask.isVisible()
    view.prediction.ask.setFocus()
    with qtbot.waitSignal(view.image_ready) as offered:
        qtbot.keyClick(view.prediction.ask, Qt.Key.Key_Space)
    assert offered.args == [own]


def test_clearing_gives_the_image_up(qtbot, view: DrawView, stroke, session: Session, make_frame, answered):
    frame = make_frame(session)
    view.show_frame(answered(session, frame, draw(qtbot, view, stroke)))
    with qtbot.waitSignal(view.cleared):
        qtbot.mouseClick(view.tools.clear, Qt.MouseButton.LeftButton)
    assert view.own_image is None
    assert view.prediction.headline.accessibleDescription() == "no image yet"
    assert view.steps.current is None
    assert not view.tools.clear.isEnabled()
    with qtbot.waitSignal(view.image_ready):
        qtbot.mouseClick(view.tools.undo, Qt.MouseButton.LeftButton)


def test_keys_do_what_the_buttons_do(qtbot, view: DrawView, stroke):
    draw(qtbot, view, stroke)
    drawn = view.pad.picture()
    view.pad.setFocus()
    control, shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(view.pad, Qt.Key.Key_Z, control)
    assert view.pad.is_empty
    for redo, modifiers in ((Qt.Key.Key_Y, control), (Qt.Key.Key_Z, control | shift)):
        qtbot.keyClick(view.pad, redo, modifiers)
        assert view.pad.picture() == drawn
        qtbot.keyClick(view.pad, Qt.Key.Key_Z, control)
    qtbot.keyClick(view.pad, Qt.Key.Key_Y, control)
    qtbot.keyClick(view.pad, Qt.Key.Key_Delete)
    assert view.pad.is_empty
    qtbot.keyClick(view.pad, Qt.Key.Key_E)
    assert view.pad.erases and view.tools.eraser.isChecked()
    size = view.pad.brush_size
    qtbot.keyClick(view.pad, Qt.Key.Key_BracketRight)
    assert view.pad.brush_size > size
    qtbot.keyClick(view.pad, Qt.Key.Key_BracketLeft)
    assert view.pad.brush_size == size
    view.tools.brush.setFocus()
    qtbot.keyClick(view.tools.brush, Qt.Key.Key_Left)
    assert view.pad.brush_size < size
    qtbot.waitUntil(lambda: view.own_image is None)


def test_a_file_is_opened_and_put_on_the_pad(qtbot, view: DrawView, picture_file: Path, monkeypatch, stroke):
    asked = {}

    def choose(parent, title, folder, patterns):
        asked.update(title=title, patterns=patterns)
        return str(picture_file), patterns

    monkeypatch.setattr(QFileDialog, "getOpenFileName", choose)
    with qtbot.waitSignal(view.image_ready) as offered:
        qtbot.mouseClick(view.sources.open, Qt.MouseButton.LeftButton)
    own = offered.args[0]
    assert asked["title"] == "Open an image"
    assert "*.png" in asked["patterns"]
    assert own.name == "my one.png"
    assert "inverted" in own.preparation.steps[1].explanation
    assert not view.pad.is_empty
    edited = draw(qtbot, view, stroke, (0.3, 0.8), (0.7, 0.8))
    assert edited.name == "drawing"
    assert edited.image != own.image


def test_cancelling_the_choice_of_a_file_changes_nothing(qtbot, view: DrawView, stroke, monkeypatch):
    own = draw(qtbot, view, stroke)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("", ""))
    with qtbot.assertNotEmitted(view.image_ready):
        view.sources.choose_file()
    assert view.own_image is own


def test_a_picture_and_a_copied_file_are_pasted(qtbot, view: DrawView, picture_file: Path):
    clipboard = QGuiApplication.clipboard()
    clipboard.setImage(bar_image())
    view.pad.setFocus()
    with qtbot.waitSignal(view.image_ready) as offered:
        qtbot.keyClick(view.pad, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    pasted = offered.args[0]
    assert pasted.name == "pasted picture"
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(picture_file))])
    clipboard.setMimeData(mime)
    with qtbot.waitSignal(view.image_ready) as offered:
        qtbot.mouseClick(view.sources.paste, Qt.MouseButton.LeftButton)
    assert offered.args[0].name == "my one.png"
    assert offered.args[0].image == pasted.image


def test_files_and_pictures_are_dropped(qtbot, view: DrawView, picture_file: Path):
    files = QMimeData()
    files.setUrls([QUrl("https://example.org/one.png"), QUrl.fromLocalFile(str(picture_file))])
    with qtbot.waitSignal(view.image_ready) as offered:
        assert drop(view, files)
    assert offered.args[0].name == "my one.png"
    picture = QMimeData()
    picture.setImageData(bar_image())
    with qtbot.waitSignal(view.image_ready) as offered:
        assert drop(view, picture)
    assert offered.args[0].name == "dropped picture"
    text = QMimeData()
    text.setText("seven")
    assert not drop(view, text)


def test_what_is_no_picture_is_said_in_the_panel_and_leaves_the_work_as_it_was(
    qtbot, view: DrawView, stroke, tmp_path: Path
):
    own = draw(qtbot, view, stroke)
    drawn = view.pad.picture()
    blank = QImage(30, 30, QImage.Format.Format_RGB32)
    blank.fill(0xFFFFFFFF)
    clipboard = QGuiApplication.clipboard()
    clipboard.setText("no picture")
    with qtbot.assertNotEmitted(view.image_ready):
        for cause, sentence in (
            (lambda: view.open_file(tmp_path / "nothing.png"), "nothing.png does not exist"),
            (lambda: view.take_image(blank, "pasted picture"), "pasted picture: The picture is empty"),
            (lambda: view.take_image(QImage(), "pasted picture"), "no pixels"),
            (view.sources.paste_picture, "There is no picture to paste"),
        ):
            cause()
            assert view.message.isVisible()
            assert sentence in view.message.text()
    assert QGuiApplication.overrideCursor() is None
    assert view.own_image is own
    assert view.pad.picture() == drawn
    draw(qtbot, view, stroke, (0.4, 0.4), (0.6, 0.6))
    assert not view.message.isVisible()


def test_the_steps_are_shown_and_explained_by_key_and_by_click(qtbot, view: DrawView, stroke):
    own = draw(qtbot, view, stroke)
    steps = own.preparation.steps
    assert view.explanation.text() == f"Centre: {steps[-1].explanation}"
    view.steps.setFocus()
    for step in reversed(steps[:-1]):
        qtbot.keyClick(view.steps, Qt.Key.Key_Left)
        assert view.explanation.text() == f"{step.name}: {step.explanation}"
    qtbot.keyClick(view.steps, Qt.Key.Key_Left)
    assert view.steps.current is steps[0]
    qtbot.mouseClick(view.steps, Qt.MouseButton.LeftButton, pos=view.steps._cells(view.steps.width())[3].center())
    assert view.steps.accessibleDescription() == f"Scale: {steps[3].explanation}"
    redrawn = draw(qtbot, view, stroke, (0.2, 0.2), (0.8, 0.8))
    assert view.steps.current is redrawn.preparation.steps[3]


def test_a_network_with_another_input_gets_an_image_of_its_size(
    qtbot, view: DrawView, stroke, session: Session, make_frame
):
    draw(qtbot, view, stroke)
    frame = make_frame(session)
    shapes = ((1, 20, 24), *frame.run.shapes[1:])
    with qtbot.assertNotEmitted(view.image_ready):
        view.show_frame(replace(frame, run=replace(frame.run, shapes=shapes)))
    assert (len(view.own_image.image[0]), len(view.own_image.image[0][0])) == (20, 24)
    assert len(draw(qtbot, view, stroke, (0.2, 0.2), (0.8, 0.8)).image[0]) == 20


def test_for_clothes_an_image_is_made_as_they_are(qtbot, view: DrawView, stroke, session: Session, make_frame):
    view.show_frame(make_frame(session))
    as_a_digit = draw(qtbot, view, stroke)
    drawn = view.pad.picture()
    clothes = Session(Experiment.preset("paper", data="fashion", train_per_class=2, test_per_class=2))
    with qtbot.assertNotEmitted(view.image_ready):
        view.show_frame(make_frame(clothes))
    assert view.own_image.image == prepare(drawn, recipe=WHOLE_FRAME).image != as_a_digit.image
    assert view.steps.current.explanation.startswith("In 28×28 pixels, in the middle: ")
    redrawn = draw(qtbot, view, stroke, (0.2, 0.2), (0.8, 0.8))
    assert redrawn.image == prepare(view.pad.picture(), recipe=WHOLE_FRAME).image
    view.show_frame(make_frame(session))
    assert view.own_image.image == prepare(view.pad.picture()).image


def test_a_prediction_that_is_no_number_is_said(session: Session, make_frame, answered):
    preparation = prepare([[0, 0, 0], [0, 255, 0], [0, 0, 0]])
    own = OwnImage("drawing", preparation.image, preparation)
    frame = answered(session, make_frame(session), own)
    trace = frame.probe.trace
    broken = replace(trace, layers=(*trace.layers[:-1], replace(trace.layers[-1], output=[nan, nan, nan])))
    prediction = describe_prediction(replace(frame, probe=replace(frame.probe, trace=broken)), own)
    assert (prediction.headline, prediction.note) == ("?", "P is not a number")
    assert not any(bar.is_predicted for bar in prediction.bars)
    certain = replace(trace, layers=(*trace.layers[:-1], replace(trace.layers[-1], output=[1e-5, 0.99999, 0.0])))
    assert describe_prediction(replace(frame, probe=replace(frame.probe, trace=certain)), own).note == "P > .999"


@pytest.mark.parametrize("size", [(170, 150), (180, 400), (200, 700), (280, 640), (500, 900)])
@pytest.mark.parametrize("names", [None, LONG_NAMES])
def test_all_fits_the_width_of_the_dock(
    qapp, qtbot, view: DrawView, stroke, make_frame, answered, theme: Theme, size: tuple[int, int], names
):
    experiment = Experiment.preset("ten-digits", train_per_class=3, test_per_class=2)
    dataset = experiment.dataset()
    session = Session(experiment, replace(dataset, class_names=names) if names else dataset)
    view.apply_theme(theme)
    view.resize(*size)
    qapp.processEvents()
    own = draw(qtbot, view, stroke)
    view.show_frame(answered(session, make_frame(session), own))
    content = view.scroll.widget()
    qtbot.waitUntil(lambda: view.steps.height() == view.steps.heightForWidth(view.steps.width()))
    assert content.width() <= view.scroll.viewport().width()
    assert view.prediction.columns.isVisible() == (names is None)
    assert view.prediction.rows.isVisible() != view.prediction.columns.isVisible()
    assert view.explanation.height() >= view.explanation.heightForWidth(view.explanation.width())
    for button in (view.sources.open, view.sources.paste, view.tools.eraser, view.tools.undo, view.tools.clear):
        assert button.width() >= button.sizeHint().width()
        assert button.mapTo(content, button.rect().topRight()).x() < content.width()
        assert button.accessibleName() and button.toolTip()
    assert (view.sources.open.text() == "Open an image…") == (size[0] >= 200)
    assert not view.grab().isNull()
    view.resize(172, 400)
    qtbot.waitUntil(lambda: content.width() <= view.scroll.viewport().width())
    assert view.sources.open.text() == "Open…"


@pytest.mark.parametrize(("width", "columns"), [(0, 1), (60, 1), (110, 2), (170, 3), (220, 3), (280, 5)])
def test_the_steps_are_spread_evenly(width: int, columns: int):
    cells = place_cells(width, 5, 50, 60)
    assert len({cell.left() for cell in cells}) == columns
    assert all(not a.intersects(b) for a in cells for b in cells if a is not b)
    assert place_cells(width, 0, 50, 60) == []


def test_the_opened_picture_is_shown_in_grey_and_the_rest_in_ink(qapp, view: DrawView, picture_file: Path):
    theme = load_theme("dark")
    view.apply_theme(theme)
    view.open_file(picture_file)
    qapp.processEvents()
    view.steps.grab()
    assert view.steps._drawn[0].image.pixelColor(0, 0).name() == "#ffffff"
    assert view.steps._drawn[1].image.pixelColor(0, 0).name() == theme.positive[0]
