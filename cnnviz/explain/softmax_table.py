"""The whole of a softmax and its loss, as a table: a row a class, a column a stage."""

from dataclasses import dataclass
from math import exp, log

from cnnviz.nn import Trace

EPSILON = 1e-12
"""ε, which the paper adds to the true class's probability before the logarithm."""


@dataclass(frozen=True, slots=True)
class SoftmaxRow:
    """One class on its way from logit to gradient."""

    index: int
    logit: float
    """z."""
    shifted: float
    """z − max z: no probability changes, and exp cannot overflow."""
    exponential: float
    """exp(z − max z)."""
    probability: float
    """P, the exponential divided by the sum of all."""
    target: float
    """T: 1 for the true class, 0 for the others."""
    gradient: float
    """P − T."""


@dataclass(frozen=True, slots=True)
class SoftmaxTable:
    """Softmax and cross-entropy of one trace, computed from its logits."""

    rows: tuple[SoftmaxRow, ...]
    largest: float
    """max z."""
    total: float
    """Σ exp(z − max z)."""
    label: int
    """k, the index of the true class."""
    epsilon: float
    """ε."""
    loss: float
    """L = −log(P[k] + ε), in nats."""


def softmax_table(trace: Trace) -> SoftmaxTable:
    """P[i] = exp(z[i]) / Σ_j exp(z[j]), after max z is subtracted, and L = −log(P[k] + ε) (the paper)."""
    logits = [float(z) for z in trace.layers[-1].input]
    largest = max(logits)
    exponentials = [exp(z - largest) for z in logits]
    total = 0.0
    for exponential in exponentials:
        total += exponential
    rows = []
    for index, (z, exponential) in enumerate(zip(logits, exponentials, strict=True)):
        probability, target = exponential / total, float(index == trace.label)
        rows.append(SoftmaxRow(index, z, z - largest, exponential, probability, target, probability - target))
    loss = -log(rows[trace.label].probability + EPSILON)
    return SoftmaxTable(tuple(rows), largest, total, trace.label, EPSILON, loss)
