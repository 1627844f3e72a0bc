"""Which image is looked at besides the training sample, and what the network as it is makes of it."""

from cnnviz.datasets import Sample
from cnnviz.training import Session
from cnnviz.ui.frame import OWN, Probe
from cnnviz.ui.frame import ProbeChoice as ProbeChoice


def probe_of(session: Session, choice: ProbeChoice) -> Probe:
    """The chosen image under the weights of the moment; nothing is learned from it.

    An image of one's own has no true class: the one that the network answers stands for it.
    """
    if choice.image is None:
        sample = (session.train_samples if choice.part == "train" else session.test_samples)[choice.index]
        return Probe(choice.part, choice.index, sample, session.probe(sample))
    probabilities = session.network.predict(choice.image)
    target = probabilities.index(max(probabilities))
    sample = Sample(-1, session.experiment.classes[target], target, choice.image)
    return Probe(OWN, 0, sample, session.probe(sample), choice.name)
