"""The form for a new experiment: every field with its explanation or, when it is wrong, what is wrong with it."""

from typing import Final

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QGuiApplication, QPalette
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from cnnviz.datasets import Dataset
from cnnviz.training import PRESETS, Experiment
from cnnviz.training.checks import MAX_EPOCHS, MAX_IMAGES
from cnnviz.ui.class_choice import ClassChoice
from cnnviz.ui.data_choice import DataChoice
from cnnviz.ui.experiment_form import IMAGES, Checked, CountedImages, FormValues, check_form
from cnnviz.ui.experiment_texts import INITIALIZER_TEXTS, PRESET_TEXTS, SCHEDULE_TEXTS, explanations
from cnnviz.ui.form_parts import Note, combo_box, side_by_side, spin_box

_WIDTH: Final = 640
_SHORT: Final = 140
_ROOM_BELOW: Final = 125
_SCREEN_SHARE: Final = 0.92


class ExperimentDialog(QDialog):
    """Asks for an experiment, starting from the current one; nothing is changed before OK.

    `dataset` is the data set of `current`, where it is at hand, so that it need not be read again.
    """

    def __init__(self, current: Experiment, parent: QWidget | None = None, dataset: Dataset | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("New experiment")
        self._current = current
        self._base = current
        self._count = CountedImages()
        self._checked = Checked(None, None, {})
        self._make_fields()
        self._lay_out()
        self._name_fields()
        if dataset is not None:
            self._data.choose(current.data, dataset)
        self._fill(current)
        self._connect()
        self._check()
        self._preset.setFocus()
        self.resize(self.sizeHint())  # Qt's own choice is at most two thirds of the screen

    def experiment(self) -> Experiment:
        """The experiment that the form describes. Raises ValueError while a field is wrong (then OK is disabled)."""
        if self._checked.experiment is None:
            raise ValueError(next(iter(self._checked.problems.values())))
        return self._checked.experiment

    def dataset(self) -> Dataset:
        """The data set of that experiment, as it was read for the form. Raises ValueError while there is none."""
        dataset = self._data.dataset()
        if dataset is None:
            raise ValueError(self._data.problem())
        return dataset

    def _make_fields(self) -> None:
        self._preset = QComboBox()
        for name, (title, _) in PRESET_TEXTS.items():
            self._preset.addItem(title, PRESETS[name])
        if self._current not in PRESETS.values():
            self._preset.addItem("The experiment that is open", self._current)
        self._data = DataChoice()
        self._classes = ClassChoice()
        self._train = spin_box(MAX_IMAGES)
        self._train.setValue(PRESETS["paper"].train_per_class or 1)
        self._test = spin_box(MAX_IMAGES)
        self._test.setValue(PRESETS["paper"].test_per_class or 1)
        self._every = QCheckBox("All i&mages, four fifths for training")
        self._initializer = combo_box(INITIALIZER_TEXTS)
        self._rate = QLineEdit()
        self._schedule = combo_box(SCHEDULE_TEXTS)
        self._epochs = spin_box(MAX_EPOCHS)
        self._seed = QLineEdit()
        self._notes: dict[str, Note] = {}
        self._network = Note(small=False)
        self._summary = Note(small=False)
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self._ok = self._buttons.button(QDialogButtonBox.StandardButton.Ok)

    def _lay_out(self) -> None:
        self._form = QGridLayout()
        self._form.setVerticalSpacing(2)
        self._form.setHorizontalSpacing(14)
        self._form.setContentsMargins(0, 0, 8, 0)
        self._form.setColumnStretch(1, 1)
        for field in (self._rate, self._seed, self._epochs):
            field.setFixedWidth(_SHORT)
        train, test = QLabel("&Training"), QLabel("T&est")
        train.setBuddy(self._train)
        test.setBuddy(self._test)
        images = side_by_side(train, self._train, test, self._test, self._every)
        images.setSpacing(10)
        images.addStretch(1)
        self._add_row("&Preset", "preset", self._preset, self._preset)
        self._add_row("Data", "data", self._data)
        self._add_row("Classes", "classes", self._classes)
        self._add_row("Images a class", IMAGES, images)
        self._add_row("In&itialiser", "initializer", self._initializer, self._initializer)
        self._add_row("&Learning rate η", "learning_rate", self._rate, self._rate)
        self._add_row("Sche&dule", "schedule", self._schedule, self._schedule)
        self._add_row("Epoc&hs", "epochs", self._epochs, self._epochs)
        self._add_row("&Seed", "seed", self._seed, self._seed)
        self._form.setRowStretch(self._form.rowCount(), 1)
        fields = QWidget()
        fields.setLayout(self._form)
        self._scroll = QScrollArea()
        self._scroll.setWidget(fields)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        line = QFrame()
        line.setFrameShape(QFrame.Shape.HLine)
        line.setForegroundRole(QPalette.ColorRole.Mid)
        layout = QVBoxLayout(self)
        layout.addWidget(self._scroll, 1)
        for widget in (line, self._network, self._summary, self._buttons):
            layout.addWidget(widget)

    def _add_row(self, text: str, name: str, field: QWidget | QHBoxLayout, buddy: QWidget | None = None) -> None:
        """A label, a field, and below it the note that belongs to it."""
        row = self._form.rowCount()
        label = QLabel(text)
        label.setContentsMargins(0, 4, 0, 0)
        if buddy is not None:
            label.setBuddy(buddy)
        self._form.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
        if isinstance(field, QWidget):
            short = field.maximumWidth() == _SHORT
            self._form.addWidget(field, row, 1, Qt.AlignmentFlag.AlignLeft if short else Qt.AlignmentFlag(0))
        else:
            self._form.addLayout(field, row, 1)
        note = self._notes[name] = Note()
        note.setContentsMargins(0, 0, 0, 6)
        self._form.addWidget(note, row + 1, 1)

    def _name_fields(self) -> None:
        for widget, name, tip in (
            (self._preset, "Preset", "Fills all fields with the values of an experiment that comes with the program."),
            (self._train, "Training images a class", "How many images of each class the network learns from."),
            (self._test, "Test images a class", "How many other images of each class it is tested with."),
            (self._every, "All images, four fifths for training", "Use every image there is of the chosen classes."),
            (self._initializer, "Initialiser", "How the first weights are drawn."),
            (self._rate, "Learning rate", "How far a weight steps against its gradient: W ← W − η·∂L/∂W."),
            (self._schedule, "Schedule", "How the learning rate goes on in the course of the run."),
            (self._epochs, "Epochs", "How often the run passes over all training images."),
            (self._seed, "Seed", "Decides the first weights, which images are drawn, and their order."),
            (self._network, "Network", "The layers of the network, from the image to the probabilities."),
            (self._summary, "What the run will have", "What the run will have, or why it cannot begin."),
            (self._ok, "OK", "Open this experiment in place of the current one."),
            (self._buttons.button(QDialogButtonBox.StandardButton.Cancel), "Cancel", "Change nothing (Esc)."),
        ):
            widget.setAccessibleName(name)
            widget.setToolTip(tip)

    def _connect(self) -> None:
        self._preset.activated.connect(self._take_preset)
        self._data.changed.connect(self._take_data)
        self._classes.changed.connect(self._check)
        self._every.toggled.connect(self._check)
        for spin in (self._train, self._test, self._epochs):
            spin.valueChanged.connect(self._check)
        for combo in (self._initializer, self._schedule):
            combo.currentIndexChanged.connect(self._check)
        for edit in (self._rate, self._seed):
            edit.textChanged.connect(self._check)
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)

    def _fill(self, experiment: Experiment) -> None:
        """Put an experiment into the fields."""
        self._base = experiment
        places = range(self._preset.count())
        self._preset.setCurrentIndex(next(place for place in places if self._preset.itemData(place) == experiment))
        self._data.choose(experiment.data)
        self._show_classes()
        self._classes.choose(experiment.classes)
        self._every.setChecked(experiment.train_per_class is None)
        if experiment.train_per_class is not None and experiment.test_per_class is not None:
            self._train.setValue(experiment.train_per_class)
            self._test.setValue(experiment.test_per_class)
        self._initializer.setCurrentIndex(self._initializer.findData(experiment.initializer))
        self._rate.setText(repr(experiment.learning_rate))
        self._schedule.setCurrentIndex(self._schedule.findData(experiment.schedule))
        self._epochs.setValue(experiment.epochs)
        self._seed.setText(str(experiment.seed))

    @Slot(int)
    def _take_preset(self, place: int) -> None:
        self._fill(self._preset.itemData(place))
        self._check()

    @Slot()
    def _take_data(self) -> None:
        self._show_classes()
        self._check()

    def _show_classes(self) -> None:
        if dataset := self._data.dataset():
            self._classes.show_names(dataset.class_names)

    def _values(self) -> FormValues:
        return FormValues(
            base=self._base,
            data=self._data.data(),
            classes=self._classes.chosen(),
            every_image=self._every.isChecked(),
            train_per_class=self._train.value(),
            test_per_class=self._test.value(),
            initializer=self._initializer.currentData(),
            learning_rate=self._rate.text(),
            schedule=self._schedule.currentData(),
            epochs=self._epochs.value(),
            seed=self._seed.text(),
        )

    @Slot()
    def _check(self) -> None:
        """Look at every field anew; show what is wrong beside it, or what the run will have."""
        values, dataset = self._values(), self._data.dataset()
        self._train.setEnabled(not values.every_image)
        self._test.setEnabled(not values.every_image)
        self._checked = check_form(values, dataset, self._data.problem(), self._count)
        problems, summary = self._checked.problems, self._checked.summary
        texts = explanations(values, dataset)
        for name, note in self._notes.items():
            note.show_text(texts[name], problems.get(name, ""))
        self._network.show_text(f"Network: {summary.network}" if summary else "", problems.get("layers", ""))
        self._network.setVisible(bool(self._network.text()))
        reason = "" if summary else f"Not ready: {next(iter(problems.values()))}"
        self._summary.show_text(summary.text if summary else "", reason)
        self._ok.setEnabled(summary is not None)
        self._ok.setToolTip(reason or "Open this experiment in place of the current one.")

    def sizeHint(self) -> QSize:
        """All of the form, as far as the screen has room."""
        width = max(_WIDTH, self._form.minimumSize().width() + 50)
        wanted = QSize(width, self._form.heightForWidth(width - 50) + _ROOM_BELOW)
        return wanted.boundedTo(QGuiApplication.primaryScreen().availableSize() * _SCREEN_SHARE)

    def accept(self) -> None:
        self._check()
        if self._checked.experiment is not None:
            super().accept()
