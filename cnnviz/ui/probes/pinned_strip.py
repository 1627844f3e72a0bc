"""The pinned images, up to six, and two of them compared: they follow the run wherever it goes."""

from PySide6.QtCore import QEvent, QSize, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSplitter, QVBoxLayout, QWidget

from cnnviz.ui.frame import Frame, Pin, ProbeChoice, Run
from cnnviz.ui.images.fonts import smaller
from cnnviz.ui.pins import MOST
from cnnviz.ui.probes.card import PinCard
from cnnviz.ui.probes.cards import Cards
from cnnviz.ui.probes.compare_view import CompareView
from cnnviz.ui.probes.marks import Marks
from cnnviz.ui.probes.pin_maps import choices_of, common_scale, first_choice
from cnnviz.ui.probes.pin_text import choice_on_view, moment_of, title_of
from cnnviz.ui.probes.strip_bar import StripBar
from cnnviz.ui.theme import Theme

_WIDE = 760
_HIGH = 330
_COMPARISON = 760
"""How wide the comparison is at first beside the cards, in pixels, where there is so much room."""
_NOTHING = (
    f"Nothing is pinned yet. Up to {MOST} images stay in view here while training runs, and follow the timeline: "
    "look at an image, then press Pin."
)


class PinnedStrip(QWidget):
    """Cards of the pinned images, and below or beside them the comparison, where two are marked."""

    pins_changed = Signal(object)
    """All images that are pinned now: a tuple of `ProbeChoice`."""
    probe_chosen = Signal(object)
    """An image is to be looked at: its `ProbeChoice`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Pinned images")
        self.setAccessibleDescription("Images that stay in view while training runs, and two of them compared")
        self._run: Run | None = None
        self._frame: Frame | None = None
        self._pins: tuple[Pin, ...] | None = None
        self._choices: tuple[ProbeChoice, ...] = ()
        self._marks = Marks()
        self._theme: Theme | None = None
        self._made: list[PinCard] = []
        self.bar = StripBar(self)
        self.bar.pin_requested.connect(self.pin_current)
        self.bar.maps_changed.connect(self._refresh)
        self.bar.comparison_closed.connect(self._stop_comparing)
        self.strip = Cards(self)
        self.nothing = QLabel(_NOTHING, self)
        self.nothing.setWordWrap(True)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.nothing.setMinimumSize(1, 1)
        self.nothing.setMargin(6)
        self.comparison = CompareView(self)
        self.comparison.hide()
        self.split = QSplitter(Qt.Orientation.Horizontal, self)
        self.split.setChildrenCollapsible(False)
        self.split.setAccessibleName("Pinned images and comparison")
        self.split.addWidget(self.strip)
        self.split.addWidget(self.comparison)
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 4, 6, 4)
        column.setSpacing(4)
        column.addWidget(self.bar)
        column.addWidget(self.nothing, 1)
        column.addWidget(self.split, 1)
        self.split.hide()
        self._set_fonts()

    @property
    def cards(self) -> tuple[PinCard, ...]:
        """The cards, in the order of the pins."""
        return tuple(self._made)

    @property
    def choices(self) -> tuple[ProbeChoice, ...]:
        """The images that are pinned."""
        return self._choices

    def show_frame(self, frame: Frame) -> None:
        """Show what is known of the pins at the frame's position."""
        self._frame = frame
        if frame.run is not self._run:
            self._take_run(frame)
        if frame.pins is not self._pins:
            self._pins = frame.pins
            self._refresh()

    def apply_theme(self, theme: Theme) -> None:
        """Draw in the colours of a theme."""
        self._theme = theme
        self.bar.apply_theme(theme)
        self.comparison.apply_theme(theme)
        palette = self.nothing.palette()
        palette.setColor(self.nothing.foregroundRole(), theme.color("muted"))
        self.nothing.setPalette(palette)
        for card in self._made:
            card.apply_theme(theme)

    @Slot()
    def pin_current(self) -> None:
        """Pin the image on view: the probe where there is one, else the training sample of the step."""
        frame = self._frame
        choice = None if frame is None else choice_on_view(frame)
        if choice is None:
            return
        if choice in self._choices:
            self.bar.say("This image is pinned already.")
        elif len(self._choices) >= MOST:
            self.bar.say(f"{MOST} images are pinned, and there is room for no more; unpin one first.")
        else:
            self._choose((*self._choices, choice))

    @Slot(object)
    def pin_view_of(self, frame: Frame) -> None:
        """Pin the image that a frame shows; for whoever asks while the strip itself is out of sight."""
        self.show_frame(frame)
        self.pin_current()

    @Slot(object)
    def unpin(self, choice: ProbeChoice) -> None:
        """Let go of an image."""
        if choice in self._choices:
            place = self._choices.index(choice)
            had_focus = self._made[place].hasFocus() or self._made[place].isAncestorOf(self.focusWidget() or self)
            self._choose(tuple(one for one in self._choices if one != choice))
            if had_focus:
                left = self._made[min(place, len(self._made) - 1)] if self._made else self.bar.pin
                left.setFocus(Qt.FocusReason.OtherFocusReason)

    def _take_run(self, frame: Frame) -> None:
        self._run = frame.run
        self._marks = Marks()
        self._choices = tuple(pin.choice for pin in frame.pins)
        self._pins = None
        self.bar.say("")
        self.bar.set_choices(choices_of(frame.run), first_choice(frame.run))
        self.strip.set_cards(())
        self._made = []
        self._make_cards()

    def _choose(self, choices: tuple[ProbeChoice, ...]) -> None:
        self._choices = choices
        self._marks = self._marks.among(choices)
        self.bar.say("")
        self._make_cards()
        self._refresh()
        self.pins_changed.emit(choices)

    def _make_cards(self) -> None:
        known = {id(card.pin.choice): card for card in self._made}
        self._made = [known.get(id(choice)) or self._card(choice) for choice in self._choices]
        self.strip.set_cards(self._made)
        self.nothing.setVisible(not self._made)
        self.split.setVisible(bool(self._made))

    def _card(self, choice: ProbeChoice) -> PinCard:
        assert self._run is not None
        card = PinCard(self._run, Pin(choice), self.strip.holder)
        if self._theme is not None:
            card.apply_theme(self._theme)
        card.looked.connect(lambda: self.probe_chosen.emit(choice))
        card.unpinned.connect(lambda: self.unpin(choice))
        card.compared.connect(lambda: self._mark(self._marks.toggled(choice)))
        card.held.connect(lambda: self._hold(card.pin))
        return card

    def _hold(self, pin: Pin) -> None:
        if pin.probe is None:
            self.bar.say("There are no numbers to keep yet; wait until they are computed.")
        else:
            self._mark(self._marks.holding(pin))

    @Slot()
    def _stop_comparing(self) -> None:
        self._mark(Marks())

    def _mark(self, marks: Marks) -> None:
        self._marks = marks
        one = bool(marks.a or marks.b or marks.held) and not (marks.b and (marks.a or marks.held))
        self.bar.say("Mark a second image, to compare both." if one else "")
        self._refresh()

    @Slot()
    def _refresh(self) -> None:
        maps, run = self.bar.maps, self._run
        if maps is None or run is None:
            return
        told = self._pins or ()
        for card, choice in zip(self._made, self._choices, strict=True):
            pin = next((pin for pin in told if pin.choice == choice), None)
            card.show_pin(pin or card.pin, maps, stands=self._frame is None or not self._frame.is_running)
            card.set_mark(self._marks.letter(choice), self._marks.holds(choice))
        scale = common_scale(card.planes for card in self._made if card.planes is not None)
        for card in self._made:
            card.set_scale(scale)
        self.bar.show_scale(scale.text if any(card.planes is not None for card in self._made) else "")
        pair = self._marks.pair([card.pin for card in self._made])
        if pair is not None:
            self.comparison.show_pins(*pair, maps, run, held=self._marks.held is not None)
            held = self._marks.held
            self.bar.tell_held(f"{title_of(held, run)}, {moment_of(held)}" if held else "")
        self._arrange(pair is not None)

    def _arrange(self, compares: bool) -> None:
        """The comparison beside the cards where there is room, else beneath, else in their place."""
        wide, high = self.width() >= _WIDE, self.height() >= _HIGH
        begins = compares and self.comparison.isHidden()
        self.comparison.setVisible(compares)
        self.bar.set_comparing(compares)
        self.strip.setVisible(not compares or wide or high)
        orientation = Qt.Orientation.Vertical if high else Qt.Orientation.Horizontal
        if begins or self.split.orientation() != orientation:
            self.split.setOrientation(orientation)
            length = self.height() if high else self.width()
            share = length * 3 // 5 if high else min(_COMPARISON, length * 7 // 10)
            self.split.setSizes([length - share, share])

    def _set_fonts(self) -> None:
        self.nothing.setFont(smaller(self.font()))

    def sizeHint(self) -> QSize:
        return QSize(640, 190)

    def minimumSizeHint(self) -> QSize:
        return QSize(170, 110)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "nothing"):
            self._set_fonts()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange(not self.comparison.isHidden())
