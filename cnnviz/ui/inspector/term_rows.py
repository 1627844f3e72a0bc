"""A derivation as the rows of a list that can be read, for one term and for thousands. No Qt.

Terms that are zero are one row, and so are those that matter least; the terms of a channel are one row with their
sum. Such a row opens and shows what is in it.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from math import isnan

from cnnviz.explain import Derivation, Operation, Term, TermGroup
from cnnviz.ui.inspector.asked import target_of
from cnnviz.ui.inspector.rows import Columns, Entry, Kind, Row, Table, plain_symbol
from cnnviz.ui.numbers import write

FORMULA_ORDER_UP_TO = 27
"""So many terms are shown in the formula's order at first, more with the largest first."""

LARGEST_SHOWN = 12
_GROUPS_OPEN_UP_TO = 27
_REASONS_ASKED = 24
_REASONS_SHOWN = 2


class Order(Enum):
    """In which order terms stand."""

    FORMULA = "in the formula's order"
    LARGEST = "largest first"


def first_order(derivation: Derivation) -> Order:
    """The order that is easiest to read."""
    is_long = derivation.operation is Operation.SUM and len(derivation.terms) > FORMULA_ORDER_UP_TO
    return Order.LARGEST if is_long and not _has_groups(derivation) else Order.FORMULA


@dataclass(frozen=True, slots=True)
class Form:
    """How much is written into each field."""

    factor_digits: int = 4
    product_digits: int = 5
    has_letters: bool = True
    """Whether a cell's letter stands at its index: `X[0,5,7]`; it is at the head of the column too."""


FORMS = (Form(), Form(3, 4), Form(3, 3, has_letters=False), Form(2, 2, has_letters=False))
"""From the widest to the narrowest."""


def table_of(
    derivation: Derivation, order: Order, opened: frozenset[str] = frozenset(), form: Form = FORMS[0]
) -> Table:
    """The rows of a derivation; `opened` holds the keys of the folds that the person has opened or shut.

    Folds are shut at first, but for groups of few terms, which are open.
    """
    return _Writer(derivation, order, opened, form).table()


