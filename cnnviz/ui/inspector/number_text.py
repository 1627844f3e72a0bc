"""What is written around the terms of a derivation. Pure functions, no Qt."""

from collections.abc import Sequence
from dataclasses import dataclass

from cnnviz.explain import Cell, Derivation, Operation
from cnnviz.nn import Layer
from cnnviz.ui.frame import Frame
from cnnviz.ui.inspector.formulas import plain_text
from cnnviz.ui.inspector.outline import Order
from cnnviz.ui.naming import cell_symbol, layer_titles
from cnnviz.ui.numbers import write
from cnnviz.ui.view_model import value_of

ASK = "Click a number in the network to ask where it comes from."
NOT_YET = "not computed yet in this step"

_LONGEST_FILLED = 150


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether formula and engine agree."""

    text: str
    agrees: bool


def title_text(frame: Frame, cell: Cell) -> str:
    """`∂L/∂K[0,0,1,2] = −0.208596`; of a number that is not computed, that."""
    value = value_of(frame, cell)
    symbol = cell_symbol(cell, frame.run.layers)
    return f"{symbol}: {NOT_YET}" if value is None else f"{symbol} = {write(value, 6)}"


def layer_text(frame: Frame, cell: Cell) -> str:
    """Whose number it is: `Conv2D 2`."""
    if cell.layer == 0 and cell.tensor == "input":
        return "Input"
    return layer_titles(frame.run.layers)[cell.layer]


def filled_text(derivation: Derivation) -> str:
    """The formula with this number's indices and values; of a long sum only its beginning and its end."""
    filled = derivation.filled.replace(" > 0]", "\u00a0>\u00a00]")
    parts = filled.split(" + ")
    if len(filled) <= _LONGEST_FILLED or len(parts) < 4:
        return filled
    return " + ".join([*parts[:2], "…", parts[-1]])


def note_text(derivation: Derivation, layers: Sequence[Layer]) -> str:
    """The derivation's note, with the layers' titles in the place of their numbers."""
    if derivation.same_as is None:
        return plain_text(derivation.note)
    titles = layer_titles(layers)
    here, there = (
        f"{cell_symbol(cell, layers)} of {titles[cell.layer]}" for cell in (derivation.cell, derivation.same_as)
    )
    rest = derivation.note.partition(". ")[2]
    return plain_text(f"{here} is the same number as {there}. {rest}".rstrip())


def count_text(derivation: Derivation) -> str:
    """How many terms there are: `784 terms, 151 not zero`."""
    count = len(derivation.terms)
    text = "1 term" if count == 1 else f"{count:,} terms"
    zeros = derivation.zeros
    return f"{text}, {count - zeros:,} not zero" if zeros and derivation.operation is Operation.SUM else text


def result_text(derivation: Derivation) -> tuple[str, str]:
    """The last line of a sum: what it is, and the number; ("", "") where the terms say it."""
    if derivation.operation is not Operation.SUM or len(derivation.terms) == 1:
        return "", ""
    return "sum", write(derivation.value, 6)


def verdict_of(derivation: Derivation) -> Verdict:
    """What the engine computed, against the formula."""
    if derivation.operation is Operation.GIVEN:
        return Verdict("", True)
    if derivation.agrees:
        return Verdict("the engine computed the same ✓", True)
    return Verdict(
        f"The engine has another number: {write(derivation.engine_value, 12)}, "
        f"the formula gives {write(derivation.value, 12)}.",
        False,
    )


def order_text(order: Order) -> str:
    """The order on its button."""
    return "by size ⇅" if order is Order.LARGEST else "as in formula ⇅"
