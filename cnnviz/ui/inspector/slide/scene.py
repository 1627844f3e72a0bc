"""What is drawn at one position of a walk: whole maps, small grids with numbers, and lines of sums. No widgets."""

from dataclasses import dataclass
from typing import NamedTuple

from cnnviz.explain import Cell
from cnnviz.ui.maps import Array, Scale


class GridCell(NamedTuple):
    """One field of a grid."""

    value: float | None
    """None: not there yet."""
    is_marked: bool = False
    """Outlined: the field that the position is about."""
    is_muted: bool = False
    """Drawn without its colour: it counts for nothing here."""
    is_padding: bool = False
    """A 0 of the border around the input, which no map holds."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A few numbers in rows and columns, large enough to be read."""

    title: str
    cells: tuple[tuple[GridCell, ...], ...]
    scale: Scale
    sign: str = ""
    """What stands before it: `·`, `=`, `→`."""
    is_backward: bool = False
    """Whether it holds gradients."""

    @property
    def rows(self) -> int:
        """How many rows it has."""
        return len(self.cells)

    @property
    def columns(self) -> int:
        """How many columns it has."""
        return len(self.cells[0])


@dataclass(frozen=True, eq=False, slots=True)
class Overview:
    """A whole map, to see where in it the position is."""

    title: str
    values: Array
    """`[row][column]`, with the padding around it."""
    scale: Scale
    padding: int = 0
    window: tuple[int, int, int] | None = None
    """The window's first row and column, in `values`, and its size."""
    cell: tuple[int, int] | None = None
    """The number outlined, in `values`."""
    is_backward: bool = False
    is_walkable: bool = False
    """Whether its cells are the walk's positions, so that a click on one goes there."""
    revealed: int | None = None
    """Of a map that is being made: how many of its numbers there are already, in reading order; None: all."""


class Tone(NamedTuple):
    """How a line is written."""

    is_strong: bool = False
    is_muted: bool = False
    is_wrong: bool = False


PLAIN, STRONG, MUTED, WRONG = Tone(), Tone(is_strong=True), Tone(is_muted=True), Tone(is_strong=True, is_wrong=True)


class Line(NamedTuple):
    """A line of the sum: what it is at the left, the number at the right."""

    text: str
    number: str = ""
    tone: Tone = PLAIN


@dataclass(frozen=True, eq=False, slots=True)
class Scene:
    """One position of a walk, ready to be drawn."""

    cell: Cell
    """The number that is being made."""
    sources: tuple[Cell, ...]
    """What this position makes it from."""
    value: float
    """The running total as it stands here."""
    overviews: tuple[Overview, ...]
    grids: tuple[Grid, ...]
    lines: tuple[Line, ...]
    curve: tuple[float, ...] = ()
    """The running total after each position, where all positions make one number."""
    place: int = 0
    """The position's place in the curve."""

    @property
    def spoken(self) -> str:
        """The same in words, for a screen reader."""
        return "; ".join(" ".join(part for part in (line.text, line.number) if part) for line in self.lines)
