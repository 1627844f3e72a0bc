"""Two pins in numbers: the maps of both on one scale, their difference on its own, and their probabilities."""

from dataclasses import dataclass
from math import isfinite

import numpy as np

from cnnviz.ui.frame import Pin, Run
from cnnviz.ui.maps import Array, Scale
from cnnviz.ui.numbers import MINUS, write
from cnnviz.ui.probes.pin_maps import MapsOf, common_scale, planes_of

BLOCKS = ("A", "B", f"B {MINUS} A")


@dataclass(frozen=True, slots=True)
class ClassPair:
    """A class and its probability in A and in B."""

    place: int
    name: str
    a: float
    b: float

    @property
    def points(self) -> str:
        """By how many hundredths B's is more: `+12.3`, or `NaN`."""
        return write_points(self.a, self.b)


@dataclass(frozen=True, eq=False)
class Comparison:
    """A, B and B − A, `[channel][row][column]` each."""

    maps: MapsOf
    a: Array
    b: Array
    difference: Array
    scale: Scale
    """Of A and of B."""
    difference_scale: Scale
    classes: tuple[ClassPair, ...]

    @property
    def planes(self) -> tuple[Array, Array, Array]:
        """The three of them."""
        return self.a, self.b, self.difference

    @property
    def scales(self) -> tuple[Scale, Scale, Scale]:
        """The scale of each."""
        return self.scale, self.scale, self.difference_scale

    def cell_text(self, cell: tuple[int, int, int]) -> str:
        """A cell's three numbers: `Conv2D 2: Y[0,5,7] · A 0.52 · B 0.61 · B − A +0.09`."""
        a, b, difference = (float(planes[cell]) for planes in self.planes)
        index = ",".join(map(str, cell))
        return f"{self.maps.symbol}[{index}] · A {write(a)} · B {write(b)} · {BLOCKS[2]} {_more(difference)}"

    def class_text(self, pair: ClassPair) -> str:
        """A class's three numbers."""
        return f"P({pair.name}) · A {write(pair.a)} · B {write(pair.b)} · {BLOCKS[2]} {pair.points} points"

    def most_probable(self, most: int) -> tuple[ClassPair, ...]:
        """So many of the classes, those that either side finds most probable, in their order."""
        ranked = sorted(self.classes, key=lambda pair: -max(_known(pair.a), _known(pair.b)))
        return tuple(sorted(ranked[: max(0, most)], key=lambda pair: pair.place))


def compare(a: Pin, b: Pin, maps: MapsOf, run: Run) -> Comparison | None:
    """What two pins have in common and what not; None where one of them is not computed."""
    if a.probe is None or b.probe is None:
        return None
    first, second = planes_of(a.probe.trace, maps), planes_of(b.probe.trace, maps)
    with np.errstate(all="ignore"):
        difference = second - first
    limit = common_scale([np.abs(difference)]).limit
    pairs = zip(run.class_names, a.probe.trace.probabilities, b.probe.trace.probabilities, strict=True)
    classes = tuple(ClassPair(place, *pair) for place, pair in enumerate(pairs))
    scale = common_scale([first, second])
    return Comparison(maps, first, second, difference, scale, Scale(signed=True, limit=limit), classes)


def write_points(a: float, b: float) -> str:
    """The difference of two probabilities in percentage points, with its sign."""
    if not (isfinite(a) and isfinite(b)):
        return "NaN"
    return f"{100 * (b - a):+.1f}".replace("-", MINUS)


def _known(probability: float) -> float:
    return probability if isfinite(probability) else 2.0  # what is lost is to be seen


def _more(value: float) -> str:
    return f"+{write(value)}" if value > 0 else write(value)
