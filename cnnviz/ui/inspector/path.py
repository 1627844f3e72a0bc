"""The way from the number first asked about to the one on view: which cells were followed. No Qt."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from cnnviz.explain import Cell
from cnnviz.nn import Layer
from cnnviz.ui.naming import cell_symbol, layer_titles

_SHOWN = 4
_WORD_JOINER = "\u2060"


@dataclass(frozen=True, slots=True)
class Path:
    """Cells, each a source of the one before; the last is on view."""

    cells: tuple[Cell, ...] = ()

    @property
    def cell(self) -> Cell | None:
        """The one on view."""
        return self.cells[-1] if self.cells else None

    def follow(self, cell: Cell) -> "Path":
        """One step on; a cell that was passed already is gone back to."""
        if cell in self.cells:
            return self.back_to(self.cells.index(cell))
        return Path((*self.cells, cell))

    def back_to(self, place: int) -> "Path":
        """The way as far as one of its cells."""
        return Path(self.cells[: place + 1])

    def back(self) -> "Path":
        """One step back; the first cell stays."""
        return Path(self.cells[:-1]) if len(self.cells) > 1 else self

    def html(self, layers: Sequence[Layer], color: str) -> str:
        """The way for a rich-text label, each cell but the last a link to its place; cut in the middle."""
        last = len(self.cells) - 1
        shown = list(range(last + 1))
        if last >= _SHOWN:
            shown = [0, *range(last - _SHOWN + 2, last + 1)]
        parts = []
        for before, place in zip([-1, *shown], shown, strict=False):
            if place != before + 1:
                parts.append(_link(place - 1, "…", color))
            text = unbroken(self._name(place, layers))
            parts.append(_link(place, text, color) if place < last else f"<b>{escape(text)}</b>")
        return " ‹ ".join(parts)

    def _name(self, place: int, layers: Sequence[Layer]) -> str:
        """A cell's symbol, with its layer where another cell of the way has the same."""
        cell = self.cells[place]
        symbol = cell_symbol(cell, layers)
        is_alone = [cell_symbol(other, layers) for other in self.cells].count(symbol) == 1
        return symbol if is_alone else f"{symbol} ({layer_titles(layers)[cell.layer]})"


def unbroken(symbol: str) -> str:
    """A text in which no line is broken inside a symbol."""
    return symbol.replace("new ", "new\u00a0").replace("/∂", f"/{_WORD_JOINER}∂").replace("[", f"{_WORD_JOINER}[")


def _link(place: int, text: str, color: str) -> str:
    return f'<a href="{place}" style="color:{color}; text-decoration:none">{escape(text)}</a>'
