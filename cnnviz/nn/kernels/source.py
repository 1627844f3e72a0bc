"""The words that generated functions are written in, and the one place where they become functions.

CPython spends most of a loop's time on the loop. So where a geometry is known, the loop over a row is written out:
a row is unpacked into local variables, each sum is one line over them, and the sums leave as a list. A few words
are all it takes:

    names("x", 3)                    x0, x1, x2        the local variables that hold a row
    unpack(names("x", 3), "row")     x0, x1, x2, = row
    unpack_rows([x, y], "rows")      (x0, x1,), (y0, y1,), = rows
    lists([x, y])                    [x0, x1], [y0, y1]
    total("y0", ["k0*x0", ...])      y0 = y0 + k0*x0 + ...
    guarded("x0", lines)             if x0 != 0.0: and the lines below it, so that a zero costs one test

Text is only ever made from whole numbers of a layer's geometry and the names here.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any

MAX_LOCALS = 250
"""From 256 local variables on, each access takes a second instruction."""

MAX_WIDE_LOCALS = 450
"""The bound for functions that hold whole windows: a second instruction costs less than fetching a row again."""

MAX_TERMS = 2500
"""How many products one generated function may hold: about 5 ms of compiling."""


def names(letter: str, count: int, first: int = 0) -> list[str]:
    """`count` local variables called by a letter and a number."""
    return [f"{letter}{number}" for number in range(first, first + count)]


def unpack(variables: Sequence[str], row: str) -> str:
    """A row's entries into local variables."""
    return f"{listed(variables)}, = {row}"


def unpack_rows(rows: Iterable[Sequence[str]], value: str) -> str:
    """Several rows' entries into local variables."""
    return f"{patterns(rows)} = {value}"


def patterns(rows: Iterable[Sequence[str]]) -> str:
    """`(a, b,), (c, d,),`: what several rows are unpacked into."""
    return "".join(f"({listed(row)},), " for row in rows).rstrip()


def lists(rows: Iterable[Sequence[str]]) -> str:
    """`[a, b], [c, d]`: what is made, row by row."""
    return listed(f"[{listed(row)}]" for row in rows)


def listed(parts: Iterable[str]) -> str:
    """`a, b, c`."""
    return ", ".join(parts)


def total(variable: str, products: Sequence[str]) -> str:
    """Add products to a variable, from left to right."""
    return f"{variable} = {variable} + {' + '.join(products)}"


def guarded(variable: str, lines: Sequence[str]) -> list[str]:
    """The lines, for a variable that is not 0 (NaN is not)."""
    return [f"if {variable} != 0.0:", *indented(lines)] if lines else []


def indented(lines: Iterable[str], levels: int = 1) -> list[str]:
    """The lines further in."""
    return ["    " * levels + line for line in lines]


def function(head: str, body: Iterable[str]) -> str:
    """A function's text: `head` is its name and arguments."""
    return "\n".join([f"def {head}:", *indented(body)]) + "\n"


@cache
def compiled(source: str) -> Callable[..., Any]:
    """The one function that `source` defines; compiled once for each text."""
    namespace: dict[str, Any] = {}
    exec(compile(source, "<generated kernel>", "exec"), namespace)
    return next(value for name, value in namespace.items() if not name.startswith("__"))  # type: ignore[no-any-return]
