"""The rows of a list of numbers that can be asked: what is written where, and what opens. No Qt."""

from dataclasses import dataclass
from enum import Enum

from cnnviz.ui.naming import Cell


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
class Table:
    """All rows of a list, folded and open as asked for."""

    columns: Columns
    rows: tuple[Row, ...] = ()


def plain_symbol(symbol: str) -> str:
    """A symbol without marks for subscripts, as the reference implementation spells it: `Xpad[0,29,3]`."""
    return symbol.replace("_{", "").replace("}", "")
