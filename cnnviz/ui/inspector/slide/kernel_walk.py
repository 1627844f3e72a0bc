"""How one weight of a Conv2D gets its gradient: at each position, what it met times what that position did wrong."""

from functools import cached_property

from cnnviz.explain import Cell, Derivation, derive
from cnnviz.nn import Conv2D
from cnnviz.ui.frame import Frame
from cnnviz.ui.inspector.slide.route import Grain, Place
from cnnviz.ui.inspector.slide.scene import MUTED, STRONG, Grid, GridCell, Line, Overview, Scene
from cnnviz.ui.inspector.slide.subjects import Subject
from cnnviz.ui.inspector.slide.walk import (
    Plane,
    Walk,
    behind_sign,
    factor_text,
    number_text,
    result_lines,
    sources_of_factors,
)


class KernelWalk(Walk):
    """Walks all positions (r,c) of ∂L/∂K[f,d,i,j] = Σ Xpad[d,r·S+i,c·S+j] · ∂L/∂Y[f,r,c] (the paper)."""

    def __init__(self, frame: Frame, subject: Subject, index: tuple[int, ...]) -> None:
        super().__init__(frame, subject, index)
        layer = frame.run.layers[subject.layer]
        assert isinstance(layer, Conv2D)
        self.layer = layer
        self._at = frame.trace.layers[subject.layer]

    @property
    def terms(self) -> int:
        return 1

    @cached_property
    def derivation(self) -> Derivation:
        """Where the gradient comes from: a term a position."""
        return derive(self.trace, self.subject.layer, "weight_gradient", self.index)

    @cached_property
    def totals(self) -> tuple[float, ...]:
        """The running total after each position."""
        return self.derivation.totals

    def counts(self, position: int) -> bool:
        return self.derivation.terms[position].product != 0

    def scene(self, place: Place, grain: Grain, channel: int = 0) -> Scene:
        term = self.derivation.terms[place.position]
        return Scene(
            Cell(self.subject.layer, "weight_gradient", self.index),
            sources_of_factors(term.factors),
            self.totals[place.position],
            self._overviews(place.position),
            self._grids(place.position),
            self._lines(place.position),
            self.totals,
            place.position,
        )

    @cached_property
    def _input(self) -> Plane:
        return Plane(self._at.input, (self.index[1],), None, self.layer.padding)

    @cached_property
    def _slope(self) -> Plane:
        return Plane(self._at.output_gradient or [], (self.index[0],), True)

    @cached_property
    def _gradient(self) -> Plane:
        return Plane(self._at.parameter_gradients["weight"], self.index[:2], True)

    def _overviews(self, position: int) -> tuple[Overview, ...]:
        f, d, i, j = self.index
        row, column = self.at(position)
        top, left, size = row * self.layer.stride, column * self.layer.stride, self.layer.kernel_size
        letter, plane = "Xpad" if self.layer.padding else "X", self._input
        return (
            Overview(
                f"{letter}[{d}]", plane.values, plane.scale, plane.padding, (top, left, size), (top + i, left + j)
            ),
            Overview(
                f"∂L/∂Y[{f}]",
                self._slope.values,
                self._slope.scale,
                cell=(row, column),
                is_backward=True,
                is_walkable=True,
            ),
        )

    def _grids(self, position: int) -> tuple[Grid, ...]:
        f, d, i, j = self.index
        size, padding = self.layer.kernel_size, self.layer.padding
        row, column = self.at(position)
        _, height, width = self.run.shapes[self.subject.layer]
        window, taps = [], []
        for u in range(size):
            y = row * self.layer.stride + u
            xs = [(column * self.layer.stride + v) for v in range(size)]
            inside = padding <= y < height + padding
            window.append(
                tuple(
                    GridCell(
                        float(self._input.values[y, x]),
                        (u, v) == (i, j),
                        (u, v) != (i, j),
                        not (inside and padding <= x < width + padding),
                    )
                    for v, x in enumerate(xs)
                )
            )
            own = self.totals[position]
            taps.append(
                tuple(
                    GridCell(own, True)
                    if (u, v) == (i, j)
                    else GridCell(float(self._gradient.values[u, v]), is_muted=True)
                    for v in range(size)
                )
            )
        slope, product = self.derivation.terms[position].factors[1].value, self.derivation.terms[position].product
        return (
            Grid("window", tuple(window), self._input.scale),
            Grid(f"∂L/∂Y[{f}]", ((GridCell(slope, True),),), self._slope.scale, "·", True),
            Grid("product", ((GridCell(product, True),),), self._gradient.scale, "=", True),
            Grid(f"∂L/∂K[{f},{d}]", tuple(taps), self._gradient.scale, "→", True),
        )

    def _lines(self, position: int) -> tuple[Line, ...]:
        term = self.derivation.terms[position]
        one, other = term.factors
        numbers = f"{number_text(one.value)} · {behind_sign(other.value)}"
        is_last = not any(later.product != 0 for later in self.derivation.terms[position + 1 :])
        total = Line("running total", number_text(self.totals[position]))
        symbol = self.symbol("weight_gradient", self.index)
        end = result_lines(symbol, self.derivation) if is_last else (Line(f"{symbol} is not complete yet", "", MUTED),)
        why = term.reason
        return (
            Line(f"{factor_text(one)} · {factor_text(other)}", ""),
            Line(f"{numbers} =", number_text(term.product)),
            *((Line(f"zero: {why}", "", MUTED),) if why else ()),
            total._replace(tone=STRONG),
            *end,
        )
