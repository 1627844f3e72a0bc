"""A run as it is written to a file and taken up again."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from cnnviz.nn import Tensor
from cnnviz.training.experiment import Experiment
from cnnviz.training.history import History
from cnnviz.training.timeline import Event

PYTHON_VERSION = ".".join(map(str, sys.version_info[:3]))
"""The Python that runs now, such as "3.11.7"."""


@dataclass(frozen=True, slots=True)
class SavedRun:
    """What is needed to go on with a run where it was left, and to draw its past."""

    experiment: Experiment
    position: int
    """The number of steps done."""
    parameters: Mapping[str, Tensor]
    """As `Network.parameters()` names them."""
    events: tuple[Event, ...]
    history: History
    keyframes: Mapping[int, Sequence[float]] = field(default_factory=dict)
    """The parameters (flat, as `Network.state()`) at steps on the way, so that a run taken up again is walked back
    without computing it anew; those before the last step among them, from which that step is shown."""
    python: str = PYTHON_VERSION
    """The Python that computed it; another one may round otherwise, and replay to other bits."""
