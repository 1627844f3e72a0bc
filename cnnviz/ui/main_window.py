"""The window: it puts the views together, pulls frames for them, and hands what is asked to the worker."""

import contextlib
import time
from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QVBoxLayout, QWidget

from cnnviz.explain import Cell
from cnnviz.training import Experiment
from cnnviz.ui.actions import Actions
from cnnviz.ui.collector import Collector
from cnnviz.ui.debugger.health_bar import HealthBar
from cnnviz.ui.docks import Docks
from cnnviz.ui.drawing import OwnImage
from cnnviz.ui.frame import Frame
from cnnviz.ui.gate import Gate, GateKeeper
from cnnviz.ui.header import Header
from cnnviz.ui.interventions import Interventions
from cnnviz.ui.mailbox import Mailbox
from cnnviz.ui.memory import Memory
from cnnviz.ui.messages import show_about, show_failure
from cnnviz.ui.move_bar import MoveBar
from cnnviz.ui.network.view import NetworkView
from cnnviz.ui.refresher import Refresher
from cnnviz.ui.run_files import RunFiles
from cnnviz.ui.shortcut_sheet import ShortcutSheet
from cnnviz.ui.theme import Theme, apply_theme, load_theme, system_theme_name
from cnnviz.ui.theme_menu import ThemeMenu
from cnnviz.ui.timeline_view import TimelineView
from cnnviz.ui.worker import Failure, TrainingWorker

FRAME_INTERVAL = 33
"""Milliseconds between two looks at the mailbox."""
_RUNNING_INTERVAL = 38
"""The same while training runs: 26 frames a second, for each costs the worker time."""
_AGAIN = 8
"""Milliseconds to a second look while training runs and nothing has come."""

_SURROUNDINGS = 1.0
"""Seconds between two looks at the buttons, the learning rate and the title while training runs."""


