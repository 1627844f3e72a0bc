"""The speeds of a run, and the slider that sets them."""

from math import inf, nan

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow, QPushButton, QSlider, QToolBar

from cnnviz.ui.pace import PACES, nearest_stop, pace_text
from cnnviz.ui.pace_slider import PaceSlider

# The offscreen platform cannot tell a window manager how small a window may get, and says so each time.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints", extend=True)


def test_the_stops_rise_from_half_a_phase_to_full_speed():
    *numbers, last = PACES

    assert numbers[:11] == [0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000]
    assert numbers == sorted(numbers)
    assert last is None


@pytest.mark.parametrize(
    ("pace", "text"),
    [
        (0.5, "0.5 phases/s"),
        (1, "1 phase/s"),
        (2, "2 phases/s"),
        (2.0, "2 phases/s"),
        (1000, "1,000 phases/s"),
        (10000.0, "10,000 phases/s"),
        (None, "full speed"),
    ],
)
def test_a_pace_in_words(pace, text):
    assert pace_text(pace) == text


@pytest.mark.parametrize(
    ("pace", "stop"),
    [(0.5, 0.5), (0.001, 0.5), (3, 2), (4, 5), (700, 500), (800, 1000), (1e9, 10000), (inf, None), (None, None)],
)
def test_the_nearest_stop_is_nearest_by_ratio(pace, stop):
    assert PACES[nearest_stop(pace)] == stop


@pytest.mark.parametrize("pace", [0, -1, -inf, nan])
def test_what_is_no_speed_is_refused(pace):
    with pytest.raises(ValueError, match=str(pace)):
        nearest_stop(pace)


@pytest.fixture
def slider(qtbot):
    widget = PaceSlider()
    qtbot.addWidget(widget)
    widget.show()
    qtbot.waitExposed(widget)
    return widget


def handle_of(widget: PaceSlider) -> QSlider:
    return widget.findChild(QSlider)


def text_of(widget: PaceSlider) -> str:
    return widget.findChildren(QLabel)[-1].text()


def test_it_starts_at_full_speed(slider):
    assert slider.pace() is None
    assert text_of(slider) == "full speed"


def test_keys_move_it_from_stop_to_stop(slider, qtbot):
    paces = []
    slider.pace_changed.connect(paces.append)

    for key in (Qt.Key.Key_Left, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_Up, Qt.Key.Key_End):
        qtbot.keyClick(handle_of(slider), key)

    assert paces == [10000, 5000, 10000, 0.5, 1, None]
    assert text_of(slider) == "full speed"


def test_the_mouse_drags_it(slider, qtbot):
    handle = handle_of(slider)
    with qtbot.waitSignal(slider.pace_changed):
        qtbot.mousePress(handle, Qt.MouseButton.LeftButton, pos=QPoint(handle.width() - 6, handle.height() // 2))
        qtbot.mouseMove(handle, QPoint(2, handle.height() // 2))
        qtbot.mouseRelease(handle, Qt.MouseButton.LeftButton, pos=QPoint(2, handle.height() // 2))

    assert slider.pace() == 0.5


def test_setting_a_pace_tells_once_and_only_what_changed(slider):
    paces = []
    slider.pace_changed.connect(paces.append)

    slider.set_pace(2)
    slider.set_pace(2.0)
    slider.set_pace(None)

    assert paces == [2, None]


def test_a_refused_pace_changes_nothing(slider):
    slider.set_pace(5)

    with pytest.raises(ValueError, match="not 0"):
        slider.set_pace(0)

    assert slider.pace() == 5


def test_faster_and_slower_stop_at_the_ends(slider):
    slider.faster()
    assert slider.pace() is None

    slider.slower()
    assert slider.pace() == 10000

    slider.set_pace(0.5)
    slider.slower()
    assert slider.pace() == 0.5


def test_nothing_moves_when_the_text_changes(slider):
    places = set()
    for pace in PACES:
        slider.set_pace(pace)
        QApplication.processEvents()
        places.add((handle_of(slider).geometry().getRect(), slider.findChildren(QLabel)[-1].geometry().getRect()))

    assert len(places) == 1


def test_every_text_has_room(slider):
    label = slider.findChildren(QLabel)[-1]
    for pace in PACES:
        slider.set_pace(pace)
        assert label.fontMetrics().horizontalAdvance(label.text()) <= label.width()


def test_it_fits_a_toolbar(qtbot):
    window = QMainWindow()
    qtbot.addWidget(window)
    bar = QToolBar()
    slider = PaceSlider()
    bar.addWidget(slider)
    bar.addWidget(QPushButton("beside"))
    window.addToolBar(bar)
    window.resize(1024, 300)
    window.show()
    qtbot.waitExposed(window)

    assert slider.width() <= 260
    assert slider.height() <= 44
    assert handle_of(slider).width() >= 60


def test_arrow_keys_are_its_own_while_it_has_the_focus(qtbot):
    window = QMainWindow()
    qtbot.addWidget(window)
    slider = PaceSlider(window)
    window.setCentralWidget(slider)
    fired = []
    shortcut = QShortcut(QKeySequence(Qt.Key.Key_Left), window)
    shortcut.activated.connect(lambda: fired.append("left"))
    window.show()
    qtbot.waitActive(window)
    slider.setFocus()

    qtbot.keyClick(handle_of(slider), Qt.Key.Key_Left)

    assert slider.pace() == 10000
    assert fired == []


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_R])
def test_other_keys_stay_the_windows(slider, key):
    event = QKeyEvent(QEvent.Type.ShortcutOverride, key, Qt.KeyboardModifier.NoModifier)
    event.ignore()

    QApplication.sendEvent(handle_of(slider), event)

    assert not event.isAccepted()


def test_it_is_named_for_screen_readers(slider):
    slider.set_pace(2)

    assert handle_of(slider).accessibleName() == "Speed"
    assert handle_of(slider).accessibleDescription().startswith("2 phases/s")
    assert slider.toolTip()
