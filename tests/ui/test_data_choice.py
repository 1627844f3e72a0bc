"""Choosing the images of an experiment: what ships with the program by name, or a folder."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QRadioButton

from cnnviz.datasets import BUNDLED_DATA, DatasetError, bundled_digits, bundled_fashion
from cnnviz.training import PRESETS, Experiment, Session
from cnnviz.ui import data_choice
from cnnviz.ui.data_choice import DataChoice
from cnnviz.ui.experiment_dialog import ExperimentDialog


@pytest.fixture
def choice(qtbot):
    widget = DataChoice()
    qtbot.addWidget(widget)
    widget.show()
    qtbot.waitExposed(widget)
    return widget


def button(widget, name):
    return next(radio for radio in widget.findChildren(QRadioButton) if radio.accessibleName() == name)


def test_fashion_is_chosen_by_a_click(choice, qtbot):
    assert (choice.data(), choice.dataset()) == ("digits", bundled_digits())
    with qtbot.waitSignal(choice.changed):
        qtbot.mouseClick(button(choice, "Fashion-MNIST"), Qt.MouseButton.LeftButton)
    assert choice.data() == "fashion"
    assert choice.dataset() is bundled_fashion()
    assert choice.problem() == ""


def test_an_experiment_on_fashion_opens_with_it(choice):
    choice.choose("fashion")
    assert button(choice, "Fashion-MNIST").isChecked()
    choice.choose("digits")
    assert button(choice, "Bundled digits").isChecked()


def test_files_that_cannot_be_read_are_told(choice, qtbot, monkeypatch):
    def broken():
        raise DatasetError("Fashion-MNIST cannot be read")

    monkeypatch.setattr(data_choice, "BUNDLED_DATA", {**BUNDLED_DATA, "fashion": broken})
    qtbot.mouseClick(button(choice, "Fashion-MNIST"), Qt.MouseButton.LeftButton)
    assert choice.dataset() is None
    assert choice.problem() == "Fashion-MNIST cannot be read."


def test_the_form_makes_an_experiment_of_it_with_its_class_names(qtbot):
    dialog = ExperimentDialog(PRESETS["ten-digits"])
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitExposed(dialog)
    qtbot.mouseClick(button(dialog, "Fashion-MNIST"), Qt.MouseButton.LeftButton)
    experiment = dialog.experiment()
    assert experiment == Experiment.preset("ten-digits", data="fashion")
    assert dialog.dataset().class_names[9] == "Ankle boot"
    few = experiment.changed(train_per_class=1, test_per_class=1)
    assert Session(few).dataset.class_names[0] == "T-shirt/top"