class MainWindow(QMainWindow):
    """The application's one window. `settings` None: nothing is remembered from one start to the next."""

    frame_shown = Signal(object)
    """A `Frame` that the visible views have taken."""

    def __init__(self, settings: QSettings | None = None, theme_name: str | None = None) -> None:
        super().__init__()
        self.setObjectName("main_window")
        self.setWindowTitle("cnnviz")
        self.setDockNestingEnabled(True)
        self._memory = Memory(settings)
        self._shows_pause = False
        self._is_arranged = False
        self._frame: Frame | None = None
        self._surrounded_at = 0.0
        self._mailbox = Mailbox()
        self._gate = Gate()
        self._keeper = GateKeeper(self._gate, self)
        self._collector = Collector(self)
        self.worker = TrainingWorker(self._mailbox, self._gate, self)
        self.worker.failed.connect(self.show_failure)
        self.files = RunFiles(self, self.worker, self._memory)
        self.interventions = Interventions(self, self.worker)
        self.actions_by_name = Actions(self)
        self._theme_name = theme_name or self._memory.text("theme", "system")
        self._put_on(self._theme_name)  # before there are widgets that would have to change
        self._build_views()
        self.toolbar = MoveBar(self.actions_by_name, self)
        self.addToolBar(self.toolbar)
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
        if frame is not None:
            self._keeper.hold()
            self.show_frame(frame)
        self._pull_again(soon=frame is None)

    def _pull_again(self, soon: bool) -> None:
        """Look at the mailbox after the time that is due, or once sooner."""
        interval = FRAME_INTERVAL
        if self._shows_pause:
            interval = _AGAIN if soon and self._pull.interval() != _AGAIN else _RUNNING_INTERVAL
        if interval != self._pull.interval():
            self._pull.setInterval(interval)

    def show_frame(self, frame: Frame) -> None:
        """Let the visible views show a frame; the others are shown it when they come into sight."""
        before, self._frame = self._frame, frame
        self.files.frame = self.interventions.frame = frame
        self.refresher.show(frame)
        goes_on = before is not None and _goes_on(before, frame)
        now = time.monotonic()
        if not goes_on or now - self._surrounded_at > _SURROUNDINGS:
            self._surrounded_at = now
            self._show_surroundings(frame)
        self.frame_shown.emit(frame)

    def _show_surroundings(self, frame: Frame) -> None:
        """What is not worth the time with every frame: the buttons, the learning rate, the title."""
        self.toolbar.learning_rate.show_value(frame.learning_rate)
        self._update_actions(frame)
        self.setWindowTitle(f"step {frame.position} · {frame.run.experiment.name} · cnnviz")

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
        self.refresher = Refresher(self._views, self.network, self._keeper.hold, self)

    def _build_menus(self) -> None:
        menus = {name: self.menuBar().addMenu(f"&{name}") for name in ("File", "Walk", "Change", "View", "Help")}
        for action in self.actions_by_name.all():
            if action.data() == "View":
                continue
            if action.objectName() == "quit":
                menus["File"].addSeparator()
            menus[action.data()].addAction(action)
        view = menus["View"]
        view.addActions([self.actions_by_name["back_to_training"], self.actions_by_name["pin"]])
        view.addSeparator()
        for dock in self.docks.all:
            view.addAction(dock.toggleViewAction())
        view.addAction(self.actions_by_name["reset_layout"])
        view.addSeparator()
        self.themes = ThemeMenu(self)
        self.themes.chosen.connect(self.apply_theme_name)
        view.addActions(self.themes.actions)

    def _connect(self) -> None:
        worker, files, interventions, bar = self.worker, self.files, self.interventions, self.toolbar
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
                "repeat": interventions.repeat_sample,
                "undo": interventions.undo,
                "faster": bar.pace.faster,
                "slower": bar.pace.slower,
                "new": files.new,
                "open": files.open,
                "save": files.save,
                "tables": files.save_tables,
                "picture": files.save_picture,
                "quit": self.close,
                "back_to_training": worker.clear_probe,
                "pin": self._pin,
                "reset_layout": self._reset_layout,
                "keys": self._show_keys,
                "about": self._show_about,
            }
        )
        for slot in (worker.set_pace, self.network.set_pace, self.docks.inspector.set_pace):
            bar.pace.pace_changed.connect(slot)
        bar.learning_rate.changed.connect(interventions.set_learning_rate)
        interventions.refused.connect(self._show_learning_rate)
        files.done.connect(self.header.tell)
        files.failed.connect(self.show_failure)
        self.header.probe_cleared.connect(worker.clear_probe)
        self.timeline.seek_requested.connect(worker.seek)
        self.health_bar.seek_requested.connect(worker.seek)
        self.docks.became_visible.connect(self.refresher.catch_up)
        QApplication.instance().focusChanged.connect(self._let_undo)
        self._connect_panels()

    def _connect_panels(self) -> None:
        worker, interventions, docks, network = self.worker, self.interventions, self.docks, self.network
        docks.gallery.probe_chosen.connect(worker.set_probe)
        docks.gallery.probe_cleared.connect(worker.clear_probe)
        docks.gallery.train_chosen.connect(interventions.choose_sample)
        docks.gallery.sight_changed.connect(worker.look_at)
        docks.results.probe_chosen.connect(worker.set_probe)
        docks.results.probe_cleared.connect(worker.clear_probe)
        docks.pinned.pins_changed.connect(worker.set_pins)
        docks.pinned.probe_chosen.connect(worker.look_through)
        docks.confusion.cell_clicked.connect(docks.show_mistakes)
        docks.sample.probe_cleared.connect(worker.clear_probe)
        docks.draw.image_ready.connect(self._set_own_image)
        docks.draw.cleared.connect(worker.clear_probe)
        docks.loss.step_clicked.connect(worker.seek)
        docks.accuracy.step_clicked.connect(worker.seek)
        docks.stops.breakpoints_changed.connect(worker.set_breakpoints)
        docks.changes.repeat_requested.connect(interventions.repeat_sample)
        docks.changes.undo_requested.connect(interventions.undo)
        docks.changes.branch_chosen.connect(worker.switch_branch)
        docks.changes.seek_requested.connect(worker.seek)
        docks.health.seek_requested.connect(worker.seek)
        docks.parameters.parameter_edited.connect(interventions.set_parameter)
        docks.parameters.cell_clicked.connect(network.canvas.choose)
        for asks in (docks.sample.cell_clicked, docks.norms.cell_clicked, docks.parameters.answer_wanted):
            asks.connect(self._ask)
        network.cell_clicked.connect(docks.inspector.set_cell)
        network.cell_hovered.connect(docks.inspector.set_hovered)
        docks.inspector.cell_chosen.connect(self._choose_cell)
        docks.inspector.sources_changed.connect(network.set_sources)
        docks.inspector.hover_sources_changed.connect(network.set_hover_sources)

    def _update_actions(self, frame: Frame) -> None:
        actions = self.actions_by_name
        at_start = frame.position == 0 and frame.phase == 0
        finished = frame.position >= frame.run.total_steps
        for name in ("reset", "previous_epoch", "previous_sample", "previous_phase"):
            actions[name].setEnabled(not at_start)
        actions["repeat"].setEnabled(not at_start and not finished)
        self._let_undo()
        for name in ("next_phase", "next_sample", "run", "epoch"):
            actions[name].setEnabled(not finished)
        actions["back_to_training"].setEnabled(frame.probe is not None)
        if frame.is_running != self._shows_pause:
            self._shows_pause = frame.is_running
            self._show_run_or_pause()

    @Slot()
    def _let_undo(self) -> None:
        """A change can be taken back where one was made; while a person draws, the key is the drawing's."""
        frame, focused = self._frame, QApplication.focusWidget()
        is_drawing = focused is not None and self.docks.draw.isAncestorOf(focused)
        is_changed = frame is not None and any(event.position == frame.position for event in frame.events)
        self.actions_by_name["undo"].setEnabled(is_changed and not is_drawing)

    def _show_run_or_pause(self) -> None:
        self.actions_by_name["run"].setText("Pause" if self._shows_pause else "Run")
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

    @Slot()
    def _pin(self) -> None:
        if self._frame is not None:
            self.docks.show_pinned()
            self.docks.pinned.pin_view_of(self._frame)

    @Slot(object)
    def _set_own_image(self, own: OwnImage) -> None:
        self.worker.set_own_image(own.name, own.image)

    @Slot(object)
    def _ask(self, cell: Cell) -> None:
        """Ask where a number of a panel comes from, as if it had been clicked in the network's picture."""
        self.network.canvas.choose(cell)
        self.docks.show_inspector()

    @Slot(object)
    def _choose_cell(self, cell: Cell | None) -> None:
        self.network.set_cell(cell)

    @Slot()
    def _show_learning_rate(self) -> None:
        if self._frame is not None:
            self.toolbar.learning_rate.show_value(self._frame.learning_rate, again=True)

    @Slot(object)
    def show_failure(self, failure: Failure) -> None:
        """Say what failed, in one sentence, with the details of an error in the program itself."""
        show_failure(self, failure)

    @Slot()
    def _show_keys(self) -> None:
        sheet = ShortcutSheet(self.actions_by_name.all(), self)
        sheet.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        sheet.open()

    @Slot()
    def _show_about(self) -> None:
        show_about(self)

    @Slot(str)
    def apply_theme_name(self, name: str) -> None:
        """Put on the theme "light" or "dark", or "system" for what the desktop asks for."""
        self._theme_name = name
        theme = self._theme = self._put_on(name)
        self.themes.check(name)
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

    def _restore(self) -> None:
        self.resize(1440, 900)
        for key, restore in (("geometry", self.restoreGeometry), ("state", self.restoreState)):
            value = self._memory.value(key)
            if isinstance(value, QByteArray):
                self._is_arranged = restore(value) and key == "state"
        if self._memory.is_kept:
            pace = self._memory.text("pace")
            with contextlib.suppress(ValueError):  # a settings file that somebody edited
                self.toolbar.pace.set_pace(float(pace) if pace else None)

    def showEvent(self, event: QShowEvent) -> None:
        if not self._is_arranged:
            self._is_arranged = True
            self.docks.arrange(self.width(), self.height())
        super().showEvent(event)
        handle = self.windowHandle()
        if handle is not None:
            self._keeper.watch(handle)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.worker.isRunning() and not self.worker.all_saved():
            event.ignore()  # the run is still here; the worker tells why it could not be saved
            return
        self._pull.stop()
        self.refresher.stop()
        for key, value in (
            ("geometry", self.saveGeometry()),
            ("state", self.saveState()),
            ("theme", self._theme_name),
            ("pace", self.toolbar.pace.pace() or ""),
        ):
            self._memory.keep(key, value)
        self._memory.write()
        if self.worker.isRunning():
            self.worker.stop()
            self.worker.wait()
            self._collector.stop()
        event.accept()


def _goes_on(before: Frame, frame: Frame) -> bool:
    """Whether between two frames training has gone on, and nothing else has happened."""
    is_same = before.run is frame.run and (before.probe is None) is (frame.probe is None)
    return before.is_running and frame.is_running and is_same and before.events == frame.events
