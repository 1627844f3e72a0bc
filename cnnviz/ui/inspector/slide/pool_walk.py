"""A MaxPool2D, forward and backward: which number of each window wins, and that the gradient goes to it alone."""

from functools import cached_property

from cnnviz.explain import Cell, Derivation, Term, derive
from cnnviz.nn import MaxPool2D
from cnnviz.ui.frame import Frame
from cnnviz.ui.inspector.asked import sources_of
from cnnviz.ui.inspector.slide.route import Grain, Place
from cnnviz.ui.inspector.slide.scene import MUTED, STRONG, Grid, GridCell, Line, Overview, Scene
from cnnviz.ui.inspector.slide.subjects import Subject
from cnnviz.ui.inspector.slide.walk import Plane, Walk, factor_text, number_text, result_lines, sources_of_factors


class _PoolWalk(Walk):
    """The windows of one channel."""

    def __init__(self, frame: Frame, subject: Subject, index: tuple[int, ...]) -> None:
        super().__init__(frame, subject, index)
        layer = frame.run.layers[subject.layer]
        assert isinstance(layer, MaxPool2D)
        self.layer = layer
        self._at = frame.trace.layers[subject.layer]

    def derivation(self, position: int) -> Derivation:
        """Which entry of a window is the largest."""
        return derive(self.trace, self.subject.layer, "output", (self.index[0], *self.at(position)))

    def winner(self, position: int) -> Term:
        """The entry that won."""
        return next(term for term in self.derivation(position).terms if term.is_chosen)

    @cached_property
    def _input(self) -> Plane:
        return Plane(self._at.input, self.index)

    def _window(self, position: int) -> tuple[int, int, int]:
        row, column = self.at(position)
        return row * self.layer.step, column * self.layer.step, self.layer.pool_size

    def _in_rows(self, cells: list[GridCell]) -> tuple[tuple[GridCell, ...], ...]:
        size = self.layer.pool_size
        return tuple(tuple(cells[start : start + size]) for start in range(0, len(cells), size))


class PoolWalk(_PoolWalk):
    """Walks the output: each window keeps its largest number."""

    grains = (Grain.POSITION, Grain.PRODUCT)

    @cached_property
    def _output(self) -> Plane:
        return Plane(self._at.output, self.index)

    @property
    def terms(self) -> int:
        return self.layer.pool_size**2

    def counts(self, position: int) -> bool:
        return not self._input.is_zero(*self._window(position))

    def scene(self, place: Place, grain: Grain, channel: int = 0) -> Scene:
        derivation = self.derivation(place.position)
        is_whole = place.done >= self.terms
        seen, current = derivation.terms[: place.done], place.done - 1
        largest = derivation.totals[current]
        best = next(number for number, total in enumerate(derivation.totals) if total is largest or total == largest)
        if is_whole:
            best = next(number for number, term in enumerate(derivation.terms) if term.is_chosen)
        is_all = is_whole and grain is Grain.POSITION
        sources = sources_of(derivation) if is_all else sources_of_factors(derivation.terms[current].factors)
        row, column = self.at(place.position)
        d = self.index[0]
        cells = [
            GridCell(term.product, number == best, number >= len(seen)) for number, term in enumerate(derivation.terms)
        ]
        return Scene(
            Cell(self.subject.layer, "output", (d, row, column)),
            sources,
            largest,
            (
                Overview(f"X[{d}]", self._input.values, self._input.scale, window=self._window(place.position)),
                Overview(
                    f"Y[{d}]",
                    self._output.values,
                    self._output.scale,
                    cell=(row, column),
                    is_walkable=True,
                    revealed=place.position + is_whole,
                ),
            ),
            (
                Grid("window", self._in_rows(cells), self._input.scale),
                Grid("max", ((GridCell(largest, True),),), self._output.scale, "→"),
            ),
            self._lines(derivation, derivation.terms[best], place, grain),
        )

    def _lines(self, derivation: Derivation, best: Term, place: Place, grain: Grain) -> tuple[Line, ...]:
        symbol = self.symbol("output", derivation.cell.index)
        lines = []
        if grain is Grain.PRODUCT:
            current = derivation.terms[place.done - 1]
            lines.append(Line(factor_text(current.factors[0]), number_text(current.product)))
        lines.append(Line(f"largest of {_counted(place.done, self.terms)}", number_text(best.product), STRONG))
        lines.append(Line(f"the winner is {factor_text(best.factors[0])}"))
        if place.done < self.terms:
            return (*lines, Line(f"{symbol} is not complete yet", "", MUTED))
        return (*lines, *result_lines(symbol, derivation))


