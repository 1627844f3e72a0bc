"""The tab on which a layer is seen at work: its window slides, and the sum grows, as fast as a person likes."""

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QHideEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from cnnviz.explain import Cell
from cnnviz.ui.frame import Frame
from cnnviz.ui.inspector.formulas import plain_text, rich_text, tensor_formula
from cnnviz.ui.inspector.look import derived_font, set_color, set_text, text_label
from cnnviz.ui.inspector.slide.choices import Choices
from cnnviz.ui.inspector.slide.player import Player
from cnnviz.ui.inspector.slide.position_bar import PositionBar
from cnnviz.ui.inspector.slide.slide_canvas import CanvasArea, SlideCanvas
from cnnviz.ui.inspector.slide.slide_state import SlideState
from cnnviz.ui.inspector.slide.subjects import Kind, Subject
from cnnviz.ui.inspector.slide.walk import Walk
from cnnviz.ui.inspector.slide.walker import Walker
from cnnviz.ui.theme import Theme, load_theme

_FORMULA_TENSORS = {
    Kind.CONV_OUTPUT: "output",
    Kind.WEIGHT_GRADIENT: "weight_gradient",
    Kind.POOL_OUTPUT: "output",
    Kind.POOL_GRADIENT: "input_gradient",
}
_FORMULA_ROOM = 260, 480
"""The width and the height from which the formula is written, in pixels."""


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
        self._walker = Walker(self)
        self._walker.walk_changed.connect(self._show_and_tell)
        self._walker.place_changed.connect(self._draw_and_tell)
        self._walker.look_changed.connect(self._draw)
        self._theme = load_theme("light")
        self._drawn: tuple[Walk | None, Subject | None, str] | None = None
        content = QWidget(self)
        self._make_choices(content)
        self._make_canvas(content)
        self._make_bar(content)
        self._lay_out(content)
        self.setFocusProxy(self.canvas)

    def _make_choices(self, content: QWidget) -> None:
        self.choices = Choices(content)
        self.choices.subject_picked.connect(self._walker.pick_subject)
        self.choices.index_chosen.connect(self._walker.choose_index)
        self.choices.channel_chosen.connect(self._walker.choose_channel)
        self.choices.grain_chosen.connect(self._walker.set_grain)
        self.choices.skip_chosen.connect(self._walker.set_skips_zeros)

    def _make_canvas(self, content: QWidget) -> None:
        self.formula = text_label("Formula", content)
        self.formula.setTextFormat(Qt.TextFormat.RichText)
        self.hint = text_label("Why nothing slides", content)
        self.canvas = SlideCanvas()
        self.area = CanvasArea(self.canvas, content)
        self.canvas.stops_asked.connect(self._walker.step)
        self.canvas.rows_asked.connect(self._walker.move_rows)
        self.canvas.end_asked.connect(self._walker.go_to_end)
        self.canvas.play_asked.connect(self.toggle)
        self.canvas.place_clicked.connect(self._walker.go_to)

    def _make_bar(self, content: QWidget) -> None:
        self.bar = PositionBar(content)
        self.player.toggled.connect(self.bar.show_playing)
        self.bar.number_asked.connect(self._walker.slide_to)
        self.bar.stops_asked.connect(self._walker.step)
        self.bar.start_asked.connect(self._walker.go_to_start)
        self.bar.play_asked.connect(self.toggle)

    def _lay_out(self, content: QWidget) -> None:
        layout = QVBoxLayout(content)
        layout.setContentsMargins(6, 6, 6, 6)
        layout.setSpacing(4)
        for part in (self.choices, self.formula, self.hint):
            layout.addWidget(part)
        layout.addWidget(self.area, 100)
        layout.addStretch(1)
        layout.addWidget(self.bar)
        self.setWidget(content)

    @property
    def state(self) -> SlideState:
        """What is walked, and where the walk stands."""
        return self._walker.state

    @property
    def player(self) -> Player:
        """What moves the walk by itself."""
        return self._walker.player

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
        for label in (self.hint, self.formula):
            set_color(label, theme.color("muted"))
        self.bar.apply_theme(theme)
        self.canvas.apply_theme(theme)
        self._show()

    @Slot()
    def toggle(self) -> None:
        """Play or pause; nothing plays unseen."""
        if self.isVisible():
            self._walker.toggle()

    @Slot()
    def _show_and_tell(self) -> None:
        self._show()
        self._tell()

    @Slot()
    def _draw_and_tell(self) -> None:
        self._draw()
        self._tell()

    def _tell(self) -> None:
        scene = self.canvas.scene
        if scene is not None:
            self.place_shown.emit(scene.cell, scene.sources)

    def _show(self) -> None:
        """Write everything that depends on the walk, and draw."""
        state, walk = self.state, self.state.walk
        is_new = self._drawn is None or walk is not self._drawn[0]
        self._drawn = walk, state.subject, state.hint
        self.choices.show_state(state)
        for part in (self.area, self.bar):
            part.setVisible(walk is not None)
        self._show_formula()
        self.hint.setVisible(walk is None)
        set_text(self.hint, state.hint)
        if walk is not None:
            layer, tensor = walk.subject.layer, _FORMULA_TENSORS[walk.subject.kind]
            formula = tensor_formula(walk.run.layers, walk.run.shapes, layer, tensor)
            set_text(self.formula, rich_text(formula, self._theme.backward))
            self.formula.setAccessibleDescription(plain_text(formula))
        self.widget().layout().activate()  # so that the drawing is arranged once, for the room that it has now
        self._draw(is_new)

    def _show_formula(self) -> None:
        """Where there is little room, the numbers need it more: the other tabs have the formula too."""
        roomy = self.width() >= _FORMULA_ROOM[0] and self.height() >= _FORMULA_ROOM[1]
        self.formula.setVisible(self.state.walk is not None and roomy)

    @Slot()
    def _draw(self, is_new: bool = False) -> None:
        walk, place, route = self.state.walk, self.state.place, self.state.route
        self.canvas.show_scene(self.state.scene, is_new)
        if walk is not None and place is not None and route is not None:
            self.bar.show_place(walk, route, place)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_formula()

    def hideEvent(self, event: QHideEvent) -> None:
        self.player.pause()
        super().hideEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "bar"):
            self.formula.setFont(derived_font(self, 1.0))
            self.canvas.arrange()
