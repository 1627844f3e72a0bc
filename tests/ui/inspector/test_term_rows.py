"""Terms as rows: nothing is lost by folding, whatever the order; the totals are the formula's."""

from math import isclose

import pytest

from cnnviz.explain import Cell, derive
from cnnviz.training import Experiment, Session
from cnnviz.ui.inspector.asked import derivation_of, sources_of, target_of, term_count
from cnnviz.ui.inspector.outline import LARGEST_SHOWN, Order, first_order
from cnnviz.ui.inspector.rows import Kind, plain_symbol
from cnnviz.ui.inspector.softmax_rows import HEADS, softmax_forms, softmax_text
from cnnviz.ui.inspector.term_rows import tables_of
from cnnviz.ui.numbers import write


@pytest.fixture(scope="module")
def trace():
    session = Session(Experiment.preset("paper", train_per_class=4, test_per_class=3))
    for _ in range(30):
        session.step()
    return session.trace()


@pytest.fixture(scope="module")
def many():
    session = Session(Experiment.preset("ten-digits", train_per_class=1, test_per_class=1))
    session.step()
    return session.trace()


@pytest.fixture(scope="module")
def inked(trace):
    """The derivation of an output of the first Conv2D whose whole window is ink, and the window's middle."""
    image = trace.layers[0].input[0]
    r, c = next(
        (r, c)
        for r in range(1, 27)
        for c in range(1, 27)
        if all(image[r + i][c + j] for i in (-1, 0, 1) for j in (-1, 0, 1))
    )
    return derive(trace, 0, "output", (0, r, c)), r, c


def table_of(derivation, order, opened=frozenset()):
    return tables_of(derivation, order, opened)[0]()


def products(table):
    return [row.entries[table.columns.left].value for row in table.rows if row.kind is Kind.TERM]


def keys(table):
    return {row.key for row in table.rows if row.kind is Kind.FOLD}


def opened_wholly(derivation, order):
    opened, before = frozenset(), None
    while opened != before:
        before = opened
        table = table_of(derivation, order, opened)
        opened = opened | {row.key for row in table.rows if row.kind is Kind.FOLD and not row.is_open}
    return table


def test_few_terms_stand_in_the_formulas_order_many_by_size(trace):
    assert first_order(derive(trace, 0, "output", (0, 5, 7))) is Order.FORMULA
    assert first_order(derive(trace, 2, "weight_gradient", (0, 0, 1, 2))) is Order.LARGEST
    assert first_order(derive(trace, 6, "output", (3,))) is Order.LARGEST


@pytest.mark.parametrize("order", list(Order))
@pytest.mark.parametrize(
    "cell", [(2, "weight_gradient", (0, 0, 1, 2)), (6, "output", (3,)), (2, "bias_gradient", (0,))]
)
def test_opening_every_fold_shows_every_term(trace, cell, order):
    derivation = derive(trace, *cell)
    table = opened_wholly(derivation, order)
    assert sorted(products(table)) == sorted(term.product for term in derivation.terms)


@pytest.mark.parametrize("order", list(Order))
def test_opening_every_fold_of_a_grouped_sum_shows_every_term(many, order):
    derivation = derive(many, 3, "output", (4, 5, 7))
    table = opened_wholly(derivation, order)
    assert sorted(products(table)) == sorted(term.product for term in derivation.terms)
    assert [row.key for row in table.rows if row.key.startswith("channel") and row.key.endswith(" ")]


@pytest.mark.parametrize("order", list(Order))
@pytest.mark.parametrize(
    "cell",
    [
        (2, "weight_gradient", (0, 0, 1, 2)),
        (6, "output", (3,)),
        (0, "output", (0, 14, 14)),
        (9, "input_gradient", (1,)),
    ],
)
def test_the_running_total_ends_at_the_sum(trace, cell, order):
    derivation = derive(trace, *cell)
    table = table_of(derivation, order)
    assert table.columns.may_hide_last
    assert table.columns.heads[-1] == "running total"
    assert isclose(table.rows[-1].entries[-1].value, derivation.value, rel_tol=1e-9, abs_tol=1e-12)


def test_in_the_formulas_order_the_running_totals_are_the_derivations(inked):
    derivation, _, _ = inked
    table = opened_wholly(derivation, Order.FORMULA)
    assert [row.entries[-1].value for row in table.rows] == list(derivation.totals)


def test_the_largest_come_first_and_the_rest_is_one_row_with_its_sum(trace):
    derivation = derive(trace, 6, "output", (3,))
    table = table_of(derivation, Order.LARGEST)
    shown = products(table)
    assert len(shown) == LARGEST_SHOWN
    assert shown == sorted(shown, key=abs, reverse=True)
    rest = next(row for row in table.rows if row.key == "rest")
    left_out = sorted(derivation.terms, key=lambda term: -abs(term.product))[LARGEST_SHOWN:]
    assert rest.text == f"… and {sum(term.product != 0 for term in left_out)} more"
    assert isclose(rest.entries[2].value, sum(term.product for term in left_out), abs_tol=1e-12)


def test_terms_that_are_zero_are_one_row_that_says_why(trace):
    derivation = derive(trace, 0, "output", (0, 0, 0))
    zeros = next(row for row in table_of(derivation, Order.FORMULA).rows if row.key == "zeros")
    assert zeros.text.startswith("9 terms are zero (")
    assert "padding" in zeros.text
    assert "the pixel is 0" in zeros.text
    open_table = table_of(derivation, Order.FORMULA, frozenset({"zeros"}))
    reasons = [row.entries[2].symbol for row in open_table.rows if row.kind is Kind.TERM and row.depth]
    assert reasons.count("padding") == 5
    assert len(reasons) == 9


