"""The softmax and the loss as the rows of a list: a class a row, from its logit to its gradient. No Qt."""

from collections.abc import Callable, Sequence
from functools import partial

from cnnviz.explain import Cell, Derivation, SoftmaxTable
from cnnviz.ui.inspector.rows import Columns, Entry, Kind, Row, Table
from cnnviz.ui.numbers import MINUS, write

HEADS = ("class", "z", "z − max", "exp", "P", "T", "P − T")
"""The stages, one a column."""

_SHORT_HEADS = ("", "z", "−max", "exp", "P", "P−T")


def softmax_forms(derivation: Derivation, class_names: Sequence[str]) -> tuple[Callable[[], Table], ...]:
    """What makes the table: with the classes' names or their numbers, and with fewer digits for less room."""
    numbers = [str(number) for number in range(len(class_names))]
    forms = ((class_names, 4, False), (numbers, 4, False), (numbers, 3, False), (numbers, 2, True))
    return tuple(partial(softmax_rows, derivation, *form) for form in forms)


def softmax_rows(derivation: Derivation, class_names: Sequence[str], digits: int, is_short: bool) -> Table:
    """A row a class; z, P and P − T lead to their cells, and the row of the number asked about stands out.

    A short table leaves out the zero before a decimal point, and T.
    """
    table = derivation.softmax
    assert table is not None
    layer = derivation.cell.layer
    own = derivation.cell.index[0] if derivation.cell.index else table.label
    rows = []
    for row in table.rows:
        is_own = row.index == own

        def entry(value: float, tensor: str = "", mine: bool = is_own, index: int = row.index) -> Entry:
            cell = Cell(layer, tensor, (index,)) if tensor else None
            number = write(value, digits)
            return Entry("", _shortened(number) if is_short else number, value, cell, is_strong=mine)

        fields = (
            Entry(number=class_names[row.index], is_strong=is_own),
            entry(row.logit, "input"),
            entry(row.shifted),
            entry(row.exponential),
            entry(row.probability, "output"),
            *([] if is_short else [Entry(number=write(row.target), value=row.target, is_strong=is_own)]),
            entry(row.gradient, "input_gradient"),
        )
        rows.append(Row(Kind.TERM, fields))
    return Table(Columns(_SHORT_HEADS if is_short else HEADS, 1, is_tight=True), tuple(rows))


def softmax_text(table: SoftmaxTable) -> tuple[str, ...]:
    """What the columns have in common, and the loss with its numbers, a line each."""
    true = table.rows[table.label].probability
    return (
        f"max z = {write(table.largest)}, sum of exp = {write(table.total)}",
        f"L = −log(P[{table.label}] + ε) = −log {write(true)} = {write(table.loss, 6)}",
    )


def _shortened(number: str) -> str:
    sign = MINUS if number.startswith(MINUS) else ""
    rest = number.removeprefix(sign)
    return sign + (rest.removeprefix("0") if rest.startswith("0.") else rest)
