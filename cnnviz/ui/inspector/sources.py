"""The functions of the reference implementation as the window shows them beside a phase. No Qt."""

import ast
import inspect
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from cnnviz.nn import reference

FORMULA_LINES: dict[str, str] = {
    "conv2d_forward": "total += ",
    "conv2d_weight_gradient": "dK[f][d][i][j] += ",
    "conv2d_bias_gradient": "db[f] += ",
    "conv2d_input_gradient": "dXpad[d][r * stride + i][c * stride + j] += ",
    "relu_forward": "max(0.0, x)",
    "relu_input_gradient": "dX.append(dy)",
    "maxpool2d_forward": "Y[d][-1].append(X[d][i][j])",
    "maxpool2d_input_gradient": "dX[d][i][j] += ",
    "winner": "if channel[i][j] > ",
    "flatten_forward": "Y.append(x)",
    "flatten_input_gradient": "dX[d][r][c] = dY[n]",
    "dense_forward": "total += ",
    "dense_weight_gradient": "dW[j][i] = ",
    "dense_bias_gradient": "dB.append(",
    "dense_input_gradient": "dX[i] += ",
    "softmax": "P.append(",
    "cross_entropy": "math.log(",
    "softmax_cross_entropy_gradient": "dz.append(",
    "update": "w - eta * dw",
    "pad": "Xpad[d][r + padding][c + padding] = ",
}
"""Of each function, by name: what the one line that is its formula contains."""


@dataclass(frozen=True, slots=True)
class Source:
    """A function's source, without its docstring and indented by two, to fit a narrow column."""

    name: str
    symbol: str
    """What it computes, short enough for a tab: `∂L/∂K`."""
    summary: str
    """Its docstring."""
    text: str
    formula_line: int
    """The line that is the formula, counted from 0."""


def source_of(name: str, symbol: str) -> Source:
    """The source of a function of the reference implementation; raises KeyError for one without a formula line."""
    summary, text = _read(getattr(reference, name))
    marked = [number for number, line in enumerate(text.splitlines()) if FORMULA_LINES[name] in line]
    return Source(name, symbol, summary, text, marked[0] if marked else 0)


@cache
def _read(function: Callable[..., Any]) -> tuple[str, str]:
    """A function's docstring and its source without it; only the head where the source was not shipped."""
    summary = inspect.getdoc(function) or ""
    try:
        lines = inspect.getsource(function).splitlines()
    except OSError:
        return summary, f"def {function.__name__}{inspect.signature(function)}: ..."
    definition = ast.parse(textwrap.dedent("\n".join(lines))).body[0]
    assert isinstance(definition, ast.FunctionDef)
    docstring = definition.body[0]
    if summary and docstring.end_lineno is not None:
        del lines[docstring.lineno - 1 : docstring.end_lineno]
    return summary, "\n".join(_narrow(line) for line in lines)


def _narrow(line: str) -> str:
    code = line.lstrip(" ")
    return " " * ((len(line) - len(code)) // 2) + code
