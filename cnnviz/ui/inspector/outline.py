"""Which terms of a derivation stand on a list, in which order, and which are folded together. No Qt.

Terms that are zero are one fold, and so are those that matter least; the terms of a channel are one fold with their
sum. A fold opens and shows what is in it.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache
from math import isnan

from cnnviz.explain import Derivation, Operation, Term, TermGroup

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


@dataclass(frozen=True, slots=True)
class Part:
    """One line: a term, or a fold of several."""

    term: Term | None
    """None for a fold."""
    depth: int
    total: float
    """The sum of all terms up to here, in the order in which they stand."""
    key: str = ""
    text: Callable[[], str] = str
    """Of a fold: what is in it. Written when it is looked at, because finding out why terms are zero takes its time."""
    subtotal: float | None = None
    """Of a fold: the sum of what is in it; None where that is 0."""
    is_open: bool = False


def has_groups(derivation: Derivation) -> bool:
    """Whether there are channels, or filters, to tell apart."""
    return len(derivation.groups) > 1


def first_order(derivation: Derivation) -> Order:
    """The order that is easiest to read."""
    is_long = derivation.operation is Operation.SUM and len(derivation.terms) > FORMULA_ORDER_UP_TO
    return Order.LARGEST if is_long and not has_groups(derivation) else Order.FORMULA


def outline(derivation: Derivation, order: Order, opened: frozenset[str] = frozenset()) -> tuple[Part, ...]:
    """The lines of a derivation; `opened` holds the keys of the folds that the person has opened or shut.

    Folds are shut at first, but for groups of few terms, which are open.
    """
    return tuple(_Outliner(derivation, order, opened).parts())


class _Outliner:
    def __init__(self, derivation: Derivation, order: Order, opened: frozenset[str]) -> None:
        self._derivation = derivation
        self._order = order
        self._opened = opened
        self._total = 0.0

    def parts(self) -> Iterator[Part]:
        derivation = self._derivation
        if not has_groups(derivation):
            yield from self._terms(derivation.terms, "", 0)
            return
        grouped = {id(term) for group in derivation.groups for term in group.terms}
        yield from self._shown([term for term in derivation.terms if id(term) not in grouped], 0)
        groups = list(derivation.groups)
        if self._order is Order.LARGEST:
            groups.sort(key=lambda group: _size(group.subtotal), reverse=True)
        few = len(derivation.terms) <= _GROUPS_OPEN_UP_TO
        for group in groups:
            yield from self._group(group, few)

    def _terms(self, terms: Sequence[Term], key: str, depth: int) -> Iterator[Part]:
        shown, zeros = list(terms), []
        if self._derivation.operation is Operation.SUM:
            zeros = [term for term in terms if term.product == 0]
        if len(zeros) > 1:
            shown = [term for term in terms if term.product != 0]
        else:
            zeros = []
        rest: list[Term] = []
        if self._order is Order.LARGEST:
            shown.sort(key=lambda term: _size(term.product), reverse=True)
            if len(shown) > LARGEST_SHOWN + 1:
                shown, rest = shown[:LARGEST_SHOWN], shown[LARGEST_SHOWN:]
        yield from self._shown(shown, depth)
        if rest:
            subtotal = 0.0
            for term in rest:
                subtotal += term.product
            yield from self._fold(f"{key}rest", lambda: f"… and {len(rest)} more", subtotal, rest, depth)
        if zeros:
            yield from self._fold(f"{key}zeros", cache(lambda: zeros_text(zeros)), None, zeros, depth)

    def _shown(self, terms: Sequence[Term], depth: int) -> Iterator[Part]:
        for term in terms:
            self._total += term.product
            yield Part(term, depth, self._total)

    def _group(self, group: TermGroup, is_open_at_first: bool) -> Iterator[Part]:
        key = f"{group.label} "
        count = len(group.terms)
        text = f"{group.label} · {count} term{'' if count == 1 else 's'}"
        is_open = is_open_at_first != (key in self._opened)
        yield self._folded(key, lambda: text, group.subtotal, is_open, 0)
        if is_open:
            yield from self._terms(group.terms, key, 1)

    def _fold(
        self, key: str, text: Callable[[], str], subtotal: float | None, terms: Sequence[Term], depth: int
    ) -> Iterator[Part]:
        is_open = key in self._opened
        yield self._folded(key, text, subtotal, is_open, depth)
        if is_open:
            yield from self._shown(terms, depth + 1)

    def _folded(self, key: str, text: Callable[[], str], subtotal: float | None, is_open: bool, depth: int) -> Part:
        if not is_open:
            self._total += subtotal or 0.0
        return Part(None, depth, self._total, key, text, subtotal, is_open)


def zeros_text(zeros: Sequence[Term]) -> str:
    """How many terms are zero and why: the most frequent reasons of a sample of them."""
    sample = zeros[:: max(1, len(zeros) // _REASONS_ASKED)]
    counts = Counter(term.reason for term in sample)
    named = [reason for reason, _ in counts.most_common(_REASONS_SHOWN) if reason]
    more = ", …" if len(counts) > _REASONS_SHOWN or len(sample) < len(zeros) else ""
    return f"{len(zeros)} terms are zero" + (f" ({', '.join(named)}{more})" if named else "")


def _size(value: float) -> float:
    return float("inf") if isnan(value) else abs(value)
