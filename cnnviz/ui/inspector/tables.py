"""A derivation as rows of plain text, for a spreadsheet or for checking by hand. Pure functions, no Qt."""

from collections.abc import Sequence

from cnnviz.explain import Derivation, Operation, Term
from cnnviz.explain.terms import running_sums
from cnnviz.ui.inspector.rows import plain_symbol

Rows = list[list[str]]


def derivation_rows(derivation: Derivation) -> Rows:
    """A head, a row a term in the formula's order, and the result; each number with all its digits, `-` for minus.

    The columns: the number of the term, its group where there are groups, each factor's symbol and value, the
    product, the running total of a sum, and why the term counts for nothing.
    """
    factors = max((len(term.factors) for term in derivation.terms), default=0)
    groups = {id(term): group.label for group in derivation.groups for term in group.terms}
    is_sum = derivation.operation is Operation.SUM
    totals = running_sums(derivation.terms) if is_sum else ()
    head = ["term", *(["group"] if groups else [])]
    for number in range(1, factors + 1):
        head += [f"factor {number}", f"value {number}"]
    head += ["product", *(["running total"] if is_sum else []), "why it counts for nothing"]
    rows = [head]
    for number, term in enumerate(derivation.terms):
        row = [str(number + 1), *([groups.get(id(term), "")] if groups else []), *_factors(term, factors)]
        row += [plain_number(term.product), *([plain_number(totals[number])] if is_sum else []), term.reason]
        rows.append(row)
    result = [""] * len(head)
    result[0] = "result"
    result[head.index("product")] = plain_number(derivation.value)
    engine = list(result)
    engine[0], engine[head.index("product")] = "engine", plain_number(derivation.engine_value)
    return [*rows, result, engine]


def tab_separated(rows: Sequence[Sequence[str]]) -> str:
    """Rows as a spreadsheet takes them from the clipboard."""
    return "".join("\t".join(row) + "\n" for row in rows)


def plain_number(value: float) -> str:
    """A number with all its digits, as a spreadsheet and Python read it."""
    return repr(float(value))


def _factors(term: Term, count: int) -> list[str]:
    fields = []
    for factor in term.factors:
        fields += [plain_symbol(factor.symbol), plain_number(factor.value)]
    return fields + [""] * (2 * count - len(fields))
