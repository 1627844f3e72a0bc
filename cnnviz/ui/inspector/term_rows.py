"""A derivation as the rows of a list that can be read, for one term and for thousands. No Qt."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial

from cnnviz.explain import Derivation, Operation, Term
from cnnviz.ui.inspector.asked import target_of
from cnnviz.ui.inspector.outline import Order, Part, outline
from cnnviz.ui.inspector.rows import Columns, Entry, Fold, Kind, LazyRows, Row, Table, plain_symbol
from cnnviz.ui.numbers import write


@dataclass(frozen=True, slots=True)
class Form:
    """How much is written into each field."""

    factor_digits: int = 4
    product_digits: int = 5
    has_letters: bool = True
    """Whether a cell's letter stands at its index: `X[0,5,7]`; it is at the head of the column too."""


FORMS = (Form(), Form(3, 4), Form(3, 3, has_letters=False), Form(2, 2, has_letters=False))
"""From the widest to the narrowest."""

_TERMS_READ = 50
"""Of so many terms the letters are read, to know what stands at the head of a column."""


def tables_of(
    derivation: Derivation, order: Order, opened: frozenset[str] = frozenset()
) -> tuple[Callable[[], Table], ...]:
    """What makes the rows of a derivation, in each of `FORMS`; what is opened is as for `outline`."""
    parts = outline(derivation, order, opened)
    return tuple(_Writer(derivation, parts, form).table for form in FORMS)


class _Writer:
    def __init__(self, derivation: Derivation, parts: tuple[Part, ...], form: Form) -> None:
        self._derivation = derivation
        self._parts = parts
        self._form = form
        self._is_sum = derivation.operation is Operation.SUM
        self._has_totals = self._is_sum and len(derivation.terms) > 1

    def table(self) -> Table:
        signs = ("", "×")[: self._factors]
        columns = Columns(self._heads, self._factors, signs, self._has_totals, not self._form.has_letters)
        folds = tuple(
            Fold(place, part.key, part.is_open) for place, part in enumerate(self._parts) if part.term is None
        )
        rows = LazyRows([partial(self._row, part) for part in self._parts])
        return Table(columns, rows, folds, max((part.depth for part in self._parts), default=0))

    @cached_property
    def _factors(self) -> int:
        return max((len(term.factors) for term in self._derivation.terms), default=1)

    @cached_property
    def _heads(self) -> tuple[str, ...]:
        names: list[set[str]] = [set() for _ in range(self._factors)]
        terms = self._derivation.terms
        for term in terms[:: max(1, len(terms) // _TERMS_READ)]:
            if len(term.factors) == self._factors:
                for found, factor in zip(names, term.factors, strict=True):
                    if factor.cell is not None:
                        found.add(factor.name)
        heads = [found.pop() if len(found) == 1 else "" for found in names]
        result = "product" if self._factors > 1 else "term" if self._is_sum else ""
        return (*heads, result, *(["running total"] if self._has_totals else []))

    def _row(self, part: Part) -> Row:
        if part.term is None:
            return self._fold(part)
        term, reason = part.term, part.term.reason
        counts = not reason or self._derivation.operation is Operation.SOFTMAX
        entries = [self._factor(term, place, counts) for place in range(len(term.factors))]
        entries += [Entry()] * (self._factors - len(entries))
        result = self._result(term, reason, counts)
        return Row(Kind.TERM, (*entries, result, *self._running(part)), depth=part.depth)

    def _fold(self, part: Part) -> Row:
        number = "" if part.subtotal is None else self._product(part.subtotal)
        result = Entry(number=number, value=part.subtotal, is_muted=part.is_open)
        entries = (*[Entry()] * self._factors, result, *self._running(part))
        return Row(Kind.FOLD, entries, part.key, part.is_open, part.depth, part.text())

    def _factor(self, term: Term, place: int, counts: bool) -> Entry:
        factor = term.factors[place]
        is_headed = factor.cell is not None and factor.name == self._heads[place]
        symbol = factor.symbol if self._form.has_letters or not is_headed else factor.symbol.removeprefix(factor.name)
        return Entry(
            plain_symbol(symbol),
            write(factor.value, self._form.factor_digits),
            factor.value,
            target_of(term, factor),
            is_muted=not counts,
            is_strong=term.is_chosen,
        )

    def _result(self, term: Term, reason: str, counts: bool) -> Entry:
        if self._factors > 1 or self._is_sum:
            return Entry(reason, self._product(term.product), term.product, is_muted=not counts, is_strong=counts)
        if self._derivation.operation is Operation.MAX and term.is_chosen:
            return Entry(number="the largest", is_strong=True)
        return Entry(reason, is_muted=True)

    def _product(self, value: float) -> str:
        return write(value, self._form.product_digits)

    def _running(self, part: Part) -> tuple[Entry, ...]:
        if not self._has_totals:
            return ()
        if part.is_open:
            return (Entry(),)
        return (Entry(number=self._product(part.total), value=part.total, is_muted=True),)
