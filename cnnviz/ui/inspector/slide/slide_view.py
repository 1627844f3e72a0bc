"""The tab on which a layer is seen at work: its window slides, and the sum grows, as fast as a person likes."""

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import QHideEvent, QResizeEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from cnnviz.ui.frame import Frame
from cnnviz.ui.inspector.formulas import plain_text, rich_text, tensor_formula
from cnnviz.ui.inspector.look import derived_font, set_color, set_text, text_label
from cnnviz.ui.inspector.slide.controls import IconButton, IndexBox, OwnKeys
from cnnviz.ui.inspector.slide.player import Player
from cnnviz.ui.inspector.slide.route import Grain, Place, Route
from cnnviz.ui.inspector.slide.slide_canvas import CanvasArea, SlideCanvas
from cnnviz.ui.inspector.slide.slide_state import SlideState
from cnnviz.ui.inspector.slide.subjects import Kind, Subject
from cnnviz.ui.inspector.slide.walk import Walk
from cnnviz.ui.naming import Cell
from cnnviz.ui.theme import Theme, load_theme

_FORMULA_TENSORS = {
    Kind.CONV_OUTPUT: "output",
    Kind.WEIGHT_GRADIENT: "weight_gradient",
    Kind.POOL_OUTPUT: "output",
    Kind.POOL_GRADIENT: "input_gradient",
}
_INDEX_TEXTS = {
    Kind.CONV_OUTPUT: ("filter ", ""),
    Kind.WEIGHT_GRADIENT: ("K[", "]"),
    Kind.POOL_OUTPUT: ("channel ", ""),
    Kind.POOL_GRADIENT: ("channel ", ""),
}
"""What stands before and behind the index of what is walked for."""
_FORMULA_ROOM = 260, 480
"""The width and the height from which the formula is written, in pixels."""
_PLAY = "run", "Play", "Let the window slide by itself, at the pace of the slider Speed (Space)"
_PAUSE = "pause", "Pause", "Stop at this position (Space)"