def _counted(done: int, terms: int) -> str:
    return f"all {terms}" if done >= terms else f"the first {done}" if done > 1 else "the first"


class PoolGradientWalk(_PoolWalk):
    """Walks the output's gradient: each number of it goes to the entry that won its window, and the others get 0."""

    @property
    def terms(self) -> int:
        return 1

    @cached_property
    def _slope(self) -> Plane:
        return Plane(self._at.output_gradient or [], self.index, True)

    @cached_property
    def _gradient(self) -> Plane:
        return Plane(self._at.input_gradient, self.index, True)

    def counts(self, position: int) -> bool:
        return not self._slope.is_zero(*self.at(position), 1)

    def shares(self, position: int) -> tuple[float, ...]:
        """What each entry of a window gets from its number of ∂L/∂Y, in reading order."""
        window = (self.index[0], *self.at(position))
        return tuple(
            next(share.product for share in self._gradient_of(term).terms if share.sources[0].index == window)
            for term in self.derivation(position).terms
        )

    def _gradient_of(self, entry: Term) -> Derivation:
        """Where ∂L/∂X of an entry of the window comes from."""
        return derive(self.trace, self.subject.layer, "input_gradient", entry.sources[0].index)

    def scene(self, place: Place, grain: Grain, channel: int = 0) -> Scene:
        position = place.position
        winner, entries = self.winner(position), self.derivation(position).terms
        d, row, column = self.index[0], *self.at(position)
        own = winner.sources[0].index
        gradient = self._gradient_of(winner)
        share = next(term for term in gradient.terms if term.sources[0].index == (d, row, column))
        slope = share.factors[0].value
        cells = [GridCell(term.product, term.is_chosen, not term.is_chosen) for term in entries]
        given = [
            GridCell(value, term.is_chosen, not term.is_chosen)
            for value, term in zip(self.shares(position), entries, strict=True)
        ]
        window = self._window(position)
        return Scene(
            Cell(self.subject.layer, "input_gradient", own),
            (Cell(self.subject.layer, "output_gradient", (d, row, column)), Cell(self.subject.layer, "input", own)),
            share.product,
            (
                Overview(
                    f"∂L/∂Y[{d}]",
                    self._slope.values,
                    self._slope.scale,
                    cell=(row, column),
                    is_backward=True,
                    is_walkable=True,
                ),
                Overview(
                    f"∂L/∂X[{d}]",
                    self._gradient.values,
                    self._gradient.scale,
                    window=window,
                    cell=(own[1], own[2]),
                    is_backward=True,
                ),
            ),
            (
                Grid("window", self._in_rows(cells), self._input.scale),
                Grid(f"∂L/∂Y[{d},{row},{column}]", ((GridCell(slope, True),),), self._slope.scale, "", True),
                Grid("to ∂L/∂X", self._in_rows(given), self._gradient.scale, "→", True),
            ),
            self._lines(gradient, winner, (d, row, column), slope),
        )

    def _lines(self, gradient: Derivation, winner: Term, index: tuple[int, ...], slope: float) -> tuple[Line, ...]:
        others = self.layer.pool_size**2 - 1
        lines = [
            Line(self.symbol("output_gradient", index), number_text(slope)),
            Line(f"to the winner {factor_text(winner.factors[0])}", number_text(slope), STRONG),
            Line(f"the {others} other{'s get' if others > 1 else ' gets'}", "0") if others else Line(""),
        ]
        if len(gradient.terms) > 1:
            lines.append(Line(f"{len(gradient.terms)} windows cover it; all that it won", number_text(gradient.value)))
        symbol = self.symbol("input_gradient", winner.sources[0].index)
        return (*(line for line in lines if line.text), *result_lines(symbol, gradient))
