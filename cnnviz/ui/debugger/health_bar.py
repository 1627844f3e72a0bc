"""The worst trouble of the run in one line above the picture, until it is over or sent away."""

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from cnnviz.training import Finding
from cnnviz.ui.debugger.health_view import color_of, go_tip
from cnnviz.ui.frame import Frame, Run
from cnnviz.ui.header import ElidedLabel
from cnnviz.ui.keys import SpaceForButtons
from cnnviz.ui.theme import Theme, load_theme


class HealthBar(QWidget):
    """Shows the worst finding that was not sent away; without one its line is hidden and it takes no room.

    The widget itself stays on view, so that it goes on getting frames.
    """

    seek_requested = Signal(int)
    """The step where the trouble began."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Health warning")
        self._theme = load_theme("light")
        self._run: Run | None = None
        self._findings: tuple[Finding, ...] = ()
        self._finding: Finding | None = None
        self._dismissed: set[tuple[object, ...]] = set()
        keeps_space = SpaceForButtons(self)
        self.line = QWidget()
        self.line.setAutoFillBackground(True)
        self._sign = QLabel("⚠")
        self.label = ElidedLabel()
        self.label.setAccessibleName("What is wrong with the run")
        self.go = QPushButton("Go there")
        self.go.setToolTip("Go to the step where this began")
        self.dismiss = QToolButton()
        self.dismiss.setText("×")
        self.dismiss.setAutoRaise(True)
        self.dismiss.setToolTip("Hide this warning; the health panel keeps it.")
        self.dismiss.setAccessibleName("Hide this warning")
        for button in (self.go, self.dismiss):
            button.installEventFilter(keeps_space)
            button.setFocusPolicy(self.go.focusPolicy())
        row = QHBoxLayout(self.line)
        row.setContentsMargins(12, 2, 8, 2)
        row.setSpacing(8)
        row.addWidget(self._sign)
        row.addWidget(self.label, 1)
        row.addWidget(self.go)
        row.addWidget(self.dismiss)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.line)
        self.line.hide()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.go.clicked.connect(self._ask)
        self.dismiss.clicked.connect(self._dismiss)

    @property
    def finding(self) -> Finding | None:
        """What is shown."""
        return self._finding

    def show_frame(self, frame: Frame) -> None:
        """Show the worst finding at the frame's position."""
        is_new = frame.run is not self._run
        if is_new:
            self._run = frame.run
            self._dismissed.clear()
        grave = tuple(one for one in frame.health if one.is_grave)  # the others are in the panel: a bar comes and goes
        if grave == self._findings and not is_new:
            return
        self._findings = grave
        self._show()

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        palette = self.line.palette()
        palette.setColor(QPalette.ColorRole.Window, theme.color("backward_band"))
        self.line.setPalette(palette)
        self._color()

    def _show(self) -> None:
        finding = next((one for one in self._findings if _key(one) not in self._dismissed), None)
        self._finding = finding
        if finding is not None:
            self.label.setText(finding.sentence)
            self.label.setToolTip(finding.sentence)
            self.label.update()
            self.go.setToolTip(go_tip(finding))
            self.go.setAccessibleName(f"Go to step {finding.step}, where this began")
            self._color()
        self.setAccessibleDescription(finding.sentence if finding else "")
        if self.line.isHidden() is (finding is not None):
            self.line.setVisible(finding is not None)
            self.updateGeometry()

    def _color(self) -> None:
        if self._finding is not None:
            for label, color in ((self._sign, color_of(self._finding)), (self.label, "text")):
                palette = label.palette()
                palette.setColor(label.foregroundRole(), self._theme.color(color))
                label.setPalette(palette)

    @Slot()
    def _ask(self) -> None:
        if self._finding is not None:
            self.seek_requested.emit(self._finding.step)

    @Slot()
    def _dismiss(self) -> None:
        if self._finding is not None:
            self._dismissed.add(_key(self._finding))
            self._show()

    def sizeHint(self) -> QSize:
        return QSize(300, 0 if self.line.isHidden() else self.line.sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())


def _key(finding: Finding) -> tuple[object, ...]:
    """What makes a finding the same one from step to step, while the numbers in its sentence change."""
    return finding.trouble, finding.layer, finding.step