def test_channels_are_rows_with_their_subtotals(many):
    derivation = derive(many, 3, "output", (4, 5, 7))
    table = table_of(derivation, Order.FORMULA)
    folds = [row for row in table.rows if row.kind is Kind.FOLD]
    assert [row.text for row in folds] == [f"channel {d} · 9 terms" for d in range(6)]
    assert [row.entries[2].value for row in folds] == [group.subtotal for group in derivation.groups]
    assert table.rows[0].entries[0].symbol == "b[4]"
    by_size = [row.entries[2].value for row in table_of(derivation, Order.LARGEST).rows if row.kind is Kind.FOLD]
    assert by_size == sorted(by_size, key=abs, reverse=True)


def test_each_factor_leads_to_its_own_cell(trace, inked):
    derivation, r, c = inked
    row = next(row for row in table_of(derivation, Order.FORMULA).rows if row.entries[1].symbol == "K[0,0,1,2]")
    assert row.entries[0].cell == Cell(0, "input", (0, r, c + 1))
    assert row.entries[1].cell == Cell(0, "weight", (0, 0, 1, 2))
    assert row.entries[2].cell is None
    assert row.entries[0].value == trace.layers[0].input[0][r][c + 1]


def test_a_gate_leads_to_the_number_that_works_it(trace):
    derivation = derive(trace, 3, "input_gradient", (0, 15, 15))
    (row,) = table_of(derivation, Order.FORMULA).rows
    assert row.entries[0].cell == Cell(3, "output_gradient", (0, 15, 15))
    assert row.entries[1].cell == Cell(3, "input", (0, 15, 15))
    term = derivation.terms[0]
    assert target_of(term, term.factors[0]) == Cell(3, "output_gradient", (0, 15, 15))


def test_a_maximum_says_which_term_is_the_largest(trace):
    table = table_of(derive(trace, 4, "output", (0, 7, 7)), Order.FORMULA)
    said = [row.entries[1].number or row.entries[1].symbol for row in table.rows]
    assert said.count("the largest") == 1
    assert all(text == "the largest" or text.startswith("not the winner") for text in said)


def test_narrow_forms_say_the_same_in_less_room(inked):
    derivation, r, c = inked
    wide, _, narrow, _ = (make() for make in tables_of(derivation, Order.FORMULA))
    assert [row.entries[0].symbol for row in wide.rows[:2]] == ["b[0]", f"X[0,{r - 1},{c - 1}]"]
    assert [row.entries[0].symbol for row in narrow.rows[:2]] == ["b[0]", f"[0,{r - 1},{c - 1}]"]
    assert narrow.columns.heads[0] == "X"
    assert [[e.value for e in row.entries] for row in wide.rows] == [
        [e.value for e in row.entries] for row in narrow.rows
    ]


def test_padding_is_spelt_as_in_the_source(trace):
    assert plain_symbol("X_{pad}[0,0,5]") == "Xpad[0,0,5]"


def test_the_softmax_is_a_row_a_class(trace):
    derivation = derive(trace, 9, "output", (1,))
    table = softmax_forms(derivation, ("0", "1", "2"))[0]()
    assert table.columns.heads == HEADS
    rows = derivation.softmax.rows
    for row, stage in zip(table.rows, rows, strict=True):
        values = [entry.value for entry in row.entries]
        assert values[1:] == [
            stage.logit,
            stage.shifted,
            stage.exponential,
            stage.probability,
            stage.target,
            stage.gradient,
        ]
        assert [entry.cell for entry in row.entries if entry.cell] == [
            Cell(9, tensor, (stage.index,)) for tensor in ("input", "output", "input_gradient")
        ]
        assert all(entry.is_strong is (stage.index == 1) for entry in row.entries)
    lines = softmax_text(derivation.softmax)
    assert write(trace.loss, 6) in lines[1]


def test_the_shortest_softmax_keeps_every_number_but_the_target(trace):
    derivation = derive(trace, 9, "loss")
    short = softmax_forms(derivation, ("T-shirt", "Ankle boot", "Bag"))[-1]()
    assert [row.entries[0].number for row in short.rows] == ["0", "1", "2"]
    assert len(short.columns.heads) == len(HEADS) - 1
    assert not any(entry.number.startswith(("0.", "−0.")) for row in short.rows for entry in row.entries)


def test_sources_are_every_cell_once(trace):
    derivation = derive(trace, 4, "input_gradient", (0, 10, 10))
    sources = sources_of(derivation)
    assert len(set(sources)) == len(sources)
    assert set(sources) == {cell for term in derivation.terms for cell in term.cells}
    assert sources_of(None) == sources_of(derive(trace, 0, "input", (0, 3, 3))) == ()


def test_the_number_of_terms_is_known_without_deriving(session, make_frame):
    session.step()
    frame = make_frame(session)
    for cell in (
        *(Cell(0, "output", (0, 3, 3)), Cell(2, "weight_gradient", (0, 0, 1, 1)), Cell(2, "bias_gradient", (0,))),
        *(Cell(2, "input_gradient", (0, 5, 5)), Cell(6, "output", (2,)), Cell(6, "input_gradient", (2,))),
        *(Cell(1, "output_gradient", (0, 5, 5)), Cell(7, "input", (2,)), Cell(9, "output", (1,))),
        Cell(4, "output", (0, 3, 3)),
    ):
        assert term_count(frame.run, cell) == len(derivation_of(frame, cell).terms), cell


def test_the_loss_comes_from_its_row_alone(trace):
    assert sources_of(derive(trace, 9, "loss")) == (Cell(9, "output", (trace.label,)),)
