"""The number that is asked about: how it was come to, its derivation, and when that is worked out anew."""

from time import monotonic

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from cnnviz.explain import Cell, Derivation
from cnnviz.nn import Trace
from cnnviz.ui.frame import Activity, Frame
from cnnviz.ui.inspector.asked import derivation_of, sources_of, term_count
from cnnviz.ui.inspector.cell_maps import exists
from cnnviz.ui.inspector.path import Path
from cnnviz.ui.view_model import value_of

INTERVAL = 0.4
"""Seconds between two derivations while training runs; more where one takes long."""

_SHARE = 0.03
"""How much of the time derivations may take while training runs."""
_MOST_TERMS_HOVERED = 2000
_FEW_TERMS = 20


class Question(QObject):
    """Holds the path to a cell and answers where its number comes from, for each frame that it is shown."""

    cell_changed = Signal()
    """Another cell, or another way to it."""
    followed = Signal(object)
    """The `Cell` that a person has gone to, along the path or back; told before its sources are."""
    answered = Signal()
    """The derivation was worked out anew, or there is none any more."""
    sources_changed = Signal(object)
    """A tuple of `Cell`: what the number asked about was made from; empty where that is not known."""
    hover_sources_changed = Signal(object)
    """The same for the number pointed at."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.path = Path()
        self.derivation: Derivation | None = None
        self.trace: Trace | None = None
        """The trace that the derivation is of."""
        self._frame: Frame | None = None
        self._hovered: Cell | None = None
        self._sources: tuple[Cell, ...] = ()
        self._told: Cell | None = None
        self._hover_sources: tuple[Cell, ...] = ()
        self._hover_trace: Trace | None = None
        self._done_at = 0.0
        self._cost = 0.0
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._answer)

    @property
    def cell(self) -> Cell | None:
        """The cell on view: the chosen one, else the one pointed at; None where the run has no such cell."""
        cell = self.path.cell or self._hovered
        return cell if cell and self._frame and exists(self._frame.run, cell) else None

    @property
    def frame(self) -> Frame | None:
        """The latest frame."""
        return self._frame

    @property
    def is_live(self) -> bool:
        """Whether training runs, so that numbers change all the time."""
        return self._frame is not None and self._frame.activity is Activity.RUNNING

    def set_cell(self, cell: Cell | None) -> None:
        """Begin a new path with a cell; the one on view keeps its path."""
        if cell != self.path.cell:
            self._walk(Path((cell,)) if cell else Path())

    def set_hovered(self, cell: Cell | None) -> None:
        """Point at a cell; it is on view for as long as none is chosen."""
        if cell == self._hovered:
            return
        self._hovered = cell
        if self.path.cell is None:
            self.cell_changed.emit()
            self._ask()
        self._answer_hovered()

    def follow(self, cell: Cell) -> None:
        """Ask for a source of the number on view."""
        path = self.path if self.path.cell or self.cell is None else Path((self.cell,))
        self._walk(path.follow(cell), by_path=True)

    def back_to(self, place: int) -> None:
        """Go back to a cell of the path."""
        self._walk(self.path.back_to(place), by_path=True)

    def back(self) -> None:
        """Go back one cell."""
        self._walk(self.path.back(), by_path=True)

    def tell_sources(self) -> None:
        """Tell the chosen number's sources again, to who was told others in the meantime."""
        self.sources_changed.emit(self._sources if self.path.cell else ())

    def show_frame(self, frame: Frame) -> None:
        """Take a frame: its numbers are derived at once while it stands still, now and then while training runs."""
        is_new = self._frame is None or frame.run is not self._frame.run
        self._frame = frame
        if is_new:
            self._told = None
            self.cell_changed.emit()
        self._ask()
        if self._hovered is not None and frame.trace is not self._hover_trace:
            self._answer_hovered()

    def _walk(self, path: Path, by_path: bool = False) -> None:
        if path == self.path:
            return
        self.path = path
        self.derivation = None
        if by_path:
            self.followed.emit(path.cell)
        self.cell_changed.emit()
        self._ask()

    def _ask(self) -> None:
        if self._is_answered():
            return
        if self.is_live and self._is_of_cell() and self._is_computed():
            if not self._later.isActive():
                wait = max(INTERVAL, self._cost / _SHARE) - (monotonic() - self._done_at)
                self._later.start(max(0, int(1000 * wait)))
            return
        self._later.stop()
        self._answer()

    def _is_computed(self) -> bool:
        return self._frame is not None and self.cell is not None and value_of(self._frame, self.cell) is not None

    def _is_answered(self) -> bool:
        if self._frame is None or self.cell is None or not self._is_computed():
            return self.derivation is None and self.trace is None
        return self.trace is self._frame.trace and self._is_of_cell()

    def _is_of_cell(self) -> bool:
        return self.derivation is not None and self.derivation.cell == self.cell

    @Slot()
    def _answer(self) -> None:
        started = monotonic()
        frame, cell = self._frame, self.cell
        self.derivation = derivation_of(frame, cell) if frame and cell else None
        self.trace = frame.trace if frame and self.derivation else None
        self._done_at = monotonic()
        self.answered.emit()
        self._cost = monotonic() - started
        self._tell_sources()

    def _tell_sources(self) -> None:
        derivation = self.derivation if self.path.cell else None
        told = derivation.cell if derivation else None
        is_new = told != self._told
        if not is_new and (told is None or self._is_of_a_grid(told)):
            return  # the same cells, whatever their numbers
        self._told = told
        sources = sources_of(derivation)
        if is_new or sources != self._sources:
            self._sources = sources
            self.sources_changed.emit(sources)

    def _is_of_a_grid(self, cell: Cell) -> bool:
        """Whether a number is a sum over fixed cells, as those of Conv2D and Dense are: long sums, which take time."""
        return self._frame is not None and term_count(self._frame.run, cell) > _FEW_TERMS

    def _answer_hovered(self) -> None:
        frame, cell = self._frame, self._hovered
        sources: tuple[Cell, ...] = ()
        self._hover_trace = frame.trace if frame else None
        if frame is not None and cell is not None and not self.is_live and exists(frame.run, cell):
            if cell == self.cell and self._is_answered():
                sources = sources_of(self.derivation)
            elif term_count(frame.run, cell) <= _MOST_TERMS_HOVERED:
                sources = sources_of(derivation_of(frame, cell))
        if sources or self._hover_sources:
            self._hover_sources = sources
            self.hover_sources_changed.emit(sources)
