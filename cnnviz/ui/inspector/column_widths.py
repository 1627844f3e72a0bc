"""How wide the columns of a list must be, so that no number is cut."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from cnnviz.ui.inspector.rows import Entry, Kind, Row, Table
from cnnviz.ui.inspector.terms_delegate import INDENT, TermsDelegate

_ROWS_MEASURED = 60


def fitting(
    delegate: TermsDelegate, forms: Sequence[Callable[[], Table]], room: int
) -> tuple[Table, bool, list[float]]:
    """The first form that fits into so many pixels, in one line a row or in two, and how wide its columns must be.

    Where none fits, it is the last, in two lines and squeezed: symbols and heads are cut before numbers are. The
    delegate is left with the form's columns.
    """
    last = len(forms) - 1
    for number, make in enumerate(forms):
        form = make()
        delegate.columns = form.columns
        sample = _sample(form)
        has_symbols = any(entry.symbol for row in sample for entry in row.entries)
        for two_lines in (False, True) if has_symbols else (False,):
            widths = _widths(delegate, form, sample, two_lines)
            needed = sum(widths[:-1]) if form.columns.may_hide_last else sum(widths)
            if needed <= room:
                return form, two_lines, widths
            if number == last and two_lines is has_symbols:
                return form, two_lines, _squeezed(widths, _least_widths(delegate, form, sample, two_lines), room)
    raise AssertionError("the last form is always taken")


def _squeezed(widths: list[float], least: list[float], room: int) -> list[float]:
    """Columns that fill the room exactly; the last one, where it may be hidden, is."""
    if len(widths) > len(least):
        return [*_squeezed(widths[:-1], least, room), widths[-1]]
    spare = [max(0.0, width - own) for width, own in zip(widths, least, strict=True)]
    excess = sum(widths) - room
    if excess <= sum(spare):
        share = excess / sum(spare)
        return [width - share * own for width, own in zip(widths, spare, strict=True)]
    return [width * room / sum(least) for width in least]


def _least_widths(delegate: TermsDelegate, form: Table, sample: list[Row], two_lines: bool) -> list[float]:
    """The room that the numbers alone need, in the columns that are seen where there is little of it."""
    count = len(form.columns.heads) - form.columns.may_hide_last
    least = []
    for column in range(count):
        entries = [replace(row.entries[column], symbol="") for row in sample]
        widest = max(entries, key=_number_length, default=Entry())
        least.append(delegate.width(column, widest, two_lines))
    return least


def _widths(delegate: TermsDelegate, form: Table, sample: list[Row], two_lines: bool) -> list[float]:
    widths = []
    terms = [row for row in sample if row.kind is Kind.TERM]
    heads = delegate.small_metrics
    indent = INDENT * form.depth
    for column, head in enumerate(form.columns.heads):
        entries = [row.entries[column] for row in terms]
        widest = [max(entries, key=key) for key in (_symbol_length, _number_length)] if entries else []
        width = max((delegate.width(column, entry, two_lines) for entry in widest), default=20.0)
        if column >= form.columns.left:
            sums = (row.entries[column] for row in sample if row.kind is Kind.FOLD)
            width = max([width, *(delegate.width(column, entry, True) for entry in sums)])
        if len(sample) < len(form.rows):
            width += heads.horizontalAdvance("0")  # for a number a digit longer than those measured
        sign = delegate.sign_width(column)
        widths.append(
            max(width, sign + heads.horizontalAdvance(head) + 2 * delegate.pad) + (indent if column == 0 else 0)
        )
    return widths


def _sample(form: Table) -> list[Row]:
    """Enough rows to know how wide the columns must be: all folds, and of thousands of terms some."""
    places = range(0, len(form.rows), max(1, len(form.rows) // _ROWS_MEASURED))
    return [form.rows[place] for place in sorted({*places, *(fold.place for fold in form.folds)})]


def _symbol_length(entry: Entry) -> float:
    return len(entry.symbol)


def _number_length(entry: Entry) -> float:
    """About how wide a number is: a minus sign is wider than a digit."""
    return len(entry.number) + 0.3 * entry.number.count("−")
