"""The loss of each step, thin, and of each epoch, bold."""

from math import ceil, floor

import numpy as np
import pyqtgraph as pg

from cnnviz.ui.frame import Frame
from cnnviz.ui.numbers import write
from cnnviz.ui.plots.curves import (
    MOST_POINTS,
    Array,
    Indexes,
    decimate,
    first_not_finite,
    robust_top,
    same_numbers,
    value_at,
)
from cnnviz.ui.plots.evaluations import after
from cnnviz.ui.plots.legend import Entry
from cnnviz.ui.plots.run_plot import RunPlot
from cnnviz.ui.theme import Theme

_LEAST_POINTS = 64
_STEP_ALPHA = 0.3


class LossPlot(RunPlot):
    """The loss (in nats) over the epochs; where it stops being a number is marked."""

    figure = "loss"
    title = "Loss"

    @property
    def drawn_steps(self) -> int:
        """How many points the thin curve of the steps is drawn with."""
        return len(self._kept)

    def apply_theme(self, theme: Theme) -> None:
        color = theme.color("training")
        color.setAlphaF(_STEP_ALPHA)
        self._steps_item.setPen(pg.mkPen(color, width=1))
        self._marks_item.setBrush(pg.mkBrush(theme.not_a_number))
        super().apply_theme(theme)

    def _legend_entries(self) -> tuple[Entry, ...]:
        color = self._theme.color("training")
        color.setAlphaF(0.6)
        entries = (*super()._legend_entries(), Entry("each step", color, width=1.0))
        if note := self._note():
            entries += (Entry(note, self._theme.color("not_a_number"), is_warning=True),)
        return entries

    def _forget_run(self) -> None:
        self._losses = np.empty(0)
        self._first_bad = None

    def _take_data(self, frame: Frame) -> bool:
        losses = np.asarray(frame.history.losses, dtype=np.float64)
        if same_numbers(self._losses, losses):
            return False
        self._losses = losses
        self._first_bad = first_not_finite(losses)
        return True

    def _axis_top(self) -> float:
        low, high = self.canvas.shown_range
        figures = [series.y[(series.x >= low) & (series.x <= high)] for series in (self._train, self._test)]
        return robust_top(self._losses[slice(*self._steps_on_view())], np.concatenate(figures))

    def _redraw(self, epochs_changed: bool = True) -> None:
        super()._redraw(epochs_changed)
        if self._run is None:
            return
        first, last = self._steps_on_view()
        self._kept = decimate(self._losses, first, last, self._most_points(first, last))
        self._steps_item.setData(
            self._kept / self._run.steps_per_epoch, self._drawn(self._losses[self._kept]), connect="finite"
        )
        marks = self._marks()
        self._marks_item.setData(x=marks, y=np.full(len(marks), self.canvas.top * 0.97))

    def _make_items(self) -> None:
        super()._make_items()
        self._losses: Array = np.empty(0)
        self._first_bad: int | None = None
        self._kept: Indexes = np.empty(0, dtype=np.intp)
        self._steps_item = pg.PlotCurveItem()
        self._marks_item = pg.ScatterPlotItem(symbol="t", size=11, pen=pg.mkPen(None))
        self.canvas.add(self._steps_item, 5)
        self.canvas.add(self._marks_item, 20)

    def _steps_on_view(self) -> tuple[int, int]:
        """The steps on view, first and beyond the last, with a neighbour on each side so that the line goes on."""
        if self._run is None:
            return 0, 0
        low, high = self.canvas.shown_range
        size = self._run.steps_per_epoch
        last = min(len(self._losses), ceil(high * size) + 2)
        return max(0, min(last, floor(low * size) - 1)), last

    def _most_points(self, first: int, last: int) -> int:
        """Two points for each pixel that the steps lie on: more would only darken it."""
        assert self._run is not None
        wide = (last - first) / self._run.steps_per_epoch * self.canvas.pixels_an_epoch
        return max(_LEAST_POINTS, min(MOST_POINTS, 2 * ceil(wide)))

    def _marks(self) -> list[float]:
        """Where the losses stop being numbers: the first such step, the first such test result."""
        assert self._run is not None
        step = self._first_bad
        test = first_not_finite(self._test.y)
        places = [] if step is None else [step / self._run.steps_per_epoch]
        if test is not None and self._test.x[test] not in places:
            places.append(float(self._test.x[test]))
        return places

    def _note(self) -> str:
        """What the legend says about losses that are no numbers."""
        step = self._first_bad
        if step is not None:
            bad = int((~np.isfinite(self._losses)).sum())
            what = write(float(self._losses[step]))
            return f"{what} from step {step} on" if bad == len(self._losses) - step else f"{what} at step {step}"
        test = first_not_finite(self._test.y)
        if test is None:
            return ""
        when = after(int(self._test.x[test]))
        return f"test loss {write(float(self._test.y[test]))} {when[0].lower()}{when[1:]}"

    def _text_at(self, step: int) -> str:
        assert self._frame is not None
        step = min(step, len(self._losses) - 1)
        size = self._frame.run.steps_per_epoch
        lines = [f"Step {step}, epoch {step // size + 1}: loss {write(float(self._losses[step]))}"]
        nearest = round(step / size)
        if figures := self._figures(nearest):
            lines.append(f"{after(nearest)}: {figures}")
        return "\n".join(lines)

    def _description(self) -> str:
        if not len(self._losses):
            return "No step is done yet."
        epoch = len(self._train.x)
        text = f"Step {len(self._losses) - 1}: loss {write(float(self._losses[-1]))}."
        if figures := self._figures(epoch):
            text += f" {after(epoch)}: {figures}."
        return f"{text} {note}." if (note := self._note()) else text

    def _figures(self, epoch: int) -> str:
        train, test = value_at(self._train, epoch), value_at(self._test, epoch)
        parts = [
            f"{name} mean {write(value)}" for name, value in (("training", train), ("test", test)) if value is not None
        ]
        return ", ".join(parts)
