"""The sheet of keys."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QLabel, QMainWindow, QMenu, QScrollArea

from cnnviz.ui.panel_keys import PANELS, Panel, PanelKey
from cnnviz.ui.shortcut_sheet import Entry, ShortcutSheet, entries_of, entries_of_panels, split_in_two

# The offscreen platform has no window manager to tell how small a window may get, and says so.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def window(qtbot):
    widget = QMainWindow()
    qtbot.addWidget(widget)
    return widget


def action(window: QMainWindow, text: str, keys: tuple[str, ...] = (), group: object = None, tip: str = "") -> QAction:
    made = QAction(text, window)
    made.setShortcuts([QKeySequence(key) for key in keys])
    made.setData(group)
    made.setStatusTip(tip)
    return made


def test_an_action_is_told_by_its_name_its_keys_and_what_it_does(window):
    run = action(window, "&Run", ("Space", "R"), "Walk", "Go on, or pause.")

    assert entries_of([run]) == {"Walk": [Entry("Run", ("Space", "R"), "Go on, or pause.")]}


def test_groups_keep_the_order_of_the_actions(window):
    actions = [
        action(window, "a", group="Walk"),
        action(window, "b", group="File"),
        action(window, "c", group="Walk"),
        action(window, "d", group=7),
        action(window, "e"),
    ]

    groups = entries_of(actions)

    assert {name: [entry.title for entry in entries] for name, entries in groups.items()} == {
        "Walk": ["a", "c"],
        "File": ["b"],
        "Actions": ["d", "e"],
    }


def test_the_tooltip_serves_where_there_is_no_status_tip(window):
    plain = action(window, "Save…")
    rich = action(window, "Open…")
    rich.setToolTip("<b>Go on</b> with a run.")
    telling = action(window, "Sums && products")
    telling.setToolTip("Where x < y and y > z.")

    entries = entries_of([plain, rich, telling])["Actions"]

    assert [(entry.title, entry.description) for entry in entries] == [
        ("Save", ""),
        ("Open", "Go on with a run."),
        ("Sums & products", "Where x < y and y > z."),
    ]


def test_separators_menus_and_hidden_actions_are_left_out(window):
    separator = QAction(window)
    separator.setSeparator(True)
    hidden = action(window, "hidden")
    hidden.setVisible(False)
    menu = QMenu("menu", window)

    assert entries_of([separator, hidden, menu.menuAction(), action(window, "")]) == {}


def test_the_columns_are_about_equally_long():
    entry = Entry("x", (), "")
    groups = {"one": [entry] * 9, "two": [entry] * 5, "three": [entry] * 2, "four": [entry]}

    assert split_in_two(groups) == (["one"], ["two", "three", "four"])
    assert split_in_two({"only": [entry]}) == (["only"], [])
    assert split_in_two({}) == ([], [])


@pytest.fixture
def sheet(window, qtbot):
    made = ShortcutSheet(
        [
            action(window, "Next phase", ("Right",), "Walk", "Compute the next phase."),
            action(window, "About", (), "Help", "What this is."),
        ],
        window,
        (Panel("Timeline", (PanelKey(("Left", "Shift+Arrows"), "Go back."), PanelKey(("Return",), "Go on."))),),
    )
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    return made


def test_everything_is_on_the_sheet(sheet):
    texts = [label.text() for label in sheet.findChildren(QLabel)]

    actions = ["Walk", "Right", "Next phase: Compute the next phase.", "Help", "–", "About: What this is."]
    assert texts[:6] == actions
    assert texts[6] == "Within the panels"
    assert "has the focus" in texts[7]
    assert texts[8:] == ["Timeline", "Left\nShift+Arrows", "Go back.", "Enter", "Go on."]


def test_a_screen_reader_hears_keys_and_meaning_together(sheet):
    names = [label.accessibleName() for label in sheet.findChildren(QLabel) if label.accessibleName()]

    assert names == [
        "Right: Next phase: Compute the next phase.",
        "no key: About: What this is.",
        "Left or Shift+Arrows: Go back.",
        "Enter: Go on.",
    ]


def test_it_can_be_read_from_afar(sheet):
    assert min(label.font().pointSizeF() for label in sheet.findChildren(QLabel)) >= 12


def test_escape_closes_it(sheet, qtbot):
    qtbot.keyClick(sheet, Qt.Key.Key_Escape)

    assert not sheet.isVisible()


def test_enter_closes_it(sheet, qtbot):
    qtbot.keyClick(sheet, Qt.Key.Key_Return)

    assert not sheet.isVisible()


def test_without_actions_and_panels_it_is_empty(window, qtbot):
    sheet = ShortcutSheet([], window, ())
    qtbot.addWidget(sheet)
    sheet.show()

    assert sheet.findChildren(QLabel) == []
    assert not sheet.grab().isNull()


def test_it_never_needs_to_be_scrolled_sideways_on_a_small_screen(window, qtbot):
    actions = [
        action(window, f"Action number {n}", ("Ctrl+Shift+S",), f"Group {n // 6}", "What it does, at some length. " * 2)
        for n in range(24)
    ]
    sheet = ShortcutSheet(actions, window)
    qtbot.addWidget(sheet)
    sheet.resize(960, 700)
    sheet.show()
    qtbot.waitExposed(sheet)

    assert sheet.findChild(QScrollArea).horizontalScrollBar().maximum() == 0


def test_every_key_of_every_panel_is_shown(window, qtbot):
    sheet = ShortcutSheet([], window)
    qtbot.addWidget(sheet)

    texts = [label.text() for label in sheet.findChildren(QLabel)]

    for panel in PANELS:
        assert panel.title in texts
        for key in panel.keys:
            place = texts.index(key.what, texts.index(panel.title))
            assert texts[place - 1] == "\n".join(key.native_keys)


def test_every_key_of_a_panel_is_one_that_qt_knows_and_means_one_thing():
    for panel in PANELS:
        keys = [key for entry in panel.keys for key in entry.keys]
        assert len(set(keys)) == len(keys), panel.title
        for key in keys:
            sequence = QKeySequence(key.replace("Arrows", "Up"))
            assert sequence.count() == 1, key
            assert sequence.toString(QKeySequence.SequenceFormat.PortableText) == key.replace("Arrows", "Up")


def test_the_lines_of_panels_keep_their_order():
    panels = (Panel("b", (PanelKey(("Esc",), "Go."),)), Panel("a", (PanelKey(("Alt+Arrows",), "Walk."),)))

    assert list(entries_of_panels(panels).items()) == [
        ("b", [Entry("Go.", ("Esc",), "")]),
        ("a", [Entry("Walk.", ("Alt+Arrows",), "")]),
    ]


def test_the_last_line_is_reached_by_the_keyboard_where_the_sheet_is_too_tall(window, qtbot):
    sheet = ShortcutSheet([], window)
    qtbot.addWidget(sheet)
    sheet.resize(960, 400)
    sheet.show()
    qtbot.waitExposed(sheet)
    last = [label for label in sheet.findChildren(QLabel) if label.text() == PANELS[-1].keys[-1].what][-1]
    assert last.visibleRegion().isEmpty()

    for _ in range(40):
        qtbot.keyClick(sheet.focusWidget(), Qt.Key.Key_PageDown)

    assert last.visibleRegion().boundingRect().height() == last.height()
