"""The walk of a subject, whatever its layer."""

from cnnviz.ui.frame import Frame
from cnnviz.ui.inspector.slide.conv_walk import ConvWalk
from cnnviz.ui.inspector.slide.kernel_walk import KernelWalk
from cnnviz.ui.inspector.slide.pool_walk import PoolGradientWalk, PoolWalk
from cnnviz.ui.inspector.slide.subjects import Kind, Subject
from cnnviz.ui.inspector.slide.walk import Walk

_WALKS: dict[Kind, type[Walk]] = {
    Kind.CONV_OUTPUT: ConvWalk,
    Kind.WEIGHT_GRADIENT: KernelWalk,
    Kind.POOL_OUTPUT: PoolWalk,
    Kind.POOL_GRADIENT: PoolGradientWalk,
}


def walk_of(frame: Frame, subject: Subject, index: tuple[int, ...]) -> Walk | None:
    """The walk over the trace on view; None where the step has not computed what is walked for."""
    return _WALKS[subject.kind](frame, subject, index) if subject.is_computed(frame) else None