class SlideView(QScrollArea):
    """Walks a layer of the trace on view, by hand or by itself."""

    place_shown = Signal(object, object)
    """A person, or playing, has gone to a place: the `Cell` that is being made and a tuple of those it is made from."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Slide")
        self.setAccessibleDescription("A layer at work, one position after another")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.state = SlideState()
        self.player = Player(self)
        self.player.ticked.connect(self._tick)
        self.player.toggled.connect(self._show_playing)
        self._theme = load_theme("light")
        self._drawn: tuple[Walk | None, Subject | None, str] | None = None
        content = QWidget(self)
        self._make_choices(content)
        self._make_canvas(content)
        self._make_controls(content)
        self._lay_out(content)
        self.setFocusProxy(self.canvas)

    def _make_choices(self, content: QWidget) -> None:
        self.subject = QComboBox(content)
        self.index = IndexBox(content)
        self.channel = IndexBox(content)
        self.grain = QComboBox(content)
        self.skip = QCheckBox("skip zeros", content)
        for control, name, tip in (
            (self.subject, "What slides", "Choose a layer, and whether forward or backward (↑ ↓)"),
            (self.index, "Which one", "Choose the filter, the weight or the channel (↑ ↓)"),
            (self.channel, "Channel", "Choose the channel of the input that is drawn (↑ ↓)"),
            (self.grain, "Steps", "How far one step goes: a whole position, a channel of it, or one product (↑ ↓)"),
            (self.skip, "Skip zeros", "Leave out the positions at which everything is multiplied by zero (Space)"),
        ):
            control.setAccessibleName(name)
            control.setAccessibleDescription(tip)
            control.setToolTip(tip)
            control.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        for box in (self.subject, self.grain):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(3)
        self.skip.installEventFilter(OwnKeys.of_buttons(self.skip))
        self.subject.activated.connect(self._pick_subject)
        self.index.valueChanged.connect(self._choose_index)
        self.channel.valueChanged.connect(self._choose_channel)
        self.grain.activated.connect(self._set_grain)
        self.skip.clicked.connect(self._set_skip)

    def _make_canvas(self, content: QWidget) -> None:
        self.formula = text_label("Formula", content)
        self.formula.setTextFormat(Qt.TextFormat.RichText)
        self.hint = text_label("Why nothing slides", content)
        self.canvas = SlideCanvas()
        self.area = CanvasArea(self.canvas, content)
        self.canvas.stops_asked.connect(self._step)
        self.canvas.rows_asked.connect(self._move_rows)
        self.canvas.end_asked.connect(self._go_to_end)
        self.canvas.play_asked.connect(self.toggle)
        self.canvas.place_clicked.connect(self._go_to)

    def _make_controls(self, content: QWidget) -> None:
        self.slider = QSlider(Qt.Orientation.Horizontal, content)
        self.slider.setAccessibleName("Position")
        self.slider.setToolTip("The position of the window (← →, Home, End)")
        self.slider.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.slider.installEventFilter(OwnKeys.of_sliders(self.slider))
        self.slider.valueChanged.connect(self._slide_to)
        self.start = IconButton("previous-sample", "To the start", "Go to the first position (Home)", content)
        self.back = IconButton("previous-phase", "One back", "Go one stop back (←)", content)
        self.play = IconButton(*_PLAY, content)
        self.forward = IconButton("next-phase", "One forward", "Go one stop forward (→)", content)
        self.start.clicked.connect(self._go_to_start)
        self.back.clicked.connect(self._step_back)
        self.play.clicked.connect(self.toggle)
        self.forward.clicked.connect(self._step_forward)
        self.place = text_label("Position in numbers", content)
        self.place.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

    def _lay_out(self, content: QWidget) -> None:
        rows = [QHBoxLayout() for _ in range(3)]
        for row, widgets in zip(rows, ((self.index, self.channel), (self.grain, self.skip), self.buttons), strict=True):
            row.setSpacing(4)
            for widget in widgets:
                row.addWidget(widget)
        rows[0].addStretch(1)
        rows[1].setStretch(0, 1)
        self._index_row, self._grain_row = rows[:2]
        rows[2].addWidget(self.place, 1)
        layout = QVBoxLayout(content)
        layout.setContentsMargins(6, 6, 6, 6)
        layout.setSpacing(4)
        layout.addWidget(self.subject)
        layout.addLayout(rows[0])
        layout.addLayout(rows[1])
        layout.addWidget(self.formula)
        layout.addWidget(self.hint)
        layout.addWidget(self.area, 100)
        layout.addStretch(1)
        layout.addWidget(self.slider)
        layout.addLayout(rows[2])
        self.setWidget(content)

    @property
    def buttons(self) -> tuple[IconButton, ...]:
        """The buttons below the drawing, from left to right."""
        return self.start, self.back, self.play, self.forward

    @Slot(object)
    def set_pace(self, phases_per_second: float | None) -> None:
        """Slide as fast as phases are computed; None: full speed."""
        self.player.set_pace(phases_per_second)

    def set_cell(self, cell: Cell | None) -> None:
        """Go to the walk that a number is part of; any other number changes nothing."""
        self.player.pause()
        self.state.ask(cell)
        if self.isVisible():
            self._show()

    def show_frame(self, frame: Frame) -> None:
        """Take a frame; with another trace, what slides stops."""
        state = self.state
        if state.take(frame):
            self.player.pause()
        if (state.walk, state.subject, state.hint) != self._drawn:
            self._show()

    def apply_theme(self, theme: Theme) -> None:
        """Take over a theme's colours."""
        self._theme = theme
        for label in (self.hint, self.formula, self.place):
            set_color(label, theme.color("muted"))
        for button in self.buttons:
            button.apply_theme(theme)
        self.canvas.apply_theme(theme)
        self._show()

    @Slot()
    def toggle(self) -> None:
        """Play or pause; from the end, play begins anew."""
        if self.player.is_playing:
            self.player.pause()
        elif self.isVisible() and self.state.walk is not None:
            route, place = self.state.route, self.state.place
            if route is not None and place is not None and route.is_at_end(place):
                self._go(lambda route, _: route.first)
            else:
                self._tell()
            self.player.play()

    @Slot()
    def _tick(self) -> None:
        if not self._go(Route.after):
            self.player.pause()

    @Slot(int)
    def _step(self, stops: int) -> None:
        self.player.pause()
        self._go(Route.after if stops > 0 else Route.before)

    @Slot()
    def _step_back(self) -> None:
        self._step(-1)

    @Slot()
    def _step_forward(self) -> None:
        self._step(1)

    @Slot(int)
    def _move_rows(self, rows: int) -> None:
        walk, place = self.state.walk, self.state.place
        if walk is not None and place is not None:
            row, column = walk.at(place.position)
            self._go_to(row + rows, column)

    @Slot(bool)
    def _go_to_end(self, to_end: bool) -> None:
        self.player.pause()
        self._go(lambda route, _: route.last if to_end else route.first)

    @Slot()
    def _go_to_start(self) -> None:
        self._go_to_end(False)

    @Slot(int, int)
    def _go_to(self, row: int, column: int) -> None:
        self.player.pause()
        self.state.go_to(row, column)
        self._draw()
        self._tell()

    @Slot(int)
    def _slide_to(self, number: int) -> None:
        self.player.pause()
        self._go(lambda route, _: Place(route.positions[number], route.stops[0]))

    @Slot(int)
    def _pick_subject(self, number: int) -> None:
        self.player.pause()
        self.state.pick(self.state.subjects[number])
        self._show()
        self._tell()

    @Slot()
    def _choose_index(self) -> None:
        self.player.pause()
        self.state.choose_index(self.index.chosen)
        self._show()
        self._tell()

    @Slot()
    def _choose_channel(self) -> None:
        self.state.channel = self.channel.value()
        self._draw()

    @Slot(int)
    def _set_grain(self, number: int) -> None:
        self.player.pause()
        self.state.set_grain(Grain(self.grain.itemData(number)))
        self._show()
        self._tell()

    @Slot(bool)
    def _set_skip(self, skips: bool) -> None:
        self.state.set_skips_zeros(skips)
        self._draw()

    def _go(self, to) -> bool:  # noqa: ANN001
        """Go where a route says; False where that is here."""
        moved = self.state.go(to)
        if moved:
            self._draw()
            self._tell()
        return moved

    def _tell(self) -> None:
        scene = self.canvas.scene
        if scene is not None:
            self.place_shown.emit(scene.cell, scene.sources)

    def _show(self) -> None:
        """Write everything that depends on the walk, and draw."""
        state, walk = self.state, self.state.walk
        is_new = self._drawn is None or walk is not self._drawn[0]
        self._drawn = walk, state.subject, state.hint
        self._show_choices()
        for part in (self.area, self.slider, *self.buttons, self.place):
            part.setVisible(walk is not None)
        self._show_formula()
        self.hint.setVisible(walk is None)
        set_text(self.hint, state.hint)
        if walk is not None:
            layer, tensor = walk.subject.layer, _FORMULA_TENSORS[walk.subject.kind]
            formula = tensor_formula(walk.run.layers, walk.run.shapes, layer, tensor)
            set_text(self.formula, rich_text(formula, self._theme.backward))
            self.formula.setAccessibleDescription(plain_text(formula))
        self._draw(is_new)

    def _show_formula(self) -> None:
        """Where there is little room, the numbers need it more: the other tabs have the formula too."""
        roomy = self.width() >= _FORMULA_ROOM[0] and self.height() >= _FORMULA_ROOM[1]
        self.formula.setVisible(self.state.walk is not None and roomy)

    def _show_choices(self) -> None:
        state, frame, subject = self.state, self.state.frame, self.state.subject
        for part in (self.subject, self.index, self.grain, self.skip, self.channel):
            part.setVisible(subject is not None)
        if frame is None or subject is None:
            return
        titles = [one.title(frame.run.layers) for one in state.subjects]
        if titles != [self.subject.itemText(number) for number in range(self.subject.count())]:
            self.subject.clear()
            self.subject.addItems(titles)
        self.subject.setCurrentIndex(state.subjects.index(subject))
        shape = subject.index_shape(frame.run)
        self.index.offer(shape, state.index, *_INDEX_TEXTS[subject.kind])
        self.index.setVisible(self.index.maximum() > 0)
        grains = state.walk.grains if state.walk else (Grain.POSITION,)
        with QSignalBlocker(self.grain):
            self.grain.clear()
            for grain in grains:
                self.grain.addItem(_grain_text(grain, subject.kind), grain.value)
            self.grain.setCurrentIndex(grains.index(state.grain))
        self.grain.setVisible(len(grains) > 1)
        self._put_skip(self._grain_row if len(grains) > 1 else self._index_row)
        self.skip.setChecked(state.skips_zeros)
        channels = state.walk.channels if state.walk else 1
        self.channel.offer((channels,), (min(state.channel, channels - 1),), "channel ")
        self.channel.setVisible(channels > 1 and state.grain is Grain.POSITION)

    def _put_skip(self, row: QHBoxLayout) -> None:
        """Beside the steps or, where there is nothing to choose of them, beside the index."""
        if row.indexOf(self.skip) < 0:
            for other in (self._index_row, self._grain_row):
                other.removeWidget(self.skip)
            row.addWidget(self.skip)

    def _draw(self, is_new: bool = False) -> None:
        walk, place, route = self.state.walk, self.state.place, self.state.route
        self.canvas.show_scene(self.state.scene, is_new)
        if walk is None or place is None or route is None:
            return
        number, row, column = route.number(place.position), *walk.at(place.position)
        with QSignalBlocker(self.slider):
            self.slider.setRange(0, len(route.positions) - 1)
            self.slider.setPageStep(max(1, len(route.positions) // 10))
            self.slider.setValue(number)
        text = f"[{row},{column}] {number + 1}/{len(route.positions)}"
        set_text(self.place, text)
        where = f"Row {row}, column {column}: position {number + 1} of {len(route.positions)}"
        self.place.setAccessibleDescription(where)
        self.place.setToolTip(where)
        self.slider.setAccessibleDescription(where)

    @Slot(bool)
    def _show_playing(self, is_playing: bool) -> None:
        self.play.dress(*(_PAUSE if is_playing else _PLAY))

    def _take_fonts(self) -> None:
        self.formula.setFont(derived_font(self, 1.0))
        self.place.setFont(derived_font(self, 0.92))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_formula()

    def hideEvent(self, event: QHideEvent) -> None:
        self.player.pause()
        super().hideEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "place"):
            self._take_fonts()
            self.canvas.arrange()


def _grain_text(grain: Grain, kind: Kind) -> str:
    return "entry by entry" if grain is Grain.PRODUCT and kind is Kind.POOL_OUTPUT else grain.value
