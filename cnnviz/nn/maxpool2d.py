"""The pooling: of each window only the largest number goes on, and only it hears back."""

from dataclasses import dataclass
from math import isnan

from cnnviz.nn.layer import Layer, Parameters, Shape, Tensor, check_setting, window_positions


@dataclass(frozen=True)
class MaxPool2D(Layer):
    """The maximum of each window of `pool_size` × `pool_size` entries, `stride` apart (None: `pool_size`).

    Input `[channels][rows][columns]`; output `[channels][rows'][columns']` with
    rows' = (rows − pool_size) // stride + 1; entries that no window covers are left out.
    Raises NetworkError for settings that make no sense.
    """

    pool_size: int = 2
    stride: int | None = None

    def __post_init__(self) -> None:
        check_setting("MaxPool2D", "pool_size", self.pool_size, 1)
        if self.stride is not None:
            check_setting("MaxPool2D", "stride", self.stride, 1)

    @property
    def step(self) -> int:
        """How far apart the windows stand: the stride, or the pool size where none is given."""
        return self.pool_size if self.stride is None else self.stride

    def output_shape(self, input_shape: Shape) -> Shape:
        channels, rows, columns = self._volume(input_shape)
        for axis, length in (("rows", rows), ("columns", columns)):
            if length < self.pool_size:
                raise self._refuse(
                    input_shape, f"the window of size {self.pool_size} is larger than the {length} {axis}"
                )
        return Shape(
            channels,
            window_positions(rows, self.pool_size, self.step),
            window_positions(columns, self.pool_size, self.step),
        )

    def forward(self, x: Tensor, parameters: Parameters) -> tuple[Tensor, Tensor]:
        """Y[d,r,c] = max over the window; the memory is the winner's place in its window, in reading order.

        The first in reading order wins a tie (the paper). A NaN wins: an error must show, not vanish.
        """
        size, step = self.pool_size, self.step
        rows = window_positions(len(x[0]), size, step)
        span = (window_positions(len(x[0][0]), size, step) - 1) * step + 1
        output, winners = [], []
        for channel in x:
            pooled, won = [], []
            has_nan = isnan(sum(map(sum, channel)))
            for top in range(0, rows * step, step):
                windows = list(
                    zip(
                        *(row[j : j + span : step] for row in channel[top : top + size] for j in range(size)),
                        strict=True,
                    )
                )
                maxima = [max(window) for window in windows]
                places = [window.index(value) for window, value in zip(windows, maxima, strict=True)]
                if has_nan:
                    for column, window in enumerate(windows):
                        nan = next((place for place, value in enumerate(window) if value != value), None)
                        if nan is not None:
                            places[column], maxima[column] = nan, window[nan]
                pooled.append(maxima)
                won.append(places)
            output.append(pooled)
            winners.append(won)
        return output, winners

    def backward(
        self, x: Tensor, memory: Tensor, parameters: Parameters, output_gradient: Tensor
    ) -> tuple[Tensor, dict[str, Tensor]]:
        """dL/dX: each dL/dY goes to the winner of its window alone (the paper).

        The maximum moves with its winner, one to one, and not with the others. Where windows overlap, an entry
        can win several times, and their gradients add up.
        """
        size, step = self.pool_size, self.step
        input_gradient = []
        for channel, winners, gradients in zip(x, memory, output_gradient, strict=True):
            routed = [[0.0] * len(channel[0]) for _ in channel]
            for r, (places, row) in enumerate(zip(winners, gradients, strict=True)):
                for c, (place, gradient) in enumerate(zip(places, row, strict=True)):
                    routed[r * step + place // size][c * step + place % size] += gradient
            input_gradient.append(routed)
        return input_gradient, {}
