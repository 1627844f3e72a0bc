"""From number to number: every answer names the next questions, down to the pixels."""

import pytest
from explain_helpers import PAPER, SMALL, SMALL_SHAPE, traced

from cnnviz.explain import Operation, derive


def reached(trace, start, cells_of_term):
    """All cells that can be asked for one after the other from a first one."""
    found, todo = {start}, [start]
    while todo:
        derivation = derive(trace, *todo.pop())
        cells = [cell for term in derivation.terms for cell in cells_of_term(term)]
        todo += {cell for cell in cells if cell not in found}
        found.update(cells)
    return found


def given_tensors(trace, cells):
    return {
        (layer, tensor) for layer, tensor, index in cells if derive(trace, layer, tensor, index).operation == "given"
    }


def test_from_the_first_filters_update_to_a_pixel_by_the_sources():
    trace = traced(PAPER, (1, 28, 28), 5)
    path = [(0, "new_weight", (0, 0, 1, 1))]
    for wanted in ("weight_gradient", "input"):
        sources = [cell for term in derive(trace, *path[-1]).terms for cell in term.sources]
        path.append(next(cell for cell in sources if cell.tensor == wanted))
    assert path[-1] == (0, "input", (0, 0, 0))
    assert derive(trace, *path[-1]).operation is Operation.GIVEN


@pytest.mark.parametrize("start", [(0, "new_weight", (1, 1, 2, 0)), (0, "input_gradient", (1, 3, 3)), (9, "loss", ())])
def test_every_number_rests_on_what_is_given(start):
    """Cells behind factors included, the answers lead to every pixel and to parameters of every layer."""
    trace = traced(SMALL, SMALL_SHAPE, 6)
    cells = reached(trace, start, lambda term: term.cells)
    given = given_tensors(trace, cells)
    assert given == {(0, "input"), *((layer, name) for layer in (0, 3, 6, 8) for name in ("weight", "bias"))}
    assert all(derive(trace, *cell).agrees for cell in cells)


def test_the_walk_back_from_an_update_goes_through_every_layer():
    trace = traced(SMALL, SMALL_SHAPE, 6)
    cells = reached(trace, (0, "new_weight", (0, 0, 1, 1)), lambda term: term.sources)
    assert {layer for layer, tensor, _ in cells if tensor == "output_gradient"} == set(range(9)) - {9}
