"""The rows below a walk: where it stands among its positions, and the buttons that move it."""

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QSlider, QVBoxLayout, QWidget

from cnnviz.ui.inspector.look import derived_font, set_color, set_text, text_label
from cnnviz.ui.inspector.slide.controls import IconButton
from cnnviz.ui.inspector.slide.route import Place, Route
from cnnviz.ui.inspector.slide.walk import Walk
from cnnviz.ui.keys import SLIDER_KEYS, OwnKeys
from cnnviz.ui.theme import Theme

_PLAY = "run", "Play", "Let the window slide by itself, at the pace of the slider Speed (Space)"
_PAUSE = "pause", "Pause", "Stop at this position (Space)"


class PositionBar(QWidget):
    """Shows a place on a slider and in numbers, and asks for others."""

    number_asked = Signal(int)
    """Which of the route's positions."""
    stops_asked = Signal(int)
    """One stop back (−1) or forward (1)."""
    start_asked = Signal()
    play_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.slider = QSlider(Qt.Orientation.Horizontal, self)
        self.slider.setAccessibleName("Position")
        self.slider.setToolTip("The position of the window (← →, Home, End)")
        self.slider.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.slider.installEventFilter(OwnKeys(SLIDER_KEYS, self.slider))
        self.start = IconButton("previous-sample", "To the start", "Go to the first position (Home)", self)
        self.back = IconButton("previous-phase", "One back", "Go one stop back (←)", self)
        self.play = IconButton(*_PLAY, self)
        self.forward = IconButton("next-phase", "One forward", "Go one stop forward (→)", self)
        self.place = text_label("Position in numbers", self)
        self.place.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.slider.valueChanged.connect(self.number_asked)
        self.start.clicked.connect(self.start_asked)
        self.back.clicked.connect(self._ask_back)
        self.play.clicked.connect(self.play_asked)
        self.forward.clicked.connect(self._ask_forward)
        row = QHBoxLayout()
        row.setSpacing(4)
        for button in self.buttons:
            row.addWidget(button)
        row.addWidget(self.place, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.slider)
        layout.addLayout(row)

    @property
    def buttons(self) -> tuple[IconButton, ...]:
        """From left to right."""
        return self.start, self.back, self.play, self.forward

    def show_place(self, walk: Walk, route: Route, place: Place) -> None:
        """Show where a walk stands; tells nobody."""
        number, row, column = route.number(place.position), *walk.at(place.position)
        with QSignalBlocker(self.slider):
            self.slider.setRange(0, len(route.positions) - 1)
            self.slider.setPageStep(max(1, len(route.positions) // 10))
            self.slider.setValue(number)
        set_text(self.place, f"[{row},{column}] {number + 1}/{len(route.positions)}")
        where = f"Row {row}, column {column}: position {number + 1} of {len(route.positions)}"
        self.place.setAccessibleDescription(where)
        self.place.setToolTip(where)
        self.slider.setAccessibleDescription(where)

    @Slot(bool)
    def show_playing(self, is_playing: bool) -> None:
        """Let the button Play say what it does now."""
        self.play.dress(*(_PAUSE if is_playing else _PLAY))

    def apply_theme(self, theme: Theme) -> None:
        """Take over a theme's colours."""
        set_color(self.place, theme.color("muted"))
        for button in self.buttons:
            button.apply_theme(theme)

    @Slot()
    def _ask_back(self) -> None:
        self.stops_asked.emit(-1)

    @Slot()
    def _ask_forward(self) -> None:
        self.stops_asked.emit(1)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "place"):
            self.place.setFont(derived_font(self, 0.92))
