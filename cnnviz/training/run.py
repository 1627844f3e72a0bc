"""A run as it is written to a file and taken up again."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from cnnviz.nn import Network, NetworkError, Tensor
from cnnviz.nn.tensors import check_shape, flat
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

    def give_parameters_to(self, network: Network) -> None:
        """Let a network have the parameters, those too that are no longer finite in a run that diverged.

        Raises NetworkError, and changes nothing, where they do not fit it.
        """
        shapes = network.parameter_shapes()
        if missing := sorted(shapes.keys() - self.parameters.keys()):
            raise NetworkError(f"these parameters are missing: {', '.join(missing)}")
        if unknown := sorted(self.parameters.keys() - shapes.keys()):
            raise NetworkError(f"the network has no parameters called {', '.join(unknown)}")
        state: list[float] = []
        for name, shape in shapes.items():
            check_shape(self.parameters[name], shape, name)
            state += flat(self.parameters[name])
        network.set_state(state)
