"""Moves a walk: what each key, click, choice and tick does to where it stands. Knows no widget."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal, Slot

from cnnviz.ui.inspector.slide.player import Player
from cnnviz.ui.inspector.slide.route import Grain, Place, Route
from cnnviz.ui.inspector.slide.slide_state import SlideState
from cnnviz.ui.inspector.slide.subjects import Subject


class Walker(QObject):
    """Goes where it is told to, by a person or by its player; a person who moves it stops the player."""

    walk_changed = Signal()
    """Another walk, or one in other steps."""
    place_changed = Signal()
    """Another place of the same walk, or this one is to be shown anew."""
    look_changed = Signal()
    """The same place, drawn otherwise."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state = SlideState()
        self.player = Player(self)
        self.player.ticked.connect(self._tick)

    @Slot()
    def toggle(self) -> None:
        """Play or pause; from the end, play begins anew."""
        if self.player.is_playing:
            self.player.pause()
        elif self.state.walk is not None:
            route, place = self.state.route, self.state.place
            if route is not None and place is not None and route.is_at_end(place):
                self._go(lambda route, _: route.first)
            else:
                self.place_changed.emit()
            self.player.play()

    @Slot(int)
    def step(self, stops: int) -> None:
        """One stop back (−1) or forward (1)."""
        self.player.pause()
        self._go(Route.after if stops > 0 else Route.before)

    @Slot(int)
    def move_rows(self, rows: int) -> None:
        """So many rows of positions down, or up where it is negative."""
        walk, place = self.state.walk, self.state.place
        if walk is not None and place is not None:
            row, column = walk.at(place.position)
            self.go_to(row + rows, column)

    @Slot(bool)
    def go_to_end(self, to_end: bool) -> None:
        """To the end (True) or to the start."""
        self.player.pause()
        self._go(lambda route, _: route.last if to_end else route.first)

    @Slot()
    def go_to_start(self) -> None:
        """To the first place."""
        self.go_to_end(False)

    @Slot(int, int)
    def go_to(self, row: int, column: int) -> None:
        """To the start of a position."""
        self.player.pause()
        self.state.go_to(row, column)
        self.place_changed.emit()

    @Slot(int)
    def slide_to(self, number: int) -> None:
        """To one of the route's positions."""
        self.player.pause()
        self._go(lambda route, _: Place(route.positions[number], route.stops[0]))

    @Slot(object)
    def pick_subject(self, subject: Subject) -> None:
        """To another walk."""
        self.player.pause()
        self.state.pick(subject)
        self.walk_changed.emit()

    @Slot(object)
    def choose_index(self, index: tuple[int, ...]) -> None:
        """To another filter, weight or channel."""
        self.player.pause()
        self.state.choose_index(index)
        self.walk_changed.emit()

    @Slot(object)
    def set_grain(self, grain: Grain) -> None:
        """Go in steps of another size."""
        self.player.pause()
        self.state.set_grain(grain)
        self.walk_changed.emit()

    @Slot(int)
    def choose_channel(self, channel: int) -> None:
        """Have another channel of the input drawn."""
        self.state.channel = channel
        self.look_changed.emit()

    @Slot(bool)
    def set_skips_zeros(self, skips: bool) -> None:
        """Leave out the positions where all is zero, or not."""
        self.state.set_skips_zeros(skips)
        self.look_changed.emit()

    def _go(self, to: Callable[[Route, Place], Place]) -> bool:
        """Go where a route says; False where that is here."""
        moved = self.state.go(to)
        if moved:
            self.place_changed.emit()
        return moved

    @Slot()
    def _tick(self) -> None:
        if not self._go(Route.after):
            self.player.pause()
