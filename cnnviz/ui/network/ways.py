"""Which way the numbers go in a phase: from the tensors that it reads to the one that it makes. No Qt."""

from collections.abc import Iterator
from dataclasses import dataclass

from cnnviz.nn import Phase, PhaseKind
from cnnviz.ui.frame import Run
from cnnviz.ui.network.layout import INPUT, Box, Layout, Tile


@dataclass(frozen=True, slots=True)
class Way:
    """A straight line in the picture, in pixels."""

    x: float
    y: float
    end_x: float
    end_y: float
    is_forward: bool

    def at(self, share: float) -> tuple[float, float]:
        """The point after a share of the way, 0 to 1."""
        return self.x + share * (self.end_x - self.x), self.y + share * (self.end_y - self.y)

    @property
    def box(self) -> Box:
        """The rectangle around it."""
        left, top = min(self.x, self.end_x), min(self.y, self.end_y)
        return Box(left, top, abs(self.end_x - self.x), abs(self.end_y - self.y))


def signal_tile(layout: Layout, run: Run, layer: int, forward: bool) -> Tile:
    """What a layer's column (INPUT: the input's) shows in the forward or the backward row."""
    if layer == INPUT:
        tile = layout.tile(0, "input" if forward else "input_gradient")
    else:
        last = layer == len(run.layers) - 1
        tile = layout.tile(layer, "output" if forward else "loss" if last else "output_gradient")
    assert tile is not None
    return tile


def ways_of(layout: Layout, run: Run, phase: Phase) -> tuple[Way, ...]:
    """The ways of a phase: one, or in the update one a weight, from its gradient up to it."""
    last = len(run.layers) - 1
    if phase.kind is PhaseKind.UPDATE:
        return tuple(_updates(layout, last))
    if phase.kind is PhaseKind.LOSS:
        return (_way(signal_tile(layout, run, last, True), signal_tile(layout, run, last, False), True),)
    assert phase.layer is not None
    forward = phase.kind is PhaseKind.FORWARD
    before, here = (signal_tile(layout, run, layer, forward) for layer in (phase.layer - 1, phase.layer))
    return (_way(before, here, True) if forward else _way(here, before, False),)


def _updates(layout: Layout, last: int) -> Iterator[Way]:
    for layer in range(last + 1):
        gradient, weight = layout.tile(layer, "weight_gradient"), layout.tile(layer, "weight")
        if gradient is not None and weight is not None:
            yield _way(gradient, weight, False)


def _way(start: Tile, end: Tile, is_forward: bool) -> Way:
    return Way(_center(start), start.box.middle, _center(end), end.box.middle, is_forward)


def _center(tile: Tile) -> float:
    return tile.box.x + tile.box.width / 2
