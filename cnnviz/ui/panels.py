"""The views of the panels, each imported when it is built: together they would hold up the window's first picture."""

from PySide6.QtWidgets import QWidget

from cnnviz.ui.deferred import Deferred


def gallery() -> Deferred:
    """The images of the run."""

    def build(parent: QWidget) -> QWidget:
        from cnnviz.ui.images.gallery_view import GalleryView

        return GalleryView(parent)

    signals = ("probe_chosen", "probe_cleared", "train_chosen", "sight_changed")
    return Deferred(build, signals)


def sample() -> Deferred:
    """The image on view and what the network makes of it."""

    def build(parent: QWidget) -> QWidget:
        from cnnviz.ui.images.sample_view import SampleView

        return SampleView(parent)

    return Deferred(build, signals=("probe_cleared", "cell_clicked"))


def draw() -> Deferred:
    """A pad for images of one's own."""

    def build(parent: QWidget) -> QWidget:
        from cnnviz.ui.drawing import DrawView

        return DrawView(parent)

    return Deferred(build, signals=("image_ready", "cleared"))


def inspector() -> Deferred:
    """Where numbers come from."""

    def build(parent: QWidget) -> QWidget:
        from cnnviz.ui.inspector.inspector import Inspector

        return Inspector(parent)

    signals = ("cell_chosen", "sources_changed", "hover_sources_changed")
    return Deferred(build, signals, slots=("set_cell", "set_hovered", "set_pace"))


def loss() -> Deferred:
    """The loss over the epochs."""

    def build(parent: QWidget) -> QWidget:
        from cnnviz.ui.plots.loss_plot import LossPlot

        return LossPlot(parent)

    return Deferred(build, signals=("step_clicked",))


def accuracy() -> Deferred:
    """The accuracy over the epochs."""

    def build(parent: QWidget) -> QWidget:
        from cnnviz.ui.plots.accuracy_plot import AccuracyPlot

        return AccuracyPlot(parent)

    return Deferred(build, signals=("step_clicked",))


def confusion() -> Deferred:
    """Which classes are taken for which."""

    def build(parent: QWidget) -> QWidget:
        from cnnviz.ui.plots.confusion_view import ConfusionView

        return ConfusionView(parent)

    return Deferred(build, signals=("cell_clicked",))


def per_class() -> Deferred:
    """Precision, recall and F1."""

    def build(parent: QWidget) -> QWidget:
        from cnnviz.ui.plots.per_class_view import PerClassView

        return PerClassView(parent)

    return Deferred(build)


def results() -> Deferred:
    """Which test images are wrong, fixed and newly wrong."""

    def build(parent: QWidget) -> QWidget:
        from cnnviz.ui.results.results_view import ResultsView

        return ResultsView(parent)

    return Deferred(build, signals=("probe_chosen", "probe_cleared"))


def pinned() -> Deferred:
    """Up to six images that stay in sight, and two of them side by side."""

    def build(parent: QWidget) -> QWidget:
        from cnnviz.ui.probes.pinned_strip import PinnedStrip

        return PinnedStrip(parent)

    return Deferred(build, signals=("pins_changed", "probe_chosen"), slots=("pin_view_of",))


def norms() -> Deferred:
    """How long each layer's gradients are."""

    def build(parent: QWidget) -> QWidget:
        from cnnviz.ui.plots.gradient_norm_view import GradientNormView

        return GradientNormView(parent)

    return Deferred(build, signals=("cell_clicked",))


def parameters() -> Deferred:
    """Every parameter with its update."""

    def build(parent: QWidget) -> QWidget:
        from cnnviz.ui.debugger.parameters_view import ParametersView

        return ParametersView(parent)

    return Deferred(build, signals=("parameter_edited", "cell_clicked", "answer_wanted"))


def stops() -> Deferred:
    """Where the run is to stop by itself."""

    def build(parent: QWidget) -> QWidget:
        from cnnviz.ui.debugger.stops_view import StopsView

        return StopsView(parent)

    return Deferred(build, signals=("breakpoints_changed",))


def changes() -> Deferred:
    """What was changed in mid-run, and the courses of the run."""

    def build(parent: QWidget) -> QWidget:
        from cnnviz.ui.debugger.changes_view import ChangesView

        return ChangesView(parent)

    return Deferred(build, signals=("seek_requested", "branch_chosen", "repeat_requested", "undo_requested"))


def health() -> Deferred:
    """What is wrong with the run."""

    def build(parent: QWidget) -> QWidget:
        from cnnviz.ui.debugger.health_view import HealthView

        return HealthView(parent)

    return Deferred(build, signals=("seek_requested",))
