"""Which walk is on view and where it stands: what a person chose, or what the phase suggests. No widgets."""

from collections.abc import Callable

from cnnviz.explain import Cell
from cnnviz.ui.frame import Activity, Frame
from cnnviz.ui.inspector.cell_maps import exists
from cnnviz.ui.inspector.slide.route import Grain, Place, Route
from cnnviz.ui.inspector.slide.scene import Scene
from cnnviz.ui.inspector.slide.subjects import Kind, Subject, Target, subjects_of, target_of_cell, target_of_phase
from cnnviz.ui.inspector.slide.walk import Walk
from cnnviz.ui.inspector.slide.walks import walk_of

NO_LAYER = "This network has no Conv2D and no MaxPool2D, whose windows could slide."
RUNNING = "The training runs. Pause it to let the window slide over one step's numbers."
NOT_YET = "{} is not computed yet in this step: press → until it is."


class SlideState:
    """The choices of a person, kept from frame to frame as far as they still make sense."""

    def __init__(self) -> None:
        self.frame: Frame | None = None
        self.subjects: tuple[Subject, ...] = ()
        self.subject: Subject | None = None
        self.index: tuple[int, ...] = (0,)
        self.channel = 0
        self.place: Place | None = None
        self.walk: Walk | None = None
        self.hint = NO_LAYER
        """Why there is no walk."""
        self._grains: dict[Kind, Grain] = {}
        self._skips = {kind: kind in (Kind.WEIGHT_GRADIENT, Kind.POOL_GRADIENT) for kind in Kind}
        self._asked: Cell | None = None
        self._is_picked = False
        self._phase: object = None
        self._position: tuple[int, int] | None = None

    @property
    def grain(self) -> Grain:
        """In which steps the walk is walked."""
        if self.walk is None:
            return Grain.POSITION
        kept = self._grains.get(self.walk.subject.kind)
        return kept if kept in self.walk.grains else self.walk.grains[0]

    @property
    def skips_zeros(self) -> bool:
        """Whether positions where all is zero are left out."""
        return self.subject is not None and self._skips[self.subject.kind]

    @property
    def route(self) -> Route | None:
        """The places to stop at."""
        return self.walk.route(self.grain, self.skips_zeros) if self.walk else None

    @property
    def scene(self) -> Scene | None:
        """What is seen."""
        if self.walk is None or self.place is None:
            return None
        return self.walk.scene(self.place, self.grain, min(self.channel, self.walk.channels - 1))

    def take(self, frame: Frame) -> bool:
        """Take a frame; True where its numbers are others than before, so that what moves must stop."""
        before, self.frame = self.frame, frame
        if before is None or before.run is not frame.run:
            self.subjects = subjects_of(frame.run.layers)
            self.subject = self.walk = self.place = None
            self._is_picked, self._phase = False, None
        is_other = before is None or before.trace is not frame.trace
        self._settle()
        return is_other

    def ask(self, cell: Cell | None) -> None:
        """Go to the walk of a number, if it is part of one."""
        self._asked = cell
        self._settle()

    def pick(self, subject: Subject) -> None:
        """Go to a walk that a person has picked."""
        self._is_picked = True
        self._aim(Target(subject, (0,) * 4 if subject.kind is Kind.WEIGHT_GRADIENT else (0,)))
        self._settle()

    def choose_index(self, index: tuple[int, ...]) -> None:
        """Another filter, weight or channel of the same walk; the position stays."""
        self.index = index
        self._settle()

    def set_grain(self, grain: Grain) -> None:
        """Walk in other steps, from the start of the position on view."""
        if self.subject is not None and self.place is not None:
            self._grains[self.subject.kind] = grain
            self._stand(self.place.position)

    def set_skips_zeros(self, skips: bool) -> None:
        """Leave out positions where all is zero, or not."""
        if self.subject is not None:
            self._skips[self.subject.kind] = skips

    def go(self, to: Callable[[Route, Place], Place]) -> bool:
        """Go to another place of the route; False where it is the same."""
        route = self.route
        if route is None or self.place is None:
            return False
        before, self.place = self.place, to(route, self.place)
        return self.place != before

    def go_to(self, row: int, column: int) -> None:
        """Go to the start of a position."""
        if self.walk is not None and 0 <= row < self.walk.rows and 0 <= column < self.walk.columns:
            self._stand(row * self.walk.columns + column)

    def _settle(self) -> None:
        frame = self.frame
        if frame is None:
            return
        self._find_subject(frame)
        self._make_walk(frame)
        if self.walk is not None and self._position is not None:
            self.go_to(*self._position)
            self._position = None
        if self.walk is not None and self.place is None:
            route = self.route
            assert route is not None
            self.place = route.first

    def _find_subject(self, frame: Frame) -> None:
        asked, self._asked = self._asked, None
        target = target_of_cell(frame.run, asked) if asked and exists(frame.run, asked) else None
        if target is not None:
            self._is_picked = True
            self._aim(target)
            return
        phase = frame.run.phases[frame.phases_done - 1] if frame.phases_done else None
        if not self._is_picked and phase != self._phase and phase is not None:
            self._phase = phase
            target = target_of_phase(frame.run.layers, phase)
            if target is not None and target.subject != self.subject:
                self._aim(target)
        if self.subject is None and self.subjects:
            self._aim(Target(self.subjects[0], (0,)))

    def _aim(self, target: Target) -> None:
        if (target.subject, target.index) != (self.subject, self.index):
            self.walk = None
            if self.subject is None or self.subject.layer != target.subject.layer:
                self.place = None
        self.subject, self.index = target.subject, target.index
        if target.position is not None:
            self._position = target.position

    def _make_walk(self, frame: Frame) -> None:
        subject = self.subject
        if subject is None:
            self.walk, self.hint = None, NO_LAYER
            return
        is_made = self.walk is not None and self.walk.trace is frame.trace
        if is_made and self.walk is not None and (self.walk.subject, self.walk.index) == (subject, self.index):
            if subject.is_computed(frame):
                return
        elif not is_made and frame.activity is Activity.RUNNING:
            self.walk, self.hint = None, RUNNING
            return
        self.walk = walk_of(frame, subject, self.index)
        self.hint = NOT_YET.format(subject.title(frame.run.layers))
        if self.walk is not None and self.place is not None:
            self._stand(self.place.position)

    def _stand(self, position: int) -> None:
        route = self.route
        if route is not None:
            self.place = Place(position, route.stops[0])
