"""Where one number comes from: derivations from the paper's formulas and a trace alone, never from the kernels."""

from cnnviz.explain.cells import TENSORS, Cell, tensor_shapes, value_at
from cnnviz.explain.derivation import Derivation, Operation
from cnnviz.explain.dispatch import derive
from cnnviz.explain.errors import ExplainError
from cnnviz.explain.gradient_check import GradientCheck, gradient_check
from cnnviz.explain.softmax_table import SoftmaxRow, SoftmaxTable
from cnnviz.explain.terms import Factor, Largest, Term, TermGroup

__all__ = [
    "TENSORS",
    "Cell",
    "Derivation",
    "ExplainError",
    "Factor",
    "GradientCheck",
    "Largest",
    "Operation",
    "SoftmaxRow",
    "SoftmaxTable",
    "Term",
    "TermGroup",
    "derive",
    "gradient_check",
    "tensor_shapes",
    "value_at",
]
