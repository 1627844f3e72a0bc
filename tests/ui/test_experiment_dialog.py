"""The form for a new experiment: what it makes of what is typed, and the dialog around it."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QComboBox,
    QDialog,
    QFileDialog,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QSpinBox,
    QWidget,
)

from cnnviz.datasets import Images, bundled_digits, write_images, write_labels
from cnnviz.nn import INITIALIZERS, Dense, Flatten, SoftmaxCrossEntropy
from cnnviz.training import BUNDLED, PRESETS, SCHEDULES, Experiment, ExperimentError, Session
from cnnviz.ui.experiment_dialog import ExperimentDialog
from cnnviz.ui.experiment_form import (
    CountedImages,
    FormValues,
    as_sentence,
    check_form,
    folder_of,
    read_learning_rate,
    read_seed,
)
from cnnviz.ui.experiment_texts import INITIALIZER_TEXTS, PRESET_TEXTS, SCHEDULE_TEXTS

# The offscreen platform has no window manager to tell how small a window may get, and says so.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

PAPER = FormValues(
    base=PRESETS["paper"],
    data=BUNDLED,
    classes=(0, 1, 2),
    every_image=False,
    train_per_class=25,
    test_per_class=10,
    initializer="he-upright",
    learning_rate="0.001",
    schedule="constant",
    epochs=50,
    seed="0",
)


def checked(**changes):
    return check_form(replace(PAPER, **changes), bundled_digits(), "", CountedImages())


# The form, without a window


@pytest.mark.parametrize(
    ("text", "value"),
    [("0.001", 0.001), ("1e-3", 0.001), (" 0.5 ", 0.5), (".5", 0.5), ("1.", 1.0), ("2E+0", 2.0), ("0", 0.0)],
)
def test_learning_rates_that_are_taken(text, value):
    assert read_learning_rate(text) == value


@pytest.mark.parametrize("text", ["", " ", "0,001", "-1", "−1", "nan", "inf", "1_0", "1e", "0x1", "٣", "abc", "1 2"])
def test_learning_rates_that_are_refused(text):
    with pytest.raises(ExperimentError, match=r"such as 0.001 or 1e-3, not (“.+”|empty)\.$") as caught:
        read_learning_rate(text)

    assert caught.value.field == "learning_rate"


def test_a_learning_rate_beyond_all_numbers_is_refused():
    assert set(checked(learning_rate="1e999").problems) == {"learning_rate"}


@pytest.mark.parametrize("text", ["", "-1", "1.5", "abc", "1e3", "٣"])
def test_seeds_that_are_refused(text):
    with pytest.raises(ExperimentError, match="whole number from 0 up"):
        read_seed(text)


def test_the_presets_are_right_as_they_are():
    outcome = checked()

    assert outcome.experiment == PRESETS["paper"]
    assert outcome.problems == {}


@pytest.mark.parametrize("name", sorted(PRESETS))
def test_the_summary_is_what_the_run_has(name):
    experiment = PRESETS[name]
    values = replace(
        PAPER, base=experiment, classes=experiment.classes, every_image=experiment.train_per_class is None, epochs=2
    )
    summary = check_form(values, bundled_digits(), "", CountedImages()).summary
    session = Session(experiment.changed(epochs=2))

    assert (summary.train_images, summary.test_images) == (len(session.train_samples), len(session.test_samples))
    assert summary.steps == session.total_steps
    assert summary.parameters == len(session.network.state())


def test_the_network_in_a_line_follows_the_classes():
    assert checked(classes=(3, 5)).summary.network == (
        "1×28×28 → Conv2D 1 of 3×3, pad 1 → ReLU → Conv2D 1 of 3×3, pad 1 → ReLU → MaxPool 2×2 → Flatten "
        "→ Dense 32 → ReLU → Dense 2 → Softmax"
    )


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"learning_rate": "fast"}, "learning_rate", "“fast”"),
        ({"seed": "luck"}, "seed", "“luck”"),
        ({"seed": "9" * 25}, "seed", "whole number from 0 to"),
        ({"classes": ()}, "classes", "at least two classes"),
        ({"classes": (7,)}, "classes", "not only “7”"),
        ({"train_per_class": 2000}, "images", "has only"),
        ({"test_per_class": 1100}, "images", "has only"),
        ({"train_per_class": 10**9}, "images", "whole number"),
        ({"epochs": 10**9}, "epochs", "whole number"),
    ],
)
def test_each_wrong_field_gets_one_sentence(changes, field, sentence):
    outcome = checked(**changes)

    assert outcome.experiment is None
    assert outcome.summary is None
    assert set(outcome.problems) == {field}
    assert sentence in outcome.problems[field]
    assert outcome.problems[field][0].isupper()
    assert outcome.problems[field].endswith(".")


def test_all_that_is_wrong_is_told_at_once():
    outcome = check_form(replace(PAPER, learning_rate="x", seed="y"), None, "There is no folder.", CountedImages())

    assert set(outcome.problems) == {"data", "learning_rate", "seed"}
    assert outcome.problems["data"] == "There is no folder."


def test_a_network_that_does_not_fit_the_images_is_told():
    dataset = bundled_digits()
    tiny = replace(dataset, images=Images(bytes(4 * 4 * len(dataset)), 4, 4), rows=4, columns=4, name="tiny")
    values = replace(PAPER, base=PRESETS["ten-digits"], classes=tuple(range(10)))

    assert "does not fit" in check_form(values, tiny, "", CountedImages()).problems["layers"]


def test_texts_explain_every_choice():
    assert tuple(INITIALIZER_TEXTS) == INITIALIZERS
    assert tuple(SCHEDULE_TEXTS) == SCHEDULES
    assert set(PRESET_TEXTS) == set(PRESETS)


def test_a_folder_is_kept_by_its_whole_path(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    assert folder_of("digits") == str(tmp_path / "digits")
    assert folder_of("digits") != BUNDLED
    assert folder_of("~") == str(Path.home())
    assert Path(folder_of("~nobody-of-this-name")).is_absolute()


def test_sentences():
    assert as_sentence("choose one") == "Choose one."
    assert as_sentence("Choose one.") == "Choose one."
    assert as_sentence("É bom") == "É bom."


# The dialog


@pytest.fixture
def open_dialog(qtbot):
    def open_it(current: Experiment | None = None, **options) -> ExperimentDialog:
        dialog = ExperimentDialog(current or Experiment.preset("paper"), **options)
        qtbot.addWidget(dialog)
        dialog.show()
        qtbot.waitExposed(dialog)
        return dialog

    return open_it


@pytest.fixture
def dialog(open_dialog):
    return open_dialog()


@pytest.fixture
def folder(tmp_path) -> Path:
    """A data set of three classes, one with a sign that Qt takes for a mnemonic, 12 images each, of 8×8 pixels."""
    path = tmp_path / "weather"
    path.mkdir()
    write_images(path / "train-images-idx3-ubyte.gz", Images(bytes(64 * 36), 8, 8))
    write_labels(path / "train-labels-idx1-ubyte", bytes([0, 1, 2] * 12))
    (path / "class-names.txt").write_text("Ankle boot\nR&B\n<b>Sun</b>\n", encoding="utf-8")
    return path


def named(dialog: QDialog, kind: type, name: str):
    return next(widget for widget in dialog.findChildren(kind) if widget.accessibleName() == name)


def ok_of(dialog: QDialog) -> QPushButton:
    return named(dialog, QPushButton, "OK")


def texts_of(dialog: QDialog) -> str:
    texts = [label.text() for label in dialog.findChildren(QLabel) if label.isVisible()]
    return "\n".join(texts).replace("\u200b", "")


def retype(qtbot, edit: QLineEdit, text: str) -> None:
    edit.setFocus()
    edit.selectAll()
    qtbot.keyClick(edit, Qt.Key.Key_Delete)
    qtbot.keyClicks(edit, text)


def choose(dialog: QDialog, name: str, text: str) -> None:
    combo = named(dialog, QComboBox, name)
    place = combo.findText(text, Qt.MatchFlag.MatchStartsWith)
    combo.setCurrentIndex(place)
    combo.activated.emit(place)


@pytest.mark.parametrize(
    "experiment",
    [
        PRESETS["paper"],
        PRESETS["ten-digits"],
        Experiment.preset("paper", classes=(4, 7), learning_rate=1e-05, initializer="uniform", schedule="linear"),
        Experiment.preset("ten-digits", train_per_class=3, test_per_class=2, epochs=1_000_000, seed=2**64 - 1),
    ],
)
def test_ok_without_a_change_gives_the_same_experiment(open_dialog, qtbot, experiment):
    dialog = open_dialog(experiment)

    qtbot.mouseClick(ok_of(dialog), Qt.MouseButton.LeftButton)

    assert dialog.result() == QDialog.DialogCode.Accepted
    assert dialog.experiment() == experiment
    assert dialog.dataset() is bundled_digits()


def test_the_layers_of_the_open_experiment_are_kept(open_dialog):
    layers = (Flatten(), Dense(5), Dense(3), SoftmaxCrossEntropy())
    dialog = open_dialog(Experiment.preset("paper", layers=layers))

    assert dialog.experiment().layers == layers
    named(dialog, QCheckBox, "Class 7").click()
    assert dialog.experiment().layers == (Flatten(), Dense(5), Dense(4), SoftmaxCrossEntropy())


def test_escape_cancels(dialog, qtbot):
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)

    assert dialog.result() == QDialog.DialogCode.Rejected


def test_a_preset_fills_the_fields_and_the_open_one_comes_back(open_dialog):
    current = Experiment.preset("paper", epochs=7, seed=3)
    dialog = open_dialog(current)

    choose(dialog, "Preset", "All ten digits")
    assert dialog.experiment() == PRESETS["ten-digits"]
    assert named(dialog, QLineEdit, "Learning rate").text() == str(PRESETS["ten-digits"].learning_rate)

    choose(dialog, "Preset", "The experiment that is open")
    assert dialog.experiment() == current


def test_every_field_reaches_the_experiment(dialog, qtbot):
    retype(qtbot, named(dialog, QLineEdit, "Learning rate"), "1e-2")
    retype(qtbot, named(dialog, QLineEdit, "Seed"), "17")
    for name, text in (("Training images a class", "30"), ("Test images a class", "5"), ("Epochs", "4")):
        retype(qtbot, named(dialog, QSpinBox, name).lineEdit(), text)
    qtbot.mouseClick(named(dialog, QCheckBox, "Class 9"), Qt.MouseButton.LeftButton, pos=QPoint(8, 9))
    choose(dialog, "Initialiser", "Xavier")
    choose(dialog, "Schedule", "Linear")

    assert dialog.experiment() == Experiment.preset(
        "paper",
        learning_rate=0.01,
        seed=17,
        train_per_class=30,
        test_per_class=5,
        epochs=4,
        classes=(0, 1, 2, 9),
        initializer="xavier",
        schedule="linear",
    )
    assert "120 training and 20 test images · 6,456 parameters · 480 steps" in texts_of(dialog)
    assert INITIALIZER_TEXTS["xavier"] in texts_of(dialog)


def test_all_images_take_the_place_of_numbers(dialog):
    box = named(dialog, QCheckBox, "All images, four fifths for training")
    box.click()

    assert not named(dialog, QSpinBox, "Training images a class").isEnabled()
    assert (dialog.experiment().train_per_class, dialog.experiment().test_per_class) == (None, None)

    box.click()
    assert dialog.experiment() == PRESETS["paper"]


@pytest.mark.parametrize(
    ("field", "text", "sentence"),
    [
        ("Learning rate", "0,001", "The learning rate must be a number from 0 up, such as 0.001 or 1e-3, not “0,001”."),
        ("Seed", "-1", "The seed must be a whole number from 0 up, such as 0 or 17, not “-1”."),
    ],
)
def test_a_wrong_text_is_told_and_bars_ok_until_it_is_right(dialog, qtbot, field, text, sentence):
    edit = named(dialog, QLineEdit, field)
    right = edit.text()

    retype(qtbot, edit, text)
    qtbot.keyClick(edit, Qt.Key.Key_Return)

    assert f"⚠ {sentence}" in texts_of(dialog)
    assert f"Not ready: {sentence}" in texts_of(dialog)
    assert sentence in ok_of(dialog).toolTip()
    assert not ok_of(dialog).isEnabled()
    assert dialog.isVisible()
    with pytest.raises(ValueError, match=re.escape(sentence)):
        dialog.experiment()

    retype(qtbot, edit, right)
    assert "⚠" not in texts_of(dialog)
    assert ok_of(dialog).isEnabled()


def test_too_few_classes_are_told(dialog, qtbot):
    qtbot.mouseClick(named(dialog, QPushButton, "Choose no class, to choose afresh"), Qt.MouseButton.LeftButton)
    assert "⚠ Choose at least two classes to tell apart." in texts_of(dialog)
    assert not ok_of(dialog).isEnabled()

    qtbot.mouseClick(named(dialog, QPushButton, "Choose all classes"), Qt.MouseButton.LeftButton)
    assert dialog.experiment().classes == tuple(range(10))


def test_too_few_images_are_told(dialog):
    named(dialog, QSpinBox, "Training images a class").setValue(5000)

    assert "of the 5010 images asked for, 5000 to train and 10 to test." in texts_of(dialog)
    assert not ok_of(dialog).isEnabled()


def test_accepting_by_program_cannot_pass_what_is_wrong(dialog):
    named(dialog, QLineEdit, "Seed").setText("x")

    dialog.accept()

    assert dialog.isVisible()
    assert dialog.result() != QDialog.DialogCode.Accepted


def test_a_typed_folder_is_read_on_enter_and_not_before(dialog, qtbot, folder):
    path = named(dialog, QLineEdit, "Path of the folder")
    retype(qtbot, path, str(folder))

    assert named(dialog, QRadioButton, "Folder of IDX files").isChecked()
    assert "⚠ Press Enter to read this folder." in texts_of(dialog)
    assert not ok_of(dialog).isEnabled()

    qtbot.keyClick(path, Qt.Key.Key_Return)

    assert dialog.isVisible()  # Enter reads; it does not press OK as well
    assert "weather: 36 images of 8×8, 3 classes." in texts_of(dialog)
    assert [box.accessibleName() for box in dialog.findChildren(QCheckBox) if "Class" in box.accessibleName()] == [
        "Class Ankle boot",
        "Class R&B",
        "Class <b>Sun</b>",
    ]
    assert named(dialog, QCheckBox, "Class R&B").text() == "R&&B"


def test_a_folders_experiment_can_be_opened(dialog, qtbot, folder):
    path = named(dialog, QLineEdit, "Path of the folder")
    retype(qtbot, path, str(folder))
    qtbot.keyClick(path, Qt.Key.Key_Tab)
    assert "has only 12 of the 35 images asked for" in texts_of(dialog)

    named(dialog, QSpinBox, "Training images a class").setValue(8)
    named(dialog, QSpinBox, "Test images a class").setValue(4)
    qtbot.mouseClick(ok_of(dialog), Qt.MouseButton.LeftButton)

    experiment = dialog.experiment()
    assert experiment.data == str(folder)
    session = Session(experiment, dialog.dataset())
    session.step()
    assert session.total_steps == 24 * 50


@pytest.mark.parametrize(("name", "sentence"), [("nowhere", "does not exist"), ("empty", "holds no IDX files")])
def test_a_folder_that_is_none_is_told(dialog, qtbot, tmp_path, name, sentence):
    (tmp_path / "empty").mkdir()
    path = named(dialog, QLineEdit, "Path of the folder")
    retype(qtbot, path, str(tmp_path / name))
    qtbot.keyClick(path, Qt.Key.Key_Return)

    assert sentence in texts_of(dialog)
    assert not ok_of(dialog).isEnabled()
    assert QApplication.overrideCursor() is None
    with pytest.raises(ValueError, match=sentence):
        dialog.dataset()

    named(dialog, QRadioButton, "Bundled digits").click()
    assert dialog.experiment() == PRESETS["paper"]


def test_choosing_a_folder_without_naming_one_is_told(dialog):
    named(dialog, QRadioButton, "Folder of IDX files").click()

    assert "Not ready: Choose the folder the IDX files are in." in texts_of(dialog)


def test_browse_takes_the_folder_that_is_chosen(dialog, qtbot, folder, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(folder))

    qtbot.mouseClick(named(dialog, QPushButton, "Browse for the folder"), Qt.MouseButton.LeftButton)

    assert dialog.dataset().name == "weather"


def test_browse_and_cancel_changes_nothing(dialog, qtbot, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: "")

    qtbot.mouseClick(named(dialog, QPushButton, "Browse for the folder"), Qt.MouseButton.LeftButton)

    assert dialog.experiment() == PRESETS["paper"]


def test_the_open_experiments_data_set_is_not_read_again(open_dialog, folder):
    experiment = Experiment.preset("paper", data=str(folder), train_per_class=8, test_per_class=4)
    dataset = experiment.dataset()
    for file in folder.iterdir():
        file.unlink()

    dialog = open_dialog(experiment, dataset=dataset)

    assert dialog.dataset() is dataset
    assert dialog.experiment() == experiment


def test_an_open_folder_is_read_where_no_data_set_is_given(open_dialog, folder):
    experiment = Experiment.preset("paper", data=str(folder), train_per_class=8, test_per_class=4)

    assert open_dialog(experiment).experiment() == experiment


def test_every_mnemonic_is_there_once(dialog):
    texts = [label.text() for label in dialog.findChildren(QLabel) if label.buddy()]
    texts += [button.text() for button in dialog.findChildren(QAbstractButton)]
    letters = [match.upper() for text in texts for match in re.findall(r"&(\w)", text)]

    assert len(letters) == len(set(letters))
    assert {"P", "B", "F", "W", "A", "N", "T", "E", "M", "I", "L", "D", "H", "S"} <= set(letters)


def test_a_mnemonic_goes_to_its_field(dialog, qtbot):
    dialog.activateWindow()
    qtbot.keyClick(dialog, Qt.Key.Key_L, Qt.KeyboardModifier.AltModifier)

    assert dialog.focusWidget() is named(dialog, QLineEdit, "Learning rate")


def test_tab_goes_through_all_fields_from_the_top(dialog, qtbot):
    reached = []
    for _ in range(40):
        widget = dialog.focusWidget()
        reached.append(widget.accessibleName() or widget.parentWidget().accessibleName())
        qtbot.keyClick(widget, Qt.Key.Key_Tab)

    wanted = [
        "Preset",
        "Bundled digits",
        "Path of the folder",
        "Browse for the folder",
        "Choose all classes",
        "Class 0",
        "Class 9",
        "Training images a class",
        "Test images a class",
        "All images, four fifths for training",
        "Initialiser",
        "Learning rate",
        "Schedule",
        "Epochs",
        "Seed",
        "OK",
        "Cancel",
    ]
    assert [name for name in dict.fromkeys(reached) if name in wanted] == wanted


def test_everything_one_can_use_has_a_name_and_a_tip(dialog):
    fields = [
        widget
        for kind in (QAbstractButton, QComboBox, QSpinBox, QLineEdit)
        for widget in dialog.findChildren(kind)
        if not isinstance(widget.parentWidget(), (QSpinBox, QComboBox))
    ]

    assert len(fields) > 20
    assert [widget for widget in fields if not (widget.accessibleName() and widget.toolTip())] == []


def test_nothing_is_cut_on_a_small_screen(dialog):
    dialog.resize(dialog.sizeHint())
    QApplication.processEvents()
    inner = next(w for w in dialog.findChildren(QWidget) if w.layout() is dialog._form)

    assert dialog.height() <= 720
    assert inner.width() <= inner.parentWidget().width()
    for label in dialog.findChildren(QLabel):
        if label.isVisible():
            assert label.height() >= label.heightForWidth(label.width()) if label.wordWrap() else True
