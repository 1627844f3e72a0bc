"""How many answers are right, epoch by epoch, on the training and on the test set."""

from cnnviz.ui.numbers import write_percent
from cnnviz.ui.plots.axes import FigureAxis, PercentAxis
from cnnviz.ui.plots.curves import value_at
from cnnviz.ui.plots.evaluations import after
from cnnviz.ui.plots.run_plot import RunPlot


class AccuracyPlot(RunPlot):
    """The share of right answers over the epochs; only epochs that are complete have one."""

    figure = "accuracy"
    title = "Accuracy"

    def _figure_axis(self) -> FigureAxis:
        return PercentAxis()

    def _text_at(self, step: int) -> str:
        assert self._frame is not None
        epoch = round(step / self._frame.run.steps_per_epoch)
        return f"{after(epoch)}: {self._figures(epoch)}"

    def _description(self) -> str:
        assert self._frame is not None
        epoch = len(self._frame.history.epochs)
        return f"{after(epoch)}: {self._figures(epoch)}."

    def _figures(self, epoch: int) -> str:
        train, test = value_at(self._train, epoch), value_at(self._test, epoch)
        parts = [
            f"{name} {write_percent(value)}"
            for name, value in (("training", train), ("test", test))
            if value is not None
        ]
        return ", ".join(parts) or "no accuracy yet"
