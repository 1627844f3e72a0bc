"""The paper's own figures for its 30 test images, to stand beside those of a run of its experiment. No Qt."""

from typing import Final

from cnnviz.training import PRESETS, Experiment
from cnnviz.training.metrics import ClassMetrics, Metrics

PAPER_METRICS: Final = Metrics(
    classes=(
        ClassMetrics(precision=0.88, recall=0.70, f1=0.78, support=10),
        ClassMetrics(precision=0.75, recall=0.60, f1=0.67, support=10),
        ClassMetrics(precision=0.57, recall=0.80, f1=0.67, support=10),
    ),
    accuracy=0.70,
    precision=0.73,
    recall=0.70,
    f1=0.70,
    support=30,
)
"""As the paper prints them, with two digits, after its 50 epochs."""
PAPER_TITLE: Final = "The paper"
PAPER_TIP: Final = (
    "What the paper reports after 50 epochs for its network on its 30 test images: 70 % of them right. "
    "Its images and its start were others than this run's."
)


def is_papers(experiment: Experiment) -> bool:
    """Whether a run is comparable with the paper's: its digits, numbers of images and network.

    The learning rate, the start, the epochs and the seed may differ: what they do is the comparison's point.
    """
    paper = PRESETS["paper"]
    return (
        experiment.data,
        experiment.classes,
        experiment.train_per_class,
        experiment.test_per_class,
        experiment.layers,
    ) == (paper.data, paper.classes, paper.train_per_class, paper.test_per_class, paper.layers)