class _Writer:
    def __init__(self, derivation: Derivation, order: Order, opened: frozenset[str], form: Form) -> None:
        self._derivation = derivation
        self._order = order
        self._opened = opened
        self._form = form
        self._factors = max((len(term.factors) for term in derivation.terms), default=1)
        self._folds_zeros = derivation.operation is Operation.SUM
        self._total = 0.0

    def table(self) -> Table:
        derivation = self._derivation
        self._letters = self._heads()
        signs = ("", "×")[: self._factors]
        columns = Columns(self._letters, self._factors, signs, self._has_totals(), not self._form.has_letters)
        if not _has_groups(derivation):
            return Table(columns, tuple(self._terms(derivation.terms, "", 0)))
        grouped = {id(term) for group in derivation.groups for term in group.terms}
        rows = [self._term(term, 0) for term in derivation.terms if id(term) not in grouped]
        groups = list(derivation.groups)
        if self._order is Order.LARGEST:
            groups.sort(key=lambda group: _size(group.subtotal), reverse=True)
        few = len(derivation.terms) <= _GROUPS_OPEN_UP_TO
        for group in groups:
            rows.extend(self._group(group, few))
        return Table(columns, tuple(rows))

    def _heads(self) -> tuple[str, ...]:
        names: list[set[str]] = [set() for _ in range(self._factors)]
        for term in self._derivation.terms:
            if len(term.factors) == self._factors:
                for place, factor in enumerate(term.factors):
                    names[place].add(factor.name if factor.cell else "")
        heads = [next(iter(found - {""})) if len(found - {""}) == 1 else "" for found in names]
        result = "product" if self._factors > 1 else "term" if self._derivation.operation is Operation.SUM else ""
        return (*heads, result, *(["running total"] if self._has_totals() else []))

    def _has_totals(self) -> bool:
        return self._derivation.operation is Operation.SUM and len(self._derivation.terms) > 1

    def _terms(self, terms: Sequence[Term], key: str, depth: int) -> Iterator[Row]:
        zeros = [term for term in terms if term.product == 0] if self._folds_zeros else []
        if len(zeros) < 2:
            zeros, shown = [], list(terms)
        else:
            shown = [term for term in terms if term.product != 0]
        if self._order is Order.LARGEST:
            shown.sort(key=lambda term: _size(term.product), reverse=True)
            if len(shown) > LARGEST_SHOWN + 1:
                shown, rest = shown[:LARGEST_SHOWN], shown[LARGEST_SHOWN:]
                yield from (self._term(term, depth) for term in shown)
                text = f"… and {len(rest)} more"
                yield from self._fold(f"{key}rest", text, _sum(rest), lambda: rest, depth)
                shown = []
        yield from (self._term(term, depth) for term in shown)
        if zeros:
            text = f"{len(zeros)} terms are zero{_reasons(zeros)}"
            yield from self._fold(f"{key}zeros", text, None, lambda: zeros, depth)

    def _group(self, group: TermGroup, is_open_at_first: bool) -> Iterator[Row]:
        key = f"{group.label} "
        text = f"{group.label} · {len(group.terms)} term{'s' if len(group.terms) != 1 else ''}"
        is_open = is_open_at_first != (key in self._opened)
        if not is_open:
            self._total += group.subtotal
        yield self._fold_row(key, text, group.subtotal, is_open, 0)
        if is_open:
            yield from self._terms(group.terms, key, 1)

    def _fold(
        self, key: str, text: str, total: float | None, terms: Callable[[], Iterable[Term]], depth: int
    ) -> Iterator[Row]:
        is_open = key in self._opened
        if not is_open:
            self._total += total or 0.0
        yield self._fold_row(key, text, total, is_open, depth)
        if is_open:
            yield from (self._term(term, depth + 1) for term in terms())

    def _fold_row(self, key: str, text: str, total: float | None, is_open: bool, depth: int) -> Row:
        entries = [Entry()] * self._factors
        result = Entry(number="" if total is None else self._product(total), value=total, is_muted=is_open)
        running = self._running(is_open)
        return Row(Kind.FOLD, (*entries, result, *running), key, is_open, depth, text)

    def _term(self, term: Term, depth: int) -> Row:
        self._total += term.product
        reason = term.reason
        counts = not reason or self._derivation.operation is Operation.SOFTMAX
        entries = [self._factor(term, place, counts) for place in range(len(term.factors))]
        entries += [Entry()] * (self._factors - len(entries))
        return Row(Kind.TERM, (*entries, self._result(term, reason, counts), *self._running()), depth=depth)

    def _factor(self, term: Term, place: int, counts: bool) -> Entry:
        factor = term.factors[place]
        is_headed = factor.cell is not None and factor.name == self._letters[place]
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
        if self._factors > 1 or self._derivation.operation is Operation.SUM:
            return Entry(reason, self._product(term.product), term.product, is_muted=not counts, is_strong=counts)
        if self._derivation.operation is Operation.MAX and term.is_chosen:
            return Entry(number="the largest", is_strong=True)
        return Entry(reason, is_muted=True)

    def _product(self, value: float) -> str:
        return write(value, self._form.product_digits)

    def _running(self, is_blank: bool = False) -> tuple[Entry, ...]:
        if not self._has_totals():
            return ()
        if is_blank:
            return (Entry(),)
        return (Entry(number=self._product(self._total), value=self._total, is_muted=True),)


def _has_groups(derivation: Derivation) -> bool:
    return len(derivation.groups) > 1


def _size(value: float) -> float:
    return float("inf") if isnan(value) else abs(value)


def _sum(terms: Iterable[Term]) -> float:
    total = 0.0
    for term in terms:
        total += term.product
    return total


def _reasons(zeros: Sequence[Term]) -> str:
    """Why terms are zero, from a sample of them: finding out takes its time. The most frequent first."""
    sample = zeros[:: max(1, len(zeros) // _REASONS_ASKED)]
    counts = Counter(term.reason for term in sample)
    named = [reason for reason, _ in counts.most_common(_REASONS_SHOWN) if reason]
    if not named:
        return ""
    more = ", …" if len(counts) > _REASONS_SHOWN or len(sample) < len(zeros) else ""
    return f" ({', '.join(named)}{more})"
