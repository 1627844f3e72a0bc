"""Starts the window and ends it again."""

import signal
import sys
import threading
import traceback
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, QSettings, QTimer, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from cnnviz import __version__
from cnnviz.paths import resources_folder
from cnnviz.ui.main_window import MainWindow
from cnnviz.ui.worker import Failure


class _Reporter(QObject):
    """Brings an error that nobody caught, from whichever thread, to the window."""

    failed = Signal(object)

    def report(self, error: BaseException) -> None:
        """Say what failed."""
        details = "".join(traceback.format_exception(error))
        print(details, file=sys.stderr)  # noqa: T201
        self.failed.emit(Failure(f"{type(error).__name__}: {error}", details))


def application() -> QApplication:
    """The one QApplication of the process, made if there is none yet."""
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    app.setApplicationName("cnnviz")
    app.setOrganizationName("cnnviz")
    app.setApplicationVersion(__version__)
    app.setDesktopFileName("cnnviz")
    app.setWindowIcon(QIcon(str(resources_folder() / "icons" / "cnnviz.svg")))
    return app


def run(file: Path | None) -> int:
    """Show the window, on a saved run where a file is given, until it is closed; returns the exit code."""
    app = application()
    settings = QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, "cnnviz", "cnnviz")
    window = MainWindow(settings)
    reporter = _Reporter()
    reporter.failed.connect(window.show_failure)

    def hook(kind: type[BaseException], error: BaseException, where: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            window.close()
        else:
            reporter.report(error)

    sys.excepthook = hook
    threading.excepthook = lambda caught: caught.exc_value is not None and reporter.report(caught.exc_value)
    signal.signal(signal.SIGINT, lambda *_: window.close())
    signal.signal(signal.SIGTERM, lambda *_: window.close())
    heartbeat = QTimer()  # without it, Python sees a signal only at the next event
    heartbeat.start(200)
    heartbeat.timeout.connect(lambda: None)
    window.show()
    window.start(file=file)
    return app.exec()
