"""The rows of a list of numbers that can be asked: what is written where, and what opens. No Qt."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import overload

from cnnviz.explain import Cell


class Kind(Enum):
    """What a row is."""

    TERM = "term"
    FOLD = "fold"
    """Several terms in one row, which opens."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One field of a row: a number and, above it, its symbol."""

    symbol: str = ""
    number: str = ""
    value: float | None = None
    """The number itself, where the field is one."""
    cell: Cell | None = None
    """Where the number comes from."""
    is_muted: bool = False
    is_strong: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One row: an entry a column."""

    kind: Kind
    entries: tuple[Entry, ...]
    key: str = ""
    """Of a fold: what opens with it."""
    is_open: bool = False
    depth: int = 0
    text: str = ""
    """Of a fold: what is in it."""


@dataclass(frozen=True, slots=True)
class Columns:
    """What the fields of a list's rows are."""

    heads: tuple[str, ...]
    left: int
    """How many columns, from the first, begin at their left; the others are numbers that end at their right."""
    signs: tuple[str, ...] = ()
    """What stands before the numbers of a column: `×`; for the first columns, or none."""
    may_hide_last: bool = False
    """Whether the last column is left out where there is little room."""
    is_tight: bool = False
    """Whether the columns stand close to each other."""


@dataclass(frozen=True, slots=True)
class Fold:
    """Where a row stands that opens."""

    place: int
    key: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class Table:
    """All rows of a list, folded and open as asked for."""

    columns: Columns
    rows: Sequence[Row] = ()
    folds: tuple[Fold, ...] = ()
    depth: int = 0
    """The largest depth of a row."""

    @property
    def shape(self) -> tuple[object, ...]:
        """What stays the same while only the numbers change."""
        return self.columns.heads, len(self.rows), self.folds


class LazyRows(Sequence[Row]):
    """Rows that are written when they are looked at: of thousands, a screen shows a few."""

    def __init__(self, writers: Sequence[Callable[[], Row]]) -> None:
        self._writers = writers
        self._written: dict[int, Row] = {}

    def __len__(self) -> int:
        return len(self._writers)

    @overload
    def __getitem__(self, place: int) -> Row: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Row]: ...
    def __getitem__(self, place: int | slice) -> Row | Sequence[Row]:
        if isinstance(place, slice):
            return LazyRows(self._writers[place])
        row = self._written.get(place)
        if row is None:
            row = self._written[place] = self._writers[place]()
        return row


def plain_symbol(symbol: str) -> str:
    """A symbol without marks for subscripts, as the reference implementation spells it: `Xpad[0,29,3]`."""
    return symbol.replace("_{", "").replace("}", "")
