"""The forward pass of a Conv2D: its window slides over the input, and each position makes one number of the output."""

from functools import cache, cached_property

from cnnviz.explain import Cell, Derivation, Term, derive
from cnnviz.nn import Conv2D
from cnnviz.ui.frame import Frame
from cnnviz.ui.inspector.asked import sources_of
from cnnviz.ui.inspector.slide.route import Grain, Place
from cnnviz.ui.inspector.slide.scene import MUTED, PLAIN, STRONG, Grid, GridCell, Line, Overview, Scene
from cnnviz.ui.inspector.slide.subjects import Subject
from cnnviz.ui.inspector.slide.walk import (
    Plane,
    Walk,
    behind_sign,
    factor_text,
    number_text,
    product_scale,
    result_lines,
    sources_of_factors,
)

_CHANNELS_LISTED = 8
_WRITTEN_OUT = 10
"""Of a sum of so many terms each is written."""


class ConvWalk(Walk):
    """Walks the output of one filter: the bias, then the products channel by channel, as the paper's loops do."""

    def __init__(self, frame: Frame, subject: Subject, index: tuple[int, ...]) -> None:
        super().__init__(frame, subject, index)
        layer = frame.run.layers[subject.layer]
        assert isinstance(layer, Conv2D)
        self.layer = layer
        self.channels = frame.run.shapes[subject.layer][0]
        several = (Grain.CHANNEL,) if self.channels > 1 else ()
        self.grains = (*several, Grain.POSITION, Grain.PRODUCT)
        self._at = frame.trace.layers[subject.layer]
        self._derived: tuple[int, Derivation] | None = None
        self._plane = cache(self._make_plane)

    @property
    def taps(self) -> int:
        """How many products a channel has."""
        return self.layer.kernel_size**2

    @property
    def terms(self) -> int:
        return 1 + self.channels * self.taps

    def stops(self, grain: Grain) -> tuple[int, ...]:
        if grain is Grain.CHANNEL:
            return tuple(1 + self.taps * (channel + 1) for channel in range(self.channels))
        return super().stops(grain)

    def counts(self, position: int) -> bool:
        row, column = self._corner(position)
        size = self.layer.kernel_size
        return not all(self._plane(d).is_zero(row, column, size) for d in range(self.channels))

    def derivation(self, position: int) -> Derivation:
        """Where the output at a position comes from."""
        if self._derived is None or self._derived[0] != position:
            index = (self.index[0], *self.at(position))
            self._derived = position, derive(self.trace, self.subject.layer, "output", index)
        return self._derived[1]

    def scene(self, place: Place, grain: Grain, channel: int = 0) -> Scene:
        derivation = self.derivation(place.position)
        is_whole = place.done >= self.terms
        if grain is not Grain.POSITION or not is_whole:
            channel = max(0, place.done - 2) // self.taps
        current = derivation.terms[place.done - 1] if grain is Grain.PRODUCT else None
        if is_whole and grain is Grain.POSITION:
            sources = sources_of(derivation)
        elif current is not None:
            sources = sources_of_factors(current.factors)
        else:
            factors = (factor for term in derivation.groups[channel].terms for factor in term.factors)
            sources = sources_of_factors(tuple(factors))
        row, column = self.at(place.position)
        return Scene(
            Cell(self.subject.layer, "output", (self.index[0], row, column)),
            sources,
            derivation.totals[place.done - 1],
            self._overviews(place, channel, is_whole),
            self._grids(derivation, channel, place.done, grain),
            (*self._sum_lines(derivation, place.done, channel, grain), *self._end(derivation, is_whole)),
        )

    def _end(self, derivation: Derivation, is_whole: bool) -> tuple[Line, ...]:
        symbol = self.symbol("output", derivation.cell.index)
        return result_lines(symbol, derivation) if is_whole else (Line(f"{symbol} is not complete yet", "", MUTED),)

    def _corner(self, position: int) -> tuple[int, int]:
        row, column = self.at(position)
        return row * self.layer.stride, column * self.layer.stride

    def _make_plane(self, channel: int) -> Plane:
        return Plane(self._at.input, (channel,), None, self.layer.padding)

    @cached_property
    def _kernel(self) -> Plane:
        return Plane(self._at.parameters["weight"], (self.index[0], 0), True)

    @cached_property
    def _output(self) -> Plane:
        return Plane(self._at.output, self.index)

    def _overviews(self, place: Place, channel: int, is_whole: bool) -> tuple[Overview, ...]:
        plane, letter = self._plane(channel), "Xpad" if self.layer.padding else "X"
        window = (*self._corner(place.position), self.layer.kernel_size)
        return (
            Overview(f"{letter}[{channel}]", plane.values, plane.scale, plane.padding, window),
            Overview(
                f"Y[{self.index[0]}]",
                self._output.values,
                self._output.scale,
                cell=self.at(place.position),
                is_walkable=True,
                revealed=place.position + is_whole,
            ),
        )

    def _grids(self, derivation: Derivation, channel: int, done: int, grain: Grain) -> tuple[Grid, ...]:
        terms, size = derivation.groups[channel].terms, self.layer.kernel_size
        counted = done - 1 - channel * self.taps if grain is not Grain.POSITION else self.taps
        marked = counted - 1 if grain is Grain.PRODUCT else -1
        total = GridCell(derivation.totals[done - 1], done >= self.terms)
        window, taps, products = [], [], []
        for number, term in enumerate(terms):
            pixel, tap = term.factors
            is_marked = number == marked
            window.append(GridCell(pixel.value, is_marked, is_padding=pixel.cell is None))
            taps.append(GridCell(tap.value, is_marked))
            products.append(GridCell(term.product if number < counted else None, is_marked))
        scales = self._plane(channel).scale, self._kernel.scale
        named = f"{self.index[0]},{channel}"
        return (
            Grid("window", _in_rows(window, size), scales[0]),
            Grid(f"K[{named}]", _in_rows(taps, size), scales[1], "·"),
            Grid("products", _in_rows(products, size), product_scale(*scales), "="),
            Grid(_total_title(done >= self.terms), ((total,),), self._output.scale, "→"),
        )

    def _sum_lines(self, derivation: Derivation, done: int, channel: int, grain: Grain) -> tuple[Line, ...]:
        bias = Line(f"b[{self.index[0]}]", number_text(derivation.terms[0].product))
        total = Line("running total", number_text(derivation.totals[done - 1]), STRONG)
        current = derivation.terms[done - 1]
        step = (_product_line(current),) if grain is Grain.PRODUCT and done > 1 else ()
        if self.channels > 1:
            end = () if done >= self.terms else (total,)
            return (*self._channel_lines(derivation, bias, done, channel), *step, *end)
        if grain is Grain.PRODUCT:
            return (*step, total) if step else (bias, total)
        if len(derivation.terms) <= _WRITTEN_OUT:
            return (_written_out(derivation.terms),)
        return bias, Line(f"+ {self.taps} products", number_text(derivation.groups[0].subtotal))

    def _channel_lines(self, derivation: Derivation, bias: Line, done: int, channel: int) -> tuple[Line, ...]:
        groups = derivation.groups
        first = min(max(0, channel - _CHANNELS_LISTED + 1), max(0, len(groups) - _CHANNELS_LISTED))
        lines = [bias]
        if first:
            before = derivation.totals[first * self.taps]
            lines = [Line(f"b[{self.index[0]}] and channels 0–{first - 1}", number_text(before))]
        for number in range(first, min(len(groups), first + _CHANNELS_LISTED)):
            is_whole = done >= 1 + self.taps * (number + 1)
            text = f"+ channel {number}"
            subtotal = number_text(groups[number].subtotal) if is_whole else "" if number != channel else "…"
            tone = STRONG if number == channel else PLAIN if is_whole else MUTED
            lines.append(Line(text, subtotal, tone))
        return tuple(lines)


def _total_title(is_whole: bool) -> str:
    return "Σ + b" if is_whole else "so far"


def _in_rows(cells: list[GridCell], size: int) -> tuple[tuple[GridCell, ...], ...]:
    return tuple(tuple(cells[start : start + size]) for start in range(0, len(cells), size))


def _product_line(term: Term) -> Line:
    if len(term.factors) == 1:
        return Line(factor_text(term.factors[0]), number_text(term.product))
    one, other = term.factors
    numbers = f"{number_text(one.value)} · {behind_sign(other.value)} = {number_text(term.product)}"
    return Line(f"{factor_text(one)} · {factor_text(other)}", numbers)


def _written_out(terms: tuple[Term, ...]) -> Line:
    """The bias and the products one after another, those that are zero left out."""
    shown = [terms[0], *(term for term in terms[1:] if term.product != 0)]
    text = number_text(shown[0].product)
    for term in shown[1:]:
        number = number_text(term.product)
        text += f" − {number[1:]}" if number.startswith("−") else f" + {number}"
    return Line(text)
